from odoo.modules.migration import load_script
from odoo.tests import tagged
from odoo.tools import file_path

from .common import FeedbackCommon

SCRIPT = "perf_feedback/migrations/19.0.1.1.0/post-questions.py"
LINE = "perf.feedback.request.line"


@tagged("post_install", "-at_install")
class TestPerfFeedbackMigrations(FeedbackCommon):
    """What a database of an older version holds is put right."""

    def migrate(self):
        """Run the script as an upgrade does."""
        self.env.flush_all()
        load_script(file_path(SCRIPT), "post-questions").migrate(self.env.cr, "19.0.1.0.0")
        self.env.invalidate_all()

    def make_old(self, request):
        """The request as it was: its text alone, without questions."""
        self.env.flush_all()
        self.env.cr.execute("DELETE FROM perf_feedback_request_question WHERE request_id = %s", [request.id])
        self.env.invalidate_all()

    def test_questions(self):
        """Those who are asked read the question of an old request; running twice adds none."""
        old = self.ask(self.user_employee, self.employee_employee, self.employee_colleague, question="What helps?")
        new = self.ask(self.user_employee, self.employee_employee, self.employee_colleague, question="And now?")
        kept = new.question_ids.ids
        self.make_old(old)
        self.migrate()
        self.migrate()
        seen = self.as_user(old, self.user_colleague)._prepare_portal_page_values()["questions"]
        self.assertEqual([question["text"] for question in seen], ["What helps?"])
        self.assertEqual(old.sudo().question, "What helps?")
        self.assertEqual(new.question_ids.ids, kept)

    def test_templates(self):
        """Old e-mails are as in the file; a new one that was edited stays."""
        ref = self.env.ref
        received = ref("perf_feedback.mail_template_perf_feedback_received")
        request = ref("perf_feedback.mail_template_perf_feedback_request")
        remind = ref("perf_feedback.mail_template_perf_feedback_request_remind")
        received.subject = "{{ object.author_employee_id.name }} wrote to you"
        request.body_html = '<p>Old <t t-out="object.asker_employee_id.name"/></p>'
        remind.body_html = "<p>Mine <t t-out=\"ctx.get('perf_feedback_name')\"/></p>"
        self.migrate()
        self.assertEqual(received.subject, "{{ object._get_author_name() }} wrote to you")
        self.assertNotIn("object.author_employee_id", received.body_html)
        self.assertIn("perf_feedback_asker", request.body_html)
        self.assertIn("Mine", remind.body_html)

    def test_leftovers(self):
        """No activity and no type of activity of lines is left."""
        asked = self.ask(self.user_employee, self.employee_employee, self.employee_colleague)
        kind = self.env["mail.activity.type"].create({"name": "Answer feedback request"})
        self.env["ir.model.data"].create(
            {
                "module": "perf_feedback",
                "name": "mail_act_feedback_request",
                "model": kind._name,
                "res_id": kind.id,
                "noupdate": True,
            }
        )
        activity = self.env["mail.activity"].create(
            {
                "activity_type_id": kind.id,
                "res_model_id": self.env["ir.model"]._get_id("res.partner"),
                "res_id": self.user_colleague.partner_id.id,
                "user_id": self.user_colleague.id,
            }
        )
        self.env.flush_all()
        line = asked._get_all_lines()
        self.env.cr.execute(
            "UPDATE mail_activity SET res_model = %s, res_id = %s, res_model_id = %s WHERE id = %s",
            [LINE, line.id, self.env["ir.model"]._get_id(LINE), activity.id],
        )
        self.env.invalidate_all()
        self.migrate()
        self.assertFalse(activity.exists() or kind.exists())
