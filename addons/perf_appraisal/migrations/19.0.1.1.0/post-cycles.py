"""Cycles that were there before go on as HR launched them, and a launch that was killed is looked at every hour."""

from odoo import SUPERUSER_ID, api

LAUNCH = "perf_appraisal.ir_cron_perf_appraisal_launch"


def migrate(cr, version):
    """Let nobody be invited by the upgrade, fill in how far a launch is, and look at launches more often.

    :param version: the version that was installed, empty when there was none
    """
    if not version:
        return
    env = api.Environment(cr, SUPERUSER_ID, {})
    cycles = env["perf.appraisal.cycle"].search([])
    # New people were added by the button alone; HR can switch it on for a cycle that runs.
    cycles.write({"add_newcomers": False})
    for cycle in cycles.filtered("launch_pending"):
        cycle.write({"launch_done": 0, "launch_total": cycle._count_missing_people()})
    launch = env.ref(LAUNCH, raise_if_not_found=False)
    if launch and (launch.interval_number, launch.interval_type) == (1, "days"):
        launch.interval_type = "hours"
