from functools import partial

from odoo import http
from odoo.http import request

from odoo.addons.perf_base.controllers.helpers import OUTSIDE_HEADERS, get_record, render_outside, take_step
from odoo.addons.perf_base.tools.forms import to_id

from .feedback import read_answers


class PerfFeedbackAnswerPortal(http.Controller):
    """Answer without a login by a personal link, and anonymous requests with one.

    Forms are posted to addresses without any number, so that the log of the web server does not tell who answered when.
    """

    # ------------------------------------------------------------------
    # Without a login
    # ------------------------------------------------------------------

    @http.route(
        "/feedback/answer/<string:line>/<string:token>", type="http", auth="public", methods=["GET"], sitemap=False
    )
    def outside(self, line, token, **kw):
        """The questions for somebody with a personal link."""
        found = self._find_line(line, token)
        return self._render_outside(found, token) if found else self._render_invalid(line)

    @http.route("/feedback/answer", type="http", auth="public", methods=["GET"], sitemap=False)
    def outside_bare(self, **kw):
        """What a page shows that was opened again after it was sent."""
        return self._render_invalid()

    @http.route("/feedback/answer", type="http", auth="public", methods=["POST"], sitemap=False)
    def outside_answer(self, line="", token="", decline=None, reason="", **post):
        """Keep the answers, or that there will be none."""
        found = self._find_line(line, token)
        if not found:
            return self._render_invalid(line)
        answers = read_answers(post)

        def answer():
            # a page of its own follows: whoever loads it again, or whose browser does, still reads that it is sent
            if decline is not None:
                found._decline(reason)
                return "/feedback/answer/thanks?declined=1"
            found._submit(found._read_answers(answers))
            return "/feedback/answer/thanks"

        return take_step(answer, partial(self._render_outside, found, token, answers=answers), hide=())

    @http.route("/feedback/answer/thanks", type="http", auth="public", methods=["GET"], sitemap=False)
    def outside_thanks(self, declined=None, **kw):
        """What somebody without a login reads after sending; it says nothing of whom."""
        return self._render("perf_feedback.outside_done", {"declined": bool(declined)})

    def _find_line(self, line, token):
        """The line that a link opens, in sudo and in the language of the one who asked; empty for a wrong link."""
        address = request.httprequest.remote_addr or ""
        found = request.env["perf.feedback.request.link"]._open(to_id(line), token, address)
        if found:
            request.update_context(lang=found.env.lang)
        return found

    def _render_outside(self, line, token, error=None, answers=None):
        """The page with the questions; only a link that works leads here.

        :param line: ``perf.feedback.request.line`` in sudo, of which plain values go to the page
        """
        asked = line.request_id
        own = asked.asker_employee_id == asked.employee_id
        return self._render(
            "perf_feedback.outside_questions",
            {
                "line_id": line.id,
                "token": token,
                "greeting": line._get_greeting(),
                "asker": asked.asker_employee_id.name,
                "role": line._get_asker_role(),
                "company": {"name": asked.company_id.name, "logo": f"/logo.png?company={asked.company_id.id}"},
                "person": "" if own else asked.employee_id.name,
                "questions": [{"id": question.id, "text": question.text} for question in asked.question_ids],
                "anonymous": asked.anonymous,
                "readers_text": asked.reader_note if asked.anonymous else line._get_link_reader_note(),
                "last_day": asked._get_last_day(),
                "answers": answers or {},
                "error": error,
            },
        )

    def _render_invalid(self, line=""):
        """One page for every link that does not work, whatever the reason; after too many the status says so."""
        address = request.httprequest.remote_addr or ""
        # sudo: a counter of wrong links, which nobody reads
        limited = request.env["perf.feedback.attempt"].sudo()._is_blocked(address, to_id(line))
        values = {"title": request.env._("Feedback")}
        return render_outside("perf_base.outside_invalid", values, status=429 if limited else 404)

    def _render(self, template, values):
        return render_outside(template, values)

    # ------------------------------------------------------------------
    # Anonymous requests, with a login
    # ------------------------------------------------------------------

    @http.route(
        "/my/feedback/requests/<int:request_id>/answer", type="http", auth="user", website=True, methods=["GET"]
    )
    def anonymous(self, request_id, **kw):
        """The questions of an anonymous request that waits for me."""
        asked = get_record("perf.feedback.request", request_id)
        if asked.my_state != "open" or asked.state != "open":
            return request.redirect(f"/my/feedback/requests/{asked.id}")
        if not asked.anonymous:
            return request.redirect(asked._get_answer_url())
        return self._render_anonymous(asked)

    @http.route("/my/feedback/answer", type="http", auth="user", website=True, methods=["POST"])
    def anonymous_answer(self, request_id="", **post):
        """Keep the answers, and not whose they are."""
        asked = get_record("perf.feedback.request", to_id(request_id))
        answers = read_answers(post)
        return take_step(
            lambda: asked.my_line_id.submit_answers(answers),
            partial(self._render_anonymous, asked, answers=answers),
            "/my/feedback?tab=asked&done=answered",
        )

    def _render_anonymous(self, asked, error=None, answers=None):
        response = request.render(
            "perf_feedback.portal_feedback_request_answer",
            {
                "page_name": "perf_feedback_request_answer",
                "perf_breadcrumbs": [(request.env._("Feedback"), "/my/feedback?tab=asked")],
                "item": asked._prepare_portal_values()[0],
                "answers": answers or {},
                "error": error,
            },
        )
        response.headers["Cache-Control"] = OUTSIDE_HEADERS["Cache-Control"]
        return response
