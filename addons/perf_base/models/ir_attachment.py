from odoo import api, models
from odoo.fields import Domain


class IrAttachment(models.Model):
    """A file: on a record that people read, but not what others keep on it, it is for those of its messages."""

    _inherit = "ir.attachment"

    @api.model
    def _get_perf_file_access(self):
        """Right that each model of the suite asks for with all files on its records: dict of model -> operation."""
        registry = self.env.registry
        heirs = registry.descendants(["perf.thread.mixin"], "_inherit")
        found = {name: registry[name]._perf_file_access for name in sorted(heirs) if not registry[name]._abstract}
        return {name: operation for name, operation in found.items() if operation}

    def _inaccessible_comodel_records(self, model_and_ids, operation):
        asked = self._get_perf_file_access()
        for model, ids in model_and_ids.items():
            yield from super()._inaccessible_comodel_records({model: ids}, asked.get(model, operation))

    @api.model
    def _search(self, domain, offset=0, limit=None, order=None, *, bypass_access=False, **kwargs):
        domain = Domain(domain)
        if not (self.env.su or bypass_access):
            domain = self._hide_perf_files(domain)
        return super()._search(domain, offset, limit, order, bypass_access=bypass_access, **kwargs)

    @api.model
    def _hide_perf_files(self, domain):
        """The domain without the files on records of which the current user has not the right that files ask for."""
        # sudo: which files there are; they are checked one line further.
        files = self.sudo().search_fetch(
            [("res_model", "in", list(self._get_perf_file_access())), ("res_id", "!=", False)], ["res_model", "res_id"]
        )
        hidden = files.sudo(False) - files.sudo(False)._filtered_access("read")
        if not hidden:
            return domain
        by_id = any(condition.field_expr in ("id", "res_field") for condition in domain.iter_conditions())
        if not by_id and not self.env.context.get("skip_res_field_check"):
            domain &= Domain("res_field", "=", False)  # as core, which looks whether a domain names ids
        return domain & Domain("id", "not in", hidden.ids)
