import doctest

from odoo.tests import BaseCase

from odoo.addons.perf_recognition_badge.tools import limits


class TestTools(BaseCase):
    """The arithmetic keeps what its docstrings promise."""

    def test_doctests(self):
        result = doctest.testmod(limits)
        self.assertTrue(result.attempted)
        self.assertFalse(result.failed)
