from datetime import datetime, timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import NO_ACCESS, Domain
from odoo.tools import format_date

from odoo.addons.perf_base.tools.text import clean

from ..tools.improvement import changed_parts, checkpoint_dates, days_outside, held_needed, wide_gaps
from .perf_improvement_plan import ENDED, OBJECTIVES_LIMIT, RUNNING

GUIDANCE_DAYS = 90
EXTENSION_LIMIT = 30
REQUIRED_TEXTS = ("gap", "expectation", "consequences")
REVIEWED = ("gap", "expectation", "impact", "support", "consequences")


class PerfImprovementPlan(models.Model):
    """The life of an improvement plan: who takes which step, and what has to be there first."""

    _inherit = "perf.improvement.plan"

    has_guidance = fields.Boolean(compute="_compute_has_guidance", groups=NO_ACCESS, exportable=False)
    can_override = fields.Boolean(compute="_compute_can_override", exportable=False)

    @api.depends("employee_id", "submitted_on")
    def _compute_has_guidance(self):
        """Whether the person heard about the matter in the 90 days before the plan was handed in."""
        today = fields.Date.context_today(self)
        since = {plan: fields.Date.subtract(plan.submitted_on or today, days=GUIDANCE_DAYS) for plan in self}
        # sudo: what was said may be between others; only whether there was anything leaves this method
        signs = self.sudo().employee_id._perf_prior_guidance(min(since.values(), default=today))
        for plan in self:
            known = signs.get(plan.employee_id.id, [])
            plan.has_guidance = any(sign["date"] >= since[plan] for sign in known)

    @api.depends("can_review", "has_guidance", "override_reason")
    @api.depends_context("uid")
    def _compute_can_override(self):
        """Whether HR has to decide that the plan begins although nobody talked with the person."""
        for plan in self:
            known = plan.sudo()  # sudo: fields that nobody reads directly, told to those who review the plan
            plan.can_override = plan.can_review and not known.has_guidance and not known.override_reason

    # ------------------------------------------------------------------
    # Checkpoints
    # ------------------------------------------------------------------

    def action_plan_checkpoints(self, every=7):
        """Plan conversations from the start to the end; those that were held stay.

        :param every: days from one to the next, 14 at most
        """
        self.ensure_one()
        self._check_may_edit()
        if not isinstance(every, int) or not 1 <= every <= 14:
            raise UserError(self.env._("Meet at least every 14 days."))
        if not self.date_start or not self.date_end:
            raise UserError(self.env._("Choose when the plan starts, then plan the checkpoints."))
        self.checkpoint_ids.filtered(lambda checkpoint: not checkpoint._is_settled()).unlink()
        start = self._get_checkpoints_start()
        self.checkpoint_ids = [(0, 0, {"date_planned": day}) for day in checkpoint_dates(start, self.date_end, every)]
        return True

    def _get_checkpoints_start(self):
        """The day from which the conversations still to come are counted: the start, or the pause."""
        self.ensure_one()
        return max(self.date_start, self.paused_on) if self.paused_on else self.date_start

    def _check_checkpoints(self):
        """Refuse checkpoints that lie outside of the plan, or too far apart.

        :raise UserError: says between which days one is missing
        """
        self.ensure_one()
        issue = self._get_checkpoint_issue()
        if issue:
            raise UserError(issue)

    def _get_checkpoint_issue(self):
        """Which checkpoint lies outside of the plan, or between which days one is missing: a sentence, or nothing."""
        self.ensure_one()
        # what was held counts as it is; what is still to come must leave no gap
        start = self._get_checkpoints_start()
        days = self.checkpoint_ids.filtered(lambda each: not each.held_on).mapped("date_planned")
        days = [day for day in days if day >= start or not self.paused_on]
        outside = days_outside(start, days, self.date_end)
        if outside:
            return self.env._(
                "The checkpoint on %(day)s lies outside of the plan, which goes from %(start)s to %(end)s.",
                day=format_date(self.env, outside[0]),
                start=format_date(self.env, start),
                end=format_date(self.env, self.date_end),
            )
        gaps = wide_gaps(start, days, self.date_end)
        if not gaps:
            return ""
        before, after, length = gaps[0]
        return self.env._(
            "Between %(before)s and %(after)s nobody meets for %(days)s days. Plan a checkpoint at least every "
            "14 days, from the start to the end.",
            before=format_date(self.env, before),
            after=format_date(self.env, after),
            days=length,
        )

    # ------------------------------------------------------------------
    # Handing in, review
    # ------------------------------------------------------------------

    def action_open_submit(self):
        """Ask for a last look before the plan is handed in; what is missing is said before anything is asked."""
        self.ensure_one()
        self._check_can_submit()
        return self.env["perf.improvement.word"]._get_action(self, "submit", self.env._("Hand in to HR"))

    def action_open_step(self):
        """Ask for the words of the step that the button names in the context (``perf_step``)."""
        self.ensure_one()
        self.check_access("read")
        return self.env["perf.improvement.word"]._get_step_action(self, self.env.context.get("perf_step"))

    def _check_submittable(self):
        """Refuse plans that say too little, offer no help, or that start in the past: all that is missing at once."""
        result = super()._check_submittable()
        issues = self._get_content_issues()
        if self.date_start < fields.Date.context_today(self):
            issues.append(self.env._("The plan would start in the past. Choose a start date from today on."))
        self._raise_issues(issues)
        self._check_no_other_plan(RUNNING)
        return result

    def _check_content(self):
        """Refuse a plan without help, without words for what it is about, or with too few or too many objectives."""
        self._raise_issues(self._get_content_issues())

    def _raise_issues(self, issues):
        """Say all that stands in the way in one message.

        :param issues: list of sentences, empty when nothing does
        """
        if len(issues) == 1:
            raise UserError(issues[0])
        if issues:
            text = "\n".join(f"• {issue}" for issue in issues)
            raise UserError(self.env._("%(count)s points are open:\n%(points)s", count=len(issues), points=text))

    def _get_content_issues(self):
        """What the plan does not say yet: list of sentences, each with what to do."""
        self.ensure_one()
        issues = []
        missing = [self._fields[name]._description_string(self.env) for name in REQUIRED_TEXTS if not clean(self[name])]
        if missing:
            issues.append(self.env._("Fill in “%(fields)s” first.", fields="”, “".join(missing)))
        if not clean(self.support):
            issues.append(self.env._("Say what help the company gives. A plan without help is no improvement plan."))
        if not 1 <= len(self.objective_ids) <= OBJECTIVES_LIMIT:
            issues.append(
                self.env._(
                    "A plan has one to %(limit)s objectives; this one has %(count)s.",
                    limit=OBJECTIVES_LIMIT,
                    count=len(self.objective_ids),
                )
            )
        if not all(clean(each.name) and clean(each.measure) and clean(each.target) for each in self.objective_ids):
            issues.append(self.env._("Say for each objective how it is measured, and what is enough."))
        return [*issues, *filter(None, [self._get_checkpoint_issue()])]

    def _check_no_other_plan(self, states, agreed=False):
        """Refuse a second plan for a person who has one.

        :param states: states of the plan that counts as one
        :param agreed: those that HR agreed to, and that have not begun, count as well
        """
        self.ensure_one()
        domain = Domain("state", "in", list(states))
        if agreed:
            domain |= Domain("state", "=", "hr_review") & Domain("release_on", "!=", False)
        # sudo: a plan of another author counts as well; only that there is one leaves this method
        others = self.sudo().search_count(
            domain & Domain("employee_id", "=", self.employee_id.id) & Domain("id", "!=", self.id), limit=1
        )
        if others:
            raise UserError(self._get_running_text())

    def _check_releasable(self):
        """Refuse plans that nobody talked about before, and a second plan for the same person."""
        result = super()._check_releasable()
        self._check_no_other_plan(RUNNING, agreed=True)
        # sudo: what counts as guidance may be of others; only whether there is any leaves this method
        if not self.sudo().has_guidance and not self.sudo().override_reason:
            raise UserError(
                self.env._(
                    "Nothing was said to this person about the matter in the last %(days)s days: no shared concern, no "
                    "feedback. Give the plan back, or record why it can't wait.",
                    days=GUIDANCE_DAYS,
                )
            )
        return result

    def action_override(self, reason=""):
        """Let the plan begin without earlier guidance; the reason stands in the file with name and day.

        :param reason: why it can't wait
        """
        self._check_reviewer()
        reason = clean(reason)
        if not reason:
            raise UserError(self.env._("Record why the plan can't wait until somebody has talked with the person."))
        # sudo: HR decides, but does not write the plan
        self.sudo().write(
            {
                "override_reason": reason,
                "override_by_id": self.env.user._perf_employee().id,
                "override_on": fields.Date.context_today(self),
            }
        )
        return True

    @api.model
    def _get_release_domain(self):
        """A plan reaches the person on its first day, not before."""
        # a day ahead of the server's day, so that the person's own day decides, see _release_due
        tomorrow = fields.Date.add(fields.Date.context_today(self), days=1)
        return super()._get_release_domain() & Domain("date_start", "<=", tomorrow)

    def _release_due(self):
        """Begin those whose first day has come where the person lives, one a person. Called in sudo."""
        due = self.search(self._get_release_domain() & Domain("id", "in", self.ids), order="id")
        zones = due.employee_id._get_perf_timezones()
        days = {employee_id: datetime.now(zone).date() for employee_id, zone in zones.items()}
        due = due.filtered(lambda plan: plan.date_start <= days[plan.employee_id.id])
        running = self.search([("employee_id", "in", due.employee_id.ids), ("state", "in", RUNNING)]).employee_id
        first = {plan.employee_id: plan for plan in reversed(due) if plan.employee_id not in running}
        return super(PerfImprovementPlan, self.browse([plan.id for plan in first.values()]))._release_due()

    def _apply_release(self):
        """The plans begin. When the review took longer than planned, all days move with the first one."""
        today = fields.Date.context_today(self)
        for plan in self:
            late = (today - plan.date_start).days
            if late > 0:
                plan._move_days(plan.checkpoint_ids, late)
                plan.date_start = today
        self.write({"state": "active"})

    @api.model
    def _move_days(self, checkpoints, days):
        """Move planned checkpoints by that many days. Called in sudo."""
        for checkpoint in checkpoints:
            checkpoint.date_planned += timedelta(days=days)

    # ------------------------------------------------------------------
    # The person
    # ------------------------------------------------------------------

    def action_acknowledge(self, comment=""):
        """The person has read the plan. That is not agreeing with it.

        :param comment: what the person says to it, may be empty
        """
        self.ensure_one()
        self._check_person()
        if self.state not in RUNNING or self.acknowledged_on:
            raise UserError(self.env._("There is nothing new to read here."))
        # sudo: the person may say so, but not write
        self.sudo().acknowledged_on = fields.Date.context_today(self)
        self._add_response("acknowledged", comment)
        return True

    def action_respond(self, body=""):
        """The person says something to the plan, at any time, also after its end.

        :param body: the text
        """
        self.ensure_one()
        self._check_person()
        if not clean(body):
            raise UserError(self.env._("Write what you want to say, then send it."))
        self._add_response("comment", body)
        return True

    def _check_person(self):
        """Refuse everybody but the person whose plan it is."""
        self.check_access("read")
        if self.perf_role != "self":
            raise AccessError(self.env._("Only the person whose plan it is can do that."))

    def _add_response(self, kind, body):
        """Keep what the person says, for good."""
        # sudo: responses are made here alone, and never changed
        self.env["perf.improvement.response"].sudo().create(
            {
                "plan_id": self.id,
                "author_employee_id": self.employee_id.id,
                "kind": kind,
                "date": fields.Date.context_today(self),
                "version_no": self.version_no,
                "body": clean(body),
            }
        )

    # ------------------------------------------------------------------
    # Managers and HR
    # ------------------------------------------------------------------

    def _check_steps(self, *states):
        """Refuse steps by others than managers and HR, and in other states.

        :param states: in which the step can be taken
        """
        self.ensure_one()
        self.check_access("read")
        if self.perf_role not in ("manager", "officer"):
            raise AccessError(self.env._("The managers of the person and HR do that."))
        if self.state not in states:
            raise UserError(
                self.env._(
                    "That can't be done while the plan is “%(state)s”.",
                    state=dict(self._fields["state"]._description_selection(self.env))[self.state],
                )
            )

    def _check_reason(self, reason):
        """The reason, or an error that asks for one: every step is explained to the person."""
        reason = clean(reason)
        if not reason:
            raise UserError(self.env._("Say why. The person reads it."))
        return reason

    def action_extend(self, days=0, reason=""):
        """Propose to give the person more time, once. HR confirms it; conversations go on until the new end.

        :param days: how many days more, 30 at most
        :param reason: why; the person reads it when it takes effect
        """
        self.ensure_one()
        self._check_steps("active")
        if self.extension_days:
            raise UserError(self.env._("The plan was extended already. Decide how it ends."))
        if not isinstance(days, int) or not 1 <= days <= EXTENSION_LIMIT:
            raise UserError(self.env._("Extend the plan by 1 to %(limit)s days.", limit=EXTENSION_LIMIT))
        reason = self._check_reason(reason)
        self._check_no_proposal()
        self.env["perf.improvement.proposal"]._propose(self, "extend", reason, days)
        return True

    def action_pause(self, reason=""):
        """Stop the clock: for an absence, or to change the plan.

        :param reason: why; the person reads it
        """
        self._check_steps("active")
        reason = self._check_reason(reason)
        self._check_no_proposal()
        plan = self.sudo()  # sudo: managers and HR may pause, but not write
        plan.write(
            {
                "state": "paused",
                "pause_reason": reason,
                "paused_on": fields.Date.context_today(self),
                "resume_requested_on": False,
                "paused_content": plan._get_content(),
            }
        )
        return True

    def action_resume(self):
        """Go on: at once when nothing changed, else after HR agreed."""
        self.ensure_one()
        self._check_steps("paused")
        if self.resume_requested_on:
            raise UserError(self.env._("HR reads the changes already."))
        self._check_content()
        if self._get_changes():
            # sudo: those who lead the plan hand the changes in, but don't write when
            self.sudo().write({"resume_requested_on": fields.Date.context_today(self)})
            self.env["perf.improvement.proposal"]._propose(self, "changes", self.pause_reason)
        else:
            self._withdraw_proposals(self.env._("The plan goes on as it was."))
            self._resume(changed=False)
        return True

    def _resume(self, changed, author=None):
        """Let the plan go on. The days of the pause are not lost: the end and what is still to come move by them.

        :param changed: what the plan says changed as well, so that the person has to read it again
        :param author: ``hr.employee`` who proposed the changes, unless it is the current user
        """
        plan = self.sudo()  # sudo: the callers checked who may
        days = max(0, (fields.Date.context_today(self) - plan.paused_on).days)
        reason, end = plan.pause_reason, plan.date_end
        ahead = plan.checkpoint_ids.filtered(lambda each: not each.held_on and each.date_planned >= plan.paused_on)
        self._move_days(ahead, days)
        plan.pause_days += days
        changes = self._get_changes()
        if plan.date_end != end:
            changes.append(self._get_end_change(end))
        if changes:
            self._add_version(changes, reason, again=changed, author=author)
        plan.write(
            {
                "state": "active",
                "paused_on": False,
                "pause_reason": False,
                "paused_content": False,
                "resume_requested_on": False,
            }
        )

    def _get_end_change(self, before):
        """The change of the last day, as a part of a version: tuple of a label and two texts.

        :param before: the last day until now
        """
        label = self._fields["date_end"]._description_string(self.env)
        return label, format_date(self.env, before), format_date(self.env, self.date_end)

    def action_end(self, outcome="", reason=""):
        """End the plan as worked out, or propose that it ends as not met: that HR confirms.

        :param outcome: ``success`` or ``not_met``
        :param reason: what it rests on; the person reads it when the plan ends
        """
        self.ensure_one()
        self._check_steps("active")
        reason = self._check_reason(reason)
        if outcome not in ("success", "not_met"):
            raise UserError(self.env._("Choose whether the plan worked out or not."))
        self._check_outcomes(outcome)
        if outcome == "not_met":
            self._check_held()
            self._check_no_proposal()
            self.env["perf.improvement.proposal"]._propose(self, "not_met", reason)
        else:
            self._end(outcome, reason)
        return True

    def _check_outcomes(self, outcome):
        """Refuse an end that what was said about the objectives doesn't bear out."""
        found = set(self.objective_ids.mapped("outcome"))
        if False in found:
            raise UserError(self.env._("Say first for each objective whether it was met."))
        if outcome == "success" and "not_met" in found:
            raise UserError(
                self.env._("One of the objectives is not met. Change its outcome, or end the plan as not met.")
            )
        if outcome == "not_met" and found == {"met"}:
            raise UserError(self.env._("All objectives are met, so the plan worked out."))

    def _check_held(self):
        """Refuse to end a plan as not met when the company did not keep its side."""
        needed = held_needed(self.checkpoints_due)
        if self.checkpoints_held < needed:
            raise UserError(
                self.env._(
                    "%(held)s of %(due)s checkpoints held; %(needed)s are needed. A plan can't end as not met when the "
                    "conversations that were promised did not take place. Hold what is overdue, or extend the plan.",
                    held=self.checkpoints_held,
                    due=self.checkpoints_due,
                    needed=needed,
                )
            )

    def action_cancel(self, reason=""):
        """Call the plan off.

        :param reason: why; the person reads it, if the plan reached them
        """
        self.ensure_one()
        self.check_access("read")
        if self.state == "hr_review":
            reason = self._check_withdraw(reason)
        else:
            self._check_steps(*RUNNING)
            reason = self._check_reason(reason)
        if self.state == "paused" and self._get_changes():
            self._add_version(self._get_changes(), reason)
        self._end("cancelled", reason)
        return True

    def _end(self, state, reason):
        """Close the file in that state."""
        # sudo: the callers checked who may
        self.sudo().write(
            {
                "state": state,
                "end_reason": reason,
                "ended_on": fields.Date.context_today(self),
                "resume_requested_on": False,
                "paused_content": False,
            }
        )
        self._withdraw_proposals(self.env._("The plan has ended."))

    def action_mark_read(self):
        """The manager's manager knows about the plan."""
        self.ensure_one()
        self.check_access("read")
        # sudo: who the direct manager is; portal users may not read employees
        direct = self.sudo().employee_id.parent_id
        own = self.env["perf.reporting.line"]._get_own_employee_ids()
        if self.perf_role != "manager" or direct.id in own:
            raise AccessError(self.env._("The manager's manager says so."))
        if self.state not in (*RUNNING, *ENDED):
            raise UserError(self.env._("The plan has not begun yet."))
        if not self.manager_informed_on:
            # sudo: the manager's manager may say so, but not write
            self.sudo().manager_informed_on = fields.Date.context_today(self)
        return True

    def _get_review_parts(self):
        """The plan as HR and the second reviewer read it. Called in sudo."""
        texts = [(self._fields[name]._description_string(self.env), self[name]) for name in REVIEWED if self[name]]
        objectives = "\n".join(each._get_content_text() for each in self.objective_ids)
        days = ", ".join(format_date(self.env, each.date_planned) for each in self.checkpoint_ids)
        return [
            *super()._get_review_parts(),
            *texts,
            (self._get_part_label("objective_ids"), objectives),
            (self._get_part_label("checkpoint_ids"), days),
        ]

    def _get_hr_notes(self, review):
        """HR reads as well whether anybody talked with the person before, and who decided to go on without."""
        notes = super()._get_hr_notes(review)
        plan = self.sudo()  # sudo: fields that nobody reads directly, told to HR alone
        if plan.override_reason:
            return [*notes, plan._get_override_text()]
        if not plan.has_guidance:
            notes.append(
                self.env._(
                    "Nothing was said to this person about the matter in the last %(days)s days. Give the plan back, "
                    "or record why it can't wait.",
                    days=GUIDANCE_DAYS,
                )
            )
        return notes

    def _get_reach_day(self, day):
        """A plan reaches the person on its first day, not before."""
        return max(super()._get_reach_day(day), self.date_start)

    def _get_override_text(self):
        """Who decided that the plan begins without earlier guidance, when and why. Called in sudo."""
        self.ensure_one()
        return self.env._(
            "Begins without earlier guidance, as %(officer)s decided on %(day)s: %(reason)s",
            officer=self.override_by_id.name or self.env._("HR"),
            day=format_date(self.env, self.override_on),
            reason=self.override_reason,
        )

    def action_add_note(self, body="", audience="manager"):
        """Keep a note that the person does not read.

        :param body: the text
        :param audience: ``manager`` (managers and HR) or ``hr`` (HR only, by HR)
        """
        self.ensure_one()
        self._check_steps("hr_review", *RUNNING, *ENDED)
        if audience not in ("manager", "hr"):
            raise UserError(self.env._("Choose who reads the note."))
        if audience == "hr" and self.perf_role != "officer":
            raise AccessError(self.env._("Notes for HR only are written by HR."))
        if not clean(body):
            raise UserError(self.env._("Write the note first."))
        # sudo: notes are made here alone, and never changed
        self.env["perf.improvement.note"].sudo().create(
            {
                "plan_id": self.id,
                "author_employee_id": self.env.user._perf_employee().id,
                "audience": audience,
                "date": fields.Date.context_today(self),
                "body": clean(body),
            }
        )
        return True

    # ------------------------------------------------------------------
    # Versions
    # ------------------------------------------------------------------

    def _get_content(self):
        """What the plan says and a pause may change.

        :return: dict key -> text; keys begin with a name of a field
        """
        self.ensure_one()
        content = {"support": self.support or ""}
        content |= {f"objective_ids,{each.id}": each._get_content_text() for each in self.objective_ids}
        content |= {
            f"checkpoint_ids,{each.id}": fields.Date.to_string(each.date_planned) for each in self.checkpoint_ids
        }
        return content

    def _get_changes(self):
        """What changed since the pause began.

        :return: list of tuples of a label, the text before and the text now
        """
        self.ensure_one()
        # sudo: nobody reads the copy itself
        before = self.sudo().paused_content or {}
        return [
            (self._get_part_label(key), self._get_part_text(key, old), self._get_part_text(key, new))
            for key, old, new in changed_parts(before, self._get_content())
        ]

    def _get_part_label(self, key):
        """The name of a part of the content: text."""
        labels = {
            "objective_ids": self.env._("Objective"),
            "checkpoint_ids": self.env._("Checkpoint"),
        }
        name = key.split(",")[0]
        return labels.get(name) or self._fields[name]._description_string(self.env)

    def _get_part_text(self, key, text):
        """A part of the content as people read it: text."""
        return format_date(self.env, text) if text and key.startswith("checkpoint_ids") else text

    def _add_version(self, changes, reason, again=True, author=None):
        """Keep changes to a plan that the person has, for both to read.

        :param changes: list of tuples of a label, the text before and the text since
        :param reason: why
        :param again: the person acknowledges the plan again
        :param author: ``hr.employee`` who proposed it, unless it is the current user
        """
        plan = self.sudo()  # sudo: versions are made here alone, and never changed
        number = plan.version_no + 1
        plan.write({"version_no": number, **({"acknowledged_on": False} if again else {})})
        self.env["perf.improvement.version"].sudo().create(
            [
                {
                    "plan_id": plan.id,
                    "version_no": number,
                    "date": fields.Date.context_today(self),
                    "author_employee_id": (author or self.env.user._perf_employee()).id,
                    "part": label,
                    "old_value": old,
                    "new_value": new,
                    "reason": reason,
                }
                for label, old, new in changes
            ]
        )
