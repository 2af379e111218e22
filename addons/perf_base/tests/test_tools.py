import doctest

from odoo.tests import BaseCase, tagged

<<<<<<< HEAD
from ..tools import anonymity, dates, emails, forms, numbers, reminders, sheets, text, todo
=======
from ..tools import anonymity, dates, emails, forms, months, numbers, reminders, text, todo
>>>>>>> 13741f4 (The app opens on a home screen: my performance, my team, and an overview for HR, each in one request)
from . import matrix_table


@tagged("post_install", "-at_install")
class TestTools(BaseCase):
    """The examples in the tools are true."""

    def test_examples(self):
<<<<<<< HEAD
        for module in (anonymity, dates, emails, forms, matrix_table, numbers, reminders, sheets, text, todo):
=======
        for module in (anonymity, dates, emails, forms, matrix_table, months, numbers, reminders, text, todo):
>>>>>>> 13741f4 (The app opens on a home screen: my performance, my team, and an overview for HR, each in one request)
            result = doctest.testmod(module)
            self.assertGreater(result.attempted, 0, module.__name__)
            self.assertFalse(result.failed, module.__name__)
