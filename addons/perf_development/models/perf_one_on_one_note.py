from odoo import api, fields, models
from odoo.exceptions import UserError


class PerfOneOnOneNote(models.Model):
    """What one of the two noted about a 1-on-1 for themselves. Nobody else reads it, or sees whether there is one."""

    _name = "perf.one.on.one.note"
    _description = "Private Note about a 1-on-1"
    _inherit = ["perf.author.mixin", "perf.text.mixin"]
    _order = "id desc"
    _rec_name = "one_on_one_id"

    one_on_one_id = fields.Many2one("perf.one.on.one", string="1-on-1", required=True, index=True, ondelete="cascade")
    body = fields.Text(string="Note", required=True)

    _one_on_one_author_uniq = models.UniqueIndex(
        "(one_on_one_id, author_employee_id)", "You have a note about this 1-on-1 already. Change that one."
    )

    @api.model_create_multi
    def create(self, vals_list):
        if self.env.su:
            return super().create(vals_list)
        meetings = self.env["perf.one.on.one"].browse({vals.get("one_on_one_id") for vals in vals_list} - {None, False})
        meetings.check_access("read")
        me = {meeting.id: meeting._get_me().id for meeting in meetings}
        return super().create([{**vals, "author_employee_id": me.get(vals.get("one_on_one_id"))} for vals in vals_list])

    def write(self, vals):
        if not self.env.su and vals.keys() - {"body"}:
            raise UserError(self.env._("A note stays with its 1-on-1 and its author. Change the text only."))
        return super().write(vals)
