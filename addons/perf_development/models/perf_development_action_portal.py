from odoo import api, models

from .perf_development_action import OPEN_STATES

ICONS = {
    "course": "fa-graduation-cap",
    "mentoring": "fa-handshake-o",
    "project": "fa-cubes",
    "reading": "fa-book",
    "other": "fa-star-o",
}


class PerfDevelopmentAction(models.Model):
    """Steps in the portal: plain values, since portal users can't read employees and skills."""

    _inherit = "perf.development.action"

    @api.model
    def _get_portal_kinds(self):
        """The kinds of steps as large buttons.

        :return: list of dicts with ``key``, ``label`` and ``icon``
        """
        return [
            {"key": key, "label": label, "icon": ICONS[key]}
            for key, label in self._fields["kind"]._description_selection(self.env)
        ]

    @api.model
    def _get_portal_skills(self):
        """All skills with their levels, by kind of skill.

        :return: list of dicts with ``id``, ``name``, ``skills`` (dicts with ``id`` and ``name``) and ``levels`` (same)
        """
        # sudo: portal users can't read skills; their names are no secret
        types = self.env["hr.skill.type"].sudo().search([("skill_ids", "!=", False)])
        return [
            {
                "id": kind.id,
                "name": kind.name,
                "skills": [{"id": skill.id, "name": skill.name} for skill in kind.skill_ids],
                "levels": [{"id": level.id, "name": level.name} for level in kind.skill_level_ids],
            }
            for kind in types
        ]

    def _prepare_portal_values(self):
        """What the path says of each of these steps, which the current user may read.

        :return: list of dicts
        """
        states = dict(self._fields["state"]._description_selection(self.env))
        level_states = dict(self._fields["level_state"]._description_selection(self.env))
        kinds = {kind["key"]: kind for kind in self._get_portal_kinds()}
        people = (self.employee_id | self.mentor_id | self.decided_by_id)._perf_person_values()
        values = []
        for step in self:
            known = step.sudo()  # sudo: names of skills and levels, which portal users can't read
            values.append(
                {
                    "id": step.id,
                    "url": f"/my/development/actions/{step.id}",
                    "name": step.name,
                    "kind": kinds[step.kind],
                    "state": step.state,
                    "state_label": states[step.state],
                    "open": step.state in OPEN_STATES,
                    "skill": known.skill_id.name or "",
                    "level": known.skill_level_id.name or "",
                    "reached": known.reached_level_id.name or "",
                    "level_state": step.level_state,
                    "level_label": level_states[step.level_state],
                    "date_due": step.date_due,
                    "done_on": step.done_on,
                    "progress": step.progress,
                    "person": people[step.employee_id.id],
                    "mentor": people.get(step.mentor_id.id),
                    "plan_name": known.plan_id.name,
                }
            )
        return values

    def _prepare_portal_page_values(self):
        """What the page of one step shows.

        :return: dict
        """
        self.ensure_one()
        step = self.sudo()  # sudo: names of skills, of the plan and of the person, whose step the user reads
        decider = self.decided_by_id._perf_person_values().get(self.decided_by_id.id)
        active = self.plan_state == "active"
        can_claim = bool(step.skill_id) and not step.skill_id.skill_type_id.is_certification
        return {
            **self._prepare_portal_values()[0],
            "own": self.perf_role == "self",
            "is_mentor": self.is_mentor,
            "mentor_seen": self.mentor_seen,
            "plan_url": step.plan_id._prepare_portal_url() if self._can_read_plan() else "",
            "plan_draft": self.plan_state == "draft",
            "link": self.link or "",
            "budget": self.budget,
            "currency": step.currency_id,
            "learned": self.learned or "",
            "cancel_reason": self.cancel_reason or "",
            "level_note": self.level_note or "",
            "decided_by": decider,
            "decided_on": self.decided_on,
            "is_certification": step.skill_id.skill_type_id.is_certification,
            "current_level": step._get_current_level().name or "" if can_claim else "",
            "levels": [{"id": level.id, "name": level.name} for level in step.skill_id.skill_type_id.skill_level_ids]
            if can_claim
            else [],
            "target_id": step.skill_level_id.id,
            "can_edit": self.can_edit and self.state in OPEN_STATES,
            "can_start": self.can_edit and active and self.state == "todo",
            "can_finish": self.can_edit and active and self.state in OPEN_STATES,
            "can_reopen": self.can_edit
            and active
            and self.state in ("done", "cancelled")
            and self.level_state != "confirmed",
            "can_claim": self.can_edit
            and self.state == "done"
            and can_claim
            and self.level_state in ("none", "refused"),
            "can_confirm": self.can_confirm,
            "readers": self._get_portal_readers(),
        }

    def _can_read_plan(self):
        """Whether the current user reads the whole plan, as mentors don't."""
        self.ensure_one()
        return self.plan_id.has_access("read")

    def _get_portal_readers(self):
        """Who reads the step, as one sentence."""
        self.ensure_one()
        # sudo: the name of the person, which portal users can't read from employees
        name = self.employee_id.sudo().name
        if self.perf_role == "self":
            with_mentor = self.env._("Read by you, your managers, HR and the mentor.")
            return with_mentor if self.mentor_id else self.env._("Read by you, your managers and HR.")
        if self.mentor_id:
            return self.env._("Read by %(person)s, the managers, HR and the mentor.", person=name)
        return self.env._("Read by %(person)s, the managers and HR.", person=name)
