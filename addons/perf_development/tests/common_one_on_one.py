from contextlib import nullcontext
from datetime import datetime, timedelta

from odoo import fields
from odoo.tests import freeze_time

from odoo.addons.perf_base.tests.common import PerfCommon

NOW = fields.Datetime.to_datetime("2026-03-10 12:00:00")  # a Tuesday
DAY, WEEK = timedelta(days=1), timedelta(weeks=1)


class OneOnOneCommon(PerfCommon):
    """The people of :class:`PerfCommon`, and short ways to plan 1-on-1s as one of them."""

    def plan(self, user, manager=None, employee=None, **values):
        """A 1-on-1 planned by that user, of ``manager`` and ``portal_employee`` unless said otherwise.

        One in the past was planned when it began.
        """
        model = self.as_user(self.env["perf.one.on.one"], user)
        values = {
            "manager_id": (manager or self.employee_manager).id,
            "employee_id": (employee or self.employee_portal_employee).id,
            "start": NOW + DAY,
            "duration": 0.5,
            **values,
        }
        past = isinstance(values["start"], datetime) and values["start"] < fields.Datetime.now()
        with freeze_time(values["start"]) if past else nullcontext():
            return model.create(values)

    def plan_series(self, user, repeat="weekly", **values):
        """All 1-on-1s of a series, the first one first, in superuser mode."""
        first = self.plan(user, repeat=repeat, **values)
        return self.meetings_of(first)

    def meetings_of(self, meeting):
        """All 1-on-1s of the same two people by time, in superuser mode."""
        self.env.flush_all()
        self.env.invalidate_all()
        meeting = meeting.sudo()
        return (
            self.env["perf.one.on.one"]
            .sudo()
            .search(
                [("manager_id", "=", meeting.manager_id.id), ("employee_id", "=", meeting.employee_id.id)],
                order="start, id",
            )
        )

    def add_item(self, meeting, user, name="How is the new shift?"):
        """An item on the agenda, added by that user."""
        return self.as_user(self.env["perf.one.on.one.item"], user).create({"one_on_one_id": meeting.id, "name": name})

    def user(self, name):
        """The user of this name, such as ``portal_employee``."""
        return getattr(self, f"user_{name}")

    def employee(self, name):
        """The employee of this name, such as ``portal_employee``."""
        return getattr(self, f"employee_{name}")
