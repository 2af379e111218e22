from odoo.addons.perf_base.tests.common import PerfCommon

TEXT = "You answered the customer within the hour."


class FeedbackCommon(PerfCommon):
    """The people of :class:`PerfCommon`, and short ways to give feedback as one of them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.value = cls.env["perf.value"].create({"name": "Test value", "company_id": cls.company.id})

    def draft(self, user, employee, **values):
        """A draft by that user about that employee."""
        model = self.as_user(self.env["perf.feedback"], user)
        return model.create({"employee_id": employee.id, "body": TEXT, "visibility": "employee", **values})

    def give(self, user, employee, visibility="employee", **values):
        """Feedback by that user, sent."""
        feedback = self.draft(user, employee, visibility=visibility, **values)
        feedback.action_send()
        return feedback

    def ask(self, user, employee, respondents, **values):
        """A request by that user about that employee, sent."""
        request = self.draft_request(user, employee, respondents, **values)
        request.action_send()
        return request

    def draft_request(self, user, employee, respondents, **values):
        """A request by that user about that employee, not sent yet."""
        model = self.as_user(self.env["perf.feedback.request"], user)
        return model.create({"employee_id": employee.id, "respondent_ids": [(6, 0, respondents.ids)], **values})

    def user(self, name):
        """The user of this name, such as ``portal_employee``."""
        return getattr(self, f"user_{name}")
