"""Pages on which people without a login write a review, by a personal link."""

from odoo import http
from odoo.http import request

from odoo.addons.perf_base.controllers.helpers import attempt, render_outside
from odoo.addons.perf_base.tools.forms import to_id

from ..tools.answers import normalise_text
from .portal import PerfAppraisalPortal


class PerfAppraisalOutside(PerfAppraisalPortal):
    """Write a review without a login.

    Forms are posted to addresses without any number, so that the log of the web server does not tell who answered when.
    """

    @http.route("/review/<string:review>/<string:token>", type="http", auth="public", methods=["GET"], sitemap=False)
    def perf_outside(self, review, token, **kw):
        """The form for somebody with a personal link."""
        found = self._open_link(review, token)
        return self._render_outside(found, token) if found else self._render_invalid(review)

    @http.route("/review", type="http", auth="public", methods=["GET"], sitemap=False)
    def perf_outside_bare(self, **kw):
        """What a page shows that was opened again after it was sent."""
        return self._render_invalid()

    @http.route("/review", type="http", auth="public", methods=["POST"], sitemap=False)
    def perf_outside_send(self, review="", token="", step="", reason="", **post):
        """Keep what was typed; then show it to be read, hand it in, or note that there will be no review."""
        found = self._open_link(review, token)
        if not found:
            return self._render_invalid(review)
        steps = {"save": self._save_outside, "summary": self._save_outside, "submit": self._submit_outside}
        if step == "decline":
            return self._decline_outside(found, token, reason)
        return steps.get(step, self._save_outside)(found, token, step, post)

    @http.route("/review/autosave", type="jsonrpc", auth="public", sitemap=False)
    def perf_outside_autosave(self, answers=None, review="", token="", **kw):
        """Save some answers while somebody types; see ``perf_review_autosave``."""
        found = self._open_link(review, token)
        if not found:
            return {"error": request.env._("The link does not work any more. Keep a copy of your text.")}
        saved = {}
        error = attempt(lambda: saved.update(found._save_answers(answers)))
        return {"error": error} if error else saved

    @http.route("/review/thanks", type="http", auth="public", methods=["GET"], sitemap=False)
    def perf_outside_thanks(self, declined=None, **kw):
        """What somebody without a login reads after sending; it says nothing of whom."""
        return render_outside("perf_appraisal.outside_done", {"declined": bool(declined)})

    # ------------------------------------------------------------------
    # Steps
    # ------------------------------------------------------------------

    def _save_outside(self, review, token, step, post):
        answers = self._get_changed_answers(review._prepare_link_form(), post)
        error = self._attempt_save(review._save_answers, answers)
        if error:
            return self._render_outside(review, token, error=error, typed=answers)
        if step == "summary":
            return self._render_outside(review, token, template="perf_appraisal.outside_summary")
        return self._render_outside(review, token, success=request.env._("Saved. You can go on now or later."))

    def _submit_outside(self, review, token, step, post):
        def submit():
            review._check_answered()
            review._submit()

        error = attempt(submit)
        if error:
            return self._render_outside(review, token, error=error, template="perf_appraisal.outside_summary")
        # a page of its own: whoever loads it again, or whose browser does, still reads that it is sent
        return request.redirect("/review/thanks")

    def _decline_outside(self, review, token, reason):
        error = attempt(review._decline, normalise_text(reason))
        if error:
            return self._render_outside(review, token, error=error)
        return request.redirect("/review/thanks?declined=1")

    # ------------------------------------------------------------------
    # Helpers
    # ------------------------------------------------------------------

    def _open_link(self, review, token):
        """The review that a link opens, in sudo and in the language of the manager; empty for a wrong link."""
        address = request.httprequest.remote_addr or ""
        found = request.env["perf.appraisal.review.link"]._open(to_id(review), token, address)
        if found:
            request.update_context(lang=found.env.lang)
        return found

    def _render_outside(self, review, token, error="", success="", typed=None, template="perf_appraisal.outside_form"):
        """The form or the summary; only a link that works leads here.

        :param review: ``perf.appraisal.review`` in sudo, of which plain values go to the page
        """
        form = self._prepare_marks(review._prepare_link_form(), typed or {})
        form["heading"] = request.env._("Working with %(name)s", name=review.employee_id.name)
        missing = self._get_missing_questions(form) if template == "perf_appraisal.outside_summary" else []
        return render_outside(
            template,
            {
                "review_id": review.id,
                "token": token,
                "name": review.reviewer_label,
                "form": form,
                "form_url": "/review",
                "review_url": f"/review/{review.id}/{token}",
                "autosave_url": "/review/autosave",
                "missing": missing,
                "is_refused": bool(missing and error),
                "error": "" if missing else error,
                "success": success,
            },
        )

    def _render_invalid(self, review=""):
        """One page for every link that does not work, whatever the reason; after too many the status says so."""
        address = request.httprequest.remote_addr or ""
        # sudo: a counter of wrong links, which nobody reads
        limited = request.env["perf.appraisal.attempt"].sudo()._is_blocked(address, to_id(review))
        values = {"title": request.env._("Review")}
        return render_outside("perf_base.outside_invalid", values, status=429 if limited else 404)
