from odoo import Command, fields, models
from odoo.exceptions import AccessError, UserError


class PerfDevelopmentAction(models.Model):
    """How a step raises the level of a skill: the person says it, a manager or HR confirms it, then it is written."""

    _inherit = "perf.development.action"

    def action_claim_level(self, level_id):
        """Say which level of the skill was reached with these steps, which are done.

        :param level_id: id of an ``hr.skill.level`` of the skill's type, not below the present one
        """
        self.check_access("read")
        if any(step.state != "done" for step in self):
            raise UserError(self.env._("Complete the step first, then say which level was reached."))
        self.check_access("write")
        if any(step.level_state in ("waiting", "confirmed") for step in self):
            raise UserError(self.env._("The level was said already."))
        # sudo: portal users can't read skills; what is written here is written here alone
        steps = self.sudo()
        level = steps.env["hr.skill.level"].browse(level_id if isinstance(level_id, int) else []).exists()
        if not level:
            raise UserError(self.env._("Choose the level that was reached."))
        for step in steps:
            step._check_reached_level(level)
        steps.write(
            {
                "reached_level_id": level.id,
                "level_state": "waiting",
                "level_note": False,
                "claimed_on": fields.Date.context_today(self),
                "decided_by_id": False,
                "decided_on": False,
            }
        )
        return True

    def action_confirm_level(self):
        """Confirm the levels that were reached, and write them as skills of the people from today on."""
        self._check_decider()
        # sudo: managers may not write skills; that they may confirm was checked
        for step in self.sudo():
            step._check_reached_level(step.reached_level_id)
            step._write_skill()
        self._decide({"level_state": "confirmed"}, self.env._("level confirmed"))
        return True

    def action_refuse_level(self, note=""):
        """Say that the level is not reached yet. The person may say so again later.

        :param note: what is missing; the person and the mentor read it
        """
        self._check_decider()
        note = note.strip() if isinstance(note, str) else ""
        self._check_text(self._fields["level_note"], note)
        if not note:
            raise UserError(self.env._("Say what is missing, so that it helps to get there."))
        self._decide({"level_state": "refused", "level_note": note}, self.env._("level not reached yet"))
        return True

    def _check_decider(self):
        """Refuse decisions about oneself, by others than managers and HR, and where nothing waits for one."""
        self.check_access("read")
        if any(step.perf_role not in ("manager", "officer") for step in self):
            raise AccessError(self.env._("A manager of the person or HR confirms a level; nobody confirms the own."))
        if any(step.level_state != "waiting" for step in self):
            raise UserError(self.env._("No level waits to be confirmed here."))

    def _decide(self, values, word):
        """Write a decision with who took it and when."""
        decision = {"decided_by_id": self.env.user._perf_employee().id, "decided_on": fields.Date.context_today(self)}
        self._set_state({**values, **decision}, word)

    def _check_reached_level(self, level):
        """Refuse a level that can't be recorded for this step. Called in sudo.

        :param level: ``hr.skill.level``
        """
        self.ensure_one()
        skill = self.skill_id
        if not skill or level.skill_type_id != skill.skill_type_id:
            raise self._get_level_error(level)
        if skill.skill_type_id.is_certification:
            raise UserError(
                self.env._(
                    "“%(skill)s” is a certificate: HR enters it with its dates and its document.", skill=skill.name
                )
            )
        current = self._get_current_level()
        if current.level_progress > level.level_progress:
            raise UserError(
                self.env._(
                    "%(skill)s is at “%(level)s” already, which is higher. A step never lowers a level.",
                    skill=skill.name,
                    level=current.name,
                )
            )

    def _get_current_level(self):
        """The level of the skill that the person has now. Called in sudo.

        :return: ``hr.skill.level``, empty when the person does not have the skill
        """
        self.ensure_one()
        rows = self.employee_id.current_employee_skill_ids.filtered(lambda row: row.skill_id == self.skill_id)
        return rows.sorted("level_progress")[-1:].skill_level_id

    def _write_skill(self):
        """Write the level as skill of the person, as the form of the employee does: the old row expires. In sudo."""
        self.ensure_one()
        if self._get_current_level() == self.reached_level_id:
            return
        # Core ends the old row by the day of the server, so the new one must not begin before that day.
        day = max(fields.Date.context_today(self), fields.Date.today())
        values = {
            "skill_type_id": self.skill_id.skill_type_id.id,
            "skill_id": self.skill_id.id,
            "skill_level_id": self.reached_level_id.id,
            "valid_from": day,
        }
        self.employee_id.write({"current_employee_skill_ids": [Command.create(values)]})
