from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError

FILES_LIMIT = 5
FILE_SIZE_LIMIT = 10_000_000


class PerfConcernResponse(models.Model):
    """What somebody said to a concern. It stays as it is; whoever reads the concern reads it."""

    _name = "perf.concern.response"
    _description = "Response to a Concern"
    _inherit = ["perf.text.mixin"]
    _order = "id"
    _rec_names_search = ["body"]

    concern_id = fields.Many2one("perf.concern", required=True, readonly=True, index=True, ondelete="restrict")
    author_employee_id = fields.Many2one(
        "hr.employee", string="From", required=True, readonly=True, index=True, ondelete="restrict"
    )
    role = fields.Selection(
        [("self", "The person"), ("manager", "Manager"), ("officer", "HR")], string="As", required=True, readonly=True
    )
    date = fields.Date(required=True, readonly=True)
    body = fields.Text(string="Response", required=True, readonly=True)
    attachment_ids = fields.One2many(
        "ir.attachment",
        "res_id",
        domain=[("res_model", "=", "perf.concern.response")],
        string="Files",
        readonly=True,
        groups="base.group_user",
    )
    files_html = fields.Html(string="Attached", compute="_compute_files_html", sanitize=False, exportable=False)
    is_readable = fields.Boolean(compute="_compute_is_readable", search="_search_is_readable", exportable=False)

    @api.depends("concern_id")
    def _compute_display_name(self):
        """Never the text: the name stands beside links."""
        for response in self:
            response.display_name = response.concern_id.display_name

    @api.depends("concern_id")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_is_readable(self):
        readable = self.concern_id.sudo(False)._filtered_access("read")
        for response in self:
            response.is_readable = response.concern_id.sudo(False) in readable

    @api.model
    def _search_is_readable(self, operator, value):
        """For the rule: whoever reads the concern reads what was said to it."""
        if operator != "in" or True not in value:
            return NotImplemented
        return [("concern_id", "in", self.env["perf.concern"].sudo(False)._search([]))]

    @api.depends("attachment_ids", "concern_id")
    def _compute_files_html(self):
        """Links to the files, through the route that asks whether one reads the concern."""
        link = Markup('<a href="/my/development/concerns/%s/files/%s" target="_blank">%s</a>')
        for response in self:
            # sudo: whoever reads the response reads its files
            files = response.sudo().attachment_ids
            links = [link % (response.concern_id.id, file.id, file.name) for file in files]
            response.files_html = Markup("<br/>").join(links) if links else False

    def write(self, vals):
        if self:
            raise UserError(self.env._("What was said stays as it is. Add another response."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("What was said stays as it is. Add another response."))

    def _attach(self, files):
        """Keep files with what was said just now.

        :param files: list of pairs of a name and bytes
        :raise UserError: a file is too large, or there are too many
        """
        self.ensure_one()
        if len(files) > FILES_LIMIT or any(len(content) > FILE_SIZE_LIMIT for _name, content in files):
            raise UserError(
                self.env._(
                    "Send at most %(count)s files of up to %(size)s MB each.",
                    count=FILES_LIMIT,
                    size=FILE_SIZE_LIMIT // 1_000_000,
                )
            )
        # sudo: nobody may write a response; the files belong to it from the start
        self.env["ir.attachment"].sudo().create(
            [{"name": name, "raw": content, "res_model": self._name, "res_id": self.id} for name, content in files]
        )

    def _prepare_portal_values(self):
        """What the page shows of each response, which the current user may read.

        :return: list of dicts
        """
        people = self.author_employee_id._perf_person_values()
        roles = dict(self._fields["role"]._description_selection(self.env))
        return [
            {
                "author": people[response.author_employee_id.id],
                "role": "" if response.role == "self" else roles[response.role],
                "date": response.date,
                "body": response.body,
                # sudo: portal users can't read attachments; whoever reads the response reads its files
                "files": [{"id": file.id, "name": file.name} for file in response.sudo().attachment_ids],
            }
            for response in self
        ]
