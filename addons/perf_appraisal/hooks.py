def uninstall_hook(env):
    """Take the guard of the calibration history out of the database."""
    env["perf.calibration.log"]._drop_guard()
