from odoo import models


class PerfDevelopmentPlan(models.Model):
    """Plans in the portal: plain values, since portal users can't read employees and skills."""

    _inherit = "perf.development.plan"

    def _prepare_portal_url(self):
        """The page of one plan."""
        self.ensure_one()
        return f"/my/development/plans/{self.id}"

    def _prepare_portal_values(self):
        """What a card says of each of these plans, which the current user may read.

        :return: list of dicts
        """
        states = dict(self._fields["state"]._description_selection(self.env))
        people = (self.employee_id | self.author_employee_id | self.changed_by_id)._perf_person_values()
        return [
            {
                "id": plan.id,
                "url": plan._prepare_portal_url(),
                "name": plan.name,
                "aim": plan.aim or "",
                "state": plan.state,
                "state_label": states[plan.state],
                "date_start": plan.date_start,
                "date_target": plan.date_target,
                "closed_on": plan.closed_on,
                "progress": plan.progress,
                "step_text": plan.step_text,
                "own": plan.perf_role == "self",
                "person": people[plan.employee_id.id],
                "can_edit": plan.can_edit,
                "can_reopen": plan.state in ("done", "cancelled") and plan.perf_role in ("self", "manager"),
                "cancel_reason": plan.cancel_reason or "",
                "change": plan._prepare_portal_change(people),
            }
            for plan in self
        ]

    def _prepare_portal_change(self, people):
        """Who changed the plan last, and what; None when nobody did.

        :param people: dict of plain values by employee id
        """
        self.ensure_one()
        if not self.changed_by_id:
            return None
        return {
            "person": people[self.changed_by_id.id],
            "mine": self.changed_by_id.id in self.env["perf.reporting.line"]._get_own_employee_ids(),
            "date": self.changed_on,
            "text": self.last_change or "",
            "note": self.change_note or "",
        }

    def _prepare_portal_page_values(self):
        """What the page of one plan shows: the card, and the path of its steps.

        :return: dict
        """
        self.ensure_one()
        return {
            **self._prepare_portal_values()[0],
            "steps": self.action_ids._prepare_portal_values(),
            "gaps": self._get_gaps() if self.can_edit else [],
            "readers": self._get_portal_readers(),
        }

    def _get_portal_readers(self):
        """Who reads the plan, as one sentence."""
        self.ensure_one()
        # sudo: the name of the person, which portal users can't read from employees
        name = self.employee_id.sudo().name
        own = self.perf_role == "self"
        if self.state == "draft" and own:
            return self.env._("A draft, read by you alone. Once started: by you, your managers and HR.")
        if self.state == "draft":
            return self.env._(
                "A draft, read by you alone. Once started: by %(person)s, the managers and HR.", person=name
            )
        if own:
            return self.env._("Read by you, your managers and HR; a mentor reads the own steps.")
        return self.env._("Read by %(person)s, the managers and HR; a mentor reads the own steps.", person=name)
