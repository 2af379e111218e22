from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from ..tools.steps import FACILITATOR, PARTICIPANT, get_roles
from .perf_calibration import NOTICE


class PerfCalibration(models.Model):
    """The steps of a session: read, open, lock and write back, release."""

    _inherit = "perf.calibration"

    # ------------------------------------------------------------------
    # Who does what
    # ------------------------------------------------------------------

    def _get_parts(self):
        """What the current user is to this session, as the table of steps names it; everything as superuser."""
        self.ensure_one()
        if self.env.su:
            return {FACILITATOR, PARTICIPANT}
        parts = {FACILITATOR} if self.is_facilitator else set()
        return parts | ({PARTICIPANT} if self.is_participant else set())

    def _check_step(self, action):
        """Refuse a step that is not the current user's, or not possible now; see ``tools/steps.py``.

        :param action: name of the step
        :raise AccessError: it is for others to take
        :raise UserError: it can't be taken (any more), with a sentence that says why
        """
        self.check_access("read")
        for session in self:
            parts = session._get_parts()
            if not parts & get_roles(self._name, action):
                raise AccessError(self.env._("Only the facilitators of “%(session)s” do that.", session=session.name))
            if not parts & get_roles(self._name, action, session.state):
                raise UserError(session._get_step_problem(action))

    def _get_step_problem(self, action):
        """Why a step can't be taken now, in a sentence.

        :param action: name of a step of ``tools/steps.py``
        """
        self.ensure_one()
        return {
            "action_start_pre_read": self.env._("The reading was started already."),
            "action_open": self.env._("Only a session that was not opened yet can be opened."),
            "action_add_people": self.env._("People can be added while the session is read or open."),
            "action_lock": self.env._("Open the session first: only an open session can be locked."),
            "action_reopen": self.env._("Only a locked session that was not released can be opened again."),
            "action_release": self.env._("Lock the session first: only a locked session can be released."),
            "action_cancel": self.env._("This session is locked or over. Open it again first, while that is possible."),
        }[action]

    # ------------------------------------------------------------------
    # Before
    # ------------------------------------------------------------------

    def action_start_pre_read(self):
        """Take the people in and let the participants read and vote, each by themselves."""
        self._check_step("action_start_pre_read")
        for session in self:
            session._start("pre_read")
        return True

    def action_open(self):
        """Open the session: from now on facilitators change levels, and everybody sees the number of votes."""
        self._check_step("action_open")
        for session in self:
            if session.state == "draft":
                session._start("open")
            else:
                session._set_state("open")
        return True

    def _start(self, state):
        """Take the people in and move to a state.

        :param state: ``pre_read`` or ``open``
        """
        self.ensure_one()
        self._take_in()
        self._set_state(state)

    def action_add_people(self):
        """Take in those of the group who have got a level since the start.

        :return: action that says how many came
        """
        self._check_step("action_add_people")
        self.ensure_one()
        count, missing = self._take_in(False)
        self._touch()
        message = self.env._(
            "People added: %(count)s. Without a level of their manager's yet: %(missing)s.",
            count=count,
            missing=missing,
        )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "message": message,
                "type": "success" if count else "info",
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def _take_in(self, required=True):
        """Take in all who belong to the session and have a level; facilitators' own results stay out.

        :param required: refuse to go on with nobody
        :return: tuple of how many came in, and how many have no level yet
        """
        self.ensure_one()
        appraisals, missing = self._find_appraisals()
        appraisals = appraisals.filtered(lambda each: each.employee_id.user_id not in self.facilitator_ids)
        if required and not appraisals:
            raise UserError(
                self.env._("None of these people has a level of their manager's yet. Choose others, or wait for them.")
            )
        scales = appraisals.template_id.scale_id | self.scale_id
        if len(scales) > 1:
            raise UserError(
                self.env._(
                    "Levels are compared on one scale, and these people have several: %(scales)s. Choose one of them.",
                    scales=", ".join(scales.mapped("name")),
                )
            )
        # sudo: scale and rows are written by the suite only; part and state were checked.
        self.sudo().scale_id = scales
        self.env["perf.calibration.line"].sudo().create(self._prepare_lines(appraisals))
        appraisals._set_state("calibration", self.env._("In the calibration session “%(name)s”", name=self.name))
        return len(appraisals), missing

    def _prepare_lines(self, appraisals):
        """Values of the rows of these appraisals.

        :param appraisals: ``perf.appraisal`` in sudo
        :return: list of dicts
        """
        self.ensure_one()
        potentials = self.env["perf.appraisal.potential"].sudo().search([("appraisal_id", "in", appraisals.ids)])
        potential_of = {each.appraisal_id: each.potential for each in potentials}
        return [
            {
                "calibration_id": self.id,
                "appraisal_id": result.appraisal_id.id,
                "suggested_level_id": result.suggested_level_id.id,
                "original_level_id": result.final_level_id.id,
                "calibrated_level_id": result.final_level_id.id,
                "original_reason": result.rating_reason,
                "original_potential": potential_of.get(result.appraisal_id, False),
                "calibrated_potential": potential_of.get(result.appraisal_id, False),
            }
            for result in appraisals._get_result_record()
        ]

    # ------------------------------------------------------------------
    # After
    # ------------------------------------------------------------------

    def action_lock(self):
        """End the talk: what was decided goes back to the appraisals, where the reviewing managers read it."""
        self._check_step("action_lock")
        # sudo: also the rows that are hidden from this facilitator go back; part and state were checked.
        self.sudo().line_ids._write_back()
        self._set_state("locked", values={"locked_date": fields.Datetime.now()})
        return True

    def action_reopen(self, reason):
        """Go on with a locked session: the appraisals are as the managers had them, until it is locked again.

        :param reason: why, in words
        """
        self._check_step("action_reopen")
        reason = self.env["perf.appraisal.log"]._check_reason(reason)
        # sudo: as for locking.
        self.sudo().line_ids._take_back(reason)
        self._set_state("open", reason, {"locked_date": False})
        return True

    def action_release(self):
        """Share the results of all people of the session together, in the background."""
        self._check_step("action_release")
        # sudo: all results are shared together, whoever sees their rows; part and state were checked.
        appraisals = self.sudo().line_ids._get_held()
        appraisals._set_state("open", self.env._("Calibrated"))
        appraisals._set_ready(fields.Datetime.now())
        appraisals.write({"release_pending": True})
        self._set_state("released", values={"released_date": fields.Datetime.now()})
        self.env.ref("perf_appraisal.ir_cron_perf_appraisal_release").sudo()._trigger()
        return True

    def action_cancel(self, reason):
        """Stop the session: the results stay as the managers had them, and their appraisals go on.

        :param reason: why, in words
        """
        self._check_step("action_cancel")
        reason = self.env["perf.appraisal.log"]._check_reason(reason)
        # sudo: all people of the session go on; part and state were checked.
        self.sudo().line_ids._get_held()._set_state("open", reason)
        self._set_state("cancelled", reason)
        return True

    # ------------------------------------------------------------------
    # State and news
    # ------------------------------------------------------------------

    def _set_state(self, state, reason="", values=None):
        """Move to a state, with a line of history each, and tell the screens.

        :param state: new state
        :param reason: why, in words
        :param values: further values
        """
        labels = dict(self._fields["state"]._description_selection(self.env))
        self.env["perf.calibration.log"]._add(
            [
                {
                    "calibration_id": session.id,
                    "kind": "state",
                    "old_value": labels[session.state],
                    "new_value": labels[state],
                    "reason": reason,
                }
                for session in self
            ]
        )
        # sudo: states are written by the suite only; part and state were checked.
        self.sudo().write({"state": state, **(values or {})})
        self._touch()

    def _touch(self):
        """Count a change, and tell the screens of it.

        Two transactions that change one session at once both write this counter: PostgreSQL refuses the second, which
        Odoo runs again on what the first one left. So nothing is written back without the last change.
        """
        for session in self:
            # sudo: the counter is written by the suite only.
            session.sudo().revision += 1
        self._notify()

    def _notify(self):
        """Tell the screens of those who are in the session that something changed; what, they ask with their rights."""
        for session in self:
            # sudo: the bus sends to other users; nothing but the number of the change is sent.
            people = session.sudo().facilitator_ids | session.sudo().participant_ids
            people._bus_send(NOTICE, {"id": session.id, "revision": session.revision})
