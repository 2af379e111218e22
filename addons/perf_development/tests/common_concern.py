from datetime import timedelta

from odoo import fields
from odoo.tests import HttpCase

from odoo.addons.perf_base.tests.common import PerfCommon, PerfHttpCommon


class ConcernMixin:
    """Concerns in every state, and a job that can be run; for tests with or without a browser."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = fields.Date.today()
        cls.company.write({"perf_review_days": 0, "perf_guard_percent": 0})
        cls.company_other.write({"perf_review_days": 0, "perf_guard_percent": 0})

    def draft(self, author="manager", person="employee", **values):
        """A complete draft, written by that person."""
        model = self.as_user(self.env["perf.concern"], getattr(self, f"user_{author}"))
        return model.create(
            {
                "name": "Reports came late",
                "employee_id": getattr(self, f"employee_{person}").id,
                "occurred_on": self.today - timedelta(days=3),
                "facts": "On three Mondays the report came after the meeting.",
                "expectation": "It is there on Friday, as agreed in March.",
                "impact": "The meeting had no figures.",
                **values,
            }
        )

    def in_state(self, state, author="manager", person="employee", **values):
        """A concern that went its way up to that state, as the superuser sees it."""
        concern = self.draft(author, person, **values)
        if state != "draft":
            concern.action_submit()
        if state not in ("draft", "hr_review"):
            self.as_user(concern, self.user_officer).action_release()
        if state in ("acknowledged", "resolved"):
            self.as_user(concern, getattr(self, f"user_{person}")).action_acknowledge()
        if state == "resolved":
            self.as_user(concern, self.user_manager).action_resolve("It is on time now.")
        if state == "withdrawn":
            self.as_user(concern, getattr(self, f"user_{author}")).action_withdraw("It was a mix-up.")
        concern = concern.with_user(self.env.uid)
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(concern.state, state)
        return concern

    def protect(self, person="employee", **values):
        """A fresh protected event of that person."""
        return self.env["perf.protected.event"].create(
            {"employee_id": getattr(self, f"employee_{person}").id, "kind": "complaint", **values}
        )

    def second(self, concern):
        """The second reviews of a concern, as the superuser sees them."""
        self.env.flush_all()
        self.env.invalidate_all()
        return self.env["perf.second.review"].search(
            [("res_model", "=", concern._name), ("res_id", "=", concern.id)], order="id"
        )

    def run_job(self):
        """Run the hourly job."""
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.env.ref("perf_development.ir_cron_perf_second_review").method_direct_trigger()
        self.env.invalidate_all()


class ConcernCommon(ConcernMixin, PerfCommon):
    """Concerns without a browser."""


class ConcernHttpCommon(ConcernMixin, PerfHttpCommon, HttpCase):
    """Concerns over HTTP."""
