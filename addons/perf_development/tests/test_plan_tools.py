import doctest

from odoo.tests import TransactionCase, tagged

from ..tools import neglect, plan


@tagged("post_install", "-at_install")
class TestPlanTools(TransactionCase):
    """The examples in the docstrings are right."""

    def test_doctests(self):
        for module in (neglect, plan):
            result = doctest.testmod(module)
            self.assertTrue(result.attempted, module.__name__)
            self.assertFalse(result.failed, module.__name__)
