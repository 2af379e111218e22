import doctest

from odoo.tests import BaseCase

from odoo.addons.perf_recognition.tools import awards, fairness, moments, people, points, vouchers, words


class TestTools(BaseCase):
    def test_doctests(self):
        """The examples in the pure functions hold, and there are some."""
        for module in (awards, fairness, moments, people, points, vouchers, words):
            with self.subTest(module=module.__name__):
                result = doctest.testmod(module)
                self.assertEqual(result.failed, 0)
                self.assertGreater(result.attempted, 1)
