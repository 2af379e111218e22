from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from odoo.addons.perf_base.tools.sheets import to_csv

from ..tools.calibration import get_band, get_distribution
from ..tools.days import day_pattern
from .perf_calibration_vote import VOTES


class PerfCalibration(models.Model):
    """What the screens of a session show, always as far as the reader sees its rows."""

    _inherit = "perf.calibration"

    def get_board(self):
        """The board in one request.

        Distribution, numbers and rows are of the rows that the reader sees: from no total can anybody work out the row
        about themselves.

        :return: dict with ``revision``, ``state``, ``phase`` (a sentence), ``can_change``, ``can_vote``, ``levels``,
            ``potentials``, ``votes``, ``people`` (who is in the session), ``rows`` and ``distribution``, see
            :meth:`_prepare_rows` and ``tools.calibration.get_distribution``
        """
        self.ensure_one()
        self.check_access("read")
        lines = self.env["perf.calibration.line"].search([("calibration_id", "=", self.id)])
        # sudo: names and values of rows that the rules just gave to this reader.
        rows = lines.sudo().filtered(lambda line: line.appraisal_id.state != "cancelled")
        levels = self.scale_id.sudo().level_ids.sorted("value")
        return {
            "revision": self.revision,
            "state": self.state,
            "phase": self._get_phase(),
            "can_change": self.state == "open" and self.is_facilitator,
            "can_vote": self.state == "pre_read" and self.is_participant,
            "levels": [
                {**level._prepare_form_option(), "band": get_band(place, len(levels))}
                for place, level in enumerate(levels)
            ],
            "potentials": self.env["perf.calibration.line"]
            ._fields["calibrated_potential"]
            ._description_selection(self.env),
            "votes": self.env["perf.calibration.vote"]._fields["vote"]._description_selection(self.env),
            "people": self._prepare_people(),
            "rows": self._prepare_rows(rows),
            "distribution": get_distribution(
                [(level.id, level.value) for level in levels],
                [(row.original_level_id.id, row.calibrated_level_id.id) for row in rows],
            ),
        }

    def _get_phase(self):
        """Where the session stands, and what comes next, in a sentence or two."""
        self.ensure_one()
        pattern = day_pattern([self.pre_read_deadline, self.date], fields.Date.context_today(self))
        until, on = (
            day and format_date(self.env, day, date_format=pattern) for day in (self.pre_read_deadline, self.date)
        )
        return {
            "draft": self.env._("Choose the people and who takes part. Then start the reading, or open the session."),
            "pre_read": self.env._("Participants read and vote until %(day)s, each by themselves.", day=until)
            if until
            else self.env._("Participants read and vote, each by themselves. Next: the session."),
            "open": self.env._("The session of %(day)s is open: facilitators note what changes, and why.", day=on)
            if on
            else self.env._("The session is open: facilitators note what changes, and why."),
            "locked": self.env._("Locked: the reviewing managers read the levels now. Next: release them together."),
            "released": self.env._("Released: the results are shared with their people."),
            "cancelled": self.env._("Cancelled: the results stayed as the managers had them."),
        }[self.state]

    def _prepare_people(self):
        """Who is in the session: list of dicts with ``id``, ``name``, ``leads`` and ``online``."""
        self.ensure_one()
        # sudo: names and presence of those with whom the reader is in the session.
        users = [(user, True) for user in self.sudo().facilitator_ids]
        users += [(user, False) for user in self.sudo().participant_ids]
        return [
            {"id": user.id, "name": user.name, "leads": leads, "online": user.im_status in ("online", "away")}
            for user, leads in users
        ]

    def _prepare_rows(self, lines):
        """The rows for the board.

        :param lines: ``perf.calibration.line`` in sudo that the reader may see
        :return: list of dicts of plain values
        """
        self.ensure_one()
        votes = self._prepare_votes(lines)
        roles = self.env["perf.reporting.line"]._get_roles(lines.employee_id.ids)
        return [
            {
                "id": line.id,
                "appraisal_id": line.appraisal_id.id,
                "employee_id": line.employee_id.id,
                "name": line.employee_id.name,
                "job": line.employee_id.job_title or "",
                "department": line.department_id.name or "",
                "manager": line.manager_id.name or "",
                "is_report": roles[line.employee_id.id] == "manager" or line.manager_id.user_id == self.env.user,
                "is_reviewed": line.manager_id.user_id == self.env.user,
                "suggested": line.suggested_level_id.id,
                "original": line.original_level_id.id,
                "level": line.calibrated_level_id.id,
                "level_reason": line.level_reason or "",
                "original_potential": line.original_potential or "",
                "potential": line.calibrated_potential or "",
                "potential_reason": line.potential_reason or "",
                "version": line.version,
                "changed_by": line.changed_user_id.name or "",
                **votes[line.id],
            }
            for line in lines
        ]

    def _prepare_votes(self, lines):
        """Votes on rows, as far as the reader may know them: their own always, numbers from the session on, and names
        and notes for facilitators.

        :param lines: ``perf.calibration.line`` in sudo that the reader may see
        :return: dict id -> dict with ``my_vote``, ``my_note``, ``counts`` (dict vote -> number, or None) and ``notes``
        """
        self.ensure_one()
        labels = dict(self.env["perf.calibration.vote"]._fields["vote"]._description_selection(self.env))
        counted = self.is_facilitator or self.state != "pre_read"
        votes = {
            line.id: {
                "my_vote": "",
                "my_note": "",
                "counts": {key: 0 for key, _label in VOTES} if counted else None,
                "notes": [],
            }
            for line in lines
        }
        # sudo: by the reader's part it is decided below what is said of them.
        for vote in self.env["perf.calibration.vote"].sudo().search([("line_id", "in", lines.ids)]):
            own = votes[vote.line_id.id]
            if vote.user_id == self.env.user:
                own |= {"my_vote": vote.vote, "my_note": vote.note or ""}
            if counted:
                own["counts"][vote.vote] += 1
            if self.is_facilitator:
                own["notes"].append({"who": vote.user_id.name, "vote": labels[vote.vote], "note": vote.note or ""})
        return votes

    def _prepare_read_todo(self):
        """An item of *Waiting for me* of a participant. Called in sudo."""
        self.ensure_one()
        return {
            "key": f"{self._name},{self.id},read",
            "icon": "fa-balance-scale",
            "title": self.env._("Read before the calibration: %(count)s people", count=self.people_count),
            "subject": self.name,
            "due": self.pre_read_deadline,
            "since": self.write_date.date(),
            "url": f"/odoo/calibrations/{self.id}",
            "button": self.env._("Read and vote"),
        }

    # ------------------------------------------------------------------
    # Lists and file
    # ------------------------------------------------------------------

    def _check_facilitator(self):
        """Refuse what is for those who lead the session."""
        self.ensure_one()
        self.check_access("read")
        if not self.env.su and not self.is_facilitator:
            raise UserError(self.env._("Only those who lead the session have its list and its history."))

    def action_view_lines(self):
        """The rows as a list: original, calibrated, who, when, why."""
        self.ensure_one()
        self._check_facilitator()
        action = self.env["ir.actions.act_window"]._for_xml_id("perf_appraisal.perf_calibration_line_action")
        return {**action, "domain": [("calibration_id", "=", self.id)]}

    def action_view_log(self):
        """All that happened, as a list."""
        self.ensure_one()
        self._check_facilitator()
        action = self.env["ir.actions.act_window"]._for_xml_id("perf_appraisal.perf_calibration_log_action")
        return {**action, "domain": [("calibration_id", "=", self.id)]}

    def action_export(self):
        """The rows as a file: original, calibrated, who, when, why."""
        self.ensure_one()
        self._check_facilitator()
        return {"type": "ir.actions.act_url", "url": f"/perf_appraisal/calibration/{self.id}.csv", "target": "download"}

    def _prepare_csv(self):
        """One line for each change, and one for each person without; only of rows that the reader sees.

        :return: bytes
        """
        self.ensure_one()
        self._check_facilitator()
        lines = self.env["perf.calibration.line"].search([("calibration_id", "=", self.id)])
        logs = self.env["perf.calibration.log"].search([("line_id", "in", lines.ids)], order="id").grouped("line_id")
        kinds = dict(self.env["perf.calibration.log"]._fields["kind"]._description_selection(self.env))
        header = [
            self.env._("Person"),
            self.env._("Department"),
            self.env._("Manager"),
            self.env._("Suggested by the score"),
            self.env._("Original level"),
            self.env._("Calibrated level"),
            self.env._("Original potential"),
            self.env._("Calibrated potential"),
            self.env._("What changed"),
            self.env._("From"),
            self.env._("To"),
            self.env._("Who"),
            self.env._("When"),
            self.env._("Why"),
            self.env._("Evidence"),
        ]
        rows = []
        # sudo: names of people on rows and history that the rules just gave to this reader.
        for line in lines.sudo():
            own = [
                line.employee_id.name,
                line.department_id.name or "",
                line.manager_id.name or "",
                line.suggested_level_id.name or "",
                line.original_level_id.name,
                line.calibrated_level_id.name,
                line.original_potential or "",
                line.calibrated_potential or "",
            ]
            changes = logs.get(line.sudo(False), [])
            rows += [[*own, *self._prepare_csv_change(log, kinds)] for log in changes] or [[*own, *[""] * 7]]
        return to_csv(header, rows)

    def _prepare_csv_change(self, log, kinds):
        """The cells of one change.

        :param log: ``perf.calibration.log``
        :param kinds: dict kind -> word
        :return: list
        """
        return [
            kinds[log.kind],
            log.old_value or "",
            log.new_value or "",
            log.user_id.name,
            fields.Datetime.context_timestamp(self, log.date).strftime("%Y-%m-%d %H:%M"),
            log.reason or "",
            log.evidence or "",
        ]
