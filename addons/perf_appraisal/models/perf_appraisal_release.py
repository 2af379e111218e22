import logging

from psycopg2 import OperationalError

from odoo import api, fields, models
from odoo.exceptions import UserError

from .perf_appraisal import OPEN_STATES

_logger = logging.getLogger(__name__)

RELEASE_BATCH = 20


class PerfAppraisal(models.Model):
    """Where HR shares the results: the manager hands over, HR shares one by one or all of a cycle together."""

    _inherit = "perf.appraisal"

    def action_hand_over(self):
        """Hand a complete result over to HR, who shares it. From then on the manager changes nothing of it."""
        self._check_step("action_hand_over")
        # sudo: to see whether the results are complete; parts and phases were checked.
        self.sudo()._check_complete()
        # sudo: dates are written by the suite only; part and phase were checked.
        self.sudo()._set_ready(fields.Datetime.now())
        return True

    def action_take_back(self):
        """Take a result back that was handed over, to change something before HR shares it."""
        self._check_step("action_take_back")
        # sudo: dates are written by the suite only; part and phase were checked.
        self.sudo()._set_ready(False)
        return True

    def _set_ready(self, date, reason=""):
        """Note that these results wait for HR, or do so no more. Called in sudo, after the checks.

        :param date: moment from which they wait, or False
        :param reason: why, in words
        """
        words = [self.env._("Open"), self.env._("Ready to share")]
        old, new = words if date else words[::-1]
        self.env["perf.appraisal.log"]._add("state", [(each, old, new) for each in self], reason)
        self.write({"ready_date": date, "release_pending": False})
        if date:
            self.activity_unlink(["perf_appraisal.mail_activity_type_share"])

    def _reset_ready(self):
        """The manager's review is open again: what was handed over is not ready any more. Called in sudo."""
        ready = self.filtered("ready_date")
        if ready:
            ready._set_ready(False)

    # ------------------------------------------------------------------
    # Sharing many
    # ------------------------------------------------------------------

    @api.model
    def _cron_release(self, batch=None):
        """Share the results that HR released together, batch by batch; one that fails waits for HR again."""
        commit = self.env["ir.cron"]._commit_progress
        domain = [("release_pending", "=", True)]
        commit(remaining=self.search_count(domain))
        while pending := self.search(domain, limit=batch or RELEASE_BATCH, order="id"):
            pending = pending.try_lock_for_update()
            if not pending:
                return
            pending._release()
            if not commit(len(pending)):
                return

    def _release(self):
        """Share these results in the job. When they can't all be shared, each is shared by itself: one that can't be
        says why in its history, and waits for HR again.
        """
        try:
            with self.env.cr.savepoint():
                self.filtered(lambda each: each.state in OPEN_STATES)._share()
            self.release_pending = False
            return
        except OperationalError:  # a conflict with another transaction: the batch runs again
            raise
        except Exception as error:  # noqa: BLE001  one that fails, whatever for, never keeps the others from being shared
            if len(self) > 1:
                for appraisal in self:
                    appraisal._release()
                return
            problem = error
        self._give_back(problem)

    def _give_back(self, problem):
        """Leave one result that could not be shared to HR, with the reason in its history.

        :param problem: the exception
        """
        self.ensure_one()
        reason = str(problem)
        if not isinstance(problem, UserError):
            _logger.warning("Appraisal %s can't be shared", self.id, exc_info=problem)
            reason = self.env._("It could not be shared. Share it by itself to see why.")
        self._set_ready(False, reason)
