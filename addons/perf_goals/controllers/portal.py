from functools import partial
from itertools import zip_longest

from werkzeug.exceptions import NotFound

from odoo import fields, http
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.http import request

from odoo.addons.perf_base.controllers.helpers import get_record, take_step
from odoo.addons.perf_base.tools.forms import to_id
from odoo.addons.portal.controllers.portal import CustomerPortal, pager

from ..tools.numbers import is_same, parse_number, shown_number

PAGE = 20
RECORDS = 50  # shown behind a value
CURRENT, CLOSED = ("draft", "proposed", "active"), ("achieved", "partial", "missed", "cancelled")
GOAL_FIELDS = ("name", "description", "date_start", "date_end", "commitment", "parent_id")
RESULT_FIELDS = ("name", "metric_id", "kind", "start_value", "target_value", "unit", "is_prorated")
STEPS = {
    "propose": "action_propose",
    "withdraw": "action_withdraw",
    "approve": "action_approve",
    "close": "action_close",
    "talked": "action_talked",
}
STEPS_WITH_REASON = {"reject": "action_reject", "cancel": "action_cancel", "reopen": "action_reopen"}


class PerfGoalPortal(CustomerPortal):
    """Goals in the portal. Everything runs as the user; the model decides what is possible."""

    # ------------------------------------------------------------------
    # Lists
    # ------------------------------------------------------------------

    @http.route(["/my/goals", "/my/goals/page/<int:page>"], type="http", auth="user", website=True, methods=["GET"])
    def portal_goals(self, page=1, filterby="current", **kw):
        """My goals, those of my department and company beside."""
        states = CLOSED if filterby == "closed" else CURRENT
        domain = Domain("perf_role", "=", "self") & Domain("state", "in", states)
        goals, links = self._get_page(domain, "/my/goals", page, {"filterby": filterby})
        Goal = request.env["perf.goal"]
        shared = Goal.search([("perf_is_shared", "=", True), ("state", "=", "active")], limit=PAGE)
        today = fields.Date.context_today(request.env.user)
        values = {
            "goals": goals.sorted(lambda goal: (goal.date_end or today, goal.id)),
            "shared": shared,
            "filterby": filterby,
            "pager": links,
            "has_team": bool(request.env["perf.reporting.line"]._get_standing()["reports"]),
            "page_name": "perf_goals",
        }
        return request.render("perf_goals.portal_goals", values)

    @http.route(
        ["/my/goals/team", "/my/goals/team/page/<int:page>"], type="http", auth="user", website=True, methods=["GET"]
    )
    def portal_goals_team(self, page=1, filterby="current", employee_id=None, **kw):
        """Goals of the people who report to me: what waits for me first."""
        states = CLOSED if filterby == "closed" else CURRENT
        domain = Domain("perf_role", "=", "manager") & Domain("state", "in", states)
        args = {"filterby": filterby}
        if person := to_id(employee_id):
            domain &= Domain("employee_id", "=", person)
            args["employee_id"] = employee_id
        order = "attention_rank, date_end desc, id desc"
        goals, links = self._get_page(domain, "/my/goals/team", page, args, order=order)
        waiting = goals.filtered(lambda goal: goal._get_decision_label())
        values = {
            "goals": goals - waiting,
            "waiting": waiting,
            "filterby": filterby,
            "pager": links,
            "page_name": "perf_goals_team",
        }
        return request.render("perf_goals.portal_goals_team", values)

    def _get_page(self, domain, url, page, args, order=None):
        """One page of goals, and the links to the others."""
        Goal = request.env["perf.goal"]
        links = pager(url=url, total=Goal.search_count(domain), page=page, step=PAGE, url_args=args)
        return Goal.search(domain, limit=PAGE, offset=links["offset"], order=order), links

    # ------------------------------------------------------------------
    # Write a goal
    # ------------------------------------------------------------------

    @http.route("/my/goals/new", type="http", auth="user", website=True, methods=["GET", "POST"])
    def portal_goal_new(self, **post):
        """The three steps of a new goal; posting keeps it as a draft or proposes it."""
        if request.httprequest.method == "GET":
            typed = {"date_start": str(fields.Date.context_today(request.env.user))}
            return self._render_form(typed | self._get_template_values(post.get("template_id")))
        return self._save_form(request.env["perf.goal"], post)

    def _get_templates(self):
        """The goal templates that fit the user's job."""
        return request.env["perf.goal.template"]._get_templates_for(request.env.user._perf_employee())

    def _get_template_values(self, template_id):
        """What the form starts from: the values of a template that fits the user, or none."""
        chosen = to_id(template_id)
        template = self._get_templates().filtered(lambda one: one.id == chosen)
        if not template:
            return {}
        return {
            "template_id": template.id,
            "name": template.name,
            "description": template.description or "",
            "commitment": template.commitment,
            "results": [self._get_shown_result(line) for line in template.line_ids],
        }

    @http.route("/my/goals/<int:goal_id>/edit", type="http", auth="user", website=True, methods=["GET", "POST"])
    def portal_goal_edit(self, goal_id, **post):
        """The same three steps, for a draft."""
        goal = get_record("perf.goal", goal_id)
        if goal.state != "draft" or not goal.has_access("write"):
            raise NotFound()
        if request.httprequest.method == "GET":
            values = {name: goal[name] or "" for name in GOAL_FIELDS}
            values["parent_id"] = goal.parent_id.id
            values["results"] = [self._get_shown_result(result) for result in goal.key_result_ids]
            return self._render_form(values, goal=goal)
        return self._save_form(goal, post)

    @http.route("/my/goals/clarity", type="jsonrpc", auth="user")
    def portal_goal_clarity(self, values, goal_id=None):
        """How clear the goal that is being typed is.

        :return: dict with ``score`` and ``missing``, as on ``perf.goal``, and ``realism``: for each key result None or
            a dict with ``label`` and ``lines``
        """
        Goal = request.env["perf.goal"]
        values = values if isinstance(values, dict) else {}
        vals = {name: str(values.get(name) or "")[:1000] for name in ("name", "description", "date_start", "date_end")}
        for name in ("date_start", "date_end"):
            if not self._is_date(vals[name]):
                vals[name] = False
        if vals["date_end"] and vals["date_start"] and vals["date_end"] < vals["date_start"]:
            vals["date_end"] = False
        results = [row for row in values.get("results") or [] if isinstance(row, dict)][:20]
        named = [row for row in results if row.get("name") or row.get("metric_id")]
        vals["key_result_ids"] = [fields.Command.create(self._prepare_typed_result(row)) for row in named]
        origin = get_record("perf.goal", goal_id) if isinstance(goal_id, int) and goal_id else None
        if not origin:
            vals |= {"employee_id": request.env.user._perf_employee().id, "level": "individual", "state": "draft"}
        goal = Goal.new(vals, origin=origin)
        found = iter(goal.key_result_ids)
        compared = [next(found) if row in named else None for row in results]
        return {
            "score": goal.clarity_score,
            "missing": goal.clarity_missing,
            "realism": [
                result._prepare_realism_values() if result and result.realism_text else None for result in compared
            ],
        }

    def _prepare_typed_result(self, row):
        """Values of a key result that is being typed, as far as they are any."""
        metric = self._get_metrics().filtered(lambda one: one.id == to_id(row.get("metric_id")))
        target = self._to_float(row.get("target_value")) or 0.0
        start = self._to_float(row.get("start_value"))
        vals = {
            "name": str(row.get("name") or metric.name or "")[:500],
            "start_value": target if start is None else start,  # what is no number is no baseline
            "target_value": target,
        }
        if metric:
            vals |= {"metric_id": metric.id, **request.env["perf.goal.key.result"]._prepare_metric_values(metric)}
        return vals

    def _get_metrics(self):
        """The metrics that a key result can be measured by."""
        return request.env["perf.metric"].search([("last_error", "=", False)])

    def _save_form(self, goal, post):
        """Create or change a draft; on bad input show the form again with what was typed."""
        typed = {name: post.get(name, "") for name in (*GOAL_FIELDS, "template_id")}
        typed["results"] = self._get_typed_results()
        if errors := self._get_form_errors(typed):
            return self._render_form(typed, goal=goal, errors=errors)
        try:
            with request.env.cr.savepoint():
                vals = self._prepare_goal_values(typed)
                if goal:
                    goal.write({**vals, "key_result_ids": [fields.Command.clear(), *vals["key_result_ids"]]})
                else:
                    goal = goal.create(vals)
                if post.get("step") == "propose":
                    goal.action_propose()
        except UserError as error:
            return self._render_form(typed, goal=goal.exists() if goal else goal, error=str(error))
        return request.redirect(f"/my/goals/{goal.id}")

    def _get_typed_results(self):
        """The rows of key results as they were typed, up to the last one with a name."""
        columns = [request.httprequest.form.getlist(f"result_{name}") for name in RESULT_FIELDS]
        rows = [dict(zip(RESULT_FIELDS, row, strict=True)) for row in zip_longest(*columns, fillvalue="")]
        metrics = {str(metric.id): metric for metric in self._get_metrics()}
        for row in rows:
            metric = metrics.get(row["metric_id"])
            row["metric_id"] = metric.id if metric else ""
            row["name"] = row["name"].strip() or (metric.name if metric and row["target_value"].strip() else "")
        while rows and not rows[-1]["name"]:
            rows.pop()
        return rows[:20]

    @staticmethod
    def _get_shown_result(result):
        """A row of the form as it stands before anything is typed."""
        row = {name: result[name] for name in RESULT_FIELDS}
        row["metric_id"] = result.metric_id.id
        return {**row, **{name: shown_number(row[name]) for name in ("start_value", "target_value")}}

    def _get_form_errors(self, typed):
        """What is wrong with single boxes of the form: dict id of the box -> text, in the order of the page."""
        errors = {} if typed["name"].strip() else {"goal_name": request.env._("Say what will be different.")}
        for index, row in enumerate(typed["results"]):
            if row["name"].strip() and (row["kind"] != "milestone" or row["metric_id"]):
                errors.update(self._get_result_errors(index, row))
        dates = {name: typed[name] for name in ("date_start", "date_end") if typed[name]}
        for name, value in dates.items():
            if not self._is_date(value):
                errors[f"goal_{name}"] = request.env._("“%(value)s” is no date.", value=value[:40])
        if len(dates) == 2 and not errors.keys() & {"goal_date_start", "goal_date_end"}:
            start, end = (fields.Date.to_date(value) for value in dates.values())
            if end < start:
                errors["goal_date_end"] = request.env._("It would end before it starts. Choose a later end.")
        return errors

    def _get_result_errors(self, index, row):
        """What is wrong with the numbers of one key result, by the id of the box."""
        parse, name = request.env["perf.goal"]._parse_number, row["name"][:80]
        numbers = {f"result_start_{index}": row["start_value"] or "0", f"result_target_{index}": row["target_value"]}
        errors = self._get_refusals(
            {box: (lambda value: parse(value, name), number) for box, number in numbers.items()}
        )
        if not errors and is_same(*(parse(number, name) for number in numbers.values())):
            errors[f"result_target_{index}"] = request.env._(
                "Target and start are the same, so there is nothing to reach. Change one."
            )
        return errors

    def _prepare_goal_values(self, typed):
        """Values of the goal from what was typed, once :meth:`_get_form_errors` has nothing to say."""
        vals = {name: typed[name] or False for name in GOAL_FIELDS}
        vals["date_start"] = vals["date_start"] or fields.Date.to_string(fields.Date.context_today(request.env.user))
        vals["commitment"] = "aspirational" if vals["commitment"] == "aspirational" else "committed"
        vals["parent_id"] = to_id(vals["parent_id"]) or False
        template = self._get_templates().filtered(lambda one: one.id == to_id(typed["template_id"]))
        if template:
            vals["template_id"] = template.id
        rows = [row for row in typed["results"] if row["name"].strip()]
        vals["key_result_ids"] = [fields.Command.create(self._prepare_result_values(row)) for row in rows]
        return vals

    def _prepare_result_values(self, row):
        """Values of one key result as typed; the model says what is wrong with them."""
        Goal = request.env["perf.goal"]
        kinds = dict(request.env["perf.goal.key.result"]._fields["kind"].selection)
        vals = {"name": row["name"], "unit": row["unit"], "kind": row["kind"] if row["kind"] in kinds else "number"}
        if row["metric_id"]:
            vals = {"name": row["name"], "metric_id": row["metric_id"], "is_prorated": row["is_prorated"] == "1"}
        elif vals["kind"] == "milestone":
            return {**vals, "start_value": 0.0, "target_value": 1.0}
        return {
            **vals,
            "start_value": Goal._parse_number(row["start_value"] or "0", row["name"][:80]),
            "target_value": Goal._parse_number(row["target_value"], row["name"][:80]),
        }

    def _render_form(self, typed, goal=None, error=None, errors=None):
        """The form, with what was typed and, on an error, what to do about it.

        :param error: text for the top of the page, for what has no box
        :param errors: dict id of a box -> text
        """
        parents = request.env["perf.goal"].search(
            [("state", "=", "active"), "|", ("level", "!=", "individual"), ("perf_role", "=", "self")], limit=50
        )
        results = list(typed.get("results") or [])
        values = {
            "typed": typed,
            "results": results + [{}] * max(1, 3 - len(results)),
            "goal": goal,
            "parents": parents - goal if goal else parents,
            "error": error,
            "errors": errors or {},
            "first_error": next(iter(errors or {}), None),
            "metrics": self._get_metrics(),
            "templates": request.env["perf.goal.template"] if goal else self._get_templates(),
            "kinds": request.env["perf.goal.key.result"]._fields["kind"]._description_selection(request.env),
            "manager_name": self._get_manager_name(),
            "page_name": "perf_goal_form",
        }
        return request.render("perf_goals.portal_goal_form", values)

    def _get_manager_name(self):
        """Name of the one who will read what I propose."""
        employee_id = request.env.user._perf_employee().id
        managers = request.env["perf.goal"]._get_nearest_managers([employee_id] if employee_id else [])
        return managers[employee_id].name if employee_id in managers else ""

    @staticmethod
    def _is_date(value):
        """Whether what was typed is a date."""
        try:
            return bool(fields.Date.to_date(value))
        except (ValueError, TypeError):
            return False

    @staticmethod
    def _to_float(value):
        """The number that is being typed; None for what is none."""
        try:
            return parse_number(str(value or 0)[:40])
        except ValueError:
            return None

    # ------------------------------------------------------------------
    # One goal
    # ------------------------------------------------------------------

    @http.route(
        "/my/goals/<int:goal_id>/records/<int:result_id>", type="http", auth="user", website=True, methods=["GET"]
    )
    def portal_goal_records(self, goal_id, result_id, **kw):
        """The records behind the value of a key result, as far as the reader may see them."""
        goal = get_record("perf.goal", goal_id)
        result = goal.key_result_ids.filtered(lambda one: one.id == result_id and one.metric_id)
        if not result:
            raise NotFound()
        values = {"goal": goal, "result": result, "error": None, "rows": [], "page_name": "perf_goal_records"}
        try:
            values["rows"] = result._list_source_rows(RECORDS)
        except UserError as error:
            values["error"] = str(error)
        return request.render("perf_goals.portal_goal_records", values)

    @http.route("/my/goals/<int:goal_id>", type="http", auth="user", website=True, methods=["GET"])
    def portal_goal(self, goal_id, **kw):
        """One goal: where it stands, how it is measured, its history and comments."""
        success = request.env._("Check-in saved.") if kw.get("done") == "checkin" else None
        return self._render_goal(get_record("perf.goal", goal_id), success=success)

    @http.route("/my/goals/<int:goal_id>/step", type="http", auth="user", website=True, methods=["POST"])
    def portal_goal_step(self, goal_id, step="", reason="", **post):
        """Take one step of the goal; what speaks against it is shown on the page."""
        goal = get_record("perf.goal", goal_id)

        def act():
            if step == "delete":
                goal.unlink()
                return "/my/goals"
            if step in STEPS:
                getattr(goal, STEPS[step])()
            elif step in STEPS_WITH_REASON:
                getattr(goal, STEPS_WITH_REASON[step])(reason)
            else:
                raise NotFound()
            return f"/my/goals/{goal.id}" if goal.has_access("read") else "/my/goals/team"

        return take_step(act, partial(self._render_goal, goal, typed={"reason": reason, "step": step}), hide=())

    @http.route("/my/goals/<int:goal_id>/comment", type="http", auth="user", website=True, methods=["POST"])
    def portal_goal_comment(self, goal_id, body="", **post):
        """Write a comment."""
        goal = get_record("perf.goal", goal_id)

        def comment():
            if not body.strip():
                raise UserError(request.env._("Write something first."))
            goal.message_post(body=body.strip(), message_type="comment", subtype_xmlid="mail.mt_comment")

        again = partial(self._render_goal, goal, typed={"body": body})
        return take_step(comment, again, f"/my/goals/{goal.id}#comments", hide=())

    @http.route("/my/goals/<int:goal_id>/amend", type="http", auth="user", website=True, methods=["POST"])
    def portal_goal_amend(self, goal_id, date_end="", reason="", **post):
        """Ask for another end or other targets."""
        goal = get_record("perf.goal", goal_id)
        changes, results = {}, {}
        if date_end and date_end != str(goal.date_end):
            changes["date_end"] = date_end
        for result in goal.key_result_ids:
            value = post.get(f"target_{result.id}")
            if value and value != result._get_typed_value(result.target_value):
                results[result.id] = {"target_value": value}
        if results:
            changes["key_results"] = results
        again = partial(self._render_goal, goal, typed={"amend": True, "reason": reason, **post})
        return take_step(lambda: goal.amend(changes, reason), again, f"/my/goals/{goal.id}", hide=())

    @http.route(
        "/my/goals/<int:goal_id>/amendment/<int:amendment_id>",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def portal_goal_amendment(self, goal_id, amendment_id, step="", reason="", **post):
        """Decide on an amendment."""
        goal = get_record("perf.goal", goal_id)
        amendment = goal.amendment_ids.filtered(lambda one: one.id == amendment_id)
        if not amendment or step not in ("approve", "reject"):
            raise NotFound()
        act = amendment.action_approve if step == "approve" else partial(amendment.action_reject, reason)
        return take_step(act, partial(self._render_goal, goal), f"/my/goals/{goal.id}", hide=())

    @http.route("/my/goals/<int:goal_id>/checkin", type="http", auth="user", website=True, methods=["GET", "POST"])
    def portal_goal_checkin(self, goal_id, **post):
        """The check-in sheet."""
        goal = get_record("perf.goal", goal_id)
        if goal.state != "active" or not (goal.can_own or goal.can_approve):
            return request.redirect(f"/my/goals/{goal.id}")
        if request.httprequest.method == "GET":
            return self._render_checkin(goal, {})
        if errors := self._get_checkin_errors(goal, post):
            return self._render_checkin(goal, post, errors=errors)
        values = self._prepare_checkin_values(goal, post)
        try:
            with request.env.cr.savepoint():
                doubts = goal._review_checkin(values, goal._get_shown_confidence())
                if doubts and not post.get("sure"):
                    return self._render_checkin(goal, post, doubts=doubts)
                goal.check_in(values)
        except UserError as error:
            return self._render_checkin(goal, post, error=str(error))
        return request.redirect(f"/my/goals/{goal.id}?done=checkin")

    def _render_checkin(self, goal, typed, **values):
        """The check-in sheet with what was typed.

        :param values: ``error`` (text), ``errors`` (dict id of a box -> text) and ``doubts`` (texts to confirm)
        """
        values = {
            "goal": goal,
            "typed": typed,
            "confidence": typed.get("confidence") or goal._get_shown_confidence(),
            "page_name": "perf_goal_checkin",
            "error": None,
            "errors": {},
            "doubts": [],
            **values,
        }
        values["first_error"] = next(iter(values["errors"]), None)
        return request.render("perf_goals.portal_goal_checkin", values)

    def _get_checkin_errors(self, goal, post):
        """What is wrong with the numbers of the sheet, by the id of the box."""
        checks = {
            f"result_{result.id}": (goal._parse_checkin_lines, {result.id: post[f"result_{result.id}"]})
            for result in goal._get_typed_results()
            if post.get(f"result_{result.id}")
        }
        if post.get("progress") and not goal.key_result_ids:
            checks["checkin_progress"] = (goal._parse_checkin_progress, post["progress"])
        return self._get_refusals(checks)

    @staticmethod
    def _get_refusals(checks):
        """Run checks on what was typed.

        :param checks: dict id of a box -> (function, value)
        :return: dict id of a box -> text, for those that were refused
        """
        errors = {}
        for box, (check, value) in checks.items():
            try:
                check(value)
            except UserError as error:
                errors[box] = str(error)
        return errors

    def _prepare_checkin_values(self, goal, post):
        """The values of ``perf.goal.check_in`` from the sheet."""
        lines = {
            result.id: post[f"result_{result.id}"]
            for result in goal._get_typed_results()
            if post.get(f"result_{result.id}")
        }
        values = {"confidence": post.get("confidence"), "note": (post.get("note") or "").strip(), "lines": lines}
        if post.get("progress"):
            values["progress"] = post["progress"]
        return values

    def _render_goal(self, goal, error=None, typed=None, success=None):
        values = {
            "goal": goal,
            "figure": goal.chart_data,
            "steps": goal._get_portal_steps(),
            "manager_name": self._get_manager_name(),
            "comments": self._get_comments(goal),
            "error": error,
            "success": success,
            "typed": typed or {},
            "page_name": "perf_goal",
        }
        return request.render("perf_goals.portal_goal", values)

    def _get_comments(self, goal):
        """What people wrote about the goal, oldest first, as far as the user may read it."""
        messages = request.env["mail.message"].search(
            [("model", "=", goal._name), ("res_id", "=", goal.id), ("message_type", "in", ("comment", "email"))],
            order="id",
        )
        # sudo: portal users may not read contacts; the names of authors of messages that they may read are no secret.
        return [
            {"author": message.sudo().author_id.name, "date": message.date, "body": message.body}
            for message in messages
        ]
