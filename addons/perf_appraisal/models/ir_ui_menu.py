from odoo import models


class IrUiMenu(models.Model):
    """The menu in which managers start appraisals stands only where a company lets them."""

    _inherit = "ir.ui.menu"

    def _load_menus_blacklist(self):
        hidden = super()._load_menus_blacklist()
        menu = self.env.ref("perf_appraisal.menu_perf_appraisal_start", raise_if_not_found=False)
        # sudo: a setting of the user's own companies, which most users may not read.
        companies = self.env.user.sudo().company_ids
        if menu and not any(companies.mapped("perf_appraisal_manager_launch")):
            hidden.append(menu.id)
        return hidden
