from collections import Counter

from odoo import api, fields, models
from odoo.fields import Domain


class PerfEvidenceMixin(models.AbstractModel):
    """A record that tells something about how a person did: it stands in that person's timeline.

    An addon joins by inheriting this mixin and setting the class attributes, or by overriding the two methods.
    """

    _name = "perf.evidence.mixin"
    _description = "Evidence for the Timeline"

    _perf_evidence_kind = None  # word for the kind of evidence: ``goal``, ``feedback``, ``recognition``...
    _perf_evidence_icon = "fa-circle-o"  # Font Awesome 4 class
    _perf_evidence_date = "date"  # date or datetime field that places the record in time
    _perf_evidence_employee = "employee_id"  # many2one or many2many to the people whom it is about
    _perf_evidence_summary = None  # text field shown under the title, if any

    @api.model
    def _get_perf_evidence_domain(self, employees, date_from, date_to):
        """Domain of the records that belong to the timeline of these people; rules of the reader come on top.

        :param employees: ``hr.employee`` recordset, of which only ids may be used
        :param date_from: first day, inclusive
        :param date_to: last day, inclusive
        :return: Domain
        """
        date_field = self._perf_evidence_date
        end = fields.Date.add(date_to, days=1)
        return Domain(
            [
                (self._perf_evidence_employee, "in", employees.ids),
                (date_field, ">=", fields.Date.to_string(date_from)),
                (date_field, "<", fields.Date.to_string(end)),
            ]
        )

    @api.model
    def _get_perf_evidence_shared_domain(self):
        """Domain of the records that the person and all managers of theirs may read, as the record rules say.

        It lets many timelines be read at once, see ``hr.employee._perf_shared_timeline``. It never finds more than the
        rules of these readers do.

        :return: Domain, or None when only the rules of each reader tell
        """
        return

    def _prepare_perf_evidence_values(self):
        """What this record says in a timeline.

        :return: dict with ``date`` (date), ``kind``, ``icon``, ``title``, ``summary`` (plain texts), ``url`` (page in
            the portal, or an empty string), ``model``, ``res_id``
        """
        self.ensure_one()
        summary = self[self._perf_evidence_summary] if self._perf_evidence_summary else ""
        return {
            "date": fields.Date.to_date(self[self._perf_evidence_date]),
            "kind": self._perf_evidence_kind or self._name,
            "icon": self._perf_evidence_icon,
            "title": self.display_name,
            "summary": summary or "",
            "url": "",
            "model": self._name,
            "res_id": self.id,
        }

    @api.model
    def _get_perf_evidence(self, employees, date_from, date_to):
        """The evidence that the current user may see about these people in the period.

        :return: list of dicts as of :meth:`_prepare_perf_evidence_values`, each with ``employee_id`` (an id) added
        """
        if not self.has_access("read"):
            return []
        records = self.search(self._get_perf_evidence_domain(employees, date_from, date_to))
        wanted = set(employees.ids)
        return [
            {**record._prepare_perf_evidence_values(), "employee_id": employee_id}
            for record in records
            for employee_id in record[self._perf_evidence_employee].ids
            if employee_id in wanted
        ]

    @api.model
    def _count_perf_evidence(self, employees, date_from, date_to):
        """How much evidence the current user may see about these people, by month, without reading it.

        :return: dict (employee id, first day of a month) -> number; months without any are left out
        """
        if not self.has_access("read"):
            return {}
        groups = self._read_group(
            self._get_perf_evidence_domain(employees, date_from, date_to),
            [self._perf_evidence_employee, f"{self._perf_evidence_date}:month"],
            ["__count"],
        )
        return {(employee.id, fields.Date.to_date(month)): count for employee, month, count in groups}

    @api.model
    def _tally_perf_evidence(self, items):
        """As :meth:`_count_perf_evidence`, for models that place their evidence in time by more than a field.

        :param items: see :meth:`_get_perf_evidence`
        """
        return Counter((item["employee_id"], item["date"].replace(day=1)) for item in items)

    @api.model
    def _get_perf_evidence_shared(self, employees, date_from, date_to):
        """The evidence about people that both they and all managers of theirs may read. Called in sudo.

        :return: list of dicts as of :meth:`_get_perf_evidence`
        """
        found = self._get_perf_evidence(employees, date_from, date_to) if employees else []
        if not found:
            return []
        domain = Domain("id", "in", [item["res_id"] for item in found]) & self._get_perf_evidence_shared_domain()
        shared = set(self.search(domain).ids)
        return [item for item in found if item["res_id"] in shared]

    @api.model
    def _get_perf_evidence_of_both(self, employees, readers, date_from, date_to):
        """The evidence about people that both they and one other reader may see, asked from the rules of each.

        Called in sudo.

        :param employees: ``hr.employee`` recordset of people who have users
        :param readers: dict id of a person -> ``res.users`` of the other reader
        :return: list of dicts as of :meth:`_get_perf_evidence`
        """
        items = []
        for reader, people in employees.grouped(lambda person: readers[person.id]).items():
            found = self._get_perf_evidence_as(reader, people, date_from, date_to)
            for person in people.browse({item["employee_id"] for item in found}):
                own = self._get_perf_evidence_as(person.user_id, person, date_from, date_to)
                seen = {item["res_id"] for item in own}
                items += [item for item in found if item["employee_id"] == person.id and item["res_id"] in seen]
        return items

    @api.model
    def _get_perf_evidence_as(self, user, employees, date_from, date_to):
        """As :meth:`_get_perf_evidence`, with exactly the rights of that user in all companies of theirs.

        :param user: ``res.users``
        """
        own = self.with_user(user).with_context(allowed_company_ids=user.company_ids.ids)
        return own._get_perf_evidence(employees.with_env(own.env), date_from, date_to)
