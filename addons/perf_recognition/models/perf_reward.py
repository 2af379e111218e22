from uuid import uuid4

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools.points import missing_points, pieces_left

KEY_LIMIT = 64
OFFICER = "perf_base.group_perf_officer"
NOTE_LIMIT = 2000
# Kept by the orders alone.
SYSTEM_FIELDS = {"ordered"}
# What orders rely on, so that it stays as it is once there is one.
FIXED_FIELDS = {"company_id", "delivery"}


class PerfReward(models.Model):
    """Something that people of a company can have for the points which they earned, such as a mug or a voucher."""

    _name = "perf.reward"
    _description = "Reward"
    _inherit = ["perf.points.whole.mixin", "image.mixin"]
    _order = "sequence, cost, id"

    # What it is
    name = fields.Char(required=True, translate=True)
    description = fields.Text(translate=True, help="What people get, and how it reaches them.")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company, index=True)
    cost = fields.Integer(string="Points", required=True, aggregator=None, help="What one piece takes off the balance.")
    delivery = fields.Selection(
        [("hand", "Handed over by HR"), ("voucher", "Voucher code")],
        required=True,
        default="hand",
        help="A voucher code is taken from the list of codes of this reward, and shown to the person on delivery.",
    )

    # How many there are
    is_limited = fields.Boolean(
        string="Limited Stock", compute="_compute_is_limited", store=True, readonly=False, precompute=True
    )
    quantity = fields.Integer(
        string="Pieces in All",
        compute="_compute_quantity",
        store=True,
        readonly=False,
        precompute=True,
        help="All pieces that there ever were, those ordered too. Got more? Raise it by as many. "
        "For voucher codes it is the number of codes.",
    )
    ordered = fields.Integer(
        string="Pieces Ordered", readonly=True, copy=False, default=0, help="Taken by orders out of a limited stock."
    )
    available = fields.Integer(string="Left", compute="_compute_available", help="0 when the stock is not limited.")
    voucher_ids = fields.One2many(
        "perf.reward.voucher", "reward_id", string="Voucher Codes", readonly=True, groups=OFFICER
    )

    # Who can have it, and when
    date_start = fields.Date(string="From", help="First day on which it can be ordered. Empty: at once.")
    date_end = fields.Date(string="Until", help="Last day on which it can be ordered. Empty: no end.")
    department_ids = fields.Many2many(
        "hr.department",
        string="Departments",
        groups="base.group_user",
        help="Only people of these departments and those below them can order it. Empty: everybody in the company.",
    )
    is_offered = fields.Boolean(
        string="Offered to Me",
        compute="_compute_is_offered",
        search="_search_is_offered",
        help="It is in the catalogue of the person who looks.",
    )

    order_ids = fields.One2many("perf.reward.order", "reward_id", string="Orders", readonly=True, groups=OFFICER)
    waiting_count = fields.Integer(string="Orders to Handle", compute="_compute_waiting_count", groups=OFFICER)

    _cost_range = models.Constraint(
        "CHECK(cost BETWEEN 1 AND 1000000)", "A reward costs between 1 and 1,000,000 points."
    )
    _quantity_positive = models.Constraint("CHECK(quantity >= 0)", "There can't be fewer than 0 pieces.")
    _stock_enough = models.Constraint(
        "CHECK(NOT is_limited OR ordered <= quantity)",
        "More pieces are ordered than there would be. Refuse orders first, or keep more pieces.",
    )
    _voucher_limited = models.Constraint(
        "CHECK(delivery <> 'voucher' OR is_limited)", "Voucher codes come to an end: keep the stock limited."
    )
    _ordered_positive = models.Constraint("CHECK(ordered >= 0)", "There can't be fewer than 0 pieces ordered.")
    _dates_in_order = models.Constraint(
        "CHECK(date_end >= date_start)", "The last day lies before the first. Choose a later one."
    )

    # ------------------------------------------------------------------
    # Computes
    # ------------------------------------------------------------------

    @api.depends("delivery")
    def _compute_is_limited(self):
        for reward in self:
            reward.is_limited = reward.is_limited or reward.delivery == "voucher"

    @api.depends("delivery", "voucher_ids")
    def _compute_quantity(self):
        vouchers = self.filtered(lambda reward: reward.delivery == "voucher")
        groups = (
            self.env["perf.reward.voucher"]
            .sudo()
            ._read_group([("reward_id", "in", vouchers._origin.ids)], ["reward_id"], ["__count"])
        )
        counts = {reward.id: count for reward, count in groups}
        for reward in self:
            reward.quantity = counts.get(reward._origin.id, 0) if reward in vouchers else reward.quantity

    @api.depends("is_limited", "quantity", "ordered")
    def _compute_available(self):
        for reward in self:
            reward.available = pieces_left(reward.is_limited, reward.quantity, reward.ordered) or 0

    @api.depends("company_id", "department_ids", "active", "date_start", "date_end")
    @api.depends_context("uid")
    def _compute_is_offered(self):
        domain = Domain("id", "in", self.ids) & self._get_offered_domain()
        # sudo: as in _search_is_offered
        offered = set(self.sudo().with_context(active_test=False)._search(domain)) if self.ids else set()
        for reward in self:
            reward.is_offered = reward._origin.id in offered

    @api.model
    def _search_is_offered(self, operator, value):
        if operator != "in":
            return NotImplemented
        # sudo: portal users may not read departments; only whether a reward is for them follows from those
        return Domain("id", "in", self.sudo().with_context(active_test=False)._search(self._get_offered_domain()))

    @api.model
    def _get_offered_domain(self):
        """Domain of what stands in the catalogue of the current user today, as one of the user's employees."""
        employees = self.env.user._perf_employees()
        zones = employees._get_perf_timezones()
        return Domain.OR(self._get_audience_domain(employee, zones[employee.id]) for employee in employees)

    @api.model
    def _get_audience_domain(self, employee, zone):
        """Domain of what one person can order today.

        :param employee: ``hr.employee`` of one record, in sudo
        :param zone: ``ZoneInfo`` in which the person lives
        """
        today = self._get_today(zone)
        path = employee.department_id.parent_path or ""
        departments = [int(part) for part in path.split("/") if part]
        return (
            Domain("company_id", "=", employee.company_id.id)
            & Domain("active", "=", True)
            & (Domain("date_start", "=", False) | Domain("date_start", "<=", today))
            & (Domain("date_end", "=", False) | Domain("date_end", ">=", today))
            & (Domain("department_ids", "=", False) | Domain("department_ids", "in", departments))
        )

    @api.model
    def _get_today(self, zone):
        """Today where somebody lives."""
        return fields.Date.context_today(self.with_context(tz=zone.key))

    @api.depends("order_ids.state")
    def _compute_waiting_count(self):
        groups = self.env["perf.reward.order"]._read_group(
            [("reward_id", "in", self.ids), ("state", "in", ["requested", "approved"])], ["reward_id"], ["__count"]
        )
        counts = {reward.id: count for reward, count in groups}
        for reward in self:
            reward.waiting_count = counts.get(reward._origin.id, 0)

    # ------------------------------------------------------------------
    # Create, write, unlink
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_system_fields(vals)
        return super().create([self._prepare_values(vals) for vals in vals_list])

    def write(self, vals):
        self._check_system_fields(vals)
        if "quantity" in vals and any(reward.delivery == "voucher" for reward in self):
            raise UserError(
                self.env._("The number of voucher codes follows from their list. Add codes, or delete free ones.")
            )
        if FIXED_FIELDS & vals.keys():
            self._check_no_orders()
        return super().write(vals)

    @api.model
    def _prepare_values(self, vals):
        """Values of a new reward: nothing is ordered yet, and voucher codes are counted, not typed."""
        typed = {name: value for name, value in vals.items() if name != "quantity" or vals.get("delivery") != "voucher"}
        return {**typed, "ordered": 0}

    @api.model
    def _check_system_fields(self, vals):
        """Refuse what only orders may change."""
        if SYSTEM_FIELDS & vals.keys() and not self.env.su:
            raise AccessError(self.env._("The number of pieces ordered follows from the orders."))

    def _check_no_orders(self):
        """Refuse to change what orders rely on."""
        # sudo: an order of a person of another company counts as well
        if self.env["perf.reward.order"].sudo().search_count([("reward_id", "in", self.ids)], limit=1):
            raise UserError(
                self.env._(
                    "There are orders of this reward, so its company and the way it reaches people stay as they are. "
                    "Archive it and make a new one."
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_ordered(self):
        # sudo: as in _check_no_orders
        if self.env["perf.reward.order"].sudo().search_count([("reward_id", "in", self.ids)], limit=1):
            raise UserError(
                self.env._(
                    "Somebody has ordered this reward, so it can't be deleted. Archive it: nobody orders it then."
                )
            )

    # ------------------------------------------------------------------
    # Ordering
    # ------------------------------------------------------------------

    def order(self, note="", key=""):
        """Order one piece for the current user: the points and the piece are reserved at once.

        :param note: what HR should know, such as a size
        :param key: text that stands for this order; sent twice, it is one order
        :return: ``perf.reward.order``, the earlier one when the key is known
        :raise ValidationError: says what is missing
        """
        reward = self._check_one()
        note = self._check_text_of_order(note, NOTE_LIMIT)
        key = self._check_text_of_order(key, KEY_LIMIT) or uuid4().hex
        employee = self.env.user._perf_employees().filtered(lambda one: one.company_id == reward.company_id)[:1]
        if not employee:
            raise ValidationError(reward._get_refusal())
        # Before anything is read that somebody else may be changing, such as by a second tap.
        balance = self.env["perf.points.entry"]._lock(employee, "balance")[employee.id]
        orders = self.env["perf.reward.order"].sudo()
        order = orders.search([("employee_id", "=", employee.id), ("idempotency_key", "=", key)])
        if order and order.reward_id != reward:
            raise ValidationError(self.env._("This page is out of date. Reload the catalogue and choose again."))
        if not order:
            reward._check_orderable(employee, balance)
            order = reward._place(employee, note, key)
        return order.with_env(self.env)

    def _check_one(self):
        """The one reward that a call is about, in sudo: what the person may have of it is checked afterwards.

        :raise ValidationError: there is none, or more than one
        """
        if len(self) != 1 or type(self.id) is not int:
            raise ValidationError(self._get_refusal())
        # sudo: why something isn't offered any more is said to the people to whom it was
        reward = self.sudo().exists()
        if not reward:
            raise ValidationError(self._get_refusal())
        return reward

    @api.model
    def _get_refusal(self):
        """The same sentence for what does not exist, is of another company or for other departments."""
        return self.env._("This reward isn't offered to you. Choose one from the catalogue.")

    @api.model
    def _check_text_of_order(self, text, limit):
        """Clean text that came with an order.

        :raise ValidationError: it is too long or can't be kept
        """
        text = text.strip() if isinstance(text, str) else ""
        if len(text) > limit or "\0" in text:
            raise ValidationError(
                self.env._("The note can have up to %(limit)s ordinary characters. Shorten it.", limit=limit)
            )
        return text

    def _check_orderable(self, employee, balance):
        """Refuse what this person can't order now. Called in sudo.

        :param employee: ``hr.employee`` of one record, in sudo
        :param balance: points that the person earned
        :raise ValidationError: says why
        """
        self.ensure_one()
        path = employee.department_id.parent_path or ""
        above = {int(part) for part in path.split("/") if part}
        if self.department_ids and not above & set(self.department_ids.ids):
            raise ValidationError(self._get_refusal())
        today = self._get_today(employee._get_perf_timezones()[employee.id])
        late = self.date_end and self.date_end < today
        if not self.active or late:
            raise ValidationError(
                self.env._("%(reward)s is no longer offered. Choose another reward.", reward=self.name)
            )
        if self.date_start and self.date_start > today:
            raise ValidationError(
                self.env._(
                    "%(reward)s can be ordered from %(day)s on.",
                    reward=self.name,
                    day=self.env["ir.qweb.field.date"].value_to_html(self.date_start, {}),
                )
            )
        missing = missing_points(self.cost, balance)
        if missing:
            raise ValidationError(
                self.env._(
                    "Not enough points: %(reward)s costs %(cost)s and you have %(balance)s. You need %(missing)s more.",
                    reward=self.name,
                    cost=self.cost,
                    balance=balance,
                    missing=missing,
                )
            )

    def _place(self, employee, note, key):
        """Reserve a piece and the points, and write the order down. Called in sudo, after all checks.

        :return: ``perf.reward.order``
        """
        self._take_piece()
        order = self.env["perf.reward.order"].create(
            {
                "employee_id": employee.id,
                "reward_id": self.id,
                "reward_name": self.name,
                "cost": self.cost,
                "takes_stock": self.is_limited,
                "note": note,
                "idempotency_key": key,
                "request_date": fields.Datetime.now(),
                "state": "requested",
            }
        )
        order.flush_recordset()
        order._book_points("redeem")
        if self.delivery == "voucher":
            self._reserve_voucher(order)
        return order

    def _take_piece(self):
        """Take one piece out of a limited stock; only one of two orders at the same moment gets the last one."""
        if not self.is_limited:
            return
        self.flush_recordset()
        taken = self.env.execute_query(
            SQL(
                "UPDATE perf_reward SET ordered = ordered + 1 WHERE id = %s AND ordered < quantity RETURNING ordered",
                self.id,
            )
        )
        self.invalidate_recordset(["ordered", "available"], flush=False)
        if not taken:
            raise ValidationError(
                self.env._("%(reward)s is out of stock. Choose another reward, or come back later.", reward=self.name)
            )

    @api.model
    def _return_pieces(self, counts):
        """Put pieces back into the stock.

        :param counts: dict id of a reward -> number of pieces
        """
        if not counts:
            return
        ids = sorted(counts)
        self.flush_model(["ordered"])
        self.env.cr.execute(
            SQL(
                """
                UPDATE perf_reward SET ordered = ordered - back.pieces
                  FROM unnest(%s::int[], %s::int[]) AS back(id, pieces)
                 WHERE perf_reward.id = back.id
                """,
                ids,
                [counts[reward_id] for reward_id in ids],
            )
        )
        self.browse(ids).invalidate_recordset(["ordered", "available"], flush=False)

    def _reserve_voucher(self, order):
        """Put a code that nobody has aside for an order; the row of the reward is locked by now.

        :raise ValidationError: there is none
        """
        voucher = self.env["perf.reward.voucher"].search(
            [("reward_id", "=", self.id), ("order_id", "=", False)], order="id", limit=1
        )
        if not voucher:
            raise ValidationError(
                self.env._("%(reward)s is out of stock. Choose another reward, or come back later.", reward=self.name)
            )
        voucher.order_id = order

    def action_ask_order(self):
        """Open the dialog in which the current user orders this reward."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Order"),
            "res_model": "perf.reward.ask",
            "view_mode": "form",
            "target": "new",
            "context": {"default_reward_id": self.id},
        }

    def action_import_vouchers(self):
        """Open the dialog that takes a list of voucher codes."""
        self.ensure_one()
        self.check_access("write")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Add voucher codes"),
            "res_model": "perf.reward.voucher.add",
            "view_mode": "form",
            "target": "new",
            "context": {"default_reward_id": self.id},
        }

    def action_open_orders(self):
        """Show the orders of this reward."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("perf_recognition.perf_reward_order_action")
        return {**action, "domain": [("reward_id", "=", self.id)], "context": {}}

    # ------------------------------------------------------------------
    # Portal
    # ------------------------------------------------------------------

    def _prepare_reward_tiles(self):
        """What the portal shows of rewards that the current user can read, as plain values.

        :return: list of dicts, in the order of ``self``
        """
        self.check_access("read")
        employees = {employee.company_id.id: employee for employee in reversed(self.env.user._perf_employees())}
        sums = self.env["perf.points.entry"]._get_sums(
            self.env["hr.employee"].browse([e.id for e in employees.values()])
        )
        balances = {company_id: sums.get((one.id, "balance"), 0) for company_id, one in employees.items()}
        return [
            reward._prepare_reward_tile(balances.get(reward.sudo().company_id.id, 0))
            for reward in self.with_context(bin_size=True)
        ]

    def _prepare_reward_tile(self, balance):
        """What the portal shows of one reward.

        :param balance: points that the person has
        """
        self.ensure_one()
        left = pieces_left(self.is_limited, self.quantity, self.ordered)
        return {
            "id": self.id,
            "url": f"/my/rewards/{self.id}",
            "image_url": f"/web/image/perf.reward/{self.id}/image_256" if self.image_256 else "",
            "name": self.name,
            "description": self.description or "",
            "cost": self.cost,
            "balance": balance,
            "after": balance - self.cost,
            "missing": missing_points(self.cost, balance),
            "left": left,
            "date_end": self.date_end,
            "is_voucher": self.delivery == "voucher",
        }
