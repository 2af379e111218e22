from odoo import api, models

from odoo.addons.perf_base.tools.text import shorten

from ..tools.review import is_drawn, is_protected


class HrEmployee(models.Model):
    """What concerns and the guard against retaliation say of people, and what waits for whom."""

    _inherit = "hr.employee"

    # ------------------------------------------------------------------
    # Guard
    # ------------------------------------------------------------------

    def _perf_adverse_action_guard(self, action, date):
        reasons = super()._perf_adverse_action_guard(action, date)
        days = {person.id: (person.id, date) for person in self}
        found = self._get_perf_guard_reasons(action, days)
        return [*reasons, *dict.fromkeys(text for texts in found.values() for text in texts)]

    @api.model
    def _get_perf_guard_reasons(self, action, cases):
        """Why a second, independent person reads a harmful step: for many cases at once.

        The text is the same whether an event protects the person or chance chose the person. Chance lasts as long as
        the protection and holds for all steps against that person, as an event does: so several documents about
        somebody tell no more than one.

        :param action: word for the step, as in :meth:`_perf_adverse_action_guard`
        :param cases: dict key (anything unique, the same each time) -> pair of an employee id and a date
        :return: dict key -> list of reasons, plain texts
        """
        latest = self.env["perf.protected.event"]._get_latest({employee_id for employee_id, _day in cases.values()})
        # sudo: the settings and the secret are the system's own
        companies = self.sudo().browse({employee_id for employee_id, _day in cases.values()}).grouped("id")
        secret = self.env["ir.config_parameter"].sudo().get_param("database.secret") or ""
        text = self.env._("An independent second reviewer reads it before it takes effect.")
        reasons = {}
        for key, (employee_id, day) in cases.items():
            company = companies[employee_id].company_id
            event = is_protected(latest.get(employee_id), day, company.perf_guard_days)
            chance = is_drawn(secret, employee_id, day, company.perf_guard_days, company.perf_guard_percent)
            reasons[key] = [text] if event or chance else []
        return reasons

    def _perf_prior_guidance(self, date_from):
        """What these people were told before about their work, which a plan for improvement may build on.

        Called in sudo. Addons extend the lists with one query for all people. A sign is a dict with ``date`` and
        ``label`` (what it was, without its words).

        :param date_from: first day that counts
        :return: dict id -> list of signs
        """
        guidance = {employee_id: [] for employee_id in self.ids}
        concerns = self.env["perf.concern"].search(
            [
                ("employee_id", "in", self.ids),
                ("released_on", ">=", date_from),
                ("state", "in", ["shared", "acknowledged", "resolved"]),
            ]
        )
        for concern in concerns:
            guidance[concern.employee_id.id].append(
                {
                    "date": concern.released_on,
                    "label": self.env._("Concern “%(concern)s”", concern=concern.name),
                }
            )
        return guidance

    # ------------------------------------------------------------------
    # What waits
    # ------------------------------------------------------------------

    def _perf_todo(self):
        todo = super()._perf_todo()
        concerns = self.env["perf.concern"]
        second = self.env["perf.second.review"]._get_todo(self)
        for employee_id, item in [*concerns._get_person_todo(self), *concerns._get_review_todo(self), *second]:
            todo[employee_id].append(item)
        return todo

    # ------------------------------------------------------------------
    # Conversations and texts
    # ------------------------------------------------------------------

    def _perf_conversations(self):
        conversations = super()._perf_conversations()
        groups = self.env["perf.concern"]._read_group(
            [("employee_id", "in", self.ids), ("released_on", "!=", False)], ["employee_id"], ["released_on:max"]
        )
        for employee, day in groups:
            conversations[employee.id].append(day)
        return conversations

    def _perf_text_targets(self):
        targets = super()._perf_text_targets()
        if self.id in self.env["perf.reporting.line"]._get_report_ids(self.ids):
            targets.append({"key": "concern", "label": self.env._("Concern"), "icon": "fa-exclamation-circle"})
        return targets

    def _perf_keep_text(self, key, text):
        if key != "concern":
            return super()._perf_keep_text(key, text)
        return self.env["perf.concern"].create(
            {
                "employee_id": self.id,
                "name": shorten(text, 60) or self.env._("Concern"),
                "facts": text,
            }
        )
