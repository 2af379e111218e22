from functools import partial

from werkzeug.exceptions import NotFound

from odoo import http
from odoo.http import content_disposition, request

from odoo.addons.perf_base.controllers.helpers import get_record, take_step
from odoo.addons.perf_base.tools.forms import to_id

URL = "/my/recognition/awards"
OPEN_LIMIT = 20
PAGE_SIZE = 10
PAGE_LIMIT = 1000


class PerfAwardsPortal(http.Controller):
    """Awards in the portal: nominate, vote, see who won. Everything runs with the rights of the user."""

    @http.route([URL, f"{URL}/page/<int:page>"], type="http", auth="user", website=True, readonly=True)
    def my_awards(self, page=1, **kw):
        """Rounds that run, and the latest winners."""
        page = min(max(to_id(page), 1), PAGE_LIMIT)
        Round = request.env["perf.award.round"]
        running = Round.search([("state", "in", ["nominating", "voting"])], limit=OPEN_LIMIT, order="voting_end, id")
        over = Round.search([("state", "=", "decided")], limit=PAGE_SIZE + 1, offset=(page - 1) * PAGE_SIZE)
        values = {
            "page_name": "perf_awards",
            "perf_breadcrumbs": [(request.env._("Recognition"), "/my/recognition")],
            "running": running._prepare_portal_rounds() if page == 1 else [],
            "over": over[:PAGE_SIZE]._prepare_portal_rounds(),
            "page": page,
            "newer_url": (URL if page == 2 else f"{URL}/page/{page - 1}") if page > 1 else "",
            "older_url": f"{URL}/page/{page + 1}" if len(over) > PAGE_SIZE else "",
        }
        return request.render("perf_recognition.portal_my_awards", values)

    @http.route(f"{URL}/<int:round_id>", type="http", auth="user", website=True, readonly=True)
    def my_award(self, round_id, done=None, **kw):
        """One round: nominate somebody, vote as a member of the jury, or read why somebody won."""
        return self._render_round(get_record("perf.award.round", round_id), done=done)

    def _render_round(self, award_round, done=None, **extra):
        """Answer with the page of one round.

        :param done: what was just done
        """
        sentences = {
            "nominated": request.env._("Nominated. The jury and HR read it."),
            "voted": request.env._("Your vote counts. You can change it until the last day."),
            "withdrawn": request.env._("Taken back."),
        }
        nominations = request.env["perf.award.nomination"].search([("round_id", "=", award_round.id)])
        Employee = request.env["hr.employee"]
        chosen = to_id(extra.get("typed_employee"))
        chosen_people = Employee._prepare_perf_person_values(Employee._perf_find_colleagues([chosen] if chosen else []))
        near = Employee._perf_search_colleagues("", limit=6) if award_round.can_nominate else []
        values = {
            "page_name": "perf_award",
            "perf_breadcrumbs": [
                (request.env._("Recognition"), "/my/recognition"),
                (request.env._("Awards"), URL),
            ],
            "award": award_round._prepare_portal_rounds()[0],
            "for_jury": nominations.filtered("is_for_jury")._prepare_portal_nominations(),
            "mine": nominations.filtered("is_mine")._prepare_portal_nominations(),
            "people": chosen_people + [person for person in near if person["id"] != chosen],
            "chosen": [person["id"] for person in chosen_people],
            "success": sentences.get(done),
            **extra,
        }
        return request.render("perf_recognition.portal_my_award", values)

    @http.route(f"{URL}/<int:round_id>/nominate", type="http", auth="user", methods=["POST"], website=True)
    def my_award_nominate(self, round_id, employee_id="", reason="", **kw):
        """Nominate; the page comes again with what was typed when something is missing."""
        award_round = get_record("perf.award.round", round_id)
        reason = reason.replace("\r\n", "\n") if isinstance(reason, str) else ""
        return take_step(
            partial(award_round.nominate, to_id(employee_id), reason),
            partial(self._render_round, award_round, typed_employee=employee_id, typed_reason=reason),
            f"{award_round._get_portal_url()}?done=nominated",
            hide=(),
        )

    @http.route(f"{URL}/<int:round_id>/vote", type="http", auth="user", methods=["POST"], website=True)
    def my_award_vote(self, round_id, nomination_id="", **kw):
        """Vote as a member of the jury."""
        award_round = get_record("perf.award.round", round_id)
        nomination = request.env["perf.award.nomination"].search(
            [("id", "=", to_id(nomination_id)), ("round_id", "=", award_round.id)]
        )
        if not nomination:
            return self._render_round(award_round, error=request.env._("Choose one of the nominations."))
        return take_step(
            nomination.action_vote,
            partial(self._render_round, award_round),
            f"{award_round._get_portal_url()}?done=voted",
            hide=(),
        )

    @http.route(
        f"{URL}/nomination/<int:nomination_id>/withdraw", type="http", auth="user", methods=["POST"], website=True
    )
    def my_award_withdraw(self, nomination_id, **kw):
        """Take back what I nominated."""
        nomination = get_record("perf.award.nomination", nomination_id)
        award_round = nomination.round_id
        return take_step(
            nomination.action_withdraw,
            partial(self._render_round, award_round),
            f"{award_round._get_portal_url()}?done=withdrawn",
            hide=(),
        )

    @http.route(f"{URL}/certificate/<int:nomination_id>", type="http", auth="user", methods=["GET"], website=True)
    def my_award_certificate(self, nomination_id, **kw):
        """The certificate of a winner as a PDF."""
        nomination = get_record("perf.award.nomination", nomination_id)
        if not nomination.is_winner:
            raise NotFound()
        report = "perf_recognition.report_award_certificate"
        # sudo: the action of the report; the nomination is read as the current user, see the model of the report
        pdf, _kind = request.env["ir.actions.report"].sudo()._render_qweb_pdf(report, [nomination.id])
        headers = [
            ("Content-Type", "application/pdf"),
            ("Content-Length", len(pdf)),
            ("Content-Disposition", content_disposition(request.env._("Certificate") + ".pdf")),
            ("Cache-Control", "no-store"),
        ]
        return request.make_response(pdf, headers=headers)
