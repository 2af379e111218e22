from odoo import fields
from odoo.tests import tagged

from odoo.addons.perf_base.tests.common import PerfHttpCommon

from .metric_common import PerfMetricCommon


@tagged("post_install", "-at_install")
class TestPerfGoalPortalMetric(PerfMetricCommon, PerfHttpCommon):
    """Measured goals in the portal: propose, realism, source, fair exposure, templates."""

    def form(self, **values):
        return {
            "name": "Be here when customers call",
            "description": "They wait for us, and they tell others.",
            "date_start": "2026-04-01",
            "date_end": "2026-04-30",
            "result_name": "Absences",
            "result_metric_id": str(self.metric.id),
            "result_kind": "number",
            "result_start_value": "10",
            "result_target_value": "4",
            "result_unit": "",
            "result_is_prorated": "1",
            **values,
        }

    def my_goal(self):
        return self.env["perf.goal"].search([("employee_id", "=", self.employee_portal_employee.id)], limit=1)

    def test_propose_measured(self):
        """A key result is measured by a metric that is chosen in the form, in proportion to the days worked."""
        self.login(self.user_portal_employee)
        self.assertIn("Measured: ", self.get_page("/my/goals/new").text)
        self.post("/my/goals/new", step="propose", **self.form())
        result = self.my_goal().key_result_ids
        self.assertEqual((result.metric_id, result.start_value, result.target_value), (self.metric, 10.0, 4.0))
        self.assertTrue(result.is_prorated)

    def test_metric_names_the_key_result(self):
        """Without a name of its own the key result is called like the metric; an unknown metric is none."""
        self.login(self.user_portal_employee)
        self.post("/my/goals/new", step="keep", **self.form(result_name=""))
        self.assertEqual(self.my_goal().key_result_ids.name, "Absences")
        self.post("/my/goals/new", step="keep", **self.form(name="Another goal altogether", result_metric_id="999999"))
        goal = self.my_goal()
        self.assertEqual((goal.name, goal.key_result_ids.metric_id.id), ("Another goal altogether", False))

    def test_change_keeps_the_metric(self):
        """The form of a draft shows the metric that was chosen."""
        goal = self.make_measured(state="draft")
        self.login(self.user_portal_employee)
        page = self.get_page(f"/my/goals/{goal.id}/edit").text
        self.assertRegex(page, rf'value="{self.metric.id}"[^>]*selected="selected"')

    def test_realism_while_typing(self):
        """The target that is being typed is compared with earlier periods of oneself; nothing is saved."""
        for month in (12, 1, 2, 3):
            year = 2025 if month == 12 else 2026
            for day in range(1, month % 4 + 2):
                self.make_absence(self.employee_portal_employee, f"{year}-{month:02}-{day:02} 10:00:00")
        self.login(self.user_portal_employee)
        values = {
            "name": "Be here", "date_start": "2026-04-01", "date_end": "2026-04-30",
            "results": [
                {"name": "", "metric_id": "", "start_value": "", "target_value": ""},
                {"name": "", "metric_id": str(self.metric.id), "start_value": "0", "target_value": "9"},
            ],
        }  # fmt: skip
        reply = self.make_jsonrpc_request("/my/goals/clarity", {"values": values})
        self.assertEqual(reply["realism"][0], None)
        self.assertEqual(reply["realism"][1]["label"], "Beyond anything seen")
        self.assertIn("4, 3, 2, 1", " ".join(reply["realism"][1]["lines"]))
        values["results"][1]["target_value"] = "inf"
        self.make_jsonrpc_request("/my/goals/clarity", {"values": values})
        self.assertFalse(self.my_goal())

    def test_detail(self):
        """The page of a goal says where the value comes from, and how the target was adjusted."""
        goal = self.make_measured()
        goal.key_result_ids.is_prorated = True
        goal.write({"working_days": 20.0, "worked_days": 10.0})
        self.login(self.user_portal_employee)
        page = self.get_page(f"/my/goals/{goal.id}").text
        self.assertIn("from Absences, not measured yet", page)
        self.assertIn("5 (of 10)", page)
        self.assertIn("10 of 20 working days worked (50 %)", page)

    def test_records(self):
        """The records behind a value are listed as far as one may read them; else their number is told."""
        goal = self.make_measured(self.employee_employee)
        self.make_absence(self.employee_employee, "2026-03-03 10:00:00")
        goal.key_result_ids._refresh_metric_values()
        url = f"/my/goals/{goal.id}/records/{goal.key_result_ids.id}"
        self.login(self.user_employee)
        page = self.get_page(url).text
        self.assertIn("Perf absence", page)
        mine = self.make_measured()
        self.make_absence(self.employee_portal_employee, "2026-03-03 10:00:00")
        mine.key_result_ids._refresh_metric_values()
        self.login(self.user_portal_employee)
        page = self.get_page(f"/my/goals/{mine.id}/records/{mine.key_result_ids.id}").text
        self.assertNotIn("Perf absence", page)
        self.assertIn("You may not open them yourself", page)
        for wrong in (url, f"/my/goals/{mine.id}/records/{goal.key_result_ids.id}", f"/my/goals/{mine.id}/records/1"):
            with self.subTest(wrong=wrong):
                self.assertEqual(self.url_open(wrong).status_code, 404)

    def test_records_of_a_broken_metric(self):
        """A metric that can't be measured any more says so instead of failing."""
        goal = self.make_measured()
        self.env.cr.execute("UPDATE perf_metric SET domain = %s WHERE id = %s", ("[('gone', '=', 1)]", self.metric.id))
        self.env.invalidate_all()
        self.login(self.user_portal_employee)
        page = self.get_page(f"/my/goals/{goal.id}/records/{goal.key_result_ids.id}")
        self.assertIn("measured", page.text)

    def test_start_from_a_template(self):
        """Templates of one's job are offered, and fill the form; those of other jobs are neither shown nor taken."""
        job, other = self.env["hr.job"].create([{"name": "Perf job"}, {"name": "Perf other job"}])
        self.employee_portal_employee.job_id = job
        line = {"name": "Absences", "metric_id": self.metric.id, "start_value": 10.0, "target_value": 3.0}
        template, foreign = self.env["perf.goal.template"].create(
            [
                {"name": "Be there for others", "job_ids": [job.id], "line_ids": [fields.Command.create(line)]},
                {"name": "Not for you", "job_ids": [other.id]},
            ]
        )
        self.login(self.user_portal_employee)
        page = self.get_page("/my/goals/new").text
        self.assertIn("Be there for others", page)
        self.assertNotIn("Not for you", page)
        page = self.get_page(f"/my/goals/new?template_id={template.id}").text
        self.assertIn('value="Be there for others"', page)
        self.assertIn('value="3"', page)
        self.post("/my/goals/new", step="keep", **self.form(template_id=str(template.id)))
        self.assertEqual(self.my_goal().template_id, template)
        self.post("/my/goals/new", step="keep", **self.form(name="One more of them", template_id=str(foreign.id)))
        self.assertEqual((self.my_goal().name, self.my_goal().template_id.id), ("One more of them", False))
        self.assertNotIn("Not for you", self.get_page(f"/my/goals/new?template_id={foreign.id}").text)
