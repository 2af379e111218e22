from odoo import api, models
from odoo.tools import format_date

from .perf_concern import CONTENT, SHARED


class PerfConcern(models.Model):
    """Plain values for the portal, whose users can't read employees."""

    _inherit = "perf.concern"

    @api.model
    def _get_portal_concerns(self):
        """Concerns that the current user finds on the page *Development*, in three lists.

        :return: list of dicts with ``key``, ``title`` and ``items``; empty lists are left out
        """
        lists = [
            ("mine", self.env._("About my work"), [("perf_role", "=", "self")]),
            ("written", self.env._("Written by me"), [("is_author", "=", True), ("perf_role", "!=", "self")]),
            (
                "team",
                self.env._("In my team"),
                [("perf_role", "=", "manager"), ("is_author", "=", False), ("state", "in", SHARED)],
            ),
        ]
        found = [
            {"key": key, "title": title, "items": self.search(domain, limit=50)._prepare_portal_values()}
            for key, title, domain in lists  # allow query-in-loop: three lists of one page
        ]
        return [each for each in found if each["items"]]

    def _prepare_portal_values(self):
        """What a card says of each of these concerns, which the current user may read.

        :return: list of dicts
        """
        states = dict(self._fields["state"]._description_selection(self.env))
        people = (self.employee_id | self.author_employee_id)._perf_person_values()
        return [
            {
                "id": concern.id,
                "url": f"/my/development/concerns/{concern.id}",
                "name": concern.name,
                "occurred_on": concern.occurred_on,
                "state": concern.state,
                "state_label": states[concern.state],
                "person": people[concern.employee_id.id],
                "author": people[concern.author_employee_id.id],
                "is_mine": concern.perf_role == "self",
                "is_author": concern.is_author,
                "waits": concern.state == "shared" and concern.perf_role == "self",
            }
            for concern in self
        ]

    @api.model
    def _prepare_portal_form_values(self):
        """What the page for writing shows besides the texts: dict. Other addons add theirs."""
        return {}

    def _prepare_portal_page_values(self):
        """What the page of one concern shows.

        :return: dict
        """
        self.ensure_one()
        labels = [self.env._("What happened"), self.env._("What was expected"), self.env._("What it led to")]
        return {
            **self._prepare_portal_values()[0],
            "parts": [(label, self[name] or "") for label, name in zip(labels, CONTENT, strict=True)],
            "is_late": self.is_late,
            "reader_note": self.reader_note,
            "step_note": self.step_note,
            "steps": self._get_portal_steps(),
            "send_back_reason": self.send_back_reason or "",
            "withdraw_reason": self.withdraw_reason or "",
            "resolve_note": self.resolve_note or "",
            # sudo: portal users can't read attachments; whoever reads the concern reads its files
            "files": [{"id": file.id, "name": file.name} for file in self.sudo().attachment_ids],
            "responses": self.response_ids._prepare_portal_values(),
            "released": bool(self.released_on),
            "can_acknowledge": self.state == "shared" and self.perf_role == "self",
            "can_respond": self.can_respond,
            "can_resolve": self.can_act,
            "can_withdraw": self.can_withdraw,
        }

    def _find_file(self, attachment_id):
        """A file of this concern, which the current user may read, or of what was said to it.

        :return: ``ir.attachment`` in sudo, empty when it belongs elsewhere
        """
        self.ensure_one()
        self.check_access("read")
        concern = self.sudo()  # sudo: portal users can't read attachments
        return (concern.attachment_ids | concern.response_ids.attachment_ids).filtered(
            lambda file: file.id == attachment_id
        )

    def _get_portal_steps(self):
        """The steps of ``perf_base.portal_stepper``; the person does not see those before it was shared.

        :return: list of dicts
        """
        self.ensure_one()
        states = dict(self._fields["state"]._description_selection(self.env))
        names = ["shared", "acknowledged", "resolved"]
        if self.is_author or not self.released_on:
            names = ["draft", "hr_review", *names]
        if self.state == "withdrawn":
            names = [name for name in names if self._get_step_day(name)] + ["withdrawn"]
        place = names.index(self.state) if self.state in names else 0
        return [
            {
                "label": states[name],
                "state": "done"
                if number < place or self.state == "resolved"
                else "current"
                if number == place
                else "todo",
                "date": format_date(self.env, self._get_step_day(name)) if self._get_step_day(name) else "",
            }
            for number, name in enumerate(names)
        ]

    def _get_step_day(self, state):
        """The day on which it came into that state, or False."""
        self.ensure_one()
        names = {"hr_review": "submitted_on", "shared": "released_on"}
        name = names.get(state, f"{state}_on")
        return self[name] if name in self._fields else False
