"""The suite's own tooling: sets up Odoo, runs it, tests it and lints it, with the standard library alone."""
