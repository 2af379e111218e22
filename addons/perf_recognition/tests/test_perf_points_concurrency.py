import threading

import psycopg2

from odoo import SUPERUSER_ID, api
from odoo.exceptions import ValidationError
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, get_db_name, tagged
from odoo.tools import mute_logger

from .common import WORDS


@tagged("post_install", "-at_install")
class TestPerfPointsConcurrency(BaseCase):
    """Two gifts at the same moment, in real transactions that really commit; cleaned up afterwards by hand."""

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            company = env.ref("base.main_company")
            self.settings = company.read(["perf_points_allowance", "perf_points_person_cap"])[0]
            company.write({"perf_points_allowance": 100, "perf_points_person_cap": 100})
            people = env["hr.employee"].create(
                [{"name": f"Perf Concurrent {number}", "company_id": company.id} for number in range(3)]
            )
            self.ids = people.ids
        self.addCleanup(self._clean_up)

    def _clean_up(self):
        with self.registry.cursor() as cr:
            cr.execute("ALTER TABLE perf_points_entry DISABLE TRIGGER USER")
            cr.execute("DELETE FROM perf_points_entry WHERE employee_id = ANY(%s)", [self.ids])
            cr.execute("ALTER TABLE perf_points_entry ENABLE TRIGGER USER")
            cr.execute("ALTER TABLE perf_points_account DISABLE TRIGGER USER")
            cr.execute("DELETE FROM perf_points_account WHERE employee_id = ANY(%s)", [self.ids])
            cr.execute("ALTER TABLE perf_points_account ENABLE TRIGGER USER")
            cr.execute("DELETE FROM perf_recognition_recipient_rel WHERE employee_id = ANY(%s)", [self.ids])
            cr.execute("DELETE FROM perf_recognition WHERE author_employee_id = ANY(%s)", [self.ids])
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            people = env["hr.employee"].browse(self.ids)
            contacts = people.work_contact_id
            people.unlink()
            contacts.unlink()
            env["res.company"].browse(self.settings.pop("id")).write(self.settings)

    def _open(self):
        """Environment on a cursor of its own. Not for threads: the registry is locked while tests run."""
        return api.Environment(self.registry.cursor(), SUPERUSER_ID, {"perf_recognition_silent": True})

    def _give(self, env, recipient, points):
        """Thank somebody in the transaction of that environment."""
        env["perf.recognition"].create(
            {
                "author_employee_id": self.ids[0],
                "recipient_ids": [self.ids[recipient]],
                "message": WORDS,
                "points": points,
            }
        )
        env.flush_all()

    def _sums(self):
        with self.registry.cursor() as cr:
            cr.execute(
                "SELECT employee_id, account, sum(amount) FROM perf_points_entry "
                "WHERE employee_id = ANY(%s) GROUP BY employee_id, account",
                [self.ids],
            )
            return {(employee_id, account): total for employee_id, account, total in cr.fetchall()}

    def test_two_gifts_at_once(self):
        """Two gifts of 60 out of 100: the second waits for the first, is refused, and then says what is left."""
        first, second = self._open(), self._open()
        self.addCleanup(first.cr.close)
        self.addCleanup(second.cr.close)
        outcome = []

        def give_second():
            try:
                self._give(second, 2, 60)
                outcome.append("booked")
            except psycopg2.errors.SerializationFailure:
                outcome.append("refused")

        self._give(first, 1, 60)
        second.cr.execute("SELECT 1")  # takes the snapshot before the first one commits
        thread = threading.Thread(target=give_second)
        with mute_logger("odoo.sql_db"):
            thread.start()
            thread.join(1)
            self.assertTrue(thread.is_alive(), "the second gift waits for the first")
            first.cr.commit()
            thread.join(30)
        self.assertEqual(outcome, ["refused"])
        second.cr.rollback()
        with self.assertRaisesRegex(ValidationError, "40 left"):
            self._give(second, 2, 60)
        second.cr.rollback()
        self.assertEqual(self._sums(), {(self.ids[0], "allowance"): 40, (self.ids[1], "balance"): 60})

    def test_many_gifts_at_once(self):
        """Six threads that try again, as Odoo does, never give more than there is."""
        results = []
        environments = [self._open() for _number in range(6)]

        def give(number, env):
            results.append(self._give_again_and_again(env, 1 + number % 2, 30))

        threads = [threading.Thread(target=give, args=one) for one in enumerate(environments)]
        with mute_logger("odoo.sql_db"):
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join(60)
        for env in environments:
            env.cr.close()
        self.assertEqual(sorted(results), ["booked"] * 3 + ["too many"] * 3)
        self.assertEqual(self._sums()[self.ids[0], "allowance"], 10)

    def _give_again_and_again(self, env, recipient, points):
        """Give and commit; begin again when another transaction was faster.

        :return: how it ended
        """
        for _try in range(30):
            try:
                self._give(env, recipient, points)
                env.cr.commit()
                return "booked"
            except ValidationError:
                env.cr.rollback()
                return "too many"
            except (psycopg2.errors.SerializationFailure, psycopg2.errors.DeadlockDetected):
                env.cr.rollback()
        return "gave up"
