from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..tools.metric import MetricWindow
from ..tools.period import earlier_periods
from ..tools.realism import CROWD, ENOUGH, PERIODS, History, realism, summary, trim

LEAST_DAYS = 7  # length of a period from which on figures of earlier ones are comparable
MOST_PEERS = 100  # colleagues in the same job who are compared with

LABELS = [
    ("reached", "Already reached"),
    ("ordinary", "Ordinary"),
    ("stretch", "Stretch"),
    ("beyond", "Beyond anything seen"),
]


class PerfGoalKeyResultRealism(models.AbstractModel):
    """How realistic a measured target is, by what the person and colleagues in the same job reached before."""

    _name = "perf.goal.key.result.realism"
    _description = "Realism of Key Results"

    realism = fields.Selection(
        LABELS,
        compute="_compute_realism",
        help="The target beside earlier periods of the same length. Already reached: in each of them. Ordinary: in at "
        "least half of them. Stretch: in fewer, or by colleagues only. Beyond anything seen: by nobody so far.",
    )
    realism_text = fields.Text(string="How Realistic?", compute="_compute_realism")

    @api.depends(
        "metric_id",
        "target_value",
        "currency_id",
        "goal_id.date_start",
        "goal_id.date_end",
        "goal_id.employee_id",
        "goal_id.department_id",
        "goal_id.level",
        "goal_id.state",
    )
    @api.depends_context("lang", "uid")
    def _compute_realism(self):
        histories = self._get_histories()
        for result in self:
            history = histories.get(result)
            lower = result.target_value < result.start_value
            result.realism = bool(history) and realism(result.target_value, history, lower)
            result.realism_text = result._get_realism_text(history) if history else False

    # ------------------------------------------------------------------
    # Figures of earlier periods
    # ------------------------------------------------------------------

    def _has_history(self):
        """Whether earlier periods can be measured, and still help to choose the target."""
        goal = self.goal_id
        is_dated = goal.date_start and goal.date_end and (goal.date_end - goal.date_start).days + 1 >= LEAST_DAYS
        return (
            is_dated and goal.state in ("draft", "proposed") and self.metric_id and self.metric_id.sudo()._is_periodic()
        )

    def _get_histories(self):
        """What was reached in earlier periods: dict key result -> ``History``, in one query a metric.

        :return: only key results whose earlier periods can be measured
        """
        concerned = self.goal_id._get_concerned()
        results = self.filtered(lambda result: result.goal_id in concerned and result._has_history())
        histories = {}
        for metric, group in results.grouped("metric_id").items():
            histories |= group._get_histories_of(metric)
        return histories

    def _get_histories_of(self, metric):
        """Those of key results with the same metric."""
        # sudo: the figures of the owner are shown to readers of the goal; those of colleagues only as those of a crowd.
        people = self.sudo()._get_department_people()
        peers = self.sudo()._get_peers()
        windows = {}
        for result in self.sudo():
            for window in [*result._list_own_windows(people), *result._list_peer_windows(peers.get(result, ()))]:
                windows[window.key] = window
        try:
            with self.env.cr.savepoint(flush=False):  # nothing is written, and what is being typed stays
                found = metric.sudo()._measure_windows(list(windows.values()))
        except UserError:
            return {}  # a metric that can't be measured says so at its own place
        return {result: result._make_history(found, peers.get(result.sudo(), ())) for result in self}

    def _list_own_windows(self, people):
        """What is measured of whom the goal is about, in each earlier period."""
        rest = self.goal_id.company_id._origin.id, self._get_window_currency()
        employees = self._get_measured_ids(people)
        return [
            MetricWindow((self, step), employees, start, end, *rest)
            for step, (start, end) in enumerate(self._get_earlier_periods())
        ]

    def _list_peer_windows(self, peer_ids):
        """What is measured of colleagues; the same for all who share them."""
        currency = self._get_window_currency()
        return [
            MetricWindow((peer_id, start, end, currency), (peer_id,), start, end, None, currency)
            for peer_id in peer_ids
            for start, end in self._get_earlier_periods()
        ]

    def _get_earlier_periods(self):
        return earlier_periods(self.goal_id.date_start, self.goal_id.date_end, PERIODS)

    def _get_peers(self):
        """Colleagues in the same job and company: dict key result -> tuple of employee ids."""
        individual = self.filtered(lambda result: result.goal_id.level == "individual")
        owners = individual.goal_id.employee_id._origin
        jobs = {owner.id: (owner.job_id.id, owner.company_id.id) for owner in owners if owner.job_id}
        groups = self.env["hr.employee"]._read_group(
            Domain("job_id", "in", [job for job, _company in jobs.values()])
            & Domain("company_id", "in", owners.company_id.ids),
            ["job_id", "company_id"],
            ["id:array_agg"],
        )
        by_job = {(job.id, company.id): sorted(ids) for job, company, ids in groups}
        return {
            result: tuple(
                peer
                for peer in by_job.get(jobs.get(result.goal_id.employee_id._origin.id), ())
                if peer != result.goal_id.employee_id._origin.id
            )[:MOST_PEERS]
            for result in individual
        }

    def _make_history(self, found, peer_ids):
        """The figures of one key result: those of colleagues only when enough of them have some."""
        result = self.sudo()
        periods, currency = result._get_earlier_periods(), result._get_window_currency()
        own = trim([found[result, step] for step in range(len(periods))])
        peers = [trim([found[peer, start, end, currency] for start, end in periods]) for peer in peer_ids]
        known = [values for values in peers if values]
        crowd = tuple(value for values in known for value in values) if len(known) >= CROWD else ()
        return History(own, crowd)

    # ------------------------------------------------------------------
    # Words
    # ------------------------------------------------------------------

    def _prepare_realism_values(self):
        """What a page shows of the realism of this target: dict of plain values."""
        self.ensure_one()
        return {
            "name": self.name or self.metric_id.name or "",
            "label": dict(self._fields["realism"]._description_selection(self.env)).get(self.realism, ""),
            "lines": (self.realism_text or "").split("\n"),
        }

    def _get_realism_text(self, history):
        """The label in words, with the figures behind it."""
        return "\n".join(filter(None, [self._get_realism_sentence(history), *self._get_history_sentences(history)]))

    def _get_realism_sentence(self, history):
        sentences = {
            "reached": self.env._("Reached in each earlier period: it asks for nothing new."),
            "ordinary": self.env._("Reached in at least half of the earlier periods."),
            "stretch": self.env._("Reached seldom so far: within reach, with effort."),
            "beyond": self.env._("Beyond anything seen so far. Say under “Why it matters” what will be different."),
        }
        if self.realism:
            return sentences[self.realism]
        count = len(history.own) + len(history.peers)
        if not count:
            return self.env._("No earlier figures yet, so there is nothing to compare the target with.")
        return self.env._(
            "Only %(count)s earlier figures, %(enough)s are needed to compare with.", count=count, enough=ENOUGH
        )

    def _get_history_sentences(self, history):
        """The figures themselves, with their units."""
        goal = self.goal_id
        if history.own:
            name = goal._get_owner_name() or self.env._("The owner")
            values = self._add_unit(", ".join(self._format_number(value) for value in history.own))
            yield self.env._("%(name)s, the latest period first: %(values)s.", name=name, values=values)
        if history.peers:
            count, low, middle, high = summary(history.peers)
            yield self.env._(
                "Colleagues in the same job, in %(count)s periods: %(middle)s in the middle, from %(low)s to %(high)s.",
                count=count,
                low=self._format_number(low),
                middle=self._format_number(middle),
                high=self._format_value(high),
            )
