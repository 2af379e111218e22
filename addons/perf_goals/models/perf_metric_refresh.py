import logging

import psycopg2

from odoo import api, fields, models

_logger = logging.getLogger(__name__)
BATCH = 5000  # key results between two commits


class PerfMetricRefresh(models.AbstractModel):
    """The nightly measuring: in batches that are committed, resumed where it was stopped, past metrics that fail."""

    _name = "perf.metric.refresh"
    _description = "Refreshing Metrics"

    @api.model
    def _cron_refresh(self, batch=BATCH):
        """Measure all active key results that have a metric.

        A run marks its metrics first and takes the mark off each one that is done, so that a run that was stopped at
        any moment is resumed by the next one, which repeats at most one batch.
        """
        metrics = self.search([("is_refreshing", "=", True)], order="id") or self._start_refresh()
        progress = self.env["ir.cron"]._commit_progress
        progress(remaining=len(metrics))
        for metric in metrics:
            while metric._refresh_batch(batch):
                if not progress(0):
                    return
                self.env.invalidate_all()
            self.env.invalidate_all()  # the people of one metric needn't be kept in memory for the next
            if not progress(1):
                return

    @api.model
    def _start_refresh(self):
        """Mark the metrics that active goals are measured by."""
        groups = self.env["perf.goal.key.result"]._read_group(
            [("metric_id", "!=", False), ("goal_id.state", "=", "active")], ["metric_id"]
        )
        metrics = self.browse([metric.id for (metric,) in groups])
        for run, group in metrics.grouped("refresh_run").items():
            group.write({"is_refreshing": True, "refresh_run": run + 1})
        return metrics.sorted("id")

    def _refresh_batch(self, batch):
        """Measure the next key results of this metric.

        :return: whether there may be more
        """
        self.ensure_one()
        count = self._refresh_individual(batch)
        if count == batch:
            return True
        # Those of departments and companies, of which there are few.
        results = self.env["perf.goal.key.result"].search(
            [
                ("metric_id", "=", self.id),
                ("goal_id.state", "=", "active"),
                ("goal_id.level", "!=", "individual"),
                ("refresh_run", "!=", self.refresh_run),
            ],
            order="id",
            limit=batch,
        )
        is_sound = count is not None and results._refresh_metric_values()
        if is_sound and len(results) == batch:
            return True
        self.write({"is_refreshing": False, "last_refresh": fields.Datetime.now()})
        return False

    def _try(self, measure, *args):
        """Run what measures; a failure is told to the responsible person instead of stopping everything.

        :return: what it returns, or None when it failed
        """
        self.ensure_one()
        try:
            with self.env.cr.savepoint():
                result = measure(*args)
        except psycopg2.OperationalError:
            raise  # a conflict with another transaction, or a time limit: the caller starts over
        except Exception as error:  # noqa: BLE001 whatever it is, it is this metric's and stops no other
            self._report_error(error)
            return None
        if self.last_error:
            self._clear_error()
        return result

    def _clear_error(self):
        """Nothing is wrong any more, or what was wrong has been changed."""
        self.write({"last_error": False})
        self.activity_unlink(["perf_goals.mail_activity_type_metric"])

    def _report_error(self, error):
        """Say what is wrong on the metric, and tell the person responsible once."""
        is_known = bool(self.last_error)
        _logger.info("Metric %s can't be measured: %s", self.id, error)
        self.last_error = str(error)[:2000]
        if not is_known and self.user_id:
            self.activity_schedule(
                "perf_goals.mail_activity_type_metric",
                user_id=self.user_id.id,
                summary=self.env._("The metric can't be measured"),
                note=self.last_error,
            )
