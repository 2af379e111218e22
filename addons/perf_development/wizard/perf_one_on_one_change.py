from odoo import api, fields, models
from odoo.exceptions import UserError


class PerfOneOnOneChange(models.TransientModel):
    """A dialog about one 1-on-1: move it, cancel it, put talking points on its agenda, or keep an item elsewhere."""

    _name = "perf.one.on.one.change"
    _description = "Change a 1-on-1"
    _inherit = ["perf.text.mixin"]

    # Plain ids instead of links to records: a link would show the name of records that the user may not read.
    res_id = fields.Integer(required=True)
    item_id = fields.Integer()
    kind = fields.Selection(
        [
            ("move", "Move"),
            ("cancel", "Cancel"),
            ("held", "Held Today"),
            ("template", "Talking Points"),
            ("keep", "Keep an Item"),
        ],
        required=True,
        readonly=True,
    )
    start = fields.Datetime(string="New Time")
    duration = fields.Float(string="Length (hours)")
    scope = fields.Selection(
        [("self_only", "This one only"), ("future_events", "This one and all later ones")],
        string="Which Ones",
        required=True,
        default="self_only",
    )
    in_series = fields.Boolean(readonly=True)
    template_id = fields.Many2one("perf.one.on.one.template", string="Talking Points")
    target = fields.Selection("_select_targets", string="Save as")

    @api.model
    def _select_targets(self):
        """Where the item of the dialog may be kept, with the rights of the current user."""
        item_id = self.env.context.get("default_item_id") or self[:1].item_id
        item = self.env["perf.one.on.one.item"].search([("id", "=", item_id or 0)], limit=1)
        return [(target["key"], target["label"]) for target in item._get_keep_targets()] if item else []

    @api.model
    def _get_action(self, meeting, kind, item=None):
        """Action that opens the dialog for one 1-on-1.

        :param meeting: ``perf.one.on.one``
        :param kind: what to do
        :param item: ``perf.one.on.one.item`` to keep elsewhere
        """
        meeting.ensure_one()
        meeting.check_access("read")
        titles = {
            "move": self.env._("Move the 1-on-1"),
            "cancel": self.env._("Cancel the 1-on-1"),
            "held": self.env._("Held Today?"),
            "template": self.env._("Talking Points"),
            "keep": self.env._("Save the Point Elsewhere"),
        }
        context = {
            "default_kind": kind,
            "default_res_id": meeting.id,
            "default_start": fields.Datetime.to_string(meeting.start),
            "default_duration": meeting.duration,
            "default_in_series": meeting.repeat != "none",
        }
        if item:
            context["default_item_id"] = item.id
        return {
            "type": "ir.actions.act_window",
            "name": titles[kind],
            "res_model": self._name,
            "views": [(False, "form")],
            "target": "new",
            "context": context,
        }

    def action_confirm(self):
        """Do it, with the rights of the current user."""
        self.ensure_one()
        self.check_access("write")
        meeting = self.env["perf.one.on.one"].browse(self.res_id)
        meeting.check_access("read")
        if self.kind == "keep":
            return self._keep()
        if self.kind == "move":
            meeting.action_move(self.start, self.duration, self.scope)
        elif self.kind == "cancel":
            meeting.action_cancel(self.scope)
        elif self.kind == "held":
            meeting.action_held_today()
        else:
            meeting.action_apply_template(self.template_id.id)
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def _keep(self):
        """Keep the item at the chosen target."""
        item = self.env["perf.one.on.one.item"].browse(self.item_id)
        item.check_access("read")
        if not self.target:
            raise UserError(self.env._("Choose where to keep it."))
        return item.action_keep(self.target)
