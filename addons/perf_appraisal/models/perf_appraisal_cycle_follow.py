from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from .perf_appraisal import OPEN_STATES

FOLLOW_BATCH = 500
GOING = ("running", "calibration")
UNSHARED = ("draft", *OPEN_STATES)


class PerfAppraisalCycle(models.Model):
    """What a running cycle follows day by day: who left, who has a new manager, who is away for long, who joined."""

    _inherit = "perf.appraisal.cycle"

    @api.model
    def _cron_follow(self, batch=FOLLOW_BATCH):
        """Follow what happened to people, in batches that commit. May be killed and run again at any moment.

        :param batch: how many appraisals at a time
        """
        progress = self.env["ir.cron"]._commit_progress
        steps = (self._follow_leavers, self._follow_managers, self._follow_leaves, self._follow_newcomers)
        progress(remaining=len(steps))
        for step in steps:
            while step(batch):
                if not progress():
                    return
            if not progress(1):
                return

    @api.model
    def _follow_leavers(self, batch):
        """End the appraisals of people who were archived, or whose last day is past.

        :return: how many were dealt with
        """
        gone = Domain("active", "=", False) | Domain(
            "current_version_id.departure_date", "<", fields.Date.context_today(self)
        )
        people = self.env["hr.employee"].with_context(active_test=False)._search(gone)
        appraisals = self.env["perf.appraisal"].search(
            Domain("state", "in", (*UNSHARED, "shared", "acknowledged"))
            & Domain("cycle_id.state", "in", GOING)
            & Domain("employee_id", "in", people),
            limit=batch,
            order="id",
        )
        appraisals._end_for_leavers()
        return len(appraisals)

    @api.model
    def _follow_managers(self, batch):
        """See who has another manager in the org chart than at the launch, and hand over where the cycle says so.

        :return: how many were dealt with
        """
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT appraisal.id,
                       CASE WHEN chart.id IS DISTINCT FROM COALESCE(appraisal.chart_manager_id, appraisal.manager_id)
                            THEN chart.id END
                  FROM perf_appraisal appraisal
                  JOIN perf_appraisal_cycle cycle ON cycle.id = appraisal.cycle_id
                  JOIN hr_employee employee ON employee.id = appraisal.employee_id
             LEFT JOIN hr_employee chart
                       ON chart.id = employee.parent_id AND chart.active AND chart.id <> employee.id
                 WHERE appraisal.state = ANY(%(unshared)s) AND cycle.state = ANY(%(going)s)
                   AND appraisal.handover_manager_id IS DISTINCT FROM
                       CASE WHEN chart.id IS DISTINCT FROM COALESCE(appraisal.chart_manager_id, appraisal.manager_id)
                            THEN chart.id END
              ORDER BY appraisal.id
                 LIMIT %(batch)s
                """,
                unshared=list(UNSHARED),
                going=list(GOING),
                batch=batch,
            )
        )
        new = {}
        for appraisal_id, manager_id in rows:
            new.setdefault(manager_id or False, []).append(appraisal_id)
        for manager_id, ids in new.items():
            self.env["perf.appraisal"].browse(ids).handover_manager_id = manager_id
        changed = self.env["perf.appraisal"].browse([appraisal_id for appraisal_id, manager_id in rows if manager_id])
        there = changed.filtered(lambda each: each.handover_manager_id == each.manager_id)
        automatic = changed.filtered(lambda each: each.cycle_id.hand_over == "automatic")
        there.action_keep_manager()
        (automatic - there)._change_manager()
        return len(rows)

    @api.model
    def _follow_leaves(self, _batch):
        """Pause appraisals of people who are away for long, and go on with those of people who are back."""
        Appraisal = self.env["perf.appraisal"]
        running = Domain("state", "in", OPEN_STATES) & Domain("cycle_id.state", "in", GOING)
        kept = Appraisal.search(running & (Domain("paused_since", "=", False) | Domain("pause_kind", "=", "leave")))
        away = kept.employee_id._perf_is_on_long_leave()
        gone = kept.filtered(lambda each: away[each.employee_id.id])
        (gone.filtered(lambda each: not each.paused_since))._pause(self.env._("Away for a long time"), "leave")
        (kept - gone).filtered("paused_since")._resume()
        return 0

    @api.model
    def _follow_newcomers(self, _batch):
        """Let the launch job add people who belong to a running cycle by now, until the managers' reviews are due."""
        today = fields.Date.context_today(self)
        for cycle in self.search(
            [
                ("state", "=", "running"),
                ("add_newcomers", "=", True),
                ("launch_pending", "=", False),
                ("manager_deadline", ">=", today),
            ]
        ):
            if cycle._count_missing_people():  # each cycle has groups of its own
                cycle._start_launch_job({})
        return 0

    # ------------------------------------------------------------------
    # New managers, as HR
    # ------------------------------------------------------------------

    def action_change_managers(self):
        """Let the new managers of all people with a new one review."""
        self._check_step("action_change_managers")
        appraisals = self._get_handovers()
        if not appraisals:
            raise UserError(self.env._("Nobody has a new manager who waits for your decision."))
        return appraisals.action_change_manager()

    def action_keep_managers(self):
        """Let the managers of the launch review to the end."""
        self._check_step("action_keep_managers")
        return self._get_handovers().action_keep_manager()

    def _get_handovers(self):
        """Appraisals with a new manager to confirm, as far as the current user may decide about them."""
        return self.env["perf.appraisal"].search(
            [
                ("cycle_id", "in", self.ids),
                ("handover_manager_id", "!=", False),
                ("state", "in", UNSHARED),
                ("perf_role", "in", ("manager", "officer")),
            ]
        )

    # ------------------------------------------------------------------
    # Moved deadlines
    # ------------------------------------------------------------------

    def write(self, vals):
        result = super().write(vals)
        if {name for name in vals if name.endswith("_deadline")}:
            # sudo: activities of other people follow the day of the cycle.
            open_ = self.sudo().appraisal_ids.filtered(lambda each: each.state in OPEN_STATES)
            open_._reschedule_reviews()
        return result
