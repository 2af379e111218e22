from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

EDITABLE = {"name", "owner_id", "date_due", "done", "sequence"}


class PerfOneOnOneAction(models.Model):
    """What one of the two promised to do after a 1-on-1."""

    _name = "perf.one.on.one.action"
    _description = "Action from a 1-on-1"
    _inherit = ["hr.mixin", "perf.text.mixin"]
    _order = "done, date_due, id"

    one_on_one_id = fields.Many2one("perf.one.on.one", string="1-on-1", required=True, index=True, ondelete="cascade")
    name = fields.Char(string="What to Do", required=True)
    owner_id = fields.Many2one("hr.employee", string="Who", required=True, index=True, ondelete="restrict")
    is_owner = fields.Boolean(string="Mine", compute="_compute_is_owner", search="_search_is_owner")
    date_due = fields.Date(string="By When")
    done = fields.Boolean(copy=False)
    done_on = fields.Date(readonly=True, copy=False)

    _owner_open_idx = models.Index("(owner_id, date_due) WHERE done IS NOT TRUE")

    @api.depends("owner_id")
    @api.depends_context("uid")
    def _compute_is_owner(self):
        own = set(self.env["perf.reporting.line"]._get_own_employee_ids())
        for action in self:
            action.is_owner = action.owner_id._origin.id in own

    @api.model
    def _search_is_owner(self, operator, value):
        if operator not in ("in", "not in"):
            return NotImplemented
        own = Domain("owner_id", "in", self.env["perf.reporting.line"]._get_own_employee_ids())
        return own if (True in value) == (operator == "in") else ~own

    @api.constrains("owner_id", "one_on_one_id")
    def _check_owner(self):
        for action in self:
            if action.owner_id not in (action.one_on_one_id.manager_id | action.one_on_one_id.employee_id):
                raise UserError(self.env._("An action is for one of the two who talk. Choose one of them."))

    @api.model_create_multi
    def create(self, vals_list):
        if self.env.su:
            return super().create(vals_list)
        meetings = self.env["perf.one.on.one"].browse({vals.get("one_on_one_id") for vals in vals_list} - {None, False})
        meetings.check_access("write")
        if any(meeting.state == "cancelled" for meeting in meetings):
            raise UserError(self.env._("This 1-on-1 was cancelled. Note the action at the next one."))
        return super().create([{**vals, **self._prepare_values(vals), "done_on": False} for vals in vals_list])

    def write(self, vals):
        if self.env.su:
            return super().write(vals)
        self.check_access("write")
        if vals.keys() - EDITABLE:
            raise UserError(self.env._("An action stays with the 1-on-1 in which you agreed on it. Add a new one."))
        vals = {**vals, **self._prepare_values(vals)}
        if "done" in vals:
            vals["done_on"] = fields.Date.context_today(self) if vals["done"] else False
        return super().write(vals)

    @api.model
    def _prepare_values(self, vals):
        """The words without blanks around them, when they are among the values.

        :raise UserError: there are none
        """
        if "name" not in vals:
            return {}
        name = " ".join(vals["name"].split()) if isinstance(vals["name"], str) else ""
        if not name:
            raise UserError(self.env._("Write in a few words what is to be done."))
        return {"name": name}

    def _prepare_portal_values(self):
        """What pages show of these actions.

        :return: list of dicts
        """
        today = fields.Date.context_today(self)
        return [
            {
                "id": action.id,
                "name": action.name,
                "done": action.done,
                "is_owner": action.is_owner,
                # sudo: the name of one of the two, which portal users can't read from employees
                "owner": action.owner_id.sudo().name,
                "due": action.date_due,
                "late": bool(action.date_due and not action.done and action.date_due < today),
                "url": f"/my/development/one-on-ones/{action.one_on_one_id.id}#actions",
                "meeting_id": action.one_on_one_id.id,
            }
            for action in self
        ]
