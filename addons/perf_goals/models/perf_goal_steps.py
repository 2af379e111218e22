from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..tools.progress import CLOSED, outcome


class PerfGoalSteps(models.AbstractModel):
    """The life of a goal: each step from a draft to its end, who may take it, and what follows from it."""

    _name = "perf.goal.steps"
    _description = "Steps of Goals"

    def action_propose(self):
        """Owner: hand in drafts for approval."""
        self._require({"own"}, ("draft",), self.env._("Only the owner of a draft can propose it."))
        self._check_clarity()
        self.sudo().write({"state": "proposed", "is_rejected": False, "state_reason": False})
        self.sudo()._refresh_exposure()
        self._notify_managers("perf_goals.mail_template_perf_goal_proposed")
        self._schedule_for_managers(
            "perf_goals.mail_activity_type_approve", self.env._("Approve the goal or send it back")
        )
        return True

    def action_withdraw(self):
        """Owner: take proposed goals back, to change them."""
        self._require({"own"}, ("proposed",), self.env._("Only the owner of a proposed goal can withdraw it."))
        self.sudo().write({"state": "draft"})
        self._unschedule("perf_goals.mail_activity_type_approve")
        return True

    def action_approve(self):
        """Manager at any level or HR officer: agree to goals; from then on they are locked and active."""
        self._require(
            {"approve"},
            ("draft", "proposed"),
            self.env._("A goal is approved by a manager of its owner or an HR officer, and never by its owner."),
        )
        self._check_clarity()
        self.sudo().write(
            {
                "state": "active",
                "is_rejected": False,
                "state_reason": False,
                "approved_by_id": self.env.user.partner_id.id,
                "approved_on": fields.Date.context_today(self),
            }
        )
        self.sudo()._refresh_exposure()
        self.sudo().key_result_ids._refresh_metric_values()
        self._unschedule("perf_goals.mail_activity_type_approve")
        self._notify_owners("perf_goals.mail_template_perf_goal_approved")
        return True

    def action_reject(self, reason=None):
        """Manager or officer: send proposed goals back to their owners; without a reason, ask for it."""
        self._require({"approve"}, ("proposed",), self.env._("Only a manager or HR officer can send back a goal."))
        if reason is None:
            return self._open_reason_wizard("reject")
        reason = self._check_reason(reason)
        self.sudo().write({"state": "draft", "is_rejected": True, "state_reason": reason})
        self._unschedule("perf_goals.mail_activity_type_approve")
        self._notify_owners("perf_goals.mail_template_perf_goal_rejected")
        return True

    def action_close(self):
        """Manager or officer: end active goals; the outcome follows from the score."""
        self._require({"approve"}, ("active",), self.env._("Only a manager or HR officer can close an active goal."))
        today = fields.Date.context_today(self)
        self.sudo()._refresh_exposure()
        self.sudo().key_result_ids._refresh_metric_values()
        for state, goals in self.grouped(lambda goal: goal._get_outcome()).items():
            goals.sudo().write({"state": state, "closed_on": today, "state_reason": False, "needs_talk": False})
        self._unschedule("perf_goals.mail_activity_type_talk")
        self._decline_amendments()
        return True

    def action_cancel(self, reason=None):
        """Manager or officer: stop goals that make no sense any more; without a reason, ask for it."""
        self._require(
            {"approve"}, ("proposed", "active"), self.env._("Only a manager or HR officer can cancel a goal.")
        )
        if reason is None:
            return self._open_reason_wizard("cancel")
        self.sudo().write(
            {
                "state": "cancelled",
                "state_reason": self._check_reason(reason),
                "closed_on": fields.Date.context_today(self),
                "needs_talk": False,
            }
        )
        self._unschedule("perf_goals.mail_activity_type_approve", "perf_goals.mail_activity_type_talk")
        self._decline_amendments()
        return True

    def action_reopen(self, reason=None):
        """Manager or officer: make closed or cancelled goals active again; without a reason, ask for it."""
        self._require(
            {"approve"}, (*CLOSED, "cancelled"), self.env._("Only a manager or HR officer can reopen a closed goal.")
        )
        if reason is None:
            return self._open_reason_wizard("reopen")
        self.sudo().write({"state": "active", "state_reason": self._check_reason(reason), "closed_on": False})
        return True

    def action_talked(self):
        """Manager or officer: note that the talk about a goal took place."""
        self._require({"approve"}, ("active",), self.env._("Only a manager or HR officer can note that you talked."))
        self.sudo().write({"needs_talk": False})
        self._unschedule("perf_goals.mail_activity_type_talk")
        return True

    def action_check_in(self):
        """Open the check-in sheet."""
        self.ensure_one()
        self._require_checkin()
        return {
            **self.env["ir.actions.act_window"]._for_xml_id("perf_goals.perf_goal_checkin_wizard_action"),
            "context": {"default_goal_id": self.id},
        }

    def action_amend(self):
        """Open the sheet to ask for a change of what was agreed."""
        self.ensure_one()
        self._require_amend()
        return {
            **self.env["ir.actions.act_window"]._for_xml_id("perf_goals.perf_goal_amend_wizard_action"),
            "context": {"default_goal_id": self.id},
        }

    def amend(self, changes, reason):
        """Change what was agreed: at once by those who approve the goal, else as a request to them.

        :param changes: dict of ``name``, ``date_start``, ``date_end``, ``weight``, ``commitment`` -> new value, and
            ``key_results``: dict key result id -> dict of ``start_value``, ``target_value``, ``weight`` and
            ``is_prorated``
        :param reason: why, in words
        :return: ids of the amendments
        """
        self.ensure_one()
        self._require_amend()
        reason = self._check_reason(reason)
        # sudo: amendments are created by this method only, once the right to ask for them is checked.
        amendments = self.env["perf.goal.amendment"].sudo()._request(self.sudo(), changes, reason)
        if "approve" in self._get_powers()[self]:
            amendments._apply()
        else:
            self._notify_managers("perf_goals.mail_template_perf_goal_amendment")
            self._schedule_for_managers(
                "perf_goals.mail_activity_type_approve", self.env._("Decide on the amendment of this goal")
            )
        return amendments.ids

    def _require(self, powers, states, message):
        """Refuse the step unless the user has one of the powers over each goal, and all are in one of the states.

        :raise AccessError: with the message, or when a goal can't be read
        :raise UserError: when the step does not fit the state
        """
        self.check_access("read")
        granted = self._get_powers()
        if not all(powers & granted[goal] for goal in self):
            raise AccessError(message)
        labels = dict(self._fields["state"]._description_selection(self.env))
        for goal in self:
            if goal.state not in states:
                raise UserError(
                    self.env._(
                        "“%(goal)s” is %(state)s, so this step does not apply. Reload the page to see what does.",
                        goal=goal.name,
                        state=labels[goal.state].lower(),
                    )
                )

    def _require_checkin(self):
        self._require(
            {"own", "approve"},
            ("active",),
            self.env._("Only the owner of a goal, a manager or an HR officer can check in."),
        )

    def _require_amend(self):
        self._require(
            {"own", "approve"},
            ("active",),
            self.env._("Only the owner of a goal, a manager or an HR officer can ask for an amendment."),
        )

    @api.model
    def _check_reason(self, reason):
        """The reason as it is kept.

        :raise UserError: when it is empty
        """
        if not isinstance(reason, str) or not reason.strip():
            raise UserError(self.env._("Give a reason, so that everybody concerned understands the step."))
        return reason.strip()

    def _open_reason_wizard(self, step):
        """Action that asks for the reason of a step."""
        return {
            **self.env["ir.actions.act_window"]._for_xml_id("perf_goals.perf_goal_reason_wizard_action"),
            "context": {"default_goal_ids": self.ids, "default_step": step},
        }

    def _get_outcome(self):
        """State in which the goal would end with its present score."""
        return outcome(self.progress / 100, self.commitment)

    def _decline_amendments(self):
        """A goal that ended needs no decision on its amendments any more."""
        pending = self.sudo().amendment_ids.filtered(lambda amendment: amendment.state == "pending")
        pending.write({"state": "rejected", "decision_reason": self.env._("The goal has ended.")})
