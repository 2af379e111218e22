from odoo import api, fields, models


class PerfFairnessAccess(models.Model):
    """Who looked at which fairness report, and when. Never changed afterwards."""

    _name = "perf.fairness.access"
    _description = "Look at a Fairness Report"
    _order = "id desc"
    _rec_name = "cycle_name"
    _log_access = False

    user_id = fields.Many2one("res.users", string="Who", readonly=True, index=True, ondelete="set null")
    date = fields.Datetime(string="When", required=True, readonly=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True, ondelete="cascade")
    cycle_name = fields.Char(string="Cycle", required=True, readonly=True)
    part = fields.Char(string="What", required=True, readonly=True, help="The whole report, or the part looked into.")

    @api.model
    def _add(self, cycle, part):
        """Note that the current user looks at a report.

        :param cycle: ``perf.appraisal.cycle``
        :param part: what is looked at, in words
        """
        # sudo: the log is written by the suite only; ``user_id`` tells who looked.
        self.sudo().create(
            {
                "user_id": self.env.uid,
                "date": fields.Datetime.now(),
                "company_id": cycle.company_id.id,
                "cycle_name": cycle.name,
                "part": part,
            }
        )
