from odoo.exceptions import UserError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from odoo.addons.perf_base.tests.common import PerfHttpCommon
from odoo.addons.perf_base.tests.matrix import QUIET, PerfMatrixCommon

from .improvement_common import ImprovementCommon
from .test_perf_second_review import QUESTIONS

PROPOSALS = """
| who | create | handed in | given back | in effect | taken back |
|---|---|---|---|---|---|
| who proposed it | - | R | R | R | R |
| the person | - | - | - | - | - |
| the person, in the portal | - | - | - | - | - |
| manager | - | R | R | R | R |
| portal manager | - | R | R | R | R |
| skip-level | - | R | R | R | R |
| former manager who wrote the plan | - | - | - | - | - |
| other employee | - | - | - | - | - |
| HR officer | - | R | - | R | R |
| HR officer who wrote the plan | - | R | R | R | R |
| HR administrator | - | R | - | R | R |
| HR officer of another company | - | - | - | - | - |
"""
STATES = {"handed in": "hr_review", "given back": "draft", "in effect": "done", "taken back": "withdrawn"}


class ProposalMixin:
    """Plans for which something is proposed."""

    def ready(self, employee=None, **values):
        """A plan that may end as not met."""
        plan = self.running(29, employee, held=3, **values)
        plan.objective_ids.outcome = "not_met"
        return plan

    def proposed(self, user=None, **values):
        """A plan that is proposed to end as not met, by the manager unless told."""
        plan = self.ready(**values)
        self.as_user(plan, user or self.user_manager).action_end("not_met", "Twelve of twenty.")
        self.env.flush_all()
        self.env.invalidate_all()
        return plan

    def protect(self):
        """An event that protects the person."""
        self.env["perf.protected.event"].create({"employee_id": self.employee_employee.id, "kind": "complaint"})


@tagged("post_install", "-at_install")
class TestPerfImprovementProposal(ProposalMixin, ImprovementCommon):
    """Steps against the person in a running plan go the way of its start: HR confirms them, with the same guard."""

    def test_guard_covers_end_extension_and_changes(self):
        """With a protected event a second, independent person reads it; nothing happens before both agreed."""

        def change(plan):
            plan.action_pause("Let us look at it.")
            plan.support = "Nothing more than a template."
            plan.action_resume()

        steps = {
            "not_met": (lambda plan: plan.action_end("not_met", "Twelve of twenty."), "not_met"),
            "extend": (lambda plan: plan.action_extend(14, "Nearly there."), "active"),
            "changes": (change, "active"),
        }
        self.protect()
        for kind, (run, state) in steps.items():
            with self.subTest(kind):
                plan = self.ready()
                run(self.as_user(plan, self.user_manager))
                proposal = self.proposal(plan)
                self.assertEqual((proposal.kind, proposal.state), (kind, "hr_review"))
                self.as_user(proposal, self.user_officer).action_release()
                self.assertEqual(proposal.state, "hr_review", "The second person has not read it")
                self.assertNotEqual((plan.state, plan.extension_days), (state, 14))
                review = self.env["perf.second.review"].search(
                    [("res_model", "=", proposal._name), ("res_id", "=", proposal.id)]
                )
                self.assertEqual(review.reviewer_id, self.employee_admin)
                mine = self.as_user(review, self.user_admin)
                self.assertIn("Complete lists", mine.document_part_html)
                mine.write(dict.fromkeys(QUESTIONS, "yes"))
                mine.action_agree()
                proposal._release_due()
                self.assertEqual((proposal.state, plan.state), ("done", state))
                plan.state = "cancelled"
                self.env.flush_all()

    def test_days_of_the_review_count(self):
        """It takes effect on the day that the setting says, not when HR agreed."""
        self.company.perf_review_days = 2
        plan = self.proposed()
        self.confirm(plan)
        self.assertEqual(plan.state, "active")
        proposal = self.proposal(plan)
        self.assertEqual(proposal.release_on, self.day(2))
        proposal.release_on = self.today
        self.env["perf.improvement.proposal"]._release_due()
        self.env["perf.improvement.proposal"].search([])._release_due()
        self.assertEqual((plan.state, plan.ended_on), ("not_met", self.today))

    def test_officer_needs_another_officer(self):
        """HR passes the same guard: nobody confirms what they proposed, or a plan that they wrote."""
        plan = self.proposed(self.user_officer)
        self.assertEqual(plan.state, "active")
        proposal = self.proposal(plan)
        mine = self.as_user(proposal, self.user_officer)
        self.assertFalse(mine.can_review)
        self.assertForbidden(mine.action_release)
        self.assertForbidden(mine.action_send_back, "x")
        plan.author_employee_id = self.employee_admin
        self.env.invalidate_all()
        self.assertForbidden(self.as_user(proposal, self.user_admin).action_release)
        self.assertNotIn(proposal, self.as_user(proposal, self.user_admin).search([("can_review", "in", [True])]))
        plan.author_employee_id = self.employee_manager
        self.confirm(plan, self.user_admin)
        self.assertEqual(plan.state, "not_met")

    def test_somebody_else_proposes_anew(self):
        """A proposal keeps its author: one by somebody else is another one."""
        plan = self.proposed(self.user_officer)
        first = self.proposal(plan)
        self.as_user(first, self.user_admin).action_send_back("Say which lists.")
        self.as_user(plan, self.user_manager).action_end("not_met", "Lists of 3 and 5 May.")
        self.assertEqual((first.state, first.author_employee_id), ("withdrawn", self.employee_officer))
        self.assertEqual(self.proposal(plan).author_employee_id, self.employee_manager)

    def test_nothing_takes_effect_in_another_state(self):
        """What HR reads is what takes effect: a plan that was stopped or opened meanwhile is not."""
        plan = self.proposed()
        proposal = self.proposal(plan)
        plan.sudo().write({"state": "paused", "paused_on": self.today})
        with self.assertRaisesRegex(UserError, "not as it was"):
            self.as_user(proposal, self.user_officer).action_release()

    def test_author_of_the_plan_learns_of_no_second_review(self):
        """Whoever of HR wrote the plan is neither asked nor told."""
        self.protect()
        plan = self.proposed(author_employee_id=self.employee_admin.id)
        proposal = self.proposal(plan)
        self.as_user(proposal, self.user_officer).action_release()
        review = self.env["perf.second.review"].search(
            [("res_id", "=", proposal.id), ("res_model", "=", proposal._name)]
        )
        self.assertTrue(review)
        self.assertFalse(review.reviewer_id)
        self.assertFalse(self.as_user(review, self.user_admin).search([("id", "=", review.id)]))
        self.assertFalse(self.as_user(proposal, self.user_admin).hr_note)
        self.assertFalse(self.env["perf.second.reader"].with_user(self.user_admin).search([("id", "=", review.id)]))

    def test_given_back_and_proposed_again(self):
        plan = self.proposed()
        proposal = self.proposal(plan)
        self.assertRefusedStep(lambda leader: leader.action_end("not_met", "Again."), plan)
        officer = self.as_user(proposal, self.user_officer)
        with self.assertRaises(UserError):
            officer.action_send_back(" ")
        officer.action_send_back("Say which lists.")
        items = [item for item in self.todo(self.employee_manager) if "change" in item["key"]]
        self.assertIn(f"/odoo/improvement-plans/{plan.id}", items[0]["url"])
        self.assertFalse([item for item in self.todo(self.employee_officer) if "proposal" in item["key"]])
        with self.assertRaisesRegex(UserError, "Take the step in the plan again"):
            self.as_user(proposal, self.user_manager).action_submit()
        leader = self.as_user(plan, self.user_manager)
        self.assertIn("Say which lists.", leader.proposal_note)
        leader.action_end("not_met", "Lists of 3 and 5 May.")
        self.assertEqual(self.proposal(plan), proposal)
        self.assertEqual((proposal.state, proposal.reason), ("hr_review", "Lists of 3 and 5 May."))
        proposal.state = "draft"
        self.as_user(plan, self.user_manager).action_extend(7, "Let us see.")
        self.assertEqual(proposal.state, "withdrawn", "Another step was proposed")
        self.assertEqual(self.proposal(plan).kind, "extend")

    def assertRefusedStep(self, run, plan):
        with self.assertRaises(UserError) as caught:
            run(self.as_user(plan, self.user_manager))
        self.assertIn("take the proposal back", str(caught.exception))

    def todo(self, employee):
        self.env.flush_all()
        self.env.invalidate_all()
        return employee.sudo()._perf_todo()[employee.id]

    def test_what_it_rests_on_stays(self):
        """While HR reads it nobody extends, pauses, or says another outcome; what speaks for the person goes on."""
        plan = self.proposed()
        for run in (
            lambda leader: leader.action_extend(7, "x"),
            lambda leader: leader.action_pause("x"),
            lambda leader: leader.objective_ids.action_set_outcome("met"),
        ):
            self.assertRefusedStep(run, plan)
        self.assertFalse([item for item in self.todo(self.employee_manager) if item["key"].endswith(",decide")])
        self.assertTrue([item for item in self.todo(self.employee_officer) if "proposal" in item["key"]])
        self.as_user(plan, self.user_manager).action_cancel("It was the wrong tool.")
        self.assertFalse(self.proposal(plan))
        self.assertEqual(plan.state, "cancelled")

    def test_taken_back(self):
        plan = self.proposed()
        proposal = self.proposal(plan)
        for name in ("head", "colleague", "employee"):
            self.assertForbidden(self.as_user(proposal, self.user(name)).action_withdraw, "x")
        leader = self.as_user(plan, self.user_manager)
        self.assertTrue(leader.can_withdraw_proposal)
        action = leader.action_open_withdraw_proposal()
        word = self.env["perf.issue.word"].with_user(self.user_manager).with_context(**action["context"])
        word.create({"text": "The lists came today."}).action_confirm()
        self.assertEqual((proposal.state, plan.state), ("withdrawn", "active"))
        self.env.invalidate_all()
        self.assertFalse(self.as_user(plan, self.user_manager).proposal_id)
        self.as_user(plan, self.user_manager).action_pause("x")

    def test_changes_taken_back(self):
        """The pause is open again for those who lead the plan."""
        plan = self.ready()
        leader = self.as_user(plan, self.user_manager)
        leader.action_pause("x")
        leader.support = "Another help."
        leader.action_resume()
        self.assertTrue(plan.resume_requested_on)
        self.as_user(self.proposal(plan), self.user_manager).action_withdraw("Not yet.")
        self.assertFalse(plan.resume_requested_on)
        self.env.invalidate_all()
        leader = self.as_user(plan, self.user_manager)
        self.assertTrue(leader.is_editable)

    def test_person_reads_nothing_of_it(self):
        plan = self.proposed()
        before = self.running(29, self.employee_no_user)
        for user in (self.user_employee, self.user_colleague):
            mine = self.as_user(self.proposal(plan), user)
            self.assertFalse(mine.search([]))
            self.assertForbidden(mine.read, ["reason"])
        person = self.as_user(plan, self.user_employee)
        values = person.read(["proposal_id", "proposal_note", "proposal_open", "phase_text", "hr_note"])[0]
        self.assertFalse(values["proposal_id"] or values["proposal_note"] or values["proposal_open"])
        self.assertNotIn("Twelve", str(person._prepare_page_values("employee")))
        self.assertEqual(person.state, before.state)
        self.assertFalse([item for item in self.todo(self.employee_employee) if "proposal" in item["key"]])
        manager = self.as_user(plan, self.user_manager)
        self.assertIn("Twelve of twenty.", manager._prepare_page_values("manager")["proposal"])
        self.confirm(plan)
        person = self.as_user(plan, self.user_employee)
        self.assertEqual(person.end_reason, "Twelve of twenty.")
        file = self.as_user(plan, self.user_admin)._prepare_page_values("hr")["file"]
        self.assertIn(f"{self.employee_officer.name} agreed", str(file))
        self.assertFalse(self.as_user(plan, self.user_manager)._prepare_page_values("manager")["file"])

    def test_queries(self):
        """What is proposed is asked once for all plans, and what waits for people too."""

        def make(count):
            plans = self.env["perf.improvement.plan"]
            for employee in self.make_employees(count):
                plan = self.running(20, employee)
                self.as_user(plan, self.user_top_manager).action_extend(7, "x")
                plans |= plan
            return plans

        for user in (self.user_top_manager, self.user_officer):
            self.assertQueriesDontGrow(
                make, lambda plans, user=user: plans.with_user(user).mapped("proposal_note"), large=20
            )
        self.assertQueriesDontGrow(make, lambda _plans: self.employee_officer.sudo()._perf_todo(), large=20)
        fields_ = {"display_name": {}, "kind": {}, "state": {}, "note": {}, "can_review": {}}
        self.assertQueriesDontGrow(
            make,
            lambda plans: (
                self.env["perf.improvement.proposal"]
                .with_user(self.user_officer)
                .web_search_read([("plan_id", "in", plans.ids)], fields_)
            ),
            large=20,
        )


@tagged("post_install", "-at_install")
class TestPerfImprovementProposalMatrix(ProposalMixin, ImprovementCommon, PerfMatrixCommon):
    """The table of ``docs/security.md`` on proposals is true."""

    def test_proposals(self):
        users = {
            "who proposed it": self.user_manager,
            "the person": self.user_employee,
            "the person, in the portal": self.user_portal_employee,
            "manager": self.user_manager,
            "portal manager": self.user_portal_manager,
            "skip-level": self.user_head,
            "former manager who wrote the plan": self.user_former_manager,
            "other employee": self.user_colleague,
            "HR officer": self.user_officer,
            "HR officer who wrote the plan": self.user_officer,
            "HR administrator": self.user_admin,
            "HR officer of another company": self.user_other_officer,
        }
        people = {
            "the person, in the portal": self.employee_portal_employee,
            "portal manager": self.employee_portal_report,
        }
        authors = {
            "former manager who wrote the plan": self.employee_former_manager,
            "HR officer who wrote the plan": self.employee_officer,
        }

        def make(who, column):
            person = people.get(who, self.employee_employee)
            plan = self.running(10, person, author_employee_id=authors.get(who, self.employee_director).id)
            proposer = self.employee_manager if who == "who proposed it" else self.employee_head
            return self.env["perf.improvement.proposal"].create(
                {
                    "plan_id": plan.id,
                    "employee_id": person.id,
                    "author_employee_id": proposer.id,
                    "kind": "extend",
                    "days": 7,
                    "reason": "x",
                    "state": STATES[column],
                    "submitted_on": self.today,
                    "first_submitted_on": self.today,
                    "released_on": self.today if column == "in effect" else False,
                }
            )

        def values(who):
            person = people.get(who, self.employee_employee)
            return "perf.improvement.proposal", {
                "plan_id": self.running(10, person).id,
                "employee_id": person.id,
                "kind": "extend",
                "reason": "x",
            }

        def key(who):
            return people.get(who), authors.get(who), who == "who proposed it"

        self.check_matrix(PROPOSALS, users, make, create=values, write={"reason": "y"}, alike=key)


@tagged("post_install", "-at_install")
class TestPerfImprovementProposalRpc(ProposalMixin, ImprovementCommon, PerfHttpCommon, HttpCase):
    """Over RPC, from both sides."""

    def rpc(self, *args, **kwargs):
        with mute_logger(*QUIET):
            return super().rpc(*args, **kwargs)

    def assertRpcRefused(self, model, method, *args):
        """Assert that the call ends in an error, whichever."""
        _result, error = self.rpc(model, method, *args)
        self.assertTrue(error, f"{model}.{method}{args}")

    def test_rights(self):
        plan = self.proposed()
        proposal = self.proposal(plan)
        released = {"state": "done", "released_on": str(self.today), "agreed_on": str(self.today)}
        for name in ("manager", "head", "officer", "admin", "employee", "colleague", "other_officer", "former_manager"):
            self.login(self.user(name))
            with self.subTest(name):
                for values in (released, {"reason": "y"}, {"is_author": True}):
                    self.assertRpcRefused(proposal._name, "write", proposal.ids, values)
                self.assertRpcRefused(proposal._name, "unlink", proposal.ids)
                self.assertRpcRefused(proposal._name, "copy", proposal.ids)
                self.assertRpcRefused(
                    proposal._name,
                    "create",
                    {"plan_id": plan.id, "employee_id": plan.employee_id.id, "kind": "not_met", "reason": "x"},
                )
                if name not in ("officer", "admin"):
                    self.assertRpcRefused(proposal._name, "action_release", proposal.ids)
                    self.assertRpcRefused(proposal._name, "action_open_release", proposal.ids)
                    self.assertRpcRefused(proposal._name, "action_send_back", proposal.ids, "x")
        for name in ("employee", "colleague", "former_manager", "other_officer"):
            self.login(self.user(name))
            for method, arguments in (
                ("search_count", [[]]),
                ("formatted_read_group", [[], ["plan_id.employee_id"], ["__count"]]),
                ("name_search", [""]),
            ):
                result, error = self.rpc(proposal._name, method, *arguments)
                self.assertFalse(result or error, (name, method))
        for name in ("manager", "employee", "head"):
            self.login(self.user(name))
            for field in ("agreed_on", "release_on", "agreed_by_id", "write_date"):
                self.assertRpcRefused(proposal._name, "search_read", [[field, "!=", False]], ["reason"])
        self.assertEqual((plan.state, proposal.state), ("active", "hr_review"))
        self.login(self.user_officer)
        _result, error = self.rpc(proposal._name, "action_release", proposal.ids)
        self.assertFalse(error)
        self.env.invalidate_all()
        self.assertEqual(plan.state, "not_met")
