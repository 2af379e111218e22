from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import NO_ACCESS


class PerfConcern(models.Model):
    """A concern that names the feedback which came before it."""

    _inherit = "perf.concern"

    linked_feedback_ids = fields.Many2many("perf.feedback", readonly=True, copy=False, groups=NO_ACCESS)
    # Not stored, so that nobody can search by a link to feedback that they may not read
    feedback_ids = fields.Many2many(
        "perf.feedback",
        string="Earlier Feedback",
        compute="_compute_feedback_ids",
        inverse="_inverse_feedback_ids",
        help="What the person was told before. Whoever may not read a feedback does not see it here.",
    )

    @api.depends("linked_feedback_ids")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_feedback_ids(self):
        # sudo: the links; each reader then sees the feedback that they may read
        linked = self.sudo().linked_feedback_ids.sudo(False)._filtered_access("read")
        for concern in self:
            concern.feedback_ids = concern.sudo().linked_feedback_ids.sudo(False) & linked

    def _inverse_feedback_ids(self):
        """Link what the author can read; what they can't read any more stays linked."""
        for concern in self:
            concern._check_changeable({})
            chosen = concern.feedback_ids
            chosen.check_access("read")
            if any(
                feedback.employee_id != concern.employee_id or feedback.state != "sent" for feedback in chosen.sudo()
            ):
                raise UserError(self.env._("Choose feedback that was sent and is about the same person."))
            links = concern.sudo().linked_feedback_ids  # sudo: nobody writes the links directly
            hidden = links - links.sudo(False)._filtered_access("read").sudo()
            concern.sudo().linked_feedback_ids = hidden | chosen.sudo()

    @api.model
    def _get_protected_values(self):
        return {**super()._get_protected_values(), "linked_feedback_ids": False}

    def _get_feedback_values(self):
        """The feedback that the current user may read, for pages and the second reviewer.

        :return: list of dicts with ``title``, ``date``, ``summary`` and ``url``
        """
        self.ensure_one()
        return [
            {
                "title": feedback.display_name,
                "date": feedback.date,
                "summary": feedback.preview,
                "url": f"/my/feedback/{feedback.id}",
            }
            for feedback in self.feedback_ids.sorted("date")
        ]

    def _prepare_portal_page_values(self):
        """Earlier feedback stands under what it led to."""
        return {**super()._prepare_portal_page_values(), "feedback": self._get_feedback_values()}

    @api.model
    def _prepare_portal_form_values(self):
        """Words that judge a person get a hint while one writes, as in feedback."""
        hints = self.env["perf.feedback.hint"]._get_hints_json()
        return {**super()._prepare_portal_form_values(), "hints": hints}
