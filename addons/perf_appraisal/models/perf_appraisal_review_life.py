from datetime import datetime, timedelta

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError
from odoo.fields import NO_ACCESS, Domain
from odoo.tools import SQL

from odoo.addons.perf_base.tools.emails import format_email

from ..tools.roles import ANONYMOUS_ROLES, BLIND_ROLES, EXTERNAL, NOMINATED_ROLES, SECOND_MANAGER
from .perf_appraisal import OPEN_STATES
from .perf_appraisal_collection import LAST_ZONE
from .perf_appraisal_review import OWED_STATES

EXPIRE_BATCH = 500


class PerfAppraisalReview(models.Model):
    """The life of a review by somebody who was chosen: invited, declined or written, and forgotten or kept."""

    _inherit = "perf.appraisal.review"

    invited_address = fields.Char(
        readonly=True,
        copy=False,
        groups=NO_ACCESS,
        help="Where the first personal link went. Later ones go there as well, whatever address the person has then.",
    )

    def _is_anonymous(self):
        """Whether the answers of this review are read as those of a group only."""
        self.ensure_one()
        return self.role in ANONYMOUS_ROLES

    def _as_writer(self):
        """The review in sudo, as whom it is written: nobody, where a name in the table would tell who answered."""
        self.ensure_one()
        return self.with_user(SUPERUSER_ID) if self._is_anonymous() else self.sudo()

    # ------------------------------------------------------------------
    # Inviting
    # ------------------------------------------------------------------

    def _needs_link(self):
        """Whether the reviewer has no login. Called in sudo."""
        self.ensure_one()
        return bool(self.reviewer_email) or (
            self.role in NOMINATED_ROLES and not self.reviewer_employee_id.user_id.active
        )

    def _invite(self):
        """E-mail and activity for the reviewers who have a user, a personal link for those who have not. In sudo."""
        with_link = self.filtered(lambda each: each._needs_link())
        with_user = (self - with_link).filtered(lambda each: each.reviewer_employee_id.user_id)
        chosen = with_user.filtered(lambda each: each.role in NOMINATED_ROLES)
        chosen._send_template("perf_appraisal.mail_template_perf_appraisal_review_chosen")
        (with_user - chosen)._queue_invitations()
        self.appraisal_id._schedule_reviews(with_user)
        # superuser: whoever chooses a reviewer must never hold the link
        self.env["perf.appraisal.review.link"].with_user(SUPERUSER_ID)._make(with_link)

    def _keep_addresses(self):
        """Keep where the links of these people go: who changes an address later gets no link. In superuser mode."""
        for review in self.filtered(lambda each: not each.invited_address):
            review.invited_address = review._get_mail_address()

    def _get_mail_address(self):
        """Name and address of somebody without a login. Called in sudo."""
        self.ensure_one()
        if self.invited_address:
            return self.invited_address
        if self.reviewer_email:
            return format_email(self.reviewer_name or "", self.reviewer_email)
        person = self.reviewer_employee_id
        email = person._perf_get_review_email()
        return format_email(person.name, email) if email else ""

    def _get_link_lang(self):
        """Language in which somebody without a login is written to: that of the reviewing manager. Called in sudo."""
        self.ensure_one()
        return self.appraisal_id.manager_id.user_id.lang or self.env.lang or ""

    def _is_waiting(self, today):
        """Whether answers are still taken by a link.

        :param today: the day on which we ask; where the day is another one already, the last day counts in full
        """
        self.ensure_one()
        return self._is_open() and (not self.deadline or today <= self.deadline + timedelta(days=1))

    def _drop_links(self):
        """Delete the personal links of reviews that nobody waits for any more. Called in sudo."""
        links = self.env["perf.appraisal.review.link"].sudo().search([("review_id", "in", self.ids)])
        links._drop(links)

    # ------------------------------------------------------------------
    # Declining
    # ------------------------------------------------------------------

    def action_decline(self, reason):
        """Say that one can't write this review; what was written so far is deleted.

        :param reason: why, in words; read by the reviewing manager and HR
        """
        for review in self:
            review._check_fillable()
        # sudo: the state is written by the suite only; reviewer and state were checked.
        self.sudo()._decline(reason)
        return True

    def _decline(self, reason):
        """As :meth:`action_decline`. Called in sudo, after the checks."""
        if any(review.role in BLIND_ROLES for review in self):
            raise UserError(
                self.env._("This review can't be declined. Talk with HR when somebody else should write it.")
            )
        reason = self.env["perf.appraisal.log"]._check_reason(reason)
        for review in self:
            writer = review._as_writer()
            writer._set_state("declined")
            writer.decline_reason = reason
        self._get_answers().unlink()
        self._unlink_activities()
        self._drop_links()

    # ------------------------------------------------------------------
    # Ending
    # ------------------------------------------------------------------

    def _forget(self):
        """Keep of the reviews of colleagues and reports who was asked, and who declined; nothing of who answered when.

        Called in superuser mode for all of them in an appraisal at once.
        """
        own = [("res_model", "=", self._name), ("res_id", "in", self.ids)]
        self.env["mail.activity"].with_context(active_test=False).search(own).unlink()
        self.env["ir.attachment"].search(own).unlink()
        self.env["mail.message"].search([("model", "=", self._name), ("res_id", "in", self.ids)]).unlink()
        self._drop_links()
        self.env["perf.digest"]._forget(
            [
                (review.reviewer_employee_id.id, review.create_date.date(), review._get_todo_key())
                for review in self
                if review.reviewer_employee_id
            ]
        )
        nothing = {"saved_date": False, "submitted_date": False, "invited_address": False}
        declined = self.filtered(lambda each: each.state == "declined")
        declined.write(nothing)
        (self - declined).write({"state": "expired", **nothing})
        self._even_out()

    def _even_out(self):
        """Give all of these the same author and time of the last change, also those that no field of which changed.

        Odoo writes the one who flushes, but only to rows where something else than the author changes.
        """
        self.flush_recordset()
        self.env.cr.execute(
            SQL(
                "UPDATE perf_appraisal_review SET write_uid = %s, write_date = %s WHERE id IN %s",
                SUPERUSER_ID,
                self.env.cr.now(),
                tuple(self.ids or [0]),
            )
        )
        self.invalidate_recordset(["write_uid", "write_date"], flush=False)

    def _withdraw(self, reason):
        """End reviews that their reviewers are not asked for any more, and delete what was written, unread.

        Called in superuser mode. The proposals that they come from are withdrawn, so that others can be chosen.

        :param reason: why, in words that tell nothing of what was written
        """
        if not self:
            return
        self._get_answers().unlink()
        self._unlink_activities()
        self._drop_links()
        self.write({"state": "expired", "saved_date": False, "submitted_date": False})
        nominations = self.env["perf.appraisal.nomination"].search([("review_id", "in", self.ids)])
        nominations.write({"state": "withdrawn", "reason": reason})

    def _get_todo_key(self):
        """How what waits for people names this review."""
        self.ensure_one()
        return f"{self._name},{self.id},submit"

    @api.model
    def _cron_expire_outside(self):
        """End reviews of people from outside whose deadline is over. What they began is read by nobody."""
        domain = (
            Domain("role", "=", EXTERNAL)
            & Domain("state", "in", OWED_STATES)
            & Domain("appraisal_id.state", "in", OPEN_STATES)
            & Domain("deadline", "<", datetime.now(LAST_ZONE).date())
        )
        progress = self.env["ir.cron"]._commit_progress
        progress(remaining=self.search_count(domain))
        while reviews := self.search(domain, limit=EXPIRE_BATCH).try_lock_for_update():
            reviews._set_state("expired")
            reviews._drop_links()
            if not progress(len(reviews)):
                return

    @api.model
    def _cron_withdraw_leavers(self):
        """Wait no more for colleagues and reports who have left; what they handed in before stays."""
        domain = (
            Domain("role", "in", ANONYMOUS_ROLES)
            & Domain("state", "in", OWED_STATES)
            & Domain("appraisal_id.state", "in", OPEN_STATES)
            & Domain("reviewer_employee_id", "any", [("active", "=", False)])
        )
        progress = self.env["ir.cron"]._commit_progress
        progress(remaining=self.search_count(domain))
        while reviews := self.search(domain, limit=EXPIRE_BATCH).try_lock_for_update():
            reviews.with_user(SUPERUSER_ID)._withdraw(self.env._("Does not work here any more."))
            if not progress(len(reviews)):
                return

    # ------------------------------------------------------------------
    # Who reads it
    # ------------------------------------------------------------------

    def _get_other_readers(self, employee, manager):
        """One sentence that says who reads the answers of a second manager, or of somebody who was chosen.

        :param employee: name of the employee
        :param manager: name of the reviewing manager, may be empty
        """
        self.ensure_one()
        names = {"employee": employee, "manager": manager or self.env._("the manager")}
        if self.role == SECOND_MANAGER:
            return self.env._(
                "Read by HR after you submit it, and by %(employee)s and the managers once the result is shared.",
                **names,
            )
        if self.role == EXTERNAL:
            return self.env._(
                "Read by %(manager)s and HR once you send it, and with your name by %(employee)s with the result.",
                **names,
            )
        return self.env._(
            "Read by %(employee)s, the managers and HR as the answers of a group, without names, and only if at least "
            "%(count)s people answer. Nobody learns who wrote what, not even HR. What you write may show who you are: "
            "avoid details that only you know.",
            count=self.sudo().appraisal_id._get_threshold(),
            **names,
        )

    def _prepare_link_form(self):
        """The form for somebody without a login. Called in sudo, after the link was checked.

        :return: dict as of :meth:`get_form`
        """
        self.ensure_one()
        form = self.get_form()
        for question in (question for section in form["sections"] for question in section["questions"]):
            # they are for people who may see goals and figures
            question.update(goal_lines=[], figure="")
        return {**form, "can_edit": True, "can_decline": True, "phase": {"sentence": "", "steps": []}}

    @api.model
    def _get_mine_domain(self):
        """Domain of the reviews that the current user has yet to write.

        :return: Domain
        """
        # Who writes a review need not be able to read the appraisal: only its state counts here.
        return (
            Domain("is_mine", "=", True)
            & Domain("state", "in", OWED_STATES)
            & Domain("appraisal_id", "any!", [("state", "in", OPEN_STATES)])
        )
