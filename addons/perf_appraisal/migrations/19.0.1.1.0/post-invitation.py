"""The invitation is rendered once for each language and role by now: templates that name ``object`` prevent it."""

from odoo import SUPERUSER_ID, api
from odoo.tools.convert import convert_file

XMLID = "perf_appraisal.mail_template_perf_appraisal_review_invitation"


def migrate(cr, version):
    """Load the template anew, unless somebody has made it their own.

    :param version: the version that was installed, empty when there was none
    """
    env = api.Environment(cr, SUPERUSER_ID, {})
    template = env.ref(XMLID, raise_if_not_found=False)
    if version and template and template.write_uid.id == SUPERUSER_ID:
        template.unlink()
        convert_file(env, "perf_appraisal", "data/mail_template_data.xml", {}, mode="update", noupdate=True)
