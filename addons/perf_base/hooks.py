def post_init_hook(env):
    """Build the reporting lines of the org chart that the company already has."""
    env["perf.reporting.line"]._rebuild()


def uninstall_hook(env):
    """Let go of the demo users, so that they are deleted with the addon; the employees were there before."""
    data = env["ir.model.data"].search([("module", "=", "perf_base"), ("model", "=", "res.users")])
    employees = env["hr.employee"].with_context(active_test=False).search([("user_id", "in", data.mapped("res_id"))])
    employees.resource_id.user_id = False
    env.flush_all()
