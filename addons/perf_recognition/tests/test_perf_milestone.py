from datetime import date
from unittest.mock import patch

from dateutil.relativedelta import relativedelta

from odoo.exceptions import UserError
from odoo.tests import HttpCase, freeze_time, tagged

from odoo.addons.perf_base.tests.common import PerfHttpCommon

from .common import RecognitionCommon

NOW = "2026-06-15 12:00:00"
TODAY = date(2026, 6, 15)


@tagged("post_install", "-at_install")
class TestPerfMilestone(RecognitionCommon, PerfHttpCommon, HttpCase):
    """What the wall celebrates by itself."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Whoever else is in the database celebrates nothing in these tests.
        cls.env["res.company"].search([("id", "not in", (cls.company | cls.company_other).ids)]).write(
            {
                "perf_milestone_anniversary": False,
                "perf_milestone_birthday": False,
                "perf_milestone_goal": False,
            }
        )

    def _start(self, employee, day):
        employee.version_id.contract_date_start = day

    def _run(self, now=NOW):
        """Let the job run at a moment, and give back what it posted."""
        before = self.env["perf.recognition"].search([("milestone", "!=", False)])
        with freeze_time(now), self.enter_registry_test_mode():
            self.env["perf.milestone"]._cron_post()
        self.env.invalidate_all()
        return self.env["perf.recognition"].search([("milestone", "!=", False)]) - before

    def enter_registry_test_mode(self):
        """The job commits after each batch; here it must not."""
        return patch.object(self.registry["ir.cron"], "_commit_progress", lambda *args, **kwargs: 60)

    def test_anniversary(self):
        """Posted once on the day itself, also for people without a login and in the portal; taken back, never again."""
        self._start(self.employee_no_user, TODAY - relativedelta(years=5))
        self._start(self.employee_portal_employee, TODAY - relativedelta(years=1))
        self._start(self.employee_colleague, TODAY)
        self._start(self.employee_employee, TODAY - relativedelta(years=3, days=-3))
        posted = self._run()
        texts = {post.recipient_ids: post.message for post in posted}
        self.assertEqual(set(texts), {self.employee_no_user, self.employee_portal_employee})
        self.assertIn("5 years", texts[self.employee_no_user])
        self.assertIn("for a year", texts[self.employee_portal_employee])
        self.assertEqual(posted.mapped("audience"), ["company", "company"])
        self.assertFalse(posted.author_employee_id)
        self.assertEqual(posted.company_id, self.company)
        self.assertFalse(self._run())
        posted[0].with_user(self.user_officer).action_retract("Not wished")
        self.assertFalse(self._run())
        self.assertFalse(self._run("2026-06-17 12:00:00"))
        self.assertEqual(len(self._run("2027-06-15 12:00:00")), 3)

    def test_first_contract_counts(self):
        """A new contract begins no new count."""
        person = self.employee_no_user
        self._start(person, TODAY - relativedelta(years=4))
        person.version_id.contract_date_end = TODAY - relativedelta(years=1, days=1)
        self.env["hr.version"].create(
            {
                "employee_id": person.id,
                "date_version": TODAY - relativedelta(years=1),
                "contract_date_start": TODAY - relativedelta(years=1),
            }
        )
        self.assertIn("4 years", self._run().message)

    def test_leap_day(self):
        self._start(self.employee_no_user, date(2024, 2, 29))
        self.assertIn("for a year", self._run("2025-02-28 12:00:00").message)
        self.assertIn("4 years", self._run("2028-02-29 12:00:00").message)

    def test_late_job(self):
        """A day on which the server stood still is made up for, a week is not."""
        self._start(self.employee_no_user, TODAY - relativedelta(years=5))
        self.assertFalse(self._run("2026-06-18 12:00:00"))
        self.assertTrue(self._run("2026-06-17 12:00:00"))

    def test_time_zone(self):
        """The day is the person's own."""
        self.user_employee.tz = "Pacific/Auckland"
        self.user_colleague.tz = "America/Los_Angeles"
        for person in (self.employee_employee, self.employee_colleague):
            self._start(person, TODAY - relativedelta(years=5))
        self.assertEqual(self._run("2026-06-14 13:00:00").recipient_ids, self.employee_employee)
        self.assertFalse(self._run("2026-06-15 06:00:00"))
        self.assertEqual(self._run("2026-06-15 08:00:00").recipient_ids, self.employee_colleague)

    def test_not_celebrated(self):
        """Leavers, people who declined, and companies that don't want it."""
        self._start(self.employee_no_user, TODAY - relativedelta(years=5))
        self._start(self.employee_employee, TODAY - relativedelta(years=5))
        self._start(self.employee_foreign, TODAY - relativedelta(years=5))
        self.employee_no_user.active = False
        self.as_user(self.user_employee, self.user_employee).write({"perf_celebrate_anniversary": False})
        self.company_other.perf_milestone_anniversary = False
        self.assertFalse(self._run())

    def test_birthday(self):
        """Of those who chose it, without the age; not HR, only the person chooses."""
        people = self.employee_employee | self.employee_portal_employee | self.employee_no_user
        people.birthday = TODAY - relativedelta(years=41)
        self.assertFalse(self._run())
        for user in (self.user_officer, self.user_manager):
            self.assertForbidden(self.as_user(self.user_portal_employee, user).write, {"perf_celebrate_birthday": True})
        portal = self.as_user(self.user_portal_employee, self.user_portal_employee)
        portal.write({"perf_celebrate_birthday": True})
        posted = self._run()
        self.assertEqual(posted.recipient_ids, self.employee_portal_employee)
        self.assertIn("birthday", posted.message)
        self.assertNotIn("41", posted.message)
        self.assertFalse(self._run())
        self.company.perf_milestone_birthday = False
        self.user_employee.perf_celebrate_birthday = True
        self.assertFalse(self._run())

    def test_goal(self):
        """The hook says what was achieved; the person decides, and the team reads it."""
        items = [
            {
                "employee_id": person.id,
                "kind": "goal",
                "key": f"goal,{number}",
                "date": TODAY,
                "name": "Less <b>waste</b>",
            }
            for number, person in enumerate((self.employee_employee, self.employee_colleague))
        ]
        self.user_employee.perf_celebrate_goals = True
        with patch.object(self.registry["hr.employee"], "_perf_milestones", lambda *args: items):
            posted = self._run()
            self.assertEqual(posted.recipient_ids, self.employee_employee)
            self.assertIn("Less <b>waste</b>", posted.message)
            self.assertEqual(posted.audience, "team")
            self.assertFalse(self._run())
        self.assertTrue(self.as_user(posted, self.user_portal_employee).has_access("read"))
        self.assertFalse(self.as_user(posted, self.user_colleague).has_access("read"))

    def test_whose_it_is(self):
        """The person takes the own milestone off the wall; managers and colleagues can't."""
        self._start(self.employee_portal_employee, TODAY - relativedelta(years=5))
        posted = self._run()
        for name in ("manager", "colleague", "portal_colleague", "employee"):
            with self.subTest(name=name):
                other = self.as_user(posted, getattr(self, f"user_{name}"))
                self.assertFalse(other.can_retract or other.can_edit)
                self.assertForbidden(other.action_retract, "Not wished")
        self.login(self.user_portal_employee)
        page = self.get_page(f"/my/recognition/{posted.id}").text
        self.assertIn("Take this back", page)
        self.assertIn("celebrates", page)
        response = self.post(f"/my/recognition/{posted.id}/retract", reason="I like it quiet")
        self.assertTrue(response.headers["Location"].endswith("/my/recognition"))
        self.assertEqual(posted.state, "retracted")

    def test_no_merit(self):
        """A milestone is no evidence, no latest thanks, and nobody's gift."""
        self._start(self.employee_portal_employee, TODAY - relativedelta(years=5))
        posted = self._run()
        Recognition = self.as_user(self.env["perf.recognition"], self.user_manager)
        people = self.employee_portal_employee.with_env(Recognition.env)
        self.assertFalse(Recognition._get_perf_evidence(people, date(2000, 1, 1), date(2100, 1, 1)))
        facts = self.employee_portal_employee._perf_team_facts()[self.employee_portal_employee.id]
        self.assertIn("not yet", [fact["text"] for fact in facts])
        self.assertIn("celebrates", posted.display_name)
        self.assertFalse(self.env["perf.points.entry"].search([("res_id", "=", posted.id)]))

    def test_forged(self):
        """Nobody posts a milestone by hand, nor takes a key beforehand."""
        values = {"milestone": "birthday", "milestone_key": "birthday,1,2026", "author_employee_id": False}
        values |= {"recipient_ids": self.employee_colleague.ids, "message": "It is the birthday of somebody."}
        context = {f"default_{name}": value for name, value in values.items()}
        Recognition = self.as_user(self.env["perf.recognition"], self.user_employee).with_context(**context)
        record = Recognition.create(values).with_env(self.env)
        self.assertFalse(record.milestone or record.milestone_key)
        self.assertEqual(record.author_employee_id, self.employee_employee)
        self.assertForbidden(Recognition.search, [("milestone_key", "!=", False)])
        self.login(self.user_portal_employee)
        for method in ("_post", "_cron_post", "_find_due"):
            self.assertRpcForbidden("perf.milestone", method, [])
        with self.assertRaises(UserError):
            record.unlink()

    def test_choice(self):
        """The portal shows and keeps the choice, of oneself alone."""
        self.login(self.user_portal_employee)
        page = self.get_page("/my/recognition?tab=received").text
        self.assertRegex(page, r'name="perf_celebrate_anniversary"[^>]*checked')
        self.assertNotRegex(page, r'name="perf_celebrate_birthday"[^>]*checked')
        response = self.post("/my/recognition/celebrations", perf_celebrate_birthday="1", login="forged", user_id="1")
        self.assertEqual(response.status_code, 303)
        user = self.user_portal_employee
        self.assertTrue(user.perf_celebrate_birthday)
        self.assertFalse(user.perf_celebrate_anniversary or user.perf_celebrate_goals)
        self.assertEqual(user.login, "perf_portal_employee")
        self.assertRpcForbidden("res.users", "write", self.user_employee.ids, {"perf_celebrate_birthday": True})

    def test_queries(self):
        """Two or fifty milestones are found and posted in as many queries."""

        def make(count):
            people = self.make_employees(count)
            self.env["hr.version"].search([("employee_id", "in", people.ids)]).write(
                {"contract_date_start": TODAY - relativedelta(years=3)}
            )
            return people

        def run(people):
            self.assertEqual(self._run().recipient_ids, people)

        self.assertQueriesDontGrow(make, run)
