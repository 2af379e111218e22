from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_date

from ..tools.numbers import is_same

GOAL_FIELDS = ("name", "date_start", "date_end", "weight", "commitment")
RESULT_FIELDS = ("start_value", "target_value", "weight", "is_prorated")


class PerfGoalAmendment(models.Model):
    """One change to what was agreed in a goal: from what to what, why, and who decided on it."""

    _name = "perf.goal.amendment"
    _description = "Goal Amendment"
    _inherit = ["perf.goal.history"]
    _order = "id desc"
    _rec_name = "field_name"

    key_result_id = fields.Many2one("perf.goal.key.result", readonly=True, index="btree_not_null", ondelete="cascade")
    field_name = fields.Selection(
        [
            ("name", "Name"),
            ("date_start", "From"),
            ("date_end", "Until"),
            ("weight", "Weight"),
            ("commitment", "Commitment"),
            ("start_value", "Start"),
            ("target_value", "Target"),
            ("is_prorated", "Fair exposure"),
        ],
        string="What",
        required=True,
        readonly=True,
    )
    old_value = fields.Char(string="Before", readonly=True)
    new_value = fields.Char(string="After", readonly=True)
    reason = fields.Text(required=True, readonly=True)
    author_id = fields.Many2one("res.partner", string="Asked By", readonly=True, ondelete="set null")
    state = fields.Selection(
        [("pending", "Waiting"), ("approved", "Approved"), ("rejected", "Declined")],
        required=True,
        readonly=True,
        default="pending",
    )
    decided_by_id = fields.Many2one("res.partner", readonly=True, ondelete="set null")
    decided_on = fields.Date(readonly=True)
    decision_reason = fields.Text(readonly=True)
    can_approve = fields.Boolean(related="goal_id.can_approve", related_sudo=False)
    employee_id = fields.Many2one(related="goal_id.employee_id", string="Employee", related_sudo=False)
    old_text = fields.Char(string="From", compute="_compute_texts")
    new_text = fields.Char(string="To", compute="_compute_texts")

    _pending_idx = models.UniqueIndex(
        "(goal_id, field_name, COALESCE(key_result_id, 0)) WHERE state = 'pending'",
        "There is already an amendment of this waiting. Wait for the decision on it.",
    )

    @api.depends("old_value", "new_value", "field_name")
    @api.depends_context("lang")
    def _compute_texts(self):
        for amendment in self:
            amendment.old_text = amendment._get_shown("old_value") if amendment.field_name else ""
            amendment.new_text = amendment._get_shown("new_value") if amendment.field_name else ""

    # ------------------------------------------------------------------
    # Business methods
    # ------------------------------------------------------------------

    def action_open_goal(self):
        """Open the goal that is to be changed."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": "perf.goal",
            "res_id": self.goal_id.id,
            "views": [(False, "form")],
        }

    def action_approve(self):
        """Manager at any level or HR officer: change the goals accordingly."""
        self._require_decision()
        self.sudo()._apply()
        return True

    # allow one-or-loop: each amendment of the recordset is decided on with the same reason
    def action_reject(self, reason=None):
        """Manager or officer: leave the goals as they are; without a reason, ask for it."""
        self._require_decision()
        if reason is None:
            return {
                **self.env["ir.actions.act_window"]._for_xml_id("perf_goals.perf_goal_reason_wizard_action"),
                "context": {"default_amendment_ids": self.ids, "default_step": "decline"},
            }
        reason = self.env["perf.goal"]._check_reason(reason)
        self.sudo()._decide("rejected", reason)
        self.goal_id._notify_owners("perf_goals.mail_template_perf_goal_amendment_decided")
        return True

    def _require_decision(self):
        """Refuse unless the user approves these goals, and the amendments still wait."""
        self.check_access("read")
        self.goal_id._require(
            {"approve"},
            ("active",),
            self.env._(
                "An amendment is decided on by a manager of the owner or an HR officer, and never by the owner."
            ),
        )
        if any(amendment.state != "pending" for amendment in self):
            raise UserError(self.env._("This amendment was decided on already. Reload the page."))

    def _apply(self):
        """Write the new values. Called in sudo once the right to do so is checked."""
        for amendment in self:
            record = amendment.key_result_id or amendment.goal_id
            value = self._parse(record, amendment.field_name, amendment.new_value)
            self._check_fits(record, {amendment.field_name: value})
            record.write({amendment.field_name: value})
        self.goal_id._refresh_exposure()
        self._decide("approved", False)
        others = self.filtered(lambda amendment: amendment.author_id != self.env.user.partner_id)
        others.goal_id._notify_owners("perf_goals.mail_template_perf_goal_amendment_decided")

    def _decide(self, state, reason):
        self.write(
            {
                "state": state,
                "decision_reason": reason,
                "decided_by_id": self.env.user.partner_id.id,
                "decided_on": fields.Date.context_today(self),
            }
        )
        self.flush_model(["state"])
        waiting = self._read_group([("goal_id", "in", self.goal_id.ids), ("state", "=", "pending")], ["goal_id"])
        done = self.goal_id - self.goal_id.browse([goal.id for (goal,) in waiting])
        done._unschedule("perf_goals.mail_activity_type_approve")

    # ------------------------------------------------------------------
    # Asking for one
    # ------------------------------------------------------------------

    @api.model
    def _request(self, goal, changes, reason):
        """Create the amendments. Called in sudo once the right to ask for them is checked."""
        vals_list = [
            self._prepare_request_values(goal, record, name, value)
            for record, name, value in self._list_changes(goal, changes)
        ]
        vals_list = [vals for vals in vals_list if vals["old_value"] != vals["new_value"]]
        if not vals_list:
            raise UserError(self.env._("Nothing would change. Enter the new value."))
        self._check_not_waiting(goal, vals_list)
        return self.create([{**vals, "reason": reason} for vals in vals_list])

    @api.model
    def _list_changes(self, goal, changes):
        """Yield (record, field name, value) for each change; refuse what can't be amended."""
        try:
            changes = dict(changes)
            by_result = {int(key): dict(vals) for key, vals in (changes.pop("key_results", None) or {}).items()}
        except (AttributeError, TypeError, ValueError):
            raise ValidationError(self.env._("An amendment names the fields to change and their new values.")) from None
        results = {result.id: result for result in goal.key_result_ids}
        if not results.keys() >= by_result.keys():
            raise ValidationError(self.env._("A value does not belong to a key result of this goal."))
        found = [(goal, GOAL_FIELDS, changes)]
        found += [(results[key], RESULT_FIELDS, vals) for key, vals in by_result.items()]
        for record, allowed, vals in found:
            if not vals.keys() <= set(allowed):
                raise ValidationError(
                    self.env._("Name, dates, weights, commitment, start, target and fair exposure can be amended.")
                )
            parsed = {name: self._parse(record, name, value) for name, value in vals.items()}
            self._check_fits(record, parsed)
            for name, value in parsed.items():
                yield record, name, value

    @api.model
    def _prepare_request_values(self, goal, record, name, value):
        """Values of the request to change one field of a goal or of one of its key results."""
        return {
            "goal_id": goal.id,
            "key_result_id": record.id if record != goal else False,
            "field_name": name,
            "old_value": self._serialize(record[name]),
            "new_value": self._serialize(value),
            "author_id": self.env.user.partner_id.id,
        }

    @api.model
    def _check_not_waiting(self, goal, vals_list):
        waiting = goal.amendment_ids.filtered(lambda amendment: amendment.state == "pending")
        keys = {(amendment.field_name, amendment.key_result_id.id) for amendment in waiting}
        if any((vals["field_name"], vals["key_result_id"]) in keys for vals in vals_list):
            raise UserError(self.env._("An amendment of this is waiting already. Wait for the decision on it."))

    # ------------------------------------------------------------------
    # Words
    # ------------------------------------------------------------------

    def _get_title(self):
        """What changes, in words."""
        self.ensure_one()
        what = dict(self._fields["field_name"]._description_selection(self.env))[self.field_name]
        return f"{self.key_result_id.name}: {what}" if self.key_result_id else what

    def _get_shown(self, name):
        """The value before or after, as the reader writes it.

        :param name: ``old_value`` or ``new_value``
        """
        self.ensure_one()
        field = (self.key_result_id or self.goal_id)._fields[self.field_name]
        if field.type == "date" and self[name]:
            return format_date(self.env, self[name])
        if field.type == "boolean":
            return self.env._("Yes") if self[name] == "1" else self.env._("No")
        if field.type == "selection":
            return dict(field._description_selection(self.env)).get(self[name], self[name])
        return self[name] or "—"

    def _get_label(self):
        """State of the amendment, in words."""
        self.ensure_one()
        return dict(self._fields["state"]._description_selection(self.env))[self.state]

    # ------------------------------------------------------------------
    # Values
    # ------------------------------------------------------------------

    @api.model
    def _serialize(self, value):
        """A value as text: numbers without needless zeros, dates as year-month-day."""
        if isinstance(value, bool):
            return "1" if value else "0"
        if isinstance(value, float):
            return f"{value:g}" if abs(value) < 1e6 else repr(value)
        return str(value) if value else ""

    @api.model
    def _parse(self, record, name, value):
        """The value as the field stores it.

        :raise ValidationError: names the field
        """
        field = record._fields[name]
        label = field._description_string(self.env)
        if field.type == "float":
            return self.env["perf.goal"]._parse_number(value, label)
        if field.type == "boolean":
            return str(value).lower() in ("1", "true")
        try:
            if field.type == "date":
                value = fields.Date.to_date(value)
            elif field.type == "selection":
                value = dict(field.selection)[value] and value
        except (KeyError, TypeError, ValueError):
            value = None
        if not value or (field.type == "char" and not (isinstance(value, str) and value.strip())):
            raise ValidationError(self.env._("“%(field)s” needs a value that fits.", field=label))
        record._check_typed_values({name: value})
        return value

    @api.model
    def _check_fits(self, record, vals):
        """Refuse values that would make no sense beside the others, already when they are asked for."""
        after = {name: vals.get(name, record[name]) for name in record._fields.keys() & {*GOAL_FIELDS, *RESULT_FIELDS}}
        if after["weight"] < 0:
            raise ValidationError(self.env._("A weight can't be negative. Use 0 or more."))
        if after.get("date_end") and after["date_end"] < after["date_start"]:
            raise ValidationError(self.env._("The goal would end before it starts. Choose a later end."))
        if "target_value" in after and is_same(after["target_value"], after["start_value"]):
            raise ValidationError(
                self.env._("Target and start are the same, so there is nothing to reach. Change one.")
            )
