from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.perf_base.tests.common import PerfHttpCommon

DIALOGS = ("perf.development.word", "perf.feedback.word", "perf.improvement.word", "perf.issue.word")


@tagged("post_install", "-at_install")
class TestPerfWord(PerfHttpCommon):
    """The dialogs that ask for a few words before a step."""

    @mute_logger("odoo.http")
    def test_no_such_step(self):
        """What is no step of a dialog is refused with a sentence, before the database stumbles over it."""
        good = {
            "perf.development.word": {"res_id": 1, "purpose": "cancel"},
            "perf.improvement.word": {"res_id": 1, "purpose": "pause"},
            "perf.issue.word": {"res_model": "perf.concern", "res_id": 1, "purpose": "respond"},
        }
        wrong = {
            "res_id": (False, 0, -1, 2**40, "x", [1]),
            "purpose": (False, "", "burn", 1, ["cancel"]),
            "res_model": (False, "res.users", "nowhere", 1, ["perf.concern"]),
        }
        self.login(self.user_employee)
        for model, values in good.items():
            number, error = self.rpc(model, "create", values)
            self.assertFalse(error)
            for name in values:
                without = {key: value for key, value in values.items() if key != name}
                with self.subTest(model, missing=name):
                    self._assert_refused(model, "create", without)
                for value in wrong[name]:
                    with self.subTest(model, name=name, value=value):
                        self._assert_refused(model, "create", {**values, name: value})
                        self._assert_refused(model, "write", [number], {name: value})

    def _assert_refused(self, model, method, *args):
        with self.assertNoLogs("odoo.sql_db", "ERROR"):
            result, error = self.rpc(model, method, *args)
        self.assertTrue(error, result)
        self.assertEqual(error["name"], "odoo.exceptions.UserError", error["message"])
        self.assertIn("Reload the page", error["message"])

    def test_a_step_of_something_else(self):
        """A purpose that the document doesn't have is refused when the step is taken."""
        self.login(self.user_employee)
        values = {"res_model": "perf.concern", "res_id": 1, "purpose": "return"}
        number, _error = self.rpc("perf.issue.word", "create", values)
        self._assert_refused("perf.issue.word", "action_confirm", [number])

    def test_what_the_dialog_says(self):
        """Each purpose has a title and a button, and says who reads the text where there is one."""
        for model in set(DIALOGS) & set(self.env.registry):
            for purpose in self.env[model]._words:
                with self.subTest(model, purpose=purpose):
                    dialog = self.env[model].new({"purpose": purpose})
                    self.assertTrue(dialog.button_label)
                    self.assertIn(dialog.text_use, ("needed", "optional", "none"))
                    self.assertTrue(dialog.help_text or dialog.text_use == "none")
                    self.assertTrue(dict(dialog._fields["purpose"]._description_selection(self.env))[purpose])
