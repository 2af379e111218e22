from contextlib import suppress
from datetime import date
from unittest.mock import patch

from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from ..models import perf_digest
from .common import PerfCommon

MONDAY = date(2026, 3, 9)
CRON = "perf_base.ir_cron_perf_digest_send"
LOGGER = "odoo.addons.perf_base.models.perf_digest"


def make_item(key, due=False, **values):
    return {
        "key": key,
        "icon": "fa-flag",
        "title": f"Do {key}",
        "subject": "",
        "due": due,
        "since": MONDAY,
        "url": f"/my/{key}",
        "button": "Open",
        **values,
    }


@tagged("post_install", "-at_install")
class TestPerfDigest(PerfCommon):
    """One calm e-mail a day, only when something is new or comes close."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["perf.digest"].search([]).unlink()
        cls.todo = {}
        todo = cls.todo

        def perf_todo(employees):
            found = {employee_id: list(todo.get(employee_id, [])) for employee_id in employees.ids}
            for items in found.values():
                if "broken" in items:
                    raise ValueError("broken")
            return found

        cls.classPatch(type(cls.env["hr.employee"]), "_perf_todo", perf_todo)

    def setUp(self):
        super().setUp()
        self.todo.clear()

    def wait_for(self, employee, *items):
        self.todo[employee.id] = list(items)

    def send(self, moment):
        """Run the job at that moment (UTC), and return the people who have got an e-mail by then, each as often."""
        with freeze_time(moment), self.enter_registry_test_mode():
            self.env.ref(CRON).method_direct_trigger()
        self.env.invalidate_all()
        return self.get_mails().mapped(lambda mail: mail.recipient_ids.user_ids.login)

    def get_mails(self):
        return self.env["mail.mail"].search([("model", "=", "perf.digest")], order="id")

    def count(self, user):
        return len(self.get_mails().filtered(lambda mail: mail.recipient_ids == user.partner_id))

    def test_mail(self):
        self.wait_for(
            self.employee_portal_employee,
            make_item("later"),
            make_item("review", date(2026, 3, 12), subject="Spring <review>"),
            make_item("goal", date(2026, 3, 2)),
        )
        self.send("2026-03-09 08:00:00")
        mail = self.get_mails()
        self.assertEqual(len(mail), 1)
        self.assertEqual(mail.recipient_ids, self.user_portal_employee.partner_id)
        self.assertEqual(mail.subject, "Waiting for you: 3")
        body = mail.body_html
        self.assertLess(body.index("Do goal"), body.index("Do review"))
        self.assertLess(body.index("Do review"), body.index("Do later"))
        self.assertIn("Spring &lt;review&gt;", body)
        self.assertIn("/my/review", body)
        self.assertIn("03/12/2026", body)
        digest = self.env["perf.digest"].search([])
        self.assertEqual((digest.date, digest.item_count), (MONDAY, 3))
        self.assertEqual(digest.item_keys, ["goal", "review", "later"])

    def test_once_a_day(self):
        self.wait_for(self.employee_employee, make_item("goal", date(2026, 3, 10)))
        self.send("2026-03-09 08:00:00")
        self.send("2026-03-09 09:00:00")
        self.wait_for(self.employee_employee, make_item("goal", date(2026, 3, 10)), make_item("new"))
        self.send("2026-03-09 10:00:00")
        self.assertEqual(self.count(self.user_employee), 1)
        self.send("2026-03-10 08:00:00")
        self.assertEqual(self.count(self.user_employee), 2)

    def test_only_on_reminder_days(self):
        """New on Monday, due on Friday in eleven days: 10, 3 and 1 days before, on the day, a week later."""
        self.wait_for(self.employee_employee, make_item("goal", date(2026, 3, 20)))
        days = []
        for day in range(9, 32):
            before = self.count(self.user_employee)
            self.send(f"2026-03-{day:02} 08:00:00")
            if self.count(self.user_employee) > before:
                days.append(day)
        self.assertEqual(days, [9, 10, 17, 19, 20, 27])

    def test_nothing_waits(self):
        self.send("2026-03-09 08:00:00")
        self.assertFalse(self.get_mails())
        self.assertFalse(self.env["perf.digest"].search([]))

    def test_seven_in_the_own_time_zone(self):
        self.user_employee.tz = "Asia/Tokyo"  # UTC + 9
        self.user_colleague.tz = "America/New_York"  # UTC - 4 in March
        for employee in (self.employee_employee, self.employee_colleague, self.employee_manager):
            self.wait_for(employee, make_item("goal"))
        self.send("2026-03-08 21:00:00")
        self.assertFalse(self.get_mails())
        self.assertEqual(self.send("2026-03-08 22:00:00"), ["perf_employee"])
        self.assertEqual(self.env["perf.digest"].search([]).date, MONDAY)
        self.assertEqual(self.send("2026-03-09 07:00:00"), ["perf_employee", "perf_manager"])
        self.assertEqual(self.send("2026-03-09 11:00:00"), ["perf_employee", "perf_manager", "perf_colleague"])

    def test_no_weekend(self):
        self.wait_for(self.employee_employee, make_item("goal"))
        self.send("2026-03-07 08:00:00")
        self.send("2026-03-08 08:00:00")
        self.assertFalse(self.get_mails())

    def test_wrong_time_zone(self):
        self.employee_employee.resource_id.tz = "Europe/Brussels"
        self.env.cr.execute(
            "UPDATE res_partner SET tz = 'Mars/Olympus' WHERE id = %s", [self.user_employee.partner_id.id]
        )
        self.env.invalidate_all()
        self.assertEqual(self.employee_employee._get_perf_timezone().key, "Europe/Brussels")

    def test_company_setting(self):
        self.company.perf_digest = False
        self.wait_for(self.employee_employee, make_item("goal"))
        self.send("2026-03-09 08:00:00")
        self.assertFalse(self.get_mails())

    def test_archived_people_and_users(self):
        self.wait_for(self.employee_employee, make_item("goal"))
        self.wait_for(self.employee_colleague, make_item("goal"))
        self.wait_for(self.employee_no_user, make_item("goal"))
        self.employee_employee.write({"active": False})
        self.user_colleague.active = False
        self.send("2026-03-09 08:00:00")
        self.assertFalse(self.get_mails())

    def test_broken_people_do_not_stop_the_others(self):
        self.wait_for(self.employee_employee, "broken")
        self.wait_for(self.employee_manager, make_item("goal", title=None, subject=object(), url=None, due="no date"))
        self.wait_for(self.employee_colleague, make_item("goal"))
        self.user_other_manager.partner_id.email = False
        self.wait_for(self.employee_other_manager, make_item("goal"))
        del self.todo[self.employee_manager.id][0]["title"]
        self.todo[self.employee_manager.id][0]["due"] = False
        with self.assertLogs(LOGGER, "WARNING") as logs, mute_logger("odoo.addons.mail.models.mail_render_mixin"):
            logins = self.send("2026-03-09 08:00:00")
        self.assertEqual(logins, ["perf_colleague"])
        text = "\n".join(logs.output)
        for employee in (self.employee_employee, self.employee_manager, self.employee_other_manager):
            self.assertIn(f"No reminder for employee {employee.id}", text)

    def test_killed_and_run_again(self):
        """A job that dies in the middle goes on after the last batch, and nobody gets two e-mails."""
        people = self.employee_employee | self.employee_colleague | self.employee_manager | self.employee_officer
        for employee in people:
            self.wait_for(employee, make_item("goal"))
        send_batch = type(self.env["perf.digest"])._send_batch
        batches = []

        def die_in_third_batch(digest, employees):
            batches.append(employees)
            if len(batches) == 3:
                raise KeyboardInterrupt
            return send_batch(digest, employees)

        candidates = people.sorted("id")
        domain_patch = patch.object(
            type(self.env["perf.digest"]),
            "_get_candidates",
            lambda digest, after=0: candidates.with_env(digest.env).filtered(lambda employee: employee.id > after),
        )
        with domain_patch, patch.object(perf_digest, "BATCH", 1):
            # not assertRaises: it would roll back what the job has committed
            with (
                patch.object(type(self.env["perf.digest"]), "_send_batch", die_in_third_batch),
                suppress(KeyboardInterrupt),
            ):
                self.send("2026-03-09 08:00:00")
            self.env.invalidate_all()
            self.assertEqual(self.env["perf.digest"]._get_position(), candidates[1].id)
            self.assertEqual(len(self.get_mails()), 2)
            self.send("2026-03-09 08:05:00")
        self.assertEqual(len(self.get_mails()), 4)
        self.assertEqual(len(self.get_mails().recipient_ids), 4)
        self.assertEqual(self.env["perf.digest"]._get_position(), 0)

    def test_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.user_employee.lang = "fr_FR"
        languages = []

        def perf_todo(employees):
            languages.append(employees.env.lang)
            return {employee_id: [] for employee_id in employees.ids}

        self.patch(type(self.env["hr.employee"]), "_perf_todo", perf_todo)
        self.send("2026-03-09 08:00:00")
        self.assertIn("fr_FR", languages)
        self.assertEqual(len(languages), len(set(languages)))

    def test_log_is_for_administrators(self):
        digest = self.env["perf.digest"].create({"employee_id": self.employee_employee.id, "date": MONDAY})
        self.as_user(digest, self.user_admin).read(["date"])
        self.assertForbidden(self.as_user(digest, self.user_admin).write, {"item_count": 1})
        for user in (self.user_officer, self.user_employee, self.user_portal_employee):
            self.assertForbidden(self.as_user(digest, user).read, ["item_count"])

    def test_scaling(self):
        """The job asks a fixed number of questions; only core's own writing of e-mails grows with their number."""

        def make(count):
            users = self.env["res.users"].create(
                [
                    {
                        "name": f"Perf Scale {number}",
                        "login": f"perf_scale_{count}_{number}_{len(self.todo)}",
                        "email": f"scale{number}@perf.example.com",
                        "tz": "UTC",
                        "company_id": self.company.id,
                        "company_ids": [(6, 0, self.company.ids)],
                        "group_ids": [(6, 0, self.env.ref("base.group_portal").ids)],
                    }
                    for number in range(count)
                ]
            )
            people = self.env["hr.employee"].create(
                [{"name": user.name, "user_id": user.id, "company_id": self.company.id} for user in users]
            )
            for person in people:
                self.wait_for(person, make_item("goal"), make_item("review", MONDAY))
            return people

        def run(people):
            with freeze_time("2026-03-09 08:00:00"):
                self.env["perf.digest"]._send_batch(people)

        with patch.object(type(self.env["perf.digest"]), "_queue", lambda digest, values, items: digest.create(values)):
            self.assertQueriesDontGrow(make, run)
        self.assertQueriesDontGrow(make, run, slack=4 * 48)

    def test_said_to_one_person(self):
        """Administrators see that an e-mail went out, and neither what it said nor how much waited."""
        digest = self.env["perf.digest"].create(
            {"employee_id": self.employee_employee.id, "company_id": self.company.id, "date": MONDAY, "item_count": 2}
        )
        message = self.env["mail.message"].create(
            {
                "model": "perf.digest",
                "res_id": digest.id,
                "subject": "Waiting for you",
                "body": "SECRET",
                "partner_ids": [(6, 0, self.user_employee.partner_id.ids)],
                "message_type": "email_outgoing",
            }
        )
        own = self.as_user(digest, self.user_admin)
        self.assertEqual(own.date, MONDAY)
        self.assertForbidden(own.read, ["item_count"])
        for user in (self.user_admin, self.user_officer, self.user_manager):
            with self.subTest(user=user.login):
                self.assertFalse(self.as_user(self.env["mail.message"], user).search([("id", "=", message.id)]))
                self.assertForbidden(self.as_user(message, user).read, ["body"])
        self.assertTrue(self.as_user(message, self.user_employee).search([("id", "=", message.id)]))
