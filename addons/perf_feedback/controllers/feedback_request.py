from datetime import timedelta
from functools import partial

from odoo import fields, http
from odoo.exceptions import UserError
from odoo.http import request

from odoo.addons.perf_base.controllers.helpers import get_form_ids, get_record, take_step
from odoo.addons.perf_base.tools.forms import to_id

from ..models.perf_feedback_request import DUE_DAYS
from ..models.perf_feedback_request_asking import QUESTIONS_LIMIT
from ..models.perf_feedback_request_ending import EXPIRE_DAYS
from .feedback import get_own_ids


class PerfFeedbackRequestPortal(http.Controller):
    """Ask for feedback, answer, decline, end."""

    @http.route("/my/feedback/requests/new", type="http", auth="user", website=True, methods=["GET"], readonly=True)
    def request_new(self, employee=None, **kw):
        """The form to ask for feedback about me or about somebody of my team."""
        if not get_own_ids():
            return request.render("perf_base.portal_no_employee", {"page_name": "perf_home"})
        return self._render_form({"employee_id": to_id(employee), "respondent_ids": []})

    @http.route("/my/feedback/requests/new", type="http", auth="user", website=True, methods=["POST"])
    def request_create(self, employee_id=None, date_due="", outsider_emails="", anonymous=None, **post):
        """Ask."""
        form = {
            "employee_id": to_id(employee_id),
            "respondent_ids": get_form_ids("respondent_ids"),
            "outsider_emails": outsider_emails,
            "questions": [text.strip() for text in request.httprequest.form.getlist("question") if text.strip()],
            "anonymous": bool(anonymous),
            "date_due": date_due,
        }

        def ask():
            asked = request.env["perf.feedback.request"].create(self._prepare_form_values(form))
            asked.action_send()
            return f"/my/feedback/requests/{asked.id}?done=asked"

        return take_step(ask, partial(self._render_form, form))

    def _prepare_form_values(self, form):
        """Values for ``create``; whatever is wrong with them, the model says."""
        if not form["questions"]:
            raise UserError(request.env._("Write your question, then send it."))
        if not form["respondent_ids"] and not form["outsider_emails"].strip():
            raise UserError(request.env._("Choose at least one colleague to ask."))
        try:
            date_due = fields.Date.to_date(form["date_due"])
        except ValueError:
            date_due = None
        if not date_due:
            raise UserError(request.env._("Choose the day until which you hope for answers."))
        return {
            "employee_id": form["employee_id"] or get_own_ids()[0],
            "question_ids": [
                (0, 0, {"text": text, "sequence": number}) for number, text in enumerate(form["questions"], 1)
            ],
            "anonymous": form["anonymous"],
            "date_due": date_due,
            "respondent_ids": [(6, 0, form["respondent_ids"])],
            "outsider_emails": form["outsider_emails"],
        }

    def _render_form(self, form, error=None):
        """The page for asking.

        :param form: what stands in the form
        :param error: sentence that says what to do next
        """
        Employee = request.env["hr.employee"]
        today = fields.Date.context_today(request.env.user)
        own = request.env.user._perf_employees()
        few = own[:1].company_id.perf_anonymity_threshold
        chosen = set(form["respondent_ids"])
        people = Employee._perf_search_colleagues()
        missing = chosen - {person["id"] for person in people}
        people += Employee._prepare_perf_person_values(Employee._perf_find_colleagues(missing))
        return request.render(
            "perf_feedback.portal_feedback_request_form",
            {
                "page_name": "perf_feedback_request_form",
                "perf_breadcrumbs": [(request.env._("Feedback"), "/my/feedback?tab=asked")],
                "form": {
                    "questions": [request.env["perf.feedback.request"]._default_question()],
                    "outsider_emails": "",
                    "anonymous": False,
                    "date_due": fields.Date.to_string(today + timedelta(days=DUE_DAYS)),
                    **form,
                },
                "about": [(own[:1].id, request.env._("Me")), *((report.id, report.name) for report in own.child_ids)],
                "people": people,
                "questions_limit": QUESTIONS_LIMIT,
                "threshold": few,
                "asking_notes": {
                    anonymous: request.env["perf.feedback.request"]._get_asking_note(anonymous, few)
                    for anonymous in (False, True)
                },
                "first_day": fields.Date.to_string(today),
                "last_day": fields.Date.to_string(today + timedelta(days=EXPIRE_DAYS)),
                "error": error,
            },
        )

    @http.route("/my/feedback/requests/<int:request_id>", type="http", auth="user", website=True, readonly=True)
    def request_page(self, request_id, done=None, **kw):
        """One request: who was asked and what they said, or the question that waits for me."""
        return self._render_request(get_record("perf.feedback.request", request_id), done=done)

    def _render_request(self, asked, done=None, error=None, **texts):
        messages = {
            "asked": request.env._("They are asked."),
            "declined": request.env._("You declined. The one who asked can see it."),
            "ended": request.env._("The request has ended."),
        }
        return request.render(
            "perf_feedback.portal_feedback_request",
            {
                "page_name": "perf_feedback_request_page",
                "perf_breadcrumbs": [(request.env._("Feedback"), "/my/feedback?tab=asked")],
                "item": asked._prepare_portal_page_values(),
                "success": messages.get(done),
                "error": error,
                "reason_text": "",
                **texts,
            },
        )

    @http.route(
        "/my/feedback/requests/<int:request_id>/decline", type="http", auth="user", website=True, methods=["POST"]
    )
    def request_decline(self, request_id, reason="", **post):
        """Say that I can't answer."""
        return self._act(
            request_id, "declined", lambda asked: asked.my_line_id.action_decline(reason), reason_text=reason
        )

    @http.route(
        "/my/feedback/requests/<int:request_id>/close", type="http", auth="user", website=True, methods=["POST"]
    )
    def request_close(self, request_id, **post):
        """Stop asking."""
        return self._act(request_id, "ended", lambda asked: asked.action_close())

    @http.route(
        "/my/feedback/requests/<int:request_id>/cancel", type="http", auth="user", website=True, methods=["POST"]
    )
    def request_cancel(self, request_id, **post):
        """Take the question back."""
        return self._act(request_id, "ended", lambda asked: asked.action_cancel())

    def _act(self, request_id, done, action, **texts):
        """Take a step; what the user may not do is not found, what is wrong is said on the page."""
        asked = get_record("perf.feedback.request", request_id)
        again = partial(self._render_request, asked, **texts)
        return take_step(lambda: action(asked), again, f"/my/feedback/requests/{request_id}?done={done}")
