from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..tools.roles import MANAGER, SELF

NAMES_SHOWN = 5
# Anomalies that end when people get a login: their own, or that of their manager.
GRANT_KINDS = ("no_user", "no_manager_user")
# Said before the launch only: nobody can do anything about them once it is done.
DRAFT_KINDS = ("twice", "overlap")
# Anomalies that hinder reviews, and end with them: kind -> role of the reviewer.
REVIEW_KINDS = {"no_user": SELF, "no_manager": MANAGER, "no_manager_user": MANAGER}


class PerfAppraisalCycle(models.Model):
    """Whom a cycle covers, and what is worth a look before and while it runs."""

    _inherit = "perf.appraisal.cycle"

    @api.depends("population_ids.domain", "population_ids.template_id", "company_id", "state", "launch_failures")
    def _compute_anomalies(self):
        for cycle in self:
            cycle.anomalies = cycle._get_anomalies() if cycle.state in ("draft", "running") else []

    # ------------------------------------------------------------------
    # Whom it covers
    # ------------------------------------------------------------------

    def _get_company_domain(self):
        """Domain of the active employees of the cycle's company."""
        return Domain("company_id", "=", self.company_id.id) & Domain("active", "=", True)

    def _count_people(self):
        """How many people the cycle covers: one query, since each cycle has filters of its own."""
        return self.env["hr.employee"].search_count(self._get_people_domain())

    def _get_people_domain(self):
        """Domain on employees of everybody whom a population covers.

        :return: Domain; FALSE without a population
        """
        self.ensure_one()
        domains = [population._get_people_domain() for population in self.population_ids]
        return self._get_company_domain() & Domain.OR(domains)

    def _get_anomaly_domains(self):
        """What may go wrong with whom.

        :return: dict of a word for the kind of anomaly -> tuple of a label and a Domain on employees
        """
        self.ensure_one()
        today = fields.Date.context_today(self)
        people = self._get_people_domain()
        populations = [population._get_people_domain() for population in self.population_ids]
        twice = Domain.OR(
            first & second for number, first in enumerate(populations) for second in populations[number + 1 :]
        )
        # sudo: a person may be busy in a cycle of another company, which the officer does not see in detail.
        busy = (
            self.env["perf.appraisal"]
            .sudo()
            ._search(
                [
                    ("cycle_id", "!=", self._origin.id),
                    ("state", "in", ("draft", "open", "calibration")),
                    ("date_from", "<=", fields.Date.to_string(self.date_to or today)),
                    ("date_to", ">=", fields.Date.to_string(self.date_from or today)),
                ]
            )
        )
        failed = [int(key) for key in (self.launch_failures or {})]
        return {
            "failed": (self.env._("Could not be added"), Domain("id", "in", failed)),
            "no_manager": (
                self.env._("Without a manager: HR chooses who reviews"),
                people & (Domain("parent_id", "=", False) | Domain("parent_id.active", "=", False)),
            ),
            "no_manager_user": (
                self.env._("The manager has no user, and can't fill in a review"),
                people & Domain("parent_id", "!=", False) & Domain("parent_id.user_id", "=", False),
            ),
            "no_user": (
                self.env._("Without a user: give portal access for a self review"),
                people & Domain("user_id", "=", False),
            ),
            "twice": (
                self.env._("In two groups: the first one counts"),
                self._get_company_domain() & twice,
            ),
            "handover": (
                self.env._("New manager: decide who reviews"),
                Domain("id", "in", self._get_handovers().sudo().employee_id.ids),
            ),
            "overlap": (
                self.env._("Already being appraised for an overlapping period"),
                people & Domain("id", "in", busy.subselect("employee_id")),
            ),
        }

    def _get_open_anomaly_domains(self):
        """What may go wrong with whom, of which somebody can still do something: as :meth:`_get_anomaly_domains`."""
        self.ensure_one()
        domains = self._get_anomaly_domains()
        if self.state == "draft":
            return domains
        left = {kind: found for kind, found in domains.items() if kind not in DRAFT_KINDS}
        for kind, role in REVIEW_KINDS.items():
            label, domain = left[kind]
            left[kind] = (label, domain & ~self._get_reviewed_domain(role))
        return left

    def _get_reviewed_domain(self, role):
        """Domain of the employees about whom that role has written its review of this cycle, or need not any more.

        :param role: ``self`` or ``manager``
        """
        own = Domain("appraisal_id.cycle_id", "=", self._origin.id)
        ended = Domain("appraisal_id.state", "not in", ("draft", "open", "calibration"))
        done = Domain("role", "=", role) & Domain("state", "=", "submitted")
        # sudo: only whether a review is in, for officers, who see that in the board as well.
        Review = self.env["perf.appraisal.review"].sudo()
        reviews = Review._search(own & (done | ended))
        return Domain("id", "in", reviews.subselect(Review._field_to_sql(Review._table, "employee_id", reviews)))

    def _get_anomalies(self):
        """Anomalies with how many people and whom they concern.

        :return: list of dicts with ``kind``, ``label``, ``count`` and ``names`` (the first few)
        """
        Employee = self.env["hr.employee"].with_context(active_test=False)
        anomalies = []
        for kind, (label, domain) in self._get_open_anomaly_domains().items():
            people = Employee.search(domain, limit=NAMES_SHOWN)
            if people:
                count = Employee.search_count(domain) if len(people) == NAMES_SHOWN else len(people)
                names = people.mapped("name")
                more = count - len(names)
                if kind == "no_manager_user":
                    names = [
                        f"{manager.name} → {', '.join(own.mapped('name'))}"
                        for manager, own in people.grouped("parent_id").items()
                    ]
                if kind == "handover":
                    names = self._get_handover_names(people)
                anomalies.append(
                    {
                        "kind": kind,
                        "label": label,
                        "count": count,
                        "names": names,
                        "more": more,
                        "can_grant": kind in GRANT_KINDS,
                    }
                )
        return anomalies

    def _get_handover_names(self, people):
        """People with their former and new managers, such as *Ann Lee: Tom → Sue*."""
        # sudo: managers of other companies have names too.
        appraisals = self._get_handovers().sudo().filtered(lambda each: each.employee_id in people)
        return [
            self.env._(
                "%(person)s: %(former)s → %(new)s",
                person=each.employee_id.name,
                former=each.manager_id.name or self.env._("nobody"),
                new=each.handover_manager_id.name,
            )
            for each in appraisals
        ]

    def action_grant_access(self, kind):
        """Open the dialog that gives portal access to the people, or managers, whom an anomaly concerns.

        :param kind: ``no_user`` or ``no_manager_user``
        """
        self.ensure_one()
        self.check_access("read")
        if kind not in GRANT_KINDS:
            raise UserError(self.env._("There is no such list. Reload the page and try again."))
        people = self.env["hr.employee"].search(self._get_open_anomaly_domains()[kind][1])
        return (people if kind == "no_user" else people.parent_id).action_perf_grant_portal_access()

    def action_view_anomaly(self, kind):
        """Open the people whom an anomaly concerns."""
        self.ensure_one()
        self.check_access("read")
        if not isinstance(kind, str) or kind not in (domains := self._get_open_anomaly_domains()):
            raise UserError(self.env._("There is no such list. Reload the page and try again."))
        label, domain = domains[kind]
        return {
            "type": "ir.actions.act_window",
            "name": f"{self.name}: {label}",
            "res_model": "hr.employee",
            "views": [(False, "list"), (False, "form")],
            "domain": [("id", "in", self.env["hr.employee"].with_context(active_test=False).search(domain).ids)],
            "context": {"active_test": False, "create": False},
        }

    def action_view_step(self, step):
        """Open what one step of the progress counts: appraisals, or the reviews that are still owed.

        :param step: ``all``, ``self``, ``peers``, ``manager``, ``share``, ``sign`` or ``appeal``
        """
        self.ensure_one()
        self.check_access("read")
        Review, Appraisal = "perf_appraisal.perf_appraisal_review_action_hr", "perf_appraisal.perf_appraisal_action"
        owed = [("appraisal_id.cycle_id", "=", self.id), ("appraisal_id.state", "=", "open")]
        owed += [("state", "in", ("invited", "in_progress"))]
        own = [("cycle_id", "=", self.id)]
        steps = {
            "all": (Appraisal, own, self.env._("All appraisals")),
            "self": (Review, [*owed, ("role", "=", "self")], self.env._("Self reviews still missing")),
            "peers": (Appraisal, own, self.env._("Peer reviews still missing")),
            "manager": (Review, [*owed, ("role", "=", "manager")], self.env._("Manager reviews still missing")),
            "share": (
                Appraisal,
                [*own, ("state", "in", ("draft", "open", "calibration"))],
                self.env._("Results not shared yet"),
            ),
            "sign": (Appraisal, [*own, ("state", "=", "shared")], self.env._("Results not signed yet")),
            "appeal": (Appraisal, [*own, ("appeal_state", "=", "open")], self.env._("Open appeals")),
        }
        if not isinstance(step, str) or step not in steps:
            raise UserError(self.env._("There is no such list. Reload the page and try again."))
        xmlid, domain, title = steps[step]
        if step == "peers":
            # Ids: which appraisals they are is known of reviews that the officer need not be able to search.
            owing = self._get_owing_domain(step) & Domain("perf_role", "in", ("manager", "officer"))
            domain = [("id", "in", self.env["perf.appraisal"].search(owing).ids)]
        title = f"{self.name}: {title}"
        # sudo: actions are read by everybody through the menus; the domain is ours.
        action = self.env["ir.actions.actions"].sudo()._for_xml_id(xmlid)
        return {**action, "domain": domain, "context": {"create": False}, "name": title, "display_name": title}
