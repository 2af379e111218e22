from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL, format_date

from odoo.addons.perf_base.tools.sheets import to_csv

from ..tools.points import entry_key, month_of, person_cap


class PerfPointsEntry(models.Model):
    """One line in the ledger of points: what came to, or went from, one account of one person.

    Entries are never changed nor deleted, not even by the database: a mistake is put right by a new entry. The sum of
    an account never falls below zero. Both are guarded by a trigger, which keeps ``perf.points.account`` as well.
    """

    _name = "perf.points.entry"
    _description = "Points Ledger Entry"
    _inherit = ["perf.employee.mixin"]
    _log_access = False  # the columns would be rewritten when a user is deleted
    _rec_name = "idempotency_key"
    _order = "id desc"

    # What an entry belongs to is the state of the day on which it was booked: it never follows the person's moves.
    company_id = fields.Many2one(compute=None, precompute=False, required=True, index=False, ondelete="restrict")
    department_id = fields.Many2one(
        compute=None, related="employee_id.department_id", store=False, precompute=False, index=False
    )
    employee_id = fields.Many2one(readonly=True, index=False)
    account = fields.Selection(
        [("allowance", "Points to give"), ("balance", "Points earned")], required=True, readonly=True
    )
    kind = fields.Selection(
        [
            ("grant", "Monthly points"),
            ("give", "Given"),
            ("receive", "Received"),
            ("redeem", "Redeemed"),
            ("refund", "Returned"),
            ("expire", "Lapsed"),
            ("adjust", "Adjusted"),
        ],
        required=True,
        readonly=True,
    )
    amount = fields.Integer(string="Points", required=True, readonly=True)
    balance_after = fields.Integer(
        string="Balance", readonly=True, aggregator=None, help="What was on the account after this entry."
    )
    date = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)
    month = fields.Char(required=True, readonly=True, help="Month of the person's own calendar, as 2026-11.")
    counterpart_id = fields.Many2one(
        "hr.employee", string="To or From", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    res_model = fields.Char(string="Origin Model", readonly=True)
    res_id = fields.Many2oneReference(string="Origin", model_field="res_model", readonly=True)
    idempotency_key = fields.Char(
        required=True, readonly=True, help="The same booking can't be made twice under one key."
    )
    reason = fields.Char(readonly=True, help="Why HR adjusted the points; the person reads it.")
    booked_by = fields.Char(readonly=True, help="Who adjusted the points. A name, since users may be deleted.")
    label = fields.Char(string="What", compute="_compute_label", compute_sudo=True)

    _idempotency_key_uniq = models.UniqueIndex("(idempotency_key)", "These points have already been booked.")
    _employee_month_idx = models.Index("(employee_id, month)")
    _employee_id_idx = models.Index("(employee_id, id)")
    _company_idx = models.Index("(company_id, id)")
    _origin_idx = models.Index("(res_model, res_id)")
    _amount_not_zero = models.Constraint("CHECK(amount <> 0)", "An entry of 0 points says nothing. Book some points.")
    _amount_sign = models.Constraint(
        "CHECK(kind IN ('refund', 'adjust') OR (amount > 0) = (kind IN ('grant', 'receive')))",
        "Monthly and received points are added; given, redeemed and lapsed points are taken off.",
    )

    @api.depends("kind", "counterpart_id", "month", "res_id", "reason")
    @api.depends_context("lang")
    def _compute_label(self):
        orders = self._get_origins("perf.reward.order")
        for entry in self:
            entry.label = entry._get_label(orders.get(entry.res_id) if entry.res_model == "perf.reward.order" else None)

    def _get_origins(self, model):
        """The records of one model from which these entries come, in one query.

        :return: dict id -> record
        """
        ids = {entry.res_id for entry in self if entry.res_model == model}
        return {record.id: record for record in self.env[model].browse(ids).exists()} if ids else {}

    def _get_label(self, order=None):
        """What the entry is, in words of the person to whom it belongs.

        :param order: ``perf.reward.order`` from which it comes, if any
        """
        self.ensure_one()
        if order:
            return self._get_order_label(order)
        name = self.counterpart_id.name
        labels = {
            "grant": self.env._(
                "Points to give in %(month)s",
                month=format_date(self.env, f"{self.month}-01", date_format="MMMM yyyy"),
            ),
            "give": self.env._("Given to %(name)s", name=name),
            "receive": self.env._("Received from %(name)s", name=name),
            "redeem": self.env._("Redeemed"),
            "refund": self.env._("Returned: thanks to %(name)s taken back", name=name)
            if self.account == "allowance"
            else self.env._("Returned: thanks from %(name)s taken back", name=name),
            "expire": self.env._("Lapsed at the end of the month"),
            "adjust": self.env._("Adjusted by HR: %(reason)s", reason=self.reason)
            if self.reason
            else self.env._("Adjusted by HR"),
        }
        return labels[self.kind]

    def _get_order_label(self, order):
        """What an entry about the order of a reward is."""
        self.ensure_one()
        if self.kind == "redeem":
            return self.env._("Ordered: %(reward)s", reward=order.reward_name)
        if order.state == "refused":
            return self.env._("Returned: %(reward)s was refused", reward=order.reward_name)
        return self.env._("Returned: %(reward)s was cancelled", reward=order.reward_name)

    def _prepare_portal_entries(self):
        """What the portal shows of entries that the current user can read, as plain values.

        :return: list of dicts, in the order of ``self``
        """
        self.check_access("read")
        accounts = dict(self._fields["account"]._description_selection(self.env))
        return [
            {
                "id": entry.id,
                "date": fields.Datetime.context_timestamp(self, entry.date),
                "label": entry.label,
                "account": entry.account,
                "account_label": accounts[entry.account],
                "amount": entry.amount,
                "balance_after": entry.balance_after,
            }
            for entry in self
        ]

    def action_export_csv(self):
        """Download these entries as CSV."""
        self.check_access("read")
        ids = ",".join(map(str, self.ids))
        return {"type": "ir.actions.act_url", "url": f"/perf_recognition/points.csv?ids={ids}", "target": "download"}

    def _prepare_csv(self):
        """These entries as a file, with the running balance; who may have it is for the caller to check.

        :return: bytes
        """
        self.check_access("read")
        accounts = dict(self._fields["account"]._description_selection(self.env))
        header = [
            self.env._("On"),
            self.env._("Employee"),
            self.env._("Account"),
            self.env._("What"),
            self.env._("Points"),
            self.env._("Balance"),
        ]
        # sudo: the names of the people on entries that the current user can read
        rows = [
            [
                fields.Datetime.context_timestamp(self, entry.date).strftime("%Y-%m-%d %H:%M"),
                entry.employee_id.name,
                accounts[entry.account],
                entry.label,
                entry.amount,
                entry.balance_after,
            ]
            for entry in self.sudo()
        ]
        return to_csv(header, rows)

    # ------------------------------------------------------------------
    # Append-only
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        entries = super().create(vals_list)
        # The database fills in the sum, and books on the account.
        entries.invalidate_recordset(["balance_after"], flush=False)
        self.env["perf.points.account"].invalidate_model(flush=False)
        return entries

    def write(self, vals):  # pylint: disable=method-required-super
        """Refused for everybody: the ledger only grows."""
        raise UserError(self.env._("The points ledger can't be changed. Book a correcting entry instead."))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise UserError(self.env._("The points ledger can't be deleted. Book a correcting entry instead."))

    def init(self):
        """Guard the ledger in the database as well: only INSERT is possible, and it keeps the account's sum."""
        self.env.cr.execute(
            """
            CREATE OR REPLACE FUNCTION perf_points_entry_refuse() RETURNS trigger AS $$
            BEGIN
                RAISE EXCEPTION 'The points ledger is append-only: % refused.', TG_OP
                      USING ERRCODE = 'integrity_constraint_violation';
            END $$ LANGUAGE plpgsql;

            CREATE OR REPLACE FUNCTION perf_points_entry_book() RETURNS trigger AS $$
            BEGIN
                UPDATE perf_points_account SET balance = balance + NEW.amount
                 WHERE employee_id = NEW.employee_id AND account = NEW.account
                RETURNING balance INTO NEW.balance_after;
                IF NOT FOUND THEN
                    INSERT INTO perf_points_account (employee_id, account, balance)
                    VALUES (NEW.employee_id, NEW.account, NEW.amount)
                    ON CONFLICT (employee_id, account)
                    DO UPDATE SET balance = perf_points_account.balance + EXCLUDED.balance
                    RETURNING balance INTO NEW.balance_after;
                END IF;
                RETURN NEW;
            END $$ LANGUAGE plpgsql
               -- PostgreSQL keeps the plans of a function: one that was made while there were few accounts would read
               -- them all for each entry once there are many.
               SET enable_seqscan = off;

            CREATE OR REPLACE FUNCTION perf_points_entry_refuse_account() RETURNS trigger AS $$
            BEGIN
                RAISE EXCEPTION 'The accounts of points follow from the ledger: % refused.', TG_OP
                      USING ERRCODE = 'integrity_constraint_violation';
            END $$ LANGUAGE plpgsql;

            DROP TRIGGER IF EXISTS perf_points_entry_refuse_row ON perf_points_entry;
            CREATE TRIGGER perf_points_entry_refuse_row BEFORE UPDATE OR DELETE ON perf_points_entry
               FOR EACH ROW EXECUTE FUNCTION perf_points_entry_refuse();
            DROP TRIGGER IF EXISTS perf_points_entry_refuse_all ON perf_points_entry;
            CREATE TRIGGER perf_points_entry_refuse_all BEFORE TRUNCATE ON perf_points_entry
               FOR EACH STATEMENT EXECUTE FUNCTION perf_points_entry_refuse();
            DROP TRIGGER IF EXISTS perf_points_entry_book ON perf_points_entry;
            CREATE TRIGGER perf_points_entry_book BEFORE INSERT ON perf_points_entry
               FOR EACH ROW EXECUTE FUNCTION perf_points_entry_book();
            DROP TRIGGER IF EXISTS perf_points_entry_account_row ON perf_points_account;
            CREATE TRIGGER perf_points_entry_account_row BEFORE INSERT OR UPDATE OR DELETE ON perf_points_account
               FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION perf_points_entry_refuse_account();
            DROP TRIGGER IF EXISTS perf_points_entry_account_all ON perf_points_account;
            CREATE TRIGGER perf_points_entry_account_all BEFORE TRUNCATE ON perf_points_account
               FOR EACH STATEMENT EXECUTE FUNCTION perf_points_entry_refuse_account();
            """
        )

    @api.model
    def _drop_guard(self):
        """Remove the triggers and their functions, when the addon is uninstalled."""
        self.env.cr.execute(
            """
            DROP FUNCTION IF EXISTS perf_points_entry_refuse() CASCADE;
            DROP FUNCTION IF EXISTS perf_points_entry_book() CASCADE;
            DROP FUNCTION IF EXISTS perf_points_entry_refuse_account() CASCADE;
            """
        )

    # ------------------------------------------------------------------
    # Booking
    # ------------------------------------------------------------------

    @api.model
    def _book(self, vals_list):
        """Write entries into the ledger; those whose key is there already are left out.

        :param vals_list: values of entries; the company is filled in when missing
        :return: the new entries, in sudo: nobody has the right to write into the ledger by hand
        """
        ledger = self.sudo()
        keys = [vals["idempotency_key"] for vals in vals_list]
        known = set(ledger.search([("idempotency_key", "in", keys)]).mapped("idempotency_key"))
        companies = ledger.env["hr.employee"].browse({vals["employee_id"] for vals in vals_list})
        companies = {employee.id: employee.company_id.id for employee in companies}
        return ledger.create(
            [
                {"company_id": companies[vals["employee_id"]], **vals}
                for vals in vals_list
                if vals["idempotency_key"] not in known
            ]
        )

    @api.model
    def _lock(self, employees, account):
        """Keep others from booking on an account of these people until the end of the transaction.

        Call it before anything else is read. Whoever waits here for somebody who then books gets a serialization
        failure at once, before any work is done in vain, and Odoo begins the request again on the new sum.

        :param employees: ``hr.employee`` recordset
        :param account: ``allowance`` or ``balance``
        :return: dict id -> points on that account
        """
        rows = self.env.execute_query(
            SQL(
                """
                SELECT employee_id, balance FROM perf_points_account
                 WHERE employee_id = ANY(%s) AND account = %s ORDER BY employee_id FOR UPDATE
                """,
                list(employees.ids),
                account,
            )
        )
        return dict.fromkeys(employees.ids, 0) | dict(rows)

    @api.model
    def _get_months(self, employees, moment=None):
        """Month in which each of these people lives.

        :param employees: ``hr.employee`` recordset
        :param moment: naive datetime in UTC; now when empty
        :return: dict id -> ``YYYY-MM``
        """
        moment = moment or fields.Datetime.now()
        return {employee.id: month_of(moment, employee.tz) for employee in employees.sudo()}

    @api.model
    def _get_sums(self, employees):
        """What is on the accounts of these people.

        :return: dict (employee id, account) -> points; accounts without entries are missing
        """
        accounts = (
            self.env["perf.points.account"]
            .sudo()
            .search_fetch([("employee_id", "in", employees.ids)], ["employee_id", "account", "balance"])
        )
        return {(account.employee_id.id, account.account): account.balance for account in accounts}

    @api.model
    def _get_grants(self, employees, months):
        """Which of these people already got the points of their month, and how many.

        :param months: dict id -> ``YYYY-MM``
        :return: dict id -> points
        """
        keys = [entry_key("grant", employee_id, months[employee_id]) for employee_id in employees.ids]
        grants = self.sudo().search_fetch([("idempotency_key", "in", keys)], ["employee_id", "amount"])
        return {grant.employee_id.id: grant.amount for grant in grants}

    @api.model
    def _get_standing(self, employees):
        """How many points these people have, without booking anything.

        :param employees: ``hr.employee`` recordset; who may know is for the caller to decide
        :return: dict id -> dict with ``month``, ``allowance`` (of the month), ``left`` (of it), ``cap`` (for one
            person), ``earned``
        """
        months = self._get_months(employees)
        sums = self._get_sums(employees)
        grants = self._get_grants(employees, months)
        standing = {}
        for employee in employees.sudo():
            company = employee.company_id
            allowance = grants.get(employee.id, company.perf_points_allowance)
            standing[employee.id] = {
                "month": months[employee.id],
                "allowance": allowance,
                "left": sums.get((employee.id, "allowance"), 0) if employee.id in grants else allowance,
                "cap": person_cap(allowance, company.perf_points_person_cap),
                "earned": sums.get((employee.id, "balance"), 0),
            }
        return standing

    @api.model
    def _get_given(self, employees, counterparts, month):
        """Points that one person gave to each of these people in a month, less what was returned.

        :param employees: the employee records that this one person has
        :return: dict id -> points
        """
        groups = self.sudo()._read_group(
            [
                ("employee_id", "in", employees.ids),
                ("account", "=", "allowance"),
                ("month", "=", month),
                ("kind", "in", ["give", "refund"]),
                ("counterpart_id", "in", counterparts.ids),
            ],
            ["counterpart_id"],
            ["amount:sum"],
        )
        return {counterpart.id: -amount for counterpart, amount in groups}

    @api.model
    def _reset_allowances(self, employees):
        """Start the month of these people, if that has not been done: the rest lapses, new points come.

        :param employees: ``hr.employee`` recordset
        :return: the new entries
        """
        return self._insert_resets(SQL("employee.id = ANY(%s)", list(employees.ids)))

    @api.model
    def _adjust(self, employees, account, amount, reason, key):
        """Book what HR adjusts, with its reason. Who may is for the caller to check.

        :param employees: ``hr.employee`` recordset
        :param account: ``allowance`` or ``balance``
        :param amount: points for each person, negative to take some off
        :param reason: text; the person reads it
        :param key: text that stands for this adjustment; sent twice, it is booked once
        :return: the new entries
        :raise ValidationError: somebody has fewer points than are taken off
        """
        if account == "allowance":
            self._reset_allowances(employees)
        sums = self._lock(employees, account)
        keys = {employee.id: entry_key("adjust", key, employee.id) for employee in employees}
        done = set(self.sudo().search([("idempotency_key", "in", list(keys.values()))]).employee_id.ids)
        for employee in employees.sudo():
            if employee.id not in done and sums[employee.id] + amount < 0:
                raise ValidationError(
                    self.env._(
                        "%(name)s has %(points)s points, so %(amount)s can't be taken off. Take off fewer.",
                        name=employee.name,
                        points=sums[employee.id],
                        amount=-amount,
                    )
                )
        months = self._get_months(employees)
        return self._book(
            [
                {
                    "employee_id": employee_id,
                    "account": account,
                    "kind": "adjust",
                    "amount": amount,
                    "month": months[employee_id],
                    "reason": reason,
                    "booked_by": self.env.user.name,
                    "idempotency_key": keys[employee_id],
                }
                for employee_id in sorted(keys)
            ]
        )

    # ------------------------------------------------------------------
    # Monthly job
    # ------------------------------------------------------------------

    @api.model
    def _get_calendar(self):
        """SQL of a table ``calendar(tz, month)``: the month of each time zone in which somebody lives."""
        zones = [zone for (zone,) in self.env.execute_query(SQL("SELECT DISTINCT tz FROM resource_resource"))]
        now = fields.Datetime.now()
        return SQL(
            "unnest(%s::text[], %s::text[]) AS calendar(tz, month)", zones, [month_of(now, zone) for zone in zones]
        )

    @api.model
    def _insert_resets(self, condition):
        """Let the rest of the last month lapse and grant the new points, in one statement, to people who have not got
        the points of their month.

        :param condition: SQL about ``employee`` that chooses the people
        :return: the new entries
        """
        self.env["hr.employee"].flush_model(["company_id", "resource_id"])
        self.env["resource.resource"].flush_model(["tz"])
        self.env["res.company"].flush_model(["perf_points_allowance"])
        self.flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                INSERT INTO perf_points_entry
                            (employee_id, company_id, account, kind, amount, date, month, idempotency_key)
                SELECT employee.id, employee.company_id, 'allowance', booked.kind, booked.amount, %(now)s,
                       calendar.month, booked.kind || ',' || employee.id || ',' || calendar.month
                  FROM hr_employee employee
                  JOIN resource_resource resource ON resource.id = employee.resource_id
                  JOIN res_company company ON company.id = employee.company_id
                  JOIN %(calendar)s ON calendar.tz IS NOT DISTINCT FROM resource.tz
     LEFT JOIN LATERAL (
                       SELECT balance FROM perf_points_account
                        WHERE employee_id = employee.id AND account = 'allowance'
                        LIMIT 1
                       ) account ON TRUE
            CROSS JOIN LATERAL (
                       VALUES (1, 'expire', -COALESCE(account.balance, 0)), (2, 'grant', company.perf_points_allowance)
                       ) AS booked(position, kind, amount)
                 WHERE %(condition)s
                   AND booked.amount <> 0
                   AND NOT EXISTS (
                       -- LIMIT keeps this a look into the index for each person, whatever PostgreSQL knows of the
                       -- table: in the first month, and while the job runs, that is not much.
                       SELECT FROM perf_points_entry entry
                        WHERE entry.idempotency_key = 'grant,' || employee.id || ',' || calendar.month
                        LIMIT 1
                       OFFSET 0
                   )
              ORDER BY employee.id, booked.position
             RETURNING id
                """,
                now=fields.Datetime.now(),
                calendar=self._get_calendar(),
                condition=condition,
            )
        )
        self.env["perf.points.account"].invalidate_model(flush=False)
        # sudo: as _book, whose entries nobody has the right to write by hand
        return self.sudo().browse(entry_id for (entry_id,) in rows)

    @api.model
    def _search_due_employees(self, limit, after=0):
        """People with a user whose month has started without new points.

        :param limit: most people to give back
        :param after: look at people with a higher id only
        :return: ``hr.employee`` recordset in sudo
        """
        Employee = self.env["hr.employee"].sudo()
        Employee.flush_model(["active", "company_id", "resource_id", "user_id"])
        self.env["resource.resource"].flush_model(["tz"])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT employee.id
                  FROM hr_employee employee
                  JOIN resource_resource resource ON resource.id = employee.resource_id
                  JOIN res_company company ON company.id = employee.company_id
                  JOIN %(calendar)s ON calendar.tz IS NOT DISTINCT FROM resource.tz
                 WHERE employee.active
                   AND employee.id > %(after)s
                   AND employee.user_id IS NOT NULL
                   AND company.perf_points_allowance > 0
                   AND NOT EXISTS (
                       -- LIMIT keeps this a look into the index for each person, whatever PostgreSQL knows of the
                       -- table: in the first month, and while the job runs, that is not much.
                       SELECT FROM perf_points_entry entry
                        WHERE entry.idempotency_key = 'grant,' || employee.id || ',' || calendar.month
                        LIMIT 1
                       OFFSET 0
                   )
              ORDER BY employee.id
                 LIMIT %(limit)s
                """,
                calendar=self._get_calendar(),
                after=after,
                limit=limit,
            )
        )
        return Employee.browse(employee_id for (employee_id,) in rows)

    @api.model
    def _cron_reset_allowances(self, batch=2000):
        """Give everybody who can log in the points of the new month, in batches that commit."""
        cron = self.env["ir.cron"]
        after = 0
        while employees := self._search_due_employees(batch, after):
            self._reset_allowances(employees)
            after = max(employees.ids)
            if not cron._commit_progress(len(employees), remaining=int(len(employees) == batch)):
                break
