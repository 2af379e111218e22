import json
from functools import partial

from werkzeug.exceptions import NotFound

from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

from odoo.addons.perf_base.controllers.helpers import get_form_ids, get_record, take_step
from odoo.addons.perf_base.tools.forms import to_id
from odoo.addons.portal.controllers.portal import pager as portal_pager

PREFIX = "answer_"
PAGE_SIZE = 20
TEXTS = ("body", "situation", "behaviour", "impact")
TABS = ("received", "given", "asked")


def read_answers(post):
    """What was typed for each question: dict of the id of a question as text -> text."""
    return {name.removeprefix(PREFIX): text for name, text in post.items() if name.startswith(PREFIX)}


def get_own_ids():
    """Ids of the employees that the current user is."""
    return request.env.user._perf_employees().ids


class PerfFeedbackPortal(http.Controller):
    """Feedback on the phone: read, give, reply, take back."""

    # ------------------------------------------------------------------
    # Lists
    # ------------------------------------------------------------------

    @http.route("/my/feedback", type="http", auth="user", website=True, readonly=True)
    def my_feedback(self, tab="received", page=1, done=None, **kw):
        """What I received, what I gave, what I am asked for."""
        if not get_own_ids():
            return request.render("perf_base.portal_no_employee", {"page_name": "perf_home"})
        tab = tab if tab in TABS else "received"
        values = self._prepare_list_values(tab, max(1, to_id(page)))
        if done == "answered":
            values["success"] = request.env._("Thank you. Your answers are kept without your name.")
        return request.render("perf_feedback.portal_my_feedback", values)

    def _prepare_list_values(self, tab, page):
        """What the page with the three tabs shows."""
        Feedback = request.env["perf.feedback"]
        Line = request.env["perf.feedback.request.line"]
        open_domain = [("is_mine", "=", True), ("state", "=", "open"), ("request_id.state", "=", "open")]
        values = {
            "page_name": "perf_feedback",
            "tab": tab,
            "unread": Feedback.search_count([*Feedback._get_received_domain(), ("acknowledged", "=", False)]),
            "asked_count": Line.search_count(open_domain),
        }
        if tab == "asked":
            Request = request.env["perf.feedback.request"]
            domain = [("state", "!=", "draft")]
            pager = portal_pager(
                "/my/feedback", Request.search_count(domain), url_args={"tab": tab}, page=page, step=PAGE_SIZE
            )
            requests = Request.search(domain, limit=PAGE_SIZE, offset=pager["offset"], order="state desc, date_due, id")
            return {**values, "requests": requests._prepare_portal_values(), "pager": pager}
        domain = Feedback._get_received_domain() if tab == "received" else [("is_author", "=", True)]
        pager = portal_pager(
            "/my/feedback", Feedback.search_count(domain), url_args={"tab": tab}, page=page, step=PAGE_SIZE
        )
        items = Feedback.search(domain, limit=PAGE_SIZE, offset=pager["offset"])
        return {**values, "items": items._prepare_portal_values(), "pager": pager}

    # ------------------------------------------------------------------
    # Writing
    # ------------------------------------------------------------------

    @http.route("/my/feedback/new", type="http", auth="user", website=True, methods=["GET"], readonly=True)
    def feedback_new(self, employee=None, request_id=None, kind="praise", **kw):
        """The form for new feedback, about somebody and for a request if the address says so."""
        if not get_own_ids():
            return request.render("perf_base.portal_no_employee", {"page_name": "perf_home"})
        answered = self._find_answered(to_id(request_id))
        if answered:
            return request.redirect(answered)
        form = {"employee_id": to_id(employee), "request_id": to_id(request_id), "kind": kind, "value_ids": []}
        return self._render_form(form)

    @http.route("/my/feedback/new", type="http", auth="user", website=True, methods=["POST"])
    def feedback_create(self, **post):
        """Send new feedback, or keep it as a draft."""
        form = self._read_form(post)

        def create():
            return self._finish(request.env["perf.feedback"].create(self._prepare_form_values(form)), post)

        return take_step(create, partial(self._render_form, form), hide=())

    @http.route("/my/feedback/<int:feedback_id>/edit", type="http", auth="user", website=True, methods=["GET"])
    def feedback_edit(self, feedback_id, **kw):
        """The form for a draft of mine."""
        feedback = self._get_draft(feedback_id)
        form = {name: feedback[name] or "" for name in (*TEXTS, "kind", "visibility")}
        form.update(
            employee_id=feedback.employee_id.id,
            request_id=feedback.request_id.id,
            value_ids=feedback.value_ids.ids,
            answers={str(part.question_id.id): part.text or "" for part in feedback.part_ids},
        )
        return self._render_form(form, feedback)

    @http.route("/my/feedback/<int:feedback_id>/edit", type="http", auth="user", website=True, methods=["POST"])
    def feedback_write(self, feedback_id, **post):
        """Change a draft of mine and send it, or keep it as a draft."""
        feedback = self._get_draft(feedback_id)
        form = self._read_form(post)

        def write():
            feedback.write(self._prepare_form_values(form))
            return self._finish(feedback, post)

        return take_step(write, partial(self._render_form, form, feedback), hide=())

    def _get_draft(self, feedback_id):
        feedback = get_record("perf.feedback", feedback_id)
        if feedback.state != "draft":
            raise NotFound()
        return feedback

    def _read_form(self, post):
        return {
            **{name: post.get(name) or "" for name in (*TEXTS, "kind", "visibility")},
            **({"kind": "note"} if to_id(post.get("request_id")) else {}),
            "employee_id": to_id(post.get("employee_id")),
            "request_id": to_id(post.get("request_id")),
            "value_ids": get_form_ids("value_ids"),
            "answers": read_answers(post),
        }

    def _prepare_form_values(self, form):
        """Values for ``create`` and ``write``; whatever is wrong with them, the model says."""
        Feedback = request.env["perf.feedback"]
        if not form["employee_id"]:
            raise UserError(request.env._("Choose the person whom your feedback is about."))
        for name in ("kind", "visibility"):
            if form[name] not in Feedback._fields[name].get_values(request.env):
                raise UserError(request.env._("Choose a kind, and who reads it."))
        values = request.env["perf.value"].search([("id", "in", form["value_ids"])])
        return {
            **{name: form[name] or False for name in (*TEXTS, "kind", "visibility")},
            "employee_id": form["employee_id"],
            "request_id": form["request_id"] or False,
            "value_ids": [(6, 0, values.ids)],
            **({"part_ids": self._prepare_part_commands(form)} if form["answers"] else {}),
        }

    def _prepare_part_commands(self, form):
        """The answers by question; those of a draft that was kept before are replaced."""
        answers = {to_id(key): text for key, text in form["answers"].items()}
        return [(5,), *((0, 0, {"question_id": key, "text": text}) for key, text in answers.items() if key)]

    def _finish(self, feedback, post):
        """Keep the draft or send it, as the button said.

        :return: address of the page that follows
        """
        if "save" in post:
            return f"/my/feedback/{feedback.id}/edit?saved=1"
        feedback.action_send()
        return f"/my/feedback/{feedback.id}?done=sent"

    def _render_form(self, form, feedback=None, error=None):
        """The page for writing.

        :param form: what stands in the form
        :param feedback: the draft, if there is one
        :param error: sentence that says what to do next
        """
        values = self._prepare_page_values(form, feedback)
        return request.render("perf_feedback.portal_feedback_form", {**values, "error": error})

    def _prepare_page_values(self, form, feedback):
        """What the form for writing feedback shows; rights are those of the user."""
        Feedback = request.env["perf.feedback"]
        asked = self._find_request(form["request_id"])
        employee_id = asked.sudo().employee_id.id or form["employee_id"]  # sudo: the id of the person asked about
        own = employee_id in get_own_ids()
        person = self._find_person(employee_id, named=bool(asked or feedback))
        # sudo: who may read an answer follows from who asked, whom the person answering knows
        visibilities = ["private"] if own else Feedback._get_request_visibilities(asked.sudo()) if asked else None
        labels = dict(Feedback._fields["visibility"]._description_selection(request.env))
        people = request.env["hr.employee"]._perf_search_colleagues()
        if person:
            people = [person, *(each for each in people if each["id"] != person["id"])]
        fixed = bool(own or asked or (feedback and feedback.correction_of_id))
        return {
            "page_name": "perf_feedback_form",
            "perf_breadcrumbs": [(request.env._("Feedback"), "/my/feedback")],
            "form": {**form, "kind": "note" if own else form["kind"], "employee_id": person["id"] if person else 0},
            "feedback_id": feedback.id if feedback else 0,
            "correction": bool(feedback and feedback.correction_of_id),
            "is_answer": bool(asked or (feedback and feedback.is_answer)),
            "person": person,
            "own": own,
            "own_id": get_own_ids()[0],
            "fixed": fixed,
            "people": people,
            "asked": asked._prepare_portal_values()[0] if asked else None,
            "questions": self._prepare_questions(asked, feedback, form.get("answers") or {}),
            "kinds": Feedback._get_portal_kinds(),
            "visibilities": [
                (key, labels[key]) for key in visibilities or ("employee", "employee_manager", "manager", "private")
            ],
            "readers": json.dumps(Feedback._get_reader_notes("{person}")),
            "reader_notes": Feedback._get_reader_notes(person["name"] if person else request.env._("the person")),
            "perf_values": [{"id": value.id, "name": value.name} for value in request.env["perf.value"].search([])],
            "hints": request.env["perf.feedback.hint"]._get_hints_json(),
            "success": request.env._("Saved as a draft. Only you see it.") if "saved" in request.params else None,
        }

    def _prepare_questions(self, asked, feedback, answers):
        """The questions with a box each: several of a request, or those that a correction answered already."""
        questions = asked.question_ids if len(asked.question_ids) > 1 else asked.question_ids.browse()
        found = [{"id": question.id, "text": question.text} for question in questions]
        if not found and feedback:
            found = [{"id": part.question_id.id, "text": part.question or ""} for part in feedback.part_ids]
        return [{**question, "answer": answers.get(str(question["id"]), "")} for question in found]

    def _find_answered(self, request_id):
        """The page of a request that is not answered here: one that is anonymous, or was answered already."""
        asked = request.env["perf.feedback.request"].search(
            [("id", "=", request_id), ("is_respondent", "=", True)], limit=1
        )
        answered = asked and asked.my_state != "open"
        if asked.anonymous or answered:
            return f"/my/feedback/requests/{asked.id}"
        return None

    def _find_request(self, request_id):
        """The request to answer, empty when the current user is not asked."""
        Request = request.env["perf.feedback.request"]
        domain = [("id", "=", request_id), ("is_respondent", "=", True), ("state", "=", "open")]
        return Request.search(domain, limit=1) if request_id else Request

    def _find_person(self, employee_id, named):
        """Plain values of the person; None for those whom the user may not name.

        :param named: the person stands on a record that the user may read
        """
        Employee = request.env["hr.employee"]
        if not employee_id:
            return None
        if not named and employee_id not in get_own_ids() and not Employee._perf_find_colleagues([employee_id]):
            return None
        return Employee.browse(employee_id)._perf_person_values().get(employee_id)

    # ------------------------------------------------------------------
    # Reading
    # ------------------------------------------------------------------

    @http.route("/my/feedback/<int:feedback_id>", type="http", auth="user", website=True, readonly=True)
    def feedback(self, feedback_id, done=None, **kw):
        """One feedback with its replies."""
        feedback = get_record("perf.feedback", feedback_id)
        if feedback.state == "draft":
            return request.redirect(f"/my/feedback/{feedback.id}/edit")
        return self._render_feedback(feedback, done=done)

    def _render_feedback(self, feedback, done=None, error=None, **texts):
        messages = {
            "sent": request.env._("Sent."),
            "read": request.env._("Thank you. The author sees that you have read it."),
            "replied": request.env._("Your reply is sent."),
            "retracted": request.env._("Taken back. Only you read it now."),
        }
        values = {
            "page_name": "perf_feedback_page",
            "perf_breadcrumbs": [(request.env._("Feedback"), "/my/feedback")],
            "item": feedback._prepare_portal_page_values(),
            "success": messages.get(done),
            "error": error,
            "reply_text": "",
            "reason_text": "",
            **texts,
        }
        return request.render("perf_feedback.portal_feedback", values)

    @http.route("/my/feedback/<int:feedback_id>/acknowledge", type="http", auth="user", website=True, methods=["POST"])
    def feedback_acknowledge(self, feedback_id, **post):
        """Tell the author that I have read it."""
        return self._act(feedback_id, "read", lambda feedback: feedback.action_acknowledge())

    @http.route("/my/feedback/<int:feedback_id>/reply", type="http", auth="user", website=True, methods=["POST"])
    def feedback_reply(self, feedback_id, body="", **post):
        """Reply in the thread."""
        return self._act(feedback_id, "replied", lambda feedback: feedback.reply(body), reply_text=body)

    @http.route("/my/feedback/<int:feedback_id>/retract", type="http", auth="user", website=True, methods=["POST"])
    def feedback_retract(self, feedback_id, reason="", **post):
        """Take back what I sent."""
        return self._act(feedback_id, "retracted", lambda feedback: feedback.action_retract(reason), reason_text=reason)

    @http.route("/my/feedback/<int:feedback_id>/correct", type="http", auth="user", website=True, methods=["POST"])
    def feedback_correct(self, feedback_id, **post):
        """Start a correction of what I sent."""
        feedback = get_record("perf.feedback", feedback_id)
        return take_step(lambda: f"/my/feedback/{feedback.correct().id}/edit", partial(self._render_feedback, feedback))

    def _act(self, feedback_id, done, action, **texts):
        """Take a step; what the user may not do is not found, what is wrong is said on the page.

        :param done: word for the message that follows
        :param action: called with the feedback
        :param texts: what was typed, shown again when something is wrong
        """
        feedback = get_record("perf.feedback", feedback_id)
        again = partial(self._render_feedback, feedback, **texts)
        return take_step(lambda: action(feedback), again, f"/my/feedback/{feedback_id}?done={done}")
