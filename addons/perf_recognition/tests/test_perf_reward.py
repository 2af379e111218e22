from datetime import timedelta

import psycopg2

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .common import RewardCommon


@tagged("post_install", "-at_install")
class TestPerfReward(RewardCommon):
    # ------------------------------------------------------------------
    # The way of an order
    # ------------------------------------------------------------------

    def test_request_reserves(self):
        """Points and piece are taken by the request."""
        order = self.order(self.user_employee, self.mug, "Blue, please")
        self.assertEqual(order.state, "requested")
        self.assertEqual((order.employee_id, order.company_id, order.cost), (self.employee_employee, self.company, 40))
        self.assertEqual(order.note, "Blue, please")
        self.assertEqual(self.balance(self.employee_employee), 60)
        self.assertEqual((self.mug.ordered, self.mug.available), (1, 1))
        self.assertSound()

    def test_whole_way(self):
        order = self.order(self.user_employee, self.mug)
        self.as_user(order, self.user_officer).action_approve()
        self.assertEqual((order.state, order.decided_by_id), ("approved", self.user_officer))
        self.as_user(order, self.user_officer).action_deliver()
        self.assertEqual(order.state, "delivered")
        self.assertTrue(order.delivered_date)
        self.assertEqual(self.balance(self.employee_employee), 60)
        mail = self.env["mail.mail"].search([("subject", "=", "Your reward: Perf Mug")])
        self.assertEqual(mail.recipient_ids, self.user_employee.partner_id)
        self.assertSound()

    def test_refuse_returns(self):
        """Refused before or after the approval: points and piece return, and the person reads why."""
        for approve in (False, True):
            with self.subTest(approve=approve):
                order = self.order(self.user_employee, self.mug)
                if approve:
                    self.as_user(order, self.user_officer).action_approve()
                self.as_user(order, self.user_officer).action_refuse("They are broken")
                self.assertEqual((order.state, order.reason), ("refused", "They are broken"))
                self.assertEqual(self.balance(self.employee_employee), 100)
                self.assertEqual(self.mug.ordered, 0)
        mails = self.env["mail.mail"].search([("subject", "=", "Your order of Perf Mug could not be fulfilled")])
        self.assertEqual(len(mails), 2)
        self.assertIn("They are broken", mails[0].body_html)
        self.assertSound()

    def test_cancel_returns(self):
        order = self.order(self.user_portal_employee, self.mug)
        self.as_user(order, self.user_portal_employee).action_cancel()
        self.assertEqual(order.state, "cancelled")
        self.assertEqual(self.balance(self.employee_portal_employee), 100)
        self.assertEqual(self.mug.ordered, 0)
        self.assertSound()

    def test_wrong_steps(self):
        """Each step is possible from its states only, says so, and changes nothing otherwise."""
        officer, person = self.user_officer, self.user_employee
        order = self.order(person, self.mug)
        with self.assertRaisesRegex(UserError, "Requested"):
            self.as_user(order, officer).action_deliver()
        self.as_user(order, officer).action_approve()
        for user, step in ((officer, "action_approve"), (person, "action_cancel")):
            with self.subTest(step=step), self.assertRaisesRegex(UserError, "Approved"):
                getattr(self.as_user(order, user), step)()
        self.as_user(order, officer).action_deliver()
        with self.assertRaisesRegex(UserError, "Delivered"):
            self.as_user(order, officer).action_refuse("Too late")
        self.assertEqual(order.state, "delivered")
        self.assertEqual(self.balance(self.employee_employee), 60)

    def test_steps_together(self):
        """Many orders are handled at once, all or none."""
        self.mug.quantity = 10
        orders = self.order(self.user_employee, self.mug) | self.order(self.user_portal_employee, self.mug)
        self.as_user(orders, self.user_officer).action_approve()
        self.assertEqual(set(orders.mapped("state")), {"approved"})
        late = self.order(self.user_employee, self.mug)
        with self.assertRaises(UserError):
            self.as_user(orders | late, self.user_officer).action_deliver()
        self.env.invalidate_all()
        self.assertEqual(set(orders.mapped("state")), {"approved"})
        self.as_user(orders | late, self.user_officer).action_refuse("Closed")
        self.assertEqual(self.balance(self.employee_employee), 100)
        self.assertEqual(self.balance(self.employee_portal_employee), 100)
        self.assertSound()

    def test_refuse_needs_a_reason(self):
        order = self.order(self.user_employee, self.mug)
        for reason in ("", "   ", False, None, 5, "x" * 2001):
            with self.subTest(reason=reason), self.assertRaisesRegex(ValidationError, "few words"):
                self.as_user(order, self.user_officer).action_refuse(reason)
        self.assertEqual(order.state, "requested")

    def test_double_tap(self):
        """The same form sent twice is one order; another form is another order."""
        first = self.order(self.user_employee, self.mug, key="form-1")
        self.assertEqual(self.order(self.user_employee, self.mug, key="form-1"), first)
        self.assertEqual(self.balance(self.employee_employee), 60)
        self.assertEqual(self.mug.ordered, 1)
        with self.assertRaisesRegex(ValidationError, "out of date"):
            self.order(self.user_employee, self.lunch, key="form-1")
        self.assertNotEqual(self.order(self.user_employee, self.mug, key="form-2"), first)
        self.assertNotEqual(self.order(self.user_portal_employee, self.lunch, key="form-1"), first, "of somebody else")

    def test_prices_change(self):
        """What was ordered stays as it was at the request."""
        order = self.order(self.user_employee, self.mug)
        self.mug.write({"cost": 90, "name": "Perf Golden Mug"})
        self.as_user(order, self.user_officer).action_refuse("Sorry")
        self.assertEqual((order.cost, order.reward_name), (40, "Perf Mug"))
        self.assertEqual(self.balance(self.employee_employee), 100)

    # ------------------------------------------------------------------
    # What can't be ordered
    # ------------------------------------------------------------------

    def assertRefused(self, words, reward, user=None):
        """Assert that ordering ends in a clear error, and takes nothing."""
        user = user or self.user_employee
        with self.assertRaisesRegex(ValidationError, words), self.env.cr.savepoint():
            self.as_user(reward, user).order()
        self.assertFalse(self.env["perf.reward.order"].search([("reward_id", "in", reward.ids)]))
        self.assertEqual(self.balance(self.employee_employee), 100)
        self.assertSound()

    def test_not_enough_points(self):
        self.assertRefused("costs 140 and you have 100. You need 40 more", self.make_reward(cost=140))

    def test_no_points_at_all(self):
        self.assertRefused("you have 0", self.mug, self.user_colleague)

    def test_out_of_stock(self):
        self.order(self.user_employee, self.mug)
        self.order(self.user_portal_employee, self.mug)
        with self.assertRaisesRegex(ValidationError, "out of stock"):
            self.order(self.user_employee, self.mug)
        self.mug.quantity = 3
        self.order(self.user_employee, self.mug)
        self.assertEqual(self.mug.available, 0)
        self.assertSound()

    def test_unlimited(self):
        reward = self.make_reward(cost=1)
        for _number in range(5):
            self.order(self.user_employee, reward)
        self.assertEqual(reward.ordered, 0, "nothing to count")
        self.assertSound()

    def test_archived(self):
        self.assertRefused("no longer offered", self.make_reward(active=False))

    def test_dates(self):
        today = fields.Date.today()
        self.assertRefused("no longer offered", self.make_reward(date_end=today - timedelta(days=1)))
        self.assertRefused("can be ordered from", self.make_reward(date_start=today + timedelta(days=1)))
        self.order(self.user_employee, self.make_reward(date_start=today, date_end=today))

    def test_today_of_the_person(self):
        """A reward begins and ends at midnight where the person lives."""
        reward = self.make_reward(date_start="2026-11-10", date_end="2026-11-10")
        self.user_employee.tz = self.employee_employee.tz = "Asia/Tokyo"
        for moment, offered in (
            ("2026-11-09 14:59:00", False),
            ("2026-11-09 15:01:00", True),
            ("2026-11-10 14:59:00", True),
            ("2026-11-10 15:01:00", False),
        ):
            with self.subTest(moment=moment), freeze_time(moment):
                self.assertEqual(self.as_user(reward, self.user_employee).sudo().is_offered, offered)

    def test_other_company(self):
        self.assertRefused("isn't offered to you", self.make_reward(company_id=self.company_other.id))

    def test_departments(self):
        """A reward of a department is for all below it, and for nobody else."""
        reward = self.make_reward(department_ids=[(6, 0, self.department.ids)], cost=10)
        self.fund(self.employee_colleague, 100)
        with self.assertRaisesRegex(ValidationError, "isn't offered to you"):
            self.order(self.user_colleague, reward)
        self.order(self.user_employee, reward)

    def test_no_employee(self):
        self.assertRefused("isn't offered to you", self.mug, self.env.ref("base.public_user"))

    def test_no_reward(self):
        """Ids that are none, such as a call over RPC may have."""
        Reward = self.as_user(self.env["perf.reward"], self.user_employee)
        for ids in ([], [None], [False], [self.mug.id + 10_000], [self.mug.id, self.lunch.id]):
            with self.subTest(ids=ids), self.assertRaisesRegex(ValidationError, "isn't offered to you"):
                Reward.browse(ids).order()

    def test_odd_notes(self):
        for note in ("x" * 2001, "a\0b"):
            with self.subTest(note=note[:5]), self.assertRaisesRegex(ValidationError, "2000 ordinary"):
                self.order(self.user_employee, self.mug, note)
        self.assertFalse(self.order(self.user_employee, self.mug, 5).note)

    # ------------------------------------------------------------------
    # The catalogue
    # ------------------------------------------------------------------

    def test_bad_rewards(self):
        """Wrong numbers are refused with words, whoever sends them."""
        Reward = self.as_user(self.env["perf.reward"], self.user_officer)
        for values in (
            {"cost": 1.5},
            {"cost": "many"},
            {"quantity": 0.5},
            {"cost": True},
            {"cost": 10**12},
            {"cost": 1e300},
        ):
            with self.subTest(values=values), self.assertRaises(ValidationError):
                Reward.create({"name": "x", "cost": 1, **values})
        for values in (
            {"cost": 0},
            {"cost": -5},
            {"cost": 1_000_001},
            {"quantity": -1},
            {"date_start": "2026-02-02", "date_end": "2026-02-01"},
            {"delivery": "voucher", "is_limited": False},
        ):
            with (
                self.subTest(values=values),
                mute_logger("odoo.sql_db"),
                self.assertRaises(psycopg2.errors.CheckViolation),
                self.env.cr.savepoint(),
            ):
                Reward.create({"name": "x", "cost": 1, **values}).flush_recordset()

    def test_less_than_ordered(self):
        """Stock can't fall below what is ordered."""
        self.order(self.user_employee, self.mug)
        with mute_logger("odoo.sql_db"), self.assertRaises(psycopg2.errors.CheckViolation), self.env.cr.savepoint():
            self.mug.quantity = 0
            self.mug.flush_recordset()

    def test_ordered_stays(self):
        """What orders rely on can't be changed or deleted any more."""
        self.order(self.user_employee, self.mug)
        mug = self.as_user(self.mug, self.user_officer)
        with self.assertRaisesRegex(UserError, "stay as they are"):
            mug.delivery = "voucher"
        with self.assertRaisesRegex(UserError, "Archive it"):
            mug.unlink()
        with self.assertRaises(AccessError):
            mug.ordered = 0
        mug.active = False
        copy = mug.copy()
        self.assertEqual(copy.ordered, 0)
        copy.unlink()

    def test_ordered_is_never_given(self):
        Reward = self.as_user(self.env["perf.reward"], self.user_officer).with_context(default_ordered=-50)
        self.assertEqual(Reward.create({"name": "x", "cost": 1}).ordered, 0)
        with self.assertRaises(AccessError):
            Reward.create({"name": "x", "cost": 1, "ordered": -50})

    def test_orders_stay(self):
        order = self.order(self.user_employee, self.mug)
        with self.assertRaisesRegex(UserError, "never deleted"):
            order.unlink()
        with self.assertRaisesRegex(UserError, "can't be copied"):
            order.copy()

    # ------------------------------------------------------------------
    # Voucher codes
    # ------------------------------------------------------------------

    def test_voucher(self):
        """A code is put aside by the request, shown on delivery, and nobody else gets it."""
        self.assertEqual((self.lunch.is_limited, self.lunch.quantity, self.lunch.available), (True, 2, 2))
        first = self.order(self.user_employee, self.lunch)
        second = self.order(self.user_portal_employee, self.lunch)
        self.assertFalse(first.voucher_code, "not before delivery")
        with self.assertRaisesRegex(ValidationError, "out of stock"):
            self.order(self.user_employee, self.lunch)
        orders = first | second
        self.as_user(orders, self.user_officer).action_approve()
        self.as_user(orders, self.user_officer).action_deliver()
        self.assertEqual(self.as_user(first, self.user_employee).voucher_code, "PERF-0")
        self.assertEqual(self.as_user(second, self.user_portal_employee).voucher_code, "PERF-1")
        self.assertEqual(set(self.lunch.voucher_ids.mapped("state")), {"given"})
        self.assertSound()

    def test_voucher_returns(self):
        """The code of a cancelled order was never shown, so the next person gets it."""
        order = self.order(self.user_employee, self.lunch)
        self.assertEqual(self.lunch.voucher_ids.mapped("state"), ["reserved", "free"])
        self.as_user(order, self.user_employee).action_cancel()
        self.assertEqual(self.lunch.voucher_ids.mapped("state"), ["free", "free"])
        self.assertEqual(self.lunch.available, 2)

    def _add(self, codes, reward=None):
        reward = reward or self.lunch
        dialog = self.as_user(self.env["perf.reward.voucher.add"], self.user_officer).create(
            {"reward_id": reward.id, "codes": codes}
        )
        dialog.action_confirm()
        self.env.invalidate_all()

    def test_add_codes(self):
        self._add("NEW-1\r\n  NEW-2  \n\nNEW-3")
        self.assertEqual(self.lunch.quantity, 5)
        self.assertEqual(self.lunch.voucher_ids.mapped("code")[2:], ["NEW-1", "NEW-2", "NEW-3"])

    def test_add_many_codes(self):
        self._add("\n".join(f"MANY-{number:06}" for number in range(3000)))
        self.assertEqual(self.lunch.quantity, 3002)

    def test_add_doubles(self):
        """Doubles in the text, in the list or in another list: named, and nothing is added or lost."""
        other = self.make_reward(name="Perf Cinema", delivery="voucher")
        for codes, words in (
            ("NEW-1\nNEW-2\nNEW-1", "more than once.*NEW-1"),
            ("NEW-1\nPERF-1", "in a list already.*PERF-1"),
            ("", "between 1 and"),
            ("\n  \n", "between 1 and"),
            ("x" * 101, "up to 100 characters"),
            ("a\0b", "can't be kept"),
        ):
            for reward in (self.lunch, other):
                with self.subTest(codes=codes[:20]), self.assertRaisesRegex(ValidationError, words):
                    self._add(codes, reward)
        self.assertEqual(self.lunch.quantity, 2)
        self.assertFalse(other.voucher_ids)

    def test_add_to_the_wrong_reward(self):
        with self.assertRaisesRegex(ValidationError, "handed over by HR"):
            self._add("NEW-1", self.mug)

    def test_delete_codes(self):
        """Free codes only: what is reserved or handed out stays."""
        self.order(self.user_employee, self.lunch)
        taken, free = self.as_user(self.lunch.voucher_ids, self.user_officer)
        with self.assertRaisesRegex(UserError, "free ones only"):
            taken.unlink()
        free.unlink()
        self.env.invalidate_all()
        self.assertEqual((self.lunch.quantity, self.lunch.available), (1, 0))
        with self.assertRaisesRegex(UserError, "follows from their list"):
            self.as_user(self.lunch, self.user_officer).quantity = 50

    # ------------------------------------------------------------------
    # Statement, files, budget
    # ------------------------------------------------------------------

    def test_statement(self):
        order = self.order(self.user_employee, self.mug)
        self.as_user(order, self.user_officer).action_refuse("Sorry")
        self.as_user(self.order(self.user_employee, self.mug), self.user_employee).action_cancel()
        entries = self.as_user(self.env["perf.points.entry"], self.user_employee).search([], order="id")
        self.assertEqual(
            [(entry.label, entry.amount, entry.balance_after) for entry in entries],
            [
                ("Adjusted by HR: Test", 100, 100),
                ("Ordered: Perf Mug", -40, 60),
                ("Returned: Perf Mug was refused", 40, 100),
                ("Ordered: Perf Mug", -40, 60),
                ("Returned: Perf Mug was cancelled", 40, 100),
            ],
        )
        lines = entries._prepare_csv().decode("utf-8-sig").splitlines()
        self.assertEqual(lines[0], "On,Employee,Account,What,Points,Balance")
        self.assertTrue(lines[2].endswith("Perf Employee,Points earned,Ordered: Perf Mug,-40,60"))

    def test_order_file(self):
        self.company.perf_points_rate = 0.25
        order = self.order(self.user_employee, self.mug, "=HYPERLINK(1)")
        text = self.as_user(order, self.user_officer)._prepare_csv().decode("utf-8-sig")
        row = text.splitlines()[1]
        self.assertIn("Perf Employee,Perf Night Shift,Perf Test Company,Perf Mug,40,10.0", row)
        self.assertIn("'=HYPERLINK(1)", row, "no formula")

    def test_budget(self):
        """Points outstanding by department: on balances and in open orders, at the value of a point."""
        self.company.perf_points_rate = 0.5
        self.order(self.user_employee, self.mug)
        delivered = self.order(self.user_portal_employee, self.mug)
        self.as_user(delivered, self.user_officer).action_approve()
        self.as_user(delivered, self.user_officer).action_deliver()
        self.env.flush_all()
        budget = self.as_user(self.env["perf.points.budget"], self.user_officer).search(
            [("department_id", "=", self.team.id)]
        )
        self.assertEqual((budget.people, budget.outstanding, budget.reserved, budget.total), (2, 120, 40, 160))
        self.assertEqual(budget.liability, 80)
        self.assertFalse(self.as_user(self.env["perf.points.budget"], self.user_other_officer).search([]))
        self.assertForbidden(self.as_user(self.env["perf.points.budget"], self.user_manager).search, [])

    # ------------------------------------------------------------------
    # Adjustments
    # ------------------------------------------------------------------

    def _adjust(self, user=None, people=None, **values):
        dialog = self.as_user(self.env["perf.points.adjust"], user or self.user_officer).create(
            {
                "employee_ids": [(6, 0, (people or self.employee_employee).ids)],
                "amount": 10,
                "reason": "Prize of the contest",
                **values,
            }
        )
        dialog.action_confirm()
        return dialog

    def test_adjust(self):
        dialog = self._adjust(people=self.employee_employee | self.employee_colleague)
        self.assertEqual(self.balance(self.employee_employee), 110)
        self.assertEqual(self.balance(self.employee_colleague), 10)
        dialog.action_confirm()
        self.assertEqual(self.balance(self.employee_employee), 110, "confirmed twice, booked once")
        entry = self.env["perf.points.entry"].search([("employee_id", "=", self.employee_colleague.id)])
        self.assertEqual((entry.reason, entry.booked_by), ("Prize of the contest", "Perf Officer"))
        self._adjust(amount=-110)
        self.assertEqual(self.balance(self.employee_employee), 0)
        self._adjust(account="allowance", amount=5)
        self.assertEqual(self.left(self.employee_employee), 105)

    def test_adjust_refused(self):
        with self.assertRaisesRegex(ValidationError, "Perf Employee has 100 points"):
            self._adjust(amount=-101)
        for values in ({"amount": 0}, {"amount": 2_000_000}, {"amount": 0.5}, {"amount": 10**12}, {"reason": "  x "}):
            with self.subTest(values=values), self.assertRaises(ValidationError):
                self._adjust(**values)
        with self.assertRaisesRegex(ValidationError, "whose points"):
            self._adjust(people=self.env["hr.employee"], employee_ids=[])
        with self.assertRaisesRegex(AccessError, "own points"):
            self._adjust(people=self.employee_officer)
        self.assertForbidden(self._adjust, people=self.employee_foreign)
        self.assertForbidden(self._adjust, self.user_manager)
        self.assertEqual(self.balance(self.employee_employee), 100)

    # ------------------------------------------------------------------
    # Audit
    # ------------------------------------------------------------------

    def test_accounts_are_guarded(self):
        """The accounts follow from the ledger: nobody writes into them, by the ORM or by SQL."""
        for query in (
            "UPDATE perf_points_account SET balance = 1000 WHERE employee_id = %s",
            "DELETE FROM perf_points_account WHERE employee_id = %s",
            "INSERT INTO perf_points_account (employee_id, account, balance) VALUES (%s, 'allowance', 1000)",
            "TRUNCATE perf_points_account",
        ):
            with (
                self.subTest(query=query),
                mute_logger("odoo.sql_db"),
                self.assertRaisesRegex(psycopg2.IntegrityError, "follow from the ledger"),
                self.env.cr.savepoint(),
            ):
                self.env.cr.execute(query, [self.employee_colleague.id] if "%s" in query else None)
                self.env.cr.execute(query, [self.employee_employee.id] if "%s" in query else None)
        account = self.env["perf.points.account"].search([("employee_id", "=", self.employee_employee.id)])
        with mute_logger("odoo.sql_db"), self.assertRaises(psycopg2.IntegrityError), self.env.cr.savepoint():
            account.balance = 1000
            account.flush_recordset()
        with mute_logger("odoo.sql_db"), self.assertRaises(psycopg2.IntegrityError), self.env.cr.savepoint():
            account.unlink()
        self.assertEqual(self.balance(self.employee_employee), 100)

    def _tamper(self, table, query, *values):
        """Go around the guard, as the owner of the database can."""
        self.env.flush_all()
        self.env.cr.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        self.env.cr.execute(query, values)
        self.env.cr.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        self.env.invalidate_all()

    def test_audit(self):
        """The nightly check finds what somebody changed behind the suite's back, and changes nothing itself."""
        order = self.order(self.user_employee, self.mug)
        entry = self.env["perf.points.entry"].search([("employee_id", "=", self.employee_portal_employee.id)])
        check = self.env["perf.points.check"]
        self._tamper(
            "perf_points_account",
            "UPDATE perf_points_account SET balance = 9 WHERE employee_id = %s AND account = 'balance'",
            self.employee_employee.id,
        )
        self._tamper("perf_points_entry", "UPDATE perf_points_entry SET amount = 500 WHERE id = %s", entry.id)
        self.env.cr.execute("UPDATE perf_reward SET ordered = 2 WHERE id = %s", [self.mug.id])
        self.env.cr.execute("UPDATE perf_reward_order SET state = 'cancelled' WHERE id = %s", [order.id])
        self.env.invalidate_all()
        found = check._find_differences()
        for part in (
            f"Employee {self.employee_employee.id}, account “balance”: it has 9 points, its entries make 60",
            f"Employee {self.employee_portal_employee.id}, account “balance”: it has 100 points, its entries make 500",
            f"Entry {entry.id}: it says a balance of 100, the entries up to it make 500",
            f"Order {order.id}: its entries make -40 points, they should make 0",
            f"Reward {self.mug.id}: it says 2 pieces ordered, its orders make 0",
        ):
            self.assertTrue(any(part in line for line in found), part)
        with self.assertLogs("odoo.addons.perf_recognition.models.perf_points_check", "WARNING") as logs:
            check._cron_check()
        self.assertIn("5 differences", logs.output[0])
        mail = self.env["mail.mail"].search([("subject", "=", "Points ledger: differences found")])
        self.assertEqual(len(mail), 1)
        self.assertIn(self.user_admin.partner_id, mail.recipient_ids)
        self.assertNotIn(self.user_officer.partner_id, mail.recipient_ids)
        self.assertEqual(check._find_differences(), found)

    def test_audit_of_a_sound_ledger(self):
        self.order(self.user_employee, self.mug)
        before = self.env["mail.mail"].search_count([])
        self.env["perf.points.check"]._cron_check()
        self.assertEqual(self.env["mail.mail"].search_count([]), before)

    def test_missing_order(self):
        order = self.as_user(self.env["perf.reward.order"], self.user_officer)
        for ids in ([2**31 - 1], [None], [False]):
            with self.subTest(ids=ids), self.assertRaises(UserError):
                order.browse(ids).action_approve()
