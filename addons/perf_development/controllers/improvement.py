from functools import partial

from werkzeug.exceptions import NotFound

from odoo import fields, http
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.http import content_disposition, request

from odoo.addons.perf_base.controllers.helpers import get_record, take_step
from odoo.addons.perf_base.tools.forms import to_id

from .development import PerfDevelopmentPortal

PLAN = "perf.improvement.plan"


class PerfDevelopmentImprovementPortal(PerfDevelopmentPortal):
    """The section of improvement plans on the page *Development*."""

    def _prepare_development_values(self):
        """With the plans that run, or ended lately, of the current user and the people below."""
        values = super()._prepare_development_values()
        running = Domain("state", "in", ["active", "paused"])
        ended = Domain("state", "in", ["success", "not_met"]) & Domain("ended_on", ">=", "today -90d")
        plans = request.env[PLAN].search(
            Domain("released_on", "!=", False) & Domain("perf_role", "in", ["self", "manager"]) & (running | ended),
            limit=50,
        )
        return {**values, "improvement_plans": plans._prepare_portal_card_values()}


class PerfImprovementPortal(http.Controller):
    """One improvement plan on a calm page of its own: read it, respond, hold a checkpoint."""

    @http.route(
        "/my/development/improvement/<int:plan_id>",
        type="http",
        auth="user",
        website=True,
        methods=["GET"],
        readonly=True,
    )
    def improvement_plan(self, plan_id, done=None, **kw):
        """The plan, as the person or a manager reads it."""
        return self._render_plan(get_record(PLAN, plan_id), done=done)

    @http.route("/my/development/improvement/<int:plan_id>/pdf", type="http", auth="user", website=True)
    def improvement_pdf(self, plan_id, view=None, **kw):
        """The plan for the file; whose view it is follows from who asks."""
        plan = get_record(PLAN, plan_id)
        views = plan._get_views()
        view = view or (views[-1:] and views[-1])
        if view not in views:
            raise NotFound()
        report = f"perf_development.report_improvement_{view}"
        # sudo: the action of the report; the plan itself is read as the current user, see perf.improvement.report
        pdf, _kind = request.env["ir.actions.report"].sudo()._render_qweb_pdf(report, [plan.id])
        headers = [
            ("Content-Type", "application/pdf"),
            ("Content-Length", len(pdf)),
            ("Content-Disposition", content_disposition(request.env._("Improvement plan") + ".pdf")),
            ("Cache-Control", "no-store"),
        ]
        return request.make_response(pdf, headers=headers)

    @http.route(
        "/my/development/improvement/<int:plan_id>/acknowledge",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def improvement_acknowledge(self, plan_id, body="", **post):
        """Say that I have read it, with or without words of my own."""
        kept = "only_read" in post and body.strip()

        def act(plan):
            if "answer" in post and not body.strip():
                raise UserError(request.env._("Write what you want to say, then send it."))
            plan.action_acknowledge("" if kept else body)

        answer = self._act(plan_id, "read", act, response_text=body)
        if kept and answer.status_code == 303:
            # What was typed is neither sent nor lost
            return self._render_plan(get_record(PLAN, plan_id), done="kept", response_text=body)
        return answer

    @http.route(
        "/my/development/improvement/<int:plan_id>/respond", type="http", auth="user", website=True, methods=["POST"]
    )
    def improvement_respond(self, plan_id, body="", **post):
        """Say something to my plan."""
        return self._act(plan_id, "responded", lambda plan: plan.action_respond(body), response_text=body)

    @http.route(
        "/my/development/improvement/<int:plan_id>/know", type="http", auth="user", website=True, methods=["POST"]
    )
    def improvement_know(self, plan_id, **post):
        """Say, as the manager's manager, that I know about the plan."""
        return self._act(plan_id, "known", lambda plan: plan.action_mark_read())

    @http.route(
        "/my/development/improvement/<int:plan_id>/hold", type="http", auth="user", website=True, methods=["POST"]
    )
    def improvement_hold(self, plan_id, checkpoint_id="", held_on="", summary="", support="", **post):
        """Write down, as a manager, a conversation that took place."""
        number = to_id(checkpoint_id)
        prefix = "objective_"
        outcomes = {key.removeprefix(prefix): value for key, value in post.items() if key.startswith(prefix)}

        def hold(plan):
            checkpoint = plan.checkpoint_ids.filtered(lambda each: each.id == number)
            if not checkpoint:
                raise NotFound()
            checkpoint.action_hold(held_on, summary, support, outcomes)

        typed = {"held_on": held_on, "summary": summary, "support": support, "outcomes": outcomes}
        return self._act(plan_id, "held", hold, typed={number: typed})

    def _act(self, plan_id, done, action, **typed):
        """Take a step; what the user may not do is not found, what is wrong is said on the page.

        :param done: word for the message that follows
        :param action: called with the plan
        :param typed: what was typed, shown again when something is wrong
        """
        plan = get_record(PLAN, plan_id)
        again = partial(self._render_plan, plan, **typed)
        return take_step(lambda: action(plan), again, f"/my/development/improvement/{plan_id}?done={done}")

    def _render_plan(self, plan, done=None, error=None, **typed):
        """The page, with a message on top."""
        messages = {
            "read": request.env._("Thank you. Your manager sees that you have read it."),
            "kept": request.env._("It is noted that you read it. Your answer is not sent: it still stands below."),
            "responded": request.env._("Sent. What you wrote stays with the plan."),
            "known": request.env._("Thank you."),
            "held": request.env._("Written down. The person reads it as well."),
        }
        views = plan._get_views()
        values = {
            "page_name": "perf_development_improvement",
            "perf_breadcrumbs": [(request.env._("Development"), "/my/development")],
            "item": plan._prepare_page_values("employee" if plan.perf_role == "self" else (views or ("employee",))[-1]),
            "views": views,
            "today": fields.Date.context_today(request.env.user),
            "success": messages.get(done),
            "error": error,
            "response_text": "",
            "typed": {},
            **typed,
        }
        return request.render("perf_development.portal_improvement_plan", values)
