from odoo.tests import tagged

from odoo.addons.perf_recognition.hooks import uninstall_hook

from .common import RecognitionCommon

FUNCTIONS = "SELECT count(*) FROM pg_proc WHERE proname LIKE 'perf\\_points\\_entry\\_%%'"
TRIGGERS = "SELECT count(*) FROM pg_trigger WHERE tgname LIKE 'perf\\_points\\_entry\\_%%'"


@tagged("post_install", "-at_install")
class TestPerfRecognitionUninstall(RecognitionCommon):
    def _count(self, query):
        self.env.cr.execute(query)
        return self.env.cr.fetchone()[0]

    def test_hook(self):
        """The hook takes the functions and the triggers of the ledger out of the database; init() brings them back."""
        self.assertEqual((self._count(FUNCTIONS), self._count(TRIGGERS)), (3, 5))
        uninstall_hook(self.env)
        self.assertEqual((self._count(FUNCTIONS), self._count(TRIGGERS)), (0, 0))
        self.env["perf.points.entry"].init()
        self.env["perf.points.entry"].init()
        self.assertEqual((self._count(FUNCTIONS), self._count(TRIGGERS)), (3, 5))
