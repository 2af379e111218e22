"""The address of a personal link stays as it was when the link was sent; it was looked up anew before."""

from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    """Keep where the links that work go now.

    :param version: the version that was installed, empty when there was none
    """
    env = api.Environment(cr, SUPERUSER_ID, {})
    if version:
        env["perf.appraisal.review.link"].search([]).review_id._keep_addresses()
