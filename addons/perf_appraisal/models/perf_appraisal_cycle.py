import logging

from psycopg2 import OperationalError

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

_logger = logging.getLogger(__name__)

LAUNCH_BATCH = 100
# In the order in which they come.
DEADLINE_FIELDS = ("self_deadline", "peer_deadline", "manager_deadline", "calibration_deadline", "share_deadline")
NAMES_SHOWN = 5
# Anomalies that end when people get a login: their own, or that of their manager.
GRANT_KINDS = ("no_user", "no_manager_user")

# Fields that only actions and the launch job set.
PROTECTED_FIELDS = {"state", "launch_pending", "launch_failures", "cancel_reason", "launched_date"}
# Fields that stay as they are once people are being appraised on them.
LAUNCHED_FIELDS = {"company_id", "date_from", "date_to", "population_ids"}


class PerfAppraisalCycle(models.Model):
    """A round of appraisals: whom it covers, the period that is looked at, and until when each step is due."""

    _name = "perf.appraisal.cycle"
    _description = "Appraisal Cycle"
    _inherit = ["perf.text.mixin"]
    _order = "date_to desc, id desc"

    name = fields.Char(required=True, translate=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company, ondelete="restrict"
    )
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("running", "Running"),
            ("calibration", "Calibration"),
            ("closed", "Closed"),
            ("cancelled", "Cancelled"),
        ],
        default="draft",
        required=True,
        readonly=True,
        index=True,
        copy=False,
    )
    cancel_reason = fields.Text(readonly=True, copy=False)

    # Period and deadlines
    date_from = fields.Date(string="Period From", required=True, help="First day of the work that is looked at.")
    date_to = fields.Date(string="Period To", required=True, help="Last day of the work that is looked at.")
    self_deadline = fields.Date(string="Self Reviews Until", required=True)
    peer_deadline = fields.Date(
        string="Peer Reviews Until",
        help="For peers, reports and people from outside. Left empty: as for managers.",
    )
    manager_deadline = fields.Date(string="Manager Reviews Until", required=True)
    calibration_deadline = fields.Date(string="Calibrated Until", help="Leave empty without calibration.")
    share_deadline = fields.Date(string="Results Shared Until", required=True)

    # People
    population_ids = fields.One2many("perf.appraisal.population", "cycle_id", string="Who Takes Part", copy=True)
    people_count = fields.Integer(string="People", compute="_compute_people_count")
    appraisal_ids = fields.One2many("perf.appraisal", "cycle_id", string="Appraisals")
    anomalies = fields.Json(
        string="Worth a Look", compute="_compute_anomalies", help="People for whom something is missing or doubled."
    )

    # Launch job
    launched_date = fields.Datetime(readonly=True, copy=False)
    launch_pending = fields.Boolean(string="Being Launched", readonly=True, copy=False, index="btree_not_null")
    launch_failures = fields.Json(readonly=True, copy=False)

    # Progress
    appraisal_count = fields.Integer(string="Number of Appraisals", compute="_compute_progress")
    self_done_count = fields.Integer(string="Self Reviews In", compute="_compute_progress")
    self_count = fields.Integer(string="Self Reviews", compute="_compute_progress")
    manager_done_count = fields.Integer(string="Manager Reviews In", compute="_compute_progress")
    shared_count = fields.Integer(string="Results Shared", compute="_compute_progress")
    signed_count = fields.Integer(string="Signed Off", compute="_compute_progress")
    appeal_count = fields.Integer(string="Open Appeals", compute="_compute_progress")
    progress = fields.Float(compute="_compute_progress", aggregator="avg", help="Share of the steps that are done.")

    _period_order = models.Constraint(
        "CHECK(date_from <= date_to)", "The period ends before it begins. Correct its first or its last day."
    )

    # ------------------------------------------------------------------
    # Computes
    # ------------------------------------------------------------------

    @api.depends("population_ids.domain", "company_id")
    def _compute_people_count(self):
        for cycle in self:
            cycle.people_count = cycle._count_people()

    @api.depends("appraisal_ids.state", "appraisal_ids.review_ids.state")
    def _compute_progress(self):
        states = self._count_states()
        reviews = self._count_reviews()
        for cycle in self:
            by_state = states.get(cycle._origin.id, {})
            by_review = reviews.get(cycle._origin.id, {})
            appraisals = sum(by_state.values())
            closed = by_state.get("acknowledged", 0) + by_state.get("closed", 0)
            cycle.appraisal_count = appraisals
            cycle.self_count = sum(count for (role, _state), count in by_review.items() if role == "self")
            cycle.self_done_count = by_review.get(("self", "submitted"), 0)
            cycle.manager_done_count = by_review.get(("manager", "submitted"), 0)
            cycle.shared_count = by_state.get("shared", 0) + closed
            cycle.signed_count = closed
            steps = cycle.self_count + 3 * appraisals
            done = cycle.self_done_count + cycle.manager_done_count + cycle.shared_count + cycle.signed_count
            cycle.progress = done / steps * 100 if steps else 0.0
        appeals = self.env["perf.appraisal"]._read_group(
            [("cycle_id", "in", self.ids), ("appeal_state", "=", "open")], ["cycle_id"], ["__count"]
        )
        counts = {cycle.id: count for cycle, count in appeals}
        for cycle in self:
            cycle.appeal_count = counts.get(cycle._origin.id, 0)

    def _count_states(self):
        """Number of appraisals by state, without cancelled ones: dict cycle id -> dict state -> count."""
        # sudo: plain numbers, which include the officer's own appraisal.
        groups = (
            self.env["perf.appraisal"]
            .sudo()
            ._read_group(
                [("cycle_id", "in", self.ids), ("state", "!=", "cancelled")], ["cycle_id", "state"], ["__count"]
            )
        )
        result = {}
        for cycle, state, count in groups:
            result.setdefault(cycle.id, {})[state] = count
        return result

    def _count_reviews(self):
        """Number of reviews by role and state: dict cycle id -> dict (role, state) -> count."""
        # sudo: plain numbers, which include the reviews about the officer.
        groups = (
            self.env["perf.appraisal.review"]
            .sudo()
            ._read_group(
                [
                    ("appraisal_id.cycle_id", "in", self.ids),
                    ("appraisal_id.state", "!=", "cancelled"),
                    ("state", "!=", "expired"),
                ],
                ["appraisal_id.cycle_id", "role", "state"],
                ["__count"],
            )
        )
        result = {}
        for cycle, role, state, count in groups:
            result.setdefault(cycle.id, {})[role, state] = count
        return result

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
            "overlap": (
                self.env._("Already being appraised for an overlapping period"),
                people & Domain("id", "in", busy.subselect("employee_id")),
            ),
        }

    def _get_anomalies(self):
        """Anomalies with how many people and whom they concern.

        :return: list of dicts with ``kind``, ``label``, ``count`` and ``names`` (the first few)
        """
        Employee = self.env["hr.employee"].with_context(active_test=False)
        anomalies = []
        for kind, (label, domain) in self._get_anomaly_domains().items():
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

    def action_grant_access(self, kind):
        """Open the dialog that gives portal access to the people, or managers, whom an anomaly concerns.

        :param kind: ``no_user`` or ``no_manager_user``
        """
        self.ensure_one()
        self.check_access("read")
        if kind not in GRANT_KINDS:
            raise UserError(self.env._("There is no such list. Reload the page and try again."))
        people = self.env["hr.employee"].search(self._get_anomaly_domains()[kind][1])
        return (people if kind == "no_user" else people.parent_id).action_perf_grant_portal_access()

    def action_view_anomaly(self, kind):
        """Open the people whom an anomaly concerns."""
        self.ensure_one()
        self.check_access("read")
        if kind not in (domains := self._get_anomaly_domains()):
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

        :param step: ``all``, ``self``, ``manager``, ``share``, ``sign`` or ``appeal``
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
            "manager": (Review, [*owed, ("role", "=", "manager")], self.env._("Manager reviews still missing")),
            "share": (
                Appraisal,
                [*own, ("state", "in", ("draft", "open", "calibration"))],
                self.env._("Results not shared yet"),
            ),
            "sign": (Appraisal, [*own, ("state", "=", "shared")], self.env._("Results not signed yet")),
            "appeal": (Appraisal, [*own, ("appeal_state", "=", "open")], self.env._("Open appeals")),
        }
        if step not in steps:
            raise UserError(self.env._("There is no such list. Reload the page and try again."))
        xmlid, domain, title = steps[step]
        title = f"{self.name}: {title}"
        # sudo: actions are read by everybody through the menus; the domain is ours.
        action = self.env["ir.actions.actions"].sudo()._for_xml_id(xmlid)
        return {**action, "domain": domain, "context": {"create": False}, "name": title, "display_name": title}

    # ------------------------------------------------------------------
    # Checks
    # ------------------------------------------------------------------

    @api.constrains("date_to", *DEADLINE_FIELDS)
    def _check_deadlines(self):
        for cycle in self:
            deadlines = [cycle[name] for name in DEADLINE_FIELDS if cycle[name]]
            if sorted(deadlines) != deadlines:
                raise ValidationError(
                    self.env._(
                        "The deadlines of “%(cycle)s” are out of order. "
                        "Self reviews come first, then peers, the managers' reviews, calibration, and the results.",
                        cycle=cycle.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su and any(PROTECTED_FIELDS & vals.keys() for vals in vals_list):
            raise UserError(self.env._("A cycle starts as a draft. Create it, then launch it."))
        context = {key: value for key, value in self.env.context.items() if key[8:] not in PROTECTED_FIELDS}
        cycles = super(PerfAppraisalCycle, self.with_context(context)).create(vals_list)
        return self.browse(cycles.ids)

    def write(self, vals):
        if not self.env.su:
            if PROTECTED_FIELDS & vals.keys():
                raise UserError(self.env._("The state of a cycle changes by launching, closing or cancelling it."))
            if LAUNCHED_FIELDS & vals.keys() and any(cycle.state != "draft" for cycle in self):
                raise UserError(
                    self.env._("Period, company and people stay as they were at the launch. You can move deadlines.")
                )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_launched(self):
        if any(cycle.state != "draft" for cycle in self):
            raise UserError(self.env._("A cycle that was launched is kept for the record. Cancel it instead."))

    def copy_data(self, default=None):
        vals_list = super().copy_data(default)
        if "name" not in (default or {}):
            for cycle, vals in zip(self, vals_list, strict=True):
                vals["name"] = self.env._("%(cycle)s (copy)", cycle=cycle.name)
        return vals_list

    def _check_officer(self):
        """HR officers of the company only; also for callers of the external API."""
        self.check_access("write")

    # ------------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------------

    def action_launch(self):
        """Start the cycle. Returns at once: a job invites people in the background.

        With ``perf_confirm`` in the context, ask first; what is missing is said before that question.
        """
        self._check_officer()
        for cycle in self:
            if cycle.state != "draft":
                raise UserError(self.env._("“%(cycle)s” was launched already.", cycle=cycle.name))
            cycle._check_launch()
        if self.env.context.get("perf_confirm"):
            self.ensure_one()
            return self.env["perf.appraisal.confirm"]._open(
                self, "action_launch", self.env._("Launch the cycle"), self._get_launch_question()
            )
        self._start_launch_job({"state": "running", "launched_date": fields.Datetime.now()})
        return True

    def action_add_newcomers(self):
        """Invite people who belong to the cycle by now, and those whom the launch could not add."""
        self._check_officer()
        if any(cycle.state != "running" for cycle in self):
            raise UserError(self.env._("Only a running cycle can take in more people."))
        self._start_launch_job({})
        return True

    def _start_launch_job(self, values):
        """Leave the work to the launch job.

        :param values: further values to set on the cycles
        """
        # sudo: the state and the job's marks are nobody's to write by hand; rights were checked.
        self.sudo().write({**values, "launch_pending": True, "launch_failures": False})
        self.env.ref("perf_appraisal.ir_cron_perf_appraisal_launch").sudo()._trigger()

    def _get_launch_question(self):
        """What the launch means, with how many people it invites."""
        self.ensure_one()
        count = self._count_people()
        invited = (
            self.env._("1 person will be appraised; they and their manager are invited to write their reviews.")
            if count == 1
            else self.env._(
                "%(count)s people will be appraised; they and their managers are invited to write their reviews.",
                count=count,
            )
        )
        fixed = self.env._("Template and people stay as they are from then on; deadlines can still be moved.")
        return f"{invited}\n{fixed}"

    def _check_launch(self):
        """Refuse a launch that would go wrong, with a sentence that says what to do."""
        self.ensure_one()
        if not self.population_ids or not self.env["hr.employee"].search_count(self._get_people_domain(), limit=1):
            raise UserError(
                self.env._("“%(cycle)s” is a cycle without people. Add a group that covers somebody.", cycle=self.name)
            )
        for template in self.population_ids.template_id:
            problem = template._get_launch_problem()
            if problem:
                raise UserError(problem)

    def action_close(self):
        """End the cycle: results that were shared are closed, signed or not."""
        self._check_officer()
        for cycle in self:
            if cycle.state not in ("running", "calibration"):
                raise UserError(self.env._("“%(cycle)s” is not running.", cycle=cycle.name))
            # sudo: the count includes the officer's own appraisal, whatever its state.
            appraisals = self.env["perf.appraisal"].sudo().search([("cycle_id", "=", cycle.id)])
            owed = appraisals.filtered(lambda each: each.state in ("draft", "open", "calibration"))
            if owed or cycle.launch_pending:
                raise UserError(
                    self.env._(
                        "%(count)s appraisals of “%(cycle)s” are not shared yet. Share or cancel them first.",
                        count=len(owed) or self.env._("Some"),
                        cycle=cycle.name,
                    )
                )
            appraisals.filtered(lambda each: each.state in ("shared", "acknowledged"))._set_state("closed")
        self.sudo().write({"state": "closed"})
        return True

    def action_cancel(self, reason):
        """Stop the cycle: appraisals that were not shared are cancelled, results that were shared stay.

        :param reason: why, in words
        """
        self._check_officer()
        reason = self.env["perf.appraisal.log"]._check_reason(reason)
        for cycle in self:
            if cycle.state not in ("draft", "running", "calibration"):
                raise UserError(self.env._("“%(cycle)s” has ended already.", cycle=cycle.name))
            # sudo: the officer's own appraisal is cancelled with the others.
            appraisals = (
                self.env["perf.appraisal"]
                .sudo()
                .search([("cycle_id", "=", cycle.id), ("state", "in", ("draft", "open", "calibration"))])
            )
            appraisals._set_state("cancelled", reason)
        self.sudo().write({"state": "cancelled", "cancel_reason": reason, "launch_pending": False})
        return True

    # ------------------------------------------------------------------
    # Launch job
    # ------------------------------------------------------------------

    @api.model
    def _cron_launch(self, batch=None):
        """Create the appraisals of launched cycles, batch by batch. May be killed and run again at any moment."""
        batch = batch or LAUNCH_BATCH
        commit = self.env["ir.cron"]._commit_progress
        for cycle in self.search([("launch_pending", "=", True), ("state", "=", "running")]):
            commit(remaining=cycle._count_missing_people() + 1)
            while created := cycle._launch_batch(batch):
                if not commit(created):
                    return
            cycle.launch_pending = False
            if not commit(1):
                return

    def _count_missing_people(self):
        """How many people the launch still has to add."""
        self.ensure_one()
        return self.env["hr.employee"].sudo().search_count(self._get_people_domain() & self._get_missing_domain())

    def _get_missing_domain(self):
        """Domain of the employees who have no appraisal in this cycle, apart from those who could not be added."""
        there = self.env["perf.appraisal"].sudo()._search([("cycle_id", "=", self.id)])
        failed = [int(key) for key in (self.launch_failures or {})]
        return Domain("id", "not in", there.subselect("employee_id")) & Domain("id", "not in", failed)

    def _launch_batch(self, limit=None):
        """Create the next appraisals of this cycle, each with its reviews, in one transaction.

        :param limit: how many at most
        :return: how many people were dealt with; 0 when the launch is complete
        """
        self.ensure_one()
        # sudo: the job works for the whole population, whoever runs it.
        cycle = self.sudo().with_company(self.company_id)
        for population in cycle.population_ids:
            people = (
                self.env["hr.employee"]
                .sudo()
                .search(
                    cycle._get_company_domain() & population._get_people_domain() & cycle._get_missing_domain(),
                    limit=limit or LAUNCH_BATCH,
                    order="id",
                )
            )
            if people:
                cycle._add_people(people, population.template_id._get_snapshot(cycle))
                return len(people)
        return 0

    def _add_people(self, people, template):
        """Create and open the appraisals of these people; one that fails is reported and skipped.

        :param people: ``hr.employee`` recordset without an appraisal in this cycle
        :param template: snapshot to use
        """
        try:
            with self.env.cr.savepoint():
                self._create_appraisals(people, template)
            return
        except OperationalError:  # a conflict with another transaction: the whole batch runs again
            raise
        except Exception:
            if len(people) > 1:
                for person in people:
                    self._add_people(person, template)
                return
            _logger.warning("No appraisal for employee %s in cycle %s", people.id, self.id, exc_info=True)
        self.launch_failures = {**(self.launch_failures or {}), str(people.id): people.name}

    def _create_appraisals(self, people, template):
        """Create appraisals and open them.

        :param people: ``hr.employee`` recordset
        :param template: snapshot to use
        :return: ``perf.appraisal`` recordset
        """
        appraisals = self.env["perf.appraisal"].create(
            [
                {
                    "cycle_id": self.id,
                    "employee_id": person.id,
                    "template_id": template.id,
                    "manager_id": person._perf_get_appraiser().id,
                }
                for person in people
            ]
        )
        appraisals._open()
        return appraisals
