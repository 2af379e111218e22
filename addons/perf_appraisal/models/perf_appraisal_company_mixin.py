from odoo import models
from odoo.exceptions import ValidationError


class PerfAppraisalCompanyMixin(models.AbstractModel):
    """Set-up of appraisals that belongs to a company: HR moves it among its own companies only, until it is used."""

    _name = "perf.appraisal.company.mixin"
    _description = "Set-Up That Stays in Its Company"

    def write(self, vals):
        if "company_id" in vals and not self.env.su:
            self._check_company_move(vals["company_id"])
        return super().write(vals)

    def _check_company_move(self, company_id):
        """Refuse a company of others, and another one for what is in use.

        :param company_id: id as it came from outside, or False
        :raise ValidationError: names the record and says what to do
        """
        moved = self.filtered(lambda each: each.company_id.id != company_id)
        if moved and company_id and company_id not in self.env.companies.ids:
            raise ValidationError(self.env._("Choose one of your own companies."))
        for record in moved:
            if record._is_company_fixed():
                raise ValidationError(
                    self.env._(
                        "“%(name)s” is in use and stays in its company. Duplicate it, and change the copy.",
                        name=record.display_name,
                    )
                )

    def _is_company_fixed(self):
        """Whether something rests on this record already, so that it can't move to another company.

        :return: bool
        """
        self.ensure_one()
        return False
