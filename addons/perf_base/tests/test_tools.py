import doctest

from odoo.tests import BaseCase, tagged

from ..tools import anonymity, dates, emails, forms, months, numbers, reminders, sheets, text, todo
from . import matrix_table


@tagged("post_install", "-at_install")
class TestTools(BaseCase):
    """The examples in the tools are true."""

    def test_examples(self):
        for module in (anonymity, dates, emails, forms, matrix_table, months, numbers, reminders, sheets, text, todo):
            result = doctest.testmod(module)
            self.assertGreater(result.attempted, 0, module.__name__)
            self.assertFalse(result.failed, module.__name__)
