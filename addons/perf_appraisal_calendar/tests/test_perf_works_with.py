from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from odoo.addons.perf_base.tests.common import PerfCommon


@tagged("post_install", "-at_install")
class TestPerfWorksWithMeetings(PerfCommon):
    """Meetings say who works together: how many, and nothing of what they were about."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = fields.Date.today()
        cls.people = cls.user_employee | cls.user_colleague | cls.user_portal_colleague

    def make_meetings(self, count=1, users=None, days=5, **values):
        """That many meetings of these people, so many days ago."""
        users = users or self.people
        start = fields.Datetime.now() - timedelta(days=days)
        return (
            self.env["calendar.event"]
            .with_context(no_mail_to_attendees=True, mail_notrack=True)
            .create(
                [
                    {
                        "name": "Secret plans",
                        "start": start + timedelta(hours=number),
                        "stop": start + timedelta(hours=number + 1),
                        "partner_ids": [(6, 0, users.partner_id.ids)],
                        "user_id": users[0].id,
                        **values,
                    }
                    for number in range(count)
                ]
            )
        )

    def count(self, other, person=None):
        """What is counted between two people."""
        person = (person or self.employee_employee).sudo()
        works = person._perf_works_with(self.today - timedelta(days=30), self.today)[person.id]
        return [(work["kind"], work["count"], work["text"]) for work in works.get(other.id, [])]

    def test_meetings(self):
        self.make_meetings(3)
        self.assertEqual(self.count(self.employee_colleague), [("meeting", 3, "3 meetings")])
        self.assertEqual(self.count(self.employee_employee, self.employee_colleague), [("meeting", 3, "3 meetings")])
        self.assertFalse(self.count(self.employee_other_manager))

    def test_left_out(self):
        """Declined, private, archived and large meetings don't count, nor those of other periods."""
        declined = self.make_meetings()
        declined.attendee_ids.filtered(
            lambda each: each.partner_id == self.user_colleague.partner_id
        ).state = "declined"
        self.make_meetings(privacy="private")
        self.make_meetings().active = False
        self.make_meetings(days=90)
        crowd = self.env["res.partner"].create([{"name": f"Guest {number}"} for number in range(25)])
        self.make_meetings().partner_ids += crowd
        self.assertFalse(self.count(self.employee_colleague))

    def test_people_who_left(self):
        self.make_meetings()
        self.employee_colleague.active = False
        self.assertFalse(self.count(self.employee_colleague))

    def test_queries(self):
        def make(count):
            self.make_meetings(count)
            return self.make_employees(count)

        def run(people):
            everybody = people | self.employee_employee
            everybody.sudo()._perf_works_with(self.today - timedelta(days=30), self.today)

        self.assertQueriesDontGrow(make, run, large=20)
