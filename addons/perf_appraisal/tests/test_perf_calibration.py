from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.perf_base.tests.common import PerfCommon

from .calibration_common import CalibrationCommon


@tagged("post_install", "-at_install")
class TestPerfCalibration(CalibrationCommon):
    """A session from the reading to the release, and what goes back to the appraisals."""

    def run_release(self):
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.env.ref("perf_appraisal.ir_cron_perf_appraisal_release").method_direct_trigger()
        self.env.invalidate_all()

    # ------------------------------------------------------------------
    # Coming in
    # ------------------------------------------------------------------

    def test_people_come_in(self):
        """All with a level come in; their appraisals are in calibration, and their managers change nothing."""
        unrated = self.make_appraisal(self.employee_portal_colleague, self.employee_other_manager)
        session = self.to("pre_read")
        self.assertEqual(session.state, "pre_read")
        self.assertEqual(len(session.line_ids), 5)
        self.assertEqual(session.scale_id, self.scale)
        self.assertEqual(unrated.state, "open")
        self.assertEqual(set(session.line_ids.appraisal_id.mapped("state")), {"calibration"})
        line = self.line_of("employee")
        self.assertEqual(
            (line.original_level_id, line.calibrated_level_id, line.original_potential),
            (self.levels[3], self.levels[3], "2"),
        )
        own = self.as_user(self.appraisal, self.user_manager)
        with self.assertRaisesRegex(UserError, "is in a calibration session"):
            own.action_set_rating(self.levels[1].id, "Changed my mind")
        with self.assertRaisesRegex(UserError, "is in a calibration session"):
            own.write({"manager_summary": "More"})
        with self.assertRaisesRegex(UserError, "is in a calibration session"):
            self.as_user(self.appraisal, self.user_officer).action_share()

    def test_reviews_stay_submitted(self):
        self.to("open")
        review = self.as_user(self.review_of(self.appraisal, "manager"), self.user_officer)
        with self.assertRaisesRegex(UserError, "in a calibration session"):
            review.action_reopen("Something is missing")

    def test_handed_over_results_come_in(self):
        """A result that waits for HR comes in too, and HR can't share it around the session."""
        self.company.perf_appraisal_release = "hr"
        self.as_user(self.appraisal, self.user_manager).action_hand_over()
        self.to("open")
        with self.assertRaises(UserError):
            self.as_user(self.appraisal, self.user_officer).action_share()
        with self.assertRaisesRegex(UserError, "No result is ready"):
            self.as_user(self.cycle, self.user_officer).action_share_ready()

    def test_facilitators_stay_out(self):
        """Nobody leads the session about themselves."""
        appraisal = self.make_appraisal(self.employee_officer, self.employee_top_manager)
        self.rate(appraisal)
        session = self.to("open")
        self.assertNotIn(appraisal, session.line_ids.appraisal_id)
        self.assertEqual(appraisal.state, "open")
        self.user_head.group_ids += self.env.ref("perf_base.group_perf_officer")
        with self.assertRaisesRegex(ValidationError, "is in this session"):
            self.as_user(session, self.user_officer).facilitator_ids += self.user_head

    def test_add_people(self):
        late = self.make_appraisal(self.employee_portal_colleague, self.employee_other_manager)
        session = self.to("open")
        self.rate(late)
        self.as_user(session, self.user_officer).action_add_people()
        self.assertIn(late, session.line_ids.appraisal_id)
        self.assertEqual(late.state, "calibration")

    def test_departments(self):
        department = self.env["hr.department"].create({"name": "Shop", "company_id": self.company.id})
        self.employee_colleague.department_id = department
        session = self.make_session(department_ids=[(6, 0, department.ids)])
        self.to("open", session)
        self.assertEqual(session.line_ids.employee_id, self.employee_colleague)

    def test_one_session_at_a_time(self):
        self.to("open")
        second = self.make_session(name="Again")
        with self.assertRaisesRegex(UserError, "None of these people"):
            self.as_user(second, self.user_officer).action_open()
        self.assertEqual(second.state, "draft")

    def test_one_scale(self):
        other = self.env["perf.rating.scale"].create(
            {
                "name": "Short",
                "level_ids": [(0, 0, {"name": "Not yet", "value": 1}), (0, 0, {"name": "Yes", "value": 2})],
            }
        )
        template = self.appraisals["colleague"].template_id.sudo().copy({"scale_id": other.id})
        self.env.cr.execute(
            "UPDATE perf_appraisal SET template_id = %s WHERE id = %s", [template.id, self.appraisals["colleague"].id]
        )
        self.env.invalidate_all()
        with self.assertRaisesRegex(UserError, "several: "):
            self.as_user(self.calibration, self.user_officer).action_open()
        self.as_user(self.calibration, self.user_officer).scale_id = self.scale
        self.to("open")
        self.assertEqual(len(self.calibration.line_ids), 4)

    # ------------------------------------------------------------------
    # Votes
    # ------------------------------------------------------------------

    def test_vote(self):
        self.to("pre_read")
        line = self.as_user(self.line_of("colleague"), self.user_manager)
        line.action_vote("question", "Higher than ours")
        line.action_vote("agree", " ")
        votes = self.line_of("colleague").vote_ids
        self.assertEqual([(vote.user_id, vote.vote, vote.note) for vote in votes], [(self.user_manager, "agree", "")])
        with self.assertRaisesRegex(UserError, "three answers"):
            line.action_vote("yes")
        with self.assertRaisesRegex(UserError, "must be a text"):
            line.action_vote("agree", ["x"])
        line.action_vote(False)
        self.assertFalse(self.line_of("colleague").vote_ids)
        with self.assertRaisesRegex(UserError, "You proposed this level yourself"):
            self.as_user(self.line_of("employee"), self.user_manager).action_vote("agree")
        with self.assertRaisesRegex(AccessError, "for the participants"):
            self.as_user(self.line_of("colleague"), self.user_officer).action_vote("agree")

    def test_votes_end_with_the_reading(self):
        self.to("open")
        with self.assertRaisesRegex(UserError, "time for reading"):
            self.as_user(self.line_of("colleague"), self.user_manager).action_vote("agree")

    def test_todo(self):
        """Participants are asked to read, until they have voted or the session is open."""

        def waits(person):
            items = person.sudo()._perf_todo()[person.id]
            return [item["key"] for item in items if item["key"].startswith("perf.calibration")]

        self.to("pre_read")
        key = f"perf.calibration,{self.calibration.id},read"
        self.assertEqual(waits(self.employee_manager), [key])
        self.assertEqual(waits(self.employee_officer), [])
        self.as_user(self.line_of("colleague"), self.user_manager).action_vote("agree")
        self.assertEqual(waits(self.employee_manager), [])
        self.assertEqual(waits(self.employee_other_manager), [key])
        self.as_user(self.calibration, self.user_officer).action_open()
        self.assertEqual(waits(self.employee_other_manager), [])

    # ------------------------------------------------------------------
    # Changes
    # ------------------------------------------------------------------

    def test_change(self):
        self.to("open")
        version = self.change("employee", 1, potential="3", potential_reason="Led the fair")
        line = self.line_of("employee")
        self.assertEqual(version, 1)
        self.assertEqual((line.calibrated_level_id, line.original_level_id), (self.levels[1], self.levels[3]))
        self.assertEqual((line.calibrated_potential, line.changed_user_id), ("3", self.user_officer))
        logs = self.calibration.log_ids.filtered("line_id").sorted("id")
        self.assertEqual(
            [(log.kind, log.old_value, log.new_value, log.reason, log.user_id) for log in logs],
            [
                (
                    "level",
                    self.levels[3].name,
                    self.levels[1].name,
                    "Compared with the others of the job",
                    self.user_officer,
                ),
                ("potential", *self.potential_words("2", "3"), "Led the fair", self.user_officer),
            ],
        )
        self.assertEqual(logs[0].evidence_url, f"/odoo/perf.appraisal/{self.appraisal.id}")
        result = self.appraisal.result_ids
        self.assertEqual(result.final_level_id, self.levels[3], "nothing goes back before the lock")

    def potential_words(self, *keys):
        labels = dict(
            self.env["perf.calibration.line"]._fields["calibrated_potential"]._description_selection(self.env)
        )
        return [labels[key] for key in keys]

    def test_change_asks_for_reason_and_evidence(self):
        self.to("open")
        for values, words in (
            ({"level_reason": " "}, "Say why the level changes"),
            ({"level_reason": None}, "Say why the level changes"),
            ({"evidence": False}, "Choose what the change rests on"),
            ({"evidence": "res.users,1"}, "Choose what the change rests on"),
            ({"potential": "1"}, "Say why the potential changes"),
            ({"potential": "9", "potential_reason": "Because"}, "three answers"),
            ({"level_id": 10**9}, "no such level"),
            ({"level_id": "x"}, "no such level"),
            ({"level_id": self.levels[3].id}, "Nothing is different"),
            ({"state": "locked"}, "Choose a level or a potential"),
        ):
            with self.assertRaisesRegex(UserError, words):
                self.change("employee", **values)
        self.assertEqual(self.line_of("employee").version, 0)
        self.assertFalse(self.calibration.log_ids.filtered("line_id"))

    def test_evidence(self):
        self.to("open")
        items = self.as_user(self.line_of("employee"), self.user_officer).get_evidence()
        self.assertEqual(items[0]["key"], f"perf.appraisal,{self.appraisal.id}")
        self.assertNotIn("url", items[0])

    def test_version(self):
        """What another facilitator decided meanwhile isn't overwritten."""
        self.to("open")
        self.change("employee", 1, self.user_officer)
        with self.assertRaisesRegex(UserError, "Perf Officer changed Perf Employee at .*Nothing was overwritten"):
            self.change("employee", 2, self.user_admin)
        self.assertEqual(self.line_of("employee").calibrated_level_id, self.levels[1])
        self.change("employee", 2, self.user_admin, version=1)
        self.assertEqual(self.line_of("employee").changed_user_id, self.user_admin)

    def test_facilitators_leave_their_own_people_to_others(self):
        self.user_other_manager.group_ids += self.env.ref("perf_base.group_perf_officer")
        self.calibration.write({"participant_ids": [(3, self.user_other_manager.id)]})
        self.calibration.write({"facilitator_ids": [(4, self.user_other_manager.id)]})
        self.to("open")
        with self.assertRaisesRegex(UserError, "Another facilitator decides"):
            self.change("colleague", 1, self.user_other_manager)
        self.change("employee", 1, self.user_other_manager)

    def test_history_only_grows(self):
        self.to("open")
        self.change("employee")
        log = self.calibration.log_ids[0]
        for act in (lambda: log.write({"reason": "Other"}), log.unlink):
            with self.assertRaises(UserError):
                act()
        for query in (
            "UPDATE perf_calibration_log SET reason = 'Other'",
            "DELETE FROM perf_calibration_log",
            "TRUNCATE perf_calibration_log",
        ):
            with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.env.cr.savepoint():
                self.env.cr.execute(query)

    def test_bus(self):
        """Screens of those who are in the session hear of a change; what changed, they ask with their own rights."""
        self.to("open")
        self.env.cr.precommit.run()
        bus = self.env["bus.bus"].sudo()
        last = bus.search([], order="id desc", limit=1).id
        self.change("employee")
        self.env.flush_all()
        self.env.cr.precommit.run()
        sent = bus.search([("id", ">", last), ("message", "like", "perf_calibration/changed")])
        self.assertEqual(len(sent), 5)
        for message in sent:
            self.assertNotIn("Compared", message.message)
            self.assertNotIn("level", message.message)

    # ------------------------------------------------------------------
    # Lock and release
    # ------------------------------------------------------------------

    def test_lock_writes_back(self):
        self.to("open")
        self.change("employee", 1, potential="3", potential_reason="Led the fair")
        self.as_user(self.calibration, self.user_officer).action_lock()
        result, other = self.appraisal.result_ids, self.appraisals["colleague"].result_ids
        self.assertEqual((result.final_level_id, result.calibrated_level_id), (self.levels[1], self.levels[1]))
        self.assertEqual(result.rating_reason, "Compared with the others of the job")
        self.assertEqual((other.final_level_id, other.calibrated_level_id), (self.levels[3], self.levels[3]))
        self.assertEqual(other.rating_reason, "Because of the fair")
        self.assertEqual(self.appraisal.potential, "3")
        history = self.appraisal.log_ids.filtered(lambda log: log.kind in ("rating", "potential"))[:2]
        self.assertEqual(set(history.mapped("reason")), {"Compared with the others of the job", "Led the fair"})
        with self.assertRaisesRegex(UserError, "Levels change while the session is open"):
            self.change("employee", 2, version=1)

    def test_reopen_takes_back(self):
        self.to("open")
        self.change("employee", 1, potential="3", potential_reason="Led the fair")
        own = self.as_user(self.calibration, self.user_officer)
        own.action_lock()
        with self.assertRaisesRegex(UserError, "Give a reason"):
            own.action_reopen(" ")
        own.action_reopen("One more look")
        result = self.appraisal.result_ids
        self.assertEqual((result.final_level_id, result.rating_reason), (self.levels[3], "Because of the fair"))
        self.assertFalse(result.calibrated_level_id)
        self.assertEqual(self.appraisal.potential, "2")
        own.action_lock()
        self.assertEqual(result.final_level_id, self.levels[1])

    def test_release_together(self):
        self.to("open")
        self.change("employee", 1)
        own = self.as_user(self.calibration, self.user_officer)
        with self.assertRaisesRegex(UserError, "Lock the session first"):
            own.action_release()
        own.action_lock()
        own.action_release()
        self.assertEqual(self.calibration.state, "released")
        self.run_release()
        self.assertEqual(set(self.calibration.line_ids.appraisal_id.mapped("state")), {"shared"})
        mine = self.as_user(self.appraisal, self.user_employee)
        self.assertEqual(mine.final_level_id, self.levels[1])
        self.assertEqual(mine.rating_reason, "Compared with the others of the job")
        self.assertFalse(mine.potential)

    def test_cancelled_appraisal_leaves(self):
        """Who left the company meanwhile is not brought back by the session."""
        self.to("open")
        self.appraisals["colleague"].action_cancel("Left")
        board = self.as_user(self.calibration, self.user_officer).get_board()
        self.assertNotIn(self.employee_colleague.id, [row["employee_id"] for row in board["rows"]])
        with self.assertRaisesRegex(UserError, "has left the session"):
            self.change("colleague")
        own = self.as_user(self.calibration, self.user_officer)
        own.action_lock()
        own.action_release()
        self.assertEqual(self.appraisals["colleague"].state, "cancelled")

    def test_cancel(self):
        self.to("open")
        self.change("employee", 1)
        self.as_user(self.calibration, self.user_officer).action_cancel("Not this year")
        self.assertEqual(self.appraisal.state, "open")
        self.assertEqual(self.appraisal.result_ids.final_level_id, self.levels[3])
        self.as_user(self.appraisal, self.user_manager).action_set_rating(self.levels[2].id, "On second thoughts")

    # ------------------------------------------------------------------
    # Board and file
    # ------------------------------------------------------------------

    def test_board(self):
        self.to("pre_read")
        self.as_user(self.line_of("colleague"), self.user_manager).action_vote("question", "Higher than ours")
        board = self.as_user(self.calibration, self.user_other_manager).get_board()
        self.assertTrue(board["can_vote"])
        self.assertFalse(board["can_change"])
        rows = {row["employee_id"]: row for row in board["rows"]}
        colleague = rows[self.employee_colleague.id]
        self.assertEqual((colleague["counts"], colleague["notes"], colleague["my_vote"]), (None, [], ""))
        self.assertTrue(colleague["is_report"])
        self.assertFalse(rows[self.employee_employee.id]["is_report"])
        self.as_user(self.calibration, self.user_officer).action_open()
        self.change("employee", 1)
        self.change("colleague", 4)
        board = self.as_user(self.calibration, self.user_other_manager).get_board()
        rows = {row["employee_id"]: row for row in board["rows"]}
        self.assertEqual(rows[self.employee_colleague.id]["counts"], {"agree": 0, "question": 1, "prefer_not": 0})
        self.assertEqual(rows[self.employee_colleague.id]["notes"], [])
        found = board["distribution"]
        self.assertEqual((found["up"], found["down"], found["same"]), (1, 1, 3))
        self.assertEqual((found["before"]["spread"], found["before"]["count"]), (0.0, 5))
        self.assertGreater(found["after"]["spread"], 1)
        board = self.as_user(self.calibration, self.user_officer).get_board()
        rows = {row["employee_id"]: row for row in board["rows"]}
        self.assertTrue(board["can_change"])
        self.assertEqual(rows[self.employee_colleague.id]["notes"][0]["note"], "Higher than ours")
        self.assertEqual(
            [person["name"] for person in board["people"] if person["leads"]], ["Perf Admin", "Perf Officer"]
        )

    def test_file(self):
        self.to("open")
        self.change("employee", 1, level_reason="=HYPERLINK(1)")
        text = self.as_user(self.calibration, self.user_officer)._prepare_csv().decode("utf-8-sig")
        rows = text.splitlines()
        self.assertEqual(len(rows), 6)
        changed = next(row for row in rows if "Perf Employee" in row and "HYPERLINK" in row)
        for word in (self.levels[3].name, self.levels[1].name, "Perf Officer", "'=HYPERLINK(1)"):
            self.assertIn(word, changed)
        with self.assertRaisesRegex(UserError, "Only those who lead"):
            self.as_user(self.calibration, self.user_manager).action_export()

    # ------------------------------------------------------------------
    # Set-up
    # ------------------------------------------------------------------

    def test_people_of_the_session(self):
        own = self.as_user(self.calibration, self.user_officer)
        for values, words in (
            ({"facilitator_ids": [(6, 0, [])]}, "at least one"),
            ({"facilitator_ids": [(4, self.user_head.id)]}, "led by HR officers"),
            ({"participant_ids": [(4, self.user_portal_manager.id)]}, "log-in to the back office"),
            ({"participant_ids": [(4, self.user_officer.id)]}, "both lead"),
            ({"domain": "[(("}, "can't be read"),
            ({"domain": "[('nothing', '=', 1)]"}, "does not work"),
        ):
            with self.assertRaisesRegex(ValidationError, words), self.env.cr.savepoint():
                own.write(values)
        with self.assertRaisesRegex(ValidationError, "work for the company"), self.env.cr.savepoint():
            self.calibration.facilitator_ids += self.user_other_officer
        own.participant_ids += self.user_head
        self.assertIn("Perf Head", self.calibration.log_ids[0].new_value)

    def test_settled_values(self):
        own = self.as_user(self.calibration, self.user_officer)
        for name, value in (("state", "locked"), ("revision", 5), ("locked_date", "2020-01-01 00:00:00")):
            with self.assertRaises(UserError):
                own.write({name: value})
            with self.assertRaises(UserError):
                own.create({"name": "New", "cycle_id": self.cycle.id, name: value})
        made = own.with_context(default_state="locked", default_revision=7).create(
            {"name": "New", "cycle_id": self.cycle.id}
        )
        self.assertEqual((made.state, made.revision, made.facilitator_ids), ("draft", 0, self.user_officer))
        self.assertEqual(made.copy().state, "draft")
        self.to("open")
        for values in ({"cycle_id": self.make_cycle("Other").id}, {"domain": "[]"}, {"scale_id": False}):
            with self.assertRaisesRegex(UserError, "stay as they were at the start"):
                self.as_user(self.calibration, self.user_officer).write(values)
        with self.assertRaisesRegex(UserError, "kept for the record"):
            self.as_user(self.calibration, self.user_officer).unlink()


@tagged("post_install", "-at_install")
class TestPerfCalibrationScaling(CalibrationCommon, PerfCommon):
    """Sessions of 50 people need as many queries as sessions of two."""

    def make(self, count, state="open"):
        people = self.make_employees(count)
        cycle = self.make_cycle(f"Round of {people[0].id}")
        appraisals = self.env["perf.appraisal"].create(
            [
                {
                    "cycle_id": cycle.id,
                    "employee_id": person.id,
                    "template_id": self.appraisal.template_id.id,
                    "manager_id": self.employee_manager.id,
                }
                for person in people
            ]
        )
        appraisals._begin()
        reviews = appraisals._get_reviews().filtered(lambda review: review.role == "manager")
        reviews.write({"state": "submitted"})
        appraisals._get_result_record().write({"final_level_id": self.levels[3].id})
        session = self.make_session(cycle)
        self.env.flush_all()
        if state == "draft":
            return session
        session = self.to("open", session)
        session.line_ids.write(
            {"calibrated_level_id": self.levels[1].id, "level_reason": "So", "calibrated_potential": "2"}
        )
        if state == "locked":
            self.as_user(session, self.user_officer).action_lock()
        return session

    def run_as_officer(self, method, *args):
        return lambda session: getattr(
            session.with_user(self.user_officer).with_context(allowed_company_ids=self.company.ids), method
        )(*args)

    def test_open(self):
        self.assertQueriesDontGrow(lambda count: self.make(count, "draft"), self.run_as_officer("action_open"))

    def test_board(self):
        self.assertQueriesDontGrow(self.make, self.run_as_officer("get_board"))

    def test_lock(self):
        self.assertQueriesDontGrow(self.make, self.run_as_officer("action_lock"))

    def test_reopen(self):
        make = lambda count: self.make(count, "locked")
        self.assertQueriesDontGrow(make, self.run_as_officer("action_reopen", "Once more"))

    def test_release(self):
        make = lambda count: self.make(count, "locked")
        self.assertQueriesDontGrow(make, self.run_as_officer("action_release"))

    def test_file(self):
        self.assertQueriesDontGrow(self.make, self.run_as_officer("_prepare_csv"))

    def test_todo(self):
        def make(count):
            self.to("pre_read", self.make(count, "draft"))
            return self.employee_manager

        self.assertQueriesDontGrow(make, lambda person: person.sudo()._get_calibration_todo())
