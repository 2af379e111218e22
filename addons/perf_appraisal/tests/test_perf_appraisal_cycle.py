from contextlib import suppress
from unittest.mock import patch

from psycopg2.errors import UniqueViolation

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.perf_appraisal.models import perf_appraisal_cycle_launch

from .common import AppraisalCommon


class Killed(BaseException):
    """The worker dies."""


@tagged("post_install", "-at_install")
class TestPerfAppraisalCycle(AppraisalCommon):
    """Launching, closing and cancelling a round."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.people = cls.env["hr.employee"].create(
            [
                {"name": f"Round {number}", "company_id": cls.company.id, "parent_id": cls.employee_manager.id}
                for number in range(5)
            ]
        )

    def launch(self, cycle):
        """Launch as HR and let the job do its work."""
        self.as_user(cycle, self.user_officer).action_launch()
        self.run_job()

    def run_job(self):
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.env.ref("perf_appraisal.ir_cron_perf_appraisal_launch").method_direct_trigger()
        self.env.invalidate_all()

    def test_launch_returns_at_once(self):
        cycle = self.make_population_cycle(self.people)
        self.as_user(cycle, self.user_officer).action_launch()
        self.assertEqual(cycle.state, "running")
        self.assertTrue(cycle.launch_pending)
        self.assertFalse(cycle.appraisal_ids)

    def test_launch_asks_with_the_number_of_people(self):
        cycle = self.make_population_cycle(self.people)
        own = self.as_user(cycle, self.user_officer).with_context(perf_confirm=True)
        action = own.action_launch()
        self.assertEqual(cycle.state, "draft", "asked only")
        self.assertIn("5 people", self.get_question(action).message)
        question = self.env["perf.appraisal.confirm"].with_user(self.user_officer).with_context(**action["context"])
        question.create({}).action_confirm()
        self.assertEqual(cycle.state, "running")
        one = self.as_user(self.make_population_cycle(self.people[0]), self.user_officer)
        message = self.get_question(one.with_context(perf_confirm=True).action_launch()).message
        self.assertIn("1 person will", message)
        empty = self.make_population_cycle(self.people.browse())
        with self.assertRaisesRegex(UserError, "without people"):
            self.as_user(empty, self.user_officer).with_context(perf_confirm=True).action_launch()

    def test_manager_without_user_is_named_with_the_people(self):
        boss = self.env["hr.employee"].create({"name": "Boss Offline", "company_id": self.company.id})
        self.people.parent_id = boss
        cycle = self.as_user(self.make_population_cycle(self.people), self.user_officer)
        found = {each["kind"]: each for each in cycle.anomalies}
        names = ", ".join(self.people.sorted("name").mapped("name"))
        self.assertEqual(found["no_manager_user"]["names"], [f"Boss Offline → {names}"])
        self.assertTrue(found["no_manager_user"]["can_grant"])
        access = self.env["perf.portal.access"].browse(cycle.action_grant_access("no_manager_user")["res_id"])
        self.assertEqual(access.line_ids.employee_id, boss)
        access = self.env["perf.portal.access"].browse(cycle.action_grant_access("no_user")["res_id"])
        self.assertEqual(access.line_ids.employee_id, self.people)
        with self.assertRaises(UserError):
            cycle.action_grant_access("twice")
        for user in (self.user_manager, self.user_other_officer):
            with self.assertRaises(AccessError):
                cycle.with_user(user).action_grant_access("no_user")

    def test_lists_say_what_they_hold(self):
        cycle = self.as_user(self.make_population_cycle(self.people), self.user_officer)
        self.assertEqual(cycle.action_view_step("sign")["name"], "Round of Tests: Results not signed yet")
        self.assertIn("Round of Tests: ", cycle.action_view_anomaly("no_user")["name"])

    def test_job_creates_appraisals_with_reviews(self):
        cycle = self.make_population_cycle(self.people)
        self.launch(cycle)
        self.assertEqual(cycle.appraisal_ids.employee_id, self.people)
        self.assertEqual(set(cycle.appraisal_ids.mapped("state")), {"open"})
        self.assertEqual(cycle.appraisal_ids.manager_id, self.employee_manager)
        for appraisal in cycle.appraisal_ids:
            self.assertEqual(sorted(appraisal.review_ids.mapped("role")), ["manager", "self"])
            self.assertEqual(len(appraisal.result_ids), 1)
        self.assertFalse(cycle.launch_pending)

    def test_killed_job_loses_and_doubles_nothing(self):
        """Killed in the middle of a batch, the job goes on where the last commit was."""
        cycle = self.make_population_cycle(self.people)
        self.as_user(cycle, self.user_officer).action_launch()
        create = type(self.env["perf.appraisal.cycle"])._create_appraisals
        batches = []

        def die(this, people, template):
            batches.append(people.ids)
            if len(batches) == 2:
                create(this, people[:1], template)
                raise Killed
            return create(this, people, template)

        cron = self.env.ref("perf_appraisal.ir_cron_perf_appraisal_launch")
        self.env.flush_all()
        # Not assertRaises: it would roll back what the job committed as well.
        with (
            patch.object(perf_appraisal_cycle_launch, "LAUNCH_BATCH", 2),
            patch.object(type(self.env["perf.appraisal.cycle"]), "_create_appraisals", die),
            self.enter_registry_test_mode(),
            suppress(Killed),
        ):
            cron.method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(batches[0], self.people[:2].ids)
        self.assertEqual(cycle.appraisal_ids.employee_id, self.people[:2], "the batch that was cut off left nothing")
        self.assertTrue(cycle.launch_pending)
        with patch.object(perf_appraisal_cycle_launch, "LAUNCH_BATCH", 2):
            self.run_job()
        self.assertEqual(cycle.appraisal_ids.employee_id, self.people)
        self.assertEqual(len(cycle.appraisal_ids), 5)
        self.assertEqual(len(cycle.appraisal_ids.review_ids), 10)
        self.assertEqual(len(cycle.appraisal_ids.template_id), 1, "one snapshot for the cycle")

    def test_running_the_job_again_changes_nothing(self):
        cycle = self.make_population_cycle(self.people)
        self.launch(cycle)
        appraisals = cycle.appraisal_ids
        self.run_job()
        self.assertEqual(cycle._launch_batch(), 0)
        self.assertEqual(cycle.appraisal_ids, appraisals)

    def test_one_person_once_a_cycle(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(UniqueViolation):
            self.make_appraisal(self.employee_employee)

    def test_failing_person_is_reported_and_skipped(self):
        cycle = self.make_population_cycle(self.people)
        create = type(self.env["perf.appraisal.cycle"])._create_appraisals
        bad = self.people[2]

        def fail(this, people, template):
            if bad in people:
                raise ValueError("broken")
            return create(this, people, template)

        with (
            patch.object(type(cycle), "_create_appraisals", fail),
            mute_logger("odoo.addons.perf_appraisal.models.perf_appraisal_cycle_launch"),
        ):
            self.launch(cycle)
        self.assertEqual(cycle.appraisal_ids.employee_id, self.people - bad)
        self.assertFalse(cycle.launch_pending)
        failed = next(each for each in cycle.anomalies if each["kind"] == "failed")
        self.assertEqual(failed["names"], [bad.name])
        self.as_user(cycle, self.user_officer).action_add_newcomers()
        self.run_job()
        self.assertEqual(cycle.appraisal_ids.employee_id, self.people)

    def test_newcomers_are_added(self):
        cycle = self.make_population_cycle(self.people)
        cycle.population_ids.domain = str([("parent_id", "=", self.employee_manager.id)])
        self.launch(cycle)
        newcomer = self.make_employees(1)
        self.assertNotIn(newcomer, cycle.appraisal_ids.employee_id)
        self.as_user(cycle, self.user_officer).action_add_newcomers()
        self.run_job()
        self.assertIn(newcomer, cycle.appraisal_ids.employee_id)

    def test_cycle_without_people_is_refused(self):
        cycle = self.make_population_cycle(self.env["hr.employee"])
        with self.assertRaisesRegex(UserError, "without people"):
            self.as_user(cycle, self.user_officer).action_launch()
        cycle.population_ids.unlink()
        with self.assertRaisesRegex(UserError, "without people"):
            self.as_user(cycle, self.user_officer).action_launch()

    def test_people_of_other_companies_take_no_part(self):
        cycle = self.make_population_cycle(self.people | self.employee_foreign)
        self.launch(cycle)
        self.assertEqual(cycle.appraisal_ids.employee_id, self.people)

    def test_deadlines_in_order(self):
        cycle = self.make_population_cycle(self.people)
        with self.assertRaisesRegex(ValidationError, "“Manager Reviews Until” can.t come before “Self"):
            cycle.manager_deadline = "2021-01-01"

    def test_extending_moves_the_reviews(self):
        """HR moves a deadline, and the reviews follow."""
        cycle = self.make_population_cycle(self.people)
        self.launch(cycle)
        day = f"{self.today.year + 1}-01-15"
        days = dict.fromkeys(("self_deadline", "manager_deadline", "share_deadline"), day)
        self.as_user(cycle, self.user_officer).write(days)
        reviews = cycle.appraisal_ids.review_ids.filtered(lambda review: review.role == "self")
        self.assertEqual({str(day) for day in reviews.mapped("deadline")}, {day})

    def test_template_without_question_for_manager_is_refused(self):
        self.template.section_ids.question_ids.write({"answer_manager": False, "answer_self": True})
        with self.assertRaisesRegex(UserError, "asks the manager nothing"):
            self.as_user(self.make_population_cycle(self.people), self.user_officer).action_launch()

    def test_a_day_for_peers_needs_somebody_who_is_asked(self):
        """One template that asks peers, reports or outsiders is enough; a group may do without."""
        cycle = self.as_user(self.make_population_cycle(self.people, peer_deadline="2021-01-15"), self.user_officer)
        with self.assertRaisesRegex(UserError, "day for peer reviews, but its templates ask"):
            cycle.action_launch()
        self.assertEqual(cycle.state, "draft")
        for role in ("peer", "report", "external"):
            with self.subTest(role=role):
                question = self.template.section_ids.question_ids[0]
                question[f"answer_{role}"] = True
                cycle._check_launch()
                question[f"answer_{role}"] = False
        cycle.peer_deadline = False
        cycle.action_launch()
        self.assertEqual(cycle.state, "running")

    def test_launch_says_where_nobody_writes_about_themselves(self):
        cycle = self.as_user(self.make_population_cycle(self.people), self.user_officer)
        self.assertNotIn("no self review", cycle._get_launch_question())
        self.template.section_ids.question_ids.write({"answer_manager": True, "answer_self": False})
        self.assertIn("asks the employee nothing: there is no self review", cycle._get_launch_question())

    def test_weights_that_count_for_nothing_are_refused(self):
        self.template.section_ids.question_ids.weight = 0
        cycle = self.as_user(self.make_population_cycle(self.people), self.user_officer)
        with self.assertRaisesRegex(UserError, "weight"):
            cycle.action_launch()
        self.assertEqual(cycle.state, "draft")

    def test_person_of_two_groups_is_appraised_once(self):
        """The first group counts, and the form says so before the launch."""
        other = self.template.copy({"name": "Another"})
        cycle = self.make_population_cycle(self.people)
        cycle.population_ids = [
            (0, 0, {"template_id": other.id, "domain": str([("id", "in", self.people.ids)]), "sequence": 20})
        ]
        officer = self.as_user(cycle, self.user_officer)
        self.assertEqual({each["kind"]: each["count"] for each in officer.anomalies}["twice"], len(self.people))
        self.assertEqual(officer.people_count, len(self.people))
        self.launch(cycle)
        self.assertEqual(len(cycle.appraisal_ids), len(self.people))
        self.assertEqual(cycle.appraisal_ids.template_id.snapshot_of_id, self.template)
        officer.invalidate_recordset()
        self.assertNotIn("twice", [each["kind"] for each in officer.anomalies], "nothing to do about it any more")

    def test_deadlines_that_run_backwards(self):
        """Each of them, whichever is moved."""
        cycle = self.make_population_cycle(self.people, peer_deadline="2021-01-15", calibration_deadline="2021-01-25")
        for name, day in (
            ("self_deadline", "2021-01-16"),
            ("peer_deadline", "2021-01-21"),
            ("manager_deadline", "2021-01-26"),
            ("calibration_deadline", "2021-01-31"),
            ("share_deadline", "2021-01-24"),
        ):
            before = cycle[name]
            with self.subTest(name=name):
                with self.assertRaisesRegex(ValidationError, "out of order"), self.env.cr.savepoint():
                    self.as_user(cycle, self.user_officer).write({name: day})
                cycle.invalidate_recordset()
                self.assertEqual(cycle[name], before)

    def test_anomalies(self):
        self.people[0].parent_id = False
        cycle = self.make_population_cycle(self.people)
        cycle.write(
            {
                "population_ids": [
                    (0, 0, {"template_id": self.template.id, "domain": str([("id", "=", self.people[1].id)])})
                ]
            }
        )
        found = {each["kind"]: each for each in self.as_user(cycle, self.user_officer).anomalies}
        self.assertEqual(found["no_manager"]["names"], [self.people[0].name])
        self.assertEqual(found["no_user"]["count"], 5)
        self.assertEqual(found["twice"]["names"], [self.people[1].name])
        self.assertNotIn("overlap", found)
        action = self.as_user(cycle, self.user_officer).action_view_anomaly("no_manager")
        self.assertEqual(action["domain"], [("id", "in", self.people[0].ids)])

    def test_departments_are_not_said_twice(self):
        """The filter stands beside the departments only where it says more than they do."""
        population = self.make_population_cycle(self.people).population_ids
        self.assertTrue(population.has_conditions)
        population.department_ids = self.env["hr.department"].create({"name": "Workshop"})
        self.assertFalse(population.has_conditions)
        population.domain = str([("department_id", "child_of", population.department_ids.ids), ("active", "=", True)])
        self.assertTrue(population.has_conditions)
        empty = self.make_population_cycle(self.people).population_ids
        empty.domain = "[]"
        self.assertFalse(empty.has_conditions)

    def test_overlap_is_a_warning(self):
        cycle = self.make_population_cycle(
            self.employee_employee, date_from=self.cycle.date_from, date_to=self.cycle.date_to
        )
        self.assertEqual([each["kind"] for each in cycle.anomalies], ["overlap"])
        cycle.sudo().state = "running"
        self.assertFalse(cycle.anomalies, "once it is launched, nobody can do anything about it")

    def test_what_is_in_is_no_worry(self):
        """Somebody without a user hinders a review until it is written."""
        self.people[0].parent_id = False
        cycle = self.make_population_cycle(self.people[:2])
        self.launch(cycle)
        officer = self.as_user(cycle, self.user_officer)
        kinds = {each["kind"]: each["count"] for each in officer.anomalies}
        self.assertEqual(kinds, {"no_user": 2, "no_manager": 1})
        reviews = cycle.appraisal_ids.review_ids.sudo()
        reviews.filtered(lambda each: each.employee_id == self.people[0]).state = "submitted"
        officer.invalidate_recordset()
        kinds = {each["kind"]: each["count"] for each in officer.anomalies}
        self.assertEqual(kinds, {"no_user": 1})
        with self.assertRaises(UserError):
            officer.action_view_anomaly("overlap")

    def test_person_without_manager_waits_for_hr(self):
        """Nobody is asked for the manager's review until HR names somebody."""
        self.people[0].parent_id = False
        cycle = self.make_population_cycle(self.people[0])
        self.launch(cycle)
        appraisal = cycle.appraisal_ids
        review = appraisal.review_ids.filtered(lambda each: each.role == "manager")
        self.assertFalse(appraisal.manager_id | review.reviewer_employee_id)
        self.as_user(appraisal, self.user_officer).write({"manager_id": self.employee_other_manager.id})
        self.assertEqual(review.reviewer_employee_id, self.employee_other_manager)

    def test_protected_fields(self):
        """The state moves by actions only, also through create and context."""
        cycle = self.as_user(self.make_population_cycle(self.people), self.user_officer)
        for vals in ({"state": "closed"}, {"launch_pending": True}, {"cancel_reason": "x"}):
            with self.assertRaises(UserError):
                cycle.write(vals)
            with self.assertRaises(UserError):
                cycle.copy(vals)
        self.assertEqual(cycle.with_context(default_state="closed").copy().state, "draft")

    def test_launched_cycle_keeps_period_and_people(self):
        officer = self.as_user(self.cycle, self.user_officer)
        for vals in ({"date_from": "2020-01-01"}, {"population_ids": [(5,)]}):
            with self.assertRaises(UserError):
                officer.write(vals)
        vals = {"cycle_id": self.cycle.id, "template_id": self.template.id}
        with self.assertRaises(UserError):
            officer.env["perf.appraisal.population"].create(vals)
        with self.assertRaises(UserError):
            officer.unlink()

    def test_bad_filters_are_refused(self):
        cycle = self.make_population_cycle(self.people)
        for domain in ("nonsense(", "[('no_such_field', '=', 1)]", "__import__('os')", "[(1, 2)]", "5"):
            with self.assertRaises(ValidationError, msg=domain):
                cycle.population_ids.domain = domain
                cycle.flush_recordset()

    def test_department_quick_pick(self):
        department = self.env["hr.department"].create({"name": "Perf Department", "company_id": self.company.id})
        self.people[:2].write({"department_id": department.id})
        cycle = self.make_population_cycle(self.people)
        cycle.population_ids.department_ids = department
        self.assertEqual(cycle.population_ids.count, 2)
        self.assertEqual(cycle.people_count, 2)

    def test_close(self):
        """A cycle closes when all results are shared, and closes these with it."""
        officer = self.as_user(self.cycle, self.user_officer)
        with self.assertRaisesRegex(UserError, "not shared yet"):
            officer.action_close()
        self.to_shared()
        officer = self.as_user(self.cycle, self.user_officer).with_context(perf_confirm=True)
        values = officer.action_close()["context"]
        self.assertEqual(self.cycle.state, "running")
        wizard = self.env["perf.appraisal.confirm"].with_user(self.user_officer).with_context(**values).create({})
        self.assertIn("1 people have not signed theirs", wizard.message)
        wizard.action_confirm()
        self.assertEqual((self.cycle.state, self.appraisal.state), ("closed", "closed"))
        with self.assertRaises(UserError):
            self.as_user(self.cycle, self.user_officer).action_close()

    def test_cancel(self):
        """Cancelling stops what is open, and keeps what was shared."""
        other = self.make_appraisal(self.employee_portal_employee)
        self.to_shared()
        officer = self.as_user(self.cycle, self.user_officer)
        for reason in ("", "  ", None, 5):
            with self.assertRaises(UserError):
                officer.action_cancel(reason)
        officer.action_cancel("The form was wrong")
        self.assertEqual((self.cycle.state, self.appraisal.state, other.state), ("cancelled", "shared", "cancelled"))
        self.assertEqual(other.log_ids[:1].reason, "The form was wrong")
        with self.assertRaises(UserError):
            self.as_user(self.review_of(other, "self"), self.user_portal_employee).save_answers({})

    def test_only_hr_of_the_company(self):
        cycle = self.make_population_cycle(self.people)
        for user in (self.user_manager, self.user_employee, self.user_portal_employee, self.user_other_officer):
            own = self.as_user(cycle, user)
            for step in (
                own.action_launch,
                own.action_close,
                own.action_add_newcomers,
                lambda own=own: own.action_cancel("because"),
                lambda own=own: own.action_view_step("all"),
                lambda own=own: own.action_view_anomaly("no_user"),
                lambda own=own: own.read(["name"]),
                lambda own=own: own.write({"name": "x"}),
            ):
                with self.assertRaises(AccessError, msg=user.login):
                    step()

    def test_progress(self):
        self.submit_self()
        self.assertEqual((self.cycle.self_done_count, self.cycle.manager_done_count), (1, 0))
        self.submit_manager()
        self.rate_and_share()
        self.acknowledge(agree=False)
        cycle = self.as_user(self.cycle, self.user_officer)
        self.assertEqual((cycle.shared_count, cycle.signed_count, cycle.appeal_count), (1, 1, 1))
        self.assertEqual(cycle.progress, 100)
        for step in ("all", "self", "manager", "share", "sign", "appeal"):
            action = cycle.action_view_step(step)
            self.env[action["res_model"]].search_count(action["domain"])
        with self.assertRaises(UserError):
            cycle.action_view_step("other")
