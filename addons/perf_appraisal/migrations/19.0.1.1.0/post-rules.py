"""Who reads what follows from the role of a review by now: the record rules of 19.0.1.0.0 are loaded anew."""

from odoo import SUPERUSER_ID, api
from odoo.tools.convert import convert_file


def migrate(cr, version):
    """Load the rules as in a new database; an upgrade leaves them alone otherwise.

    :param version: the version that was installed, empty when there was none
    """
    if version:
        env = api.Environment(cr, SUPERUSER_ID, {})
        convert_file(env, "perf_appraisal", "security/perf_appraisal_security.xml", {}, mode="init", noupdate=True)
