import inspect
import re

from odoo.http import Request
from odoo.tests import tagged

from .common import PerfHttpCommon


@tagged("post_install", "-at_install")
class TestPerfForms(PerfHttpCommon):
    """Every form of the suite's pages takes whatever a browser or a script sends, without a crash."""

    def get_routes(self):
        """The forms and scripts of all installed addons of the suite.

        :return: list of (address with ids that nobody has, is it a form, names of what it reads)
        """
        routes = []
        for rule in self.env["ir.http"].routing_map().iter_rules():
            method = rule.endpoint.func
            if method.__module__.startswith("odoo.addons.perf_") and "POST" in (rule.methods or {"POST"}):
                source = inspect.getsource(inspect.getmodule(inspect.unwrap(method)))
                names = set(re.findall(r'(?:post|form|kw)(?:\.get\(|\[)"(\w+)"', source))
                names.update(inspect.signature(inspect.unwrap(method)).parameters)
                url = re.sub(r"<[^>]*>", "2147483647", rule.rule)
                routes.append((url, rule.endpoint.routing["type"] == "http", names - {"self", "post", "kw"}))
        return routes

    def test_files_and_halves_of_characters(self):
        self.login(self.user_manager)
        routes = self.get_routes()
        self.assertTrue(routes)
        for url, is_form, names in routes:
            with self.subTest(url=url):
                if is_form:
                    files = dict.fromkeys(names, ("x.txt", b"x"))
                    data = {"csrf_token": Request.csrf_token(self)}
                    reply = self.url_open(url, data=data, files=files, allow_redirects=False)
                    self.assertLess(reply.status_code, 500)
                else:
                    reply = self.url_open(url, json={"params": dict.fromkeys(names, "\ud800")}).json()
                    error = reply.get("error", {}).get("data", {}).get("name", "")
                    self.assertNotRegex(error, "^(builtins|psycopg2)")
