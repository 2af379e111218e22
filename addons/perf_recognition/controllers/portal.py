from functools import partial

from werkzeug.urls import url_encode

from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

from odoo.addons.perf_base.controllers.helpers import get_record, take_step
from odoo.addons.perf_base.tools.forms import to_id

TABS = ("wall", "received", "given", "points")
PAGE_SIZE = 10
PAGE_LIMIT = 1000
URL = "/my/recognition"


class PerfRecognitionPortal(http.Controller):
    """The wall in the portal: read it, thank colleagues, react. Everything runs with the rights of the user."""

    # ------------------------------------------------------------------
    # Pages
    # ------------------------------------------------------------------

    @http.route([URL, f"{URL}/page/<int:page>"], type="http", auth="user", website=True, readonly=True)
    def my_recognition(self, page=1, tab="wall", to=None, compose=None, posted=None, **kw):
        """The wall, what I received or gave, or my points, with the composer on top."""
        typed = {"recipient_ids": [to_id(to)]} if to_id(to) else {}
        values = self._prepare_page_values(tab, page, typed)
        values["composer_open"] = bool(to or compose)
        if posted:
            values["success"] = request.env._("Your thanks are on the wall. The people you thanked get an e-mail.")
        return request.render("perf_recognition.portal_my_recognition", values)

    @http.route(f"{URL}/<int:recognition_id>", type="http", auth="user", website=True, readonly=True)
    def my_recognition_one(self, recognition_id, **kw):
        """One recognition with its comments."""
        return self._render_one(get_record("perf.recognition", recognition_id))

    def _render_one(self, recognition, **extra):
        """Answer with the page of one recognition."""
        values = {
            "page_name": "perf_recognition_one",
            "perf_breadcrumbs": [(request.env._("Recognition"), URL)],
            "card": recognition._prepare_wall_cards()[0],
            "comments": recognition.comment_ids._prepare_wall_comments(),
            "is_employee": bool(request.env.user._perf_employee()),
            **extra,
        }
        return request.render("perf_recognition.portal_my_recognition_one", values)

    def _prepare_page_values(self, tab, page, typed):
        """Values of the page with the tabs.

        :param tab: one of ``TABS``; anything else is the wall
        :param page: number from 1
        :param typed: what stands in the composer
        :return: dict
        """
        tab = tab if tab in TABS else "wall"
        page = min(max(to_id(page), 1), PAGE_LIMIT)
        user = request.env.user
        employee = user._perf_employee()
        find = self._get_entries if tab == "points" else self._get_cards
        items, more = find(tab, page)
        return {
            "page_name": "perf_recognition",
            "tab": tab,
            "page": page,
            "items": items,
            "newer_url": self._get_page_url(tab, page - 1) if page > 1 else "",
            "older_url": self._get_page_url(tab, page + 1) if more else "",
            "is_employee": bool(employee),
            **(self._prepare_composer_values(employee, typed) if employee else {}),
        }

    def _prepare_composer_values(self, employee, typed):
        """Values of the composer.

        :param employee: the current user's, in sudo: only names and own points go out
        """
        Recognition = request.env["perf.recognition"]
        Employee = request.env["hr.employee"]
        chosen = typed.get("recipient_ids", [])
        chosen_people = Employee._prepare_perf_person_values(Employee._perf_find_colleagues(chosen))
        people = chosen_people + [
            person for person in Employee._perf_search_colleagues("", limit=6) if person["id"] not in chosen
        ]
        notes = Recognition._get_reader_notes()
        return {
            "standing": Recognition.get_composer_values(),
            "people": people,
            "chosen": [person["id"] for person in chosen_people],
            "company_values": request.env["perf.value"].search([("company_id", "in", [employee.company_id.id, False])]),
            "audiences": [
                (key, label, notes[key].replace("{company}", employee.company_id.name))
                for key, label in Recognition._fields["audience"]._description_selection(request.env)
            ],
            "typed": typed,
        }

    def _get_cards(self, tab, page):
        """One page of the wall, or of what I received or gave.

        :return: list of dicts, and whether there are older ones
        """
        domains = {
            "wall": [("state", "=", "posted")],
            "received": [("state", "=", "posted"), ("is_received", "=", True)],
            "given": [("is_given", "=", True)],
        }
        found = request.env["perf.recognition"].search(domains[tab], limit=PAGE_SIZE + 1, offset=(page - 1) * PAGE_SIZE)
        return found[:PAGE_SIZE]._prepare_wall_cards(), len(found) > PAGE_SIZE

    def _get_entries(self, tab, page):
        """One page of my points, the newest first.

        :return: list of dicts, and whether there are older ones
        """
        found = request.env["perf.points.entry"].search(
            [("perf_role", "=", "self")], limit=PAGE_SIZE + 1, offset=(page - 1) * PAGE_SIZE
        )
        return found[:PAGE_SIZE]._prepare_portal_entries(), len(found) > PAGE_SIZE

    def _get_page_url(self, tab, page):
        """Address of a page of a tab."""
        return f"{URL}/page/{page}?{url_encode({'tab': tab})}" if page > 1 else f"{URL}?{url_encode({'tab': tab})}"

    # ------------------------------------------------------------------
    # Doing
    # ------------------------------------------------------------------

    @http.route(f"{URL}/post", type="http", auth="user", methods=["POST"], website=True)
    def my_recognition_post(self, **kw):
        """Thank colleagues; what was typed stays in the form when something is missing."""
        typed = self._read_composer(request.httprequest.form)
        try:
            with request.env.cr.savepoint():
                self._check_audience(typed["audience"])
                request.env["perf.recognition"].post(typed)
        except UserError as error:
            values = self._prepare_page_values("wall", 1, typed)
            return request.render(
                "perf_recognition.portal_my_recognition", {**values, "composer_open": True, "error": str(error)}
            )
        return request.redirect(f"{URL}?posted=1")

    @http.route(f"{URL}/<int:recognition_id>/react", type="jsonrpc", auth="user")
    def my_recognition_react(self, recognition_id, kind="", **kw):
        """Put my reaction on or take it off; answers with the counts."""
        return {"reactions": get_record("perf.recognition", recognition_id).react(kind)}

    @http.route(f"{URL}/<int:recognition_id>/comment", type="http", auth="user", methods=["POST"], website=True)
    def my_recognition_comment(self, recognition_id, text="", **kw):
        """Add a few words."""
        recognition = get_record("perf.recognition", recognition_id)
        return take_step(
            lambda: recognition.comment(text.replace("\r\n", "\n")),
            partial(self._render_one, recognition, typed_comment=text),
            f"{URL}/{recognition.id}#comments",
            hide=(),
        )

    @http.route(f"{URL}/comment/<int:comment_id>/remove", type="http", auth="user", methods=["POST"], website=True)
    def my_recognition_comment_remove(self, comment_id, **kw):
        """Remove a comment of mine."""
        comment = get_record("perf.recognition.comment", comment_id)
        recognition = comment.recognition_id
        comment.action_remove()
        return request.redirect(f"{URL}/{recognition.id}#comments")

    @http.route(f"{URL}/<int:recognition_id>/edit", type="http", auth="user", methods=["POST"], website=True)
    def my_recognition_edit(self, recognition_id, message="", **kw):
        """Put the words of a fresh recognition of mine right."""
        recognition = get_record("perf.recognition", recognition_id)
        return take_step(
            lambda: recognition.edit({"message": message.replace("\r\n", "\n")}),
            partial(self._render_one, recognition, typed_edit=message),
            f"{URL}/{recognition.id}",
            hide=(),
        )

    @http.route(f"{URL}/<int:recognition_id>/retract", type="http", auth="user", methods=["POST"], website=True)
    def my_recognition_retract(self, recognition_id, reason="", **kw):
        """Take back what I posted."""
        recognition = get_record("perf.recognition", recognition_id)
        return take_step(
            lambda: recognition.action_retract(reason.replace("\r\n", "\n")),
            partial(self._render_one, recognition, typed_reason=reason),
            f"{URL}/{recognition.id}",
            hide=(),
        )

    # ------------------------------------------------------------------
    # Helpers
    # ------------------------------------------------------------------

    def _read_composer(self, form):
        """What was typed into the composer; addons that put more on the form read it here.

        :return: dict as ``perf.recognition.post`` takes it
        """
        return {
            "recipient_ids": self._to_ids(form.getlist("recipient_ids")),
            "message": (form.get("message") or "").replace("\r\n", "\n"),
            "value_ids": self._to_ids(form.getlist("value_ids")),
            "points": self._to_number(form.get("points")),
            "audience": form.get("audience") or "company",
        }

    def _check_audience(self, audience):
        """Refuse an audience that the page doesn't offer."""
        if audience not in dict(request.env["perf.recognition"]._fields["audience"].selection):
            raise UserError(request.env._("Choose who can read it."))

    def _to_ids(self, texts):
        """Ids out of the texts of a form; what is no id becomes one that nobody has."""
        return [self._to_number(text) for text in texts]

    def _to_number(self, text):
        """Number out of the text of a form: 0 when empty, -1 when it is no number that makes sense."""
        text = (text or "").strip()
        if not text:
            return 0
        return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else -1
