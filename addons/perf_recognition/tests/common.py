from odoo.addons.perf_base.tests.common import PerfCommon

WORDS = "You stayed late to help me, and the parcel left on time."


class RecognitionCommon(PerfCommon):
    """The people of the suite, with a shorthand to thank each other."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.value = cls.env["perf.value"].create({"name": "Perf test value", "company_id": cls.company.id})

    def thank(self, user, recipients, **values):
        """Post a recognition as that user, and give it back in the superuser's environment."""
        recognition = self.as_user(self.env["perf.recognition"], user).post(
            {"recipient_ids": recipients.ids, "message": WORDS, **values}
        )
        self.env.invalidate_all()
        return recognition.with_env(self.env)

    def balance(self, employee, account="balance"):
        """What is on an account: by the account, which must be the sum of the entries."""
        self.env.invalidate_all()
        Entry = self.env["perf.points.entry"]
        total = sum(Entry.search([("employee_id", "=", employee.id), ("account", "=", account)]).mapped("amount"))
        kept = Entry._get_sums(employee).get((employee.id, account), 0)
        self.assertEqual(kept, total, "the account is the sum of its entries")
        return total

    def left(self, employee):
        """Points that the person can still give this month."""
        self.env.invalidate_all()
        return self.env["perf.points.entry"]._get_standing(employee)[employee.id]["left"]


class RewardCommon(RecognitionCommon):
    """The same people, with points to spend and something to spend them on."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.department = cls.env["hr.department"].create({"name": "Perf Press", "company_id": cls.company.id})
        cls.team = cls.env["hr.department"].create(
            {"name": "Perf Night Shift", "company_id": cls.company.id, "parent_id": cls.department.id}
        )
        (cls.employee_employee | cls.employee_portal_employee).department_id = cls.team
        cls.mug = cls.make_reward(name="Perf Mug", is_limited=True, quantity=2)
        cls.lunch = cls.make_reward(name="Perf Lunch", delivery="voucher")
        cls.env["perf.reward.voucher"].create(
            [{"reward_id": cls.lunch.id, "code": f"PERF-{number}"} for number in range(2)]
        )
        cls.fund(cls.employee_employee | cls.employee_portal_employee, 100)

    @classmethod
    def make_reward(cls, **values):
        """A reward of the company for 40 points."""
        return cls.env["perf.reward"].create(
            {"name": "Perf Reward", "cost": 40, "company_id": cls.company.id, **values}
        )

    @classmethod
    def fund(cls, employees, points):
        """Put points on the balance of these people."""
        cls.funded = getattr(cls, "funded", 0) + 1
        return cls.env["perf.points.entry"]._adjust(employees, "balance", points, "Test", f"fund {cls.funded}")

    def order(self, user, reward, note="", key=""):
        """Order a reward as that user, and give the order back in the superuser's environment."""
        order = self.as_user(reward, user).order(note, key)
        self.env.invalidate_all()
        return order.with_env(self.env)

    def assertSound(self):
        """Assert that accounts, orders and stocks agree with the ledger."""
        self.env.invalidate_all()
        self.assertEqual(self.env["perf.points.check"]._find_differences(), [])
