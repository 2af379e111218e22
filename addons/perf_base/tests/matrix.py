"""Tests a table of rights cell by cell, through the ORM and through RPC."""

from contextlib import contextmanager

from odoo import http
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import PerfHttpCommon
from .matrix_table import parse_matrix

REFUSALS = (AccessError, MissingError, UserError)
QUIET = ("odoo.http", "odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model", "odoo.models")


def anybody(_who):
    """Key of all readers alike, see :meth:`PerfMatrixCommon.check_matrix`."""
    return ""


@tagged("post_install", "-at_install")
class PerfMatrixCommon(PerfHttpCommon):
    """Runs the tables of ``docs/security.md``, which stand in the tests word for word."""

    def check_matrix(self, text, users, make, create=None, write=None, alike=None):
        """Try every cell of a table; what a cell does is undone before the next one.

        :param text: the table, see ``matrix_table``
        :param users: dict who -> user
        :param make: called with who and a state, returns a new record of that state in sudo; who is the reader
        :param create: called with who, returns the model and the values of a new record
        :param write: values that a writer may change
        :param alike: called with who, says what ``make`` takes from it: readers with equal keys look at the same
            record. Without it each reader gets a record of their own
        """
        cells = parse_matrix(text)
        self.assertEqual(
            {who for who, _column, _verbs in cells}, set(users), "the table and the test name other people"
        )
        shared = {}
        for who, column, verbs in cells:
            key = who if alike is None or column == "create" else alike(who)
            shared.setdefault((column, key), []).append((who, verbs))
        sessions = {}
        try:
            with self.quick_refusals():
                for (column, _key), readers in shared.items():
                    self._check_readers(users, column, readers, sessions, make, create, write)
        finally:
            for session, _opener in sessions.values():
                http.root.session_store.delete(session)

    def _check_readers(self, users, column, readers, sessions, make, create, write):
        """Try one column of a table for readers who may look at the same record, and leave nothing behind.

        :param readers: list of pairs of who and verbs
        """
        with self._undone():
            record = None if column == "create" else make(readers[0][0], column)
            for who, verbs in readers:
                with self.subTest(who=who, column=column), self._undone():
                    self._login_again(users[who], sessions)
                    if column == "create":
                        self._check_create(users[who], create(who), bool(verbs))
                    else:
                        self._check_cell(users[who], record, write, verbs)

    @contextmanager
    def _undone(self):
        """Context manager after which everything is as it was, whatever happens inside."""
        with self.env.cr.savepoint() as savepoint:
            try:
                yield
            finally:
                savepoint.rollback()

    def _login_again(self, user, sessions):
        """Log in, or go on in the session of before.

        :param sessions: dict user -> pair of session and opener of those who logged in
        """
        if user in sessions:
            self.session, self.opener = sessions[user]
            return
        self.session = None  # else the one of before is deleted
        self.login(user)
        sessions[user] = (self.session, self.opener)

    def _check_create(self, user, model_and_values, allowed):
        """Try to create a record, both ways."""
        model, values = model_and_values
        with mute_logger(*QUIET):
            done = self._is_done(lambda: self.as_user(self.env[model], user).create(values))
            self.assertEqual(done, allowed, "create through the ORM")
            _result, error = self.rpc(model, "create", values)
            self.assertEqual(not error, allowed, f"create through RPC: {error}")

    def _check_cell(self, user, record, write, verbs):
        """Try to read, find, count, change and delete one record, both ways."""
        with mute_logger(*QUIET):
            self._check_read(user, record, "read" in verbs)
            if write is not None:
                self._check_change(user, record, "write", [write], "write" in verbs)
            self._check_change(user, record, "unlink", [], "unlink" in verbs)

    def _check_read(self, user, record, allowed):
        own = self.as_user(record, user)
        domain = [("id", "=", record.id)]
        self.assertEqual(self._is_done(own.read), allowed, "read through the ORM")
        found = self._is_done(lambda: own.search(domain).ensure_one())
        self.assertEqual(found, allowed, "search through the ORM")
        result, error = self.rpc(record._name, "read", [record.id], ["display_name"])
        self.assertEqual(bool(result) and not error, allowed, f"read through RPC: {error}")
        result, _error = self.rpc(record._name, "search_count", domain)
        self.assertEqual(bool(result), allowed, "search_count through RPC")
        result, _error = self.rpc(record._name, "formatted_read_group", domain, ["id"], ["__count"])
        self.assertEqual(bool(result), allowed, "formatted_read_group through RPC")

    def _check_change(self, user, record, method, arguments, allowed):
        own = self.as_user(record, user)
        done = self._is_done(lambda: getattr(own, method)(*arguments))
        self.assertEqual(done, allowed, f"{method} through the ORM")
        result, error = self.rpc(record._name, method, [record.id], *arguments)
        self.assertEqual(bool(result) and not error, allowed, f"{method} through RPC: {error}")
        self.assertEqual(bool(record.exists()), not (allowed and method == "unlink"))

    def _is_done(self, function):
        """Whether the function does what it is asked for; it leaves nothing behind."""
        done = False
        try:
            with self.env.cr.savepoint() as savepoint:
                function()
                self.env.flush_all()
                done = True
                savepoint.rollback()
        except (*REFUSALS, ValueError):  # ensure_one: nothing found
            done = False
        self.env.invalidate_all()
        return done
