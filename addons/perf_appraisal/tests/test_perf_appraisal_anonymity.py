import math
import random
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.sql_db import Cursor
from odoo.tests import tagged
from odoo.tools import SQL

from odoo.addons.perf_base.tests.common import PerfCommon
from odoo.addons.perf_base.tests.traces import TraceMixin

from .reviewers_common import ReviewersHttp, ReviewersSetUp

SIMULATIONS = 60
ANSWERS = ("perf.appraisal.answer", "perf.appraisal.group.answer")


class AnonymityHelpers(ReviewersSetUp):
    """Ways of looking at what a collection leaves behind."""

    def collect(self, peers=3, reports=0):
        """Ask that many, have all of them answer, and close the collection."""
        if peers:
            self.nominate(self.peers[:peers])
        if reports:
            self.nominate(self.reports[:reports], "report")
        for number, person in enumerate([*self.peers[:peers], *self.reports[:reports]]):
            self.answer(person, level=number % 3, text=f"Words of {person.name}")
        self.close()

    def group_rows(self):
        return self.env["perf.appraisal.group.answer"].search([("appraisal_id", "=", self.appraisal.id)])


@tagged("post_install", "-at_install")
class TestPerfAppraisalAnonymity(AnonymityHelpers, TraceMixin, PerfCommon):
    """What colleagues and reports answer is read as that of a group, and nothing tells who wrote what."""

    # ------------------------------------------------------------------
    # What is shown
    # ------------------------------------------------------------------

    def test_results(self):
        """Counts, mean and distribution of ratings, and the texts, once the collection is closed."""
        self.nominate(self.peers[:3])
        for person, level in zip(self.peers[:3], (1, 2, 2), strict=True):
            self.answer(person, level, f"Words of {person.name}", choice="Here")
            self.assertFalse(self.results(self.user_manager), "nothing while the answers are collected")
        self.close()
        for user in (self.user_manager, self.user_officer, self.user_admin):
            results = self.results(user)
            [group] = results["Helps others"]["groups"]
            self.assertEqual((group["group"], group["count"]), ("peer", 3))
            values = self.levels.mapped("value")
            self.assertAlmostEqual(group["mean"], round((values[1] + 2 * values[2]) / 3, 2), 2)
            self.assertEqual([level["count"] for level in group["levels"]][:3], [0, 1, 2])
            self.assertEqual(set(group["texts"]), {f"Words of {person.name}" for person in self.peers[:3]})
            [choice] = results["Where next?"]["groups"]
            self.assertEqual(
                [(level["name"], level["count"]) for level in choice["levels"]], [("Here", 3), ("Elsewhere", 0)]
            )
        self.assertFalse(self.results(self.user_employee), "not before the result is shared")
        self.share_result()
        self.assertEqual(self.results(self.user_employee)["Helps others"]["groups"][0]["count"], 3)
        self.assertEqual(self.results(self.user_head)["Helps others"]["groups"][0]["count"], 3)

    def test_threshold(self):
        """Two answers are withheld with a sentence, and nothing of them is kept."""
        self.nominate(self.peers[:3])
        for person in self.peers[:2]:
            self.answer(person)
        self.close()
        for question in self.results().values():
            self.assertEqual(question["groups"], [])
            self.assertIn("Fewer than 3", question["withheld"])
        self.assertFalse(self.group_rows())
        self.assertFalse(self.review_by(self.peers[0])._get_answers())

    def test_threshold_per_question(self):
        """Three answered one question, two the other: only the one is shown."""
        self.nominate(self.peers[:3])
        self.answer(self.peers[0], choice="Here")
        self.answer(self.peers[1], choice="Here")
        self.answer(self.peers[2], choice="")
        self.close()
        results = self.results()
        self.assertTrue(results["Helps others"]["groups"])
        self.assertFalse(results["Where next?"]["groups"])
        self.assertFalse(self.group_rows().filtered("choice"))

    def test_threshold_is_frozen(self):
        """Lowering the threshold of the company later shows no more."""
        self.nominate(self.peers[:2])
        self.company.perf_anonymity_threshold = 2
        self.env.flush_all()
        self.assertEqual(self.appraisal.anonymity_threshold, 3)
        for person in self.peers[:2]:
            self.answer(person)
        self.close()
        self.assertFalse(self.group_rows())

    def test_merging(self):
        """Two colleagues and two reports are shown together; neither group alone."""
        self.collect(2, 2)
        [group] = self.results()["Helps others"]["groups"]
        self.assertEqual((group["group"], group["count"]), ("others", 4))

    def test_complementary_suppression(self):
        """Four colleagues and one report: the colleagues never stand alone beside the whole."""
        self.collect(4, 1)
        self.assertEqual(set(self.group_rows().mapped("group")), {"others"})
        [group] = self.results()["Helps others"]["groups"]
        self.assertEqual(group["count"], 5)

    def test_large_groups_stand_alone(self):
        self.collect(3, 3)
        groups = [group["group"] for group in self.results()["Helps others"]["groups"]]
        self.assertEqual(groups, ["peer", "report"])

    def test_subtraction(self):
        """Whatever HR counts, groups, pivots or exports, it gets the shown figures and nothing to subtract from."""
        self.collect(4, 1)
        self.user_admin.group_ids += self.env.ref("base.group_allow_export")
        model = self.as_user(self.env["perf.appraisal.group.answer"], self.user_admin)
        domain = [("appraisal_id", "=", self.appraisal.id)]
        groups = model.formatted_read_group(domain, ["question_id", "group"], ["__count"])
        self.assertEqual({group["group"] for group in groups}, {"others"})
        [sets] = model.formatted_read_grouping_sets(domain, [["level_id"]], ["__count"])
        self.assertEqual(sum(row["__count"] for row in sets if row["level_id"]), 5)
        exported = model.search(domain).export_data(["group", "level_id/name", "text"])
        self.assertEqual({row[0] for row in exported["datas"]}, {"Colleagues and reports"})
        self.assertFalse({"create_uid", "create_date", "write_uid", "write_date"} & set(model._fields))
        answers = self.as_user(self.env["perf.appraisal.answer"], self.user_admin)
        self.assertFalse(answers.search([("review_id.role", "in", ["peer", "report"])]))
        reviews = self.as_user(self.env["perf.appraisal.review"], self.user_admin)
        states = reviews.formatted_read_group(
            [("appraisal_id", "=", self.appraisal.id), ("role", "in", ["peer", "report"])], ["state"], ["__count"]
        )
        self.assertEqual([(group["state"], group["__count"]) for group in states], [("expired", 5)])

    def test_score_does_not_count_groups(self):
        """The score rests on the manager's review alone: no total holds the answers of a group."""
        self.finish()
        result = self.appraisal.result_ids
        before = (result.score, result.score_lines)
        self.collect(3)
        result._refresh()
        self.assertEqual((result.score, result.score_lines), before)

    def test_levels_and_texts_are_apart(self):
        """A remark does not tell which level its author chose."""
        self.collect(3)
        for row in self.group_rows():
            self.assertEqual(sum(bool(value) for value in (row.level_id, row.choice, row.text)), 1)

    # ------------------------------------------------------------------
    # While it is collected
    # ------------------------------------------------------------------

    def test_author_alone_reads(self):
        """Nobody but the author reads an answer of a colleague, whatever way they ask."""
        self.nominate(self.peers[:3])
        review = self.answer(self.peers[0]).sudo()
        answers = review._get_answers()
        self.assertTrue(self.as_user(answers.sudo(False), self.user_colleague).mapped("text"))
        for user in (self.user_employee, self.user_manager, self.user_head, self.user_officer, self.user_admin):
            with self.subTest(user=user.login):
                model = self.as_user(self.env["perf.appraisal.answer"], user)
                self.assertFalse(model.search([("review_id", "=", review.id)]))
                self.assertFalse(model._read_group([("review_id", "=", review.id)], ["level_id"], ["__count"]))
                self.assertForbidden(self.as_user(answers.sudo(False), user).read, ["text"])
                self.assertForbidden(self.as_user(review.sudo(False), user).get_form)
                found = self.as_user(self.env["perf.appraisal"], user).search(
                    [("review_ids.answer_ids.text", "like", "Good work"), ("id", "=", self.appraisal.id)]
                )
                self.assertFalse(found)

    def test_people_concerned_see_no_participation(self):
        """Employee and managers read who is asked, and not the reviews."""
        self.nominate(self.peers[:3])
        self.answer(self.peers[0])
        for user in (self.user_employee, self.user_manager, self.user_head):
            with self.subTest(user=user.login):
                model = self.as_user(self.env["perf.appraisal.review"], user)
                self.assertFalse(model.search([("role", "=", "peer"), ("appraisal_id", "=", self.appraisal.id)]))
                nominations = self.as_user(self.env["perf.appraisal.nomination"], user)
                count = 0 if user == self.user_head else 3
                self.assertEqual(nominations.search_count([("appraisal_id", "=", self.appraisal.id)]), count)

    def test_nobody_is_written_as_the_author(self):
        """Neither review nor answers name the user while they are collected, and no date of the answer is kept."""
        self.nominate(self.peers[:1])
        review = self.answer(self.peers[0]).sudo()
        self.assertEqual(review._get_answers().create_uid.id, 1)
        self.assertEqual(review.write_uid.id, 1)
        self.assertFalse(review.saved_date or review.submitted_date)
        lines = self.env["perf.appraisal.log"].search(
            [("appraisal_id", "=", self.appraisal.id), ("kind", "=", "review")]
        )
        self.assertFalse(lines)

    # ------------------------------------------------------------------
    # Closing
    # ------------------------------------------------------------------

    def test_job(self):
        """The collection closes at night: when the deadline is over, or when all have answered and it is enough."""
        self.nominate(self.peers[:3])
        self.assertFalse(self.run_collection())
        for person in self.peers[:2]:
            self.answer(person)
        self.assertFalse(self.run_collection(), "one is still waited for")
        waiting = self.nominate(self.peers[3:], user=self.user_employee).filtered(lambda each: each.state == "proposed")
        self.answer(self.peers[2])
        self.assertFalse(self.run_collection(), "somebody else may still be asked")
        waiting.with_user(self.user_manager).action_refuse("Enough")
        self.assertTrue(self.run_collection())
        self.assertEqual(self.results()["Helps others"]["groups"][0]["count"], 3)

    def test_job_too_few(self):
        """With too few answers the collection stays open until the deadline, then closes."""
        self.nominate(self.peers[:2])
        for person in self.peers[:2]:
            self.answer(person)
        self.assertFalse(self.run_collection())
        self.cycle.write(
            {"self_deadline": self.today - timedelta(days=9), "peer_deadline": self.today - timedelta(days=3)}
        )
        self.assertTrue(self.run_collection())

    def test_deadline_counts_everywhere(self):
        """A collection stays open while its last day goes on somewhere on earth."""
        self.nominate(self.peers[:1])
        self.cycle.write({"self_deadline": self.today, "peer_deadline": self.today})
        self.assertFalse(self.run_collection())

    def test_step_of_colleagues(self):
        """The steps name colleagues, and call them done only when their answers are collected."""

        def steps():
            return {
                step["key"]: step["state"]
                for step in self.as_user(self.appraisal, self.user_manager)._get_phase()["steps"]
            }

        self.assertNotIn("peers", steps())
        self.nominate(self.peers[:3])
        for peer in self.peers[:3]:
            self.answer(peer)
        self.submit_both(self.appraisal)
        self.assertEqual(steps()["peers"], "current")
        self.as_user(self.appraisal, self.user_manager).action_set_rating(self.levels[3].id, "Because")
        question = self.as_user(self.appraisal, self.user_manager)._get_share_question()
        self.assertIn("Colleagues can still answer", question)
        self.close()
        self.assertEqual((steps()["peers"], steps()["share"]), ("done", "current"))
        question = self.as_user(self.appraisal, self.user_manager)._get_share_question()
        self.assertNotIn("Colleagues can still answer", question)

    def test_sharing_closes(self):
        """At the latest sharing closes it, and freezes what the groups answered with the evidence."""
        self.nominate(self.peers[:4])
        for person in self.peers[:3]:
            self.answer(person, text=f"Words of {person.name}")
        self.answer(self.peers[3], text="Not handed in", submit=False)
        self.share_result()
        self.assertTrue(self.appraisal.collection_closed)
        result = self.as_user(self.appraisal, self.user_employee)._get_result()
        [section, *_others] = result["groups"]
        self.assertEqual(section["questions"][0]["groups"][0]["count"], 3)
        self.assertEqual(self.appraisal.result_ids.evidence["groups"], result["groups"])
        self.assertTrue(self.appraisal.result_ids._is_evidence_intact(self.appraisal.result_ids))
        self.assertNotIn("Not handed in", str(result))

    def test_cancelling_deletes_unread(self):
        self.nominate(self.peers[:3])
        for person in self.peers[:3]:
            self.answer(person)
        self.as_user(self.appraisal, self.user_officer).action_cancel("Left the company")
        self.assertFalse(self.group_rows())
        self.assertFalse(self.appraisal.review_ids._get_answers().filtered(lambda each: each.review_id.role == "peer"))

    def test_closed_for_good(self):
        """Nobody adds, changes, reopens or declines after the close, HR neither."""
        self.collect(3)
        review = self.review_by(self.peers[0])
        own = self.as_user(review, self.user_colleague)
        for method, arguments in (("save_answers", [{}]), ("action_submit", []), ("action_decline", ["No"])):
            with self.assertRaisesRegex(UserError, "not open any more"):
                getattr(own, method)(*arguments)
        for user in (self.user_officer, self.user_admin):
            with self.assertRaisesRegex(UserError, "Only a submitted review"):
                self.as_user(review, user).action_reopen("Please")
        self.assertEqual(own._get_phase(), {"sentence": "", "steps": []})
        rows = self.group_rows()
        for user in (self.user_employee, self.user_manager, self.user_admin):
            for step in (lambda each: each.write({"text": "x"}), lambda each: each.unlink()):
                with self.assertRaises(AccessError):
                    step(rows.with_user(user))

    def test_reopen_while_collecting(self):
        """HR opens a review again; the history, which the manager reads, does not say that somebody had answered."""
        self.nominate(self.peers[:3])
        review = self.answer(self.peers[0]).sudo()
        self.as_user(review, self.user_officer).action_reopen("A wrong tick")
        self.assertEqual(review.state, "in_progress")
        lines = self.env["perf.appraisal.log"].search([("appraisal_id", "=", self.appraisal.id)])
        self.assertFalse(
            lines.filtered(lambda line: "review" in (line.new_value or "") or "wrong" in (line.reason or ""))
        )

    def test_reopen_by_link(self):
        """What came by a personal link is not opened again: HR could have the new link sent to itself."""
        person = self.env["hr.employee"].create(
            {"name": "Perf Fitter", "company_id": self.company.id, "work_email": "fitter@perf.example.com"}
        )
        self.nominate([person])
        review = self.review_by(person)
        review._save_answers({review._get_questions()[:1].id: {"text": "Only mine"}})
        review._submit()
        self.assertFalse(self.as_user(review, self.user_officer).can_reopen)
        with self.assertRaisesRegex(UserError, "stays as it was sent"):
            self.as_user(review, self.user_officer).action_reopen("A wrong tick")
        self.assertEqual(review.state, "submitted")

    def test_close_by_people(self):
        """Whoever closes the collection, the reviews don't differ in who changed them last, and when."""
        for close in ("share", "cancel"):
            person = self.employee_portal_employee if close == "cancel" else self.employee_employee
            appraisal = self.appraisal if close == "share" else self.make_appraisal(person)
            peers = [each for each in self.peers if each != person][:3]
            self.nominate(peers, appraisal=appraisal)
            for each in peers[:2]:
                self.answer(each, appraisal=appraisal)
            reviews = self.env["perf.appraisal.review"].search(
                [("appraisal_id", "=", appraisal.id), ("role", "=", "peer")]
            )
            self.env.flush_all()
            self.env.cr.execute(
                "UPDATE perf_appraisal_review SET write_uid = %s, write_date = '2020-01-01' WHERE id = %s",
                [self.user_manager.id, reviews[-1].id],
            )
            self.env.invalidate_all()
            if close == "share":
                self.share_result()
            else:
                self.as_user(appraisal, self.user_officer).action_cancel("Left the company")
            self.as_user(appraisal, self.user_officer).env.flush_all()
            self.env.cr.execute(
                "SELECT DISTINCT write_uid, write_date, state FROM perf_appraisal_review WHERE id = ANY(%s)",
                [reviews.ids],
            )
            [(uid, _date, state)] = self.env.cr.fetchall()
            self.assertEqual((uid, state), (1, "expired"))

    # ------------------------------------------------------------------
    # Traces
    # ------------------------------------------------------------------

    def test_traces(self):
        """After the close no row of any table that names who was asked tells whether or when they answered.

        Looks at every table with a link to people, users or partners, at each row that was made or changed since they
        were asked: only the reviews name somebody, and apart from the name they are alike.
        """
        people = self.env["hr.employee"].browse(person.id for person in [*self.peers, *self.reports])
        self.nominate(self.peers)
        self.nominate(self.reports, "report")
        reviews = self.appraisal.review_ids.filtered(lambda review: review.role in ("peer", "report"))
        today = fields.Date.today()
        digest = self.env["perf.digest"].create(
            {
                "employee_id": self.peers[3].id,
                "date": today,
                "item_count": 1,
                "item_keys": [self.review_by(self.peers[3])._get_todo_key()],
            }
        )
        self.env.flush_all()
        with self.env.cr.savepoint():
            self.env.cr.execute("INSERT INTO perf_appraisal_attempt (bucket, hour, count) VALUES ('x', 1, 1)")
        self.env.cr.execute("SELECT MAX(xmin::text::bigint) FROM perf_appraisal_attempt")
        (start,) = self.env.cr.fetchone()
        clock = fields.Datetime.to_datetime("2026-03-02 09:00:00")
        for number, person in enumerate([*self.peers[:3], *self.reports[:3]]):
            moment = clock + timedelta(hours=number)
            with self.env.cr.savepoint(), patch.object(Cursor, "now", lambda _cr, moment=moment: moment):
                self.answer(person, level=number % 3, text=f"Xyzzy {person.name}")
                self.env.flush_all()
        self.assertIn("perf_appraisal_review", self._find_changed(start, people), "this test sees what changed")
        with self.env.cr.savepoint():
            self.close()
        self.assertEqual(
            self._find_changed(start, people),
            {"perf_appraisal_review": set(reviews.ids), "perf_digest": set(digest.ids)},
        )
        self.assertEqual((digest.item_keys, digest.item_count), ([], 0), "the reminder says nothing any more")
        self.assertEqual(self._find_texts("Xyzzy"), {"perf_appraisal_group_answer"})
        self.env.cr.execute("SELECT * FROM perf_appraisal_review WHERE id = ANY(%s)", [reviews.ids])
        rows = [{**row, "id": 0, "reviewer_employee_id": 0, "role": ""} for row in self.env.cr.dictfetchall()]
        self.assertEqual(rows, [rows[0]] * 8)
        self.assertEqual((rows[0]["state"], rows[0]["write_uid"]), ("expired", 1))
        for table in ("perf_appraisal_review", "perf_appraisal_group_answer"):
            self.env.cr.execute(
                SQL(
                    "SELECT COUNT(DISTINCT xmin::text) FROM %s WHERE appraisal_id = %s AND %s",
                    SQL.identifier(table),
                    self.appraisal.id,
                    SQL("role IN ('peer', 'report')") if table.endswith("review") else SQL("TRUE"),
                )
            )
            self.assertEqual(self.env.cr.fetchone(), (1,))
        own = [("res_model", "=", "perf.appraisal.review"), ("res_id", "in", reviews.ids)]
        self.assertFalse(self.env["mail.activity"].with_context(active_test=False).search(own))
        self.assertFalse(self.env["ir.attachment"].search(own))
        messages = [("model", "=", "perf.appraisal.review"), ("res_id", "in", reviews.ids)]
        self.assertFalse(self.env["mail.message"].search(messages))
        self.assertFalse(self.env["mail.mail"].search(messages))
        columns = set(self.env["perf.appraisal.group.answer"]._fields) - {"display_name", "id", "perf_role"}
        self.assertEqual(
            columns,
            {"appraisal_id", "employee_id", "company_id", "department_id"}
            | {"question_id", "group", "level_id", "anchor_id", "choice", "text"},
        )

    def test_done_activity_leaves_nothing(self):
        """Who ticks off the activity leaves a message; it goes with the close."""
        self.nominate(self.peers[:1])
        review = self.review_by(self.peers[0])
        own = [("res_model", "=", review._name), ("res_id", "=", review.id)]
        activity = self.env["mail.activity"].search(own)
        activity.with_user(self.user_colleague).action_feedback(feedback="Done")
        self.close()
        self.assertFalse(self.env["mail.activity"].with_context(active_test=False).search(own))
        self.assertFalse(self.env["mail.message"].search([("model", "=", review._name), ("res_id", "=", review.id)]))

    def test_guessing(self):
        """Guesses from every order that an HR administrator can see are no better than chance.

        Who guesses knows in which order the people answered. With four people a guess puts one text right on average.
        The number of right ones over all simulations varies like that of a Poisson distribution; the limit is six
        standard deviations above, which chance alone reaches less than once in a million.
        """
        chance = random.Random(7)
        right = {}
        people = {person.name: person for person in self.peers}
        cycle = self.make_cycle("Guesses", peer_deadline=self.cycle.peer_deadline)
        snapshot = self.template._get_snapshot(cycle)
        snapshot.nominate_cap = SIMULATIONS
        for person in self.make_employees(SIMULATIONS, parent_id=self.employee_manager.id):
            appraisal = self.env["perf.appraisal"].create(
                {"cycle_id": cycle.id, "employee_id": person.id, "template_id": snapshot.id}
            )
            appraisal.with_context(perf_appraisal_no_mail=True).action_open()
            self.nominate(self.peers, appraisal=appraisal.with_context(perf_appraisal_no_mail=True))
            order = list(people)
            chance.shuffle(order)
            for name in order:
                self.answer(people[name], text=name, appraisal=appraisal)
            self.close(appraisal)
            for key, guess in self._get_guesses(appraisal, order, list(people)):
                right[key] = right.get(key, 0) + guess
        limit = SIMULATIONS + 6 * math.sqrt(SIMULATIONS)
        self.assertGreaterEqual(len(right), 12)
        for key, count in right.items():
            with self.subTest(guess=key):
                self.assertLess(count, limit)

    def _get_guesses(self, appraisal, order, asked):
        """How many texts each way of guessing puts right: pairs of its name and the number."""
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT reviewer.name FROM perf_appraisal_review review"
            " JOIN hr_employee reviewer ON reviewer.id = review.reviewer_employee_id"
            " WHERE appraisal_id = %s AND role = 'peer' ORDER BY review.xmin::text::bigint, review.ctid",
            [appraisal.id],
        )
        stored_people = [name for (name,) in self.env.cr.fetchall()]
        self.env.cr.execute(
            "SELECT question.kind, answer.text FROM perf_appraisal_group_answer answer"
            " JOIN perf_appraisal_question question ON question.id = answer.question_id"
            " WHERE appraisal_id = %s AND text IS NOT NULL ORDER BY answer.ctid",
            [appraisal.id],
        )
        stored = self.env.cr.fetchall()
        readable = self.as_user(self.env["perf.appraisal.group.answer"], self.user_admin)
        shown = readable.search([("appraisal_id", "=", appraisal.id), ("text", "!=", False)])
        pairs = [(row.question_id.sudo().kind, row.text) for row in shown]
        results = self.results(self.user_admin, appraisal)
        texts = {
            "first as stored": [text for kind, text in stored if kind == "rating"],
            "first as read": [text for kind, text in pairs if kind == "rating"],
            "second as read": [text for kind, text in pairs if kind == "text"],
            "first as shown": results["Helps others"]["groups"][0]["texts"],
            "second as shown": results["What went well?"]["groups"][0]["texts"],
        }
        people = {"known order": order, "order of asking": asked, "order in the table": stored_people}
        for who, names in people.items():
            for what, values in texts.items():
                yield f"{who}, {what}", sum(a == b for a, b in zip(names, values, strict=True))
        # whether two answers are by the same hand
        for one, other in (("first as read", "second as read"), ("first as shown", "second as shown")):
            yield f"{one} as {other}", sum(a == b for a, b in zip(texts[one], texts[other], strict=True))


@tagged("post_install", "-at_install")
class TestPerfAppraisalAnonymityPages(AnonymityHelpers, ReviewersHttp):
    """What the pages and RPC show of the answers of groups."""

    def test_result_page(self):
        self.collect(3)
        self.login(self.user_manager)
        page = self.get_page(f"/my/appraisals/{self.appraisal.id}").text
        self.assertIn("What others answered", page)
        self.assertIn("Words of Perf Colleague", page)
        self.share_result()
        self.login(self.user_employee)
        page = self.get_page(f"/my/appraisals/{self.appraisal.id}").text
        self.assertIn("Words of Perf Colleague", page)
        self.assertNotIn(f"/my/reviews/{self.review_by(self.peers[0]).id}", page)
        self.login(self.user_colleague)
        page = self.get_page(f"/my/reviews/{self.review_by(self.peers[0]).id}").text
        self.assertIn("The answers are collected", page)
        self.assertNotIn("Words of", page)

    def test_rpc(self):
        """HR reads who was asked, and of the answers only what stands in the result."""
        self.nominate(self.peers[:3])
        for person in self.peers[:3]:
            self.answer(person, text=f"Words of {person.name}")
        review = self.review_by(self.peers[0])
        for user in (self.user_employee, self.user_manager, self.user_officer, self.user_admin):
            with self.subTest(user=user.login):
                self.login(user)
                self.assertRpcForbidden("perf.appraisal.review", "get_form", review.ids)
                self.assertRpcForbidden("perf.appraisal.review", "action_submit", review.ids)
                self.assertRpcForbidden("perf.appraisal.review", "save_answers", review.ids, {})
                for model in ANSWERS:
                    result, error = self.rpc(model, "search_read", [("employee_id", "=", self.employee_employee.id)])
                    self.assertEqual((result, error), ([], None))
                    _result, error = self.rpc(model, "create", {"appraisal_id": self.appraisal.id})
                    self.assertTrue(error)
        self.close()
        self.login(self.user_admin)
        result, error = self.rpc("perf.appraisal.group.answer", "search_read", [("text", "!=", False)], ["text"])
        self.assertFalse(error)
        self.assertEqual(len([row for row in result if "Words of" in row["text"]]), 6)
