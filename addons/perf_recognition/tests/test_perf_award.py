from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from odoo.addons.perf_base.tests.common import PerfHttpCommon
from odoo.addons.perf_base.tests.matrix import QUIET, PerfMatrixCommon

from .common import RecognitionCommon

REASON = "Stayed until the last truck had left, every evening of the strike."
PROGRAMS = """
| who | create | in use |
|---|---|---|
| HR officer | yes | RWD |
| HR administrator | yes | RWD |
| HR officer of another company | - | - |
| employee | - | R |
| employee in the portal | - | R |
| member of the jury | - | R |
"""
ROUNDS = """
| who | create | nominating | voting | decided | cancelled |
|---|---|---|---|---|---|
| HR officer | - | RW | RW | R | R |
| HR administrator | - | RW | RW | R | R |
| HR officer of another company | - | - | - | - | - |
| employee | - | R | R | R | R |
| employee in the portal | - | R | R | R | R |
| member of the jury | - | R | R | R | R |
"""
NOMINATIONS = """
| who | create | nominating | voting | won | lost |
|---|---|---|---|---|---|
| who wrote it | - | R | R | R | R |
| nominee | - | - | - | R | - |
| nominee in the jury | - | - | - | R | - |
| member of the jury | - | R | R | R | - |
| member of the jury in the portal | - | R | R | R | - |
| manager of the nominee | - | - | - | R | - |
| other employee | - | - | - | R | - |
| other portal user | - | - | - | R | - |
| HR officer | - | R | R | R | R |
| HR administrator | - | R | R | R | R |
| HR officer of another company | - | - | - | - | - |
"""
VOTES = """
| who | create | cast |
|---|---|---|
| who cast it | - | - |
| member of the jury | - | - |
| HR officer | - | - |
| HR administrator | - | - |
| other employee | - | - |
"""


class AwardCommon(RecognitionCommon):
    """The people of the suite, with an award whose jury are the other manager, and two in the portal."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.jury = cls.employee_other_manager | cls.employee_portal_colleague | cls.employee_portal_employee
        cls.award = cls.env["perf.award"].create(
            {
                "name": "Perf Award",
                "kind": "spot",
                "company_id": cls.company.id,
                "jury_ids": [(6, 0, cls.jury.ids)],
                "nomination_days": 5,
                "voting_days": 5,
                "points": 30,
            }
        )

    def open_round(self, **values):
        """A round that starts today."""
        opened = self.award._open_rounds(fields.Date.today())
        if values:
            opened.write(values)
        return opened

    def nominate(self, user, award_round, employee, reason=REASON):
        """Nominate as that user; the nomination comes in the superuser's environment."""
        nomination = self.as_user(award_round, user).nominate(employee.id, reason)
        self.env.invalidate_all()
        return nomination.with_env(self.env)

    def vote(self, user, nomination):
        """Vote as that user."""
        self.as_user(nomination, user).action_vote()
        self.env.invalidate_all()

    def make_voting(self):
        """A round in which the jury votes on two people, one of them in the jury."""
        opened = self.open_round()
        first = self.nominate(self.user_employee, opened, self.employee_colleague)
        second = self.nominate(self.user_manager, opened, self.employee_portal_employee)
        self.as_user(opened, self.user_officer).action_start_voting()
        self.env.invalidate_all()
        return opened, first, second


@tagged("post_install", "-at_install")
class TestPerfAward(AwardCommon):
    """From the nomination to the winner."""

    def test_story(self):
        """The most votes win: points, certificate, and words that everybody reads."""
        opened, first, second = self.make_voting()
        self.vote(self.user_other_manager, second)
        self.vote(self.user_portal_colleague, second)
        self.vote(self.user_portal_employee, first)
        self.assertTrue(self.as_user(first, self.user_portal_employee).is_my_vote)
        self.assertFalse(self.as_user(first, self.user_portal_colleague).is_my_vote)
        self.assertEqual(self.as_user(opened, self.user_officer).turnout, "3 of 3")
        self.as_user(opened, self.user_officer).action_decide()
        self.env.invalidate_all()
        self.assertEqual(opened.state, "decided")
        self.assertTrue(second.is_winner)
        self.assertFalse(first.is_winner)
        self.assertEqual(self.balance(self.employee_portal_employee), 30)
        mail = self.env["mail.mail"].search(
            [("recipient_ids", "in", self.user_portal_employee.partner_id.ids), ("subject", "ilike", "Perf Award")]
        )
        self.assertEqual(len(mail), 1)
        page = self.as_user(opened, self.user_colleague)._prepare_portal_rounds()[0]
        self.assertEqual([winner["person"]["name"] for winner in page["winners"]], ["Perf Portal Employee"])

    def test_vote_moves(self):
        """One vote a person: a second one takes the place of the first."""
        opened, first, second = self.make_voting()
        self.vote(self.user_other_manager, first)
        self.vote(self.user_other_manager, second)
        votes = self.env["perf.award.vote"].search([("round_id", "=", opened.id)])
        self.assertEqual(votes.nomination_id, second)
        self.assertEqual(len(votes), 1)

    def test_nobody_for_oneself(self):
        """Nobody nominates or votes for oneself, through another employee record neither."""
        opened = self.open_round()
        with self.assertRaisesRegex(ValidationError, "yourself"):
            self.nominate(self.user_employee, opened, self.employee_employee)
        twin = self.create_employees(
            [
                {
                    "name": "Perf Twin",
                    "company_id": self.company.id,
                    "work_contact_id": self.employee_portal_employee.work_contact_id.id,
                }
            ]
        )
        with self.assertRaisesRegex(ValidationError, "yourself"):
            self.nominate(self.user_portal_employee, opened, twin)
        own = self.nominate(self.user_manager, opened, self.employee_portal_employee)
        as_twin = self.nominate(self.user_manager, opened, twin)
        self.as_user(opened, self.user_officer).action_start_voting()
        for nomination in (own, as_twin):
            with self.assertRaises(AccessError):
                self.vote(self.user_portal_employee, nomination)
        self.assertFalse(self.env["perf.award.vote"].search([("round_id", "=", opened.id)]))

    def test_nominate_refused(self):
        opened = self.open_round()
        for wrong in (self.employee_foreign.id, 0, -1, 2**40, "1", True, None):
            with self.subTest(wrong=wrong), self.assertRaises(ValidationError):
                self.as_user(opened, self.user_employee).nominate(wrong, REASON)
        self.employee_no_user.action_archive()
        with self.assertRaises(ValidationError):
            self.nominate(self.user_employee, opened, self.employee_no_user)
        for reason in ("", "too short", "x" * 2001, None, 5):
            with self.subTest(reason=reason), self.assertRaises(ValidationError):
                self.nominate(self.user_employee, opened, self.employee_colleague, reason)
        self.nominate(self.user_employee, opened, self.employee_colleague)
        with self.assertRaisesRegex(UserError, "already"):
            self.nominate(self.user_employee, opened, self.employee_colleague)

    def test_times(self):
        """Nominations and votes count in their time only."""
        opened = self.open_round()
        nomination = self.nominate(self.user_employee, opened, self.employee_colleague)
        with self.assertRaises(UserError):
            self.vote(self.user_other_manager, nomination)
        with freeze_time(fields.Date.today() + timedelta(days=6)), self.assertRaises(UserError):
            self.nominate(self.user_manager, opened, self.employee_colleague)
        self.as_user(opened, self.user_officer).action_start_voting()
        with self.assertRaises(UserError):
            self.nominate(self.user_manager, opened, self.employee_colleague)
        with self.assertRaises(UserError):
            self.as_user(nomination, self.user_employee).action_withdraw()
        with self.assertRaisesRegex(UserError, "not all have"):
            self.as_user(opened, self.user_officer).action_decide()
        with freeze_time(fields.Date.today() + timedelta(days=30)):
            with self.assertRaises(UserError):
                self.vote(self.user_other_manager, nomination)
            with self.assertRaisesRegex(UserError, "Nobody has voted"):
                self.as_user(opened, self.user_officer).action_decide()

    def test_tie(self):
        """HR chooses among those with equally many votes, and nobody else."""
        opened, first, second = self.make_voting()
        third = self.env["perf.award.nomination"].create(
            {
                "round_id": opened.id,
                "employee_id": self.employee_no_user.id,
                "nominator_id": self.employee_manager.id,
                "reason": REASON,
            }
        )
        self.vote(self.user_other_manager, first)
        self.vote(self.user_portal_colleague, second)
        with freeze_time(fields.Date.today() + timedelta(days=30)):
            with self.assertRaisesRegex(UserError, "Equally many"):
                self.as_user(opened, self.user_officer).action_decide()
            with self.assertRaisesRegex(UserError, "Others have more"):
                self.as_user(third, self.user_officer).action_choose_winner()
            self.as_user(first, self.user_officer).action_choose_winner()
        self.env.invalidate_all()
        self.assertTrue(first.is_winner)
        self.assertEqual(opened.state, "decided")
        with self.assertRaises(UserError):
            self.as_user(second, self.user_officer).action_choose_winner()

    def test_officer_who_is_nominated(self):
        """Who is nominated does not announce."""
        opened = self.open_round()
        nomination = self.nominate(self.user_employee, opened, self.employee_officer)
        self.as_user(opened, self.user_officer).action_start_voting()
        for user in (self.user_other_manager, self.user_portal_colleague, self.user_portal_employee):
            self.vote(user, nomination)
        self.assertFalse(self.as_user(opened, self.user_officer).can_decide)
        with self.assertRaisesRegex(AccessError, "colleague in HR"):
            self.as_user(opened, self.user_officer).action_decide()
        self.as_user(opened, self.user_admin).action_decide()
        self.assertEqual(opened.state, "decided")

    def test_start_voting(self):
        opened = self.open_round()
        with self.assertRaisesRegex(UserError, "Nobody is nominated"):
            self.as_user(opened, self.user_officer).action_start_voting()
        self.nominate(self.user_employee, opened, self.employee_colleague)
        opened.jury_ids = False
        with self.assertRaisesRegex(UserError, "jury first"):
            self.as_user(opened, self.user_officer).action_start_voting()

    def test_changes(self):
        """HR moves dates and jury as long as it makes sense, and nothing else."""
        opened, _first, _second = self.make_voting()
        officer = self.as_user(opened, self.user_officer)
        officer.voting_end = fields.Date.today() + timedelta(days=20)
        for vals in ({"jury_ids": [(5,)]}, {"nomination_end": fields.Date.today()}):
            with self.assertRaises(UserError):
                officer.write(vals)
        with self.assertRaises(AccessError):
            officer.write({"state": "decided"})
        officer.action_cancel()
        with self.assertRaises(UserError):
            officer.write({"voting_end": fields.Date.today()})
        with self.assertRaises(UserError):
            officer.action_cancel()
        with self.assertRaises(ValidationError):
            self.award.jury_ids = self.employee_foreign

    def test_todo(self):
        """The jury is told until it has voted."""
        _opened, first, _second = self.make_voting()

        def titles():
            people = self.employee_other_manager | self.employee_portal_colleague | self.employee_colleague
            return {
                employee_id: [item["button"] for item in items if item["key"].startswith("perf.award.round")]
                for employee_id, items in people.sudo()._perf_todo().items()
            }

        waiting = titles()
        self.assertEqual(waiting[self.employee_other_manager.id], ["Vote"])
        self.assertEqual(waiting[self.employee_colleague.id], [])
        self.vote(self.user_other_manager, first)
        waiting = titles()
        self.assertEqual(waiting[self.employee_other_manager.id], [])
        self.assertEqual(waiting[self.employee_portal_colleague.id], ["Vote"])

    def test_job(self):
        """Rounds of the month open once; nominations end on time; nobody is made the winner."""
        monthly = self.award.copy({"name": "Perf Monthly", "kind": "monthly"})
        Round = self.env["perf.award.round"]
        Round._cron_advance()
        Round._cron_advance()
        self.assertEqual(len(monthly.round_ids), 1)
        self.assertEqual(monthly.round_ids.jury_ids, self.jury)
        opened, empty = self.open_round(), self.open_round()
        lonely = self.open_round(jury_ids=False)
        for one in (opened, lonely):
            self.nominate(self.user_employee, one, self.employee_colleague)
        with freeze_time(fields.Date.today() + timedelta(days=8)):
            Round._cron_advance()
        self.env.invalidate_all()
        self.assertEqual((opened | empty | lonely).mapped("state"), ["voting", "cancelled", "nominating"])
        with freeze_time(fields.Date.today() + timedelta(days=80)):
            Round._cron_advance()
        self.assertEqual(opened.state, "voting")
        with self.assertRaisesRegex(UserError, "there already"):
            self.as_user(monthly, self.user_officer).action_open_round()

    def test_dialog(self):
        """The back office nominates in a dialog."""
        opened = self.open_round()
        dialog = self.as_user(self.env["perf.award.nominate"], self.user_employee).create(
            {"round_id": opened.id, "employee_id": self.employee_colleague.id, "reason": REASON}
        )
        dialog.action_confirm()
        self.assertEqual(opened.nomination_ids.employee_id, self.employee_colleague)


@tagged("post_install", "-at_install")
class TestPerfAwardMatrix(AwardCommon, PerfMatrixCommon):
    """The tables of ``docs/security.md`` on awards are true."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.hr = {
            "HR officer": cls.user_officer,
            "HR administrator": cls.user_admin,
            "HR officer of another company": cls.user_other_officer,
        }
        cls.people = {
            **cls.hr,
            "employee": cls.user_employee,
            "employee in the portal": cls.user_portal_report,
            "member of the jury": cls.user_other_manager,
        }

    def test_programs(self):
        self.check_matrix(
            PROGRAMS,
            self.people,
            lambda _who, _state: self.award.copy(),
            create=lambda _who: ("perf.award", {"name": "x", "company_id": self.company.id}),
            write={"name": "y"},
        )

    def test_rounds(self):
        self.check_matrix(
            ROUNDS,
            self.people,
            lambda _who, state: self.open_round(state=state),
            create=lambda _who: (
                "perf.award.round",
                {
                    "award_id": self.award.id,
                    "date_start": "2026-01-01",
                    "nomination_end": "2026-01-02",
                    "voting_end": "2026-01-03",
                },
            ),
            write={"voting_end": fields.Date.to_string(fields.Date.today() + timedelta(days=90))},
        )

    def test_nominations(self):
        states = {"won": "decided", "lost": "decided"}

        def make(who, state):
            nominee = self.employee_portal_employee if who == "nominee in the jury" else self.employee_employee
            opened = self.open_round(state=states.get(state, state))
            return self.env["perf.award.nomination"].create(
                {
                    "round_id": opened.id,
                    "employee_id": nominee.id,
                    "nominator_id": self.employee_colleague.id,
                    "reason": REASON,
                    "is_winner": state == "won",
                }
            )

        values = {
            "employee_id": self.employee_employee.id,
            "nominator_id": self.employee_colleague.id,
            "reason": REASON,
        }
        self.check_matrix(
            NOMINATIONS,
            {
                **self.hr,
                "who wrote it": self.user_colleague,
                "nominee": self.user_employee,
                "nominee in the jury": self.user_portal_employee,
                "member of the jury": self.user_other_manager,
                "member of the jury in the portal": self.user_portal_colleague,
                "manager of the nominee": self.user_manager,
                "other employee": self.user_head,
                "other portal user": self.user_portal_report,
            },
            make,
            create=lambda _who: ("perf.award.nomination", {**values, "round_id": self.open_round().id}),
            write={"reason": "x" * 30},
        )

    def test_votes(self):
        def make(_who, _state):
            _opened, first, _second = self.make_voting()
            self.vote(self.user_portal_colleague, first)
            return self.env["perf.award.vote"].search([("nomination_id", "=", first.id)])

        def create(_who):
            opened, first, _second = self.make_voting()
            values = {"round_id": opened.id, "nomination_id": first.id, "employee_id": self.employee_other_manager.id}
            return "perf.award.vote", values

        self.check_matrix(
            VOTES,
            {
                "who cast it": self.user_portal_colleague,
                "member of the jury": self.user_other_manager,
                "HR officer": self.user_officer,
                "HR administrator": self.user_admin,
                "other employee": self.user_head,
            },
            make,
            create=create,
            write={"employee_id": self.employee_portal_employee.id},
        )


@tagged("post_install", "-at_install")
class TestPerfAwardAttacks(AwardCommon, PerfHttpCommon):
    """What people may not do, tried over RPC and on the portal."""

    def test_steps_of_others(self):
        opened, first, second = self.make_voting()
        for name in ("employee", "portal_employee", "portal_colleague", "manager", "other_officer"):
            self.login(getattr(self, f"user_{name}"))
            with mute_logger(*QUIET):
                for step in ("action_start_voting", "action_decide", "action_cancel"):
                    with self.subTest(name=name, step=step):
                        self.assertRpcForbidden("perf.award.round", step, [opened.id])
                self.assertRpcForbidden("perf.award", "action_open_round", [self.award.id])
                self.assertRpcForbidden("perf.award.nomination", "action_choose_winner", [second.id])
        for name in ("employee", "manager", "officer"):
            self.login(getattr(self, f"user_{name}"))
            with self.subTest(name=name), mute_logger(*QUIET):
                self.assertRpcForbidden("perf.award.nomination", "action_vote", [first.id])
        self.login(self.user_portal_colleague)
        with mute_logger(*QUIET):
            for nomination in (first, second):
                self.assertRpcForbidden("perf.award.nomination", "action_withdraw", [nomination.id])
        self.assertEqual(opened.state, "voting")
        self.assertFalse(self.env["perf.award.vote"].search([("round_id", "=", opened.id)]))

    def test_secret_votes(self):
        """Neither jury nor HR learn who voted for whom, or how many voted for somebody."""
        opened, first, _second = self.make_voting()
        self.vote(self.user_portal_colleague, first)
        juror = self.employee_portal_colleague.id
        for user in (self.user_other_manager, self.user_officer, self.user_admin):
            self.login(user)
            for model, domain in (
                ("perf.award.vote", [("round_id", "=", opened.id)]),
                ("perf.award.vote", [("employee_id", "=", juror)]),
                ("perf.award.vote", [("nomination_id.employee_name", "!=", False)]),
                ("perf.award.nomination", [("vote_ids", "!=", False)]),
                ("perf.award.round", [("vote_ids.employee_id", "=", juror)]),
            ):
                for method, arguments in (
                    ("search_count", [domain]),
                    ("search_read", [domain, ["id"]]),
                    ("formatted_read_group", [domain, [], ["__count"]]),
                ):
                    with self.subTest(user=user.login, domain=domain, method=method), mute_logger(*QUIET):
                        result, error = self.rpc(model, method, *arguments)
                        self.assertTrue(error, result)
            result, error = self.rpc("perf.award.nomination", "read", [first.id], ["is_my_vote"])
            self.assertFalse(error)
            self.assertFalse(result[0]["is_my_vote"])

    def test_hidden_nominations(self):
        """The nominee can't find, count or guess the own nomination; others neither."""
        opened, first, second = self.make_voting()
        for user, hidden in (
            (self.user_colleague, first),
            (self.user_portal_employee, second),
            (self.user_portal_report, first),
        ):
            self.login(user)
            for model, domain in (
                ("perf.award.nomination", [("id", "=", hidden.id)]),
                ("perf.award.nomination", [("employee_id", "=", hidden.employee_id.id)]),
                ("perf.award.nomination", [("id", "=", hidden.id), ("reason", "ilike", "truck")]),
                ("perf.award.round", [("nomination_ids.employee_id", "=", hidden.employee_id.id)]),
                ("perf.award.round", [("nomination_ids.id", "=", hidden.id)]),
            ):
                for method, arguments in (
                    ("search_count", [domain]),
                    ("search_read", [domain, ["id"]]),
                    ("formatted_read_group", [domain, [], ["__count"]]),
                ):
                    with self.subTest(user=user.login, domain=domain, method=method), mute_logger(*QUIET):
                        result, error = self.rpc(model, method, *arguments)
                        count = result[0]["__count"] if result and method == "formatted_read_group" else result
                        self.assertTrue(error or not count, result)
            result, _error = self.rpc("perf.award.round", "read", [opened.id], ["nomination_ids"])
            self.assertNotIn(hidden.id, (result or [{"nomination_ids": []}])[0]["nomination_ids"])
            with mute_logger(*QUIET):
                for name in ("nomination_count", "turnout", "jury_ids"):
                    self.assertRpcForbidden("perf.award.round", "read", [opened.id], [name])

    def test_forged(self):
        """Nothing is set by a call or its context but what one may say."""
        opened = self.open_round()
        self.login(self.user_portal_employee)
        context = {
            "default_is_winner": True,
            "default_state": "decided",
            "default_nominator_id": self.employee_manager.id,
            "default_round_id": 1,
        }
        result, error = self.rpc(
            "perf.award.round", "nominate", [opened.id], self.employee_colleague.id, REASON, context=context
        )
        self.assertFalse(error)
        nomination = self.env["perf.award.nomination"].search([("round_id", "=", opened.id)])
        self.assertTrue(result)
        self.assertEqual(nomination.nominator_id, self.employee_portal_employee)
        self.assertFalse(nomination.is_winner)
        self.login(self.user_officer)
        with mute_logger(*QUIET):
            for values in ({"state": "decided"}, {"points": 5000}, {"award_id": self.award.id}, {"period_key": "x"}):
                self.assertRpcForbidden("perf.award.round", "write", [opened.id], values)
            self.assertRpcForbidden("perf.award.nomination", "write", [nomination.id], {"is_winner": True})
            for model, method in (
                ("perf.award.round", "_decide"),
                ("perf.award.round", "_move"),
                ("perf.award.round", "_cron_advance"),
                ("perf.award.vote", "_cast"),
                ("perf.award", "_open_rounds"),
            ):
                _result, error = self.rpc(model, method, [opened.id])
                self.assertTrue(error)
            _result, error = self.rpc("perf.award.round", "copy", [opened.id])
            self.assertTrue(error)
        self.assertEqual(opened.state, "nominating")

    def test_portal(self):
        """The story of the portal: nominate, vote, change it, read who won, and the pages of others."""
        opened = self.open_round()
        url = f"/my/recognition/awards/{opened.id}"
        self.login(self.user_portal_report)
        self.assertIn("Perf Award", self.get_page("/my/recognition/awards").text)
        response = self.post(f"{url}/nominate", employee_id=self.employee_colleague.id, reason="short")
        self.assertEqual(response.status_code, 200)
        self.assertIn("short", response.text)
        response = self.post(f"{url}/nominate", employee_id=self.employee_portal_report.id, reason=REASON)
        self.assertIn("nominate yourself", response.text)
        response = self.post(f"{url}/nominate", employee_id=self.employee_colleague.id, reason=REASON)
        self.assertEqual(response.status_code, 303)
        self.assertIn("Nominated by you", self.get_page(url).text)
        nomination = opened.nomination_ids
        self.assertEqual(self.post(f"{url}/vote", nomination_id=nomination.id).status_code, 200)
        self.as_user(opened, self.user_officer).action_start_voting()
        self.login(self.user_portal_colleague)
        self.assertIn(REASON, self.get_page(url).text)
        self.assertEqual(self.post(f"{url}/vote", nomination_id=0).status_code, 200)
        self.assertEqual(self.post(f"{url}/vote", nomination_id=nomination.id).status_code, 303)
        self.assertIn("Change my vote", self.get_page(url).text)
        certificate = f"/my/recognition/awards/certificate/{nomination.id}"
        self.assertEqual(self.get_page(certificate).status_code, 404)
        self.login(self.user_colleague)
        self.assertNotIn(REASON, self.get_page(url).text)
        self.assertEqual(self.get_page(certificate).status_code, 404)
        opened._decide(nomination)
        for user in (self.user_colleague, self.user_portal_manager):
            self.login(user)
            self.assertIn(REASON, self.get_page("/my/recognition/awards").text)

    def test_certificate(self):
        """A certificate for winners only, also by the address of core's reports."""
        opened, first, second = self.make_voting()
        opened._decide(first)
        report = self.as_user(self.env["ir.actions.report"], self.user_colleague)
        name = "perf_recognition.report_award_certificate"
        html, _kind = report.sudo()._render_qweb_html(name, first.ids)
        self.assertIn("Perf Colleague", html.decode())
        self.assertIn(REASON, html.decode())
        for records in (second, first | second, first.browse()):
            with self.assertRaises(UserError), mute_logger(*QUIET):
                report.sudo()._render_qweb_html(name, records.ids)


@tagged("post_install", "-at_install")
class TestPerfAwardScaling(AwardCommon, PerfHttpCommon, HttpCase):
    """The number of queries does not grow with awards, nominations or juries."""

    def make_rounds(self, count, state="voting", jury=None):
        """That many rounds with two nominations each."""
        jury = jury or self.jury
        today = fields.Date.today()
        rounds = self.env["perf.award.round"].create(
            [
                {
                    "award_id": self.award.id,
                    "date_start": today,
                    "nomination_end": today,
                    "voting_end": today + timedelta(days=5),
                    "state": state,
                    "jury_ids": [(6, 0, jury.ids)],
                }
                for _number in range(count)
            ]
        )
        self.env["perf.award.nomination"].create(
            [
                {
                    "round_id": one.id,
                    "employee_id": employee.id,
                    "nominator_id": self.employee_manager.id,
                    "reason": REASON,
                    "is_winner": state == "decided" and employee == self.employee_colleague,
                }
                for one in rounds
                for employee in self.employee_colleague | self.employee_employee
            ]
        )
        return rounds

    def test_list(self):
        specification = {
            "display_name": {},
            "nomination_count": {},
            "turnout": {},
            "winner_names": {},
            "can_nominate": {},
            "can_decide": {},
            "is_juror": {},
            "nomination_ids": {"fields": {"employee_name": {}, "is_my_vote": {}, "is_for_jury": {}, "is_mine": {}}},
        }

        def run(rounds):
            found = self.as_user(rounds, self.user_officer).web_search_read([("id", "in", rounds.ids)], specification)
            self.assertEqual(len(found["records"]), len(rounds))

        self.assertQueriesDontGrow(self.make_rounds, run)

    def test_todo(self):
        def make(count):
            self.make_rounds(count, jury=self.jury | self.make_employees(count))
            return self.employee_other_manager

        self.assertQueriesDontGrow(make, lambda people: people.sudo()._perf_todo())

    def test_pages(self):
        self.login(self.user_portal_colleague)

        def run(rounds):
            self.assertEqual(self.url_open("/my/recognition/awards").status_code, 200)

        self.assertQueriesDontGrow(lambda count: self.make_rounds(count, "decided"), run, large=10)
        self.assertQueriesDontGrow(self.make_rounds, run, large=18)

        def make_one(count):
            opened = self.make_rounds(1)
            self.env["perf.award.nomination"].create(
                [
                    {
                        "round_id": opened.id,
                        "employee_id": person.id,
                        "nominator_id": self.employee_manager.id,
                        "reason": REASON,
                    }
                    for person in self.make_employees(count)
                ]
            )
            return opened

        def run_one(opened):
            self.assertEqual(self.url_open(f"/my/recognition/awards/{opened.id}").status_code, 200)

        self.assertQueriesDontGrow(make_one, run_one)

    def test_job(self):
        def make(count):
            for kind in ("monthly", "yearly"):
                self.env["perf.award"].create(
                    [{"name": f"Perf {number}", "kind": kind, "company_id": self.company.id} for number in range(count)]
                )
            late = self.make_rounds(count, "nominating")
            late.write({"date_start": "2020-01-01", "nomination_end": "2020-01-02"})
            return late

        self.assertQueriesDontGrow(make, lambda _late: self.env["perf.award.round"]._cron_advance())
