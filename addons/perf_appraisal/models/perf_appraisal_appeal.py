from odoo import fields, models
from odoo.exceptions import UserError

DECISIONS = ("upheld", "rejected")


class PerfAppraisal(models.Model):
    """An appeal: the employee signed without agreeing, and an HR officer who is neither of the two decides."""

    _inherit = "perf.appraisal"

    def action_decide_appeal(self, decision, reason, level_id=None, summary=None):
        """Decide about the appeal, as an HR officer who is neither the employee nor the reviewing manager.

        What was frozen at sharing stays as it is; what was rated and written before stands in the history.

        :param decision: ``upheld``, with another level or another summary, or ``rejected``
        :param reason: why, in words; the employee reads it
        :param level_id: id of the new final level, where the level changes
        :param summary: the new text, where the text changes
        :raise UserError: when the decision, its reason or what changes is missing
        """
        self.ensure_one()
        self._check_step("action_decide_appeal")
        reason = self.env["perf.appraisal.log"]._check_reason(reason)
        if decision not in DECISIONS:
            raise UserError(self.env._("Choose whether the appeal is upheld or rejected."))
        # sudo: result and decision are written by the suite only; part, state and reason were checked.
        appraisal = self.sudo()
        values = appraisal._prepare_appeal_values(level_id, summary)
        if decision == "upheld" and not values:
            raise UserError(
                self.env._("What changes? Choose another level, or correct the text. Otherwise reject the appeal.")
            )
        if decision == "rejected" and values:
            raise UserError(self.env._("Nothing changes when an appeal is rejected. Leave level and text as they are."))
        appraisal._decide_appeal(decision, reason, values)
        return True

    def _prepare_appeal_values(self, level_id, summary):
        """What an upheld appeal changes in the result. Called in sudo.

        :return: dict, empty when nothing changes
        """
        self.ensure_one()
        result = self._get_result_record()
        values = {}
        level = self._read_level(level_id)
        if level and level != result.final_level_id:
            if level not in self.template_id.scale_id.level_ids:
                raise UserError(self.env._("This level is not on the scale of the appraisal. Choose another level."))
            values = {"final_level_id": level.id, "original_level_id": result.final_level_id.id}
        if summary and not isinstance(summary, str):
            raise UserError(self.env._("The text must be a text."))
        if summary and summary.strip() != (result.manager_summary or "").strip():
            result._check_typed_values({"manager_summary": summary})
            values["manager_summary"] = summary.strip()
        return values

    def _decide_appeal(self, decision, reason, values):
        """Keep the decision, with the former level and text in the history, and tell both. Called in sudo.

        :param decision: ``upheld`` or ``rejected``
        :param reason: text
        :param values: what changes in the result
        """
        self.ensure_one()
        log = self.env["perf.appraisal.log"]
        result = self._get_result_record()
        labels = dict(self._fields["appeal_state"]._description_selection(self.env))
        log._add("appeal", [(self, labels["open"], labels[decision])], reason)
        before = {"final_level_id": result.final_level_id.name or "", "manager_summary": result.manager_summary or ""}
        result.write(values)
        if "final_level_id" in values:
            log._add("rating", [(self, before["final_level_id"], result.final_level_id.name)], reason)
        if "manager_summary" in values:
            changed = self.env._("Summary changed after the appeal. It was:")
            log._add("rating", [(self, "", changed)], before["manager_summary"] or self.env._("(no text)"))
        self.write(
            {
                "appeal_state": decision,
                "appeal_date": fields.Datetime.now(),
                "appeal_user_id": self.env.uid,
                "appeal_reason": reason,
            }
        )
        self.activity_unlink(["perf_appraisal.mail_activity_type_appeal"])
        self._tell_appeal_decided()
