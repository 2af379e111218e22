from odoo import fields
from odoo.tests import Form, tagged

from .metric_common import PerfMetricCommon


@tagged("post_install", "-at_install")
class TestPerfGoalRealism(PerfMetricCommon):
    """A measured target beside what was reached before."""

    def make_history(self, employee, counts):
        """So many absences a month before April 2026, the latest month first."""
        for step, count in enumerate(counts, start=1):
            month = fields.Date.subtract(fields.Date.to_date("2026-04-01"), months=step)
            for day in range(count):
                self.make_absence(employee, f"{fields.Date.add(month, days=day)} 10:00:00")

    def make_target(self, target, employee=None, start=0.0, state="draft", **values):
        """A goal for April 2026 with that target on the number of absences."""
        result = {"name": "Any", "start_value": start, "target_value": target, "metric_id": self.metric.id}
        return self.make_goal(
            employee or self.employee_employee,
            state,
            **{
                "date_start": "2026-04-01",
                "date_end": "2026-04-30",
                "key_result_ids": [fields.Command.create(result)],
                **values,
            },
        ).key_result_ids

    def make_peers(self, counts):
        """Colleagues in the same job, each with so many absences a month."""
        job = self.env["hr.job"].create({"name": "Perf job", "company_id": self.company.id})
        people = self.make_employees(len(counts))
        for person, numbers in zip(people, counts, strict=True):
            user = self.env["res.users"].create({"name": person.name, "login": f"peer_{person.id}"})
            person.user_id = user
            self.make_history(person, numbers)
        (people | self.employee_employee).job_id = job
        return people

    def test_labels(self):
        """From already reached to beyond anything seen, with the figures."""
        self.make_history(self.employee_employee, [4, 6, 2, 5])
        for target, label in ((1, "reached"), (4, "ordinary"), (6, "stretch"), (9, "beyond")):
            with self.subTest(target=target):
                result = self.make_target(float(target))
                self.assertEqual(result.realism, label)
                self.assertIn("4, 6, 2, 5", result.realism_text)

    def test_lower_is_better(self):
        """For a falling target the best is the lowest."""
        self.make_history(self.employee_employee, [4, 6, 2, 5])
        for target, label in ((7, "reached"), (5, "ordinary"), (2, "stretch"), (1, "beyond")):
            with self.subTest(target=target):
                self.assertEqual(self.make_target(float(target), start=10.0).realism, label)

    def test_peers(self):
        """Colleagues count from three on, as a crowd without names; what one of them reached is a stretch."""
        self.make_history(self.employee_employee, [1, 2, 1, 2])
        result = self.make_target(5.0)
        self.assertEqual(result.realism, "beyond")
        peers = self.make_peers([[3, 6], [4, 2], [1, 1]])
        result.invalidate_recordset(["realism", "realism_text"])
        self.assertEqual(result.realism, "stretch")
        self.assertIn("from 1 to 6", result.realism_text)
        for peer in peers:
            self.assertNotIn(peer.name, result.realism_text)
        peers[0].job_id = False
        result.invalidate_recordset(["realism", "realism_text"])
        self.assertEqual(result.realism, "beyond", "two colleagues are no crowd")
        self.assertNotIn("Colleagues", result.realism_text)

    def test_too_little(self):
        """Without enough figures nothing is said of the target, but the figures are."""
        self.make_history(self.employee_employee, [4, 6])
        result = self.make_target(5.0)
        self.assertFalse(result.realism)
        self.assertIn("Only 2 earlier figures", result.realism_text)

    def test_only_while_it_is_chosen(self):
        """Once agreed, and for periods of a few days, nothing is compared."""
        self.make_history(self.employee_employee, [4, 6, 2, 5])
        self.assertFalse(self.make_target(5.0, state="active").realism_text)
        self.assertFalse(self.make_target(5.0, date_end="2026-04-03").realism_text)

    def test_never_a_refusal(self):
        """A target beyond anything seen can be proposed and approved."""
        self.make_history(self.employee_employee, [4, 6, 2, 5])
        goal = self.make_target(900.0).goal_id
        self.assertEqual(goal.key_result_ids.realism, "beyond")
        goal.with_user(self.user_employee).action_propose()
        self.assertEqual(goal.with_user(self.user_manager).key_result_ids.realism, "beyond")
        goal.with_user(self.user_manager).action_approve()
        self.assertEqual(goal.state, "active")

    def test_departments(self):
        """The goal of a department is compared with what its people reached together."""
        self.make_history(self.employee_employee, [4, 6, 2, 5])
        result = {"name": "Any", "target_value": 6.0, "metric_id": self.metric.id}
        goal = self.make_shared(
            "department", "draft", date_start="2026-04-01", date_end="2026-04-30",
            key_result_ids=[fields.Command.create(result)],
        )  # fmt: skip
        self.assertEqual(goal.key_result_ids.realism, "stretch")
        self.assertIn("Perf Department", goal.key_result_ids.realism_text)

    def test_while_typing(self):
        """The label follows what is typed in the form, before anything is saved."""
        self.make_history(self.employee_employee, [4, 6, 2, 5])
        with Form(self.env["perf.goal"].with_user(self.user_employee)) as form:
            form.name = "Be here more often"
            form.date_start, form.date_end = "2026-04-01", "2026-04-30"
            with form.key_result_ids.new() as line:
                line.metric_id = self.metric
                line.target_value = 9.0
                self.assertEqual(line.realism, "beyond")
                line.target_value = 1.0
                self.assertEqual(line.realism, "reached")

    def test_who_sees_figures(self):
        """Filling in a form for somebody else tells nothing about what that person reached."""
        self.make_history(self.employee_portal_employee, [4, 6, 2, 5])
        values = {
            "name": "Be here", "level": "individual", "employee_id": self.employee_portal_employee.id,
            "date_start": "2026-04-01", "date_end": "2026-04-30", "company_id": self.company.id, "state": "draft",
            "key_result_ids": [
                fields.Command.create({"name": "Any", "metric_id": self.metric.id, "target_value": 9.0})
            ],
        }  # fmt: skip
        spec = {"realism_data": {}, "clarity_score": {}, "key_result_ids": {"fields": {"realism_text": {}}}}
        sees = {"manager", "head", "top_manager", "officer", "admin"}
        for name in (*sees, "employee", "colleague", "former_manager", "other_officer"):
            goals = self.as_user(self.env["perf.goal"], getattr(self, f"user_{name}"))
            with self.subTest(name=name):
                reply = goals.onchange(values, ["key_result_ids"], spec)
                self.assertEqual("4, 6, 2, 5" in str(reply), name in sees)
                for level in ("department", "company"):
                    forged = {**values, "level": level, "department_id": self.department.id}
                    reply = goals.onchange(forged, ["key_result_ids"], spec)
                    if name not in ("manager", "head", "top_manager", "officer", "admin"):
                        self.assertNotIn("latest period", str(reply))

    def test_broken_metric(self):
        """A metric that can't be measured leaves the form usable."""
        result = self.make_target(5.0)
        self.env.cr.execute("UPDATE perf_metric SET domain = %s WHERE id = %s", ("[('gone', '=', 1)]", self.metric.id))
        self.env.invalidate_all()
        self.assertFalse(result.realism_text)

    def test_queries_do_not_grow(self):
        """Comparing 2 and 50 targets takes the same number of queries."""
        self.make_peers([[3, 6], [4, 2], [1, 1]])

        def make(count):
            results = self.env["perf.goal.key.result"].concat(
                *[self.make_target(5.0, person) for person in self.make_employees(count)]
            )
            self.env.flush_all()
            return results

        self.assertQueriesDontGrow(make, lambda results: results.mapped("realism"))
