from datetime import UTC

from odoo import Command, fields, models
from odoo.tools import split_every

from ..tools.competencies import find_news
from ..tools.roles import MANAGER

BATCH = 200


class PerfAppraisal(models.Model):
    """What the manager saw of a person's competencies is kept among the person's skills when the appraisal closes."""

    _inherit = "perf.appraisal"

    def _record_competencies(self):
        """Write the levels of the managers' reviews to the skills of the people, from the day of sharing on.

        Called in sudo. A level that is the person's already, or that was noted since, is left alone; certificates are
        HR's to enter.
        """
        for batch in split_every(BATCH, self.ids, self.browse):
            batch._write_skills(batch._get_found_levels())

    def _get_found_levels(self):
        """The levels that managers chose: dict (employee id, skill id) -> (day of sharing, level id)."""
        answers = self.env["perf.appraisal.answer"].search(
            [
                ("review_id.appraisal_id", "in", self.ids),
                ("review_id.appraisal_id.shared_date", "!=", False),
                ("review_id.role", "=", MANAGER),
                ("review_id.state", "=", "submitted"),
                ("unable", "=", False),
                ("question_id.skill_id.skill_type_id.is_certification", "=", False),
                ("anchor_id.skill_level_id", "!=", False),
            ],
            order="id",
        )
        zones = answers.employee_id._get_perf_timezones()
        found = {}
        for answer in answers:
            skill, level = answer.question_id.skill_id, answer.anchor_id.skill_level_id
            if skill.skill_type_id == level.skill_type_id:
                day = answer.review_id.appraisal_id._get_day_of_sharing(zones[answer.employee_id.id])
                found[answer.employee_id.id, skill.id] = (day, level.id)
        return found

    def _get_day_of_sharing(self, zone):
        """The day on which the result was shared, where the person is.

        :param zone: ``tzinfo``
        """
        self.ensure_one()
        return self.shared_date.replace(tzinfo=UTC).astimezone(zone).date()

    def _write_skills(self, found):
        """End present levels and begin new ones, as the employee's form does with ``current_employee_skill_ids``.

        That field takes the same commands for all people that are written; the method behind it makes commands from
        the values of many, so that a whole cycle is one batch.

        :param found: as of :meth:`_get_found_levels`
        """
        Skill = self.env["hr.employee.skill"]
        news, ended = find_news(found, self._get_present_rows(found))
        for day, row_ids in ended.items():
            Skill.browse(row_ids).write({"valid_to": fields.Date.subtract(day, days=1)})
        skills = self.env["hr.skill"].browse({skill_id for _employee_id, skill_id in news})
        types = {skill.id: skill.skill_type_id.id for skill in skills}
        commands = Skill._create_individual_skills(
            [
                {
                    "employee_id": employee_id,
                    "skill_id": skill_id,
                    "skill_type_id": types[skill_id],
                    "skill_level_id": level_id,
                    "valid_from": day,
                }
                for (employee_id, skill_id), (day, level_id) in news.items()
            ]
        )
        self._create_skills([values for _command, _id, values in commands])

    def _create_skills(self, vals_list):
        """Create skills of people, and note them on the people at once.

        The list of skills of an employee is a stored field that core computes with two queries a person; here it is
        written skill by skill instead, for all people who have it.

        :param vals_list: values of ``hr.employee.skill``
        """
        people = self.env["hr.employee"].browse({vals["employee_id"] for vals in vals_list})
        by_skill = {}
        for vals in vals_list:
            by_skill.setdefault(vals["skill_id"], set()).add(vals["employee_id"])
        with self.env.protecting([people._fields["skill_ids"]], people):
            self.env["hr.employee.skill"].create(vals_list)
            for skill_id, employee_ids in by_skill.items():
                people.browse(employee_ids).write({"skill_ids": [Command.link(skill_id)]})

    def _get_present_rows(self, found):
        """The skills that these people have now: dict (employee id, skill id) -> list of (row id, day, level id).

        :param found: as of :meth:`_get_found_levels`
        """
        rows = self.env["hr.employee.skill"].search(
            [
                ("employee_id", "in", [employee_id for employee_id, _skill_id in found]),
                ("skill_id", "in", [skill_id for _employee_id, skill_id in found]),
                "|",
                ("valid_to", "=", False),
                ("valid_to", ">=", fields.Date.today()),
            ]
        )
        present = {}
        for row in rows:
            key = row.employee_id.id, row.skill_id.id
            present.setdefault(key, []).append((row.id, row.valid_from, row.skill_level_id.id))
        return present
