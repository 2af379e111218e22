from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import NO_ACCESS

from ..tools.deadlines import CYCLE_DEADLINES, OWN_DEADLINES, ROLE_STEPS, STEPS, extend, latest, shift
from .perf_appraisal import OPEN_STATES

OWED_STATES = ("invited", "in_progress")


class PerfAppraisal(models.Model):
    """What happens to a person while an appraisal runs: more time, a pause, a new manager, a farewell."""

    _inherit = "perf.appraisal"

    # More time, for this person alone
    own_self_deadline = fields.Date(string="Own Day for the Self Review", readonly=True, copy=False)
    own_peers_deadline = fields.Date(string="Own Day for Peers", readonly=True, copy=False)
    own_manager_deadline = fields.Date(string="Own Day for the Manager's Review", readonly=True, copy=False)
    own_share_deadline = fields.Date(string="Own Day for the Sharing", readonly=True, copy=False)
    own_sign_deadline = fields.Date(string="Own Day for the Sign-Off", readonly=True, copy=False)

    # A pause
    paused_since = fields.Date(readonly=True, copy=False, index="btree_not_null")
    pause_kind = fields.Selection(
        [("hr", "By HR"), ("leave", "During a long leave")], readonly=True, copy=False, groups=NO_ACCESS
    )

    # A new manager, a farewell
    chart_manager_id = fields.Many2one(
        "hr.employee",
        compute="_compute_chart_manager_id",
        store=True,
        precompute=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        groups="perf_base.group_perf_officer",
        help="The manager of the org chart, as far as HR has looked at it.",
    )
    handover_manager_id = fields.Many2one(
        "hr.employee",
        string="New Manager",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        groups="perf_base.group_perf_officer",
        help="The person has a new manager in the org chart, who does not review yet.",
    )
    has_left = fields.Boolean(
        string="Left the Company",
        readonly=True,
        copy=False,
        help="The person left before the result was shared. What was written is kept.",
    )

    @api.depends("employee_id")
    def _compute_chart_manager_id(self):
        # Not when the org chart changes: the job compares the two.
        for appraisal in self:
            person = appraisal.employee_id
            appraisal.chart_manager_id = person._perf_get_appraiser() if person else False

    # ------------------------------------------------------------------
    # Deadlines
    # ------------------------------------------------------------------

    def _get_deadlines(self):
        """Until when each step is due for this person: dict step -> day or False. Called in sudo."""
        self.ensure_one()
        days = {step: latest(self[OWN_DEADLINES[step]], self.cycle_id[name]) for step, name in CYCLE_DEADLINES.items()}
        return {**days, "sign": self.sign_deadline}

    def action_extend(self, step, deadline, reason):
        """Give these people more time for a step, as HR; later steps never come before it.

        :param step: ``self``, ``peers``, ``manager``, ``share`` or ``sign``
        :param deadline: until when, a later day than now
        :param reason: why, in words
        """
        self._check_step("action_extend")
        reason = self.env["perf.appraisal.log"]._check_reason(reason)
        day = self._read_deadline(step, deadline)
        if any((appraisal.state == "shared") != (step == "sign") for appraisal in self):
            raise UserError(self.env._("This step is over, or has not come yet. Choose other people."))
        # sudo: the days are set by this step only; part, state and values were checked.
        appraisals = self.sudo()
        for appraisal in appraisals:
            days = appraisal._get_deadlines()
            if latest(days[step], day) == days[step]:
                raise UserError(
                    self.env._(
                        "%(person)s has time until %(day)s already. Choose a later day.",
                        person=appraisal.employee_id.name,
                        day=fields.Date.to_string(days[step]),
                    )
                )
        changes = [
            (appraisal, fields.Date.to_string(appraisal._get_deadlines()[step]) or "", fields.Date.to_string(day))
            for appraisal in appraisals
        ]
        for appraisal in appraisals:
            appraisal._set_own_deadlines(extend(appraisal._get_deadlines(), step, day))
        self.env["perf.appraisal.log"]._add("deadline", changes, reason)
        appraisals._reschedule_reviews()
        return True

    @api.model
    def _read_deadline(self, step, deadline):
        """A day as it came from outside.

        :raise UserError: when step or day can't be read, or the day is past
        """
        if step not in STEPS:
            raise UserError(self.env._("There is no such step. Reload the page and try again."))
        try:
            day = fields.Date.to_date(deadline)
        except (ValueError, TypeError, AttributeError):
            day = None
        if not day:
            raise UserError(self.env._("Choose the day until which there is more time."))
        self._check_typed_values({OWN_DEADLINES[step]: day})
        if day < fields.Date.context_today(self):
            raise UserError(self.env._("This day is past. Choose a later one."))
        return day

    def _set_own_deadlines(self, days):
        """Set days of this person's own. Called in sudo.

        :param days: dict step -> day
        """
        self.ensure_one()
        self.write({OWN_DEADLINES[step]: day for step, day in days.items()})

    def _reschedule_reviews(self):
        """Move the activities of reviews that are still owed to the days that count now. Called in sudo."""
        owed = self._get_reviews().filtered(lambda each: each.state in OWED_STATES)
        kind = self.env.ref("perf_appraisal.mail_activity_type_review", raise_if_not_found=False)
        if not kind or not owed:
            return
        activities = self.env["mail.activity"].search(
            [("res_model", "=", owed._name), ("res_id", "in", owed.ids), ("activity_type_id", "=", kind.id)]
        )
        days = {review.id: review.deadline for review in owed}
        for day, moved in activities.grouped(lambda each: days[each.res_id]).items():
            if day:
                moved.with_context(mail_activity_quick_update=True).date_deadline = day

    # ------------------------------------------------------------------
    # Pause
    # ------------------------------------------------------------------

    def action_pause(self, reason):
        """Let these appraisals rest, as HR: nobody is reminded, and the days move by the length of the pause.

        :param reason: why, in words
        """
        self._check_step("action_pause")
        reason = self.env["perf.appraisal.log"]._check_reason(reason)
        if any(appraisal.paused_since for appraisal in self):
            raise UserError(self.env._("This appraisal is paused already."))
        # sudo: the pause is set by this step only; part and state were checked.
        self.sudo()._pause(reason, "hr")
        return True

    def _pause(self, reason, kind):
        """Begin a pause. Called in sudo.

        :param reason: why, in words
        :param kind: ``hr`` or ``leave``
        """
        self.write({"paused_since": fields.Date.context_today(self), "pause_kind": kind})
        self.env["perf.appraisal.log"]._add("pause", [(each, "", self.env._("Paused")) for each in self], reason)
        self._get_reviews()._unlink_activities()

    def action_resume(self):
        """Go on after a pause, as HR."""
        self._check_step("action_resume")
        if not all(appraisal.paused_since for appraisal in self):
            raise UserError(self.env._("This appraisal is not paused."))
        # sudo: the pause is ended by this step only; the part was checked.
        self.sudo()._resume()
        return True

    def _resume(self):
        """End a pause: days that were still to come move by its length. Called in sudo."""
        today = fields.Date.context_today(self)
        for appraisal in self:
            days = {step: day for step, day in appraisal._get_deadlines().items() if step != "sign"}
            appraisal._set_own_deadlines(shift(days, appraisal.paused_since, today))
        self.write({"paused_since": False, "pause_kind": False})
        self.env["perf.appraisal.log"]._add("pause", [(each, self.env._("Paused"), "") for each in self])
        open_ = self.filtered(lambda each: each.state in OPEN_STATES)
        owed = open_._get_reviews().filtered(lambda each: each.state in OWED_STATES)
        open_._schedule_reviews(owed.filtered("reviewer_employee_id.user_id"))

    # ------------------------------------------------------------------
    # New manager
    # ------------------------------------------------------------------

    def action_change_manager(self):
        """Let the new manager of the org chart review, as HR. What the former one began stays theirs."""
        self._check_step("action_change_manager")
        # sudo: the manager of the org chart may be of another company; part and state were checked.
        appraisals = self.sudo()
        if not all(appraisal.handover_manager_id for appraisal in appraisals):
            raise UserError(self.env._("There is no new manager in the org chart for this person."))
        appraisals._change_manager()
        return True

    def _change_manager(self):
        """Hand over to the new managers, all appraisals of one at a time. Called in sudo."""
        for manager, appraisals in self.grouped("handover_manager_id").items():
            appraisals.write({"manager_id": manager.id, "chart_manager_id": manager.id, "handover_manager_id": False})

    def action_keep_manager(self):
        """Let the manager of the launch review to the end, as HR, although there is a new one."""
        self._check_step("action_keep_manager")
        # sudo: see above.
        for manager, appraisals in self.sudo().grouped("handover_manager_id").items():
            if manager:
                appraisals.write({"chart_manager_id": manager.id, "handover_manager_id": False})
        return True

    # ------------------------------------------------------------------
    # Farewell
    # ------------------------------------------------------------------

    def _end_for_leavers(self):
        """End the appraisals of people who left. Called in sudo.

        A result that was shared is closed. What was not shared ends as cancelled, marked as *left*: closing it would
        show its reader what nobody has released. Everything that was written is kept for HR.
        """
        reason = self.env._("Left the company")
        shared = self.filtered(lambda each: each.state in ("shared", "acknowledged"))
        ended = self.filtered(lambda each: each.state in ("draft", *OPEN_STATES))
        (shared | ended).write({"has_left": True, "paused_since": False, "handover_manager_id": False})
        owed = ended._get_reviews().filtered(lambda each: each.state in OWED_STATES)
        owed.write({"state": "expired"})
        ended._set_state("cancelled", reason)
        shared._set_state("closed", reason)

    # ------------------------------------------------------------------
    # Board
    # ------------------------------------------------------------------

    def _get_step_reviews(self, step):
        """Reviews of a step that are still owed, in sudo.

        :param step: ``self``, ``peers`` or ``manager``
        """
        roles = [role for role, own in ROLE_STEPS.items() if own == step]
        return self._get_reviews().filtered(lambda each: each.role in roles and each.state in OWED_STATES)
