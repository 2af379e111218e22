from odoo import models

from odoo.addons.perf_feedback.models.perf_feedback import FOR_EMPLOYEE


class HrEmployee(models.Model):
    """Feedback counts as guidance that a person was given."""

    _inherit = "hr.employee"

    def _perf_prior_guidance(self, date_from):
        """Feedback that the person has read, from somebody who is their manager now."""
        guidance = super()._perf_prior_guidance(date_from)
        Feedback = self.env["perf.feedback"]
        found = Feedback.search(
            [
                *Feedback._get_valid_domain(),
                ("employee_id", "in", self.ids),
                ("visibility", "in", FOR_EMPLOYEE),
                ("kind", "!=", "praise"),
                ("acknowledged", "=", True),
                ("date", ">=", date_from),
            ]
        )
        pairs = self.env["perf.second.review"]._get_line_pairs(found.employee_id, found.author_employee_id)
        for feedback in found:
            if (feedback.employee_id.id, feedback.author_employee_id.id) in pairs:
                guidance[feedback.employee_id.id].append(
                    {"date": feedback.date, "label": self.env._("Feedback that the person has read")}
                )
        return guidance

    def action_perf_give_feedback(self):
        """Open a new feedback about this person, who needs a talk."""
        self.ensure_one()
        self._check_perf_neglect()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Give Feedback"),
            "res_model": "perf.feedback",
            "views": [(False, "form")],
            "context": {"default_employee_id": self.id},
        }
