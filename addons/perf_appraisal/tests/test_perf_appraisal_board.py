from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.perf_base.tests.common import PerfHttpCommon

from ..tools.deadlines import STEPS
from .common import AppraisalCommon


@tagged("post_install", "-at_install")
class TestPerfAppraisalBoard(AppraisalCommon, PerfHttpCommon):
    """The board of a running cycle: numbers, people, and what HR does about them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.department = cls.env["hr.department"].create({"name": "Workshop", "company_id": cls.company.id})
        cls.employee_portal_employee.department_id = cls.department
        cls.other = cls.make_appraisal(cls.employee_portal_employee)

    def officer(self):
        return self.as_user(self.cycle, self.user_officer)

    def steps(self):
        return {step["key"]: step for step in self.officer().get_board()["steps"]}

    def test_numbers(self):
        self.submit_self()
        steps = self.steps()
        self.assertEqual([*steps], ["self", "manager", "share", "sign"])
        own = {cell["name"]: (cell["done"], cell["total"]) for cell in steps["self"]["departments"]}
        self.assertEqual(own, {"Without a department": (1, 1), "Workshop": (0, 1)})
        self.assertEqual((steps["manager"]["done"], steps["manager"]["total"], steps["self"]["late"]), (0, 2, 0))
        self.assertEqual((steps["share"]["done"], steps["sign"]["done"]), (0, 0))

    def test_late_is_said(self):
        self.cycle.self_deadline = fields.Date.subtract(self.today, days=3)
        steps = self.steps()
        self.assertEqual((steps["self"]["late"], steps["manager"]["late"]), (2, 0))
        self.as_user(self.other, self.user_officer).action_pause("Away")
        self.assertEqual(self.steps()["self"]["late"], 1, "nobody is late in a pause")

    def test_who_owes_what(self):
        self.submit_self()
        people = self.officer().get_board_people("self")["people"]
        self.assertEqual([(each["id"], each["owes"]) for each in people], [(self.other.id, "Perf Portal Employee")])
        people = self.officer().get_board_people("manager", self.department.id)["people"]
        self.assertEqual([(each["id"], each["owes"]) for each in people], [(self.other.id, "Perf Manager")])
        self.assertEqual(len(self.officer().get_board_people("share")["people"]), 2)
        self.assertFalse(self.officer().get_board_people("sign")["people"])
        with self.assertRaises(UserError):
            self.officer().get_board_people("nothing")

    def test_names_of_peers_are_not_said(self):
        self.env["perf.appraisal.review"].create(
            {
                "appraisal_id": self.appraisal.id,
                "role": "peer",
                "reviewer_employee_id": self.employee_colleague.id,
            }
        )
        people = self.officer().get_board_people("peers")["people"]
        self.assertEqual([each["owes"] for each in people], ["1 to come"])
        self.assertNotIn("Colleague", str(people))
        with self.assertRaisesRegex(UserError, "would show who has not answered"):
            self.officer().action_remind("peers", self.appraisal.ids)
        self.assertFalse(self.env["perf.digest"].search([("employee_id", "=", self.employee_colleague.id)]))

    def test_officers_do_not_find_their_own(self):
        own = self.make_appraisal(self.employee_officer)
        for step in ("self", "manager", "share"):
            people = self.officer().get_board_people(step)["people"]
            self.assertNotIn(own.id, [each["id"] for each in people])
        for step in (
            lambda cycle: cycle.action_remind("self", own.ids),
            lambda cycle: cycle.action_exclude(own.ids, "Because"),
            lambda cycle: cycle.action_extend("self", own.ids, fields.Date.add(self.today, days=30), "Because"),
        ):
            with self.assertRaises(UserError):
                step(self.officer())

    def test_remind_once_a_day(self):
        appraisals = self.appraisal | self.other
        result = self.officer().action_remind("self", appraisals.ids)
        self.assertEqual(result, {"sent": 2, "skipped": 0})
        line = self.other.log_ids[:1]
        self.assertEqual((line.kind, line.new_value, line.user_id), ("reminder", "Self reviews", self.user_officer))
        self.assertTrue(self.officer().get_board_people("self")["people"][0]["reminded"])
        result = self.officer().action_remind("self", appraisals.ids)
        self.assertEqual(result, {"sent": 0, "skipped": 2})
        self.assertEqual(len(self.other.log_ids.filtered(lambda each: each.kind == "reminder")), 1)
        digests = self.env["perf.digest"].search([("employee_id", "=", self.employee_portal_employee.id)])
        self.assertEqual(len(digests), 1)
        self.env["perf.digest"]._send_batch(self.employee_portal_employee.sudo())
        self.assertEqual(self.env["perf.digest"].search_count([("id", "not in", digests.ids),
            ("employee_id", "=", self.employee_portal_employee.id)]), 0)  # fmt: skip

    def test_remind_only_those_who_owe(self):
        self.submit_self()
        result = self.officer().action_remind("self", (self.appraisal | self.other).ids)
        self.assertEqual(result["sent"], 1)
        with self.assertRaisesRegex(UserError, "Nobody of them owes"):
            self.officer().action_remind("self", self.appraisal.ids)

    def test_more_time_for_some(self):
        day = fields.Date.add(self.today, days=40)
        self.officer().action_extend("self", self.other.ids, day, "A long illness")
        self.assertEqual(self.review_of(self.other, "self").deadline, day)
        self.assertEqual(self.review_of(self.other, "manager").deadline, day, "later steps never come before it")
        self.assertEqual(self.other.share_deadline, day)
        self.assertEqual(self.self_review.deadline, self.cycle.self_deadline)
        line = self.other.log_ids.filtered(lambda each: each.kind == "deadline")
        self.assertEqual((line.new_value, line.reason), (fields.Date.to_string(day), "A long illness"))
        days = {step["key"]: step["date"] for step in self.as_user(self.other, self.user_officer).phase["steps"]}
        self.assertEqual(str(days["self"]), str(day))
        manager = self.env["mail.activity"].search(
            [("res_model", "=", "perf.appraisal.review"), ("res_id", "=", self.review_of(self.other, "manager").id)]
        )
        self.assertEqual(manager.date_deadline, day)

    def test_bad_days_and_reasons(self):
        good = fields.Date.add(self.today, days=40)
        for step, day, reason in (
            ("self", fields.Date.subtract(self.today, days=1), "Because"),
            ("self", self.today, "Because"),
            ("self", "no day", "Because"),
            ("self", False, "Because"),
            ("self", good, " "),
            ("nothing", good, "Because"),
            ("sign", good, "Because"),
        ):
            with self.assertRaises(UserError, msg=(step, day, reason)):
                self.officer().action_extend(step, self.other.ids, day, reason)
        for ids in ([], ["x"], "all", [self.other.id, 10**9]):
            with self.assertRaises(UserError, msg=ids):
                self.officer().action_extend("self", ids, good, "Because")
        self.assertEqual(self.review_of(self.other, "self").deadline, self.cycle.self_deadline)

    def test_pause(self):
        self.officer().action_pause_people(self.other.ids, "Away until spring")
        self.assertEqual(self.other.paused_since, fields.Date.context_today(self.other))
        self.assertFalse(self.employee_portal_employee.sudo()._perf_todo()[self.employee_portal_employee.id])
        waiting = self.employee_manager.sudo()._perf_todo()[self.employee_manager.id]
        self.assertNotIn("Perf Portal Employee", [item["subject"] for item in waiting])
        with self.assertRaises(UserError):
            self.officer().action_remind("self", self.other.ids)
        self.other.sudo().paused_since = fields.Date.subtract(self.today, days=10)
        deadline = self.review_of(self.other, "self").deadline
        self.officer().action_resume_people((self.other | self.appraisal).ids)
        self.assertFalse(self.other.paused_since)
        moved = (self.review_of(self.other, "self").deadline - deadline).days
        self.assertIn(moved, (10, 11))
        with self.assertRaises(UserError):
            self.as_user(self.other, self.user_officer).action_resume()

    def test_exclude(self):
        self.officer().action_exclude(self.other.ids, "Not long enough here")
        self.assertEqual((self.other.state, self.appraisal.state), ("cancelled", "open"))
        self.assertEqual(self.steps()["self"]["total"], 1)

    def test_only_hr_of_the_company(self):
        """The ORM first, then the same by RPC."""
        day = fields.Date.to_string(fields.Date.add(self.today, days=40))
        calls = (
            ("get_board", []),
            ("get_board_people", ["self"]),
            ("get_launch_progress", []),
            ("action_remind", ["self", self.other.ids]),
            ("action_extend", ["self", self.other.ids, day, "Because"]),
            ("action_pause_people", [self.other.ids, "Because"]),
            ("action_resume_people", [self.other.ids]),
            ("action_exclude", [self.other.ids, "Because"]),
            ("action_change_managers", []),
            ("action_keep_managers", []),
        )
        for user in (self.user_manager, self.user_employee, self.user_portal_employee, self.user_other_officer):
            self.login(user)
            for method, args in calls:
                with self.subTest(user=user.login, method=method):
                    own = self.as_user(self.cycle, user)
                    with self.assertRaises(AccessError):
                        getattr(own, method)(*args)
                    self.assertRpcForbidden("perf.appraisal.cycle", method, [self.cycle.id], *args)
            for method, args in (
                ("action_extend", ["self", day, "Because"]),
                ("action_pause", ["Because"]),
                ("action_resume", []),
                ("action_change_manager", []),
                ("action_keep_manager", []),
            ):
                with self.subTest(user=user.login, method=method):
                    _result, error = self.rpc("perf.appraisal", method, [self.other.id], *args)
                    self.assertIn("Error", error["name"])
        self.assertFalse(self.other.paused_since)
        self.assertEqual(self.review_of(self.other, "self").deadline, self.cycle.self_deadline)

    def test_days_and_pauses_are_nobodys_to_write(self):
        self.login(self.user_officer)
        for name, value in (
            ("own_self_deadline", "2040-01-01"),
            ("paused_since", "2026-01-01"),
            ("has_left", True),
            ("handover_manager_id", self.employee_colleague.id),
        ):
            _result, error = self.rpc("perf.appraisal", "write", [self.other.id], {name: value})
            self.assertTrue(error, name)
        for name, value in (("launch_total", 5), ("plan_key", "x"), ("launch_done", 2)):
            _result, error = self.rpc("perf.appraisal.cycle", "write", [self.cycle.id], {name: value})
            self.assertTrue(error, name)

    def make_launched(self, count):
        """A running cycle for that many people, each with a portal user and an address."""
        people = self.make_employees(count)
        number = self.env["res.users"].search_count([])
        users = self.env["res.users"].create(
            [
                {
                    "name": person.name,
                    "login": f"board{number + place}",
                    "email": f"board{number + place}@board.example",
                    "group_ids": [(6, 0, self.env.ref("base.group_portal").ids)],
                    "company_id": self.company.id,
                    "company_ids": [(6, 0, self.company.ids)],
                }
                for place, person in enumerate(people)
            ]
        )
        for person, user in zip(people, users, strict=True):
            person.user_id = user
        cycle = self.make_population_cycle(people)
        cycle.sudo().state = "running"
        cycle._launch_batch()
        return cycle

    def test_steps_of_hr_do_not_grow(self):
        """Reminding, more time, a pause and its end, for two people as for fifty."""
        later = str(fields.Date.add(self.today, years=1))
        steps = {
            "remind": lambda cycle, ids: cycle.action_remind("self", ids),
            "extend": lambda cycle, ids: cycle.action_extend("share", ids, later, "Away"),
            "pause": lambda cycle, ids: cycle.action_pause_people(ids, "Away"),
            "exclude": lambda cycle, ids: cycle.action_exclude(ids, "Not this time"),
        }
        for name, step in steps.items():
            with self.subTest(step=name):

                def run(cycle, step=step):
                    officer = self.as_user(cycle, self.user_officer)
                    step(officer, cycle.sudo().appraisal_ids.ids)

                self.assertQueriesDontGrow(self.make_launched, run, slack=6)

        def make_paused(count):
            cycle = self.make_launched(count)
            cycle.appraisal_ids.sudo()._pause("Away", "hr")
            return cycle

        def resume(cycle):
            self.as_user(cycle, self.user_officer).action_resume_people(cycle.sudo().appraisal_ids.ids)

        self.assertQueriesDontGrow(make_paused, resume, slack=6)

    def test_queries_do_not_grow(self):
        def look(cycle):
            officer = cycle.with_user(self.user_officer)
            officer.get_board()
            for step in STEPS:
                officer.get_board_people(step)
            officer.get_launch_progress()

        self.assertQueriesDontGrow(self.make_launched, look)
