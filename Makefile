# Everything is done by scripts/suite, with Python's standard library alone; see CONTRIBUTING.md.
ADDON ?=
NAME ?=
SUITE = PYTHONPATH=scripts PYTHONDONTWRITEBYTECODE=1 python3 -m suite

.DEFAULT_GOAL := help
.PHONY: help run stop shell test lint format bench clean
export PORT DB ODOO_HOME ODOO_PYTHON

help: ## show this list
	@echo "make run          Odoo 19 with the demo company at http://127.0.0.1:8069 (PORT, DB, ODOO_HOME, PGHOST, PGPORT, PGUSER)"
	@echo "make test         lint and all tests, in databases of their own; make test ADDON=perf_goals for one addon"
	@echo "make lint         the static checks alone; make lint ADDON=perf_goals for one addon"
	@echo "make format       let ruff and prettier rewrite the files"
	@echo "make bench        run benchmarks/*.py in a database of their own; make bench NAME=goal_list for one"
	@echo "make shell        Odoo's shell on the demo database"
	@echo "make stop         stop what an earlier run left running"
	@echo "make clean        remove the databases, files and logs of this checkout"

run:
	@$(SUITE) run
stop:
	@$(SUITE) stop
shell:
	@$(SUITE) shell
test:
	@$(SUITE) test --addon="$(ADDON)"
lint:
	@$(SUITE) lint --addon="$(ADDON)"
format:
	@$(SUITE) format --addon="$(ADDON)"
bench:
	@$(SUITE) bench --name="$(NAME)"
clean:
	@$(SUITE) clean
