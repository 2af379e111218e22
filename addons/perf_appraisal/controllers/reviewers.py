"""Pages on which employees propose reviewers, and managers decide on them."""

from functools import partial

from odoo import http
from odoo.http import request

from odoo.addons.perf_base.controllers.helpers import get_form_ids, get_record, take_step
from odoo.addons.perf_base.tools.forms import to_ids

from ..tools.answers import normalise_text
from ..tools.roles import EXTERNAL, NOMINATED_ROLES

URL = "/my/appraisals/<int:appraisal_id>/reviewers"


class PerfAppraisalReviewersPortal(http.Controller):
    """The reviewers of one appraisal, for the employee and for managers with only a portal user."""

    @http.route(URL, type="http", auth="user", methods=["GET"], website=True)
    def perf_reviewers(self, appraisal_id, done="", **kw):
        """Who is proposed and asked, and who works with the person."""
        sentences = {
            "proposed": request.env._("Proposed. The manager decides who is asked."),
            "asked": request.env._("They are asked, and get an e-mail."),
            "refused": request.env._("They are not asked. Whoever proposed them reads why."),
            "withdrawn": request.env._("The proposal is taken back."),
        }
        return self._render_reviewers(self._find_appraisal(appraisal_id), success=sentences.get(done, ""))

    @http.route(URL, type="http", auth="user", methods=["POST"], website=True)
    def perf_reviewers_propose(self, appraisal_id, role="", outside_name="", outside_email="", **post):
        """Propose people; those whom the manager chooses are asked at once."""
        appraisal = self._find_appraisal(appraisal_id)
        role = role if role in NOMINATED_ROLES else ""
        people = get_form_ids("reviewer_ids")
        outsiders = [[outside_name.strip(), outside_email]]
        typed = {"role": role, "people": people, "name": outside_name, "email": outside_email}

        def propose():
            if role == EXTERNAL:
                appraisal.action_nominate(role, outsiders=outsiders)
            else:
                appraisal.action_nominate(role, people)
            return self._get_url(appraisal, "asked" if appraisal.can_decide_reviewers else "proposed")

        return take_step(propose, partial(self._render_reviewers, appraisal, typed=typed), hide=())

    @http.route(f"{URL}/decide", type="http", auth="user", methods=["POST"], website=True)
    def perf_reviewers_decide(self, appraisal_id, step="", reason="", nomination="", **post):
        """Approve the ticked proposals, refuse one with a reason, or take one back."""
        appraisal = self._find_appraisal(appraisal_id)
        ids = get_form_ids("nomination_ids") if step == "approve" else to_ids([nomination])
        found = request.env["perf.appraisal.nomination"].search(
            [("appraisal_id", "=", appraisal.id), ("id", "in", ids)]
        )
        steps = {
            "approve": (found.action_approve, "asked"),
            "refuse": (partial(found.action_refuse, normalise_text(reason)), "refused"),
            "withdraw": (found.action_withdraw, "withdrawn"),
        }
        if step not in steps:
            raise request.not_found()
        again = partial(self._render_reviewers, appraisal)
        if not found:
            return again(error=request.env._("Tick at least one person."))
        method, done = steps[step]
        return take_step(method, again, self._get_url(appraisal, done), hide=())

    def _get_url(self, appraisal, done):
        return f"/my/appraisals/{appraisal.id}/reviewers?done={done}"

    def _find_appraisal(self, appraisal_id):
        """The appraisal, when the current user has to do with its reviewers; else not found, as an unknown one."""
        appraisal = get_record("perf.appraisal", appraisal_id)
        if appraisal.my_part == "reader" or not appraisal.asks_reviewers:
            raise request.not_found()
        return appraisal

    def _render_reviewers(self, appraisal, error="", success="", typed=None):
        page = appraisal._prepare_reviewers_page()
        # sudo: the names of person and cycle are no secret to somebody who may read the appraisal.
        names = appraisal.sudo()
        name, cycle = names.employee_id.name, names.cycle_id.name
        part = appraisal.my_part
        title = cycle if part == "employee" else name
        values = {
            "page_name": "perf_reviewers",
            "perf_breadcrumbs": [
                (request.env._("Appraisals"), "/my/appraisals"),
                (title, f"/my/appraisals/{appraisal.id}"),
            ],
            "appraisal_id": appraisal.id,
            "part": part,
            "employee_name": name,
            "cycle_name": cycle,
            "page": page,
            "people": self._prepare_people(page, typed or {}) if page["can_nominate"] else [],
            "typed": typed or {},
            "error": error,
            "success": success,
        }
        return request.render("perf_appraisal.portal_reviewers", values)

    def _prepare_people(self, page, typed):
        """People to tick: those who were, who work with the person, then the nearest colleagues of who chooses."""
        suggested = {person["id"]: {**person, "job_title": person["text"]} for person in page["suggestions"]}
        Employee = request.env["hr.employee"]
        chosen = Employee._prepare_perf_person_values(Employee._perf_find_colleagues(typed.get("people", [])))
        near = [] if len(suggested) >= 6 else Employee._perf_search_colleagues(limit=8)
        people = {person["id"]: person for person in [*chosen, *suggested.values()]}
        named = {row["reviewer_id"] for role in page["roles"] for row in role["rows"] if row["is_active"]}
        people.update({person["id"]: person for person in near if person["id"] not in {*people, *named, *page["out"]}})
        return list(people.values())
