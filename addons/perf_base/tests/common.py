"""People and assertions for the tests of all addons of the suite."""

from collections import Counter
from contextlib import contextmanager
from unittest.mock import patch

from odoo import http
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.orm.model_classes import add_to_registry
from odoo.sql_db import Cursor
from odoo.tests import HttpCase, TransactionCase, tagged

CONTEXT = {"tracking_disable": True, "no_reset_password": True, "mail_create_nosubscribe": True, "tz": "UTC"}


class PerfCommon(TransactionCase):
    """A small company with one person for every role, built once a class and without demo data.

    The org chart, ``user_x`` belongs to ``employee_x``, whose login and password are ``perf_x``::

        top_manager
          vice_president
            director
              head
                manager
                  employee            internal user
                  portal_employee     portal user
                  no_user             employee_no_user has no user at all
                  foreign             employee_foreign works in company_other, no user
                portal_manager        portal user with people
                  portal_report       portal user
                former_manager        managed employee and portal_employee until a moment ago
        other_manager                 a tree of its own
          colleague                   internal user
          portal_colleague            portal user
        officer                       perf_base.group_perf_officer, nobody's manager
        admin                         perf_base.group_perf_admin, nobody's manager
        (company_other) other_officer perf_base.group_perf_officer of company_other only

    ``user_employee`` and so on are records of the superuser's environment: use :meth:`as_user` to act as one of them
    without what the cache holds. The superuser's company is ``company`` as well.
    """

    # name -> (manager, groups), in an order that has managers first; False means no user
    PEOPLE = {
        "top_manager": (None, "base.group_user"),
        "vice_president": ("top_manager", "base.group_user"),
        "director": ("vice_president", "base.group_user"),
        "head": ("director", "base.group_user"),
        "manager": ("head", "base.group_user"),
        "portal_manager": ("head", "base.group_portal"),
        "former_manager": ("head", "base.group_user"),
        "employee": ("former_manager", "base.group_user"),
        "portal_employee": ("former_manager", "base.group_portal"),
        "no_user": ("manager", False),
        "foreign": ("manager", False),
        "portal_report": ("portal_manager", "base.group_portal"),
        "other_manager": (None, "base.group_user"),
        "colleague": ("other_manager", "base.group_user"),
        "portal_colleague": ("other_manager", "base.group_portal"),
        "officer": (None, "perf_base.group_perf_officer"),
        "admin": (None, "perf_base.group_perf_admin"),
        "other_officer": (None, "perf_base.group_perf_officer"),
    }
    FOREIGN = ("foreign", "other_officer")

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, **CONTEXT})
        cls.company, cls.company_other = cls.env["res.company"].create(
            [{"name": "Perf Test Company"}, {"name": "Perf Other Company"}]
        )
        cls.env.user.write({"company_ids": [(4, cls.company.id)], "company_id": cls.company.id})
        cls._create_users()
        cls._create_employees()
        people = cls.employee_employee | cls.employee_portal_employee
        people.parent_id = cls.employee_manager
        cls.env.flush_all()

    @classmethod
    def _company_of(cls, name):
        return cls.company_other if name in cls.FOREIGN else cls.company

    @classmethod
    def _create_users(cls):
        names = [name for name, (_manager, groups) in cls.PEOPLE.items() if groups]
        users = cls.env["res.users"].create(
            [
                {
                    "name": cls._full_name(name),
                    "login": f"perf_{name}",
                    "password": f"perf_{name}",
                    "email": f"{name}@perf.example.com",
                    "tz": "UTC",
                    "company_id": cls._company_of(name).id,
                    "company_ids": [(6, 0, cls._company_of(name).ids)],
                    "group_ids": [(6, 0, cls.env.ref(cls.PEOPLE[name][1]).ids)],
                }
                for name in names
            ]
        )
        for name, user in zip(names, users, strict=True):
            setattr(cls, f"user_{name}", user)

    @classmethod
    def create_employees(cls, vals_list):
        """Create people, without the pictures that core draws of their letters: they take longer than all the rest."""
        with patch.object(cls.registry["hr.employee"], "_avatar_generate_svg", lambda employee: False):
            return cls.env["hr.employee"].create(vals_list)

    @classmethod
    def _create_employees(cls):
        employees = cls.create_employees(
            [
                {
                    "name": cls._full_name(name),
                    "company_id": cls._company_of(name).id,
                    "user_id": getattr(cls, f"user_{name}").id if groups else False,
                    "work_email": f"{name}@perf.example.com",
                }
                for name, (_manager, groups) in cls.PEOPLE.items()
            ]
        )
        for name, employee in zip(cls.PEOPLE, employees, strict=True):
            setattr(cls, f"employee_{name}", employee)
        for name, (manager, _groups) in cls.PEOPLE.items():
            if manager:
                getattr(cls, f"employee_{name}").parent_id = getattr(cls, f"employee_{manager}")

    @staticmethod
    def _full_name(name):
        return f"Perf {name.replace('_', ' ').title()}"

    # ------------------------------------------------------------------
    # Throw-away models
    # ------------------------------------------------------------------

    @classmethod
    def add_models(cls, *definitions):
        """Register models for this test class only, such as heirs of a mixin. Call it in ``setUpClass``.

        :param definitions: model classes defined inside a method, with ``_module = None`` so that nobody else gets
            them; everybody may do everything with them until the test adds rules
        """
        for definition in definitions:
            definition._module = definition.__module__.split(".")[2]
            for field in definition._field_definitions:
                field._module = definition._module
            add_to_registry(cls.registry, definition)
        names = [definition._name for definition in definitions]
        cls.addClassCleanup(cls._remove_models, names)
        cls.registry._setup_models__(cls.env.cr, names)
        cls.registry.init_models(cls.env.cr, names, {"models_to_check": True})
        cls.env["ir.model.access"].create(
            [
                {
                    "name": name,
                    "model_id": cls.env["ir.model"]._get_id(name),
                    "perm_read": True,
                    "perm_write": True,
                    "perm_create": True,
                    "perm_unlink": True,
                }
                for name in names
            ]
        )

    @classmethod
    def _remove_models(cls, names):
        for name in names:
            del cls.registry.models[name]
            for model in cls.registry.values():
                model._inherit_children.discard(name)
        cls.registry._setup_models__(cls.env.cr)
        cls.registry.clear_all_caches()
        cls.registry.registry_invalidated = False
        cls.registry.cache_invalidated.clear()

    # ------------------------------------------------------------------
    # Helpers
    # ------------------------------------------------------------------

    def as_user(self, records, user):
        """The records (or an empty model) as that user, with nothing in the cache that another one has read."""
        self.env.flush_all()
        self.env.invalidate_all()
        return records.with_user(user).with_context(allowed_company_ids=user.company_ids.ids)

    def make_employees(self, count, **values):
        """That many employees without user, who report to ``employee_manager`` unless the values say otherwise."""
        values = {"company_id": self.company.id, "parent_id": self.employee_manager.id, **values}
        return self.create_employees([{"name": f"Perf Person {number}", **values} for number in range(count)])

    def assertForbidden(self, function, *args, **kwargs):
        """Assert that calling the function raises an AccessError (at the latest at flush), and return that error."""
        with self.assertRaises(AccessError) as caught:
            function(*args, **kwargs)
            self.env.flush_all()
        return caught.exception

    def assertEvidenceShared(self, records, *users):
        """Assert that what a model says to be shared evidence is what all of these may read by its rules, and not all.

        :param records: evidence about one person, of each kind
        :param users: users of the person and of managers at any level
        """
        model = self.env[records._name]
        said = model.search(Domain("id", "in", records.ids) & model._get_perf_evidence_shared_domain())
        read = set(records.ids)
        for user in users:
            read &= set(self.as_user(model, user).search([("id", "in", records.ids)]).ids)
        self.assertEqual(set(said.ids), read)
        self.assertTrue(read and read < set(records.ids))

    def quick_refusals(self):
        """Context manager in which a refusal does not look for the rules that it comes from.

        Core searches once a rule to name them in the message, to developers alone: half the time of a refusal.
        """
        rules = self.registry["ir.rule"]
        return patch.object(rules, "_get_failing", lambda self, for_records, mode="read": self.browse())

    def assertQueriesDontGrow(self, make, run, small=2, large=50, slack=2):
        """Assert that ``run`` needs as many SQL queries for ``large`` records as for ``small`` ones.

        Everything is flushed and the cache emptied before each run; what the run leaves to write is counted too.
        A run that nobody counts comes first, so that ormcaches are warm.

        :param make: called with a number, creates that many new records, and returns what ``run`` is given
        :param run: called with what ``make`` returned; in an HttpCase it may as well open a page
        :param slack: how many queries more are no growth: the ORM may read the user and the partner once again
        """
        self._count_queries(run, make(small))
        few = self._count_queries(run, make(small))
        many = self._count_queries(run, make(large))
        if many.total() <= few.total() + slack:
            return
        grown = "\n".join(f"{count:4d} more: {query}" for query, count in (many - few).most_common(8))
        self.fail(f"{few.total()} queries for {small} records, but {many.total()} for {large}:\n{grown}")

    def _count_queries(self, run, argument):
        """The SQL statements of ``run(argument)`` and how often each was executed.

        :return: Counter
        """
        self.env.flush_all()
        self.env.invalidate_all()
        with self._record_queries() as queries:
            run(argument)
            self.env.flush_all()
        return queries

    @contextmanager
    def _record_queries(self):
        """Context manager that gives a Counter of the statements executed inside, on any cursor."""
        queries = Counter()
        execute = Cursor.execute

        def record(cursor, query, params=None, log_exceptions=True):
            text = query if isinstance(query, str) else getattr(query, "code", str(query))
            queries[" ".join(text.split())[:300]] += 1
            return execute(cursor, query, params, log_exceptions)

        with patch.object(Cursor, "execute", record):
            yield queries


@tagged("post_install", "-at_install")
class PerfHttpCommon(PerfCommon, HttpCase):
    """The people of :class:`PerfCommon`, with a browser session and RPC calls as one of them.

    Decorate classes that inherit it with ``@tagged("post_install", "-at_install")`` too, for the reader's sake.
    """

    def login(self, user):
        """Log in as that user of :class:`PerfCommon`."""
        self.env.flush_all()
        self.env.invalidate_all()
        return self.authenticate(user.login, user.login)

    def rpc(self, model, method, *args, **kwargs):
        """Call a method through ``/web/dataset/call_kw`` as the user who is logged in.

        Ids are the first argument, as everywhere in RPC: ``self.rpc("perf.value", "write", [7], {"name": "x"})``.

        :return: pair of the result and of the error; one of them is None. The error is a dict with ``name`` (such as
            ``odoo.exceptions.AccessError``), ``message`` and ``debug``
        """
        self.env.flush_all()
        reply = self.url_open(
            f"/web/dataset/call_kw/{model}/{method}",
            json={"params": {"model": model, "method": method, "args": list(args), "kwargs": kwargs}},
        ).json()
        self.env.invalidate_all()
        error = reply.get("error")
        return reply.get("result"), error and {**error["data"], "message": error["data"].get("message") or ""}

    def assertRpcForbidden(self, model, method, *args, **kwargs):
        """Assert that this RPC call ends in an AccessError, and return its message."""
        result, error = self.rpc(model, method, *args, **kwargs)
        self.assertTrue(error, f"{model}.{method} answered {result!r}")
        self.assertEqual(error["name"], AccessError.__module__ + "." + AccessError.__name__, error["message"])
        return error["message"]

    def post(self, url, **values):
        """Post a form of the portal with a valid csrf token; redirects are not followed.

        :return: the response
        """
        self.env.flush_all()
        values["csrf_token"] = http.Request.csrf_token(self)
        response = self.url_open(url, data=values, allow_redirects=False)
        self.env.invalidate_all()
        return response

    def get_page(self, url):
        """Open a page, following redirects.

        :return: the response; its ``text`` is the page
        """
        self.env.flush_all()
        response = self.url_open(url)
        self.env.invalidate_all()
        return response
