import doctest

from odoo.tests import TransactionCase, tagged

from ..tools import chart, clarity, exposure, metric, numbers, period, progress, realism


@tagged("post_install", "-at_install")
class TestTools(TransactionCase):
    """The arithmetic of goals holds what its examples promise."""

    def test_doctests(self):
        """Each module has examples, and all of them hold."""
        for module in (chart, clarity, exposure, metric, numbers, period, progress, realism):
            with self.subTest(module=module.__name__):
                result = doctest.testmod(module)
                self.assertGreater(result.attempted, 0)
                self.assertEqual(result.failed, 0)
