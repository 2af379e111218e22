from psycopg2.errors import CheckViolation

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.perf_base.tests.common import PerfHttpCommon

from .common import AppraisalCommon


@tagged("post_install", "-at_install")
class TestPerfAppraisalPlan(AppraisalCommon, PerfHttpCommon):
    """Plans make the cycles that are due, each once."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.department = cls.env["hr.department"].create({"name": "R&D", "company_id": cls.company.id})
        cls.people = cls.make_people()

    @classmethod
    def make_people(cls):
        people = cls.env["hr.employee"].create(
            [
                {"name": name, "company_id": cls.company.id, "department_id": cls.department.id}
                for name in ("Early", "Later")
            ]
        )
        for person, day in zip(people, ("2026-01-20", "2026-02-10"), strict=True):
            person.version_ids.write({"date_version": day})
        return people

    def make_plan(self, **values):
        plan = self.env["perf.appraisal.plan"].create(
            {
                "name": "Getting Started",
                "company_id": self.company.id,
                "template_id": self.template.id,
                "department_ids": [(6, 0, self.department.ids)],
                "kind": "hire",
                "first_months": 3,
                "every_months": 12,
                "date_start": "2026-01-01",
                **values,
            }
        )
        return self.as_user(plan, self.user_officer)

    def run_on(self, plan, day):
        plan.sudo()._run(fields.Date.to_date(day))
        self.env.flush_all()

    def test_sentence(self):
        self.assertEqual(self.make_plan().sentence, "Everyone in R&D: 3 months after joining, then every 12 months.")
        self.assertEqual(
            self.make_plan(kind="month", month="3", department_ids=False).sentence, "Everyone: every year in March."
        )
        self.assertEqual(
            self.make_plan(first_months=1, every_months=0).sentence, "Everyone in R&D: one month after joining, once."
        )

    def test_after_joining(self):
        plan = self.make_plan()
        self.run_on(plan, "2026-03-31")
        self.assertFalse(plan.cycle_ids)
        self.run_on(plan, "2026-04-01")
        self.run_on(plan, "2026-04-15")
        cycle = plan.cycle_ids
        self.assertEqual((len(cycle), cycle.state, cycle.plan_key), (1, "draft", "2026-04-first"))
        self.assertEqual(self.env["hr.employee"].search(cycle._get_people_domain()), self.people[0])
        self.assertEqual((str(cycle.date_from), str(cycle.date_to)), ("2026-01-01", "2026-03-31"))
        self.run_on(plan, "2026-05-02")
        self.assertEqual(len(plan.cycle_ids), 2)
        self.run_on(plan, "2027-04-02")
        again = plan.cycle_ids.filtered(lambda each: each.plan_key == "2027-04")
        self.assertEqual(str(again.date_from), "2026-04-01")

    def test_contract_entered_late(self):
        """Who becomes known as due later in the month joins the same cycle."""
        plan = self.make_plan()
        self.run_on(plan, "2026-04-01")
        self.people[1].version_ids.write({"date_version": "2026-01-25"})
        self.run_on(plan, "2026-04-02")
        self.assertEqual(self.env["hr.employee"].search(plan.cycle_ids._get_people_domain()), self.people)

    def test_every_year(self):
        plan = self.make_plan(kind="month", month="3", period_months=12)
        self.run_on(plan, "2026-02-28")
        self.assertFalse(plan.cycle_ids)
        for day in ("2026-03-01", "2026-03-09"):
            self.run_on(plan, day)
        cycle = plan.cycle_ids
        self.assertEqual((len(cycle), cycle.people_count), (1, 2))
        self.assertEqual((str(cycle.date_from), str(cycle.date_to)), ("2025-03-01", "2026-02-28"))
        self.assertEqual(cycle.name, "Getting Started, March 2026")

    def test_launched_at_once(self):
        plan = self.make_plan(kind="month", month="3", launch="launch")
        self.run_on(plan, "2026-03-01")
        self.assertEqual((plan.cycle_ids.state, plan.cycle_ids.launch_pending), ("running", True))

    def test_job_keeps_the_problem(self):
        """A plan that can't be carried out says why, makes nothing, and does not stop the others."""
        today = fields.Date.context_today(self.env.user)
        values = {"kind": "month", "month": str(today.month), "launch": "launch", "date_start": today.replace(day=1)}
        bad, good = self.make_plan(**values), self.make_plan(**values)
        empty = self.env["perf.appraisal.template"].create({"name": "Empty"})
        bad.sudo().template_id = empty
        self.env.flush_all()
        with mute_logger("odoo.addons.perf_appraisal.models.perf_appraisal_plan"):
            self.env.ref("perf_appraisal.ir_cron_perf_appraisal_plan").method_direct_trigger()
        self.env.invalidate_all()
        self.assertIn("asks the manager nothing", bad.problem)
        self.assertFalse(bad.cycle_ids)
        self.assertTrue(good.cycle_ids)
        bad.action_run()
        self.assertFalse(bad.cycle_ids)

    def test_queries_do_not_grow(self):
        """With the people whom a plan covers; each plan that is due makes a cycle of its own."""

        def make(count):
            department = self.env["hr.department"].create({"name": "Many", "company_id": self.company.id})
            people = self.make_employees(count)
            people.write({"department_id": department.id})
            people.version_ids.write({"date_version": "2026-01-20"})
            return self.make_plan(department_ids=[(6, 0, department.ids)])

        def run(plan):
            plan.sudo()._run(fields.Date.to_date("2026-04-01"))

        self.assertQueriesDontGrow(make, run, slack=4)
        self.assertQueriesDontGrow(make, lambda plan: plan.next_dates)

    def test_drafts_wait_for_hr(self):
        plan = self.make_plan(kind="month", month="3")
        self.run_on(plan, "2026-03-01")
        todo = self.employee_officer.sudo()._perf_todo()[self.employee_officer.id]
        self.assertIn(f"perf.appraisal.cycle,{plan.cycle_ids.id},launch", [item["key"] for item in todo])
        todo = self.employee_manager.sudo()._perf_todo()[self.employee_manager.id]
        self.assertNotIn("Look at the draft and launch the cycle", [item["title"] for item in todo])

    def test_next_dates(self):
        plan = self.make_plan(kind="month", month="3", date_start="2030-01-01")
        self.assertEqual(plan.next_dates, "March 2030, March 2031, March 2032")
        month = fields.Date.add(self.today.replace(day=1), months=1)
        joined = fields.Date.subtract(month, months=3)
        self.people.version_ids.write({"date_version": joined})
        plan = self.make_plan()
        self.assertIn("(2 people)", plan.next_dates)

    def test_bad_values(self):
        for values in ({"first_months": 0}, {"self_days": 30}, {"period_months": -1}):
            with self.assertRaises(CheckViolation, msg=values), mute_logger("odoo.sql_db"), self.cr.savepoint():
                self.make_plan(**values)
        foreign = self.template.copy({"company_id": self.company_other.id})
        with self.assertRaises(ValidationError):
            self.make_plan(template_id=foreign.id)

    def test_only_hr_of_the_company(self):
        plan = self.make_plan()
        for user in (self.user_manager, self.user_employee, self.user_portal_employee, self.user_other_officer):
            own = self.as_user(plan, user)
            for step in (lambda own=own: own.read(["name"]), own.action_run, lambda own=own: own.write({"name": "x"})):
                with self.assertRaises(AccessError):
                    step()
        with self.assertRaises(UserError):
            self.as_user(plan, self.user_officer).write({"problem": "none"})

    def assertRefused(self, function, *args):
        """The server says no: by a right, a check, or because the choice is not on the list."""
        try:
            with self.env.cr.savepoint():
                function(*args)
        except (UserError, ValueError):
            self.env.invalidate_all()
            return
        self.fail("nobody refused it")

    def test_start_of_managers(self):
        """Managers start an appraisal of direct reports only, where HR lets them, with templates marked for it."""
        Start = self.env["perf.appraisal.start"]

        def start(user, people, template=self.template):
            wizard = self.as_user(Start, user).create(
                {"name": "Project", "employee_ids": [(6, 0, people.ids)], "template": str(template.id)}
            )
            wizard.action_start()
            return self.env["perf.appraisal.cycle"].search([], order="id desc", limit=1)

        self.assertRefused(start, self.user_manager, self.employee_employee)
        self.company.perf_appraisal_manager_launch = True
        self.assertRefused(start, self.user_manager, self.employee_employee)
        self.template.for_managers = True
        cycle = start(self.user_manager, self.employee_employee)
        self.assertEqual((cycle.state, cycle.name), ("running", "Project, Perf Manager"))
        cycle._launch_batch()
        self.assertEqual(cycle.appraisal_ids.employee_id, self.employee_employee)
        self.assertEqual(cycle.appraisal_ids.manager_id, self.employee_manager)
        for user, people in (
            (self.user_manager, self.employee_colleague),
            (self.user_manager, self.employee_manager),
            (self.user_head, self.employee_employee),
            (self.user_employee, self.employee_employee),
            (self.user_manager, self.employee_employee | self.employee_colleague),
            (self.user_manager, self.employee_employee.browse()),
        ):
            with self.subTest(user=user.login, people=people.mapped("name")):
                self.assertRefused(start, user, people)
        self.login(self.user_manager)
        values = {"employee_ids": [(6, 0, self.employee_colleague.ids)], "template": str(self.template.id)}
        wizard, _error = self.rpc("perf.appraisal.start", "create", values)
        self.assertRpcForbidden("perf.appraisal.start", "action_start", [wizard])
        self.login(self.user_portal_manager)
        self.assertRpcForbidden("perf.appraisal.start", "create", values)
