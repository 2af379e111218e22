from odoo import api, fields, models
from odoo.exceptions import UserError


class PerfImprovementPart(models.AbstractModel):
    """A line of an improvement plan, which changes only while the plan may be changed."""

    _name = "perf.improvement.part"
    _description = "Part of an Improvement Plan"
    _inherit = ["perf.text.mixin"]

    _perf_open_fields = frozenset()  # names of the fields that those who lead the plan may write

    plan_id = fields.Many2one("perf.improvement.plan", required=True, index=True, ondelete="cascade")

    @api.model_create_multi
    def create(self, vals_list):
        if self.env.su:
            return super().create(vals_list)
        model = self._without_closed_defaults()
        for vals in vals_list:
            model._refuse_closed({name for name in vals if vals[name] and name != "plan_id"})
        parts = super(PerfImprovementPart, model).create(
            [{name: vals[name] for name in vals if name in self._get_new_fields()} for vals in vals_list]
        )
        parts = parts.with_env(self.env)
        parts._check_may_edit()
        return parts

    @api.model
    def default_get(self, fields):
        """No defaults from a link for what only the business methods may set."""
        if self.env.su:
            return super().default_get(fields)
        return super(PerfImprovementPart, self._without_closed_defaults()).default_get(fields)

    def write(self, vals):
        if not self.env.su:
            self._check_may_edit()
            self._refuse_closed(set(vals))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_frozen(self):
        if not self.env.su:
            self._check_may_edit()

    @api.model
    def _get_new_fields(self):
        """Names of the fields that a new part may be given: set."""
        return self._perf_open_fields | {"plan_id"}

    def _without_closed_defaults(self):
        """The model without defaults in the context for what only the business methods may set."""
        context = {
            key: value
            for key, value in self.env.context.items()
            if not key.startswith("default_") or key.removeprefix("default_") in self._get_new_fields()
        }
        return self.with_context(context)

    @api.model
    def _refuse_closed(self, names):
        """Refuse values that only the business methods may set.

        :param names: set of names of fields
        """
        closed = set(names) - self._perf_open_fields
        if closed:
            labels = (self._fields[name]._description_string(self.env) for name in closed if name in self._fields)
            raise UserError(
                self.env._("“%(fields)s” can't be set directly. Use the buttons of the plan.", fields=", ".join(labels))
            )

    def _check_may_edit(self):
        """Refuse changes to the plans of these parts that the current user may not make now."""
        self.plan_id._check_may_edit()
