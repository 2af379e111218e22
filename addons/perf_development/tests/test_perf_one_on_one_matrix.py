from odoo import fields
from odoo.tests import tagged

from odoo.addons.perf_base.tests.matrix import PerfMatrixCommon, anybody

from .common_one_on_one import OneOnOneCommon

MEETING = """
| who | create | planned | done | cancelled |
|---|---|---|---|---|
| manager of the 1-on-1 | yes | RW | RW | RW |
| employee of the 1-on-1, in the portal | yes | RW | RW | RW |
| portal manager | - | - | - | - |
| skip-level | - | - | - | - |
| former manager | - | - | - | - |
| other employee | - | - | - | - |
| portal colleague | - | - | - | - |
| HR officer | - | - | - | - |
| HR administrator | - | - | - | - |
| HR officer of another company | - | - | - | - |
| system administrator | - | - | - | - |
"""
ITEM = """
| who | create | agenda item, planned | agenda item, done |
|---|---|---|---|
| who added it | yes | RWD | RW |
| the other one of the two | yes | RW | RW |
| portal manager | - | - | - |
| skip-level | - | - | - |
| former manager | - | - | - |
| other employee | - | - | - |
| portal colleague | - | - | - |
| HR officer | - | - | - |
| HR administrator | - | - | - |
| HR officer of another company | - | - | - |
| system administrator | - | - | - |
"""
ACTION = """
| who | create | action |
|---|---|---|
| manager of the 1-on-1 | yes | RWD |
| employee of the 1-on-1, in the portal | yes | RWD |
| portal manager | - | - |
| skip-level | - | - |
| former manager | - | - |
| other employee | - | - |
| portal colleague | - | - |
| HR officer | - | - |
| HR administrator | - | - |
| HR officer of another company | - | - |
| system administrator | - | - |
"""
NOTE = """
| who | create | private note |
|---|---|---|
| author | yes | RWD |
| the other one of the two | yes | - |
| portal manager | - | - |
| skip-level | - | - |
| former manager | - | - |
| other employee | - | - |
| portal colleague | - | - |
| HR officer | - | - |
| HR administrator | - | - |
| HR officer of another company | - | - |
| system administrator | - | - |
"""


@tagged("post_install", "-at_install")
class TestPerfOneOnOneMatrix(PerfMatrixCommon, OneOnOneCommon):
    """The tables of ``docs/security.md`` on 1-on-1s are true."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user_system = cls.env["res.users"].create(
            {
                "name": "Perf System",
                "login": "perf_system",
                "password": "perf_system",
                "company_id": cls.company.id,
                "company_ids": [(6, 0, cls.company.ids)],
                "group_ids": [(6, 0, cls.env.ref("base.group_system").ids)],
            }
        )
        cls.env["hr.employee"].create(
            {"name": "Perf System", "company_id": cls.company.id, "user_id": cls.user_system.id}
        )

    def get_users(self, manager, employee):
        """Who stands for each line.

        :param manager: name of the line of the manager
        :param employee: name of the line of the employee
        """
        return {
            manager: self.user_manager,
            employee: self.user_portal_employee,
            "portal manager": self.user_portal_manager,
            "skip-level": self.user_head,
            "former manager": self.user_former_manager,
            "other employee": self.user_employee,
            "portal colleague": self.user_portal_colleague,
            "HR officer": self.user_officer,
            "HR administrator": self.user_admin,
            "HR officer of another company": self.user_other_officer,
            "system administrator": self.user_system,
        }

    def make_meeting(self, state="planned"):
        """A 1-on-1 of the manager and the portal employee in that state, without an event."""
        meeting = self.env["perf.one.on.one"].create({**self.get_pair(), "state": "done"})
        meeting.state = state
        return meeting

    def get_pair(self):
        return {
            "manager_id": self.employee_manager.id,
            "employee_id": self.employee_portal_employee.id,
            "start": fields.Datetime.to_string(fields.Datetime.now()),
        }

    def test_meeting(self):
        self.check_matrix(
            MEETING,
            self.get_users("manager of the 1-on-1", "employee of the 1-on-1, in the portal"),
            lambda _who, state: self.make_meeting(state),
            create=lambda _who: ("perf.one.on.one", self.get_pair()),
            write={"shared_notes": "x", "notes_version": 0},
            alike=anybody,
        )

    def make_part(self, model, state="planned", **values):
        return self.env[model].create({"one_on_one_id": self.make_meeting(state).id, **values})

    def test_item(self):
        self.check_matrix(
            ITEM,
            self.get_users("the other one of the two", "who added it"),
            lambda _who, column: self.make_part(
                "perf.one.on.one.item",
                column.split(", ")[1],
                name="x",
                author_employee_id=self.employee_portal_employee.id,
            ),
            create=lambda _who: ("perf.one.on.one.item", {"one_on_one_id": self.make_meeting().id, "name": "x"}),
            write={"done": True},
            alike=anybody,
        )

    def test_action(self):
        owner = {"name": "x", "owner_id": self.employee_portal_employee.id}
        self.check_matrix(
            ACTION,
            self.get_users("manager of the 1-on-1", "employee of the 1-on-1, in the portal"),
            lambda _who, _column: self.make_part("perf.one.on.one.action", **owner),
            create=lambda _who: ("perf.one.on.one.action", {"one_on_one_id": self.make_meeting().id, **owner}),
            write={"done": True},
            alike=anybody,
        )

    def test_note(self):
        self.check_matrix(
            NOTE,
            self.get_users("the other one of the two", "author"),
            lambda _who, _column: self.make_part(
                "perf.one.on.one.note", body="x", author_employee_id=self.employee_portal_employee.id
            ),
            create=lambda _who: ("perf.one.on.one.note", {"one_on_one_id": self.make_meeting().id, "body": "x"}),
            write={"body": "y"},
            alike=anybody,
        )
