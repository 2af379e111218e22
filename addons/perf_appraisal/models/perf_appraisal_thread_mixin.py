from odoo import api, fields, models


class PerfAppraisalThreadMixin(models.AbstractModel):
    """A confidential record that has activities, but no conversation.

    Odoo's activities need a message thread. Here the thread stays shut: nobody follows the record, nothing is tracked
    in it, and what an activity leaves behind is read only by those who may delete the record (HR).
    """

    _name = "perf.appraisal.thread.mixin"
    _description = "Confidential Record with Activities"
    _inherit = ["perf.thread.mixin"]
    _mail_post_access = "unlink"
    _perf_file_access = "unlink"

    # As the activities from which they are computed: without, a portal user could not read the whole record.
    activity_exception_decoration = fields.Selection(groups="base.group_user")
    activity_exception_icon = fields.Char(groups="base.group_user")

    @api.model_create_multi
    def create(self, vals_list):
        """Nobody follows, nothing is logged; defaults of the context never reach fields that rules protect."""
        context = {key: value for key, value in self.env.context.items() if not key.startswith("default_")}
        context["tracking_disable"] = True
        records = super(PerfAppraisalThreadMixin, self.with_context(context)).create(vals_list)
        return self.browse(records.ids)

    def _message_subscribe(self, partner_ids=None, subtype_ids=None, customer_ids=None):
        """Followers read messages without access to the record: there are none."""
        return True

    def _mail_get_operation_for_mail_message_operation(self, message_operation):
        """Messages of the record are for HR, whoever else may read the record itself."""
        super()._mail_get_operation_for_mail_message_operation(message_operation)
        return dict.fromkeys(self, "unlink")

    def _send_template(self, xmlid):
        """Queue an e-mail for each record, in batch. Called in sudo.

        :param xmlid: mail template
        """
        template = self.env.ref(xmlid, raise_if_not_found=False)
        if template and self and not self.env.context.get("perf_appraisal_no_mail"):
            template.sudo().send_mail_batch(self.ids)
