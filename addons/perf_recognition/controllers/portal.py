from functools import partial

from werkzeug.urls import url_encode

from odoo import fields, http
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.http import request
from odoo.tools import format_date

from odoo.addons.perf_base.controllers.helpers import get_record, take_step
from odoo.addons.perf_base.tools.forms import to_id

from ..tools.moments import last_months, month_bounds

TABS = ("wall", "received", "given", "points")
PAGE_SIZE = 40
MONTHS = 12
URL = "/my/recognition"


class PerfRecognitionPortal(http.Controller):
    """The wall in the portal: read it, thank colleagues, react. Everything runs with the rights of the user."""

    # ------------------------------------------------------------------
    # Pages
    # ------------------------------------------------------------------

    @http.route(URL, type="http", auth="user", website=True, readonly=True)
    def my_recognition(self, tab="wall", to=None, compose=None, posted=None, saved=None, **kw):
        """The wall, what I received or gave, or my points, with the composer on top."""
        typed = self._read_address(to=to, **kw)
        values = self._prepare_page_values(tab, typed, kw)
        values["composer_open"] = bool(to or compose or typed)
        if posted:
            values["success"] = request.env._("Your thanks are on the wall. The people you thanked get an e-mail.")
        if saved:
            values["success"] = request.env._("Your choice is saved.")
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

    def _read_address(self, to=None, **kw):
        """What stands in the composer when the page is opened by a link; addons read more from the address.

        :param to: id of the colleague to thank
        :return: dict as ``_read_composer``, as far as it is known
        """
        return {"recipient_ids": [to_id(to)]} if to_id(to) else {}

    def _read_filters(self, options):
        """What the reader chose to see of the wall; what makes no sense is left out.

        :param options: dict of texts out of the address
        :return: dict as ``perf.recognition._get_wall_domain`` takes it, and the address keeps it
        """
        month, zone = str(options.get("month") or ""), request.env["perf.recognition"]._get_reader_zone()
        filters = {
            "team": 1 if options.get("team") else 0,
            "value": to_id(options.get("value")),
            "month": month if month_bounds(month, zone) else "",
        }
        return {name: value for name, value in filters.items() if value}

    def _prepare_page_values(self, tab, typed, options):
        """Values of the page with the tabs.

        :param tab: one of ``TABS``; anything else is the wall
        :param typed: what stands in the composer
        :param options: dict of texts out of the address: filters, and ``before``, the last card of the page before
        :return: dict
        """
        tab = tab if tab in TABS else "wall"
        before = to_id(options.get("before"))
        filters = self._read_filters(options) if tab == "wall" else {}
        employee = request.env.user._perf_employee()
        items, more = self._get_entries(before) if tab == "points" else self._get_cards(tab, before, filters)
        return {
            "page_name": "perf_recognition",
            "tab": tab,
            "filters": filters,
            "items": items,
            "newer_url": self._get_page_url(tab, filters) if before else "",
            "older_url": self._get_page_url(tab, {**filters, "before": items[-1]["id"]}) if more else "",
            "is_employee": bool(employee),
            **(self._prepare_filter_values(filters, employee) if tab == "wall" else {}),
            **({"celebrations": request.env.user._get_perf_celebrations()} if tab == "received" else {}),
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
            "company_values": self._find_company_values(employee),
            "audiences": [
                (key, label, notes[key].replace("{company}", employee.company_id.name))
                for key, label in Recognition._fields["audience"]._description_selection(request.env)
            ],
            "typed": typed,
        }

    def _prepare_filter_values(self, filters, employee):
        """What one can choose to see of the wall: values of the company, and the last months.

        :param filters: what is chosen, see :meth:`_read_filters`
        :param employee: the current user's, in sudo, or none
        """
        months = [day.strftime("%Y-%m") for day in last_months(fields.Date.context_today(request.env.user), MONTHS)]
        chosen = filters.get("month")
        months += [chosen] if chosen and chosen not in months else []
        return {
            "filter_values": self._find_company_values(employee),
            "filter_months": [
                (month, format_date(request.env, f"{month}-01", date_format="MMMM yyyy")) for month in months
            ],
        }

    def _find_company_values(self, employee):
        """The values of the company of an employee: ``perf.value``."""
        return request.env["perf.value"].search([("company_id", "in", [employee.company_id.id, False])])

    def _get_cards(self, tab, before, filters):
        """One page of the wall, or of what I received or gave.

        :param before: id of the last card of the page before, 0 for the newest
        :param filters: what the reader chose to see of the wall
        :return: list of dicts, and whether there are older ones
        """
        Recognition = request.env["perf.recognition"]
        domains = {
            "wall": Recognition._get_wall_domain(filters),
            "received": Domain("state", "=", "posted") & Domain("is_received", "=", True),
            "given": Domain("is_given", "=", True),
        }
        domain = domains[tab] & Recognition._get_older_domain(before)
        found = Recognition.search(domain, limit=PAGE_SIZE + 1)
        return found[:PAGE_SIZE]._prepare_wall_cards(), len(found) > PAGE_SIZE

    def _get_entries(self, before):
        """One page of my points, the newest first.

        :param before: id of the last line of the page before, 0 for the newest
        :return: list of dicts, and whether there are older ones
        """
        domain = Domain("perf_role", "=", "self") & (Domain("id", "<", before) if before else Domain.TRUE)
        found = request.env["perf.points.entry"].search(domain, limit=PAGE_SIZE + 1)
        return found[:PAGE_SIZE]._prepare_portal_entries(), len(found) > PAGE_SIZE

    def _get_page_url(self, tab, options):
        """Address of a page of a tab.

        :param options: dict of what else stands in the address
        """
        return f"{URL}?{url_encode({'tab': tab, **options})}"

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
            values = self._prepare_page_values("wall", typed, {})
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

    @http.route(f"{URL}/celebrations", type="http", auth="user", methods=["POST"], website=True)
    def my_recognition_celebrations(self, **kw):
        """Choose what the wall celebrates of me."""
        request.env.user._set_perf_celebrations(kw)
        return request.redirect(f"{URL}?tab=received&saved=1")

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
            # Whom the wall celebrates can't read it any more when it is taken back.
            URL if recognition.milestone else f"{URL}/{recognition.id}",
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
