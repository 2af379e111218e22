from odoo import fields
from odoo.tests import HttpCase, tagged

from odoo.addons.perf_base.tests.common import PerfHttpCommon

from .common import WORDS, RecognitionCommon


@tagged("post_install", "-at_install")
class TestPerfRecognitionScaling(RecognitionCommon, PerfHttpCommon, HttpCase):
    def _make(self, count):
        """That many recognitions of as many people, with reactions and comments, the oldest ones gone."""
        self.env["perf.recognition"].search([]).write({"state": "retracted"})
        people = self.make_employees(count)
        records = (
            self.env["perf.recognition"]
            .with_context(perf_recognition_silent=True)
            .create(
                [
                    {
                        "author_employee_id": self.employee_colleague.id,
                        "recipient_ids": [(6, 0, (person | self.employee_portal_employee).ids)],
                        "message": WORDS,
                        "value_ids": [(6, 0, self.value.ids)],
                    }
                    for person in people
                ]
            )
        )
        self.env["perf.recognition.reaction"].create(
            [
                {"recognition_id": record.id, "employee_id": person.id, "kind": "heart"}
                for record, person in zip(records, people, strict=True)
            ]
        )
        self.env["perf.recognition.comment"].create(
            [
                {"recognition_id": record.id, "employee_id": person.id, "body": "Yes"}
                for record, person in zip(records, people, strict=True)
            ]
        )
        return records

    SPECIFICATION = {
        "author_employee_id": {"fields": {"display_name": {}}},
        "author_name": {},
        "recipient_names": {},
        "recipient_ids": {"fields": {"display_name": {}}},
        "value_ids": {"fields": {"display_name": {}, "color": {}}},
        "message": {},
        "date": {},
        "reaction_summary": {},
        "comment_count": {},
        "reader_note": {},
        "can_retract": {},
        "is_close": {},
        "is_colleague": {},
        "display_name": {},
    }

    def test_wall(self):
        """The back office wall costs the same for 2 and for 50 cards."""

        def run(records):
            Recognition = records.with_user(self.user_manager).with_context(allowed_company_ids=self.company.ids)
            found = Recognition.web_search_read([("id", "in", records.ids)], self.SPECIFICATION, limit=80)
            self.assertEqual(len(found["records"]), len(records))

        self.assertQueriesDontGrow(self._make, run)

    def test_cards(self):
        def run(records):
            cards = records.with_user(self.user_portal_employee)._prepare_wall_cards()
            self.assertEqual(len(cards), len(records))

        self.assertQueriesDontGrow(self._make, run)

    def test_comments(self):
        def run(records):
            comments = records.comment_ids.with_user(self.user_portal_employee)
            self.assertEqual(len(comments._prepare_wall_comments()), len(records))

        self.assertQueriesDontGrow(self._make, run)

    def test_portal_page(self):
        """The page costs the same for 2 and for 40 cards, the most it shows."""
        self.login(self.user_portal_employee)
        self.assertQueriesDontGrow(
            self._make, lambda records: self.assertEqual(self.url_open("/my/recognition").status_code, 200), large=40
        )

    def test_portal_page_filtered(self):
        self.login(self.user_portal_employee)
        url = f"/my/recognition?team=1&value={self.value.id}&month={fields.Date.today():%Y-%m}"
        self.assertQueriesDontGrow(
            self._make, lambda records: self.assertEqual(self.url_open(url).status_code, 200), large=40
        )

    def test_same_person(self):
        self.assertQueriesDontGrow(self.make_employees, lambda people: people._perf_same_person_ids())

    def test_notices(self):
        """Telling 2 or 20 people and their managers, some with an inbox, takes as many queries."""
        self.user_employee.notification_type = "inbox"

        def run(people):
            values = {"recipient_ids": (people | self.employee_employee).ids, "message": WORDS}
            self.as_user(self.env["perf.recognition"], self.user_colleague).post(values)

        self.assertQueriesDontGrow(self.make_employees, run, large=20, slack=4)

    def test_evidence(self):
        today = fields.Date.today()

        def run(records):
            Recognition = records.with_user(self.user_manager).with_context(tz="UTC").browse()
            people = self.employee_portal_employee.with_env(Recognition.env)
            self.assertEqual(len(Recognition._get_perf_evidence(people, today, today)), len(records))

        self.assertQueriesDontGrow(self._make, run)

    def test_hooks(self):
        """Facts about the team, and the check before deleting people, ask once for all."""

        def make(count):
            return self._make(count).recipient_ids - self.employee_portal_employee

        self.assertQueriesDontGrow(make, lambda people: people._perf_team_facts())
        self.assertQueriesDontGrow(make, lambda people: people._filter_with_perf_history())

    def test_reset(self):
        """Starting the month books all people in the same number of queries."""
        reset = self.env["perf.points.entry"]._reset_allowances

        def run(people):
            self.assertEqual(len(reset(people)), len(people))

        self.assertQueriesDontGrow(self.make_employees, run)

    def test_standing(self):
        self.assertQueriesDontGrow(self.make_employees, self.env["perf.points.entry"]._get_standing)

    def test_recipients(self):
        """Thanking 2 or 20 people at once books in the same number of queries."""
        self.company.perf_points_allowance = 100_000

        def run(people):
            self.env["perf.recognition"].create(
                {
                    "author_employee_id": self.employee_manager.id,
                    "recipient_ids": [(6, 0, people.ids)],
                    "message": WORDS,
                    "points": 1,
                }
            )

        self.assertQueriesDontGrow(self.make_employees, run, large=20, slack=2)
