import logging

from odoo import models
from odoo.exceptions import UserError

_logger = logging.getLogger(__name__)


class PerfMetric(models.Model):
    """A metric that can't be measured at present leaves its part out, and stops no appraisal."""

    _inherit = "perf.metric"

    def _measure_soundly(self, windows):
        """One figure for each window, or none at all when the metric can't be measured. Called in sudo.

        :param windows: list of ``MetricWindow``
        :return: dict as of ``_measure_windows``
        """
        self.ensure_one()
        try:
            return self._measure_windows(windows)
        except UserError as error:
            _logger.info("Metric %s can't be measured for appraisals: %s", self.id, error)
            return {}
