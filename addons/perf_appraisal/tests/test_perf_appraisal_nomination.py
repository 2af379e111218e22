from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.perf_base.tests.common import PerfCommon

from .reviewers_common import ReviewersHttp, ReviewersSetUp


@tagged("post_install", "-at_install")
class TestPerfAppraisalNomination(ReviewersSetUp, PerfCommon):
    """Who proposes reviewers, who decides, and who can be asked."""

    def test_employee_proposes_manager_approves(self):
        """The employee's proposal waits; approving it creates the review and invites the reviewer."""
        nominations = self.nominate(self.peers[:3], user=self.user_employee)
        self.assertEqual(nominations.mapped("state"), ["proposed"] * 3)
        self.assertEqual(nominations.proposed_by_id, self.employee_employee)
        self.assertFalse(self.review_by(self.peers[0]))
        own = self.as_user(nominations, self.user_employee)
        self.assertEqual((own.mapped("can_decide"), own.mapped("can_withdraw")), ([False] * 3, [True] * 3))
        self.assertForbidden(own.action_approve)
        self.assertForbidden(own.action_refuse, "No")
        self.as_user(self.appraisal, self.user_manager).action_approve_reviewers()
        self.assertEqual(nominations.mapped("state"), ["approved"] * 3)
        review = self.review_by(self.peers[0])
        self.assertEqual((review.role, review.state), ("peer", "invited"))
        self.assertEqual(review.deadline, self.cycle.peer_deadline)
        waiting = self.env["mail.activity"].search([("res_model", "=", review._name), ("res_id", "=", review.id)])
        self.assertEqual(waiting.user_id, self.user_colleague)
        mails = self.env["mail.mail"].search([("model", "=", review._name), ("res_id", "=", review.id)])
        self.assertIn("Perf Employee", mails.subject)
        self.assertIn("without names", mails.body_html)

    def test_manager_asks_at_once(self):
        """Whoever decides needs nobody's approval; HR neither."""
        nominations = self.nominate(self.peers[:2])
        self.assertEqual(nominations.mapped("state"), ["approved"] * 2)
        more = self.nominate(self.peers[2:3], user=self.user_officer) - nominations
        self.assertEqual(more.state, "approved")

    def test_refuse_and_withdraw(self):
        """A refusal gives its reason to the employee; a proposal taken back can be made again."""
        first, second = self.nominate(self.peers[:2], user=self.user_employee)
        manager = self.as_user(first, self.user_manager)
        with self.assertRaisesRegex(UserError, "reason"):
            manager.action_refuse(" ")
        manager.action_refuse("Too little in common")
        self.assertEqual(self.as_user(first, self.user_employee).reason, "Too little in common")
        self.as_user(second, self.user_employee).action_withdraw()
        self.assertEqual((first.state, second.state), ("refused", "withdrawn"))
        with self.assertRaisesRegex(UserError, "decided already"):
            self.as_user(first, self.user_manager).action_approve()
        again = self.nominate(self.peers[:2], user=self.user_employee) - first - second
        self.assertEqual(again.mapped("state"), ["proposed"] * 2)

    def test_who_may_choose(self):
        """The template says whether the employee or the manager chooses; HR always may; others never."""
        for chosen_by, employee, manager in (("both", 1, 1), ("employee", 1, 0), ("manager", 0, 1)):
            self.appraisal.template_id.nominate_by = chosen_by
            for user, allowed in ((self.user_employee, employee), (self.user_manager, manager), (self.user_officer, 1)):
                with self.subTest(chosen_by=chosen_by, user=user.login):
                    own = self.as_user(self.appraisal, user)
                    self.assertEqual(own.can_nominate, bool(allowed))
                    if not allowed:
                        self.assertForbidden(own.action_nominate, "peer", [self.employee_colleague.id])
        for user in (self.user_colleague, self.user_head, self.user_former_manager, self.user_portal_employee):
            with self.subTest(user=user.login):
                self.assertForbidden(
                    self.as_user(self.appraisal, user).action_nominate, "peer", [self.employee_portal_colleague.id]
                )

    def test_who_can_be_asked(self):
        """Nobody asks themselves, the manager, people who left, strangers, or somebody twice."""
        self.nominate(self.peers[:1])
        self.employee_portal_colleague.active = False
        cases = {
            "reviews themselves": self.employee_employee,
            "manager's review": self.employee_manager,
            "proposed already": self.employee_colleague,
            "can't be asked": self.employee_portal_colleague,
            "writes a review here already": self.employee_head,  # the second manager
            "login nor an e-mail": self._make_unreachable(),
            "reports to": self.reports[0],
        }
        for message, person in cases.items():
            for user in (self.user_manager, self.user_officer):
                with self.subTest(message=message, user=user.login), self.assertRaisesRegex(UserError, message):
                    self.nominate([person], user=user)
        own = self.as_user(self.appraisal, self.user_employee)
        with self.assertRaisesRegex(UserError, "reviews themselves"):
            own.action_nominate("peer", [self.employee_employee.id])
        with self.assertRaisesRegex(UserError, "can't be asked"):
            own.action_nominate("peer", [self.employee_other_officer.id])
        with self.assertRaisesRegex(UserError, "twice"):
            own.action_nominate("peer", [self.employee_other_manager.id] * 2)
        with self.assertRaisesRegex(UserError, "does not report"):
            own.action_nominate("report", [self.employee_other_manager.id])
        for wrong in (None, [], "7", [True], ["x"]):
            with self.subTest(wrong=wrong), self.assertRaises(UserError):
                own.action_nominate("peer", wrong)
        for role in ("self", "manager", "second_manager", "x", None):
            with self.subTest(role=role), self.assertRaisesRegex(UserError, "nobody of that kind"):
                own.action_nominate(role, [self.employee_other_manager.id])

    def _make_unreachable(self):
        person = self.env["hr.employee"].create({"name": "Perf Unheard", "company_id": self.company.id})
        person.work_contact_id.email = False
        person.work_email = False
        return person

    def test_archived_before_approval(self):
        """Who has left between proposal and approval is not asked."""
        nomination = self.nominate(self.peers[:1], user=self.user_employee)
        self.employee_colleague.active = False
        with self.assertRaisesRegex(UserError, "does not work here"):
            self.as_user(nomination, self.user_manager).action_approve()
        self.assertEqual(nomination.state, "proposed")

    def test_outsiders(self):
        """People from outside need a name and an address that is one, once, and that is no colleague's."""
        self.nominate_outside(("Ann Lee", "Ann@Customer.example"))
        nomination = self.appraisal.nomination_ids
        self.assertEqual((nomination.person_name, nomination.reviewer_email), ("Ann Lee", "ann@customer.example"))
        self.assertEqual(nomination.review_id.role, "external")
        for email, message in (
            ("ann", "is not an e-mail address"),
            ("a@b@c.example", "is not an e-mail address"),
            ("ann@customer.example", "proposed already"),
            ("COLLEAGUE@perf.example.com", "belongs to a colleague"),
        ):
            with self.subTest(email=email), self.assertRaisesRegex(UserError, message):
                self.nominate_outside(("Somebody", email), user=self.user_employee)
        with self.assertRaisesRegex(UserError, "proposed already"):
            self.nominate_outside(("A", "a@x.example"), ("B", "A@x.example"), user=self.user_employee)
        for wrong in (None, [], "x", [["a"]], [[1, 2]]):
            with self.subTest(wrong=wrong), self.assertRaises(UserError):
                self.as_user(self.appraisal, self.user_employee).action_nominate("external", outsiders=wrong)

    def test_limits(self):
        """Not more of a kind than the template allows; for those who decide, declined ones don't count."""
        self.appraisal.template_id.nominate_max = 3
        nominations = self.nominate(self.peers[:2])
        with self.assertRaisesRegex(UserError, "At most 3"):
            self.nominate(self.peers[2:4], user=self.user_employee)
        self.as_user(self.review_by(self.peers[0]), self.user_colleague).action_decline("No time")
        self.nominate(self.peers[2:4])
        self.assertEqual(len(nominations.appraisal_id.nomination_ids), 4)
        self.nominate(self.reports[:3], "report")

    def test_load(self):
        """Nobody is asked for more reviews in a cycle than the template allows; before that stands a warning."""
        others = [self.make_appraisal(person) for person in (self.employee_portal_employee, self.employee_no_user)]
        for appraisal in others:
            self.nominate(self.peers[:1], appraisal=appraisal)
        nomination = self.nominate(self.peers[:1], user=self.user_employee)
        self.assertIn("many reviews", self.as_user(nomination, self.user_manager).warning)
        self.appraisal.template_id.nominate_cap = 2
        self.env.invalidate_all()
        self.assertIn("as many reviews", self.as_user(nomination, self.user_manager).warning)
        with self.assertRaisesRegex(UserError, "was asked for 2 reviews"):
            self.as_user(nomination, self.user_manager).action_approve()
        # a load that got smaller by an answer would tell who has answered
        self.answer(self.peers[0], appraisal=others[0])
        with self.assertRaisesRegex(UserError, "was asked for 2 reviews"):
            self.as_user(nomination, self.user_manager).action_approve()

    def test_snapshot_keeps_the_settings(self):
        template = self.template.copy(
            {"nominate_min": 2, "nominate_max": 4, "nominate_cap": 7, "nominate_by": "manager"}
        )
        cycle = self.make_cycle("Other Round")
        snapshot = template._get_snapshot(cycle)
        template.write({"nominate_min": 1, "nominate_max": 9, "nominate_cap": 1, "nominate_by": "both"})
        self.assertEqual(
            (snapshot.nominate_min, snapshot.nominate_max, snapshot.nominate_cap, snapshot.nominate_by),
            (2, 4, 7, "manager"),
        )

    def test_over(self):
        """Once the answers are collected, nobody is chosen or approved any more."""
        nomination = self.nominate(self.peers[:1], user=self.user_employee)
        self.close()
        for user in (self.user_employee, self.user_manager, self.user_officer):
            self.assertFalse(self.as_user(self.appraisal, user).can_nominate)
            with self.assertRaisesRegex(UserError, "can't be chosen any more"):
                self.nominate(self.peers[1:2], user=user)
        with self.assertRaisesRegex(UserError, "can't be chosen any more"):
            self.as_user(nomination, self.user_manager).action_approve()

    def test_todo(self):
        """The employee is asked to choose, the manager to decide."""
        self.appraisal.template_id.nominate_min = 2
        key = f"perf.appraisal,{self.appraisal.id}"

        def waiting(employee):
            return {item["key"] for item in employee.sudo()._perf_todo()[employee.id]} & {
                f"{key},choose",
                f"{key},approve",
            }

        self.assertEqual(waiting(self.employee_employee), {f"{key},choose"})
        self.assertEqual(waiting(self.employee_manager), set())
        self.nominate(self.peers[:2], user=self.user_employee)
        self.assertEqual(waiting(self.employee_employee), set())
        self.assertEqual(waiting(self.employee_manager), {f"{key},approve"})
        self.as_user(self.appraisal, self.user_manager).action_approve_reviewers()
        self.assertEqual(waiting(self.employee_manager), set())
        self.as_user(self.review_by(self.peers[0]), self.user_colleague).action_decline("No time")
        self.assertEqual(waiting(self.employee_employee), set(), "who declined is for the manager to know")
        self.assertEqual(waiting(self.employee_manager), {f"{key},choose"})
        self.appraisal.template_id.nominate_by = "employee"
        self.assertEqual(waiting(self.employee_employee), {f"{key},choose"}, "nobody else can")

    def test_suggestions(self):
        """Those who share a manager come up for both sides, without those who are asked already."""
        own = self.as_user(self.appraisal, self.user_employee)
        names = [(person["name"], person["role"], person["text"]) for person in own._get_suggestions()]
        self.assertIn(("Perf Portal Employee", "peer", "same team"), names)
        self.assertIn(("Perf Led 0", "report", "same team"), names)
        self.nominate([self.employee_portal_employee])
        names = [person["name"] for person in self.as_user(self.appraisal, self.user_manager)._get_suggestions()]
        self.assertNotIn("Perf Portal Employee", names)
        self.assertNotIn("Perf Manager", names)

    def test_wizard(self):
        """The dialog of the back office proposes with the rights of its user."""
        wizard = (
            self.env["perf.appraisal.nominate"]
            .with_user(self.user_manager)
            .with_context(default_appraisal_id=self.appraisal.id)
            .create({"role": "peer", "person_ids": [(6, 0, [self.employee_colleague.id])]})
        )
        self.assertEqual(wizard.roles, ["peer", "report", "external"])
        wizard.action_confirm()
        self.assertEqual(self.appraisal.nomination_ids.state, "approved")
        wizard.write({"role": "external", "outsiders": "Ann Lee <ann@x.example>\nbob"})
        with self.assertRaisesRegex(UserError, "“bob” is not"):
            wizard.action_confirm()
        wizard.outsiders = "Ann Lee <ann@x.example>"
        wizard.action_confirm()
        self.assertEqual(set(self.appraisal.nomination_ids.mapped("person_name")), {"Perf Colleague", "Ann Lee"})
        with self.assertRaises(AccessError):
            self.env["perf.appraisal.nominate"].with_user(self.user_colleague).create(
                {"appraisal_id": self.appraisal.id, "role": "peer"}
            )


@tagged("post_install", "-at_install")
class TestPerfAppraisalNominationPages(ReviewersHttp):
    """The page of the reviewers, for the employee and the manager, and what RPC may do."""

    def url(self, step=""):
        return f"/my/appraisals/{self.appraisal.id}/reviewers{step}"

    def test_employee_page(self):
        self.login(self.user_employee)
        page = self.get_page(self.url()).text
        self.assertIn("Perf Portal Employee", page)
        self.assertIn("same team", page)
        self.assertNotIn("o_perf_reviewers_decide", page)
        reply = self.post(self.url(), role="peer", reviewer_ids=str(self.employee_colleague.id))
        self.assertEqual(reply.status_code, 303)
        self.assertIn("done=proposed", reply.headers["Location"])
        self.assertEqual(self.appraisal.nomination_ids.state, "proposed")
        page = self.get_page(self.url()).text
        self.assertIn("Take back", page)
        reply = self.post(self.url(), role="external", outside_name="Ann", outside_email="nonsense")
        self.assertIn("is not an e-mail address", reply.text)
        self.assertIn('value="nonsense"', reply.text)
        self.assertIn("Choose at least one", self.post(self.url(), role="peer").text)
        nomination = self.appraisal.nomination_ids
        self.post(self.url("/decide"), step="approve", nomination_ids=str(nomination.id))
        self.post(self.url("/decide"), step="refuse", nomination=str(nomination.id), reason="x")
        self.assertEqual(nomination.state, "proposed")
        self.post(self.url("/decide"), step="withdraw", nomination=str(nomination.id))
        self.assertEqual(nomination.state, "withdrawn")

    def test_manager_page(self):
        """The manager approves all in one step, or leaves somebody out with a reason."""
        nominations = self.nominate(self.peers[:3], user=self.user_employee)
        self.login(self.user_manager)
        page = self.get_page(self.url()).text
        self.assertEqual(page.count('name="nomination_ids"'), 3)
        self.assertIn("to decide", self.get_page(f"/my/appraisals/{self.appraisal.id}").text)
        self.assertIn("Tick at least", self.post(self.url("/decide"), step="approve").text)
        self.post(self.url("/decide"), step="refuse", nomination=str(nominations[0].id), reason="Too far away")
        self.assertEqual((nominations[0].state, nominations[0].reason), ("refused", "Too far away"))
        ids = [str(nomination.id) for nomination in nominations[1:]]
        self.post(self.url("/decide"), step="approve", nomination_ids=ids)
        self.assertEqual(nominations[1:].mapped("state"), ["approved"] * 2)
        self.assertEqual(self.post(self.url("/decide"), step="sudo").status_code, 404)

    def test_portal_manager(self):
        """A manager with only a portal user does the same."""
        appraisal = self.make_appraisal(self.employee_portal_report, self.employee_portal_manager)
        url = f"/my/appraisals/{appraisal.id}/reviewers"
        self.login(self.user_portal_manager)
        self.assertEqual(self.get_page(url).status_code, 200)
        self.post(url, role="peer", reviewer_ids=str(self.employee_colleague.id))
        self.assertEqual(appraisal.nomination_ids.state, "approved")

    def test_others_find_nothing(self):
        self.nominate(self.peers[:1])
        for user in (self.user_colleague, self.user_portal_colleague, self.user_former_manager, self.user_head):
            with self.subTest(user=user.login):
                self.login(user)
                self.assertEqual(self.get_page(self.url()).status_code, 404)
                self.assertEqual(self.post(self.url(), role="peer").status_code, 404)
                self.assertEqual(self.post(self.url("/decide"), step="approve").status_code, 404)

    def test_rpc(self):
        """States and links change by the steps only, for each of those who may read."""
        nomination = self.nominate(self.peers[:1], user=self.user_employee)
        model = nomination._name
        for user in (self.user_employee, self.user_manager, self.user_officer, self.user_admin):
            with self.subTest(user=user.login):
                self.login(user)
                for values in ({"state": "approved"}, {"review_id": 1}, {"reason": "x"}):
                    _result, error = self.rpc(model, "write", nomination.ids, values)
                    self.assertTrue(error)
                    _result, error = self.rpc(
                        model, "create", {"appraisal_id": self.appraisal.id, "role": "peer", **values}
                    )
                    self.assertTrue(error)
                _result, error = self.rpc(model, "unlink", nomination.ids)
                self.assertTrue(error)
                _result, error = self.rpc(model, "read", nomination.ids, ["review_id"])
                self.assertTrue(error)
                _result, error = self.rpc(model, "search", [("review_id.state", "=", "invited")])
                self.assertTrue(error)
        self.login(self.user_employee)
        self.assertRpcForbidden(model, "action_approve", nomination.ids)
        self.assertRpcForbidden(model, "action_refuse", nomination.ids, "x")
        self.login(self.user_colleague)
        for method, arguments in (("action_approve", []), ("action_withdraw", []), ("action_refuse", ["x"])):
            self.assertRpcForbidden(model, method, nomination.ids, *arguments)
        self.assertRpcForbidden("perf.appraisal", "action_nominate", self.appraisal.ids, "peer", [1])
        self.assertRpcForbidden("perf.appraisal", "get_reviewers", self.appraisal.ids)
        self.assertEqual(nomination.state, "proposed")
