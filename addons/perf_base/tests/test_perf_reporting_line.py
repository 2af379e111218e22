import random
from unittest.mock import patch

from psycopg2.errors import SerializationFailure

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, tagged
from odoo.tests.common import get_db_name
from odoo.tools import mute_logger

from ..models import perf_reporting_line
from .common import PerfCommon


def closure(parents, active):
    """The reporting lines by definition: walk up from everybody until the chain ends or repeats.

    :param parents: dict id -> id of the manager or False
    :param active: set of ids
    :return: set of (employee, manager, depth)
    """
    lines = set()
    for employee in parents:
        seen, depth, manager = {employee}, 1, parents[employee]
        while manager and manager not in seen:
            if manager in active:
                lines.add((employee, manager, depth))
            seen.add(manager)
            depth, manager = depth + 1, parents[manager]
    return lines


@tagged("post_install", "-at_install")
class TestPerfReportingLine(PerfCommon):
    """The lines are the closure of the org chart, whatever happens to it."""

    def assert_lines_right(self, message=""):
        self.env["hr.employee"].flush_model()
        self.env.cr.execute("SELECT id, parent_id, active FROM hr_employee")
        rows = self.env.cr.fetchall()
        wanted = closure({row[0]: row[1] for row in rows}, {row[0] for row in rows if row[2]})
        self.env.cr.execute("SELECT employee_id, manager_id, depth FROM perf_reporting_line")
        self.assertEqual(set(self.env.cr.fetchall()), wanted, message)

    def test_five_levels(self):
        line = self.env["perf.reporting.line"].search(
            [("employee_id", "=", self.employee_employee.id), ("manager_id", "=", self.employee_top_manager.id)]
        )
        self.assertEqual(line.depth, 5)
        self.assert_lines_right()

    def test_random_changes(self):
        for seed in range(4):
            with self.subTest(seed=seed):
                self._run_random_changes(random.Random(seed))

    def _run_random_changes(self, rng):
        Employee = self.env["hr.employee"].with_context(active_test=False, no_wizard=True)
        people = list(Employee.create([{"name": f"P{number}", "company_id": self.company.id} for number in range(8)]))
        for step in range(40):
            action = rng.choice(["create", "parent", "parent", "parent", "archive", "action", "unarchive", "unlink"])
            person, other = rng.choice(people), rng.choice([*people, Employee])
            if action == "create":
                people.append(Employee.create({"name": "New", "company_id": self.company.id, "parent_id": other.id}))
            elif action == "parent":
                person.parent_id = other
            elif action == "archive":
                person.write({"active": False})
            elif action == "action":
                person.filtered("active").action_archive()
            elif action == "unarchive":
                person.action_unarchive()
            elif len(people) > 4:
                people.remove(person)
                person.unlink()
            self.assert_lines_right(f"after {action} in step {step}")

    def test_loop_of_managers(self):
        a, b, c = self.make_employees(3, parent_id=False)
        a.parent_id, b.parent_id, c.parent_id = b, c, a
        self.assert_lines_right()
        lines = self.env["perf.reporting.line"].search([("employee_id", "=", a.id)])
        self.assertEqual({(line.manager_id, line.depth) for line in lines}, {(b, 1), (c, 2)})
        a.parent_id = a
        self.assert_lines_right("own manager")

    def test_deleted_archived_manager_breaks_the_chain(self):
        """The people below an archived manager lose the managers above when that record goes."""
        top, middle, leaf = self.make_employees(3, parent_id=False)
        leaf.parent_id, middle.parent_id = middle, top
        middle.write({"active": False})
        self.assert_lines_right("through an archived manager")
        middle.unlink()
        self.assert_lines_right("after the archived manager is gone")

    def test_rebuild(self):
        self.env.cr.execute("DELETE FROM perf_reporting_line WHERE depth > 1")
        self.env.cr.execute("UPDATE perf_reporting_line SET depth = 9")
        self.env["perf.reporting.line"]._rebuild()
        self.assert_lines_right()

    def test_batch_is_one_statement(self):
        head = self.employee_head

        def reparent(employees):
            employees.write({"parent_id": head.id})

        self.assertQueriesDontGrow(self.make_employees, reparent)
        self.assert_lines_right()

    def test_change_by_department_manager(self):
        department = self.env["hr.department"].create({"name": "Perf Dep", "company_id": self.company.id})
        people = self.make_employees(2, parent_id=False, department_id=department.id)
        department.manager_id = self.employee_manager
        self.assertEqual(people.parent_id, self.employee_manager)
        self.assert_lines_right()

    # ------------------------------------------------------------------
    # Asking
    # ------------------------------------------------------------------

    def roles(self, user):
        employees = self.employee_employee | self.employee_colleague | self.employee_foreign
        self.env.invalidate_all()
        found = self.env["perf.reporting.line"].with_user(user)._get_roles(employees.ids)
        return [found[employee.id] for employee in employees]

    def test_roles(self):
        self.assertEqual(self.roles(self.user_employee), ["self", "none", "none"])
        self.assertEqual(self.roles(self.user_manager), ["manager", "none", "manager"])
        self.assertEqual(self.roles(self.user_top_manager), ["manager", "none", "manager"])
        self.assertEqual(self.roles(self.user_former_manager), ["none", "none", "none"])
        self.assertEqual(self.roles(self.user_portal_manager), ["none", "none", "none"])
        self.assertEqual(self.roles(self.user_officer), ["officer", "officer", "officer"])
        self.assertEqual(self.roles(self.user_admin), ["officer", "officer", "officer"])

    def test_portal_manager(self):
        roles = self.env["perf.reporting.line"].with_user(self.user_portal_manager)
        self.assertEqual(roles._get_roles(self.employee_portal_report.ids), {self.employee_portal_report.id: "manager"})

    def test_archived_manager_keeps_no_people(self):
        self.employee_manager.write({"active": False})
        self.assertEqual(self.roles(self.user_manager), ["none", "none", "none"])
        self.assertEqual(self.roles(self.user_head), ["manager", "none", "manager"])

    def test_manager_in_two_companies(self):
        """Somebody who is an employee of two companies manages the people of both records."""
        second = self.env["hr.employee"].create(
            {"name": "Second", "company_id": self.company_other.id, "user_id": self.user_manager.id}
        )
        self.employee_colleague.parent_id = second
        self.assertEqual(self.roles(self.user_manager), ["manager", "manager", "manager"])

    def test_new_manager_counts_at_once(self):
        lines = self.env["perf.reporting.line"].with_user(self.user_other_manager)
        self.assertEqual(lines._get_report_ids(self.employee_employee.ids), set())
        self.employee_manager.parent_id = self.employee_other_manager
        self.assertEqual(lines._get_report_ids(self.employee_employee.ids), {self.employee_employee.id})

    def test_new_user_counts_at_once(self):
        lines = self.env["perf.reporting.line"]
        self.assertEqual(lines.with_user(self.user_admin)._get_own_employee_ids(), self.employee_admin.ids)
        self.employee_admin.user_id = False
        self.employee_no_user.user_id = self.user_admin
        self.assertEqual(lines.with_user(self.user_admin)._get_own_employee_ids(), self.employee_no_user.ids)

    def test_reports_domain_both_ways(self):
        """A few ids stand in the domain themselves, many as a subquery; the people are the same."""
        lines = self.env["perf.reporting.line"].with_user(self.user_director)
        Employee = self.env["hr.employee"]
        few = Employee.search(lines._get_reports_domain("id"))
        with patch.object(perf_reporting_line, "LITERAL_LIMIT", 2):
            many = Employee.search(lines._get_reports_domain("id"))
        self.assertEqual(few, many)
        self.assertIn(self.employee_employee, few)
        self.assertNotIn(self.employee_director, few)

    def test_lines_are_not_for_everybody(self):
        for user in (self.user_employee, self.user_manager, self.user_portal_employee):
            self.assertForbidden(self.as_user(self.env["perf.reporting.line"], user).search, [])
        self.assertTrue(self.as_user(self.env["perf.reporting.line"], self.user_officer).search([], limit=1))
        self.assertForbidden(self.as_user(self.env["perf.reporting.line"], self.user_admin).create, {})

    def test_employees_stay_readable(self):
        """What the suite adds to employees takes nothing away from those without HR rights."""
        employee = self.as_user(self.employee_manager, self.user_employee)
        self.assertEqual(employee.name, "Perf Manager")
        self.assertTrue(self.as_user(self.env["hr.employee"], self.user_employee).search([("name", "=", "Perf Head")]))
        self.assertTrue(self.as_user(self.env["hr.employee.public"], self.user_employee).search([], limit=1).name)
        self.assertEqual(
            self.as_user(self.user_portal_employee, self.user_portal_employee).name, "Perf Portal Employee"
        )
        self.assertForbidden(self.as_user(self.employee_manager, self.user_portal_employee).read, ["name"])


@tagged("post_install", "-at_install")
class TestPerfReportingLineConcurrency(BaseCase):
    """Two changes of the org chart at once never leave lines that fit neither."""

    def test_second_change_is_refused(self):
        """A transaction that began before another change was committed can't write lines; Odoo runs it again."""
        registry = Registry(get_db_name())
        with registry.cursor() as first, registry.cursor() as second:
            second.execute("SELECT 1 FROM perf_reporting_line LIMIT 1")
            self._rebuild(first)
            first.commit()  # the lines are as before, only the counter of changes has moved
            with self.assertRaises(SerializationFailure), mute_logger("odoo.sql_db"):
                self._rebuild(second)
            second.rollback()

    def _rebuild(self, cursor):
        api.Environment(cursor, SUPERUSER_ID, {})["perf.reporting.line"]._rebuild()
