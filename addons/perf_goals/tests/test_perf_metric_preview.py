from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, tagged

from .metric_common import PerfMetricCommon


@tagged("post_install", "-at_install")
class TestPerfMetricPreview(PerfMetricCommon):
    """The builder says in words and figures what a metric would measure, before it is saved."""

    def make_recent(self, employee, count):
        """So many absences of a person in the last days."""
        for step in range(count):
            self.make_absence(employee, f"{self.day(-step - 2)} 10:00:00")

    def build(self, form):
        """Choose in the form what is counted."""
        form.name = "Absences"
        form.model_id = self.env["ir.model"]._get("resource.calendar.leaves")
        form.domain = "[('name', 'ilike', 'perf')]"

    def test_builder(self):
        """Choosing step by step, the sentence fills itself and the figures show, with nothing saved."""
        self.make_recent(self.employee_admin, 3)
        self.make_recent(self.employee_portal_employee, 1)
        before = self.env["perf.metric"].search_count([])
        form = Form(self.env["perf.metric"].with_user(self.user_admin))
        self.assertFalse(form.preview)
        self.assertIn("choose records", form.sentence)
        self.build(form)
        self.assertIn("Of Whom", form.preview["error"])
        self.assertIn({"path": "resource_id.user_id", "label": "Resource › User"}, form.path_choices)
        form.employee_path = "resource_id.user_id"
        form.field_date_id = self.field_of("resource.calendar.leaves", "date_from")
        self.assertEqual(
            [(person["value"], person["count"]) for person in form.preview["people"]], [("3", 3), ("1", 1)]
        )
        self.assertEqual(len(form.preview["records"]), 3, "records are shown to those who may read them")
        self.assertIn("Perf absence", form.preview["records"][0]["name"])
        self.assertIn("where its conditions hold, by Resource › User, dated by Start Date", form.sentence)
        self.assertEqual(self.env["perf.metric"].search_count([]), before)
        form.save()
        self.assertEqual(self.env["perf.metric"].search_count([]), before + 1)

    def test_wrong_choices_are_said_at_once(self):
        """A path that ends at no person, or a condition on a missing field, names the field; saving is refused."""
        form = Form(self.env["perf.metric"].with_user(self.user_admin))
        self.build(form)
        form.employee_path = "calendar_id"
        self.assertIn("It ends at", form.preview["error"])
        with self.assertRaisesRegex(ValidationError, "Of Whom"):
            form.save()
        form.employee_path = "resource_id.user_id"
        form.domain = "[('gone', '=', 1)]"
        self.assertIn("gone", form.preview["error"])
        with self.assertRaisesRegex(ValidationError, "Which"):
            form.save()

    def test_nobody(self):
        """Without records of anybody the preview has no people."""
        self.metric.domain = "[('name', '=', 'never')]"
        preview = self.metric.with_user(self.user_admin).preview
        self.assertEqual((preview["people"], preview["records"]), ([], []))

    def test_conditions_in_words(self):
        """Plain conditions are told with their labels."""
        metric = self.make_metric(
            model="hr.employee",
            employee_path="user_id",
            field_date_id=False,
            domain="[('active', 'in', [True, False]), ('birthday', '!=', False), ('pin', '=', False)]",
        )
        self.assertEqual(metric.sentence, "Count of “Employee”, where Birthday is set and no PIN, by User")
        metric.domain = "[('name', 'in', ['a', 'b'])]"
        self.assertIn("where Employee Name is a or b", metric.sentence)
        metric.domain = "['|', ('name', '=', 'a'), ('pin', '=', 'b')]"
        self.assertIn("where its conditions hold", metric.sentence)
        share = self.make_metric(aggregate="ratio", numerator_id=self.metric.id, denominator_id=metric.id)
        self.assertEqual(share.sentence, "Absences out of Absences")

    def test_ratio(self):
        """A ratio shows the records that it is out of."""
        self.make_recent(self.employee_admin, 2)
        share = self.make_metric(aggregate="ratio", numerator_id=self.metric.id, denominator_id=self.metric.id)
        preview = share.with_user(self.user_admin).preview
        self.assertEqual(preview["people"][0]["value"], "100 %")
        self.assertEqual(len(preview["records"]), 2)

    def test_who_sees_it(self):
        """Figures of people and the ways are for HR administrators; the sentence is for everybody who is measured."""
        for user in (self.user_employee, self.user_manager, self.user_portal_employee, self.user_officer):
            metric = self.as_user(self.metric, user)
            with self.subTest(user=user.login):
                self.assertIn("Count of", metric.sentence)
                for name in ("preview", "path_choices"):
                    with self.assertRaises(AccessError):
                        metric.read([name])
        self.assertTrue(self.as_user(self.metric, self.user_admin).read(["preview"])[0]["preview"])

    def test_filling_in_the_form_tells_nobody_else(self):
        """Calling what the form calls gives people without the right no figures."""
        self.make_recent(self.employee_employee, 3)
        values = {
            "name": "Spy", "aggregate": "count", "model_id": self.metric.sudo().model_id.id,
            "employee_path": "resource_id.user_id", "domain": "[]",
        }  # fmt: skip
        spec = {"preview": {}, "path_choices": {}, "sentence": {}}
        for user in (self.user_employee, self.user_portal_employee, self.user_officer):
            metrics = self.as_user(self.env["perf.metric"], user)
            with self.subTest(user=user.login):
                try:
                    reply = metrics.onchange(values, ["model_id"], spec)
                except AccessError:
                    continue
                self.assertFalse(reply["value"].get("preview"))
                self.assertFalse(reply["value"].get("path_choices"))

    def test_closed_records_are_not_previewed(self):
        """What its author may not read is not shown either, saved or not."""
        admin = self.env["perf.metric"].with_user(self.user_admin)
        metric = admin.new(
            {
                "name": "Secret",
                "model_id": self.env["ir.model"]._get_id("mail.message"),
                "employee_path": "author_id",
            }
        )
        self.assertIn("can't be measured", metric.preview["error"])
        metric = admin.new(
            {
                "name": "Logs",
                "model_id": self.env["ir.model"]._get_id("base.automation")
                if "base.automation" in self.env
                else self.env["ir.model"]._get_id("ir.logging"),
                "employee_path": "create_uid",
            }
        )
        self.assertIn("error", metric.preview)

    def test_queries_do_not_grow(self):
        """The preview of a metric takes the same number of queries for 2 and for 50 people."""

        def make(count):
            people = self.make_employees(count)
            for person in people:
                user = self.env["res.users"].create({"name": person.name, "login": f"preview_{person.id}"})
                person.user_id = user
                self.make_recent(person, 1)
            self.env.flush_all()
            return self.metric.with_user(self.user_admin)

        self.assertQueriesDontGrow(make, lambda metric: metric.preview)
