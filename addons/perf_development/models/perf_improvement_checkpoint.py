from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import format_date

EARLY_DAYS = 3


class PerfImprovementCheckpoint(models.Model):
    """One conversation planned within an improvement plan, and what came of it."""

    _name = "perf.improvement.checkpoint"
    _description = "Checkpoint of an Improvement Plan"
    _inherit = ["perf.improvement.part"]
    _order = "date_planned, id"

    _perf_open_fields = frozenset({"date_planned"})

    date_planned = fields.Date(string="Planned for", required=True)
    held_on = fields.Date(readonly=True, copy=False)
    recorded_on = fields.Date(readonly=True, copy=False)
    held_by_id = fields.Many2one("hr.employee", string="Held by", readonly=True, copy=False, ondelete="restrict")
    summary = fields.Text(string="What we talked about", readonly=True, copy=False)
    support_delivered = fields.Selection(
        [("yes", "Yes"), ("no", "Not yet")], string="Help Given as Promised", readonly=True, copy=False
    )
    progress_ids = fields.One2many("perf.improvement.progress", "checkpoint_id", string="Objectives", readonly=True)
    status = fields.Selection(
        [("held", "Held"), ("overdue", "Overdue"), ("due", "Due soon"), ("planned", "Planned")],
        compute="_compute_status",
        help="Overdue means that the manager owes the conversation, not the person.",
    )
    can_hold = fields.Boolean(compute="_compute_status")

    _one_conversation = models.UniqueIndex(
        "(plan_id, held_on) WHERE held_on IS NOT NULL",
        "One conversation counts for one checkpoint. Choose the day on which you held this one.",
    )

    @api.constrains("date_planned")
    def _check_date_planned(self):
        self.plan_id._check_days()

    def _refuse_long_gone(self, first):
        """Refuse conversations planned for days long gone.

        :param first: first date that can be meant
        """
        if any(checkpoint.date_planned and checkpoint.date_planned < first for checkpoint in self):
            raise ValidationError(
                self.env._("A checkpoint lies long before the plan. Choose days between its start and its end.")
            )

    @api.depends("date_planned")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for checkpoint in self:
            checkpoint.display_name = format_date(self.env, checkpoint.date_planned)

    @api.depends("date_planned", "held_on", "plan_id.state")
    @api.depends_context("uid")
    def _compute_status(self):
        today = fields.Date.context_today(self)
        for checkpoint in self:
            checkpoint.status = checkpoint._get_status(today)
            soon = checkpoint.status in ("due", "overdue") and checkpoint.plan_id.state == "active"
            checkpoint.can_hold = soon and checkpoint.plan_id.can_lead

    def _get_status(self, today):
        """Where the checkpoint stands on that day: a key of ``status``."""
        if self.held_on:
            return "held"
        if not self.date_planned:
            return "planned"
        if self.date_planned < today:
            return "overdue"
        return "due" if self.date_planned <= today + timedelta(days=EARLY_DAYS) else "planned"

    def write(self, vals):
        if not self.env.su:
            self._refuse_settled()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_frozen(self):
        result = super()._unlink_except_frozen()
        if not self.env.su:
            self._refuse_settled()
        return result

    def _is_settled(self):
        """Whether nobody changes it any more: it was held, or was due before the pause in which others change."""
        self.ensure_one()
        paused_on = self.plan_id.paused_on
        return bool(self.held_on or (paused_on and self.date_planned < paused_on))

    def _refuse_settled(self):
        """Refuse changes to conversations that took place, or that were due before the pause."""
        self.check_access("read")
        if any(checkpoint.held_on for checkpoint in self):
            raise UserError(self.env._("This conversation took place; what was written about it stays."))
        if any(checkpoint._is_settled() for checkpoint in self):
            raise UserError(self.env._("This conversation was due before the pause. It stays, and can still be held."))

    # ------------------------------------------------------------------
    # Holding it
    # ------------------------------------------------------------------

    def action_hold(self, held_on=False, summary="", support_delivered="", outcomes=None):
        """Write down a conversation that took place.

        :param held_on: the day, today when left out
        :param summary: what was talked about, a text
        :param support_delivered: ``yes`` or ``no``: whether the help was given as promised
        :param outcomes: dict id of an objective -> ``on_track``, ``partly`` or ``behind``, one for each objective
        """
        self.ensure_one()
        self.check_access("read")
        if not self.plan_id.can_lead:
            raise AccessError(self.env._("Only those who lead the person hold a checkpoint."))
        if self.plan_id.state != "active" or self.held_on:
            raise UserError(self.env._("Only planned checkpoints of a running plan can be held."))
        values = self._prepare_held_values(held_on, summary, support_delivered)
        lines = self._prepare_progress_values(outcomes)
        # sudo: those who lead the plan hold a checkpoint, but nobody writes what was held
        self.sudo().write({**values, "progress_ids": [(0, 0, line) for line in lines]})
        return True

    def _prepare_held_values(self, held_on, summary, support_delivered):
        """The values of a checkpoint that was held; what is missing or wrong is refused.

        :return: dict
        """
        today = fields.Date.context_today(self)
        summary = summary.strip() if isinstance(summary, str) else ""
        if not summary:
            raise UserError(self.env._("Write what you talked about, so that both can read it later."))
        if support_delivered not in ("yes", "no"):
            raise UserError(self.env._("Say whether the help was given as promised."))
        day = self._read_day(held_on) if held_on else today
        self._check_day(day, today)
        return {
            "held_on": day,
            "recorded_on": today,
            "held_by_id": self.env.user._perf_employee().id,
            "summary": summary,
            "support_delivered": support_delivered,
        }

    def _read_day(self, value):
        """A date that somebody typed or sent."""
        try:
            return fields.Date.to_date(value)
        except (ValueError, TypeError):
            raise UserError(self.env._("Give the day of the conversation as a date.")) from None

    def _check_day(self, day, today):
        """Refuse days on which this conversation can't have been."""
        if day > today:
            raise UserError(self.env._("Write it down after the conversation: the day is still to come."))
        if day < self.plan_id.date_start or day < self.date_planned - timedelta(days=EARLY_DAYS):
            raise UserError(
                self.env._(
                    "This checkpoint is planned for %(day)s. It can be held from %(days)s days before.",
                    day=format_date(self.env, self.date_planned),
                    days=EARLY_DAYS,
                )
            )
        if any(other.held_on == day for other in self.plan_id.checkpoint_ids - self):
            raise UserError(
                self.env._("One conversation counts for one checkpoint. Choose the day on which you held this one.")
            )

    def _prepare_progress_values(self, outcomes):
        """How each objective stands, as values of lines; every objective needs a word.

        :return: list of dicts
        """
        known = list(dict(self.env["perf.improvement.progress"]._fields["progress"].selection))
        given = outcomes if isinstance(outcomes, dict) else {}
        given = {str(key): value for key, value in given.items()}
        lines = [
            {"objective_id": objective.id, "progress": given.get(str(objective.id))}
            for objective in self.plan_id.objective_ids
        ]
        if any(line["progress"] not in known for line in lines):
            raise UserError(self.env._("Say for each objective how it stands: on track, partly, or behind."))
        return lines

    def action_open_hold(self):
        """Open the dialog to write down a conversation that took place."""
        self.ensure_one()
        self.check_access("read")
        return self.env["perf.improvement.hold"]._get_action(self)
