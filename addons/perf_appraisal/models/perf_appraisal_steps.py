from odoo import fields, models
from odoo.exceptions import UserError


class PerfAppraisal(models.Model):
    """The steps of an appraisal: open, rate, share, sign off, close, cancel."""

    _inherit = "perf.appraisal"

    # ------------------------------------------------------------------
    # Opening
    # ------------------------------------------------------------------

    def action_open(self):
        """Open drafts: employee and manager are asked for their reviews."""
        self._check_step("action_open")
        if any(appraisal.cycle_id.state != "running" for appraisal in self):
            raise UserError(self.env._("Launch the cycle first."))
        # sudo: reviews and snapshots are made by the suite only; rights were checked.
        for appraisal in self.sudo():
            appraisal.template_id = appraisal.template_id._get_snapshot(appraisal.cycle_id)
        self.sudo()._open()
        return True

    def _open(self):
        """Create the reviews and tell the reviewers. Called in sudo, for drafts."""
        self._begin()
        self._get_reviews()._invite()

    def _prepare_review_values(self):
        """Values of the reviews that this appraisal starts with.

        :return: list of dicts
        """
        self.ensure_one()
        values = [{"appraisal_id": self.id, "role": "manager", "reviewer_employee_id": self.manager_id.id}]
        if self.template_id.section_ids.question_ids._filter_role("self"):
            values.append({"appraisal_id": self.id, "role": "self", "reviewer_employee_id": self.employee_id.id})
        return values

    def _reassign_manager_review(self):
        """Give open manager reviews to the new manager. What the former one began stays theirs, unread by others."""
        self.filtered("ready_date").ready_date = False
        self.env["perf.appraisal.log"]._add("manager", [(each, "", each.manager_id.name or "") for each in self])
        manager_reviews = self._get_reviews().filtered(lambda each: each.role == "manager")
        open_ = manager_reviews.filtered(lambda each: each.state in ("invited", "in_progress"))
        open_._unlink_activities()
        begun = open_._get_answers().review_id
        begun.write({"state": "expired"})
        begun.flush_recordset()  # an appraisal has one review of a role that counts: the old one goes first
        for review in open_ - begun:
            review.reviewer_employee_id = review.appraisal_id.manager_id
        replaced = self.env["perf.appraisal.review"].create(
            [
                {
                    "appraisal_id": review.appraisal_id.id,
                    "role": "manager",
                    "reviewer_employee_id": review.appraisal_id.manager_id.id,
                }
                for review in begun
            ]
        )
        (open_ - begun + replaced)._invite()

    # ------------------------------------------------------------------
    # Rating
    # ------------------------------------------------------------------

    def action_set_rating(self, level_id, reason=""):
        """Set the final level; with a reason when the score suggests another one.

        :param level_id: id of a level of the appraisal's final scale, or False to take the rating back
        :param reason: why, in words
        """
        self.ensure_one()
        self._check_step("action_set_rating")
        if reason and not isinstance(reason, str):
            raise UserError(self.env._("The reason must be a text."))
        self._write_rating({"final_level_id": level_id, "rating_reason": reason or ""})
        return True

    def _set_rating(self, level, reason, summary):
        """Keep rating, reason and summary, after all checks; history notes who changed the level.

        :param level: ``perf.rating.level``, may be empty
        :param reason: text
        :param summary: text
        """
        self.ensure_one()
        self._check_step("action_set_rating")
        # sudo: results are written by the suite only; part and state were checked.
        result = self.sudo()._get_result_record()
        if (level, reason or False) != (result.final_level_id, result.rating_reason or False):
            if level and not self.manager_review_submitted:
                raise UserError(self.env._("Submit the manager's review first: the rating rests on it."))
            result._check_rating(level, reason)
        if level != result.final_level_id:
            change = (self, result.final_level_id.name or "", level.name or "")
            self.env["perf.appraisal.log"]._add("rating", [change], reason or "")
        result.write({"final_level_id": level.id, "rating_reason": reason, "manager_summary": summary})

    def _get_result_record(self):
        """The result of this appraisal, if the current user may read it."""
        return self.env["perf.appraisal.result"].search([("appraisal_id", "in", self.ids)])

    def action_refresh_score(self):
        """Compute the score again, when goals have moved since the review was submitted."""
        self._check_step("action_refresh_score")
        self.sudo()._get_result_record()._refresh()
        return True

    # ------------------------------------------------------------------
    # Sharing and signing
    # ------------------------------------------------------------------

    def action_share(self):
        """Show the result to the employee. From now on nothing of it changes.

        With ``perf_confirm`` in the context, ask first; what is missing is said before that question.
        """
        self._check_step("action_share")
        if self.env.context.get("perf_confirm"):
            self.ensure_one()
            if notice := self._get_moved_notice():
                return notice
        # sudo: to see whether the results are complete; parts and states were checked.
        self.sudo()._check_complete()
        if self.env.context.get("perf_confirm"):
            return self.env["perf.appraisal.confirm"]._open(self, "action_share", self.env._("Share the result"))
        self._share()
        return True

    def _get_moved_notice(self):
        """Compute the score as sharing will; when it now suggests another level, show that and ask for the reason.

        :return: action, or None when the suggested level stays
        """
        self.ensure_one()
        # sudo: results are written by the suite only; part and state were checked.
        result = self.sudo()._get_result_record()
        before = result.suggested_level_id
        if self.manager_review_submitted:
            result._refresh()
        if result.suggested_level_id == before or not self.sudo()._get_missing():
            return None
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "message": self.env._(
                    "Goals have moved since the review. %(missing)s", missing=self.sudo()._get_missing()
                ),
                "type": "warning",
                "sticky": True,
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def _get_share_question(self):
        """What sharing means, to be read before it by those who may share: it names the level."""
        self.ensure_one()
        self._check_step("action_share")
        # sudo: names and result for one who may share it.
        appraisal = self.sudo()
        result, name = appraisal._get_result_record(), appraisal.employee_id.name
        lines = [
            self.env._("%(name)s will read the level “%(level)s”.", name=name, level=result.final_level_id.name)
            if result.final_level_id
            else "",
            self.env._("%(name)s will read your summary, the answers and the score.", name=name)
            if result.manager_summary
            else self.env._(
                "There is no summary yet: %(name)s will read answers and figures only. A few words of yours help more.",
                name=name,
            ),
            self.env._("Colleagues can still answer. If you share now, they are no longer asked.")
            if appraisal.colleagues_state == "open"
            else "",
            self.env._("Nothing of it changes after you share it."),
        ]
        return "\n".join(filter(None, lines))

    def _get_missing(self):
        """What has to be done before the result can be shared. Called in sudo.

        :return: a sentence that says what to do, empty when nothing is missing
        """
        self.ensure_one()
        return self._get_missing_of(self._get_result_record())

    def _get_missing_of(self, result):
        """See :meth:`_get_missing`.

        :param result: ``perf.appraisal.result`` of this appraisal
        """
        self.ensure_one()
        if not self.manager_review_submitted:
            return self.env._("Submit the manager's review first: the result rests on it.")
        if self.template_id.scale_id and not result.final_level_id:
            return self.env._("Choose the final level first.")
        if result._needs_reason(result.final_level_id) and not (result.rating_reason or "").strip():
            return result._get_reason_request(result.final_level_id)
        return ""

    def _check_complete(self):
        """Refuse to share what is not complete, with the name of the person where there are several. Called in sudo."""
        for result in self._get_result_record():
            missing = result.appraisal_id._get_missing_of(result)
            if missing and len(self) > 1:
                name = result.appraisal_id.display_name
                raise UserError(self.env._("%(appraisal)s: %(missing)s", appraisal=name, missing=missing))
            if missing:
                raise UserError(missing)

    def _share(self):
        """Check that the results are complete, freeze them, and tell the employees."""
        # sudo: state, result and frozen evidence are written by the suite only; part and state were checked.
        appraisals = self.sudo()
        appraisals._check_complete()
        results = appraisals._get_result_record()
        results._refresh()
        for result in results:
            result._check_rating(result.final_level_id, result.rating_reason)
        results._freeze(appraisals._prepare_evidence())
        unfinished = appraisals._get_reviews().filtered(lambda each: each.state in ("invited", "in_progress"))
        unfinished.write({"state": "expired"})
        appraisals._set_state("shared")
        appraisals.shared_date = fields.Datetime.now()
        appraisals._unlink_activities()
        appraisals._tell_shared()

    def _prepare_evidence(self):
        """What the results rest on and both sides may see: events of the period, goals, and the arithmetic.

        :return: dict appraisal id -> dict of plain values
        """
        # sudo: the result is written for the readers of the appraisal, and holds only what they may all read.
        appraisals = self.sudo()
        timelines, goals = appraisals._get_shared_timelines(), appraisals._get_goal_lines()
        results = {result.appraisal_id.id: result for result in appraisals._get_result_record()}
        return {
            appraisal.id: {
                "period": [str(appraisal.date_from), str(appraisal.date_to)],
                "timeline": timelines[appraisal.id],
                "goals": goals.get(appraisal.id, []),
                "score": results[appraisal.id].score if results[appraisal.id].has_score else None,
                "score_lines": results[appraisal.id].score_lines or [],
                "final_level": results[appraisal.id].final_level_id.name or "",
            }
            for appraisal in appraisals
        }

    def _get_shared_timelines(self):
        """The events of the periods that both the employee and the reviewing manager may see. Called in sudo.

        All appraisals of a period are read at once.

        :return: dict appraisal id -> list of dicts with plain values
        """
        timelines = {}
        for (date_from, date_to), appraisals in self.grouped(lambda each: (each.date_from, each.date_to)).items():
            readers = {each.employee_id.id: each.manager_id.user_id for each in appraisals}
            found = appraisals.employee_id._perf_shared_timeline(readers, date_from, date_to)
            for appraisal in appraisals:
                items = found[appraisal.employee_id.id]
                timelines[appraisal.id] = [{**item, "date": str(item["date"])} for item in items]
        return timelines

    def action_acknowledge(self, comment="", agree=True):
        """Sign off as the employee. Having read is not the same as agreeing: to disagree opens an appeal to HR.

        :param comment: what the employee wants to say, kept with the appraisal
        :param agree: bool
        """
        self.ensure_one()
        self._check_step("action_acknowledge")
        if comment and not isinstance(comment, str):
            raise UserError(self.env._("The comment must be a text."))
        if not agree and not (comment or "").strip():
            raise UserError(
                self.env._(
                    "Say in a sentence what you see differently: HR will read it, talk with both of you and decide."
                )
            )
        self._check_typed_values({"employee_comment": comment or ""})
        # sudo: the employee has no right to write; part, state and text were checked.
        appraisal = self.sudo()
        appraisal._set_state("acknowledged")
        appraisal.write(
            {
                "acknowledged_date": fields.Datetime.now(),
                "employee_comment": (comment or "").strip(),
                "employee_agrees": bool(agree),
                "appeal_state": "none" if agree else "open",
            }
        )
        appraisal._unlink_activities()
        appraisal._tell_acknowledged()
        return True

    def action_close(self):
        """End the appraisal, as HR: after the sign-off, or when it can't be had."""
        self._check_step("action_close")
        # sudo: the state is written by the suite only; part and state were checked.
        self.sudo()._set_state("closed")
        return True

    def action_cancel(self, reason):
        """Stop an appraisal, as HR.

        :param reason: why, in words
        """
        self._check_step("action_cancel")
        reason = self.env["perf.appraisal.log"]._check_reason(reason)
        # sudo: the state is written by the suite only; part and state were checked.
        self.sudo()._set_state("cancelled", reason)
        return True
