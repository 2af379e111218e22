from functools import partial

from werkzeug.exceptions import NotFound

from odoo import fields, http
from odoo.exceptions import UserError
from odoo.http import request

from odoo.addons.perf_base.controllers.helpers import get_record, take_step
from odoo.addons.perf_base.tools.forms import keep_texts, to_id
from odoo.addons.perf_base.tools.text import shorten
from odoo.addons.portal.controllers.portal import pager as portal_pager

from ..models.perf_development_action import OPEN_STATES
from .development import PerfDevelopmentPortal

PAGE_SIZE = 20
TABS = ("mine", "team", "mentor")
PLAN_TEXTS = ("name", "aim", "date_start", "date_target", "change_note")
STEP_TEXTS = ("name", "kind", "link", "budget", "date_due")
STEP_IDS = ("skill_id", "skill_level_id", "mentor_id")


def to_date(value, label):
    """A day that a browser sent, False for none.

    :param label: name of the field, for the error
    """
    try:
        return fields.Date.to_date(value or False) or False
    except ValueError:
        raise UserError(request.env._("“%(field)s” is no day. Choose one from the calendar.", field=label)) from None


def to_number(value, label):
    """A number that a browser sent, 0 for none.

    :param label: name of the field, for the error
    """
    try:
        number = float((value or "0").replace(",", "."))
    except (AttributeError, ValueError):
        number = float("nan")
    if not abs(number) < 1e12:
        raise UserError(request.env._("“%(field)s” is no number. Write digits alone.", field=label))
    return number


class PerfDevelopmentPlanSection(PerfDevelopmentPortal):
    """My plan on the page *Development*."""

    def _prepare_development_values(self):
        """My plans that are under way or drafted, and how many others there are to see."""
        values = super()._prepare_development_values()
        Plan = request.env["perf.development.plan"]
        mine = Plan.search([("perf_role", "=", "self"), ("state", "in", ("draft", "active"))], order="state, id desc")
        closed = Plan.search_count([("perf_role", "=", "self"), ("state", "in", ("done", "cancelled"))])
        standing = request.env["perf.reporting.line"]._get_standing()
        mentored = request.env["perf.development.action"].search(
            [("is_mentor", "=", True), ("state", "in", OPEN_STATES)], limit=PAGE_SIZE
        )
        plans = [plan._prepare_portal_page_values() for plan in mine]
        return {
            **values,
            "plans": plans,
            "closed_plans": closed,
            "has_team": bool(standing["reports"]),
            "mentored": mentored._prepare_portal_values(),
        }

    def _get_development_actions(self):
        """Begin a plan, as long as there is none and no work for the team waits; then go on with its next step."""
        actions = super()._get_development_actions()
        plan = request.env["perf.development.plan"].search(
            [("perf_role", "=", "self"), ("state", "in", ("draft", "active"))], order="state, id desc", limit=1
        )
        steps = plan.action_ids.filtered(lambda step: step.state in OPEN_STATES)
        waiting = 0 if plan else self._count_waiting_of_managers()
        if waiting:
            label = request.env._("See what waits for you (%(count)s)", count=waiting)
            action = {"label": label, "url": "/my/performance#waiting"}
        elif not plan:
            action = {"label": request.env._("Begin a plan"), "url": "/my/development/plans/new"}
        elif plan.state == "active" and steps:
            step = next((step for step in steps if step.state == "doing"), steps[0])
            action = {"label": self._get_step_label(step), "url": f"/my/development/actions/{step.id}"}
        else:
            action = {"label": request.env._("Open my plan"), "url": plan._prepare_portal_url()}
        return [*actions, {**action, "sequence": 20}]

    @staticmethod
    def _get_step_label(step):
        """The words of the button that opens a step: which one it is."""
        return request.env._("Open the next step: %(step)s", step=shorten(step.name, 40))

    @staticmethod
    def _count_waiting_of_managers():
        """How much waits for the current user, if people report to the user; 0 for everybody else."""
        if not request.env["perf.reporting.line"]._get_standing()["reports"]:
            return 0
        return sum(len(items) for items in request.env.user._perf_employees()._perf_todo().values())


class PerfDevelopmentPlanPortal(http.Controller):
    """Development plans on the phone: begin, change, do the steps, confirm levels."""

    # ------------------------------------------------------------------
    # Lists
    # ------------------------------------------------------------------

    @http.route("/my/development/plans", type="http", auth="user", website=True, readonly=True)
    def plans(self, tab="mine", page=1, **kw):
        """My plans, those of my people, and the steps that I mentor."""
        if not request.env.user._perf_employees():
            return request.render("perf_base.portal_no_employee", {"page_name": "perf_home"})
        tab = tab if tab in TABS else "mine"
        values = self._prepare_list_values(tab, max(1, to_id(page)))
        return request.render("perf_development.portal_plans", values)

    def _prepare_list_values(self, tab, page):
        """What the page with the three tabs shows."""
        model = request.env["perf.development.action" if tab == "mentor" else "perf.development.plan"]
        domain, order = {
            "mine": ([("perf_role", "=", "self")], "state, date_start desc, id desc"),
            "team": ([("perf_role", "=", "manager")], "state, date_start desc, id desc"),
            "mentor": ([("is_mentor", "=", True)], "state desc, date_due, id"),
        }[tab]
        pager = portal_pager(
            "/my/development/plans", model.search_count(domain), url_args={"tab": tab}, page=page, step=PAGE_SIZE
        )
        items = model.search(domain, order=order, limit=PAGE_SIZE, offset=pager["offset"])
        return {
            "page_name": "perf_development_plans",
            "perf_breadcrumbs": [(request.env._("Development"), "/my/development")],
            "tab": tab,
            "items": items._prepare_portal_values(),
            "pager": pager,
            "has_team": bool(request.env["perf.reporting.line"]._get_standing()["reports"]),
        }

    # ------------------------------------------------------------------
    # A plan
    # ------------------------------------------------------------------

    @http.route("/my/development/plans/new", type="http", auth="user", website=True, methods=["GET"], readonly=True)
    def plan_new(self, employee=None, **kw):
        """The form for a new plan, about me or about one of my people."""
        if not request.env.user._perf_employees():
            return request.render("perf_base.portal_no_employee", {"page_name": "perf_home"})
        today = fields.Date.context_today(request.env.user)
        form = {"employee_id": to_id(employee), "date_start": fields.Date.to_string(today)}
        return self._render_plan_form(form)

    @http.route("/my/development/plans/new", type="http", auth="user", website=True, methods=["POST"])
    def plan_create(self, **post):
        """Begin a plan: a draft that I alone read."""
        form = self._read_plan_form(post)

        def create():
            values = {**self._prepare_plan_values(form), "employee_id": form["employee_id"] or False}
            values.pop("change_note")
            plan = request.env["perf.development.plan"].create(values)
            return f"{plan._prepare_portal_url()}?done=begun"

        return take_step(create, partial(self._render_plan_form, form))

    @http.route("/my/development/plans/<int:plan_id>", type="http", auth="user", website=True, readonly=True)
    def plan(self, plan_id, done=None, **kw):
        """One plan as a path of steps."""
        return self._render_plan(get_record("perf.development.plan", plan_id), done=done)

    @http.route("/my/development/plans/<int:plan_id>/edit", type="http", auth="user", website=True, methods=["GET"])
    def plan_edit(self, plan_id, **kw):
        """The form for a plan that is there."""
        plan = self._get_editable("perf.development.plan", plan_id)
        form = {
            "employee_id": plan.employee_id.id,
            "name": plan.name,
            "aim": plan.aim or "",
            "date_start": fields.Date.to_string(plan.date_start),
            "date_target": fields.Date.to_string(plan.date_target) if plan.date_target else "",
        }
        return self._render_plan_form(form, plan)

    @http.route("/my/development/plans/<int:plan_id>/edit", type="http", auth="user", website=True, methods=["POST"])
    def plan_write(self, plan_id, **post):
        """Change a plan."""
        plan = self._get_editable("perf.development.plan", plan_id)
        form = {**self._read_plan_form(post), "employee_id": plan.employee_id.id}
        return take_step(
            lambda: plan.write(self._prepare_plan_values(form)),
            partial(self._render_plan_form, form, plan),
            f"{plan._prepare_portal_url()}?done=saved",
            hide=(),
        )

    @http.route(
        "/my/development/plans/<int:plan_id>/<any(start,done,reopen):step>",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def plan_step(self, plan_id, step, **post):
        """Start, complete or reopen a plan."""
        return self._act_on_plan(plan_id, step, lambda plan: getattr(plan, f"action_{step}")())

    @http.route("/my/development/plans/<int:plan_id>/cancel", type="http", auth="user", website=True, methods=["POST"])
    def plan_cancel(self, plan_id, reason="", **post):
        """Give a plan up and say why."""
        return self._act_on_plan(plan_id, "cancelled", lambda plan: plan.action_cancel(reason), reason_text=reason)

    @http.route("/my/development/plans/<int:plan_id>/suggest", type="http", auth="user", website=True, methods=["POST"])
    def plan_suggest(self, plan_id, skill="", **post):
        """Add a step for a skill that the job asks for."""
        return self._act_on_plan(plan_id, "added", lambda plan: plan.add_gap(to_id(skill)))

    @http.route("/my/development/plans/<int:plan_id>/delete", type="http", auth="user", website=True, methods=["POST"])
    def plan_delete(self, plan_id, **post):
        """Delete a draft of mine."""
        plan = self._get_editable("perf.development.plan", plan_id)
        return take_step(plan.unlink, partial(self._render_plan, plan), "/my/development")

    def _act_on_plan(self, plan_id, done, action, **texts):
        """Take a step; what the user may not do is not found, what is wrong is said on the page."""
        plan = get_record("perf.development.plan", plan_id)
        again = partial(self._render_plan, plan, **texts)
        return take_step(lambda: action(plan), again, f"{plan._prepare_portal_url()}?done={done}")

    def _get_editable(self, model, record_id):
        """The record if the current user may change it, else not found."""
        record = get_record(model, record_id)
        if not record.has_access("write"):
            raise NotFound()
        return record

    def _read_plan_form(self, post):
        post = keep_texts(post)
        return {**{name: post.get(name) or "" for name in PLAN_TEXTS}, "employee_id": to_id(post.get("employee_id"))}

    def _prepare_plan_values(self, form):
        """Values for ``create`` and ``write``; whatever is wrong with them, the model says."""
        name = form["name"].strip()
        if not name:
            raise UserError(request.env._("Say in a few words what can be done at the end of the plan."))
        start = to_date(form["date_start"], request.env._("From"))
        end = to_date(form["date_target"], request.env._("Until"))
        if not start:
            raise UserError(request.env._("Choose the day on which the plan begins."))
        if end and end < start:
            raise UserError(request.env._("The plan can't end before it begins. Choose a later “Until”."))
        return {
            "name": name,
            "aim": form["aim"].strip() or False,
            "date_start": start,
            "date_target": end,
            "change_note": form["change_note"].strip() or False,
        }

    def _render_plan_form(self, form, plan=None, error=None):
        """The page for writing a plan.

        :param form: what stands in the form
        :param plan: the plan, if it is there already
        :param error: sentence that says what to do next
        """
        own = request.env.user._perf_employees()
        reports = own.child_ids
        choices = [(person.id, person.name) for person in reports.sorted("name")]
        wanted = form.get("employee_id")
        person = None
        if wanted and wanted not in own.ids:
            roles = request.env["perf.reporting.line"]._get_roles([wanted])
            if roles[wanted] != "manager":
                raise NotFound()
            person = request.env["hr.employee"].browse(wanted)._perf_person_values()[wanted]
        return request.render(
            "perf_development.portal_plan_form",
            {
                "page_name": "perf_development_plan_form",
                "perf_breadcrumbs": [(request.env._("Development"), "/my/development")],
                "form": {name: form.get(name) or "" for name in (*PLAN_TEXTS, "employee_id")},
                "plan": plan._prepare_portal_values()[0] if plan else None,
                "person": person,
                "own_id": own[:1].id,
                "choices": choices,
                "error": error,
            },
        )

    def _render_plan(self, plan, done=None, error=None, **texts):
        """The page of a plan."""
        messages = {
            "begun": request.env._("Your draft is kept; you alone read it. Add the first steps, then start it."),
            "saved": request.env._("Saved."),
            "start": self._get_started_text(plan),
            "done": request.env._("Well done: the plan is complete."),
            "reopen": request.env._("The plan is open again."),
            "cancelled": request.env._("The plan is cancelled. It stays readable."),
            "added": request.env._("The step was added."),
        }
        return request.render(
            "perf_development.portal_plan",
            {
                "page_name": "perf_development_plan",
                "perf_breadcrumbs": [(request.env._("Development"), "/my/development")],
                "plan": plan._prepare_portal_page_values(),
                "today": fields.Date.context_today(request.env.user),
                "success": messages.get(done),
                "error": error,
                "reason_text": "",
                **texts,
            },
        )

    def _get_started_text(self, plan):
        """Who can see a plan now, as said to the person or to one of the managers."""
        if plan.perf_role == "self":
            return request.env._("Started. You, your managers and HR can see it now.")
        return request.env._("Started. The person, the managers and HR can see it now.")

    # ------------------------------------------------------------------
    # A step
    # ------------------------------------------------------------------

    @http.route(
        "/my/development/plans/<int:plan_id>/actions/new", type="http", auth="user", website=True, methods=["GET"]
    )
    def action_new(self, plan_id, **kw):
        """The form for a new step."""
        plan = self._get_editable("perf.development.plan", plan_id)
        return self._render_action_form({"kind": "course"}, plan)

    @http.route(
        "/my/development/plans/<int:plan_id>/actions/new", type="http", auth="user", website=True, methods=["POST"]
    )
    def action_create(self, plan_id, **post):
        """Add a step."""
        plan = self._get_editable("perf.development.plan", plan_id)
        form = self._read_action_form(post)
        Action = request.env["perf.development.action"]
        return take_step(
            lambda: Action.create({"plan_id": plan.id, **self._prepare_action_values(form)}),
            partial(self._render_action_form, form, plan),
            f"{plan._prepare_portal_url()}?done=added",
            hide=(),
        )

    @http.route("/my/development/actions/<int:action_id>", type="http", auth="user", website=True, readonly=True)
    def action(self, action_id, done=None, **kw):
        """One step."""
        return self._render_action(get_record("perf.development.action", action_id), done=done)

    @http.route("/my/development/actions/<int:action_id>/edit", type="http", auth="user", website=True, methods=["GET"])
    def action_edit(self, action_id, **kw):
        """The form for a step that is there."""
        step = self._get_editable("perf.development.action", action_id)
        form = {
            "name": step.name,
            "kind": step.kind,
            "link": step.link or "",
            "budget": step.budget or "",
            "date_due": fields.Date.to_string(step.date_due) if step.date_due else "",
            **{name: step[name].id for name in STEP_IDS},
        }
        return self._render_action_form(form, step.plan_id, step)

    @http.route(
        "/my/development/actions/<int:action_id>/edit", type="http", auth="user", website=True, methods=["POST"]
    )
    def action_write(self, action_id, **post):
        """Change a step."""
        step = self._get_editable("perf.development.action", action_id)
        form = self._read_action_form(post)
        return take_step(
            lambda: step.write(self._prepare_action_values(form)),
            partial(self._render_action_form, form, step.plan_id, step),
            f"/my/development/actions/{step.id}?done=saved",
            hide=(),
        )

    @http.route(
        "/my/development/actions/<int:action_id>/<any(start,reopen,confirm,seen):step>",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def action_step(self, action_id, step, **post):
        """Begin or reopen a step, confirm its level, or know of it as the mentor."""
        method = {"confirm": "action_confirm_level", "seen": "action_mentor_seen"}.get(step, f"action_{step}")
        return self._act_on_action(action_id, step, lambda action: getattr(action, method)())

    @http.route(
        "/my/development/actions/<int:action_id>/progress", type="http", auth="user", website=True, methods=["POST"]
    )
    def action_progress(self, action_id, progress="", **post):
        """Say how far a step is; whoever gets on with it has begun it."""

        def get_on(action):
            if not progress.strip():
                raise UserError(request.env._("Say how far it is: a number from 0 to 100."))
            action.write({"progress": int(to_number(progress, request.env._("Progress")))})
            if action.state == "todo" and action.progress:
                action.action_start()

        return self._act_on_action(action_id, "saved", get_on)

    @http.route(
        "/my/development/actions/<int:action_id>/done", type="http", auth="user", website=True, methods=["POST"]
    )
    def action_done(self, action_id, learned="", level_id="", **post):
        """Complete a step, and say which level was reached."""
        return self._act_on_action(
            action_id, "done", lambda action: action.action_done(learned, to_id(level_id)), learned_text=learned
        )

    @http.route(
        "/my/development/actions/<int:action_id>/claim", type="http", auth="user", website=True, methods=["POST"]
    )
    def action_claim(self, action_id, level_id="", **post):
        """Say which level was reached with a step that is done."""
        return self._act_on_action(action_id, "claimed", lambda action: action.action_claim_level(to_id(level_id)))

    @http.route(
        "/my/development/actions/<int:action_id>/refuse", type="http", auth="user", website=True, methods=["POST"]
    )
    def action_refuse(self, action_id, note="", **post):
        """Say that a level is not reached yet, and what is missing."""
        return self._act_on_action(
            action_id, "refused", lambda action: action.action_refuse_level(note), note_text=note
        )

    @http.route(
        "/my/development/actions/<int:action_id>/cancel", type="http", auth="user", website=True, methods=["POST"]
    )
    def action_cancel(self, action_id, reason="", **post):
        """Give a step up and say why."""
        return self._act_on_action(
            action_id, "cancelled", lambda action: action.action_cancel(reason), reason_text=reason
        )

    @http.route(
        "/my/development/actions/<int:action_id>/delete", type="http", auth="user", website=True, methods=["POST"]
    )
    def action_delete(self, action_id, **post):
        """Take a step out of a draft."""
        step = self._get_editable("perf.development.action", action_id)
        url = step.plan_id._prepare_portal_url()
        return take_step(step.unlink, partial(self._render_action, step), url, hide=())

    def _act_on_action(self, action_id, done, action, **texts):
        """Take a step; what the user may not do is not found, what is wrong is said on the page."""
        record = get_record("perf.development.action", action_id)
        again = partial(self._render_action, record, **texts)
        return take_step(lambda: action(record), again, f"/my/development/actions/{record.id}?done={done}")

    def _read_action_form(self, post):
        post = keep_texts(post)
        ids = {name: to_id(post.get(name)) for name in STEP_IDS}
        if post.get("mentor_none"):
            ids["mentor_id"] = 0
        return {**{name: post.get(name) or "" for name in STEP_TEXTS}, **ids}

    def _prepare_action_values(self, form):
        """Values for ``create`` and ``write``; whatever is wrong with them, the model says."""
        Action = request.env["perf.development.action"]
        name = form["name"].strip()
        if not name:
            raise UserError(request.env._("Say in a few words what the step is."))
        if form["kind"] not in Action._fields["kind"].get_values(request.env):
            raise UserError(request.env._("Choose what kind of step it is."))
        values = {
            "name": name,
            "kind": form["kind"],
            "link": form["link"].strip() or False,
            "budget": to_number(form["budget"], request.env._("Budget hint")),
            "date_due": to_date(form["date_due"], request.env._("Due")),
            **{key: form[key] or False for key in STEP_IDS},
        }
        if values["budget"] < 0:
            raise UserError(request.env._("A budget can't be below zero. Leave it empty if nothing is planned."))
        self._check_skills(values)
        return values

    def _check_skills(self, values):
        """Refuse skills and levels that are not there any more, before the database does."""
        # sudo: portal users can't read skills; only whether these exist is asked
        for name, model in (("skill_id", "hr.skill"), ("skill_level_id", "hr.skill.level")):
            if values[name] and not request.env[model].sudo().browse(values[name]).exists():
                raise UserError(request.env._("This skill or level is not there any more. Choose another."))

    def _render_action_form(self, form, plan, step=None, error=None):
        """The page for writing a step.

        :param form: what stands in the form
        :param plan: its plan
        :param step: the step, if it is there already
        :param error: sentence that says what to do next
        """
        Action = request.env["perf.development.action"]
        Employee = request.env["hr.employee"]
        own = request.env.user._perf_employees()[:1]
        person_id = plan.employee_id.id
        mentor_id = form.get("mentor_id") or 0
        people = [each for each in Employee._perf_search_colleagues() if each["id"] != person_id]
        # a manager may be the mentor; so may who is it already
        chosen = [] if own.id == person_id else own._prepare_perf_person_values(own)
        if mentor_id and mentor_id not in {each["id"] for each in [*people, *chosen]}:
            chosen += (
                [step.mentor_id._perf_person_values()[mentor_id]] if step and step.mentor_id.id == mentor_id else []
            )
        values = plan._prepare_portal_values()[0]
        return request.render(
            "perf_development.portal_action_form",
            {
                "page_name": "perf_development_action_form",
                "perf_breadcrumbs": [
                    (request.env._("Development"), "/my/development"),
                    (values["name"], values["url"]),
                ],
                "form": {name: form.get(name) or "" for name in (*STEP_TEXTS, *STEP_IDS)},
                "plan": values,
                "step_id": step.id if step else 0,
                "kinds": Action._get_portal_kinds(),
                "skill_types": Action._get_portal_skills(),
                "people": [*chosen, *people],
                # sudo: the currency of the company, which portal users can't read
                "currency": plan.sudo().company_id.currency_id,
                "error": error,
            },
        )

    def _render_action(self, step, done=None, error=None, **texts):
        """The page of a step."""
        messages = {
            "saved": request.env._("Saved."),
            "start": request.env._("Good start."),
            "done": request.env._("Well done. It stands in the timeline now."),
            "claimed": request.env._("Said. A manager confirms it."),
            "confirm": request.env._("Confirmed: the skill is written."),
            "refused": request.env._("Said. The person can say so again later."),
            "seen": request.env._("Thank you."),
            "reopen": request.env._("The step is open again."),
            "cancelled": request.env._("The step is cancelled. It stays in the plan."),
        }
        values = step._prepare_portal_page_values()
        plan = [(values["plan_name"], values["plan_url"])] if values["plan_url"] else []
        return request.render(
            "perf_development.portal_action",
            {
                "page_name": "perf_development_action",
                "perf_breadcrumbs": [(request.env._("Development"), "/my/development"), *plan],
                "step": values,
                "today": fields.Date.context_today(request.env.user),
                "success": messages.get(done),
                "error": error,
                "reason_text": "",
                "learned_text": "",
                "note_text": "",
                **texts,
            },
        )
