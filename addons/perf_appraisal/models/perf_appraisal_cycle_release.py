from odoo import fields, models
from odoo.exceptions import UserError

from .perf_appraisal import OPEN_STATES


class PerfAppraisalCycle(models.Model):
    """The results of a cycle are shared together, so that nobody hears of another one's first."""

    _inherit = "perf.appraisal.cycle"

    ready_count = fields.Integer(
        string="Ready to Share", compute="_compute_ready_count", help="Results that managers handed over to HR."
    )

    def _compute_ready_count(self):
        counts = dict(
            self.env["perf.appraisal"]._read_group(self._get_ready_domain(), ["cycle_id"], ["__count"])
            if self.ids
            else []
        )
        for cycle in self:
            cycle.ready_count = counts.get(cycle._origin, 0)

    def _get_ready_domain(self):
        """Domain of the results of these cycles that HR may share now; one's own is for another officer to share.

        :return: list
        """
        return [
            ("cycle_id", "in", self.ids),
            ("state", "=", "open"),
            ("ready_date", "!=", False),
            ("release_pending", "=", False),
            ("perf_role", "in", ("manager", "officer")),
        ]

    def action_share_ready(self):
        """Share all results that are ready, in the background.

        With ``perf_confirm`` in the context, ask first.
        """
        self._check_officer()
        ready = self.env["perf.appraisal"].search(self._get_ready_domain())
        if not ready:
            raise UserError(self.env._("No result is ready to share. Managers hand them over one by one."))
        if self.env.context.get("perf_confirm"):
            self.ensure_one()
            return self.env["perf.appraisal.confirm"]._open(self, "action_share_ready", self.env._("Share the results"))
        ready._check_step("action_share")
        # sudo: the mark is written by the suite only; parts and phases were checked.
        ready.sudo().write({"release_pending": True})
        self.env.ref("perf_appraisal.ir_cron_perf_appraisal_release").sudo()._trigger()
        return True

    def _get_share_ready_question(self):
        """What sharing means, to be read before it by those who may share."""
        self.ensure_one()
        self._check_officer()
        count = self.env["perf.appraisal"].search_count(self._get_ready_domain())
        # sudo: how many are left over is counted over the whole cycle.
        left = (
            self.env["perf.appraisal"]
            .sudo()
            .search_count([("cycle_id", "=", self.id), ("state", "in", OPEN_STATES), ("release_pending", "=", False)])
            - count
        )
        lines = [
            self.env._("%(count)s people will read their results and are asked to sign them.", count=count),
            self.env._("%(count)s others of this cycle are not ready: they stay as they are.", count=left)
            if left
            else "",
            self.env._("Nothing of a result changes after it is shared."),
        ]
        return "\n".join(filter(None, lines))

    def _prepare_release_todo(self, rows):
        """An item of *Waiting for me* of an HR officer. Called in sudo.

        :param rows: list of tuples of which the last two are the moment since a result waits, and when it is due
        """
        self.ensure_one()
        return {
            "key": f"{self._name},{self.id},release",
            "icon": "fa-share-square-o",
            "title": self.env._("Share the results that are ready: %(count)s", count=len(rows)),
            "subject": self.name,
            "due": min((row[-1] for row in rows if row[-1]), default=False),
            "since": min(row[-2] for row in rows).date(),
            "url": "/odoo/results-to-share",
            "button": self.env._("Open"),
        }

    def action_print_all(self):
        """Make the PDFs of all shared results of this cycle, in the background."""
        self.ensure_one()
        self._check_officer()
        return self.env["perf.appraisal.archive"]._start(self)
