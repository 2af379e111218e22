from odoo import api, models
from odoo.fields import Domain
from odoo.tools.sql import escape_psql

COLLEAGUES_LIMIT = 20
QUERY_LIMIT = 64
PLACEHOLDER = "/web/static/img/user_placeholder.jpg"


class HrEmployee(models.Model):
    """The little that colleagues may know of each other on the portal: name, job title and photo."""

    _inherit = "hr.employee"

    @api.model
    def _get_perf_colleagues_domain(self):
        """Domain of the active people whom the current user may name: own companies, and the reporting line.

        :return: Domain; nobody for users who are no active employee
        """
        own = self.sudo().browse(self.env["perf.reporting.line"]._get_own_employee_ids()).filtered("active")
        if not own:
            return Domain.FALSE
        return (
            (Domain("company_id", "in", own.company_id.ids) | self._get_perf_line_domain(own))
            & Domain("active", "=", True)
            & Domain("id", "not in", own.ids)
        )

    @api.model
    def _get_perf_line_domain(self, own):
        """Domain of the managers and the reports of the current user at all levels, in any company."""
        lines = self.env["perf.reporting.line"]
        # sudo: who manages oneself is no secret, and portal users have no access to the lines.
        managers = lines.sudo().search([("employee_id", "in", own.ids)]).manager_id
        return Domain("id", "in", managers.ids) | lines._get_reports_domain("id")

    @api.model
    def _get_perf_near_colleagues_domains(self):
        """Whom the picker offers first, the nearest first. Addons may add groups of their own.

        :return: list of Domain
        """
        own = self.sudo().browse(self.env["perf.reporting.line"]._get_own_employee_ids()).filtered("active")
        line = Domain("id", "in", own.parent_id.ids) | Domain("parent_id", "in", own.ids)
        team = Domain("parent_id", "in", own.parent_id.ids) | Domain("department_id", "in", own.department_id.ids)
        return [line, team]

    @api.model
    def _perf_search_colleagues(self, query="", limit=COLLEAGUES_LIMIT):
        """Colleagues whose name contains the query, the nearest first: the person picker of the portal.

        :param query: part of a name; empty offers the nearest
        :param limit: how many at most, never more than ``COLLEAGUES_LIMIT``
        :return: list of dicts, see :meth:`_perf_person_values`
        """
        limit = max(0, min(limit, COLLEAGUES_LIMIT))
        domain = self._get_perf_colleagues_domain()
        query = str(query or "").strip()[:QUERY_LIMIT]
        if query:
            domain &= Domain("name", "ilike", escape_psql(query))
        # sudo: portal users have no access to employees; the domain holds only those whom they may name, and only
        # name, job title and photo go out.
        found = self.sudo().browse()
        for near in [*self._get_perf_near_colleagues_domains(), Domain.TRUE]:
            if len(found) < limit:
                found += found.search(
                    domain & near & Domain("id", "not in", found.ids), limit=limit - len(found), order="name, id"
                )
        return self._prepare_perf_person_values(found)

    @api.model
    def _perf_find_colleagues(self, employee_ids):
        """Those of these ids whom the current user may name, the own ones and strangers left out.

        :return: ``hr.employee`` in sudo
        """
        return self.sudo().search(self._get_perf_colleagues_domain() & Domain("id", "in", list(employee_ids)))

    def _perf_person_values(self):
        """Name, job title and photo of people who stand on a record that the current user may read.

        :return: dict id -> dict with ``id``, ``name``, ``job_title`` and ``avatar_url``
        """
        people = self.sudo()
        known = self._perf_find_colleagues(people.ids)
        known |= people.browse(self.env["perf.reporting.line"]._get_own_employee_ids())
        return {person["id"]: person for person in self._prepare_perf_person_values(people, known)}

    @api.model
    def _prepare_perf_person_values(self, people, known=None):
        """Plain values for the portal; the photo only of those whose photo the avatar route gives out.

        :param people: ``hr.employee`` in sudo
        :param known: those of them with a photo, all when left out
        """
        known = people if known is None else known
        return [
            {
                "id": person.id,
                "name": person.name,
                "job_title": person.job_title or "",
                "avatar_url": f"/my/colleague/{person.id}/avatar" if person in known else PLACEHOLDER,
            }
            for person in people
        ]
