from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from odoo.addons.perf_base.tests.common import PerfHttpCommon

from .common import AppraisalCommon


class CompetencyCommon(AppraisalCommon):
    """A skill with three levels, and a form that asks for it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.skill_type = cls.env["hr.skill.type"].create(
            {
                "name": "Crafts",
                "skill_ids": [(0, 0, {"name": "Planning"}), (0, 0, {"name": "Soldering"})],
                "skill_level_ids": [
                    (0, 0, {"name": "Learning", "level_progress": 20}),
                    (0, 0, {"name": "Solid", "level_progress": 60}),
                    (0, 0, {"name": "Teaches others", "level_progress": 100}),
                ],
            }
        )
        cls.skill, cls.other_skill = cls.skill_type.skill_ids.sorted("name")
        cls.low, cls.middle, cls.high = cls.skill_type.skill_level_ids.sorted("level_progress")
        cls.competency = cls.make_competency()

    @classmethod
    def make_competency(cls, template=None, skill=None, **values):
        """A competency in the first section of a template, answered by employee and manager."""
        section = (template or cls.template).section_ids[0]
        skill = skill or cls.skill
        return cls.env["perf.appraisal.question"].create(
            {"section_id": section.id, "name": skill.name, "kind": "competency", "skill_id": skill.id, **values}
        )

    @classmethod
    def make_competent(cls, employee=None):
        """An open appraisal whose form asks for the competency, by its own cycle."""
        return cls.make_appraisal(employee or cls.employee_employee, cycle=cls.make_cycle("Round with competencies"))

    def ask(self, review):
        """The question about the competency in a form, as the reviewer sees it."""
        return self.questions_of(review)["competency"]

    def choose(self, review, place, **answer):
        """Choose a level of the competency as the reviewer."""
        question = self.ask(review)
        own = review.with_user(review.reviewer_employee_id.user_id)
        own.save_answers({question["id"]: {"anchor_id": question["options"][place]["id"], **answer}})


@tagged("post_install", "-at_install")
class TestPerfAppraisalCompetency(CompetencyCommon):
    """Questions about a skill: levels with what they look like at work."""

    # ------------------------------------------------------------------
    # Anchors
    # ------------------------------------------------------------------

    def test_skill_fills_the_anchors(self):
        anchors = self.competency.anchor_ids
        self.assertEqual(anchors.mapped("name"), ["Learning", "Solid", "Teaches others"])
        self.assertEqual(anchors.mapped("progress"), [20, 60, 100])
        self.assertEqual(anchors.skill_level_id, self.skill_type.skill_level_ids)
        self.assertFalse(any(anchors.mapped("description")))

    def test_words_last_written_are_taken_over(self):
        self.competency.anchor_ids[1].description = "Plans a week that holds"
        again = self.make_competency()
        self.assertEqual(again.anchor_ids.mapped("description"), [False, "Plans a week that holds", False])
        other = self.make_competency(skill=self.other_skill)
        self.assertFalse(any(other.anchor_ids.mapped("description")))
        other.skill_id = self.skill
        self.assertEqual(other.anchor_ids[1].description, "Plans a week that holds")
        self.assertEqual(len(other.anchor_ids), 3)

    def test_words_of_another_company_stay_there(self):
        foreign = self.template.copy({"company_id": self.company_other.id})
        question = foreign.section_ids.question_ids.filtered("skill_id")
        question.anchor_ids[1].description = "A secret of theirs"
        mine = self.as_user(self.env["perf.appraisal.question"], self.user_officer).create(
            {
                "section_id": self.template.section_ids[0].id,
                "name": "Planning again",
                "kind": "competency",
                "skill_id": self.skill.id,
            }
        )
        self.assertFalse(any(mine.anchor_ids.mapped("description")))

    def test_anchors_are_filled_while_the_form_is_open(self):
        with Form(
            self.env["perf.appraisal.question"].with_context(default_section_id=self.template.section_ids[0].id)
        ) as form:
            form.name = "Planning"
            form.kind = "competency"
            form.skill_id = self.skill
        self.assertEqual(len(form.record.anchor_ids), 3)

    def test_a_competency_needs_a_skill(self):
        with self.assertRaisesRegex(ValidationError, "without a skill"):
            self.env["perf.appraisal.question"].create(
                {"section_id": self.template.section_ids[0].id, "name": "Skilled?", "kind": "competency"}
            )

    def test_a_certificate_is_no_competency(self):
        self.skill_type.is_certification = True
        with self.assertRaisesRegex(ValidationError, "certificate"):
            self.make_competency()

    def test_progress_lies_on_the_scale(self):
        for progress in (-1, 101):
            with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
                self.competency.anchor_ids[0].progress = progress
                self.env.flush_all()

    def test_a_running_appraisal_keeps_its_anchors(self):
        self.competency.anchor_ids[1].description = "As it was"
        review = self.review_of(self.make_competent(), "manager")
        before = self.ask(review)
        self.competency.anchor_ids[1].description = "As it is"
        self.middle.write({"name": "Renamed", "level_progress": 55})
        self.assertEqual(self.ask(review), before)
        self.choose(review, 1)
        self.skill.unlink()
        self.env.invalidate_all()
        self.assertEqual(self.ask(review)["options"], before["options"])

    def test_anchors_of_a_snapshot_are_nobodys_to_change(self):
        anchor = self.make_competent().template_id.section_ids.question_ids.anchor_ids[:1]
        officer = self.as_user(anchor, self.user_officer)
        self.assertEqual(officer.name, "Learning")
        for step in (
            lambda: officer.write({"name": "x"}),
            lambda: officer.unlink(),
            lambda: officer.create({"name": "x", "question_id": anchor.question_id.id}),
            lambda: self.as_user(self.competency.anchor_ids[0], self.user_officer).write(
                {"question_id": anchor.question_id.id}
            ),
        ):
            with self.assertRaises(UserError):
                step()

    def test_only_hr_of_the_company_reads_anchors(self):
        anchor = self.make_competent().template_id.section_ids.question_ids.anchor_ids[:1]
        for user in (self.user_manager, self.user_employee, self.user_portal_employee, self.user_other_officer):
            with self.assertRaises(AccessError, msg=user.login):
                self.as_user(anchor, user).read(["name"])

    def test_nobody_forges_where_a_question_comes_from(self):
        officer = self.as_user(self.competency, self.user_officer)
        with self.assertRaises(UserError):
            officer.write({"origin_id": self.template.section_ids.question_ids[0].id})
        with self.assertRaises(UserError):
            officer.with_context(perf_appraisal_snapshot=True).copy()
        snapshot = self.make_competent().template_id.section_ids.question_ids.filtered("skill_id")
        self.assertEqual(snapshot.origin_id, self.competency)

    # ------------------------------------------------------------------
    # Answering
    # ------------------------------------------------------------------

    def test_choosing_a_level(self):
        review = self.review_of(self.make_competent(), "self")
        question = self.ask(review)
        self.assertEqual([option["value"] for option in question["options"]], [20, 60, 100])
        self.choose(review, 1, text="Last spring")
        answer = self.ask(review)["answer"]
        self.assertEqual(answer["anchor_id"], question["options"][1]["id"])
        self.assertEqual(answer["text"], "Last spring")
        self.assertEqual(review.answered_count, 1)

    def test_a_comment_alone_is_no_answer(self):
        review = self.review_of(self.make_competent(), "self")
        question = self.ask(review)
        own = self.as_user(review, self.user_employee)
        own.save_answers({question["id"]: {"text": "Hm"}})
        self.assertEqual(own.answered_count, 0)
        own.save_answers({question["id"]: {"unable": True}})
        self.assertEqual(own.answered_count, 1)
        self.assertFalse(self.ask(review)["answer"]["anchor_id"])

    def test_levels_of_others_are_refused(self):
        review = self.review_of(self.make_competent(), "self")
        own = self.as_user(review, self.user_employee)
        questions = self.questions_of(review)
        foreign = self.competency.anchor_ids[0].id  # of the template, not of the copy that the cycle uses
        for question, anchor in (
            (questions["competency"], foreign),
            (questions["competency"], True),
            (questions["competency"], "1"),
            (questions["rating"], questions["competency"]["options"][0]["id"]),
        ):
            with self.assertRaisesRegex(UserError, "not one of those"):
                own.save_answers({question["id"]: {"anchor_id": anchor}})
        with self.assertRaises(UserError):
            own.save_answers({questions["competency"]["id"]: {"level_id": self.levels[0].id}})

    # ------------------------------------------------------------------
    # Score
    # ------------------------------------------------------------------

    def make_scored(self, place=1, **answer):
        appraisal = self.make_competent()
        self.choose(self.review_of(appraisal, "self"), 2)
        self.choose(self.review_of(appraisal, "manager"), place, **answer)
        self.submit_both(appraisal, level=3)
        return appraisal

    def test_the_managers_level_counts(self):
        appraisal = self.make_scored()
        line = next(line for line in appraisal.score_lines if line["label"] == "Planning")
        self.assertEqual((line["score"], line["weight"]), (60.0, 30.0))
        self.assertEqual(line["note"], "Solid, at 60 of 100")
        self.assertEqual(appraisal.score, (75 + 60) / 2)  # nobody has goals, so teamwork alone counts

    def test_unable_gives_the_weight_to_others(self):
        appraisal = self.make_scored(unable=True)
        line = next(line for line in appraisal.score_lines if line["label"] == "Planning")
        self.assertEqual((line["score"], line["effective_weight"]), (None, 0.0))
        self.assertEqual(appraisal.score, 75.0)

    def test_result_says_the_level_in_words(self):
        self.competency.anchor_ids[1].description = "Plans a week that holds"
        appraisal = self.make_scored()
        sections = appraisal.with_user(self.user_manager).get_result()["sections"]
        [question] = [each for section in sections for each in section["questions"] if each["kind"] == "competency"]
        levels = {answer["role"]: (answer["level_name"], answer["level_description"]) for answer in question["answers"]}
        self.assertEqual(levels["manager"], ("Solid", "Plans a week that holds"))
        self.assertEqual(levels["self"][0], "Teaches others")


@tagged("post_install", "-at_install")
class TestPerfAppraisalLaunchChecks(CompetencyCommon):
    """What would go wrong is said before people are asked."""

    def problem(self, **kwargs):
        self.env.flush_all()
        return self.template._get_launch_problem(**kwargs)

    def test_good_template(self):
        self.assertEqual(self.problem(), "")
        self.assertEqual(self.problem(roles=("self", "manager")), "")

    def test_a_role_that_is_asked_nothing(self):
        words = {
            "second_manager": "second manager nothing",
            "peer": "peers nothing",
            "report": "reports nothing",
            "external": "outsiders nothing",
        }
        for role, sentence in words.items():
            self.assertIn(sentence, self.problem(roles=("manager", role)))
        self.template.section_ids.question_ids[0].answer_peer = True
        self.assertEqual(self.problem(roles=("manager", "peer")), "")
        self.template.section_ids.question_ids.answer_self = False
        self.assertIn("asks the employee nothing", self.problem(roles=("self",)))
        self.template.section_ids.question_ids.write({"answer_self": True, "answer_manager": False})
        self.assertIn("asks the manager nothing", self.problem())

    def test_weights_that_are_all_nothing(self):
        self.template.section_ids.weight = 0
        self.assertIn("all weights are 0", self.problem())
        self.template.section_ids.weight = 1
        self.template.section_ids.question_ids.weight = 0
        self.assertIn("“Helps others”", self.problem())

    def test_words_alone_need_no_weight(self):
        self.template.section_ids.question_ids.filtered(lambda each: each.kind not in ("text", "choice")).unlink()
        self.template.section_ids.weight = 0
        self.assertEqual(self.problem(), "")

    def test_scale_with_one_level(self):
        scale = self.env["perf.rating.scale"].create({"name": "Poor", "level_ids": [(0, 0, {"name": "x", "value": 1})]})
        rating = self.template.section_ids.question_ids.filtered(lambda each: each.kind == "rating")
        rating.scale_id = scale
        self.assertIn("“Helps others”: the rating scale “Poor” has fewer than two levels", self.problem())
        rating.scale_id = self.scale
        self.template.scale_id = scale
        self.assertIn("“Poor” has fewer than two levels", self.problem())

    def test_competency_without_levels(self):
        self.competency.anchor_ids.unlink()
        self.assertIn("“Planning” has no levels", self.problem())

    def test_launch_says_it(self):
        self.competency.anchor_ids.unlink()
        cycle = self.make_population_cycle(self.employee_employee)
        with self.assertRaisesRegex(UserError, "“Planning” has no levels"):
            cycle.with_user(self.user_officer).action_launch()
        self.assertEqual(cycle.state, "draft")


@tagged("post_install", "-at_install")
class TestPerfRatingScale(AppraisalCommon):
    """Levels cover all scores, each once."""

    def make_scale(self, *minimums, **values):
        return self.env["perf.rating.scale"].create(
            {
                "name": "Ladder",
                "level_ids": [
                    (0, 0, {"name": f"Step {place}", "value": place, "min_score": minimum})
                    for place, minimum in enumerate(minimums, start=1)
                ],
                **values,
            }
        )

    def test_wrong_minimums_are_named(self):
        for minimums, sentence in (
            ((10, 50), "covers the scores below 10"),
            ((0, 50, 50), "both begin at the score 50"),
            ((0, 60, 40), "begins at a lower score"),
        ):
            with self.assertRaisesRegex(ValidationError, sentence):
                self.make_scale(*minimums)

    def test_minimum_outside_of_the_scores(self):
        for minimum in (-5, 120):
            with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
                self.make_scale(0, minimum)
                self.env.flush_all()

    def test_nothing_said_is_spread_evenly(self):
        self.assertEqual(self.make_scale(0, 0, 0, 0).level_ids.mapped("min_score"), [0, 25, 50, 75])

    def test_several_levels_move_together(self):
        scale = self.make_scale(0, 20, 40)
        levels = scale.level_ids
        scale.write({"level_ids": [(1, levels[1].id, {"min_score": 50}), (1, levels[2].id, {"min_score": 70})]})
        self.assertEqual(levels.mapped("min_score"), [0, 50, 70])
        self.as_user(scale, self.user_officer).action_spread_levels()
        self.assertEqual(levels.mapped("min_score"), [0, 33.33, 66.67])

    def test_who_may_spread(self):
        scale = self.make_scale(0, 20)
        for user in (self.user_manager, self.user_employee, self.user_portal_employee):
            with self.assertRaises(AccessError):
                self.as_user(scale, user).action_spread_levels()
        with self.assertRaises(ValidationError):  # a launched cycle uses it
            self.as_user(self.scale, self.user_officer).action_spread_levels()

    def test_several_scales_in_a_company(self):
        first, second = self.make_scale(0, 50), self.make_scale(0, 10, 90, company_id=self.company.id)
        self.assertEqual((first.level_count, second.level_count), (2, 3))
        self.template.scale_id = second
        self.assertEqual(self.template.section_ids.question_ids.scale_id, self.scale)

    def test_a_level_is_a_word_and_a_colour(self):
        option = self.levels[3]._prepare_form_option()
        self.assertEqual((option["label"], option["color"]), (self.levels[3].name, self.levels[3].color))
        with self.assertRaises(ValueError):
            self.make_scale(0, 50).level_ids[0].color = "red"


@tagged("post_install", "-at_install")
class TestCompetencyPortal(CompetencyCommon, PerfHttpCommon):
    """Competencies are answered on a phone without JavaScript, and not by calls from outside the form."""

    def setUp(self):
        super().setUp()
        self.competency.anchor_ids[1].description = "Plans a week that holds"
        self.appraisal = self.make_competent(self.employee_portal_employee)
        self.review = self.review_of(self.appraisal, "self")
        self.login(self.user_portal_employee)

    def test_form_without_javascript(self):
        question = self.ask(self.review)
        url = f"/my/reviews/{self.review.id}"
        page = self.url_open(url).text
        self.assertIn("Plans a week that holds", page)
        self.assertIn(f'name="q{question["id"]}_anchor"', page)
        chosen = question["options"][1]["id"]
        self.post(url, **{f"q{question['id']}_anchor": chosen, f"q{question['id']}_text": "In May"})
        answer = self.ask(self.review)["answer"]
        self.assertEqual((answer["anchor_id"], answer["text"]), (chosen, "In May"))
        self.assertIn("Solid", self.url_open(f"{url}/summary").text)
        self.post(url, **{f"q{question['id']}_anchor": "unable"})
        answer = self.ask(self.review)["answer"]
        self.assertEqual((answer["anchor_id"], answer["unable"]), (False, True))

    def test_wrong_level_is_refused_in_words(self):
        question = self.ask(self.review)
        answer = {f"q{question['id']}_anchor": self.competency.anchor_ids[0].id, f"q{question['id']}_text": "Kept"}
        page = self.post(f"/my/reviews/{self.review.id}", **answer).text
        self.assertIn("is not one of those", page)
        self.assertIn("Kept", page)
        self.assertFalse(self.ask(self.review)["answer"]["anchor_id"])

    def test_rpc_reads_and_writes_no_anchor(self):
        anchor = self.appraisal.template_id.section_ids.question_ids.anchor_ids[0]
        for method, args in (
            ("read", [anchor.ids, ["name"]]),
            ("write", [anchor.ids, {"name": "x"}]),
            ("unlink", [anchor.ids]),
            ("search_read", [[("id", "=", anchor.id)]]),
            ("name_search", ["Learning"]),
            ("formatted_read_group", [[], ["name"], ["__count"]]),
        ):
            _result, error = self.rpc("perf.appraisal.anchor", method, *args)
            self.assertTrue(error, method)
