import doctest

from odoo.tests import TransactionCase, tagged

from ..tools import improvement


@tagged("post_install", "-at_install")
class TestImprovementTools(TransactionCase):
    """The examples in the docstrings are right."""

    def test_doctests(self):
        result = doctest.testmod(improvement)
        self.assertTrue(result.attempted)
        self.assertFalse(result.failed)
