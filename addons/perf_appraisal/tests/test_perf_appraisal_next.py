from lxml import etree

from odoo.tests import tagged

from .common import AppraisalCommon


@tagged("post_install", "-at_install")
class TestPerfAppraisalNext(AppraisalCommon):
    """What each has to do next, in the lists, and the views that say it."""

    def next_of(self, user):
        """What that user reads as next."""
        self.env.invalidate_all()
        return self.as_user(self.appraisal, user).next_action

    def assertNext(self, employee, manager, head):
        users = (self.user_employee, self.user_manager, self.user_head)
        self.assertEqual([self.next_of(user) for user in users], [employee, manager, head])

    def test_each_reads_what_to_do(self):
        self.assertNext("Write your self review", "Write your review", "Self review to come")
        self.submit_self()
        self.assertNext("Manager's review to come", "Write your review", "Manager's review to come")
        self.submit_manager()
        self.assertNext("Result to come", "Choose the level", "Result to come")
        manager = self.as_user(self.appraisal, self.user_manager)
        manager.action_set_rating(self.levels[3].id, "For good reasons")
        by_hr = self.appraisal.release == "hr"
        self.assertEqual(self.next_of(self.user_manager), "Hand over to HR" if by_hr else "Share the result")
        self.rate_and_share()
        self.assertNext("Read and sign", "Sign-off to come", "Sign-off to come")
        self.acknowledge(agree=False)
        self.assertNext(*["HR decides about the appeal"] * 3)
        officer = self.as_user(self.appraisal, self.user_officer)
        officer.action_decide_appeal("rejected", "Nothing new")
        officer.action_close()
        self.assertFalse(self.next_of(self.user_manager))

    def test_next_gives_nothing_away(self):
        """Employees read the same, whether their manager has chosen a level or not."""
        self.submit_self()
        self.submit_manager()
        before = self.next_of(self.user_employee)
        self.as_user(self.appraisal, self.user_manager).action_set_rating(self.levels[3].id, "For good reasons")
        self.assertEqual(self.next_of(self.user_employee), before)

    def test_start_menu_stands_where_managers_may_start(self):
        """Without the setting it would lead everybody to a dialog that says no."""
        menu = self.env.ref("perf_appraisal.menu_perf_appraisal_start")

        def is_shown(user):
            return menu.id in self.as_user(self.env["ir.ui.menu"], user).load_menus(False)

        users = (self.user_manager, self.user_employee, self.user_officer)
        for allowed in (False, True, False):
            self.company.perf_appraisal_manager_launch = allowed
            self.assertEqual([is_shown(user) for user in users], [allowed] * 3)

    def get_view(self, xmlid):
        view = self.env.ref(f"perf_appraisal.{xmlid}")
        arch = self.as_user(self.env[view.model], self.user_officer).get_view(view.id, view.type)["arch"]
        return etree.fromstring(arch)

    def test_lists_and_forms(self):
        """My Team says what to do and how it looks; forms have one progress bar; the pivot counts people first."""
        team = self.get_view("perf_appraisal_view_list_team")
        shown = {field.get("name") for field in team.iter("field") if field.get("optional") != "hide"}
        self.assertLessEqual({"next_action", "due_date", "score", "suggested_level_id", "final_level_id"}, shown)
        for xmlid in ("perf_appraisal_view_form", "perf_appraisal_review_view_form"):
            self.assertFalse(self.get_view(xmlid).xpath("//field[@widget='statusbar']"), xmlid)
        self.assertEqual(self.get_view("perf_appraisal_result_view_pivot").get("display_quantity"), "1")
        reviewers = self.get_view("perf_appraisal_view_form").xpath("//field[@name='nomination_ids']/list/field/@name")
        self.assertIn("note", reviewers)
        self.assertFalse({"warning", "reason", "decline_reason"} & set(reviewers))
