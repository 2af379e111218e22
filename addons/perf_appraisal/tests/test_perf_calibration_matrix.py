from odoo import http
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.fields import Domain
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.perf_base.tests.matrix import QUIET, PerfMatrixCommon, anybody

from ..tools import steps
from .calibration_common import CalibrationCommon

SESSION = """
| who | create | draft | reading | open | locked | released |
|---|---|---|---|---|---|---|
| facilitator | yes | RWD | RW | RW | RW | R |
| HR officer outside | yes | R | R | R | R | R |
| HR administrator outside | yes | RW | RW | RW | RW | R |
| participant | - | - | R | R | R | - |
| participant in the session | - | - | R | R | R | - |
| manager outside | - | - | - | - | - | - |
| person outside | - | - | - | - | - | - |
| person, in the portal | - | - | - | - | - | - |
| HR officer of another company | - | - | - | - | - | - |
"""

ROW = """
| who | create | reading | open | locked | released |
|---|---|---|---|---|---|
| facilitator | - | R | R | R | R |
| HR officer outside | - | - | - | - | - |
| HR administrator outside | - | - | - | - | - |
| participant | - | R | R | R | - |
| participant, own row | - | - | - | - | - |
| participant, row of somebody above | - | - | - | - | - |
| manager outside, own report | - | - | - | - | - |
| person outside, own row | - | - | - | - | - |
| person, in the portal, own row | - | - | - | - | - |
| HR officer of another company | - | - | - | - | - |
"""

VOTE = """
| who | create | reading | open | locked | released |
|---|---|---|---|---|---|
| facilitator | - | R | R | R | R |
| HR officer outside | - | - | - | - | - |
| HR administrator outside | - | - | - | - | - |
| participant, own vote | - | R | R | R | - |
| participant, vote of another | - | - | - | - | - |
| person outside, about them | - | - | - | - | - |
| person, in the portal, about them | - | - | - | - | - |
"""

HISTORY = """
| who | create | open | locked | released |
|---|---|---|---|---|
| facilitator | - | R | R | R |
| HR officer outside | - | - | - | - |
| HR administrator outside | - | - | - | - |
| participant | - | - | - | - |
| manager outside, own report | - | - | - | - |
| person outside, about them | - | - | - | - |
| person, in the portal, about them | - | - | - | - |
"""

STATES = {"draft": "draft", "reading": "pre_read", "open": "open", "locked": "locked", "released": "released"}
REFUSALS = (AccessError, MissingError, UserError)


@tagged("post_install", "-at_install")
class TestPerfCalibrationMatrix(CalibrationCommon, PerfMatrixCommon):
    """The tables of ``docs/security.md`` on calibration are true."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user_outside = cls.user_top_manager.copy(
            {
                "name": "Perf Outside Officer",
                "login": "perf_outside",
                "password": "perf_outside",
                "group_ids": [(6, 0, cls.env.ref("perf_base.group_perf_officer").ids)],
            }
        )
        cls.user_outside_admin = cls.user_top_manager.copy(
            {
                "name": "Perf Outside Admin",
                "login": "perf_outside_admin",
                "password": "perf_outside_admin",
                "group_ids": [(6, 0, cls.env.ref("perf_base.group_perf_admin").ids)],
            }
        )
        for user in cls.user_outside | cls.user_outside_admin:
            user.password = user.login

    def get_users(self, *names):
        users = {
            "facilitator": self.user_officer,
            "HR officer outside": self.user_outside,
            "HR administrator outside": self.user_outside_admin,
            "participant": self.user_other_manager,
            "participant in the session": self.user_manager,
            "participant, own row": self.user_manager,
            "participant, row of somebody above": self.user_employee,
            "participant, own vote": self.user_other_manager,
            "participant, vote of another": self.user_manager,
            "manager outside": self.user_head,
            "manager outside, own report": self.user_director,
            "person outside": self.user_colleague,
            "person outside, own row": self.user_colleague,
            "person outside, about them": self.user_colleague,
            "person, in the portal": self.user_portal_employee,
            "person, in the portal, own row": self.user_portal_employee,
            "person, in the portal, about them": self.user_portal_employee,
            "HR officer of another company": self.user_other_officer,
        }
        return {name: users[name] for name in names}

    def get_about(self, who):
        """About whom the row is, so that the reader is to it what the table says."""
        return {
            "participant, own row": "manager",
            "participant, row of somebody above": "manager",
            "manager outside, own report": "head",
            "person outside, own row": "colleague",
            "person outside, about them": "colleague",
            "person, in the portal, own row": "portal_employee",
            "person, in the portal, about them": "portal_employee",
        }.get(who, "employee")

    def make_row(self, who, state):
        self.to(STATES[state])
        return self.line_of(self.get_about(who))

    def make_vote(self, who, state):
        """A vote of ``other_manager``, or where that is who proposed the level, of ``manager``."""
        self.to("pre_read")
        about = self.get_about(who)
        voter = self.user_manager if about == "colleague" else self.user_other_manager
        line = self.line_of(about)
        self.as_user(line, voter).action_vote("question", "Is it so?")
        own = self.as_user(self.calibration, self.user_officer)
        todo = {"open": 1, "locked": 2, "released": 3}.get(state, 0)
        for step in ("action_open", "action_lock", "action_release")[:todo]:
            getattr(own, step)()
        return self.env["perf.calibration.vote"].search([("line_id", "=", line.id)])

    def make_history(self, who, state):
        self.to("open")
        about = self.get_about(who)
        self.change(about)
        own = self.as_user(self.calibration, self.user_officer)
        todo = {"locked": 1, "released": 2}.get(state, 0)
        for step in ("action_lock", "action_release")[:todo]:
            getattr(own, step)()
        return self.env["perf.calibration.log"].search([("line_id", "=", self.line_of(about).id)])

    def test_session(self):
        names = ("facilitator", "HR officer outside", "HR administrator outside", "participant")
        names += ("participant in the session", "manager outside", "person outside", "person, in the portal")
        self.check_matrix(
            SESSION,
            self.get_users(*names, "HR officer of another company"),
            lambda _who, state: self.to(STATES[state]),
            create=lambda _who: (
                "perf.calibration",
                {"name": "New", "company_id": self.company.id, "cycle_id": self.cycle.id},
            ),
            write={"date": "2030-01-01"},
            alike=anybody,
        )

    def test_row(self):
        names = ("facilitator", "HR officer outside", "HR administrator outside", "participant")
        names += ("participant, own row", "participant, row of somebody above", "manager outside, own report")
        names += ("person outside, own row", "person, in the portal, own row", "HR officer of another company")
        spare = self.make_appraisal(self.employee_portal_colleague, self.employee_other_manager)
        level = self.levels[1].id
        self.check_matrix(
            ROW,
            self.get_users(*names),
            self.make_row,
            create=lambda _who: (
                "perf.calibration.line",
                {
                    "calibration_id": self.calibration.id,
                    "appraisal_id": spare.id,
                    "original_level_id": level,
                    "calibrated_level_id": level,
                },
            ),
            write={"calibrated_level_id": level},
            alike=self.get_about,
        )

    def test_vote(self):
        names = ("facilitator", "HR officer outside", "HR administrator outside", "participant, own vote")
        names += ("participant, vote of another", "person outside, about them", "person, in the portal, about them")
        self.check_matrix(
            VOTE,
            self.get_users(*names),
            self.make_vote,
            create=lambda _who: ("perf.calibration.vote", {"line_id": 1, "user_id": 1, "vote": "agree"}),
            write={"note": "Other"},
            alike=self.get_about,
        )

    def test_history(self):
        names = ("facilitator", "HR officer outside", "HR administrator outside", "participant")
        names += ("manager outside, own report", "person outside, about them", "person, in the portal, about them")
        self.check_matrix(
            HISTORY,
            self.get_users(*names),
            self.make_history,
            create=lambda _who: ("perf.calibration.log", {"calibration_id": self.calibration.id, "kind": "state"}),
            write={"reason": "Other"},
            alike=self.get_about,
        )

    # ------------------------------------------------------------------
    # Steps
    # ------------------------------------------------------------------

    def attempt(self, user, record, action, arguments):
        """Take a step in the two ways, and undo it: tuple of whether it worked through the ORM and through RPC."""
        done = []
        for by_rpc in (False, True):
            with self.env.cr.savepoint() as savepoint:
                if by_rpc:
                    done.append(not self.rpc(record._name, action, record.ids, *arguments)[1])
                else:
                    done.append(self._works(lambda: getattr(self.as_user(record, user), action)(*arguments)))
                savepoint.rollback()
            self.env.invalidate_all()
        return tuple(done)

    def _works(self, function):
        try:
            with self.env.cr.savepoint():
                function()
                self.env.flush_all()
        except REFUSALS:
            return False
        return True

    def check_steps(self, model, make, arguments):
        """Try the cells of a model's table of steps.

        :param make: called with a phase, returns the record in sudo
        :param arguments: dict action -> what it is called with
        """
        people = [
            (self.user_officer, {steps.FACILITATOR}),
            (self.user_other_manager, {steps.PARTICIPANT}),
            (self.user_outside, set()),
            (self.user_outside_admin, set()),
            (self.user_director, set()),
            (self.user_portal_employee, set()),
        ]
        sessions = {}
        with mute_logger(*QUIET), self.quick_refusals():
            for phase in steps.PHASES[model]:
                with self.env.cr.savepoint() as savepoint:
                    record = make(phase)
                    for user, roles in people:
                        self._login_again(user, sessions)
                        for action in steps.get_actions(model):
                            expected = bool(roles & steps.get_roles(model, action, phase))
                            with self.subTest(user=user.login, phase=phase, action=action):
                                done = self.attempt(user, record, action, arguments.get(action, ()))
                                self.assertEqual(done, (expected, expected))
                    savepoint.rollback()
                self.env.invalidate_all()
        for session, _opener in sessions.values():
            http.root.session_store.delete(session)

    def test_session_steps(self):
        self.check_steps(
            steps.CALIBRATION, self.to, {"action_reopen": ("One more look",), "action_cancel": ("Not this time",)}
        )

    def test_row_steps(self):
        def make(phase):
            if phase == "cancelled":
                self.to("open")
                self.as_user(self.calibration, self.user_officer).action_cancel("Not this time")
            elif phase == "draft":  # as it never is: rows come with the start
                self.to("open")
                self.calibration.state = "draft"
            else:
                self.to(phase)
            return self.line_of("employee")

        change = {
            "level_id": self.levels[1].id,
            "level_reason": "So",
            "evidence": f"perf.appraisal,{self.appraisal.id}",
        }
        self.check_steps(steps.CALIBRATION_LINE, make, {"action_vote": ("agree", ""), "action_change": (change, 0)})


@tagged("post_install", "-at_install")
class TestPerfCalibrationAttacks(CalibrationCommon, PerfMatrixCommon):
    """What the rules keep from somebody can't be worked out from what they see."""

    def test_own_row_is_in_no_number(self):
        """Of a participant who is in it: neither board, search, grouping, file nor related fields tell the row."""
        self.to("open")
        self.change("manager", 0)
        self.login(self.user_manager)
        board, error = self.rpc("perf.calibration", "get_board", self.calibration.ids)
        self.assertFalse(error)
        people = {row["employee_id"] for row in board["rows"]}
        self.assertEqual(
            people, {self.employee_employee.id, self.employee_portal_employee.id, self.employee_colleague.id}
        )
        found = board["distribution"]
        self.assertEqual((found["before"]["count"], found["down"], found["same"]), (3, 0, 3))
        lowest = self.levels[0].id
        for model, domain in (
            ("perf.calibration.line", [("calibrated_level_id", "=", lowest)]),
            ("perf.calibration.line", [("employee_id", "=", self.employee_manager.id)]),
            ("perf.calibration.line", [("is_own_or_above", "=", True)]),
            ("perf.calibration", [("line_ids.calibrated_level_id", "=", lowest)]),
            ("perf.calibration", [("line_ids", "any", [("version", ">", 0)])]),
            ("perf.calibration", [("log_ids.kind", "=", "level")]),
            ("perf.calibration", [("line_ids.employee_id", "=", self.employee_head.id)]),
            ("perf.appraisal", [("calibrated_level_id", "=", lowest)]),
        ):
            with self.subTest(model=model, domain=domain):
                count, error = self.rpc(model, "search_count", domain)
                self.assertFalse(count, error)
        groups, error = self.rpc(
            "perf.calibration.line", "formatted_read_group", [], ["calibrated_level_id"], ["__count"]
        )
        self.assertEqual([group["__count"] for group in groups], [3], error)
        names, _error = self.rpc("perf.calibration.line", "name_search", "Perf Manager")
        self.assertFalse(names)
        read, error = self.rpc("perf.calibration", "read", self.calibration.ids, ["line_ids", "log_ids"])
        self.assertTrue(error or (len(read[0]["line_ids"]) == 3 and not read[0]["log_ids"]), read)
        file = self.url_open(f"/perf_appraisal/calibration/{self.calibration.id}.csv")
        self.assertEqual(file.status_code, 404)

    def test_hidden_rows_take_no_step(self):
        self.to("pre_read")
        own, above = self.line_of("manager"), self.line_of("head")
        self.login(self.user_manager)
        for line in (own, above):
            self.assertRpcForbidden("perf.calibration.line", "action_vote", line.ids, "agree")
        self.as_user(self.calibration, self.user_officer).action_open()
        self.user_director.group_ids += self.env.ref("perf_base.group_perf_officer")
        self.assertRpcForbidden("perf.calibration.line", "action_change", own.ids, {"level_id": self.levels[4].id}, 0)
        self.assertRpcForbidden("perf.calibration.line", "get_evidence", own.ids)

    def test_officer_outside(self):
        """HR who does not lead the session knows that there is one, and nothing of what is said in it."""
        officer = self.user_top_manager
        officer.group_ids += self.env.ref("perf_base.group_perf_officer")
        self.to("open")
        self.change("employee")
        line = self.line_of("employee")
        self.login(officer)
        self.assertTrue(self.rpc("perf.calibration", "read", self.calibration.ids, ["name", "state"])[0])
        board, _error = self.rpc("perf.calibration", "get_board", self.calibration.ids)
        self.assertEqual((board["rows"], board["distribution"]["before"]["count"]), ([], 0))
        for method in ("action_lock", "action_open", "action_add_people"):
            self.assertRpcForbidden("perf.calibration", method, self.calibration.ids)
        for method in ("action_view_lines", "action_view_log", "action_export"):
            self.assertTrue(self.rpc("perf.calibration", method, self.calibration.ids)[1])
        self.assertRpcForbidden("perf.calibration.line", "action_change", line.ids, {}, 1)
        self.assertRpcForbidden(
            "perf.calibration", "write", self.calibration.ids, {"facilitator_ids": [(4, officer.id)]}
        )
        self.assertEqual(self.url_open(f"/perf_appraisal/calibration/{self.calibration.id}.csv").status_code, 404)
        self.login(self.user_officer)
        file = self.url_open(f"/perf_appraisal/calibration/{self.calibration.id}.csv")
        self.assertEqual(file.status_code, 200)
        self.assertIn("Compared with the others", file.text)

    def test_no_longer_an_officer(self):
        """Who leaves HR leads no session any more."""
        self.to("open")
        self.change("employee")
        self.user_officer.group_ids = self.env.ref("base.group_user")
        lines = self.as_user(self.env["perf.calibration.line"], self.user_officer)
        self.assertFalse(lines.search_count([]))
        self.assertFalse(lines.search_count(Domain("calibration_id", "=", self.calibration.id)))

    def test_employee_hears_nothing_before_the_release(self):
        self.to("open")
        self.change("employee", 0)
        self.as_user(self.calibration, self.user_officer).action_lock()
        self.login(self.user_employee)
        values, _error = self.rpc(
            "perf.appraisal",
            "read",
            self.appraisal.ids,
            ["final_level_id", "calibrated_level_id", "potential", "rating_reason"],
        )
        self.assertFalse(any(values[0][name] for name in values[0].keys() - {"id"}))
        self.assertFalse(self.rpc("perf.appraisal", "search_count", [("calibrated_level_id", "!=", False)])[0])
        self.assertFalse(self.rpc("perf.appraisal.result", "search_count", [("calibrated_level_id", "!=", False)])[0])
