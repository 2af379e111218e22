from collections import Counter

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import SQL

from odoo.addons.perf_base.tools.sheets import to_csv

from ..tools.points import entry_key

REASON_LIMIT = 2000
STEPS = {
    # state -> states from which it is reached
    "approved": ("requested",),
    "delivered": ("approved",),
    "refused": ("requested", "approved"),
    "cancelled": ("requested",),
}


class PerfRewardOrder(models.Model):
    """One piece of a reward that one person ordered, from the request until it is in the person's hands.

    Points and piece are reserved by the request. They return when the order is refused or cancelled.
    """

    _name = "perf.reward.order"
    _description = "Reward Order"
    _inherit = ["perf.employee.mixin"]
    _rec_name = "reward_name"
    _order = "id desc"

    # Who wants what
    employee_id = fields.Many2one(readonly=True)
    reward_id = fields.Many2one("perf.reward", required=True, readonly=True, index=True, ondelete="restrict")
    company_id = fields.Many2one(compute=None, related="reward_id.company_id", store=True, precompute=True)
    employee_name = fields.Char(string="Name", compute="_compute_employee_name", compute_sudo=True)
    # As they were at the request: the catalogue may change.
    reward_name = fields.Char(string="Ordered", required=True, readonly=True)
    cost = fields.Integer(string="Points", required=True, readonly=True)
    takes_stock = fields.Boolean(readonly=True, help="It took a piece out of a limited stock.")
    note = fields.Text(readonly=True, help="What the person wants HR to know.")
    request_date = fields.Datetime(string="Ordered On", required=True, readonly=True, default=fields.Datetime.now)
    idempotency_key = fields.Char(required=True, readonly=True, copy=False, groups="base.group_system")

    # What becomes of it
    state = fields.Selection(
        [
            ("requested", "Requested"),
            ("approved", "Approved"),
            ("delivered", "Delivered"),
            ("refused", "Refused"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        readonly=True,
        default="requested",
        copy=False,
        index=True,
    )
    decided_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    decided_date = fields.Datetime(string="Decided On", readonly=True, copy=False)
    delivered_date = fields.Datetime(string="Delivered On", readonly=True, copy=False)
    reason = fields.Text(readonly=True, copy=False, help="Why it was refused; the person reads it.")
    voucher_code = fields.Char(compute="_compute_voucher_code", compute_sudo=True, help="Shown once it is delivered.")
    can_cancel = fields.Boolean(compute="_compute_can")
    can_handle = fields.Boolean(compute="_compute_can", help="HR officers handle all orders but their own.")

    _key_uniq = models.UniqueIndex("(employee_id, idempotency_key)", "This has already been ordered.")
    _employee_idx = models.Index("(employee_id, id)")
    _cost_positive = models.Constraint("CHECK(cost > 0)", "An order costs at least 1 point.")

    # ------------------------------------------------------------------
    # Computes
    # ------------------------------------------------------------------

    @api.depends("employee_id.name")
    def _compute_employee_name(self):
        for order in self:
            order.employee_name = order.employee_id.name

    @api.depends("reward_name", "employee_name")
    def _compute_display_name(self):
        for order in self:
            order.display_name = self.env._(
                "%(reward)s for %(name)s", reward=order.reward_name or "", name=order.employee_name or ""
            )

    @api.depends("state")
    def _compute_voucher_code(self):
        delivered = self.filtered(lambda order: order.state == "delivered")
        vouchers = self.env["perf.reward.voucher"].search_fetch(
            [("order_id", "in", delivered.ids)], ["order_id", "code"]
        )
        codes = {voucher.order_id.id: voucher.code for voucher in vouchers}
        for order in self:
            order.voucher_code = codes.get(order.id, False)

    @api.depends("state", "employee_id")
    @api.depends_context("uid")
    def _compute_can(self):
        officer = self.env.user.has_group("perf_base.group_perf_officer")
        for order in self:
            own = order.perf_role == "self"
            order.can_cancel = own and order.state == "requested"
            order.can_handle = officer and not own

    # ------------------------------------------------------------------
    # Only by the business methods
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            raise AccessError(self.env._("Order a reward from the catalogue."))
        return super().create(vals_list)

    def write(self, vals):
        """Refused for people: an order changes by its steps only."""
        if not self.env.su:
            raise AccessError(self.env._("An order can't be changed. Approve, deliver, refuse or cancel it."))
        return super().write(vals)

    def copy_data(self, default=None):
        raise UserError(self.env._("An order can't be copied. Order the reward once more from the catalogue."))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise UserError(self.env._("Orders are never deleted. Refuse or cancel them instead."))

    # ------------------------------------------------------------------
    # Steps
    # ------------------------------------------------------------------

    def action_approve(self):
        """HR says yes to these orders."""
        self._handle("approved", self._stamp_decision())
        return True

    def action_deliver(self):
        """HR has handed these rewards over; a voucher code is shown to the person from now on."""
        orders = self._handle("delivered", {"delivered_date": fields.Datetime.now()})
        orders._send_mail("perf_recognition.mail_template_perf_reward_order_delivered")
        return True

    def action_refuse(self, reason):
        """HR says no to these orders: points and pieces return.

        :param reason: text; the person reads it
        """
        self.check_access("read")
        reason = self._check_reason(reason)
        orders = self._handle("refused", {"reason": reason, **self._stamp_decision()})
        orders._give_back()
        orders._send_mail("perf_recognition.mail_template_perf_reward_order_refused")
        return True

    def action_cancel(self):
        """The person takes back an order of their own that HR has not decided on: points and piece return."""
        self.check_access("read")
        if any(order.perf_role != "self" for order in self):
            raise AccessError(self.env._("Only the person who ordered this can cancel it. HR can refuse it."))
        self._move("cancelled", {})._give_back()
        return True

    def action_open_refuse(self):
        """Ask for the reason in a dialog."""
        self.check_access("read")
        self._check_handling()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Refuse"),
            "res_model": "perf.reward.refuse",
            "view_mode": "form",
            "target": "new",
            "context": {"default_order_ids": [(6, 0, self.ids)]},
        }

    def action_export_csv(self):
        """Download these orders as CSV, for payroll or purchase."""
        self.check_access("read")
        self._check_officer()
        ids = ",".join(map(str, self.ids))
        return {"type": "ir.actions.act_url", "url": f"/perf_recognition/orders.csv?ids={ids}", "target": "download"}

    def _stamp_decision(self):
        return {"decided_by_id": self.env.uid, "decided_date": fields.Datetime.now()}

    @api.model
    def _check_reason(self, reason):
        """Clean text of a reason, or refuse it when it is empty, no text or too long."""
        reason = reason.strip() if isinstance(reason, str) else ""
        if not reason or len(reason) > REASON_LIMIT:
            raise ValidationError(
                self.env._(
                    "Say in a few words why it is refused; the person reads it. Up to %(limit)s characters.",
                    limit=REASON_LIMIT,
                )
            )
        return reason

    @api.model
    def _check_officer(self):
        """Refuse what is HR's."""
        if not self.env.user.has_group("perf_base.group_perf_officer"):
            raise AccessError(self.env._("Only HR officers handle orders."))

    def _check_handling(self):
        """Only HR officers handle orders that they can read, and nobody handles their own."""
        self._check_officer()
        if any(order.perf_role == "self" for order in self):
            raise AccessError(self.env._("You can't handle an order of your own. Ask a colleague in HR."))

    def _handle(self, state, vals):
        """Take a step of HR.

        :return: these orders in sudo
        """
        self.check_access("read")
        self._check_handling()
        return self._move(state, vals)

    def _move(self, state, vals):
        """Bring these orders into a state, all or none of them. Who may is for the caller to check.

        The row of each order is locked first: of two people who decide at the same moment, the second reads anew.

        :return: these orders in sudo
        :raise UserError: one of them is somewhere else by now
        """
        # sudo: nobody may write on orders by hand; the callers check who takes the step
        orders = self.sudo().sorted("id")
        orders._lock()
        wrong = orders.filtered(lambda order: order.state not in STEPS[state])
        if wrong:
            labels = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "%(order)s is “%(state)s” by now, so this step isn't possible. Reload to see how it stands.",
                    order=wrong[0].display_name,
                    state=labels[wrong[0].state],
                )
            )
        orders.write({"state": state, **vals})
        orders.flush_recordset()
        return orders

    def _lock(self):
        """Keep others from moving these orders until the end of the transaction, and read their states anew."""
        self.flush_recordset()
        self.env.cr.execute(SQL("SELECT id FROM perf_reward_order WHERE id = ANY(%s) ORDER BY id FOR UPDATE", self.ids))
        self.invalidate_recordset(["state"], flush=False)

    # ------------------------------------------------------------------
    # Points and pieces
    # ------------------------------------------------------------------

    def _book_points(self, word):
        """Take the points of these orders, or return them. Called in sudo.

        :param word: ``redeem`` or ``refund``
        """
        ledger = self.env["perf.points.entry"]
        months = ledger._get_months(self.employee_id)
        sign = -1 if word == "redeem" else 1
        # In the order of the people, as all bookings of several people lock their accounts.
        ledger._book(
            [
                {
                    "employee_id": order.employee_id.id,
                    "account": "balance",
                    "kind": word,
                    "amount": sign * order.cost,
                    "month": months[order.employee_id.id],
                    "res_model": self._name,
                    "res_id": order.id,
                    "idempotency_key": entry_key(f"order-{word}", order.id),
                }
                for order in self.sorted(lambda order: (order.employee_id.id, order.id))
            ]
        )

    def _give_back(self):
        """Return points, pieces and voucher codes of these orders. Called in sudo."""
        self._book_points("refund")
        counts = Counter(order.reward_id.id for order in self if order.takes_stock)
        self.env["perf.reward"]._return_pieces(counts)
        self.env["perf.reward.voucher"].search([("order_id", "in", self.ids)]).write({"order_id": False})

    # ------------------------------------------------------------------
    # Mail, portal and files
    # ------------------------------------------------------------------

    def _send_mail(self, template_xmlid):
        """Tell the people by e-mail how their orders ended. Called in sudo."""
        template = self.env.ref(template_xmlid, raise_if_not_found=False)
        reached = self.filtered(lambda order: order._get_mail_partner())
        if template and reached:
            template.sudo().send_mail_batch(reached.ids)

    def _get_mail_partner(self):
        """Partner of the person with an e-mail address: the user's, else the work contact."""
        self.ensure_one()
        partner = self.employee_id.user_id.partner_id or self.employee_id.work_contact_id
        return partner if partner.email else partner.browse()

    def _prepare_portal_orders(self):
        """What the portal shows of orders that the current user can read, as plain values.

        :return: list of dicts, in the order of ``self``
        """
        self.check_access("read")
        states = dict(self._fields["state"]._description_selection(self.env))
        tones = {"delivered": "success", "approved": "info", "refused": "danger", "cancelled": "secondary"}
        return [
            {
                "id": order.id,
                "name": order.reward_name,
                "cost": order.cost,
                "date": fields.Datetime.context_timestamp(self, order.request_date),
                "state": order.state,
                "state_label": states[order.state],
                "tone": tones.get(order.state, "warning"),
                "note": order.note or "",
                "reason": order.reason or "",
                "voucher_code": order.voucher_code or "",
                "can_cancel": order.can_cancel,
            }
            for order in self
        ]

    def _prepare_csv(self):
        """The orders as a file for payroll or purchase; who may have it is for the caller to check.

        :return: bytes
        """
        states = dict(self._fields["state"]._description_selection(self.env))
        # sudo: the officers who may read these orders read the names and numbers of the people on them
        orders = self.sudo()
        header = [
            self.env._("Order"),
            self.env._("Ordered on"),
            self.env._("Employee"),
            self.env._("Department"),
            self.env._("Company"),
            self.env._("Reward"),
            self.env._("Points"),
            self.env._("Value"),
            self.env._("Currency"),
            self.env._("State"),
            self.env._("Delivered on"),
            self.env._("Note"),
        ]
        rows = [
            [
                order.id,
                fields.Datetime.context_timestamp(self, order.request_date).strftime("%Y-%m-%d"),
                order.employee_id.name,
                order.department_id.name,
                order.company_id.name,
                order.reward_name,
                order.cost,
                round(order.cost * order.company_id.perf_points_rate, 2),
                order.company_id.currency_id.name,
                states[order.state],
                fields.Datetime.context_timestamp(self, order.delivered_date).strftime("%Y-%m-%d")
                if order.delivered_date
                else "",
                order.note,
            ]
            for order in orders
        ]
        return to_csv(header, rows)
