from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import NO_ACCESS, Domain

from .perf_appraisal import search_lines
from .perf_appraisal_potential import POTENTIALS


class PerfAppraisal(models.Model):
    """The potential of the person, shown to those who may read it; see ``perf.appraisal.potential``."""

    _inherit = "perf.appraisal"

    # For nobody: whether there is one would tell that somebody thought about it.
    potential_ids = fields.One2many(
        "perf.appraisal.potential",
        "appraisal_id",
        string="Potential Kept",
        readonly=True,
        groups=NO_ACCESS,
        search=search_lines("potential_ids"),
    )
    potential = fields.Selection(
        POTENTIALS,
        compute="_compute_potential",
        search="_search_potential",
        readonly=False,
        help="What the person could grow into. Read by the reviewing manager and HR, never by the person.",
    )

    @api.depends("potential_ids.potential")
    @api.depends_context("uid")
    def _compute_potential(self):
        # No sudo here: the rules of the potential decide whether the reader gets to see it.
        found = self.env["perf.appraisal.potential"].search([("appraisal_id", "in", self.ids)])
        by_appraisal = {each.appraisal_id.id: each.potential for each in found}
        for appraisal in self:
            appraisal.potential = by_appraisal.get(appraisal._origin.id, False)

    @api.model
    def _search_potential(self, operator, value):
        # No sudo here: the rules of the potential decide what the search finds.
        found = self.env["perf.appraisal.potential"]._search([("potential", operator, value)])
        return Domain("id", "in", found.subselect("appraisal_id"))

    def action_set_potential(self, potential):
        """Say what the person could grow into.

        :param potential: ``1``, ``2`` or ``3``, or False to take it back
        """
        self._check_step("action_set_potential")
        if potential and (not isinstance(potential, str) or potential not in dict(POTENTIALS)):
            raise UserError(self.env._("Choose one of the three answers for the potential."))
        potential = potential or False
        # sudo: the potential is written by the suite only; part and phase were checked.
        there = self.env["perf.appraisal.potential"].sudo().search([("appraisal_id", "in", self.ids)])
        labels = dict(self._fields["potential"]._description_selection(self.env))
        old = {each.appraisal_id.id: each.potential for each in there}
        changed = self.filtered(lambda each: old.get(each.id, False) != (potential or False))
        self.env["perf.appraisal.log"]._add(
            "potential", [(each, labels.get(old.get(each.id), ""), labels.get(potential, "")) for each in changed]
        )
        there.write({"potential": potential})
        there.create([{"appraisal_id": each.id, "potential": potential} for each in changed if each.id not in old])
        return True
