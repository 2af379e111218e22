from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

LIMIT = 50
MOST_YEARS = 2
SELF_DAYS, MANAGER_DAYS, SHARE_DAYS = 7, 14, 21


class PerfAppraisalStart(models.TransientModel):
    """A manager starts an appraisal of direct reports, between the rounds of HR: at the end of a project, say.

    Works where the company lets managers do so, with the templates that HR has marked for it.
    """

    _name = "perf.appraisal.start"
    _description = "Start an Appraisal"
    _inherit = ["hr.mixin", "perf.text.mixin"]

    name = fields.Char(required=True, default=lambda self: self.env._("Appraisal"))
    report_ids = fields.Many2many(
        "hr.employee", "perf_appraisal_start_report_rel", string="My Reports", compute="_compute_report_ids"
    )
    employee_ids = fields.Many2many(
        "hr.employee",
        "perf_appraisal_start_employee_rel",
        string="People",
        domain="[('id', 'in', report_ids)]",
        help="Your direct reports.",
    )
    # A selection, since managers read no templates: only the names of those that HR marked are shown.
    template = fields.Selection(
        selection="_select_template", required=True, default=lambda self: self._get_only_template()
    )
    date_from = fields.Date(
        string="Period From",
        required=True,
        default=lambda self: fields.Date.subtract(fields.Date.context_today(self), months=6),
    )
    date_to = fields.Date(string="Period To", required=True, default=fields.Date.context_today)
    self_deadline = fields.Date(
        string="Self Review Until",
        required=True,
        default=lambda self: fields.Date.add(fields.Date.context_today(self), days=SELF_DAYS),
    )
    manager_deadline = fields.Date(
        string="My Review Until",
        required=True,
        default=lambda self: fields.Date.add(fields.Date.context_today(self), days=MANAGER_DAYS),
    )
    share_deadline = fields.Date(
        string="Result Shared Until",
        required=True,
        default=lambda self: fields.Date.add(fields.Date.context_today(self), days=SHARE_DAYS),
    )

    @api.depends_context("uid")
    def _compute_report_ids(self):
        for wizard in self:
            wizard.report_ids = self._get_reports()

    @api.model
    def _get_reports(self):
        """The current user's direct reports in companies that let managers start appraisals: ``hr.employee``."""
        own = self.env["perf.reporting.line"]._get_own_employee_ids()
        # sudo: ids of one's own people; what the user may read of them is for the rules to say.
        people = (
            self.env["hr.employee"]
            .sudo()
            .search(
                [
                    ("parent_id", "in", own),
                    ("id", "not in", own),
                    ("company_id.perf_appraisal_manager_launch", "=", True),
                ]
            )
        )
        return people.sudo(False)

    @api.model
    def _get_templates(self):
        """Templates that managers may use, for the companies of the user's reports, in sudo."""
        companies = self._get_reports().sudo().company_id
        # sudo: managers read no templates; these were marked for them.
        return (
            self.env["perf.appraisal.template"]
            .sudo()
            .search(
                Domain("for_managers", "=", True)
                & Domain("snapshot_of_id", "=", False)
                & (Domain("company_id", "=", False) | Domain("company_id", "in", companies.ids))
            )
        )

    @api.model
    def _select_template(self):
        """The templates that may be chosen: pairs of id and name."""
        return [(str(template.id), template.name) for template in self._get_templates()]

    @api.model
    def _get_only_template(self):
        """The template when there is one to choose only: its id as the selection has it, or False."""
        templates = self._select_template()
        return templates[0][0] if len(templates) == 1 else False

    def _check_allowed(self):
        """Refuse those who may not start appraisals."""
        if not self._get_reports():
            raise AccessError(
                self.env._("Managers can't start appraisals here, or nobody reports to you. Ask HR for a cycle.")
            )

    def action_start(self):
        """Start the appraisals: a small cycle of their own, launched at once.

        :return: action that closes the dialog
        """
        self.ensure_one()
        self.check_access("read")
        self._check_allowed()
        people = self.employee_ids
        self._check_people(people)
        self._check_days()
        template = self._get_templates().filtered(lambda each: str(each.id) == self.template)
        companies = people.sudo().company_id
        if not template or template.company_id not in (companies, template.company_id.browse()):
            raise UserError(self.env._("This template can't be used any more. Choose another."))
        # sudo: managers write no cycles; people, template and setting were checked.
        cycle = self.env["perf.appraisal.cycle"].sudo().create(self._prepare_cycle_values(people, template))
        cycle._check_launch()
        cycle._start_launch_job({"state": "running", "launched_date": fields.Datetime.now()})
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("The appraisal was started. Everybody is invited in a moment."),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def _check_days(self):
        """Refuse days that nobody could keep, or would live to see."""
        today = fields.Date.context_today(self)
        days = (self.self_deadline, self.manager_deadline, self.share_deadline)
        if min(days) < today:
            raise UserError(self.env._("A day until which something is due is past. Choose today or a later day."))
        if max(days) > fields.Date.add(today, years=MOST_YEARS):
            raise UserError(
                self.env._("A day until which something is due is more than %(count)s years away.", count=MOST_YEARS)
            )

    def _check_people(self, people):
        """Refuse everybody but direct reports of one company.

        :param people: ``hr.employee``
        """
        if not people:
            raise UserError(self.env._("Choose who is to be appraised."))
        if len(people) > LIMIT:
            raise UserError(
                self.env._("At most %(limit)s people at once. Ask HR for a cycle of the department.", limit=LIMIT)
            )
        if people - self._get_reports():
            raise AccessError(self.env._("You can start appraisals of your direct reports only."))
        if len(people.sudo().company_id) > 1:
            raise UserError(self.env._("Choose people of one company at a time."))

    def _prepare_cycle_values(self, people, template):
        """Values of the cycle. Called in sudo.

        :param people: ``hr.employee``
        :param template: ``perf.appraisal.template``
        """
        names = ("date_from", "date_to", "self_deadline", "manager_deadline", "share_deadline")
        # sudo: the manager's own name.
        own = self.env["hr.employee"].sudo().browse(self.env["perf.reporting.line"]._get_own_employee_ids())[:1]
        return {
            "name": self.env._("%(name)s, %(manager)s", name=self.name, manager=own.name),
            "company_id": people.sudo().company_id.id,
            "add_newcomers": False,
            "population_ids": [(0, 0, {"template_id": template.id, "domain": str([("id", "in", people.ids)])})],
            **{name: self[name] for name in names},
        }
