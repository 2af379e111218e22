from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain


class PerfHrReviewMixin(models.AbstractModel):
    """A document about a person that HR reads before the person does: drafted, handed in, reviewed, released.

    Heirs have a ``state`` with at least ``draft`` and ``hr_review``, say in ``_check_submittable`` what a complete
    document is, and in ``_apply_release`` what happens when the person gets it.
    """

    _name = "perf.hr.review.mixin"
    _description = "Document Reviewed by HR"
    _inherit = ["perf.employee.mixin"]

    _perf_guard_action = None  # word for ``hr.employee._perf_adverse_action_guard``

    author_employee_id = fields.Many2one(
        "hr.employee",
        string="Written by",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.user._perf_employee().id,
    )
    is_author = fields.Boolean(string="Mine", compute="_compute_is_author", search="_search_is_author")
    submitted_on = fields.Date(string="Handed in on", readonly=True, copy=False)
    agreed_by_id = fields.Many2one(
        "hr.employee",
        string="Reviewed by",
        readonly=True,
        copy=False,
        ondelete="restrict",
        groups="perf_base.group_perf_officer",
    )
    agreed_on = fields.Date(string="HR Agreed on", readonly=True, copy=False, groups="perf_base.group_perf_officer")
    release_on = fields.Date(
        string="Reaches the Person on", readonly=True, copy=False, groups="perf_base.group_perf_officer"
    )
    released_on = fields.Date(string="Released on", readonly=True, copy=False)
    send_back_reason = fields.Text(string="What HR Asks to Change", readonly=True, copy=False)

    @api.depends("author_employee_id")
    @api.depends_context("uid")
    def _compute_is_author(self):
        own = set(self.env["perf.reporting.line"]._get_own_employee_ids())
        for document in self:
            document.is_author = document.author_employee_id._origin.id in own

    @api.model
    def _search_is_author(self, operator, value):
        if operator not in ("in", "not in"):
            return NotImplemented
        own = Domain("author_employee_id", "in", self.env["perf.reporting.line"]._get_own_employee_ids())
        return own if (True in value) == (operator == "in") else ~own

    # ------------------------------------------------------------------
    # Handing in
    # ------------------------------------------------------------------

    def action_submit(self):
        """Hand the drafts in to HR. What follows, and how long it takes, is the same for every document."""
        self.check_access("read")
        if not all(document.is_author for document in self):
            raise AccessError(self.env._("Only the author can hand it in."))
        if any(document.state != "draft" for document in self):
            raise UserError(self.env._("It was handed in already."))
        for document in self:
            document._check_submittable()
        # sudo: the author may hand in, but not write the state
        self.sudo().write(
            {"state": "hr_review", "submitted_on": fields.Date.context_today(self), "send_back_reason": False}
        )
        return True

    def _check_submittable(self):
        """Refuse a document that is not complete yet.

        :raise UserError: says what is missing
        """
        self.ensure_one()

    # ------------------------------------------------------------------
    # Review by HR
    # ------------------------------------------------------------------

    def action_send_back(self, reason=""):
        """Give it back to the author, who changes it and hands it in again.

        :param reason: what to change; the author reads it
        """
        self._check_reviewer()
        reason = reason.strip() if isinstance(reason, str) else ""
        if not reason:
            raise UserError(self.env._("Say what to change, so that the author can hand it in again."))
        # sudo: HR decides, but does not write the document
        self.sudo().write(
            {
                "state": "draft",
                "send_back_reason": reason,
                "agreed_by_id": False,
                "agreed_on": False,
                "release_on": False,
            }
        )
        return True

    def action_release(self):
        """Agree. The person gets it on the day that the setting says, not before."""
        self._check_reviewer()
        today = fields.Date.context_today(self)
        for document in self:
            document._check_releasable()
        for document in self.sudo():  # sudo: HR decides, but does not write the document
            first = document.submitted_on + timedelta(days=document.company_id.perf_review_days)
            document.write(
                {
                    "agreed_by_id": self.env.user._perf_employee().id,
                    "agreed_on": today,
                    "release_on": max(today, first),
                }
            )
        self.sudo()._release_due()
        return True

    def _check_reviewer(self):
        """Refuse reviews of one's own document, of one about oneself or one's own people, and by others than HR."""
        self.check_access("read")
        if not self.env.user.has_group("perf_base.group_perf_officer"):
            raise AccessError(self.env._("HR reviews it."))
        if any(document.is_author or document.perf_role != "officer" for document in self):
            raise AccessError(self.env._("Another HR officer has to review this one: you take part in it."))
        if any(document.state != "hr_review" for document in self):
            raise UserError(self.env._("Nobody waits for a review of it."))

    def _check_releasable(self):
        """Refuse to release what can't be released yet.

        :raise UserError: says what is missing
        """
        self.ensure_one()

    @api.model
    def _get_release_domain(self):
        """Domain of the documents that may reach the person today."""
        return Domain("state", "=", "hr_review") & Domain("release_on", "<=", fields.Date.context_today(self))

    def _release_due(self):
        """Release those of these documents whose day has come. Called in sudo."""
        due = self.filtered_domain(self._get_release_domain())
        due.write({"released_on": fields.Date.context_today(self)})
        due._apply_release()

    def _apply_release(self):
        """What happens when the person gets these documents. Called in sudo."""
        raise NotImplementedError
