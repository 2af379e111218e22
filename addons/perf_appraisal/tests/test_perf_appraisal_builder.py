from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.perf_appraisal.tools.roles import ROLES, answer_field
from odoo.addons.perf_base.tests.common import PerfHttpCommon

from .test_perf_appraisal_kinds import CompetencyCommon

READY = ("yearly", "probation", "project", "360")


@tagged("post_install", "-at_install")
class TestTemplateBuilder(CompetencyCommon):
    """What the builder reads and writes, and by whom."""

    def builder(self, template=None):
        return self.as_user(template or self.template, self.user_officer).get_builder()

    def order(self):
        return [(section.id, section.question_ids.ids) for section in self.template.section_ids]

    def test_what_it_shows(self):
        data = self.builder()
        self.assertTrue(data["can_edit"])
        self.assertEqual([role["key"] for role in data["roles"]], list(ROLES))
        self.assertLessEqual(
            {"rating", "competency", "text", "choice", "goals"}, {kind["key"] for kind in data["kinds"]}
        )
        scored = {kind["key"] for kind in data["kinds"] if kind["is_scored"]}
        self.assertLessEqual({"rating", "competency", "goals"}, scored)
        self.assertFalse({"text", "choice"} & scored)
        [competency] = [
            each for section in data["sections"] for each in section["questions"] if each["kind"] == "competency"
        ]
        self.assertEqual([anchor["progress"] for anchor in competency["anchors"]], [20, 60, 100])
        self.assertEqual({role for role, asked in competency["roles"].items() if asked}, {"self", "manager"})
        self.assertEqual(competency["problem"], "")

    def test_problem_stands_at_its_question(self):
        self.competency.anchor_ids.unlink()
        data = self.builder()
        problems = [each["problem"] for section in data["sections"] for each in section["questions"]]
        self.assertEqual(len([problem for problem in problems if problem]), 1)
        self.assertIn("has no levels", "".join(problems))

    def test_a_copy_in_use_is_only_read(self):
        self.assertFalse(self.builder(self.appraisal.template_id)["can_edit"])

    def test_order(self):
        officer = self.as_user(self.template, self.user_officer)
        (first, questions), (second, others) = self.order()
        officer.set_order([[second, others[::-1]], [first, questions]])
        self.env.invalidate_all()
        self.assertEqual(self.order(), [(second, others[::-1]), (first, questions)])

    def test_a_question_moves_to_another_section(self):
        officer = self.as_user(self.template, self.user_officer)
        (first, questions), (second, others) = self.order()
        officer.set_order([[first, questions[1:]], [second, [questions[0], *others]]])
        self.env.invalidate_all()
        self.assertEqual(self.order(), [(first, questions[1:]), (second, [questions[0], *others])])

    def test_an_order_that_does_not_fit_is_refused(self):
        officer = self.as_user(self.template, self.user_officer)
        before = (first, questions), (second, others) = self.order()
        foreign = self.template.copy().section_ids
        for order in (
            [[first, questions]],
            [[first, questions], [second, []]],
            [[first, questions], [second, [*others, questions[0]]]],
            [[first, questions], [second, others], [foreign[0].id, foreign[0].question_ids.ids]],
            "nonsense",
            [["a", "b"]],
            None,
        ):
            with self.assertRaisesRegex(UserError, "Reload the page"):
                officer.set_order(order)
        self.assertEqual(self.order(), list(before))

    def test_a_copy_in_use_keeps_its_order(self):
        snapshot = self.as_user(self.appraisal.template_id, self.user_officer)
        order = [[section.id, section.question_ids.ids] for section in snapshot.section_ids]
        with self.assertRaises(UserError):
            snapshot.set_order(order[::-1])

    def test_only_hr_of_the_company(self):
        self.template.company_id = self.company
        for user in (self.user_manager, self.user_employee, self.user_portal_employee, self.user_other_officer):
            template = self.as_user(self.template, user)
            for step in (template.get_builder, template.get_history, lambda template=template: template.set_order([])):
                with self.assertRaises(AccessError, msg=user.login):
                    step()

    def test_queries_dont_grow(self):
        def make(count):
            return self.env["perf.appraisal.template"].create(
                {
                    "name": "Long",
                    "section_ids": [
                        (
                            0,
                            0,
                            {
                                "name": f"Section {number}",
                                "question_ids": [
                                    (0, 0, {"name": "Rated", "scale_id": self.scale.id}) for _each in "ab"
                                ],
                            },
                        )
                        for number in range(count)
                    ],
                }
            )

        self.assertQueriesDontGrow(make, lambda template: template.with_user(self.user_officer).get_builder())
        self.assertQueriesDontGrow(make, lambda template: template.with_user(self.user_officer).get_preview("self"))


@tagged("post_install", "-at_install")
class TestTemplateHistory(CompetencyCommon):
    """Which cycles used a template, and what was changed since."""

    def history(self, user=None):
        self.env.flush_all()
        self.env.invalidate_all()
        return self.as_user(self.template, user or self.user_officer).get_history()

    def texts(self):
        self.make_competent()
        return lambda: [change["text"] for change in self.history()[0]["changes"]]

    def test_nothing_changed(self):
        changes = self.texts()
        self.assertEqual(changes(), [])
        version = self.history()[0]
        self.assertEqual((version["cycle"], version["people"]), ("Round with competencies", 1))

    def test_what_changed(self):
        changes = self.texts()
        first, second = self.template.section_ids
        helps = first.question_ids.filtered(lambda each: each.name == "Helps others")
        helps.write({"name": "Helps all", "weight": 3, "answer_peer": True})
        self.competency.anchor_ids[0].description = "New words"
        self.env["perf.appraisal.question"].create({"section_id": second.id, "name": "Added", "kind": "text"})
        first.question_ids.filtered(lambda each: each.kind == "text").unlink()
        found = changes()
        self.assertIn("New: “Added”", found)
        self.assertIn("Removed: “What went well?”", found)
        self.assertIn("“Helps all”, Weight: 1.00, now 3.00", found)
        self.assertIn("“Helps all”, Who answers: Employee, Manager, now Employee, Manager, Peers", found)
        self.assertTrue(any("Anchors" in text and "New words" in text for text in found))
        self.assertEqual(len(found), 6)

    def test_who_changed_it(self):
        self.texts()
        self.as_user(self.competency, self.user_officer).name = "Plans well"
        [change] = self.history()[0]["changes"]
        self.assertIn(self.user_officer.name, change["by"])

    def test_each_cycle_has_its_version(self):
        self.make_competent()
        self.competency.name = "Plans well"
        self.make_appraisal(self.employee_employee, cycle=self.make_cycle("Later"))
        later, earlier = self.history()[:2]
        self.assertEqual((later["cycle"], later["changes"]), ("Later", []))
        self.assertEqual(len(earlier["changes"]), 1)

    def test_moving_a_question_is_a_change(self):
        changes = self.texts()
        self.competency.section_id = self.template.section_ids[1]
        self.assertEqual(changes(), ["“Planning”, Section: Teamwork, now Goals"])

    def test_cycles_of_another_company_stay_unseen(self):
        self.make_appraisal(self.employee_foreign, cycle=self.make_cycle("Theirs", company_id=self.company_other.id))
        self.assertNotIn("Theirs", [version["cycle"] for version in self.history()])

    def test_queries_dont_grow(self):
        """Neither with cycles nor with what was changed since."""

        def make(count):
            template = self.template.copy()
            for number in range(count):
                template._get_snapshot(self.make_cycle(f"Round {number}"))
            self.env["perf.appraisal.question"].create(
                [
                    {"section_id": template.section_ids[0].id, "name": f"Added {number}", "kind": "text"}
                    for number in range(count)
                ]
            )
            return template

        self.assertQueriesDontGrow(
            make, lambda template: template.with_user(self.user_officer).get_history(), small=2, large=15
        )


@tagged("post_install", "-at_install")
class TestReadyTemplates(CompetencyCommon):
    """The ready templates work as they are, for each who answers."""

    def test_they_launch(self):
        for name in READY:
            with self.subTest(template=name):
                template = self.env.ref(f"perf_appraisal.perf_appraisal_template_{name}")
                roles = [role for role in ROLES if template._asks(role)]
                self.assertLessEqual({"self", "manager"}, set(roles))
                self.assertEqual(template._get_launch_problem(roles), "")
                for anchor in template.section_ids.question_ids.anchor_ids:
                    self.assertTrue(anchor.description, anchor.name)
                    self.assertTrue(anchor.skill_level_id, anchor.name)

    def test_who_is_asked(self):
        asked = {
            name: {role for role in ROLES if self.env.ref(f"perf_appraisal.perf_appraisal_template_{name}")._asks(role)}
            for name in READY
        }
        self.assertEqual(asked["yearly"], {"self", "manager"})
        self.assertEqual(asked["probation"], {"self", "manager"})
        self.assertEqual(asked["project"], {"self", "manager", "peer", "external"})
        self.assertEqual(asked["360"], set(ROLES))

    def test_each_role_can_answer_all_of_it(self):
        """Every required question has an answer that is taken, and the score comes of it."""
        people = [self.employee_employee, self.employee_manager, *self.make_employees(4)]
        for name in READY:
            with self.subTest(template=name):
                appraisal, reviews = self.open_with_all(name, people)
                for review in reviews:
                    own = review.sudo(False).with_user(review.reviewer_employee_id.user_id or self.env.user)
                    form = self.answer_all(own)
                    self.assertTrue(form["sections"])
                    self.assertEqual(review.state, "submitted")
                self.assertTrue(appraisal.has_score)
                self.assertTrue(appraisal.suggested_level_id)

    def open_with_all(self, name, people):
        """An appraisal on a ready template with a review for each role that it asks."""
        template = self.env.ref(f"perf_appraisal.perf_appraisal_template_{name}")
        cycle = self.make_cycle(f"Round {name}")
        appraisal = self.env["perf.appraisal"].create(
            {
                "cycle_id": cycle.id,
                "employee_id": people[0].id,
                "template_id": template.id,
                "manager_id": people[1].id,
            }
        )
        appraisal.action_open()
        there = appraisal.review_ids.mapped("role")
        roles = [role for role in ROLES if template._asks(role) and role not in there]
        users = self.env["res.users"].create(
            [
                {
                    "name": f"{name} {role}",
                    "login": f"{name}_{role}",
                    "group_ids": [(6, 0, self.env.ref("base.group_user").ids)],
                }
                for role in roles
            ]
        )
        for person, user in zip(people[2:], users):  # noqa: B905 there may be fewer roles than people
            person.user_id = user
        more = self.env["perf.appraisal.review"].create(
            [
                {"appraisal_id": appraisal.id, "role": role, "reviewer_employee_id": person.id}
                for role, person in zip(roles, people[2:])  # noqa: B905
            ]
        )
        return appraisal, appraisal.review_ids | more

    def answer_all(self, review):
        form = review.get_form()
        parts = {"rating": "level_id", "competency": "anchor_id", "choice": "choice"}
        review.save_answers(
            {
                question["id"]: {parts[question["kind"]]: question["options"][-1]["id"]}
                if question["kind"] in parts
                else {"text": "Well done"}
                for section in form["sections"]
                for question in section["questions"]
            }
        )
        review.action_submit()
        return form


@tagged("post_install", "-at_install")
class TestTemplatePreview(CompetencyCommon, PerfHttpCommon):
    """The preview is the portal's own form, for HR only."""

    def preview(self, role, template=None):
        return self.url_open(f"/my/reviews/preview/{(template or self.template).id}/{role}")

    def test_each_role_sees_its_questions(self):
        self.login(self.user_officer)
        questions = self.template.section_ids.question_ids
        questions[0].write({answer_field(role): True for role in ROLES})
        questions[1].write({"answer_self": False})
        for role in ROLES:
            page = self.preview(role)
            self.assertEqual(page.status_code, 200)
            self.assertIn(questions[0].name, page.text)
            self.assertEqual(questions[1].name in page.text, role == "manager")
            self.assertNotIn("<form", page.text)

    def test_a_role_that_is_asked_nothing(self):
        self.login(self.user_officer)
        self.assertIn("Nothing is asked here", self.preview("external").text)

    def test_only_hr(self):
        for user in (self.user_manager, self.user_employee, self.user_portal_employee):
            self.login(user)
            self.assertEqual(self.preview("self").status_code, 404, user.login)
        self.template.company_id = self.company
        self.login(self.user_other_officer)
        self.assertEqual(self.preview("self").status_code, 404)

    def test_wrong_addresses(self):
        self.login(self.user_officer)
        self.assertEqual(self.preview("nobody").status_code, 404)
        self.assertEqual(self.url_open("/my/reviews/preview/2000000000/self").status_code, 404)


@tagged("post_install", "-at_install")
class TestKeystroke(CompetencyCommon):
    """What is typed is saved in one small request, however long the form is."""

    def make_long(self, count):
        template = self.env["perf.appraisal.template"].create(
            {
                "name": "Long",
                "scale_id": self.scale.id,
                "section_ids": [
                    (
                        0,
                        0,
                        {
                            "name": "All",
                            "question_ids": [
                                (0, 0, {"name": f"Question {number}", "scale_id": self.scale.id})
                                for number in range(count)
                            ],
                        },
                    )
                ],
            }
        )
        appraisal = self.env["perf.appraisal"].create(
            {
                "cycle_id": self.make_cycle(f"Round of {count}").id,
                "employee_id": self.employee_employee.id,
                "template_id": template.id,
                "manager_id": self.employee_manager.id,
            }
        )
        appraisal.action_open()
        return self.review_of(appraisal, "self")

    def test_one_answer_of_sixty(self):
        """As many queries with sixty questions as with five, and few."""
        for answer in ({"text": "A"}, {"level_id": self.levels[2].id}):

            def save(review, answer=answer):  # pylint: disable=dangerous-default-value
                own = review.with_user(self.user_employee)
                questions = (
                    own.env["perf.appraisal.question"]
                    .sudo()
                    .search([("template_id", "=", review.appraisal_id.template_id.id)], order="id desc", limit=1)
                )
                own.save_answers({questions.id: answer})

            self.assertQueriesDontGrow(self.make_long, save, small=5, large=60)

    def test_a_second_answer_takes_few_queries(self):
        review = self.make_long(60)
        own = review.with_user(self.user_employee)
        question = own.get_form()["sections"][0]["questions"][-1]["id"]
        own.save_answers({question: {"text": "A"}})
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        own.save_answers({question: {"text": "A b"}})
        self.env.flush_all()
        self.assertLess(self.env.cr.sql_log_count - before, 25)
