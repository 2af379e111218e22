from odoo import fields
from odoo.tests import tagged

from odoo.addons.perf_base.tests.common import PerfHttpCommon

from ..models.perf_appraisal_review import PerfAppraisalReview
from ..tools.score import score_lines
from .common import AppraisalCommon


@tagged("post_install", "-at_install")
class TestPerfAppraisalEvidence(AppraisalCommon, PerfHttpCommon):
    """What stands beside the questions: months, warnings, goals; and what is frozen at sharing."""

    def setUp(self):
        super().setUp()
        self.items = []
        self.patch(PerfAppraisalReview, "get_evidence", lambda review: self.items)

    def note(self, days, kind="goal"):
        """Something noted that many days before the end of the period."""
        self.items.append(
            {
                "date": fields.Date.subtract(self.appraisal.date_to, days=days),
                "kind": kind,
                "icon": "fa-flag",
                "title": "Noted",
                "summary": "",
                "url": "",
                "model": "x",
                "res_id": len(self.items),
                "employee_id": self.employee_employee.id,
            }
        )

    def panel(self):
        return self.as_user(self.self_review, self.user_employee).get_evidence_panel()

    def test_months(self):
        for days in (1, 2, 200):
            self.note(days)
        self.note(3, "feedback")
        panel = self.panel()
        self.assertIn(len(panel["months"]), (12, 13))
        self.assertEqual(sum(cell["count"] for cell in panel["months"]), 4)
        self.assertEqual(panel["kinds"], ["feedback", "goal"])
        self.assertEqual(sum(cell["kinds"].get("feedback", 0) for cell in panel["months"]), 1)
        self.assertTrue(all(cell["label"] and cell["name"] for cell in panel["months"]))

    def test_warnings(self):
        """Half of the months empty, and more than 60 percent from the last quarter: one sentence each."""
        self.assertEqual(len(self.panel()["warnings"]), 1, "nothing at all was noted")
        for days in range(0, 360, 30):
            self.note(days + 1)
        self.assertFalse(self.panel()["warnings"])
        for _each in range(30):
            self.note(5)
        [warning] = self.panel()["warnings"]
        self.assertIn("last quarter", warning)
        self.items = [item for item in self.items if item["res_id"] > 12]
        self.assertEqual(len(self.panel()["warnings"]), 2)

    def test_readers(self):
        self.login(self.user_employee)
        self.assertFalse(self.rpc("perf.appraisal.review", "get_evidence_panel", self.self_review.ids)[1])

    def test_page(self):
        self.note(5)
        self.login(self.user_employee)
        page = self.get_page(f"/my/reviews/{self.self_review.id}").text
        self.assertIn("o_perf_months", page)
        self.assertIn("nothing was noted: think of the whole period", page)


@tagged("post_install", "-at_install")
class TestPerfAppraisalEvidenceReaders(AppraisalCommon):
    """The panel is gathered for the reviewer only."""

    def test_readers(self):
        self.assertTrue(self.as_user(self.self_review, self.user_employee).get_evidence_panel()["months"])
        for user in (self.user_manager, self.user_officer, self.user_head, self.user_colleague):
            self.assertForbidden(self.as_user(self.self_review, user).get_evidence_panel)

    def test_score_without_some_parts(self):
        """A rating that can't be given, goals that don't exist, and a whole section: the others take the weight."""
        questions = self.questions_of(self.manager_review)
        own = self.as_user(self.manager_review, self.user_manager)
        own.save_answers({questions["rating"]["id"]: {"unable": True}, questions["text"]["id"]: {"text": "x"}})
        own.action_submit()
        result = self.appraisal.result_ids
        self.assertFalse(result.has_score, "nothing is scored: there is no score instead of a zero")
        self.assertFalse(result.suggested_level_id)
        self.assertEqual([line["effective_weight"] for line in result.score_lines], [0.0, 0.0])
        self.assertEqual([line["score"] for line in result.score_lines], [None, None])

    def test_weight_of_missing_parts(self):
        def line(section, weight, score):
            return {
                "section": section,
                "section_weight": 50,
                "weight": weight,
                "score": score,
                "label": "",
                "note": "",
            }

        for parts, expected in (
            ([line(1, 1, 80.0), line(1, 3, None), line(2, 1, 40.0)], 60.0),
            ([line(1, 1, 80.0), line(1, 3, 40.0), line(2, 1, None)], 50.0),
            ([line(1, 1, None), line(2, 1, None)], None),
            ([line(1, 0, 80.0), line(2, 1, 40.0)], 40.0),
        ):
            self.assertEqual(score_lines(parts)[0], expected)


@tagged("post_install", "-at_install")
class TestPerfAppraisalHistory(AppraisalCommon, PerfHttpCommon):
    """Past levels of a person, for those who may read them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.perf_appraisal_release = "manager"

    def make_past(self, employee, levels=(1, 3)):
        for number, level in enumerate(levels):
            end = fields.Date.subtract(self.today, days=400 * (len(levels) - number))
            cycle = self.make_cycle(f"Past {number}", date_from=fields.Date.subtract(end, days=300), date_to=end)
            appraisal = self.make_appraisal(employee, cycle=cycle)
            self.submit(self.review_of(appraisal, "manager"))
            self.share(appraisal, level=level)

    def history(self, user, employees):
        return self.as_user(self.env["hr.employee"], user).browse(employees.ids)._get_perf_appraisal_history()

    def test_readers(self):
        self.make_past(self.employee_portal_employee)
        self.submit_manager()
        people = self.employee_portal_employee | self.employee_employee
        for name in ("portal_employee", "manager", "head", "officer"):
            rows = self.history(getattr(self, f"user_{name}"), people)
            levels = [row["level"] for row in rows[self.employee_portal_employee.id]]
            self.assertEqual(levels, [self.levels[1].name, self.levels[3].name], name)
            self.assertFalse(rows[self.employee_employee.id], name)
        for name in ("colleague", "portal_colleague", "former_manager", "other_officer", "portal_manager"):
            self.assertFalse(any(self.history(getattr(self, f"user_{name}"), people).values()), name)

    def test_counter(self):
        self.make_past(self.employee_portal_employee)
        employee = self.as_user(self.employee_portal_employee, self.user_officer)
        self.assertEqual(employee.perf_appraisal_count, 2)
        action = employee.action_perf_open_appraisals()
        self.assertEqual(self.env["perf.appraisal.result"].search_count(action["domain"]), 2)
        public = self.as_user(self.env["hr.employee.public"], self.user_colleague)
        self.assertEqual(public.browse(employee.id).perf_appraisal_count, 0)

    def test_portal(self):
        self.make_past(self.employee_portal_employee)
        self.login(self.user_portal_employee)
        page = self.get_page("/my/appraisals").text
        self.assertIn("o_perf_history_line", page)
        self.assertIn(self.levels[1].name, page)
        self.login(self.user_manager)
        appraisal = self.env["perf.appraisal"].search([("employee_id", "=", self.employee_portal_employee.id)], limit=1)
        self.assertIn("o_perf_history_line", self.get_page(f"/my/appraisals/{appraisal.id}").text)

    def test_queries(self):
        def make(count):
            people = self.make_employees(count)
            for person in people:
                self.make_past(person, levels=(2,))
            return people

        def run(people):
            self.as_user(people, self.user_officer)._get_perf_appraisal_history()
            self.as_user(people, self.user_officer).mapped("perf_appraisal_count")

        self.assertQueriesDontGrow(make, run, small=2, large=6)
