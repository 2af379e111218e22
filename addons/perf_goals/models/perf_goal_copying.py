from odoo import api, fields, models

BATCH = 500


class PerfGoalCopying(models.AbstractModel):
    """Goals that are made from others: for the next period, or for many people at once."""

    _name = "perf.goal.copying"
    _description = "Copying Goals"

    template_id = fields.Many2one(
        "perf.goal.template", string="From Template", copy=False, index="btree_not_null", ondelete="set null"
    )
    is_announced = fields.Boolean(
        readonly=True, copy=False, default=True, help="Off until the owner was told about a goal assigned in bulk."
    )

    @api.onchange("template_id")
    def _onchange_template_id(self):
        """A new goal starts from what the template says."""
        if self.template_id:
            values = self.template_id._prepare_goal_values()
            self.update({**values, "key_result_ids": [fields.Command.clear(), *values["key_result_ids"]]})

    def _prepare_clone_values(self, keep_values=False):
        """Values of the same goal for another period or person: what is aimed at, not how it went.

        :param keep_values: whether the last value of each key result is the start of the next
        """
        self.ensure_one()
        return {
            "name": self.name,
            "description": self.description,
            "commitment": self.commitment,
            "weight": self.weight,
            "roll_up": self.roll_up,
            "tag_ids": [fields.Command.set(self.tag_ids.ids)],
            "key_result_ids": [
                fields.Command.create(result._prepare_clone_values(keep_values)) for result in self.key_result_ids
            ],
        }

    def _clone(self, date_start, date_end, keep_values):
        """The same goals as drafts of the current user's making, for another period.

        :return: ``perf.goal``; who may not create goals for an owner is refused by the record rules
        """
        self.check_access("read")
        vals_list = [
            {
                **goal._prepare_clone_values(keep_values),
                "level": goal.level,
                "employee_id": goal.employee_id.id,
                **({"department_id": goal.department_id.id} if goal.level == "department" else {}),
                **({"company_id": goal.company_id.id} if goal.level == "company" else {}),
                "parent_id": goal._get_open_parent_id(),
                "date_start": date_start,
                "date_end": date_end,
            }
            for goal in self
        ]
        return self.create(vals_list)

    def _get_open_parent_id(self):
        """The goal that a copy can be aligned to: the same one while it is active and the reader may see it."""
        parent = self.parent_id._filtered_access("read")
        return parent.id if parent.state == "active" else False

    @api.model
    def _cron_announce(self, batch=BATCH):
        """Tell people by mail about goals that were assigned in bulk."""
        domain = [("is_announced", "=", False)]
        progress = self.env["ir.cron"]._commit_progress
        progress(remaining=self.search_count(domain))
        while goals := self.search(domain, order="id", limit=batch):
            goals.write({"is_announced": True})
            active = goals.filtered(lambda goal: goal.state == "active")
            active._notify_owners("perf_goals.mail_template_perf_goal_assigned")
            (goals - active)._notify_owners("perf_goals.mail_template_perf_goal_draft")
            if not progress(len(goals)):
                break
            self.env.invalidate_all()
