from datetime import timedelta

from odoo import fields, models


class PerfRecognitionFairnessLine(models.TransientModel):
    """One thing that is worth a look: between whom, how often, how much. It is not a verdict."""

    _name = "perf.recognition.fairness.line"
    _description = "Something Worth a Look"
    _inherit = ["perf.text.mixin"]
    _order = "id"

    fairness_id = fields.Many2one(
        "perf.recognition.fairness", required=True, readonly=True, ondelete="cascade", index=True
    )
    kind = fields.Selection(
        [
            ("never", "Not thanked"),
            ("mutual", "Thanks that come back"),
            ("share", "Points to one person"),
            ("spread", "Spread"),
            ("text", "Texts alike"),
        ],
        required=True,
        readonly=True,
    )
    employee_id = fields.Many2one("hr.employee", string="Person", readonly=True, ondelete="cascade")
    other_id = fields.Many2one("hr.employee", string="Other Person", readonly=True, ondelete="cascade")
    department_id = fields.Many2one("hr.department", readonly=True, ondelete="cascade")
    label = fields.Char(string="Group", readonly=True)
    text = fields.Char(string="What", readonly=True)
    times = fields.Integer(readonly=True)
    points = fields.Integer(readonly=True)
    share = fields.Integer(string="Share in Percent", readonly=True, aggregator=None)
    is_flagged = fields.Boolean(string="Worth a Look", readonly=True)

    def action_open(self):
        """Show the recognition behind it, as far as HR may read it.

        :return: action
        """
        self.ensure_one()
        self.check_access("read")
        begin = fields.Datetime.to_string(fields.Datetime.now() - timedelta(days=int(self.fairness_id.days)))
        domain = [("date", ">=", begin), ("state", "=", "posted")]
        one, other = self.employee_id.id, self.other_id.id
        if self.kind == "mutual":
            domain += [
                "|",
                *("&", ("author_employee_id", "=", one), ("recipient_ids", "in", [other])),
                *("&", ("author_employee_id", "=", other), ("recipient_ids", "in", [one])),
            ]
        elif other:
            domain += [("author_employee_id", "=", one), ("recipient_ids", "in", [other])]
        elif one:
            domain += [("recipient_ids", "in", [one])]
        elif self.department_id:
            domain += [("recipient_ids.department_id", "=", self.department_id.id)]
        action = self.env["ir.actions.act_window"]._for_xml_id("perf_recognition.perf_recognition_action_all")
        return {**action, "domain": domain, "context": {}, "target": "current"}
