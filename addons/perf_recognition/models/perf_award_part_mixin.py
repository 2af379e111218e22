from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain


class PerfAwardPartMixin(models.AbstractModel):
    """Something of an award that people of its company may see."""

    _name = "perf.award.part.mixin"
    _description = "Part of an Award"
    _inherit = ["perf.text.mixin"]

    is_colleague = fields.Boolean(
        compute="_compute_is_colleague",
        search="_search_is_colleague",
        help="You work in the company of this award.",
    )

    @api.depends("company_id")
    @api.depends_context("uid")
    def _compute_is_colleague(self):
        # sudo: whether one works in a company is no secret to oneself
        colleague = set(
            self.sudo().with_context(active_test=False)._search(Domain("id", "in", self.ids) & self._at_work())
        )
        for record in self:
            record.is_colleague = record._origin.id in colleague

    @api.model
    def _search_is_colleague(self, operator, value):
        return self._at_work() if operator == "in" else NotImplemented

    @api.model
    def _at_work(self):
        """Domain of what belongs to a company where the current user works, as for recognition."""
        return self.env["perf.recognition"]._get_colleague_domain()

    @api.model
    def _check_officer(self):
        """Refuse what is HR's.

        :raise AccessError: says who may
        """
        if not self.env.user.has_group("perf_base.group_perf_officer"):
            raise AccessError(self.env._("Only HR officers run awards."))
