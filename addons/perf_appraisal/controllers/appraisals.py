"""Pages on which people read, rate, share and sign appraisals."""

from functools import partial

from odoo import fields, http
from odoo.fields import Domain
from odoo.http import content_disposition, request

from odoo.addons.perf_base.controllers.helpers import get_record, take_step
from odoo.addons.perf_base.tools.forms import to_id
from odoo.addons.portal.controllers.portal import pager as portal_pager

from ..tools.answers import normalise_text
from ..tools.roles import BLIND_ROLES
from .portal import PER_PAGE, PerfAppraisalPortal

OWN_SHOWN = 80


class PerfAppraisalResultPortal(PerfAppraisalPortal):
    """The pages of appraisals, for employees and for managers with only a portal user."""

    # ------------------------------------------------------------------
    # Lists
    # ------------------------------------------------------------------

    @http.route(["/my/appraisals", "/my/appraisals/page/<int:page>"], type="http", auth="user", website=True)
    def perf_appraisals(self, page=1, **kw):
        """My own appraisals, then those of my people."""
        Appraisal = request.env["perf.appraisal"]
        begun = Domain("state", "not in", ("draft", "cancelled"))
        own = Appraisal.search(begun & Domain("perf_role", "=", "self"), limit=OWN_SHOWN)
        team_domain = begun & self._get_team_domain()
        pager = portal_pager("/my/appraisals", Appraisal.search_count(team_domain), page, step=PER_PAGE)
        team = Appraisal.search(team_domain, limit=PER_PAGE, offset=pager["offset"])
        values = {
            "page_name": "perf_appraisals",
            "own": self._prepare_appraisal_rows(own.filtered(lambda each: each.state != "closed")),
            "earlier": self._prepare_appraisal_rows(own.filtered(lambda each: each.state == "closed")),
            "team": self._prepare_appraisal_rows(team),
            "history": self._prepare_history(request.env.user._perf_employee()),
            "pager": pager,
        }
        return request.render("perf_appraisal.portal_my_appraisals", values)

    def _get_team_domain(self):
        """Domain of the appraisals of the current user's people, and of those whom HR gave to them to appraise.

        :return: Domain
        """
        own_ids = request.env["perf.reporting.line"]._get_own_employee_ids()
        return Domain("perf_role", "=", "manager") | Domain("manager_id", "in", own_ids)

    def _prepare_appraisal_rows(self, appraisals):
        """What a row of the list says about each appraisal.

        :return: list of dicts of plain values, in the same order
        """
        today = fields.Date.context_today(appraisals)
        roles = {appraisal: appraisal.perf_role == "self" for appraisal in appraisals}
        owed = self._get_owed_reviews(appraisals)
        return [
            {
                "url": f"/my/appraisals/{appraisal.id}",
                "title": cycle if roles[appraisal] else name,
                "subtitle": "" if roles[appraisal] else cycle,
                "state": appraisal.state,
                "step": appraisal.step_label,
                "todo": self._prepare_row_todo(appraisal, owed.get(appraisal.id)),
                "due_date": appraisal.due_date,
                "is_late": bool(appraisal.due_date and appraisal.due_date < today),
                "date_from": appraisal.date_from,
                "date_to": appraisal.date_to,
            }
            for appraisal, (name, cycle) in zip(appraisals, self._get_names(appraisals), strict=True)
        ]

    def _get_owed_reviews(self, appraisals):
        """The reviews that the current user has yet to write as the employee or the manager of these appraisals.

        :return: dict appraisal id -> id of the review
        """
        domain = self._get_owed_domain() & Domain("role", "in", BLIND_ROLES)
        reviews = request.env["perf.appraisal.review"].search(domain & Domain("appraisal_id", "in", appraisals.ids))
        # sudo: only the id of an appraisal that the user may read.
        return {review.sudo().appraisal_id.id: review.id for review in reviews}

    def _prepare_row_todo(self, appraisal, review_id):
        """The button of a row: what the current user has to do in that appraisal now.

        :param appraisal: ``perf.appraisal``
        :param review_id: id of the review that they have yet to write, if there is one
        :return: dict with ``url`` and ``label``, or None
        """
        if review_id:
            is_own = appraisal.my_part == "employee"
            label = request.env._("Write my self review") if is_own else request.env._("Write my review")
            return {"url": f"/my/reviews/{review_id}", "label": label}
        url = f"/my/appraisals/{appraisal.id}"
        if appraisal._can_take("action_acknowledge"):
            return {"url": url, "label": request.env._("Read and sign")}
        if appraisal.my_part == "manager" and appraisal.manager_review_submitted and not appraisal.ready_date:
            shares = any(appraisal._can_take(step) for step in ("action_share", "action_hand_over"))
            return {"url": url, "label": appraisal.next_action} if shares else None
        return None

    # ------------------------------------------------------------------
    # One appraisal
    # ------------------------------------------------------------------

    @http.route("/my/appraisals/<int:appraisal_id>", type="http", auth="user", methods=["GET"], website=True)
    def perf_appraisal(self, appraisal_id, done="", **kw):
        """The result of one appraisal; before it is shared, the phase in which it is."""
        appraisal = get_record("perf.appraisal", appraisal_id)
        return self._render_appraisal(appraisal, success=self._get_done_sentences().get(done, ""))

    def _get_done_sentences(self):
        """What the page says after a step: dict of the step to a sentence."""
        return {
            "rated": request.env._("The rating is saved."),
            "ready": request.env._("Handed over: HR shares the result."),
            "back": request.env._("Taken back: you can change it, and hand it over again."),
            "shared": request.env._("The result is shared."),
            "refreshed": request.env._("The score is computed again."),
            "signed": request.env._("Thank you, your sign-off is saved."),
            "decided": request.env._("Decided. Employee and manager are told by e-mail."),
        }

    @http.route(
        "/my/appraisals/<int:appraisal_id>/<any(sign,rating,refresh,ready,back,appeal):step>",
        type="http",
        auth="user",
        methods=["GET"],
        website=True,
    )
    def perf_appraisal_step(self, appraisal_id, step, **kw):
        """The address to which a form was sent, opened again: it leads back to the appraisal, and sends nothing."""
        return request.redirect(f"/my/appraisals/{get_record('perf.appraisal', appraisal_id).id}")

    def _take(self, appraisal, done, step, *args, field="", **typed):
        """Take a step of an appraisal: the page then says what was done, or again what was typed and what is wrong.

        :param appraisal: ``perf.appraisal`` that the user may read
        :param done: key of :meth:`_get_done_sentences`
        :param step: function that takes it, called with ``args``
        :param field: name of the input at which a refusal is said
        :param typed: what the page shows again when the step is refused
        :return: response
        """
        return take_step(
            partial(step, *args),
            partial(self._render_appraisal, appraisal, typed=typed, error_field=field),
            f"/my/appraisals/{appraisal.id}?done={done}",
            hide=(),
        )

    @http.route("/my/appraisals/<int:appraisal_id>/pdf", type="http", auth="user", methods=["GET"], website=True)
    def perf_appraisal_pdf(self, appraisal_id, **kw):
        """The shared result as a PDF, with what the employee may read."""
        appraisal = get_record("perf.appraisal", appraisal_id)
        if not appraisal._is_printable():
            raise request.not_found()
        report = request.env["ir.actions.report"]
        pdf, _kind = report._render_qweb_pdf("perf_appraisal.report_appraisal_employee", [appraisal.id])
        headers = [
            ("Content-Type", "application/pdf"),
            ("Content-Length", len(pdf)),
            ("Content-Disposition", content_disposition(request.env._("Appraisal") + ".pdf")),
            ("Cache-Control", "no-store"),
        ]
        return request.make_response(pdf, headers=headers)

    @http.route("/my/appraisals/<int:appraisal_id>/sign", type="http", auth="user", methods=["POST"], website=True)
    def perf_appraisal_sign(self, appraisal_id, comment="", agree="", **post):
        """Sign: the employee has read the appraisal, and agrees or not."""
        appraisal = get_record("perf.appraisal", appraisal_id)
        comment = normalise_text(comment)
        if agree not in ("yes", "no"):
            error = request.env._("Choose whether you agree or disagree, then sign. You can sign either way.")
            return self._render_appraisal(appraisal, error=error, error_field="agree", typed={"comment": comment})
        step = appraisal.action_acknowledge
        typed = {"comment": comment, "agree": agree}
        return self._take(appraisal, "signed", step, comment, agree == "yes", field="comment", **typed)

    @http.route("/my/appraisals/<int:appraisal_id>/rating", type="http", auth="user", methods=["POST"], website=True)
    def perf_appraisal_rating(self, appraisal_id, level_id="", reason="", summary="", potential="", **post):
        """The manager chooses the overall rating, with a reason where it differs from the score's, and sums up."""
        appraisal = get_record("perf.appraisal", appraisal_id)
        typed = {
            "level_id": to_id(level_id) or False,
            "reason": normalise_text(reason).strip(),
            "summary": normalise_text(summary).strip(),
            "potential": potential,
        }
        return self._take(appraisal, "rated", partial(self._rate, appraisal, **typed), field="reason", **typed)

    def _rate(self, appraisal, level_id, reason, summary, potential):
        appraisal.action_set_rating(level_id, reason)
        if summary != (appraisal.manager_summary or ""):
            appraisal.manager_summary = summary
        if potential != (appraisal.potential or ""):
            appraisal.action_set_potential(potential)

    @http.route("/my/appraisals/<int:appraisal_id>/refresh", type="http", auth="user", methods=["POST"], website=True)
    def perf_appraisal_refresh(self, appraisal_id, **post):
        """The manager has the score computed again, with the goals as they are now."""
        appraisal = get_record("perf.appraisal", appraisal_id)
        return self._take(appraisal, "refreshed", appraisal.action_refresh_score)

    @http.route("/my/appraisals/<int:appraisal_id>/share", type="http", auth="user", methods=["GET"], website=True)
    def perf_appraisal_preview(self, appraisal_id, **kw):
        """The last step before sharing or handing over: what the employee will read."""
        appraisal = get_record("perf.appraisal", appraisal_id)
        steps = [step for step in ("action_share", "action_hand_over") if appraisal._can_take(step)]
        if appraisal.my_part != "manager" or not steps or self._get_missing(appraisal):
            return request.redirect(f"/my/appraisals/{appraisal.id}")
        [(name, cycle)] = self._get_names(appraisal)
        values = {
            "page_name": "perf_appraisal_share",
            "perf_breadcrumbs": [*self._get_breadcrumbs("appraisals"), (name, f"/my/appraisals/{appraisal.id}")],
            "appraisal": appraisal,
            "part": "employee",
            "employee_name": name,
            "cycle_name": cycle,
            "result": appraisal._get_result(),
            "by_hr": steps == ["action_hand_over"],
        }
        return request.render("perf_appraisal.portal_appraisal_share", values)

    def _get_missing(self, appraisal):
        """What the reviewing manager has to do before sharing; empty when nothing is missing.

        :param appraisal: checked ``perf.appraisal`` of which the current user is the reviewing manager
        """
        # sudo: how far the reviews are is no secret to the reviewing manager.
        return appraisal.sudo()._get_missing()

    @http.route("/my/appraisals/<int:appraisal_id>/share", type="http", auth="user", methods=["POST"], website=True)
    def perf_appraisal_share(self, appraisal_id, **post):
        """The manager shares the result with the employee."""
        appraisal = get_record("perf.appraisal", appraisal_id)
        return self._take(appraisal, "shared", appraisal.action_share)

    @http.route("/my/appraisals/<int:appraisal_id>/ready", type="http", auth="user", methods=["POST"], website=True)
    def perf_appraisal_ready(self, appraisal_id, **post):
        """The manager hands the result over to HR, who shares it."""
        appraisal = get_record("perf.appraisal", appraisal_id)
        return self._take(appraisal, "ready", appraisal.action_hand_over)

    @http.route("/my/appraisals/<int:appraisal_id>/back", type="http", auth="user", methods=["POST"], website=True)
    def perf_appraisal_back(self, appraisal_id, **post):
        """The manager takes back what HR has not shared yet."""
        appraisal = get_record("perf.appraisal", appraisal_id)
        return self._take(appraisal, "back", appraisal.action_take_back)

    @http.route("/my/appraisals/<int:appraisal_id>/appeal", type="http", auth="user", methods=["POST"], website=True)
    def perf_appraisal_decide(self, appraisal_id, decision="", reason="", level_id="", summary="", **post):
        """HR decides about the appeal."""
        appraisal = get_record("perf.appraisal", appraisal_id)
        typed = {
            "decision": decision,
            "reason": normalise_text(reason),
            "level_id": to_id(level_id) or None,
            "summary": normalise_text(summary),
        }
        changes = [typed["level_id"], typed["summary"]] if decision == "upheld" else [None, None]
        step = appraisal.action_decide_appeal
        return self._take(appraisal, "decided", step, decision, typed["reason"], *changes, **typed)

    def _render_appraisal(self, appraisal, error="", success="", typed=None, error_field=""):
        phase = appraisal._get_phase()
        part = appraisal.my_part
        [(name, cycle)] = self._get_names(appraisal)
        is_rater = part == "manager" and appraisal.state == "open"
        # sudo: portal users read no employees; only the id is used.
        employee = appraisal.sudo().employee_id
        values = {
            "page_name": "perf_appraisal",
            "perf_breadcrumbs": self._get_breadcrumbs("appraisals"),
            "appraisal": appraisal,
            "part": part,
            "employee_name": name,
            "cycle_name": cycle,
            "phase": phase,
            "steps": self._prepare_steps(phase),
            "result": appraisal._get_result() if appraisal._get_result_record() else None,
            "my_review": self._prepare_my_review(appraisal),
            "rating": self._prepare_rating(appraisal) if is_rater and not appraisal.ready_date else None,
            "missing": self._get_missing(appraisal) if is_rater else "",
            "is_ready": is_rater and appraisal.ready_date,
            "history": self._prepare_history(employee),
            "can_print": appraisal._is_printable(),
            "can_sign": part == "employee" and appraisal.state == "shared",
            "decide": self._prepare_decision(appraisal) if appraisal.can_decide_appeal else None,
            "typed": typed or {},
            "error": error,
            "error_field": error_field,
            "success": success,
        }
        return request.render("perf_appraisal.portal_my_appraisal", values)

    def _prepare_decision(self, appraisal):
        """What an officer decides about, for the form of the page: a dict with ``levels`` and ``summary``."""
        now = appraisal.final_level_id
        return {
            "levels": [(level.id, level.name) for level in appraisal.allowed_level_ids if level != now],
            "current": now.name or "",
        }

    def _prepare_history(self, employee):
        """Past levels of a person, as far as the current user may read them, for the line and its table.

        :param employee: ``hr.employee``, of which only the id is used
        :return: dict as of ``perf.appraisal.history.mixin._prepare_chart``, or False with fewer than two levels
        """
        # The results are read with the rights of the user, whatever those of the given record.
        own = request.env["hr.employee"].browse(employee.id)
        return own._prepare_chart(own._get_perf_appraisal_history().get(employee.id, []))

    def _prepare_my_review(self, appraisal):
        """The review of this appraisal that the current user writes or wrote.

        :return: dict, or None when there is none
        """
        domain = Domain("appraisal_id", "=", appraisal.id) & Domain("is_mine", "=", True)
        review = request.env["perf.appraisal.review"].search(domain & Domain("state", "!=", "expired"), limit=1)
        return review and {
            "url": f"/my/reviews/{review.id}",
            "is_done": review.state == "submitted",
            "is_open": review._is_open(),
            "is_begun": review.state == "in_progress",
        }

    def _prepare_rating(self, appraisal):
        """What the reviewing manager chooses from, once the manager's review is in.

        :return: dict, or None
        """
        if not appraisal.manager_review_submitted:
            return None
        levels = appraisal.allowed_level_ids
        return {
            "levels": [
                {
                    "id": level.id,
                    "name": level.name,
                    "description": level.description or "",
                    "color": level.color,
                }
                for level in levels
            ],
            "level_id": appraisal.final_level_id.id,
            "suggested": appraisal.suggested_level_id.name or "",
            "reason": appraisal.rating_reason or "",
            "summary": appraisal.manager_summary or "",
            "potential": appraisal.potential or "",
            "potentials": appraisal._fields["potential"]._description_selection(request.env),
            "by_hr": appraisal.release == "hr",
        }
