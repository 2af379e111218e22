from odoo import api, models
from odoo.exceptions import UserError

OPEN_FIELDS = {"parent_id", "tag_ids"}
DRAFT_FIELDS = OPEN_FIELDS | {
    "name", "description", "date_start", "date_end", "weight", "commitment", "roll_up", "key_result_ids",
    "template_id",
}  # fmt: skip
CREATE_FIELDS = DRAFT_FIELDS | {"level", "employee_id", "department_id", "company_id"}
DEFAULT_FIELDS = CREATE_FIELDS - {"parent_id", "department_id", "company_id"}  # those are checked as typed values


class PerfGoalGuard(models.AbstractModel):
    """What callers may set on a goal, and when; the business methods write the rest."""

    _name = "perf.goal.guard"
    _description = "Guard of Goals"

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            self = self._without_protected_defaults()
            vals_list = [self._prepare_new_values(vals) for vals in vals_list]
        for vals in vals_list:
            if vals.get("level", "individual") != "individual":
                vals["employee_id"] = False
        goals = super(PerfGoalGuard, self.with_context(mail_create_nosubscribe=True)).create(vals_list)
        return goals.with_env(self.env)

    @api.model
    def default_get(self, fields_list):
        """A column of the kanban view or a link may not open a new goal in another state than draft."""
        if self.env.su:
            return super().default_get(fields_list)
        return super(PerfGoalGuard, self._without_protected_defaults()).default_get(fields_list)

    def _without_protected_defaults(self):
        """The model without defaults in the context for what only the business methods may set."""
        context = {
            key: value
            for key, value in self.env.context.items()
            if not key.startswith("default_") or key.removeprefix("default_") in DEFAULT_FIELDS
        }
        return self.with_context(context)

    @api.model
    def _prepare_new_values(self, vals):
        """Values of a new goal as far as callers may give them; the others are refused, or follow from the owner."""
        self._check_editable(vals, CREATE_FIELDS)
        self._check_alignment(vals)
        values = {name: value for name, value in vals.items() if name in CREATE_FIELDS}
        defaults = self.default_get(["level", "employee_id"])
        values["level"] = vals.get("level") or defaults["level"]
        employee_id = vals.get("employee_id", defaults.get("employee_id"))
        return {"parent_id": False, **values, **self._prepare_owner_values({**values, "employee_id": employee_id})}

    @api.model
    def _prepare_owner_values(self, values):
        """Company and department as they follow from whose goal it is, whatever anybody stored as a default."""
        # sudo: portal users may read neither employees nor departments; ids alone leave this method.
        employee = self.env["hr.employee"].sudo().browse(values["employee_id"] or [])
        department = self.env["hr.department"].sudo().browse(values.get("department_id") or [])
        if values["level"] == "individual":
            return {"company_id": employee.company_id.id, "department_id": employee.department_id.id}
        if values["level"] == "department":
            return {"department_id": department.id, "company_id": department.company_id.id or self.env.company.id}
        return {"department_id": False, "company_id": values.get("company_id") or self.env.company.id}

    def write(self, vals):
        if not self.env.su:
            self.check_access("write")
            states = set(self.mapped("state"))
            allowed = DRAFT_FIELDS if states <= {"draft"} else OPEN_FIELDS if states <= {"draft", "active"} else set()
            self._check_editable(vals, allowed, written=True)
            self._check_alignment(vals)
            self._check_roll_up(vals)
        return super().write(vals)

    @api.model
    def _check_editable(self, vals, allowed, written=False):
        """Refuse values of fields that are locked, or that only the business methods set."""
        defaults = {"state": "draft", "level": "individual"}
        for name, value in vals.items():
            if name == "id" or name in allowed or (not written and (not value or value == defaults.get(name))):
                continue
            label = self._fields[name]._description_string(self.env) if name in self._fields else name
            if name in DRAFT_FIELDS and written:
                message = self.env._(
                    "“%(field)s” was agreed and is locked. Withdraw the goal while it is proposed, or ask for an "
                    "amendment when it is active.",
                    field=label,
                )
            else:
                message = self.env._("“%(field)s” can't be set directly. Use the buttons of the goal.", field=label)
            raise UserError(message)

    def _check_is_draft(self):
        """Refuse to touch key results that were agreed."""
        if any(goal.state != "draft" for goal in self.sudo()):
            raise UserError(
                self.env._(
                    "The key results were agreed and are locked. Withdraw the goal while it is proposed, or ask for an "
                    "amendment when it is active."
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_agreed(self):
        """Drafts can be deleted; what was proposed or agreed stays in the history."""
        if not self.env.su and any(goal.state != "draft" for goal in self):
            raise UserError(
                self.env._("Only drafts can be deleted. Withdraw or cancel the goal instead; its history stays.")
            )
