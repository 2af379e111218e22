import logging

from psycopg2 import OperationalError
from psycopg2.errors import SerializationFailure

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..tools.deadlines import CYCLE_DEADLINES, OWN_DEADLINES, late_deadlines
from ..tools.roles import MANAGER, NOMINATED_ROLES, SELF

_logger = logging.getLogger(__name__)

LAUNCH_BATCH = 2000  # a batch costs some seventy queries, whatever its size
PENDING = Domain("launch_pending", "=", True) & Domain("state", "=", "running")
TRIES = 5


class PerfAppraisalCycle(models.Model):
    """The launch of a cycle: a job in the background that adds people in batches, each of them committed."""

    _inherit = "perf.appraisal.cycle"

    # ------------------------------------------------------------------
    # Before
    # ------------------------------------------------------------------

    def _get_launch_question(self):
        """What the launch means, with how many people it invites, for those who may launch."""
        self.ensure_one()
        self._check_officer()
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
        return "\n".join(filter(None, [invited, *self._get_silence_words(), self._get_overlap_words(), fixed]))

    def _get_silence_words(self):
        """A line for each template with which nobody writes about themselves: that may be meant, or forgotten."""
        self.ensure_one()
        return [
            self.env._(
                "“%(template)s” asks the employee nothing: there is no self review with it.", template=template.name
            )
            for template in self.population_ids.template_id
            if not template._asks(SELF)
        ]

    def _get_overlap_words(self):
        """A line with the names of people who are being appraised for the same time already, empty without any."""
        self.ensure_one()
        found = [anomaly for anomaly in self._get_anomalies() if anomaly["kind"] == "overlap"]
        if not found:
            return ""
        names, more = ", ".join(found[0]["names"]), found[0]["more"]
        if more > 0:
            names = self.env._("%(names)s and %(more)s more", names=names, more=more)
        return self.env._("Being appraised for an overlapping period already: %(names)s.", names=names)

    def _check_launch(self):
        """Refuse a launch that would go wrong, with a sentence that says what to do."""
        self.ensure_one()
        if not self.population_ids or not self.env["hr.employee"].search_count(self._get_people_domain(), limit=1):
            raise UserError(
                self.env._("“%(cycle)s” is a cycle without people. Add a group that covers somebody.", cycle=self.name)
            )
        templates = self.population_ids.template_id
        for template in templates:
            problem = template._get_launch_problem((MANAGER,))
            if problem:
                raise UserError(problem)
        # Some groups of a cycle may do without colleagues, but a day for them needs somebody who is asked.
        if self.peer_deadline and not any(template._asks(role) for template in templates for role in NOMINATED_ROLES):
            raise UserError(
                self.env._(
                    "“%(cycle)s” has a day for peer reviews, but its templates ask peers, reports and people from "
                    "outside nothing: %(templates)s. Add a question for them, or leave that day empty.",
                    cycle=self.name,
                    templates=", ".join(templates.mapped("name")),
                )
            )

    # ------------------------------------------------------------------
    # Progress
    # ------------------------------------------------------------------

    def get_launch_progress(self):
        """How far the launch is, for the bar that moves while it runs.

        :return: dict with ``pending``, ``done``, ``total`` and ``failures``: names of people who could not be added
        """
        self.ensure_one()
        self.check_access("read")
        return {
            "pending": self.launch_pending,
            "done": min(self.launch_done, self.launch_total),
            "total": self.launch_total,
            "failures": sorted((self.launch_failures or {}).values()),
        }

    # ------------------------------------------------------------------
    # Launch job
    # ------------------------------------------------------------------

    def _start_launch_job(self, values):
        """Leave the work to the launch job.

        :param values: further values to set on the cycles
        """
        for cycle in self.sudo():
            # sudo: the state and the job's marks are nobody's to write by hand; rights were checked.
            cycle.write({**values, "launch_pending": True, "launch_failures": False, "launch_done": 0})
            cycle.launch_total = cycle._count_missing_people()
        self.env.ref("perf_appraisal.ir_cron_perf_appraisal_launch").sudo()._trigger()

    @api.model
    def _cron_launch(self, batch=None):
        """Create the appraisals of launched cycles, batch by batch. May be killed and run again at any moment.

        :param batch: how many people at a time
        """
        progress = self.env["ir.cron"]._commit_progress
        pending = self.search(PENDING)
        left = sum(max(cycle.launch_total - cycle.launch_done, 0) for cycle in pending)
        progress(remaining=left + len(pending))
        for cycle in pending:
            while (added := cycle._launch_locked(batch)) is not None:
                if not progress(added):
                    return
            if not progress(1):
                return
        self._look_again()

    @api.model
    def _look_again(self):
        """Come back in a moment to cycles that somebody held, such as another worker, or HR who moves a deadline."""
        if self.search_count(PENDING, limit=1):
            later = fields.Datetime.add(fields.Datetime.now(), minutes=1)
            self.env.ref("perf_appraisal.ir_cron_perf_appraisal_launch")._trigger(later)
            self.env["ir.cron"]._commit_progress()

    def _launch_locked(self, limit=None):
        """Add the next people, unless another worker is at it; the caller commits.

        :param limit: how many at most
        :return: how many, or None when nothing is left to do here
        """
        for _try in range(TRIES):
            try:
                cycle = self.try_lock_for_update(allow_referencing=True).filtered_domain(PENDING)
                if not cycle:
                    return None
                added = cycle._launch_batch(limit)
                if not added:
                    cycle.launch_pending = False
                self.env.flush_all()
                return added or None
            except SerializationFailure:  # another worker has just committed: look again at what is left
                self.env.cr.rollback()
        return None

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
                cycle.launch_done += len(people)
                return len(people)
        return 0

    def _prepare_late_values(self):
        """Deadlines for people who are added when those of the cycle are near or past: dict of values."""
        self.ensure_one()
        today = fields.Date.context_today(self)
        if not self.launched_date or fields.Datetime.context_timestamp(self, self.launched_date).date() >= today:
            return {}
        deadlines = {step: self[name] for step, name in CYCLE_DEADLINES.items()}
        return {OWN_DEADLINES[step]: day for step, day in late_deadlines(deadlines, today).items()}

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
        """Create appraisals and open them: the first one step by step, the others as copies of its rows.

        :param people: ``hr.employee`` recordset
        :param template: snapshot to use
        :return: ``perf.appraisal`` recordset
        """
        first = self.env["perf.appraisal"].create(
            {
                "cycle_id": self.id,
                "employee_id": people[:1].id,
                "template_id": template.id,
                **self._prepare_late_values(),
            }
        )
        first._begin()
        appraisals = first + first._copy_to(people[1:])
        appraisals._get_reviews()._invite()
        return appraisals
