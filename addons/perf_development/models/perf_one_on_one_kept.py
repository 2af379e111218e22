from odoo import api, fields, models


class PerfOneOnOneKept(models.Model):
    """Where one of the two kept an agenda item: as feedback, a comment on a goal, and so on. Only that one knows."""

    _name = "perf.one.on.one.kept"
    _description = "Agenda Item Kept Elsewhere"
    _inherit = ["perf.author.mixin"]
    _order = "id desc"
    _rec_name = "label"

    item_id = fields.Many2one("perf.one.on.one.item", required=True, index=True, ondelete="cascade")
    author_employee_id = fields.Many2one(ondelete="cascade")
    label = fields.Char(string="Kept as", required=True)
    res_model = fields.Char(string="Model", required=True)
    res_id = fields.Integer(string="Record", required=True, aggregator=None)

    @api.model
    def _remember(self, item, label, record):
        """Remember that the current user kept an item elsewhere.

        :param item: ``perf.one.on.one.item`` that the user may read
        :param label: name of the target
        :param record: what holds the text now
        """
        # sudo: nobody writes these marks by hand
        return self.sudo().create(
            {
                "item_id": item.id,
                "author_employee_id": item.one_on_one_id._get_me().id,
                "label": label,
                "res_model": record._name,
                "res_id": record.id,
            }
        )

    def _get_record(self):
        """What holds the text now, with the rights of the current user; empty when it is gone or hidden.

        :return: recordset of at most one record
        """
        self.ensure_one()
        if self.res_model not in self.env:
            return self.browse()
        record = self.env[self.res_model].browse(self.res_id).exists()
        return record._filtered_access("read")

    def _get_url(self):
        """The page of the portal on which it stands, or an empty text."""
        record = self._get_record()
        return (
            record._prepare_perf_evidence_values()["url"]
            if hasattr(record, "_prepare_perf_evidence_values") and record
            else ""
        )
