from odoo import models


class PerfAppraisal(models.Model):
    """The beginning of many appraisals at once: one is opened step by step, the others are copies of its rows.

    Ten thousand records through the ORM take minutes and hundreds of queries. Only what differs from person to person
    is given here; ``test_copies_are_like_the_first`` compares all columns of the two.
    """

    _inherit = "perf.appraisal"

    def _begin(self):
        """Create the reviews and move on to ``open``, without a word to anybody. Called in sudo, for drafts."""
        self.env["perf.appraisal.review"].create(
            [values for appraisal in self for values in appraisal._prepare_review_values()]
        )
        self._set_state("open")

    def _copy_to(self, people):
        """Open appraisals of more people, like this one, which was just begun. Called in sudo.

        :param people: ``hr.employee``, of the same company
        :return: ``perf.appraisal``; somebody who has one in the cycle gets no second one
        """
        self.ensure_one()
        if not people:
            return self.browse()
        appraisals = self.env["perf.bulk"]._copy(self, self._prepare_copies(people), skip_known=True)
        if appraisals:
            self._copy_parts(appraisals)
        self.cycle_id.invalidate_recordset()
        return appraisals

    def _prepare_copies(self, people):
        """What differs from person to person: dict name of a stored field -> list of values."""
        managers = [person._perf_get_appraiser().id or None for person in people]
        return {
            "employee_id": people.ids,
            "department_id": [person.department_id.id or None for person in people],
            "manager_id": managers,
            "chart_manager_id": managers,
        }

    def _copy_parts(self, appraisals):
        """Results, reviews and history of the copies.

        :param appraisals: the copies
        """
        copy = self.env["perf.bulk"]._copy
        links = appraisals._prepare_links()
        managers = [appraisal.manager_id.id or None for appraisal in appraisals]
        copy(self.result_ids, {**links, "manager_id": managers})
        for line in self.env["perf.appraisal.log"].search([("appraisal_id", "=", self.id)], order="id"):
            copy(line, links)
        own = self._get_reviews().grouped("role")
        by_role = {}
        for appraisal in appraisals:
            for values in appraisal._prepare_review_values():
                by_role.setdefault(values.pop("role"), []).append((appraisal, values))
        for role, rows in by_role.items():
            if role not in own:  # nobody of that role for the first person: make one
                appraisal, values = rows.pop(0)
                own[role] = self.env["perf.appraisal.review"].create([{**values, "role": role}])
            records = appraisals.browse([appraisal.id for appraisal, _values in rows])
            columns = (
                {name: [values[name] or None for _appraisal, values in rows] for name in rows[0][1]} if rows else {}
            )
            if columns:
                copy(own[role], {**columns, **records._prepare_links()})

    def _prepare_links(self):
        """Columns of what belongs to these appraisals: dict name -> list of values."""
        return {
            "appraisal_id": self.ids,
            "employee_id": [appraisal.employee_id.id for appraisal in self],
            "department_id": [appraisal.department_id.id or None for appraisal in self],
        }

    def _create_activities(self, vals_list, records, users):
        """Activities that differ in record, user and day only: the first is made, the others copy its row.

        :param vals_list: values for ``create``
        :param records: what they are about, in the same order
        :param users: list of ``res.users``, in the same order
        """
        activities = self.env["mail.activity"].sudo().with_context(mail_activity_quick_update=True)
        first = activities.create(vals_list[0])
        names = ("res_id", "user_id", "date_deadline")
        self.env["perf.bulk"]._copy(
            first,
            {
                **{name: [vals[name] for vals in vals_list[1:]] for name in names},
                "res_name": [record.display_name for record in records[1:]],
                "user_tz": [user.tz or None for user in users[1:]],
            },
        )
