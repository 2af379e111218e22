from odoo import api, fields, models
from odoo.tools import format_date

from ..tools.improvement import due_so_far, held_needed
from .perf_improvement_plan import ENDED

# What the person, the managers and HR may have in their hands.
VIEWS = {"self": ("employee",), "manager": ("employee", "manager"), "officer": ("employee", "manager", "hr")}
TEXTS = ("gap", "expectation", "impact", "support", "consequences")


class PerfImprovementPlan(models.Model):
    """What an improvement plan says of itself: sentences, the page in the portal, the print for the file."""

    _inherit = "perf.improvement.plan"

    phase_text = fields.Char(string="Where It Stands", compute="_compute_phase_text")
    readers_text = fields.Char(compute="_compute_phase_text")
    held_text = fields.Char(string="Checkpoints", compute="_compute_held_text")
    state_note = fields.Text(compute="_compute_state_note", exportable=False)

    @api.depends("state", "date_start", "date_end", "acknowledged_on", "resume_requested_on", "checkpoint_ids.held_on")
    @api.depends_context("lang", "uid")
    def _compute_phase_text(self):
        for plan in self:
            plan.phase_text = plan._get_phase_sentence() if plan.state else ""
            plan.readers_text = plan._get_readers_sentence()

    @api.depends("checkpoints_due", "checkpoints_held", "employee_id")
    @api.depends_context("lang", "uid")
    def _compute_held_text(self):
        for plan in self:
            plan.held_text = plan._get_held_text()

    @api.depends("state", "paused_on", "pause_reason", "ended_on", "end_reason")
    @api.depends_context("lang")
    def _compute_state_note(self):
        """Since when the plan is paused or over, and why."""
        for plan in self:
            day, reason = (plan.paused_on, plan.pause_reason) if plan.paused_on else (plan.ended_on, plan.end_reason)
            plan.state_note = bool(day) and self.env._(
                "%(state)s on %(day)s: %(reason)s",
                state=plan._get_label("state"),
                day=plan._format_day(day),
                reason=reason or "",
            )

    # ------------------------------------------------------------------
    # Sentences
    # ------------------------------------------------------------------

    def _get_held_text(self):
        """The arithmetic of the checkpoints in words, with the figures: for the person without what it decides."""
        self.ensure_one()
        held, due = self.checkpoints_held, self.checkpoints_due
        if not due:
            return self.env._("No talk was due so far.")
        if held == due:
            took_place = self.env._(
                "All talks that were due so far took place: %(held)s of %(due)s.", held=held, due=due
            )
        else:
            took_place = self.env._(
                "%(held)s of the %(due)s talks that were due so far took place.", held=held, due=due
            )
        if self.perf_role == "self" or self.state in ENDED:
            return took_place
        needed = self.env._("The plan can end as not met with %(needed)s or more.", needed=held_needed(due))
        return f"{took_place} {needed}"

    def _get_history_line(self):
        return self.env._(
            "Improvement plan, %(start)s to %(end)s (%(state)s)",
            start=self._format_day(self.date_start),
            end=self._format_day(self.ended_on or self.date_end),
            state=self._get_label("state"),
        )

    def _get_label(self, name):
        """The value of a selection field, in words."""
        self.ensure_one()
        return dict(self._fields[name]._description_selection(self.env)).get(self[name], "")

    def _format_day(self, day):
        """A date as the reader writes it."""
        return format_date(self.env, day) if day else ""

    def _get_phase_sentence(self):
        """Where the plan stands and what comes next, in one sentence."""
        self.ensure_one()
        if self.state == "draft":
            if self.send_back_reason:
                return self.env._("HR gave it back. Change it and hand it in again.")
            return self.env._("A draft that only its author reads. Next: HR reads it.")
        # sudo: the day, which is told to HR alone; it stands in the note for HR, so it is not said twice
        if self.state == "hr_review" and self.sudo().agreed_on and self in self._filter_for_hr():
            return self.env._("HR agreed.")
        if self.state == "hr_review":
            return self.env._(
                "HR reads it. The person gets it on %(day)s at the earliest.", day=self._format_day(self.date_start)
            )
        if self.state == "paused":
            return self._get_paused_sentence()
        if self.state == "active":
            return self._get_active_sentence()
        return self.env._("%(state)s on %(day)s.", state=self._get_label("state"), day=self._format_day(self.ended_on))

    def _get_paused_sentence(self):
        """What a pause waits for, in one sentence."""
        if self.resume_requested_on:
            return self.env._("Paused. HR reads what is to change.")
        return self.env._(
            "Paused since %(day)s. No checkpoint is due, and the days of the pause are added to the end.",
            day=self._format_day(self.paused_on),
        )

    def _get_active_sentence(self):
        """What comes next in a running plan, in one sentence."""
        if self.next_checkpoint_on:
            return self.env._(
                "Runs until %(end)s. Next checkpoint: %(day)s.",
                end=self._format_day(self.date_end),
                day=self._format_day(self.next_checkpoint_on),
            )
        return self.env._("Runs until %(end)s. Next: deciding how it ends.", end=self._format_day(self.date_end))

    def _get_readers_sentence(self):
        """Who reads the plan now, in one sentence."""
        self.ensure_one()
        if self.state == "draft" and self.first_submitted_on:
            return self.env._("HR has read it before. Read by its author alone now, until it is handed in again.")
        if self.state in ("draft", False):
            return self.env._("Read by nobody but its author, until it is handed in.")
        if not self.released_on:
            return self.env._("Read by its author and HR. The person reads it when it begins.")
        if self.perf_role == "self":
            return self.env._("Read by you, the managers above you and HR.")
        return self.env._("Read by the person, the managers above and HR.")

    # ------------------------------------------------------------------
    # Portal
    # ------------------------------------------------------------------

    def _get_author_url(self):
        """The author changes the plan on its page in the portal."""
        return self._get_portal_url()

    def _get_portal_url(self):
        """Address of the page of the plan."""
        self.ensure_one()
        return f"/my/development/improvement/{self.id}"

    def _get_portal_steps(self):
        """The phases of the plan for the stepper.

        :return: list of dicts with ``label``, ``date`` (text) and ``state`` (``done``, ``current`` or ``todo``)
        """
        self.ensure_one()
        current = {"draft": 0, "hr_review": 1, "active": 2, "paused": 2}.get(self.state, 3)
        since = self.paused_on if self.state == "paused" else self.date_start
        labels = [
            (self.env._("Written"), False),
            (self.env._("Read by HR"), False),
            (self._get_label("state") if current == 2 else self.env._("Running"), since),
            (self._get_label("state") if current == 3 else self.env._("Ends"), self.ended_on or self.date_end),
        ]
        return [
            {
                "label": label,
                "date": self._format_day(day),
                "state": "done" if index < current else "current" if index == current else "todo",
            }
            for index, (label, day) in enumerate(labels)
        ]

    def _get_views(self):
        """In which views the current user may have the plan: tuple of ``employee``, ``manager``, ``hr``."""
        self.ensure_one()
        views = VIEWS.get(self.perf_role, ())
        return views if self in self._filter_for_hr() else tuple(view for view in views if view != "hr")

    def _prepare_portal_card_values(self):
        """What the section of *Development* shows of each of these plans, which the current user may read.

        :return: list of dicts
        """
        people = self.employee_id._perf_person_values()
        return [
            {
                "id": plan.id,
                "url": plan._get_portal_url(),
                "person": people[plan.employee_id.id],
                "own": plan.perf_role == "self",
                "state": plan.state,
                "state_label": plan._get_label("state"),
                "phase": plan._get_phase_sentence(),
                "unread": plan.perf_role == "self" and plan._is_unread(),
                "overdue": plan.checkpoints_overdue if plan.can_lead and plan.state == "active" else 0,
            }
            for plan in self
        ]

    def _is_unread(self):
        """Whether the person has something to read and acknowledge."""
        self.ensure_one()
        return self.state in ("active", "paused") and not self.acknowledged_on

    def _prepare_page_values(self, view):
        """What the page and the print show of a plan that the current user may read.

        :param view: ``employee``, ``manager`` or ``hr``: whose eyes the page is for
        :return: dict of plain values
        """
        self.ensure_one()
        people = self._get_page_people()._perf_person_values()
        texts = [(self._fields[name]._description_string(self.env), self[name], name) for name in TEXTS if self[name]]
        return {
            "id": self.id,
            "url": self._get_portal_url(),
            "title": self.display_name,
            # sudo: the name of the company, which portal users can't read
            "company": self.sudo().company_id.name,
            "today": fields.Date.context_today(self),
            "view": view,
            "person": people[self.employee_id.id],
            "author": people[self.author_employee_id.id],
            "state": self.state,
            "state_label": self._get_label("state"),
            "phase": self._get_phase_sentence(),
            "readers": self._get_readers_sentence(),
            "steps": self._get_portal_steps(),
            "date_start": self.date_start,
            "date_end": self.date_end,
            "extension": (self.extension_days, self.extension_reason or ""),
            "pause_days": self.pause_days,
            "released_on": self.released_on,
            "acknowledged_on": self.acknowledged_on,
            "version_no": self.version_no,
            "pause_reason": self.pause_reason or "",
            "end_reason": self.end_reason or "",
            "ended_on": self.ended_on,
            "next_checkpoint": self.next_checkpoint_on,
            "texts": texts,
            "objectives": self._prepare_objective_values(),
            "checkpoints": self._prepare_checkpoint_values(people),
            "held": self._get_held_text() if self.state not in ("draft", "hr_review") else "",
            "help": self._prepare_help_values(),
            "responses": self._prepare_response_values(),
            "versions": self._prepare_version_values(people),
            "changes": self._get_changes() if self.state == "paused" else [],
            "proposal": self.proposal_note or "",
            "notes": self._prepare_note_values(view, people),
            "file": self._prepare_file_values() if view == "hr" else [],
            **self._prepare_step_values(),
        }

    def _get_page_people(self):
        """Everybody whose name stands on the page: ``hr.employee``."""
        return (
            self.employee_id
            | self.author_employee_id
            | self.checkpoint_ids.held_by_id
            | self.version_ids.author_employee_id
            | self.note_ids.author_employee_id
        )

    def _prepare_step_values(self):
        """What the current user may do on the page: dict of booleans."""
        own = self.env["perf.reporting.line"]._get_own_employee_ids()
        # sudo: who the direct manager is; portal users may not read employees
        direct = self.sudo().employee_id.parent_id.id in own
        started = self.state not in ("draft", "hr_review") and bool(self.released_on)
        return {
            "is_self": self.perf_role == "self",
            "can_acknowledge": self.perf_role == "self" and self._is_unread(),
            "can_respond": self.perf_role == "self" and started,
            "can_mark_read": self.perf_role == "manager" and not direct and started and not self.manager_informed_on,
            "can_lead": self.can_lead and self.state == "active",
            "ended": self.state in ENDED,
        }

    def _prepare_objective_values(self):
        """The objectives with measure, target and outcome: list of dicts."""
        labels = dict(self.objective_ids._fields["outcome"]._description_selection(self.env))
        return [
            {
                "id": each.id,
                "name": each.name,
                "measure": each.measure,
                "target": each.target,
                "outcome": labels.get(each.outcome, ""),
                "outcome_note": each.outcome_note or "",
            }
            for each in self.objective_ids
        ]

    def _prepare_checkpoint_values(self, people):
        """The checkpoints with what came of them: list of dicts.

        :param people: dict id of an employee -> plain values
        """
        checkpoint = self.checkpoint_ids
        labels = dict(checkpoint._fields["status"]._description_selection(self.env))
        given = dict(checkpoint._fields["support_delivered"]._description_selection(self.env))
        words = dict(checkpoint.progress_ids._fields["progress"]._description_selection(self.env))
        return [
            {
                "id": each.id,
                "date": each.date_planned,
                "status": each.status,
                "label": labels[each.status],
                "held_on": each.held_on,
                "recorded_on": each.recorded_on,
                "held_by": people[each.held_by_id.id]["name"] if each.held_by_id else "",
                "summary": each.summary or "",
                "support": given.get(each.support_delivered, ""),
                "progress": [(line.objective_id.name, words[line.progress]) for line in each.progress_ids],
                "can_hold": each.can_hold,
            }
            for each in checkpoint.sorted(
                lambda each: (each.date_planned or fields.Date.to_date("2200-01-01"), each.id)
            )
        ]

    def _prepare_help_values(self):
        """How often the help was given as promised: tuple of the times, and the conversations held."""
        held = self.checkpoint_ids.filtered("held_on")
        return len(held.filtered(lambda each: each.support_delivered == "yes")), len(held)

    def _prepare_response_values(self):
        """What the person said, oldest first: list of dicts."""
        return [
            {"kind": each.kind, "date": each.date, "version_no": each.version_no, "body": each.body or ""}
            for each in self.response_ids
        ]

    def _prepare_version_values(self, people):
        """What changed since the person got the plan: list of dicts with ``changes`` (part, before, since)."""
        groups = self.version_ids.grouped("version_no")
        return [
            {
                "number": number,
                "date": lines[0].date,
                "by": people[lines[0].author_employee_id.id]["name"] if lines[0].author_employee_id else "",
                "reason": lines[0].reason or "",
                "changes": [(line.part, line.old_value or "", line.new_value or "") for line in lines],
            }
            for number, lines in sorted(groups.items())
        ]

    def _prepare_note_values(self, view, people):
        """The notes that belong in that view, of those that the current user may read: list of dicts."""
        audiences = {"manager": ("manager",), "hr": ("manager", "hr")}.get(view, ())
        labels = dict(self.note_ids._fields["audience"]._description_selection(self.env))
        return [
            {
                "date": each.date,
                "by": people[each.author_employee_id.id]["name"],
                "audience": labels[each.audience],
                "body": each.body,
            }
            for each in self.note_ids
            if each.audience in audiences
        ]

    def _prepare_file_values(self):
        """What only HR keeps: who agreed, and why a plan began without earlier guidance.

        :return: list of sentences, none for those who don't read the plan as HR
        """
        plan = self.sudo()  # sudo: fields that nobody reads directly, told to HR alone
        if self not in self._filter_for_hr():
            return []
        lines = []
        if plan.agreed_on:
            officer, day = plan.agreed_by_id.name or self.env._("HR"), self._format_day(plan.agreed_on)
            lines.append(self.env._("%(officer)s agreed on %(day)s.", officer=officer, day=day))
        if plan.override_reason:
            lines.append(plan._get_override_text())
        done = self.env["perf.improvement.proposal"].search([("plan_id", "=", self.id), ("state", "=", "done")])
        return [*lines, *done._get_file_lines()]

    # ------------------------------------------------------------------
    # What waits: for hr.employee._perf_todo, called in sudo
    # ------------------------------------------------------------------

    def _prepare_todo_item(self, step, **values):
        """One item of ``hr.employee._perf_todo`` about this plan."""
        self.ensure_one()
        return {
            "key": f"{self._name},{self.id},{step}",
            "icon": "fa-life-ring",
            "subject": self.employee_id.name,
            "due": False,
            "since": self.released_on,
            "url": self._get_portal_url(),
            "button": self.env._("Open"),
            **values,
        }

    def _get_leader(self):
        """Who owes the conversations: the direct manager, else the author. Called in sudo: ``hr.employee``."""
        self.ensure_one()
        return self.employee_id.parent_id or self.author_employee_id

    def _get_overdue_count(self, today):
        """How many checkpoints are overdue on that day."""
        self.ensure_one()
        due, held = due_so_far(self.checkpoint_ids.mapped(lambda each: (each.date_planned, each.held_on)), today)
        return due - held
