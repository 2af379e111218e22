from odoo import models


class HrEmployee(models.Model):
    """A person who takes part in calibration sessions."""

    _inherit = "hr.employee"

    def _get_calibration_todo(self):
        """Sessions that these people are asked to read before, as long as they have not voted: list of tuples
        (employee id, item)."""
        sessions = self.env["perf.calibration"].search(
            [("state", "=", "pre_read"), ("participant_ids", "in", self.user_id.ids)]
        )
        votes = self.env["perf.calibration.vote"]._read_group(
            [("calibration_id", "in", sessions.ids)], ["calibration_id", "user_id"]
        )
        done = {(session.id, user.id) for session, user in votes}
        return [
            (person.id, session._prepare_read_todo())
            for session in sessions
            for person in self.filtered(lambda each, own=session: each.user_id in own.participant_ids)
            if (session.id, person.user_id.id) not in done
        ]
