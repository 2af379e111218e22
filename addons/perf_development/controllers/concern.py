from functools import partial

from werkzeug.exceptions import NotFound

from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

from odoo.addons.perf_base.controllers.helpers import get_record, take_step
from odoo.addons.perf_base.tools.forms import to_id

from .development import PerfDevelopmentPortal

TEXTS = ("name", "occurred_on", "facts", "expectation", "impact")


def get_people():
    """People about whom the current user may write: direct reports, the nearest on the portal.

    :return: list of dicts as of ``hr.employee._perf_search_colleagues``
    """
    own = request.env["perf.reporting.line"]._get_own_employee_ids()
    # sudo: portal managers can't read employees; these are their own people
    people = request.env["hr.employee"].sudo().search([("parent_id", "in", own), ("id", "not in", own)], order="name")
    return list(people.sudo(False)._perf_person_values().values())


class PerfConcernSection(PerfDevelopmentPortal):
    """The section *Concerns* on the page *Development*."""

    def _prepare_development_values(self):
        """Concerns about me, and what a manager may write."""
        return {
            **super()._prepare_development_values(),
            "concern_lists": request.env["perf.concern"]._get_portal_concerns(),
            "concern_people": bool(get_people()),
        }


class PerfConcernPortal(http.Controller):
    """Concerns on the phone: read, acknowledge and respond; managers also write them."""

    # ------------------------------------------------------------------
    # Writing
    # ------------------------------------------------------------------

    @http.route("/my/development/concerns/new", type="http", auth="user", website=True, methods=["GET"], readonly=True)
    def concern_new(self, employee=None, **kw):
        """The form for a new concern."""
        people = get_people()
        if not people:
            raise NotFound()
        return self._render_form({"employee_id": to_id(employee)})

    @http.route("/my/development/concerns/new", type="http", auth="user", website=True, methods=["POST"])
    def concern_create(self, **post):
        """Keep a new concern as a draft, or hand it in."""
        return self._save(None, post)

    @http.route(
        "/my/development/concerns/<int:concern_id>/edit", type="http", auth="user", website=True, methods=["GET"]
    )
    def concern_edit(self, concern_id, **kw):
        """The form for a draft of mine."""
        concern = self._get_draft(concern_id)
        form = {name: concern[name] or "" for name in TEXTS}
        return self._render_form({**form, "employee_id": concern.employee_id.id}, concern)

    @http.route(
        "/my/development/concerns/<int:concern_id>/edit", type="http", auth="user", website=True, methods=["POST"]
    )
    def concern_write(self, concern_id, **post):
        """Change a draft of mine, or hand it in."""
        return self._save(self._get_draft(concern_id), post)

    @http.route(
        "/my/development/concerns/<int:concern_id>/delete", type="http", auth="user", website=True, methods=["POST"]
    )
    def concern_delete(self, concern_id, **post):
        """Delete a draft of mine that nobody else has seen."""
        concern = self._get_draft(concern_id)
        return take_step(concern.unlink, partial(self._render_page, concern), "/my/development", hide=())

    def _get_draft(self, concern_id):
        concern = get_record("perf.concern", concern_id)
        if concern.state != "draft":
            raise NotFound()
        return concern

    def _save(self, concern, post):
        """Keep what was typed, and hand it in if the button said so."""
        form = {name: post.get(name) or "" for name in TEXTS}
        form["employee_id"] = to_id(post.get("employee_id"))
        try:
            with request.env.cr.savepoint():
                if not form["employee_id"] or not form["name"].strip():
                    raise UserError(request.env._("Choose the person, and give the concern a subject."))
                values = {name: value or False for name, value in form.items()}
                if concern:
                    concern.write(values)
                else:
                    concern = request.env["perf.concern"].create(values)
                if "submit" in post:
                    concern.action_submit()
        except UserError as error:
            kept = concern.exists() if concern else None
            return self._render_form(form, kept, error=str(error))
        except ValueError:
            return self._render_form(
                {**form, "occurred_on": ""}, concern, error=request.env._("Choose the day on which it happened.")
            )
        return request.redirect(f"/my/development/concerns/{concern.id}?done={'sent' if 'submit' in post else 'saved'}")

    def _render_form(self, form, concern=None, error=None):
        """The page for writing.

        :param form: what stands in the form
        :param concern: the draft, if there is one
        :param error: sentence that says what to do next
        """
        people = get_people()
        chosen = form.get("employee_id")
        if concern and chosen not in [person["id"] for person in people]:
            people = [*concern.employee_id._perf_person_values().values(), *people]
        values = {
            "page_name": "perf_concern_form",
            "perf_breadcrumbs": [(request.env._("Development"), "/my/development")],
            "form": form,
            "concern_id": concern.id if concern else 0,
            "send_back_reason": concern.send_back_reason if concern else "",
            "people": people,
            "error": error,
            **request.env["perf.concern"]._prepare_portal_form_values(),
        }
        return request.render("perf_development.portal_concern_form", values)

    # ------------------------------------------------------------------
    # Reading and answering
    # ------------------------------------------------------------------

    @http.route("/my/development/concerns/<int:concern_id>", type="http", auth="user", website=True, readonly=True)
    def concern(self, concern_id, done=None, **kw):
        """One concern with what was said to it."""
        return self._render_page(get_record("perf.concern", concern_id), done=done)

    @http.route(
        "/my/development/concerns/<int:concern_id>/files/<int:attachment_id>",
        type="http",
        auth="user",
        website=True,
        readonly=True,
    )
    def concern_file(self, concern_id, attachment_id, **kw):
        """Download a file of a concern."""
        file = get_record("perf.concern", concern_id)._find_file(attachment_id)
        if not file:
            raise NotFound()
        # sudo: the file was found through a concern that the user may read
        stream = request.env["ir.binary"].sudo()._get_stream_from(file)
        return stream.get_response(as_attachment=True)

    def _render_page(self, concern, done=None, error=None, **texts):
        messages = {
            "saved": request.env._("Saved as a draft. Only you see it."),
            "sent": request.env._("Handed in. HR reads it first."),
            "read": request.env._("Thank you. Having read it is not agreeing with it."),
            "kept": request.env._("It is noted that you read it. Your answer is not sent: it still stands below."),
            "responded": request.env._("Your answer is sent."),
            "resolved": request.env._("Resolved."),
            "withdrawn": request.env._("Withdrawn."),
        }
        values = {
            "page_name": "perf_concern",
            "perf_breadcrumbs": [(request.env._("Development"), "/my/development")],
            "item": concern._prepare_portal_page_values(),
            "success": messages.get(done),
            "error": error,
            "texts": texts,
        }
        return request.render("perf_development.portal_concern", values)

    @http.route(
        "/my/development/concerns/<int:concern_id>/acknowledge",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def concern_acknowledge(self, concern_id, text="", **post):
        """Say that I have read it, with an answer if I like to."""

        files = self._get_files()
        kept = "only_read" in post and (text.strip() or files)

        def act(concern):
            concern.action_acknowledge()
            if not kept and (files or text.strip() or "answer" in post):
                concern.respond(text)._attach(files)

        answer = self._act(concern_id, "read", act, response=text)
        if kept and answer.status_code == 303:
            # What was typed is neither sent nor lost
            return self._render_page(get_record("perf.concern", concern_id), done="kept", response=text)
        return answer

    @http.route(
        "/my/development/concerns/<int:concern_id>/respond", type="http", auth="user", website=True, methods=["POST"]
    )
    def concern_respond(self, concern_id, text="", **post):
        """Answer, with files if I like to."""
        return self._act(
            concern_id, "responded", lambda concern: concern.respond(text)._attach(self._get_files()), response=text
        )

    @http.route(
        "/my/development/concerns/<int:concern_id>/resolve", type="http", auth="user", website=True, methods=["POST"]
    )
    def concern_resolve(self, concern_id, text="", **post):
        """It is settled."""
        return self._act(concern_id, "resolved", lambda concern: concern.action_resolve(text), resolve=text)

    @http.route(
        "/my/development/concerns/<int:concern_id>/withdraw", type="http", auth="user", website=True, methods=["POST"]
    )
    def concern_withdraw(self, concern_id, text="", **post):
        """Take back what I wrote."""
        return self._act(concern_id, "withdrawn", lambda concern: concern.action_withdraw(text), withdraw=text)

    def _get_files(self):
        """The files of the form: list of pairs of a name and bytes."""
        files = request.httprequest.files.getlist("files")
        return [(file.filename, file.read()) for file in files if file.filename]

    def _act(self, concern_id, done, action, **texts):
        """Take a step; what the user may not do is not found, what is wrong is said on the page.

        :param done: word for the message that follows
        :param action: called with the concern
        :param texts: what was typed, shown again when something is wrong
        """
        concern = get_record("perf.concern", concern_id)
        again = partial(self._render_page, concern, **texts)
        return take_step(lambda: action(concern), again, f"/my/development/concerns/{concern_id}?done={done}")
