from odoo import fields, models


class PerfAppraisal(models.Model):
    """Who is told what about an appraisal: e-mails, and activities for people of the back office."""

    _inherit = "perf.appraisal"

    # ------------------------------------------------------------------
    # Telling people
    # ------------------------------------------------------------------

    def _unlink_activities(self):
        """What waited for somebody waits no more."""
        self.activity_unlink(
            [
                "perf_appraisal.mail_activity_type_share",
                "perf_appraisal.mail_activity_type_sign",
                "perf_appraisal.mail_activity_type_appeal",
            ]
        )
        self._get_reviews()._unlink_activities()

    def _tell_shared(self):
        """E-mail and activity for the employee. Called in sudo."""
        with_user = self.filtered(lambda each: each.employee_id.user_id)
        with_user._send_template("perf_appraisal.mail_template_perf_appraisal_shared")
        self._schedule(
            "perf_appraisal.mail_activity_type_sign",
            {each: each.employee_id.user_id for each in with_user},
            "sign_deadline",
        )

    def _tell_acknowledged(self):
        """E-mail for the manager; an activity for HR when the employee disagrees. Called in sudo."""
        with_manager = self.filtered(lambda each: each.manager_id.user_id)
        with_manager._send_template("perf_appraisal.mail_template_perf_appraisal_acknowledged")
        appeals = self.filtered(lambda each: each.appeal_state == "open")
        self.env["perf.appraisal.log"]._add("appeal", [(each, "", self.env._("Open")) for each in appeals])
        for appraisal in appeals:
            officer = appraisal._get_officers()[:1]
            appraisal._schedule("perf_appraisal.mail_activity_type_appeal", {appraisal: officer}, "appeal_deadline")

    def _tell_appeal_decided(self):
        """E-mails for the employee and, so that they don't hear it from them, for the manager. Called in sudo."""
        with_user = self.filtered(lambda each: each.employee_id.user_id)
        with_user._send_template("perf_appraisal.mail_template_perf_appraisal_appeal_decided")
        with_manager = self.filtered(lambda each: each.manager_id.user_id)
        with_manager._send_template("perf_appraisal.mail_template_perf_appraisal_appeal_decided_manager")

    def _get_officers(self):
        """HR officers who can look into this appraisal: those of the company, apart from the people concerned."""
        self.ensure_one()
        group = self.env.ref("perf_base.group_perf_officer")
        officers = group.sudo().all_user_ids.filtered(lambda user: self.company_id in user.company_ids and user.active)
        concerned = (self.employee_id | self.manager_id).sudo().user_id
        return (officers - concerned).sorted(lambda user: (user._is_superuser() or user._is_admin(), user.id))

    def _schedule_reviews(self, reviews):
        """Activities for the reviewers. Called in sudo.

        :param reviews: ``perf.appraisal.review`` recordset
        """
        self._schedule(
            "perf_appraisal.mail_activity_type_review",
            {review: review.reviewer_employee_id.user_id for review in reviews},
            "deadline",
        )

    def _schedule(self, xmlid, users, date_deadline="share_deadline"):
        """Activities in one batch, for internal users: portal users see their work in the portal and by e-mail.

        :param xmlid: activity type
        :param users: dict record -> ``res.users``
        :param date_deadline: name of the field with the day on which it is due
        """
        activity_type = self.env.ref(xmlid, raise_if_not_found=False)
        internal = {record: user for record, user in users.items() if user and not user.share}
        if not activity_type or not internal:
            return
        self._create_activities(
            [
                {
                    "activity_type_id": activity_type.id,
                    "summary": activity_type.summary,
                    "res_model_id": self.env["ir.model"]._get_id(record._name),
                    "res_id": record.id,
                    "user_id": user.id,
                    "date_deadline": record[date_deadline] or fields.Date.context_today(self),
                    "automated": True,
                }
                for record, user in internal.items()
            ],
            list(internal),
            list(internal.values()),
        )
