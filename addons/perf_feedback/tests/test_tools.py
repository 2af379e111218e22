import doctest

from odoo.tests import TransactionCase, tagged

from ..tools import cadence


@tagged("post_install", "-at_install")
class TestTools(TransactionCase):
    """The examples in the docstrings are right."""

    def test_doctests(self):
        for module in (cadence,):
            result = doctest.testmod(module)
            self.assertTrue(result.attempted, module.__name__)
            self.assertFalse(result.failed, module.__name__)
