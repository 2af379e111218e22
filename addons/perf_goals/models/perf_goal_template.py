from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain


class PerfGoalTemplate(models.Model):
    """A goal that many people can have: written once by HR, offered to the jobs it fits, assigned or proposed from."""

    _name = "perf.goal.template"
    _description = "Goal Template"
    _inherit = ["perf.text.mixin"]
    _order = "sequence, name, id"

    # What
    name = fields.Char(required=True, translate=True)
    description = fields.Text(string="Why It Matters", translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    commitment = fields.Selection(
        [("committed", "Committed"), ("aspirational", "Aspirational")], required=True, default="committed"
    )
    weight = fields.Float(default=1.0, aggregator=None)
    tag_ids = fields.Many2many("perf.goal.tag", string="Tags")
    line_ids = fields.One2many("perf.goal.template.line", "template_id", string="Key Results", copy=True)

    # For whom
    company_id = fields.Many2one("res.company", index=True, help="Empty: for all companies.")
    job_ids = fields.Many2many("hr.job", string="Jobs", groups="base.group_user", help="Empty: for all jobs.")
    department_ids = fields.Many2many(
        "hr.department",
        string="Departments",
        groups="base.group_user",
        help="With the departments below them. Empty: for all.",
    )
    goal_count = fields.Integer(compute="_compute_goal_count", help="Open goals made from it.")

    _weight_min = models.Constraint("CHECK(weight >= 0)", "A weight is an ordinary number, 0 or more.")

    def _compute_goal_count(self):
        groups = self.env["perf.goal"]._read_group(
            [("template_id", "in", self.ids), ("state", "in", ("draft", "proposed", "active"))],
            ["template_id"],
            ["__count"],
        )
        counts = {template.id: count for template, count in groups}
        for template in self:
            template.goal_count = counts.get(template.id, 0)

    @api.constrains("weight")
    def _check_weight(self):
        if not all(0 <= template.weight < 1e6 for template in self):
            raise ValidationError(self.env._("A weight is an ordinary number, 0 or more."))

    @api.model
    def _get_templates_for(self, employee):
        """The templates that fit the job and the department of a person; those for everybody at the end.

        :param employee: ``hr.employee``, one or none
        :return: ``perf.goal.template`` as far as the current user may read them
        """
        # sudo: portal users may read neither jobs nor departments; only templates leave this method.
        person = employee.sudo()
        above = [int(part) for part in (person.department_id.parent_path or "").split("/") if part]
        fits = Domain("job_ids", "in", [False, *person.job_id.ids]) & Domain("department_ids", "in", [False, *above])
        found = self.sudo().search(fits & Domain("company_id", "in", [False, *person.company_id.ids]))
        return self.browse(found.sorted(lambda template: not template.job_ids).ids)._filtered_access("read")

    def _prepare_goal_values(self):
        """Values of a goal made from this template, without its owner and its dates."""
        self.ensure_one()
        return {
            "name": self.name,
            "description": self.description,
            "commitment": self.commitment,
            "weight": self.weight,
            "tag_ids": [fields.Command.set(self.tag_ids.ids)],
            "template_id": self.id,
            "key_result_ids": [fields.Command.create(line._prepare_result_values()) for line in self.line_ids],
        }

    def action_assign(self):
        """Open the sheet to assign this goal to people."""
        self.ensure_one()
        return {
            **self.env["ir.actions.act_window"]._for_xml_id("perf_goals.perf_goal_assign_wizard_action"),
            "context": {"default_template_id": self.id},
        }
