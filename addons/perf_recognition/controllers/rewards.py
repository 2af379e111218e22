from functools import partial
from uuid import uuid4

from werkzeug.exceptions import NotFound

from odoo import http
from odoo.http import content_disposition, request

from odoo.addons.perf_base.controllers.helpers import get_record, take_step
from odoo.addons.perf_base.tools.forms import to_id, to_ids

URL = "/my/rewards"
PAGE_SIZE = 10
TILE_LIMIT = 60
PAGE_LIMIT = 1000
ROW_LIMIT = 10_000


class PerfRewardsPortal(http.Controller):
    """Rewards in the portal: what there is, what it takes, order it, and see how the orders stand."""

    @http.route([URL, f"{URL}/page/<int:page>"], type="http", auth="user", website=True, readonly=True)
    def my_rewards(self, page=1, ordered=None, cancelled=None, **kw):
        """The catalogue and my orders."""
        page = min(max(to_id(page), 1), PAGE_LIMIT)
        employee = request.env.user._perf_employee()
        offered = request.env["perf.reward"].search([("is_offered", "=", True)], limit=TILE_LIMIT)
        orders = request.env["perf.reward.order"].search(
            [("perf_role", "=", "self")], limit=PAGE_SIZE + 1, offset=(page - 1) * PAGE_SIZE
        )
        values = {
            "page_name": "perf_rewards",
            "standing": request.env["perf.recognition"].get_composer_values(),
            "tiles": offered._prepare_reward_tiles() if page == 1 else [],
            "orders": orders[:PAGE_SIZE]._prepare_portal_orders(),
            "page": page,
            "newer_url": (URL if page == 2 else f"{URL}/page/{page - 1}") if page > 1 else "",
            "older_url": f"{URL}/page/{page + 1}" if len(orders) > PAGE_SIZE else "",
            "is_employee": bool(employee),
        }
        if ordered:
            values["success"] = request.env._("Ordered. The points are reserved, and HR gets it ready.")
        elif cancelled:
            values["success"] = request.env._("Cancelled. The points are back on your balance.")
        return request.render("perf_recognition.portal_my_rewards", values)

    @http.route(f"{URL}/<int:reward_id>", type="http", auth="user", website=True, readonly=True)
    def my_reward(self, reward_id, **kw):
        """One reward, with the form that orders it."""
        return self._render_reward(self._get_offered(reward_id), uuid4().hex)

    def _get_offered(self, reward_id):
        """The reward if it stands in the catalogue of the current user; HR reads others too, but not here."""
        reward = get_record("perf.reward", reward_id)
        if not reward.is_offered:
            raise NotFound()
        return reward

    def _render_reward(self, reward, key, **extra):
        """Answer with the page of one reward.

        :param key: stands for the order that the form makes, so that a double tap is one order
        """
        values = {
            "page_name": "perf_reward",
            "perf_breadcrumbs": [(request.env._("Rewards"), URL)],
            "tile": reward._prepare_reward_tiles()[0],
            "key": key,
            **extra,
        }
        return request.render("perf_recognition.portal_my_reward", values)

    @http.route(f"{URL}/<int:reward_id>/order", type="http", auth="user", methods=["POST"], website=True)
    def my_reward_order(self, reward_id, note="", key="", **kw):
        """Order it; the page comes again with what was typed when something is missing."""
        reward = request.env["perf.reward"].browse(reward_id)
        note = note.replace("\r\n", "\n") if isinstance(note, str) else ""
        return take_step(
            lambda: reward.order(note, key),
            lambda error: self._render_refusal(reward_id, note, error),
            f"{URL}?ordered=1",
            hide=(),
        )

    def _render_refusal(self, reward_id, note, error):
        """The page of a reward with what is wrong, or the catalogue when the person can't see it (any more)."""
        reward = request.env["perf.reward"].search([("id", "=", reward_id), ("is_offered", "=", True)])
        if reward:
            return self._render_reward(reward, uuid4().hex, typed_note=note, error=error)
        return request.render("perf_recognition.portal_my_reward_refused", {"page_name": "perf_reward", "error": error})

    @http.route(f"{URL}/orders/<int:order_id>/cancel", type="http", auth="user", methods=["POST"], website=True)
    def my_reward_order_cancel(self, order_id, **kw):
        """Cancel an order of mine that HR has not decided on."""
        order = get_record("perf.reward.order", order_id)
        return take_step(order.action_cancel, partial(self._render_late), f"{URL}?cancelled=1")

    def _render_late(self, error):
        """What is wrong, with the way back to the catalogue."""
        return request.render("perf_recognition.portal_my_reward_refused", {"page_name": "perf_reward", "error": error})

    # ------------------------------------------------------------------
    # Files
    # ------------------------------------------------------------------

    @http.route(f"{URL}/statement.csv", type="http", auth="user", readonly=True)
    def my_statement(self, **kw):
        """All my points as a file, the newest first."""
        entries = request.env["perf.points.entry"].search([("perf_role", "=", "self")], limit=ROW_LIMIT)
        return self._send_csv(entries._prepare_csv(), request.env._("My points"))

    @http.route("/perf_recognition/points.csv", type="http", auth="user", readonly=True)
    def points(self, ids="", **kw):
        """Entries of the ledger that the current user can read, as a file."""
        entries = self._find("perf.points.entry", ids)
        return self._send_csv(entries._prepare_csv(), request.env._("Points"))

    @http.route("/perf_recognition/orders.csv", type="http", auth="user", readonly=True)
    def orders(self, ids="", **kw):
        """Orders as a file for payroll or purchase: HR officers only."""
        if not request.env.user.has_group("perf_base.group_perf_officer"):
            raise NotFound()
        return self._send_csv(self._find("perf.reward.order", ids)._prepare_csv(), request.env._("Orders"))

    def _find(self, model, ids):
        """The records with these ids that the current user can read.

        :raise NotFound: there are none
        """
        records = request.env[model].search([("id", "in", to_ids(str(ids).split(","))[:ROW_LIMIT])])
        if not records:
            raise NotFound()
        return records

    def _send_csv(self, content, name):
        """A file to download."""
        headers = [
            ("Content-Type", "text/csv; charset=utf-8"),
            ("Content-Disposition", content_disposition(f"{name}.csv")),
            ("X-Content-Type-Options", "nosniff"),
            ("Cache-Control", "no-store"),
        ]
        return request.make_response(content, headers)
