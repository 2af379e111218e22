from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date

from ..tools.progress import CLOSED


class PerfGoalWords(models.AbstractModel):
    """What a goal says of itself: in the timeline, in the lists of what waits, and on the portal pages."""

    _name = "perf.goal.words"
    _description = "Goals in Words"
    _inherit = ["perf.evidence.mixin"]

    phase_text = fields.Char(compute="_compute_phase_text", string="Phase", help="Where it stands and what comes next.")

    # ------------------------------------------------------------------
    # Evidence
    # ------------------------------------------------------------------

    @api.model
    def _get_period_domain(self, employees, date_from, date_to):
        """Individual goals of these people, once agreed, that overlap the period; cancelled ones left out."""
        return Domain(
            [
                ("employee_id", "in", employees.ids),
                ("level", "=", "individual"),
                ("state", "in", ("active", *CLOSED)),
                ("date_start", "<=", date_to),
                "|",
                ("date_end", "=", False),
                ("date_end", ">=", date_from),
            ]
        )

    @api.model
    def _get_period_goals(self, employees, date_from, date_to):
        """Agreed goals of these people in the period, as far as the current user may read them.

        :return: dict employee id -> ``perf.goal``; progress, weight and :meth:`_get_outcome` tell how they went
        """
        goals = self.search(self._get_period_domain(employees, date_from, date_to))
        found = goals.grouped(lambda goal: goal.employee_id.id)
        return {employee_id: found.get(employee_id, self.browse()) for employee_id in employees.ids}

    @api.model
    def _get_perf_evidence_domain(self, employees, date_from, date_to):
        """Goals that ran in the period, whenever they began."""
        return self._get_period_domain(employees, date_from, date_to)

    @api.model
    def _get_perf_evidence_shared_domain(self):
        """All that was ever proposed."""
        return Domain("state", "!=", "draft")

    @api.model
    def _get_perf_evidence(self, employees, date_from, date_to):
        """A goal stands at its last news, or where the period begins or ends when the news lies outside."""
        items = super()._get_perf_evidence(employees, date_from, date_to)
        for item in items:
            item["date"] = min(max(item["date"], date_from), date_to)
        return items

    @api.model
    def _count_perf_evidence(self, employees, date_from, date_to):
        """A goal counts in the month of its last news."""
        return self._tally_perf_evidence(self._get_perf_evidence(employees, date_from, date_to))

    def _prepare_perf_evidence_values(self):
        """A goal speaks at the day of its last news, by how far it came."""
        return {
            **super()._prepare_perf_evidence_values(),
            "date": self.closed_on or self._get_news_date(),
            "summary": self._get_summary(),
            "url": f"/my/goals/{self.id}",
        }

    def _get_summary(self):
        """How the goal is doing, in a few words: ``72 % - On track``."""
        self.ensure_one()
        name = "health" if self.state == "active" and self.health else "state"
        word = dict(self._fields[name]._description_selection(self.env))[self[name]]
        return self.env._("%(progress)s %% - %(word)s", progress=round(self.progress), word=word)

    # ------------------------------------------------------------------
    # What waits for whom
    # ------------------------------------------------------------------

    def _prepare_todo_item(self, step, icon, title, button, **values):
        """One item of ``hr.employee._perf_todo`` about this goal."""
        self.ensure_one()
        return {
            "key": f"perf.goal,{self.id},{step}",
            "icon": icon,
            "title": title,
            "subject": self.name,
            "due": False,
            "since": self.write_date.date(),
            "url": f"/my/goals/{self.id}",
            "button": button,
            **values,
        }

    def _prepare_owner_item(self):
        """What the owner has to do: change a goal that was sent back, or check in."""
        if self.state == "draft":
            return self._prepare_todo_item(
                "revise", "fa-pencil", self.env._("Goal sent back: change it and propose it again"), self.env._("Open")
            )
        return self._prepare_todo_item(
            "checkin",
            "fa-bullseye",
            self.env._("Say how your goal is going"),
            self.env._("Check in"),
            due=self.checkin_due_date,
            since=self.checkin_due_date,
            url=f"/my/goals/{self.id}/checkin",
        )

    def _prepare_manager_items(self):
        """What the manager has to do about the goal of one of their people."""
        about = self._get_owner_name()
        subject = self.env._("%(person)s: %(goal)s", person=about, goal=self.name) if about else self.name
        items = []
        if self.state == "proposed":
            items.append(("approve", "fa-check-circle-o", self.env._("Goal to approve"), self.env._("Review")))
        if self.needs_talk:
            items.append(("talk", "fa-comments-o", self.env._("A talk may help"), self.env._("Open")))
        if self.amendment_ids.filtered(lambda amendment: amendment.state == "pending"):
            items.append(("amend", "fa-pencil-square-o", self.env._("Amendment to decide on"), self.env._("Review")))
        if self.state == "active" and self.date_end and self.date_end < fields.Date.context_today(self):
            items.append(("close", "fa-flag-checkered", self.env._("The goal has ended: close it"), self.env._("Open")))
        return [self._prepare_todo_item(*item, subject=subject) for item in items]

    def _get_decision_label(self):
        """What the reader has to decide on, in a few words; empty when nothing waits for them."""
        self.ensure_one()
        if self.attention_rank or not self.can_approve or self.can_own:
            return ""
        if self.state == "proposed":
            return self.env._("To approve")
        return self.env._("Amendment to decide")

    def _get_owner_name(self):
        """Whose goal it is, by name."""
        self.ensure_one()
        # sudo: portal users may read neither employees nor departments; the name of whom a goal is about is no secret.
        goal = self.sudo()
        return {"individual": goal.employee_id, "department": goal.department_id}.get(goal.level, goal.company_id).name

    # ------------------------------------------------------------------
    # Portal
    # ------------------------------------------------------------------

    def _get_parent_name(self):
        """Name of the goal that this one is aligned to."""
        self.ensure_one()
        # sudo: the goal of a manager is not readable, but its name was disclosed by aligning to it.
        return self.sudo().parent_id.name or ""

    def _get_progress_arithmetic(self):
        """How the progress and the health are worked out: list of sentences."""
        self.ensure_one()
        return [
            *self._get_progress_sentences(),
            self.env._(
                "On track means at least 90 % of what the days passed would let expect, at risk at least 70 %. "
                "The first 15 % of the period don't count."
            ),
        ]

    def _get_progress_sentences(self):
        """How the progress is worked out, with the figures of each key result."""
        if not self.key_result_ids and self.roll_up:
            return [self.env._("It is the mean by weight of the goals that are aligned to this one.")]
        if not self.key_result_ids:
            return [self.env._("It is what was said at the last check-in.")]
        lines = [
            self.env._(
                "%(name)s, from %(start)s to %(target)s, now %(current)s: %(progress)s %%, weight %(weight)s",
                name=result.name,
                start=result._format_value(result.start_value),
                target=result._format_value(result.adjusted_target),
                current=result._format_value(result.current_value),
                progress=round(result.progress, 1),
                weight=result._get_typed_value(result.weight),
            )
            for result in self.key_result_ids
        ]
        lines += [
            f"{result.name}: {text}"
            for result in self.key_result_ids
            for text in (result.source_text, result.exposure_text)
            if text
        ]
        return [
            self.env._(
                "The progress of a key result is the share of the way from start to target. "
                "That of the goal is their mean by weight:"
            ),
            *lines,
        ]

    def _get_label(self, name):
        """The value of a selection field, in words."""
        self.ensure_one()
        return dict(self._fields[name]._description_selection(self.env)).get(self[name], "")

    def _get_portal_steps(self):
        """The phases of the goal for the stepper.

        :return: list of dicts with ``label``, ``date`` (text) and ``state`` (``done``, ``current`` or ``todo``)
        """
        self.ensure_one()
        current = {"draft": 0, "proposed": 1, "active": 2}.get(self.state, 3)
        end = self._get_label("state") if current == 3 else self.env._("Closed")
        labels = [
            (self.env._("Draft"), False),
            (self.env._("Proposed"), False),
            (self.env._("Active"), self.approved_on),
            (end, self.closed_on or self.date_end),
        ]
        return [
            {
                "label": label,
                "date": self._format_date(day),
                "state": "done" if index < current else "current" if index == current else "todo",
            }
            for index, (label, day) in enumerate(labels)
        ]

    def _get_phase_sentence(self):
        """Where the goal stands and what comes next, in one sentence."""
        if self.state == "draft":
            if self.is_rejected:
                return self.env._("It was sent back. Change it and propose it again.")
            return self.env._("A draft, seen by its owner alone until it is proposed.")
        if self.state == "proposed":
            managers = self._get_manager_of()
            if self not in managers:
                return self.env._("It waits to be approved.")
            return self.env._("%(manager)s reads it, and approves it or sends it back.", manager=managers[self].name)
        if self.state != "active":
            return self.env._(
                "%(state)s, with %(summary)s.", state=self._get_label("state"), summary=self._get_summary()
            )
        if self.checkin_due_date and not (self.can_own or self.can_approve):
            return self.env._("Active.")
        if self.checkin_due_date:
            return self.env._("Active. Next check-in by %(day)s.", day=self._format_date(self.checkin_due_date))
        if self.key_result_ids:
            return self.env._("Active. It is measured each night, so no check-in is needed.")
        return self.env._("Active. It follows the goals that are aligned to it, so no check-in is needed.")

    @api.depends("state", "checkin_due_date", "is_rejected")
    @api.depends_context("lang", "uid")
    def _compute_phase_text(self):
        for goal in self:
            goal.phase_text = goal._get_phase_sentence() if goal.id else ""

    def _format_date(self, day):
        """A date as the reader writes it."""
        return format_date(self.env, day) if day else ""
