from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common import AppraisalCommon


@tagged("post_install", "-at_install")
class TestPerfAppraisalTemplate(AppraisalCommon):
    """Forms that HR builds, and what a launch freezes."""

    def question(self, **values):
        return self.env["perf.appraisal.question"].create({"section_id": self.template.section_ids[0].id, **values})

    def test_rating_without_scale_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "without a scale"):
            self.question(name="How good?", kind="rating")

    def test_choice_needs_two_options(self):
        for options in (False, "One", "One\n\nOne"):
            with self.assertRaisesRegex(ValidationError, "two options"):
                self.question(name="Which?", kind="choice", options=options)
        self.assertEqual(self.question(name="Which?", kind="choice", options=" A \n\nB\nA")._get_options(), ["A", "B"])

    def test_somebody_answers(self):
        with self.assertRaisesRegex(ValidationError, "Nobody answers"):
            self.question(name="Hm?", kind="text", answer_self=False, answer_manager=False)

    def test_editing_does_not_touch_running_appraisals(self):
        before = self.as_user(self.self_review, self.user_employee).get_form()["sections"]
        officer = self.as_user(self.template, self.user_officer)
        officer.name = "New name"
        officer.section_ids[0].question_ids[0].name = "Something else"
        officer.section_ids[1].unlink()
        self.question(name="One more", kind="text")
        after = self.as_user(self.self_review, self.user_employee).get_form()["sections"]
        self.assertEqual(before, after)

    def test_snapshot_is_immutable(self):
        """Not even HR administrators change what a launched cycle asks."""
        snapshot = self.as_user(self.appraisal.template_id, self.user_admin)
        section, question = snapshot.section_ids[0], snapshot.section_ids[0].question_ids[0]
        own = self.as_user(self.template.section_ids[0], self.user_admin)
        for step in (
            lambda: snapshot.write({"name": "x"}),
            lambda: snapshot.write({"active": True}),
            lambda: snapshot.write({"section_ids": [(2, section.id)]}),
            lambda: section.write({"weight": 5}),
            lambda: question.write({"name": "x"}),
            lambda: question.unlink(),
            lambda: section.unlink(),
            lambda: snapshot.unlink(),
            lambda: own.write({"template_id": snapshot.id}),
            lambda: own.question_ids[0].write({"section_id": section.id}),
            lambda: question.create({"section_id": section.id, "name": "x", "kind": "text"}),
            lambda: section.create({"template_id": snapshot.id, "name": "x"}),
        ):
            with self.assertRaises(UserError):
                step()

    def test_snapshots_come_from_launches_only(self):
        templates = self.as_user(self.env["perf.appraisal.template"], self.user_officer)
        vals = {"name": "Forged", "snapshot_of_id": self.template.id, "cycle_id": self.cycle.id}
        with self.assertRaises(UserError):
            templates.create(vals)
        with self.assertRaises(UserError):
            templates.browse(self.template.id).write({"snapshot_of_id": self.template.id})
        forged = templates.with_context(default_snapshot_of_id=self.template.id).create({"name": "Forged"})
        self.assertFalse(forged.snapshot_of_id)

    def test_scale_in_use_keeps_its_meaning(self):
        scale = self.as_user(self.scale, self.user_admin)
        self.assertTrue(scale.is_locked)
        for step in (
            lambda: scale.level_ids[0].write({"name": "Bad"}),
            lambda: scale.level_ids[0].write({"min_score": 3}),
            lambda: scale.level_ids[0].unlink(),
            lambda: scale.write({"level_ids": [(0, 0, {"name": "Six", "value": 6})]}),
        ):
            with self.assertRaises(ValidationError):  # it takes back what was done, assertRaisesRegex does not
                step()
        copy = self.as_user(self.scale, self.user_admin).copy()
        self.assertEqual(len(copy.level_ids), 5)
        copy.level_ids[0].name = "Other"
        copy.level_ids[0].unlink()

    def test_scale_in_a_template_stays(self):
        scale = self.as_user(self.scale, self.user_admin).copy()
        self.template.scale_id = scale
        with self.assertRaises(ValidationError):
            self.as_user(scale, self.user_admin).unlink()
        self.template.scale_id = self.scale
        self.as_user(scale, self.user_admin).unlink()

    def test_template_of_a_cycle_stays(self):
        with self.assertRaises(UserError):
            self.as_user(self.template, self.user_admin).unlink()
        copy = self.as_user(self.template, self.user_admin).copy()
        copy.unlink()
        with self.assertRaises(UserError):
            self.as_user(self.cycle, self.user_admin).unlink()

    def test_shares_of_the_score(self):
        sections = self.template.section_ids
        self.assertEqual(sections.mapped("weight_share"), [60, 40])
        sections[1].question_ids.filtered(lambda each: each.kind == "goals").weight = 0
        self.assertEqual(sections.mapped("weight_share"), [100, 0])

    def test_preview(self):
        officer = self.as_user(self.template, self.user_officer)
        officer.section_ids.question_ids.filtered(lambda each: each.kind == "text").answer_manager = False
        count = {
            role: sum(len(section["questions"]) for section in officer.get_preview(role))
            for role in ("self", "manager")
        }
        self.assertEqual(count, {"self": 4, "manager": 3})
        with self.assertRaises(UserError):
            officer.get_preview("nobody")

    def test_only_hr_reads_and_writes(self):
        for user in (self.user_manager, self.user_employee, self.user_portal_employee, self.user_other_officer):
            template = self.as_user(self.appraisal.template_id, user)
            for step in (
                lambda template=template: template.get_preview("self"),
                lambda template=template: template.read(["name"]),
                lambda template=template: template.section_ids.read(["name"]),
                lambda template=template: template.section_ids.question_ids.read(["name"]),
            ):
                with self.assertRaises(AccessError, msg=user.login):
                    step()
