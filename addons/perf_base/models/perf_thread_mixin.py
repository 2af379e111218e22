from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

#: States of activities, the most urgent first.
ACTIVITY_STATES = ("overdue", "today", "planned")


class PerfThreadMixin(models.AbstractModel):
    """A record with messages and activities, found through those only that the current user may read.

    Core searches messages and activities of a record as the superuser: who reads the record could then guess, letter
    by letter, what stands in a note that is not for them.
    """

    _name = "perf.thread.mixin"
    _description = "Record with Messages and Activities"
    _inherit = ["mail.thread", "mail.activity.mixin"]

    #: Right on the record that files on it ask for, whatever is done with them; None: as in core.
    _perf_file_access = None

    message_ids = fields.One2many(bypass_search_access=False)
    website_message_ids = fields.One2many(bypass_search_access=False)
    activity_ids = fields.One2many(bypass_search_access=False)
    activity_summary = fields.Char(related_sudo=False)
    activity_type_id = fields.Many2one(related_sudo=False)
    activity_type_icon = fields.Char(related_sudo=False, groups="base.group_user")

    @api.depends("message_ids")
    @api.depends_context("uid")
    def _compute_has_message(self):
        for record in self:
            record.has_message = bool(record.message_ids)

    def _search_has_message(self, operator, value):
        """Records with messages that the current user reads."""
        return Domain("message_ids", "!=", False) if operator == "in" else NotImplemented

    def _search_activity_state(self, operator, value):
        """As core, by the activities that the current user sees."""
        if operator not in ("in", "not in"):
            return NotImplemented
        wanted = {state or False for state in value}
        if operator == "not in":
            wanted = {*ACTIVITY_STATES, False} - wanted
        states = self._get_activity_states()
        if False in wanted:
            return Domain("id", "not in", [res_id for res_id, state in states.items() if state not in wanted])
        return Domain("id", "in", [res_id for res_id, state in states.items() if state in wanted])

    def _read_group_groupby(self, alias, groupby_spec, query):
        if groupby_spec != "activity_state" or self.env.su:
            return super()._read_group_groupby(alias, groupby_spec, query)
        self._check_field_access(self._fields[groupby_spec], "read")
        alias = query.make_alias(self._table, "last_activity_state")
        if alias not in query._joins:
            states = self._get_activity_states()
            rows = SQL(
                "(SELECT * FROM unnest(%s::int[], %s::text[]) AS row(res_id, activity_state))",
                list(states),
                list(states.values()),
            )
            query.left_join(self._table, "id", rows, "res_id", "last_activity_state")
        return SQL.identifier(alias, groupby_spec)

    @api.model
    def _get_activity_states(self):
        """How urgent the records are to the current user: dict of id -> state, of those with activities they see."""
        activities = self.env["mail.activity"].search([("res_model", "=", self._name)])
        by_state = activities.grouped("state")
        return {
            activity.res_id: state
            for state in reversed(ACTIVITY_STATES)
            for activity in by_state.get(state, activities.browse())
        }
