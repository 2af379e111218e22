from odoo import fields, models
from odoo.exceptions import AccessError
from odoo.tools.misc import get_lang

from ..tools.moments import ago


class PerfRecognitionComment(models.Model):
    """A few words that somebody adds to a recognition on the wall."""

    _name = "perf.recognition.comment"
    _description = "Comment on a Recognition"
    _inherit = ["perf.recognition.part.mixin"]
    _rec_name = "body"
    _order = "id"

    body = fields.Text(string="Comment", required=True, readonly=True)
    author_name = fields.Char(compute="_compute_author_name", compute_sudo=True)
    is_own = fields.Boolean(compute="_compute_is_own")

    def _compute_author_name(self):
        for comment in self:
            comment.author_name = comment.employee_id.name

    def _compute_is_own(self):
        own = set(self.env["perf.reporting.line"]._get_own_employee_ids())
        for comment in self:
            comment.is_own = comment.employee_id.id in own

    def action_remove(self):
        """Take own comments off the wall; HR officers can do so with any that they can read."""
        self.check_access("read")
        officer = self.env.user.has_group("perf_base.group_perf_officer")
        if not officer and not all(comment.is_own for comment in self):
            raise AccessError(self.env._("Only the person who wrote a comment, or HR, can remove it."))
        # sudo: nobody has the right to delete; the lines above decide.
        return self.sudo().unlink()

    def _prepare_wall_comments(self):
        """What the portal shows of comments that the current user can read, as plain values.

        :return: list of dicts, in the order of ``self``
        """
        self.check_access("read")
        people = self.env["hr.employee"].browse(self.employee_id.ids)._perf_person_values()
        officer = self.env.user.has_group("perf_base.group_perf_officer")
        return [
            {
                "id": comment.id,
                "author": people[comment.employee_id.id],
                "body": comment.body,
                "when": ago(comment.create_date, fields.Datetime.now(), get_lang(self.env).code),
                "can_remove": comment.is_own or officer,
            }
            for comment in self
        ]
