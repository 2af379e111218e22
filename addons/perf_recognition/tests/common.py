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
