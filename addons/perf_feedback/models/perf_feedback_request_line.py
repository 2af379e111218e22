from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ..tools.text import clean


class PerfFeedbackRequestLine(models.Model):
    """One colleague who was asked for feedback about somebody, and what became of it."""

    _name = "perf.feedback.request.line"
    _description = "Colleague Asked for Feedback"
    _inherit = ["perf.text.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "request_id desc, id"
    _rec_names_search = ["request_id"]

    request_id = fields.Many2one("perf.feedback.request", required=True, readonly=True, index=True, ondelete="cascade")
    respondent_id = fields.Many2one("hr.employee", string="Asked", required=True, readonly=True, ondelete="restrict")
    is_mine = fields.Boolean(string="Asked of Me", compute="_compute_is_mine", search="_search_is_mine")
    state = fields.Selection(
        [("open", "Open"), ("answered", "Answered"), ("declined", "Declined")],
        string="Status",
        required=True,
        default="open",
        readonly=True,
    )
    decline_reason = fields.Text(string="Why Not", readonly=True)
    feedback_id = fields.Many2one("perf.feedback", string="Answer", readonly=True, index="btree_not_null")
    date_answered = fields.Date(string="Answered on", readonly=True)

    # What the one who was asked needs to know of the request
    employee_id = fields.Many2one(related="request_id.employee_id", string="About")
    asker_employee_id = fields.Many2one(related="request_id.asker_employee_id")
    question = fields.Text(related="request_id.question")
    date_due = fields.Date(related="request_id.date_due")
    request_state = fields.Selection(related="request_id.state", string="Request Status")

    _request_respondent_uniq = models.UniqueIndex(
        "(request_id, respondent_id)", "This colleague has been asked already."
    )
    _respondent_state_idx = models.Index("(respondent_id, state)")

    # ------------------------------------------------------------------
    # Computed fields
    # ------------------------------------------------------------------

    @api.depends("respondent_id", "request_id.state")
    @api.depends_context("uid")
    def _compute_is_mine(self):
        """Nobody is asked by a draft."""
        own = set(self.env["perf.reporting.line"]._get_own_employee_ids())
        for line in self:
            # sudo: the state of the request alone
            asked = line.sudo().request_id.state != "draft"
            line.is_mine = asked and line.respondent_id._origin.id in own

    @api.model
    def _search_is_mine(self, operator, value):
        if operator not in ("in", "not in"):
            return NotImplemented
        own = Domain("respondent_id", "in", self.env["perf.reporting.line"]._get_own_employee_ids())
        own &= Domain("request_id", "any!", [("state", "!=", "draft")])
        return own if (True in value) == (operator == "in") else ~own

    @api.depends("request_id")
    def _compute_display_name(self):
        for line in self:
            line.display_name = line.request_id.display_name

    # ------------------------------------------------------------------
    # Business methods
    # ------------------------------------------------------------------

    def action_decline(self, reason=""):
        """Say that one can't answer.

        :param reason: why, optional; the one who asked reads it
        """
        self._check_can_answer()
        # sudo: whoever was asked may decline, but not write
        lines = self.sudo()
        lines.write({"state": "declined", "decline_reason": clean(reason) or False})
        lines._after_answer()
        return True

    def action_answer(self):
        """Open a new draft that answers the request."""
        self._check_can_answer()
        self.ensure_one()
        request = self.request_id.sudo()
        visibilities = self.env["perf.feedback"]._get_request_visibilities(request)
        return {
            "type": "ir.actions.act_window",
            "name": request.display_name,
            "res_model": "perf.feedback",
            "views": [(False, "form")],
            "context": {
                "default_request_id": request.id,
                "default_employee_id": request.employee_id.id,
                "default_kind": "praise",
                "default_visibility": visibilities[0],
            },
        }

    def action_open_decline(self):
        """Ask for a reason, then decline."""
        self._check_can_answer()
        self.ensure_one()
        return self.env["perf.feedback.word"]._get_action(self, "decline", self.env._("Decline"))

    def _check_can_answer(self):
        """Refuse answers of others, and to what nobody asks any more."""
        self.check_access("read")
        if not self or not all(line.is_mine for line in self):
            raise AccessError(self.env._("Only the one who was asked can answer."))
        if any(line.state != "open" or line.request_id.state != "open" for line in self):
            raise UserError(self.env._("Nobody waits for your answer to this request any more."))

    def _set_answered(self, feedback):
        """Note that this feedback answers the line. Called in sudo when it is sent."""
        self.write({"state": "answered", "feedback_id": feedback.id, "date_answered": feedback.date})
        self._after_answer()

    def _after_answer(self):
        """Drop the reminders; close requests on which nobody is left to answer. Called in sudo."""
        self.activity_unlink(["perf_feedback.mail_act_feedback_request"])
        waiting = self.request_id._get_all_lines().filtered(lambda line: line.state == "open").request_id
        (self.request_id - waiting).filtered(lambda request: request.state == "open")._set_ended("closed")

    # ------------------------------------------------------------------
    # Telling people
    # ------------------------------------------------------------------

    def _notify_asked(self):
        """Send an e-mail to everybody who was asked, and plan an activity for internal users. Called in sudo."""
        template = self.env.ref("perf_feedback.mail_template_perf_feedback_request", raise_if_not_found=False)
        reached = self.filtered(lambda line: line._get_mail_partner())
        if template and reached:
            template.sudo().send_mail_batch(reached.ids)
        for line in self.with_context(mail_activity_quick_update=True):
            user = line.respondent_id.user_id
            if user and user._is_internal():
                line.activity_schedule(
                    "perf_feedback.mail_act_feedback_request",
                    date_deadline=line.request_id.date_due,
                    user_id=user.id,
                    summary=line.request_id.display_name,
                )

    def _get_mail_partner(self):
        """Partner of the one who is asked: the user's, else the work contact."""
        self.ensure_one()
        return self.respondent_id.user_id.partner_id or self.respondent_id.work_contact_id
