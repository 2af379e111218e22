"""Record rules follow the rights of 19.0.1.1.0: those of an older database are loaded anew."""

from odoo import SUPERUSER_ID, api
from odoo.tools.convert import convert_file

FILES = (
    "security/perf_recognition_security.xml",
    "security/perf_reward_security.xml",
    "security/perf_award_security.xml",
    "security/perf_recognition_fairness_security.xml",
    "security/perf_recognition_wizard_security.xml",
)


def migrate(cr, version):
    """Load the rules as in a new database; an upgrade leaves them alone otherwise.

    :param version: the version that was installed, empty when there was none
    """
    if version:
        env = api.Environment(cr, SUPERUSER_ID, {})
        for file in FILES:
            convert_file(env, "perf_recognition", file, {}, mode="init", noupdate=True)
