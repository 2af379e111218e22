from odoo.tests import tagged

from odoo.addons.perf_base.tests.common import PerfCommon

from .reviewers_common import ReviewersSetUp


@tagged("post_install", "-at_install")
class TestPerfAppraisalSecondRoles(ReviewersSetUp, PerfCommon):
    """Somebody who is asked for a review becomes another one to the employee while the answers are collected."""

    def change_manager(self, manager):
        self.as_user(self.appraisal, self.user_officer).write({"manager_id": manager.id})
        self.env.invalidate_all()

    def nomination_of(self, person):
        return self.appraisal.nomination_ids.filtered(lambda each: each.reviewer_employee_id == person)

    def check_new_manager(self, state):
        """A colleague becomes the reviewing manager; their review is over, whatever became of it until then."""
        manager = self.employee_other_manager
        self.nominate(self.peers[:4])
        for person in (self.peers[0], self.peers[1]):
            self.answer(person, text=f"Words of {person.name}")
        if state != "invited":
            self.answer(manager, text="What I thought as a colleague", submit=state == "submitted")
        review = self.review_by(manager)
        self.assertEqual(review.state, state)
        self.change_manager(manager)
        self.assertEqual(review.state, "expired")
        self.assertFalse(review._get_answers() or review.saved_date or review.submitted_date)
        nomination = self.nomination_of(manager)
        self.assertEqual((nomination.state, nomination.reason), ("withdrawn", "Writes the manager's review."))
        [own] = self.review_by(manager) - review
        self.assertEqual((own.role, own.state), ("manager", "invited"))
        self.assertFalse(self.as_user(review, manager.user_id)._is_open())
        activities = self.env["mail.activity"].search([("res_model", "=", review._name), ("res_id", "=", review.id)])
        self.assertFalse(activities)
        self.assertEqual({row["state"] for row in self.rows(manager)}, {"withdrawn"})
        return nomination.read(["state", "reason", "declined", "can_withdraw"])[0]

    def rows(self, person):
        """The line of that person on the page of the reviewers, as the employee sees it."""
        page = self.as_user(self.appraisal, self.user_employee).get_reviewers()
        return [row for role in page["roles"] for row in role["rows"] if row["reviewer_id"] == person.id]

    def test_colleague_who_was_asked(self):
        self.check_new_manager("invited")

    def test_colleague_who_has_begun(self):
        self.check_new_manager("in_progress")

    def test_colleague_who_has_answered(self):
        """With an answer of the manager's own among three, the other two would be easy to tell apart for them."""
        self.check_new_manager("submitted")
        self.close()
        questions = self.results(self.user_other_manager)
        self.assertTrue(questions)
        self.assertFalse(any(question["groups"] for question in questions.values()))

    def test_colleague_who_was_proposed(self):
        self.nominate([self.employee_other_manager], user=self.user_employee)
        self.change_manager(self.employee_other_manager)
        self.assertEqual(self.nomination_of(self.employee_other_manager).state, "withdrawn")
        self.assertEqual(self.appraisal.proposal_count, 0)

    def test_second_manager(self):
        """The manager above becomes the manager: who stands above them now is asked as second manager."""
        review = self.review_of(self.appraisal, "second_manager")
        self.answer(self.employee_head, submit=False)
        self.change_manager(self.employee_head)
        self.assertEqual(review.state, "expired")
        second = self.review_of(self.appraisal, "second_manager")
        self.assertEqual((second.reviewer_employee_id, second.state), (self.employee_director, "invited"))
        self.assertEqual(self.review_of(self.appraisal, "manager").reviewer_employee_id, self.employee_head)

    def test_second_manager_who_has_answered(self):
        """What stands with a name stays, and is read as before."""
        self.answer(self.employee_head)
        self.change_manager(self.employee_head)
        review = self.review_of(self.appraisal, "second_manager")
        self.assertEqual((review.reviewer_employee_id, review.state), (self.employee_head, "submitted"))

    def test_former_manager_as_colleague(self):
        """Who reviewed until now may be asked as a colleague."""
        self.change_manager(self.employee_other_manager)
        self.nominate([self.employee_manager], user=self.user_other_manager)
        self.assertEqual(
            self.review_by(self.employee_manager).filtered(lambda each: each.state == "invited").role, "peer"
        )

    def test_colleague_who_becomes_a_report(self):
        """They answer as what they were asked, and count there; nobody else learns that they moved."""
        self.nominate(self.peers[:3])
        self.answer(self.peers[0])
        self.peers[0].parent_id = self.peers[1].parent_id = self.employee_employee
        self.env.flush_all()
        for person in self.peers[1:3]:
            self.answer(person)
        self.close()
        [group] = self.results()["Helps others"]["groups"]
        self.assertEqual((group["group"], group["count"]), ("peer", 3))

    def test_report_who_leaves_the_team(self):
        self.nominate(self.reports[:3], "report")
        self.reports[0].parent_id = self.employee_other_manager
        self.env.flush_all()
        for person in self.reports[:3]:
            self.answer(person)
        self.close()
        [group] = self.results()["Helps others"]["groups"]
        self.assertEqual((group["group"], group["count"]), ("report", 3))

    def test_leaver_who_has_not_answered(self):
        """Nobody waits for them; who is left may be enough, and somebody else can be asked."""
        self.nominate(self.peers)
        self.answer(self.peers[0], submit=False)
        for person in self.peers[1:]:
            self.answer(person)
        leaver = self.peers[0]
        review = self.review_by(leaver)
        leaver.active = False
        self.run_collection()
        self.assertEqual(review.state, "expired")
        self.assertFalse(review._get_answers())
        nomination = self.nomination_of(leaver)
        self.assertEqual((nomination.state, nomination.reason), ("withdrawn", "Does not work here any more."))
        self.assertTrue(self.run_collection(), "all others have answered")
        self.assertEqual(self.results()["Helps others"]["groups"][0]["count"], 3)

    def test_leaver_who_has_answered(self):
        """What was handed in counts, and nothing tells that it came from somebody who left."""
        self.nominate(self.peers[:3])
        for person in self.peers[:3]:
            self.answer(person)
        self.peers[0].active = False
        self.assertTrue(self.run_collection())
        self.assertEqual(self.results()["Helps others"]["groups"][0]["count"], 3)


@tagged("post_install", "-at_install")
class TestPerfAppraisalGroupCompetency(ReviewersSetUp, PerfCommon):
    """The threshold counts levels of competencies, and the words beside them, as all other answers."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        kinds = cls.env["hr.skill.type"].create(
            {
                "name": "Crafts",
                "skill_ids": [(0, 0, {"name": "Planning"})],
                "skill_level_ids": [
                    (0, 0, {"name": "Learning", "level_progress": 20}),
                    (0, 0, {"name": "Solid", "level_progress": 60}),
                ],
            }
        )
        cls.env["perf.appraisal.question"].create(
            {
                "section_id": cls.template.section_ids[0].id,
                "name": "Planning",
                "kind": "competency",
                "skill_id": kinds.skill_ids.id,
                "answer_peer": True,
                "answer_report": True,
            }
        )
        cycle = cls.make_cycle("Round with competencies")
        cycle.peer_deadline = cycle.self_deadline
        cls.appraisal = cls.make_appraisal(cls.employee_employee, cycle=cycle)

    def choose(self, person, place=0, text=""):
        """Answer all as that person; a place of None can't say how they plan."""
        review = self.as_user(self.review_by(person, self.appraisal), person.user_id)
        question = review.sudo()._get_questions().filtered(lambda each: each.kind == "competency")
        answer = {"unable": True} if place is None else {"anchor_id": question.anchor_ids[place].id}
        review.save_answers({question.id: {**answer, "text": text}})
        self.answer(person, appraisal=self.appraisal)

    def result(self):
        return self.results(appraisal=self.appraisal)["Planning"]

    def test_enough(self):
        self.nominate(self.peers[:3], appraisal=self.appraisal)
        for person, place in zip(self.peers, (0, 1, 1), strict=False):
            self.choose(person, place, f"Words of {person.name}")
        self.close(self.appraisal)
        [group] = self.result()["groups"]
        self.assertEqual([(each["name"], each["count"]) for each in group["levels"]], [("Learning", 1), ("Solid", 2)])
        self.assertEqual((group["count"], group["mean"], len(group["texts"])), (3, None, 3))
        rows = self.env["perf.appraisal.group.answer"].search([("appraisal_id", "=", self.appraisal.id)])
        self.assertFalse(rows.filtered(lambda each: each.anchor_id and each.text), "a text tells no level")

    def test_too_few_levels(self):
        """One of three can't say: the two levels are withheld; the words of all three stand."""
        self.nominate(self.peers[:3], appraisal=self.appraisal)
        for person, place in zip(self.peers, (0, 1, None), strict=False):
            self.choose(person, place, f"Words of {person.name}")
        self.close(self.appraisal)
        [group] = self.result()["groups"]
        self.assertEqual((group["count"], group["levels"], len(group["texts"])), (0, [], 3))
        self.assertFalse(self.env["perf.appraisal.group.answer"].search([("anchor_id", "!=", False)]))

    def test_two_roles(self):
        """Three colleagues and one report chose a level: all four stand together, and no group alone."""
        self.nominate(self.peers[:3], appraisal=self.appraisal)
        self.nominate(self.reports[:1], "report", appraisal=self.appraisal)
        for person in (*self.peers[:3], self.reports[0]):
            self.choose(person, 1)
        self.close(self.appraisal)
        [group] = self.result()["groups"]
        self.assertEqual((group["group"], group["count"]), ("others", 4))

    def test_nobody(self):
        self.nominate(self.peers[:2], appraisal=self.appraisal)
        for person in self.peers[:2]:
            self.choose(person, 1, "Fine")
        self.close(self.appraisal)
        self.assertEqual(self.result()["groups"], [])
        self.assertIn("Fewer than 3", self.result()["withheld"])
