import doctest

from odoo.tests import BaseCase

from odoo.addons.perf_appraisal_goals.tools import period


class TestTools(BaseCase):
    """The arithmetic keeps what its docstrings promise."""

    def test_doctests(self):
        result = doctest.testmod(period)
        self.assertTrue(result.attempted)
        self.assertFalse(result.failed)
