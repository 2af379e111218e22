from odoo.tests import tagged

from .common import PerfGoalCommon


@tagged("post_install", "-at_install")
class TestPerfGoalMail(PerfGoalCommon):
    """Who is told what, and who is not."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": False})

    def mails(self, function, *args):
        """The mails that the call creates."""
        before = self.env["mail.mail"].sudo().search([])
        function(*args)
        return self.env["mail.mail"].sudo().search([]) - before

    def test_proposed_goes_to_the_closest_manager(self):
        """One mail, with the link to the back office, and an activity; nobody follows."""
        goal = self.make_goal(state="draft")
        mail = self.mails(self.as_user(goal, self.user_portal_employee).action_propose)
        self.assertEqual(mail.recipient_ids, self.user_manager.partner_id)
        self.assertIn(goal.name, mail.body_html)
        self.assertIn(f"/odoo/all-goals/{goal.id}", mail.body_html)
        self.assertEqual(goal.activity_ids.user_id, self.user_manager)
        self.assertFalse(goal.message_follower_ids)

    def test_portal_manager_gets_the_portal_link(self):
        """A manager with a portal user only has no activity, but the mail and the link to the portal."""
        goal = self.make_goal(self.employee_portal_report, state="draft")
        mail = self.mails(self.as_user(goal, self.user_portal_report).action_propose)
        self.assertEqual(mail.recipient_ids, self.user_portal_manager.partner_id)
        self.assertIn(f"/my/goals/{goal.id}", mail.body_html)
        self.assertFalse(goal.activity_ids)

    def test_decisions_go_to_the_owner(self):
        """Approved and sent back, the owner gets a mail with the reason and the link; the activity goes."""
        goal = self.make_goal(state="draft")
        self.as_user(goal, self.user_portal_employee).action_propose()
        mail = self.mails(self.as_user(goal, self.user_manager).action_reject, "Measure <b>hours</b>.")
        self.assertEqual(mail.recipient_ids, self.user_portal_employee.partner_id)
        self.assertIn("Measure &lt;b&gt;hours&lt;/b&gt;.", mail.body_html)
        self.assertFalse(goal.activity_ids)
        self.as_user(goal, self.user_portal_employee).action_propose()
        mail = self.mails(self.as_user(goal, self.user_manager).action_approve)
        self.assertEqual(mail.recipient_ids, self.user_portal_employee.partner_id)
        self.assertIn(f"/my/goals/{goal.id}", mail.body_html)

    def test_amendments(self):
        """The request goes to the manager, the decision to the owner."""
        goal = self.make_goal()
        mail = self.mails(self.as_user(goal, self.user_portal_employee).amend, {"weight": 2}, "Because.")
        self.assertEqual(mail.recipient_ids, self.user_manager.partner_id)
        mail = self.mails(self.as_user(goal.amendment_ids, self.user_manager).action_approve)
        self.assertEqual(mail.recipient_ids, self.user_portal_employee.partner_id)
        self.assertFalse(goal.activity_ids)

    def test_many_at_once(self):
        """A manager approves several goals, and each owner is told once."""
        goals = self.make_goal(state="proposed") | self.make_goal(self.employee_employee, state="proposed")
        mails = self.mails(self.as_user(goals, self.user_manager).action_approve)
        self.assertEqual(mails.recipient_ids, self.user_portal_employee.partner_id | self.user_employee.partner_id)

    def test_draft_is_private_in_messages(self):
        """Messages, tracking and activities of a draft, also one that was sent back, are closed to the manager."""
        goal = self.make_goal(state="draft")
        as_owner = self.as_user(goal, self.user_portal_employee)
        as_owner.message_post(body="My thoughts", message_type="comment", subtype_xmlid="mail.mt_comment")
        as_owner.action_propose()
        self.env.flush_all()
        self.cr.precommit.run()
        as_owner.action_withdraw()
        self.env.flush_all()
        self.cr.precommit.run()
        # The mail that proposed the goal was sent to the manager, who keeps it.
        types = ("comment", "notification")
        domain = [("model", "=", "perf.goal"), ("res_id", "=", goal.id), ("message_type", "in", types)]
        messages = self.env["mail.message"].search(domain)
        self.assertTrue(messages.tracking_value_ids)
        for user in (self.user_manager, self.user_officer, self.user_colleague):
            with self.subTest(user=user.login):
                mine = self.as_user(messages, user)
                self.assertFalse(mine.search(domain))
                self.assertForbidden(mine.read, ["body"])
                values = self.as_user(messages.tracking_value_ids, user)
                self.assertForbidden(values.read, ["new_value_char"])
                activities = mine.env["mail.activity"]
                self.assertFalse(activities.search([("res_model", "=", "perf.goal"), ("res_id", "=", goal.id)]))

    def test_nobody_speaks_for_another(self):
        """An author given by the caller is not taken."""
        goal = self.make_goal()
        message = self.as_user(goal, self.user_manager).message_post(
            body="I agree.",
            author_id=self.user_officer.partner_id.id,
            email_from="officer@perf.example.com",
            message_type="comment",
        )
        self.assertEqual(message.sudo().author_id, self.user_manager.partner_id)

    def test_comments_reach_the_other_side(self):
        """A comment of the owner is brought to the manager and the other way round; nobody follows."""
        goal = self.make_goal()
        post = {"message_type": "comment", "subtype_xmlid": "mail.mt_comment"}
        self.as_user(goal, self.user_portal_employee).message_post(body="<script>alert(1)</script>", **post)
        messages = self.env["mail.message"].search([("model", "=", "perf.goal"), ("res_id", "=", goal.id)])
        self.assertNotIn("<script>", "".join(messages.mapped("body")))
        self.assertEqual(messages.partner_ids, self.user_manager.partner_id)
        self.as_user(goal, self.user_manager).message_post(body="Well done", **post)
        notified = self.env["mail.message"].search([("model", "=", "perf.goal"), ("res_id", "=", goal.id)], limit=2)
        self.assertEqual(notified.partner_ids, self.user_portal_employee.partner_id)
        self.assertFalse(goal.message_follower_ids)
        self.assertForbidden(self.as_user(goal, self.user_portal_colleague).message_post, body="Hi", **post)

    def test_followers_without_access_get_nothing(self):
        """Who follows and then loses access is not notified; nobody can make others follow."""
        goal = self.make_goal(self.employee_employee)
        self.as_user(goal, self.user_manager).message_subscribe(self.user_colleague.partner_id.ids)
        self.assertFalse(goal.message_follower_ids)
        self.as_user(goal, self.user_manager).message_subscribe(self.user_manager.partner_id.ids)
        self.assertEqual(goal.message_follower_ids.partner_id, self.user_manager.partner_id)
        self.employee_employee.parent_id = self.employee_other_manager
        message = self.as_user(goal, self.user_employee).message_post(
            body="About my old manager", message_type="comment", subtype_xmlid="mail.mt_comment"
        )
        self.assertNotIn(self.user_manager.partner_id, message.sudo().notified_partner_ids)
        self.assertForbidden(self.as_user(message, self.user_manager).read, ["body"])
