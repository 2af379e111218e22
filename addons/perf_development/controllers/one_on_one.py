from functools import partial

from werkzeug.exceptions import NotFound

from odoo import http
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.http import request

from odoo.addons.perf_base.controllers.helpers import get_record, take_step
from odoo.addons.perf_base.tools.forms import to_id
from odoo.addons.portal.controllers.portal import pager as portal_pager

from .development import PerfDevelopmentPortal

MEETING = "perf.one.on.one"
URL = "/my/development/one-on-ones"
PAGE_SIZE = 20
MINUTES = (15, 30, 45, 60, 90)

# last part of the address -> method that takes the step, and the part of the page to come back to
STEPS = {
    "item": ("_add_item", "agenda"),
    "tick": ("_tick_item", "agenda"),
    "rename": ("_rename_item", "agenda"),
    "remove": ("_remove_item", "agenda"),
    "keep": ("_keep_item", "agenda"),
    "kept": ("_open_kept", "agenda"),
    "template": ("_apply_template", "agenda"),
    "notes": ("_save_notes", "notes"),
    "note": ("_save_my_note", "my_note"),
    "action": ("_add_action", "actions"),
    "action-tick": ("_tick_action", "actions"),
    "action-remove": ("_remove_action", "actions"),
    "move": ("_move", ""),
    "cancel": ("_cancel", ""),
    "done": ("_finish", ""),
    "held": ("_finish_today", ""),
    "reopen": ("_reopen", ""),
}


def get_part(model, meeting, part_id):
    """An item or action of the 1-on-1, or of an earlier one of the same two people."""
    part = request.env[model].search(
        [
            ("id", "=", to_id(part_id)),
            ("one_on_one_id.manager_id", "=", meeting.manager_id.id),
            ("one_on_one_id.employee_id", "=", meeting.employee_id.id),
        ],
        limit=1,
    )
    if not part:
        raise UserError(request.env._("It is not there any more. Here is what stands there now."))
    return part


class PerfOneOnOneSection(PerfDevelopmentPortal):
    """The next 1-on-1 on the page *Development*."""

    def _prepare_development_values(self):
        """Add the next 1-on-1, and what I promised to do."""
        values = super()._prepare_development_values()
        return {**values, "one_on_one": request.env[MEETING]._prepare_section_values()}


class PerfOneOnOnePortal(http.Controller):
    """1-on-1s on the phone: plan, prepare, hold and finish."""

    # ------------------------------------------------------------------
    # Lists
    # ------------------------------------------------------------------

    @http.route(URL, type="http", auth="user", website=True, readonly=True)
    def one_on_ones(self, tab="coming", page=1, **kw):
        """What is planned, and what was held."""
        if not request.env.user._perf_employees():
            return request.render("perf_base.portal_no_employee", {"page_name": "perf_home"})
        tab = tab if tab in ("coming", "past") else "coming"
        Meeting = request.env[MEETING]
        rows = Meeting._get_portal_rows(tab == "coming")
        pager = portal_pager(URL, len(rows), url_args={"tab": tab}, page=max(1, to_id(page)), step=PAGE_SIZE)
        rows = rows[pager["offset"] : pager["offset"] + PAGE_SIZE]
        values = {
            "page_name": "perf_one_on_ones",
            "perf_breadcrumbs": [(request.env._("Development"), "/my/development")],
            "tab": tab,
            "meetings": Meeting._prepare_portal_rows(rows),
            "pager": pager,
            "can_plan": bool(Meeting._get_people()),
        }
        return request.render("perf_development.portal_one_on_ones", values)

    # ------------------------------------------------------------------
    # Planning
    # ------------------------------------------------------------------

    @http.route(f"{URL}/new", type="http", auth="user", website=True, methods=["GET"], readonly=True)
    def one_on_one_new(self, employee=None, **kw):
        """The form for a new 1-on-1."""
        if not request.env.user._perf_employees():
            return request.render("perf_base.portal_no_employee", {"page_name": "perf_home"})
        return self._render_form({"person_id": to_id(employee), "start": "", "minutes": "30", "repeat": "none"})

    @http.route(f"{URL}/new", type="http", auth="user", website=True, methods=["POST"])
    def one_on_one_create(self, **post):
        """Plan a 1-on-1, and invite the other one."""
        form = {name: post.get(name) or "" for name in ("start", "minutes", "repeat", "topic")}
        form["person_id"] = to_id(post.get("person_id"))
        return take_step(
            lambda: f"{URL}/{self._create(form).id}?done=planned", partial(self._render_form, form), hide=()
        )

    def _create(self, form):
        """Plan what the form says."""
        Meeting = request.env[MEETING]
        manager_id, employee_id = Meeting._find_pair(form["person_id"])
        meeting = Meeting.create(
            {
                "manager_id": manager_id,
                "employee_id": employee_id,
                "start": Meeting._from_local(form["start"]),
                "duration": to_id(form["minutes"]) / 60,
                "repeat": form["repeat"] or "none",
            }
        )
        if form["topic"].strip():
            request.env["perf.one.on.one.item"].create({"one_on_one_id": meeting.id, "name": form["topic"]})
        return meeting

    def _render_form(self, form, error=None):
        """The page for planning.

        :param form: what stands in the form
        :param error: sentence that says what to do next
        """
        Meeting = request.env[MEETING]
        people = Meeting._get_people(form["person_id"])
        values = {
            "page_name": "perf_one_on_one_form",
            "perf_breadcrumbs": self._get_breadcrumbs(),
            "form": form,
            "people": list(people._perf_person_values().values()),
            "selected": [form["person_id"]] if form["person_id"] else people.ids if len(people) == 1 else [],
            "minutes": MINUTES,
            "repeats": [
                pair for pair in Meeting._fields["repeat"]._description_selection(request.env) if pair[0] != "other"
            ],
            "zone": str(Meeting._get_my_zone()),
            "error": error,
        }
        return request.render("perf_development.portal_one_on_one_form", values)

    @staticmethod
    def _get_breadcrumbs():
        return [(request.env._("Development"), "/my/development"), (request.env._("1-on-1s"), URL)]

    # ------------------------------------------------------------------
    # One 1-on-1
    # ------------------------------------------------------------------

    @http.route(f"{URL}/<int:meeting_id>", type="http", auth="user", website=True, readonly=True)
    def one_on_one(self, meeting_id, done=None, **kw):
        """Agenda, notes and actions of one 1-on-1."""
        messages = {
            "planned": request.env._("Planned. The other one got an invitation."),
            "move": request.env._("Moved. The other one got word."),
            "cancel": request.env._("Cancelled. The other one got word."),
            "done": request.env._("Done. What you did not tick waits for your next 1-on-1."),
            "keep": request.env._("Kept. Only you see that you kept it."),
        }
        return self._render_meeting(get_record(MEETING, meeting_id), success=messages.get(done))

    def _render_meeting(self, meeting, success=None, error=None, typed=None):
        """The page of one 1-on-1.

        :param typed: dict of what was sent and could not be taken; it stands in the forms again
        """
        values = {
            "page_name": "perf_one_on_one",
            "perf_breadcrumbs": self._get_breadcrumbs(),
            "meeting": meeting._prepare_portal_page_values(),
            "minutes": MINUTES,
            "success": success,
            "error": error,
            "typed": typed or {},
        }
        return request.render("perf_development.portal_one_on_one", values)

    @http.route(f"{URL}/<int:meeting_id>/autosave", type="jsonrpc", auth="user")
    def one_on_one_autosave(self, meeting_id, text="", version=0, **kw):
        """Save the shared notes while somebody types: see ``perf.one.on.one.save_notes``."""
        return get_record(MEETING, meeting_id).save_notes(text, version)

    @http.route(f"{URL}/<int:meeting_id>/<string:step>", type="http", auth="user", website=True, methods=["POST"])
    def one_on_one_step(self, meeting_id, step, **post):
        """Take a step; what the user may not do is not found, what is wrong is said on the page."""
        if step not in STEPS:
            raise NotFound()
        method, anchor = STEPS[step]
        meeting = get_record(MEETING, meeting_id)
        return take_step(
            lambda: getattr(self, method)(meeting, post) or f"{URL}/{meeting.id}?done={step}#{anchor}",
            partial(self._render_meeting, meeting, typed={**post, "step": step}),
            hide=(AccessError, MissingError),
        )

    def _add_item(self, meeting, post):
        request.env["perf.one.on.one.item"].create({"one_on_one_id": meeting.id, "name": post.get("name")})
        if post.get("back") == "development":
            return "/my/development"
        return None

    def _tick_item(self, meeting, post):
        get_part("perf.one.on.one.item", meeting, post.get("item_id")).done = post.get("value") == "1"

    def _rename_item(self, meeting, post):
        get_part("perf.one.on.one.item", meeting, post.get("item_id")).name = post.get("name")

    def _remove_item(self, meeting, post):
        get_part("perf.one.on.one.item", meeting, post.get("item_id")).unlink()

    def _keep_item(self, meeting, post):
        get_part("perf.one.on.one.item", meeting, post.get("item_id")).action_keep(post.get("target") or "")

    def _open_kept(self, meeting, post):
        item = get_part("perf.one.on.one.item", meeting, post.get("item_id"))
        item.action_open_kept()  # says what is wrong, when it is gone
        return item._find_kept()._get_url()

    def _apply_template(self, meeting, post):
        meeting.action_apply_template(to_id(post.get("template_id")))

    def _save_notes(self, meeting, post):
        reply = meeting.save_notes(post.get("text"), to_id(post.get("version")))
        if not reply["saved"]:
            raise UserError(reply["message"])

    def _save_my_note(self, meeting, post):
        meeting.save_my_note(post.get("text"))

    def _add_action(self, meeting, post):
        request.env["perf.one.on.one.action"].create(
            {
                "one_on_one_id": meeting.id,
                "name": post.get("name"),
                "owner_id": to_id(post.get("owner_id")) or meeting._get_me().id,
                "date_due": self._to_date(post.get("date_due")),
            }
        )

    @staticmethod
    def _to_date(text):
        """A date that a browser sent, False for none."""
        if not text:
            return False
        try:
            return request.env["perf.one.on.one.action"]._fields["date_due"].to_date(text)
        except ValueError:
            raise UserError(request.env._("Choose a day.")) from None

    def _tick_action(self, meeting, post):
        get_part("perf.one.on.one.action", meeting, post.get("action_id")).done = post.get("value") == "1"

    def _remove_action(self, meeting, post):
        get_part("perf.one.on.one.action", meeting, post.get("action_id")).unlink()

    def _move(self, meeting, post):
        start = meeting._from_local(post.get("start"))
        meeting.action_move(start, to_id(post.get("minutes")) / 60, post.get("scope") or "self_only")

    def _cancel(self, meeting, post):
        meeting.action_cancel(post.get("scope") or "self_only")

    def _finish(self, meeting, post):
        meeting.action_done()

    def _finish_today(self, meeting, post):
        meeting.action_held_today()

    def _reopen(self, meeting, post):
        meeting.action_reopen()
