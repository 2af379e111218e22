from collections import Counter, defaultdict
from itertools import combinations

from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ..tools.fairness_cells import SMALLEST, close_pairs, shown_cells, shown_rows
from ..tools.fairness_groups import compare_groups
from ..tools.fairness_raters import (
    compression,
    halo,
    intraclass,
    leniency,
    recency,
    rest_moments,
    self_gap,
    team_spread,
)

ADMIN = "perf_base.group_perf_admin"
OPEN_REVIEWS = ("invited", "in_progress")
BEFORE = 5  # earlier cycles beside the one that is looked at
LISTED = 200  # raters shown, those who are worth a look first
DIMENSIONS = ("gender", "age", "tenure", "contract", "part_time", "account", "location")


class PerfFairnessReport(models.AbstractModel):
    """Whether ratings say more about who rates, or about a group that somebody belongs to, than about the work.

    Nothing of it is kept: each look counts anew, and is noted. It knows no filters: it is of a whole cycle, in groups
    that are large enough, so that two looks never differ by one person. Nothing follows from it by itself.
    """

    _name = "perf.fairness.report"
    _description = "Fairness Report"

    # ------------------------------------------------------------------
    # For HR administrators
    # ------------------------------------------------------------------

    @api.model
    def get_report(self, cycle_id=None):
        """The report of a cycle, in one request; the look is noted.

        :param cycle_id: id of a ``perf.appraisal.cycle``; without it the latest one that can be looked at
        :return: dict with ``cycles`` to choose from, ``cycle`` (or False), ``message`` (why there is nothing to see, or
            False), ``minimum``, and when there is something what :meth:`_prepare_raters` and
            :meth:`_prepare_dimensions` give
        :raise AccessError: for all but HR administrators of the company of the cycle
        """
        self._check_admin()
        cycles = self._get_cycles()
        cycle = self._get_cycle(cycle_id, cycles)
        report = {
            "cycles": [{"id": each.id, "name": each.name} for each in cycles],
            "cycle": cycle.id,
            "message": self._get_obstacle(cycle),
            "minimum": self._get_minimum(cycle),
        }
        if report["message"]:
            return report
        self.env["perf.fairness.access"]._add(cycle, self.env._("The whole report"))
        return {**report, **self._prepare_raters(cycle), **self._prepare_dimensions(cycle)}

    @api.model
    def get_departments(self, cycle_id, dimension):
        """The groups of one dimension by department, where each is large enough; the look is noted.

        :param cycle_id: id of a ``perf.appraisal.cycle``
        :param dimension: one of ``DIMENSIONS`` that the company has switched on
        :return: dict with ``columns`` (labels), ``rows`` (dicts with ``name`` and ``cells``) and ``sentence``
        :raise AccessError: for all but HR administrators of the company of the cycle
        :raise UserError: the cycle or the dimension can't be looked at
        """
        self._check_admin()
        cycle = self._get_cycle(cycle_id, self._get_cycles())
        message = self._get_obstacle(cycle)
        if message:
            raise UserError(message)
        if dimension not in self._get_dimensions(cycle):
            raise UserError(self.env._("This comparison is switched off for the company. Choose another one."))
        label = self._get_dimension_labels()[dimension]
        self.env["perf.fairness.access"]._add(cycle, self.env._("%(group)s by department", group=label))
        return self._prepare_departments(cycle, dimension)

    # ------------------------------------------------------------------
    # Who, and what
    # ------------------------------------------------------------------

    @api.model
    def _check_admin(self):
        """Refuse everybody but HR administrators."""
        if not self.env.user.has_group(ADMIN):
            raise AccessError(self.env._("Fairness reports are for HR administrators only."))

    def _get_cycles_domain(self):
        """Domain of the cycles that have results: those of the companies that are chosen now."""
        return Domain("state", "in", ("running", "calibration", "closed")) & Domain(
            "company_id", "in", self.env.companies.ids
        )

    def _get_cycles(self):
        """The cycles to choose from, the latest first."""
        return self.env["perf.appraisal.cycle"].search(self._get_cycles_domain(), limit=100)

    def _get_cycle(self, cycle_id, cycles):
        """The cycle to look at, with the reader's own rights.

        :param cycle_id: id as given from outside, or None for the latest that can be looked at
        :param cycles: ``perf.appraisal.cycle`` to choose from
        """
        if cycle_id is None:
            return self._get_default_cycle(cycles)
        cycle = self.env["perf.appraisal.cycle"]
        if isinstance(cycle_id, int) and not isinstance(cycle_id, bool):
            cycle = cycle.search(self._get_cycles_domain() & Domain("id", "=", cycle_id))
        if not cycle:
            raise UserError(self.env._("This cycle can't be looked at. Choose one of the list."))
        return cycle

    def _get_default_cycle(self, cycles):
        """The latest cycle that says something: of enough people if there is one, with all reviews in if there is one.

        :param cycles: ``perf.appraisal.cycle``, the latest first
        """
        # sudo: plain numbers
        groups = (
            self.env["perf.appraisal"]
            .sudo()
            ._read_group([("cycle_id", "in", cycles.ids), ("state", "!=", "cancelled")], ["cycle_id"], ["__count"])
        )
        large = {cycle.id for cycle, count in groups if count >= 2 * SMALLEST}
        waiting = self._get_waiting(cycles)
        return min(cycles, key=lambda each: (each.id in waiting, each.id not in large), default=cycles)

    def _get_waiting(self, cycles):
        """How many managers' reviews are still to come: dict cycle id -> number, without those that have none."""
        # sudo: plain numbers
        groups = (
            self.env["perf.appraisal.review"]
            .sudo()
            ._read_group(
                [
                    ("appraisal_id.cycle_id", "in", cycles.filtered(lambda each: each.state != "closed").ids),
                    ("appraisal_id.state", "in", ("draft", "open", "calibration")),
                    ("role", "=", "manager"),
                    ("state", "in", OPEN_REVIEWS),
                ],
                ["appraisal_id.cycle_id"],
                ["__count"],
            )
        )
        return {cycle.id: count for cycle, count in groups}

    def _get_obstacle(self, cycle):
        """Why there is nothing to see, in a sentence; False when there is."""
        if not cycle:
            return self.env._("Once managers have rated people in a cycle, you see here whether it was done evenly.")
        waiting = self._get_waiting(cycle).get(cycle.id)
        if waiting:
            return self.env._(
                "%(count)s managers' reviews are still to come. The report opens when all are in, so that nobody can "
                "be told from what changes between two looks.",
                count=waiting,
            )
        return False

    def _get_minimum(self, cycle):
        """People that a shown figure is of, at least."""
        # sudo: the setting of the company
        return max(cycle.sudo().company_id.perf_fairness_minimum, SMALLEST)

    def _get_dimensions(self, cycle):
        """The dimensions that the company has switched on, in order."""
        # sudo: the settings of the company
        company = cycle.sudo().company_id
        return [name for name in DIMENSIONS if company[f"perf_fairness_{name}"]]

    # ------------------------------------------------------------------
    # Raters
    # ------------------------------------------------------------------

    def _prepare_raters(self, cycle):
        """What there is to say about those who rate.

        :return: dict with ``raters`` (dicts as of :meth:`_prepare_rater`, those worth a look first), ``raters_hidden``
            and ``raters_more`` (numbers), ``agreement`` and ``answers`` (what came out, a sentence a question)
        """
        earlier = self.env["perf.appraisal.cycle"].search(
            [("company_id", "=", cycle.company_id.id), ("state", "=", "closed"), ("date_to", "<", cycle.date_from)],
            limit=BEFORE,
        )
        minimum = self._get_minimum(cycle)
        by_cycle = defaultdict(list)
        for row in self._count_raters([cycle.id, *earlier.ids]):
            by_cycle[row["cycle_id"]].append(row)
        judged = self._judge(by_cycle[cycle.id], minimum)
        shown = shown_cells({row["rater_id"]: row["people"] for row in judged}, minimum)
        rows = [row for row in judged if row["rater_id"] in shown]
        rows.sort(key=lambda row: (not any(row["flags"].values()), -abs(row["leniency"] or 0)))
        places = self._get_places([cycle, *earlier], by_cycle, minimum)
        # sudo: the names of those who rate
        people = self.env["hr.employee"].sudo().browse([row["rater_id"] for row in rows[:LISTED]])
        raters = [
            self._prepare_rater(row, person.name, places[person.id])
            for row, person in zip(rows[:LISTED], people, strict=True)
        ]
        return {
            "raters": raters,
            "raters_hidden": len(judged) - len(rows),
            "raters_more": len(rows) - len(raters),
            "agreement": self._prepare_agreement(judged, minimum),
            "answers": self._get_rater_answers(rows),
        }

    @api.model
    def _judge(self, rows, minimum=SMALLEST):
        """The raters of one cycle, with what is worth a look.

        :param rows: list of dicts as of :meth:`_count_raters`
        :param minimum: people that a figure is of, at least: those of fewer are left out
        :return: list of dicts with the figures of each rater: plain numbers or None, and ``flags``
        """
        several = [row for row in rows if row["people"] > 1]
        freedom = sum(row["people"] - 1 for row in several)
        inside = sum((row["people"] - 1) * row["deviation"] ** 2 for row in several) / freedom if freedom else 0.0
        usual = inside**0.5, team_spread([(row["mean"], row["people"]) for row in rows], inside**0.5)
        return [self._judge_rater(row, usual, minimum) for row in rows]

    @api.model
    def _judge_rater(self, row, usual, minimum):
        """One rater, see :meth:`_judge`.

        :param usual: tuple: by how much people of a team, and teams, usually differ, in levels
        """
        people = row["people"]
        groups = float(row["all_people"]), row["all_summed"], row["all_squared"]
        found = leniency(people, row["mean"], row["deviation"], groups, usual, 2 * row["goals"] >= people) or {}
        ratings = float(row["all_people"]), row["all_rating_summed"], row["all_rating_squared"]
        _rest, _mean, spread_others = rest_moments(people, row["rating"], row["rating_deviation"], ratings)
        compressed = compression(people, row["rating_deviation"], spread_others, row["one_point"])
        told, told_others = self._get_told_apart(row)
        recent = None if row["recent"] is None else float(row["recent"])
        figures = {
            "people": (people, people),
            "goals": (row["goals"], row["goals"]),
            "leniency": (people, found.get("value")),
            "low": (people, found.get("low")),
            "high": (people, found.get("high")),
            "median": (people, row["median"]),
            "spread": (people, row["rating_deviation"]),
            "spread_others": (people, spread_others),
            "one_point": (people, row["one_point"]),
            "correlation": (row["goals"], row["correlation"]),
            "told_apart": (row["spreads"], told),
            "told_apart_others": (row["spreads"], told_others),
            "noted": (row["noted"], row["noted"]),
            "recent": (row["noted"], recent),
            "gaps": (row["gaps"], row["gaps"]),
            "gap": (row["gaps"], row["gap"]),
        }
        flags = {
            "leniency": people >= minimum and (found.get("flag") or False),
            "compression": people >= minimum and compressed,
            "halo": row["spreads"] >= minimum and halo(row["spreads"], row["criteria"], told, told_others, compressed),
            "recency": row["noted"] >= minimum and recency(row["noted"], recent),
            "gap": row["gaps"] >= minimum and self_gap(row["gaps"], row["gap"]),
        }
        kept = {name: value if count >= minimum else None for name, (count, value) in figures.items()}
        return {"rater_id": row["rater_id"], **kept, "people": people, "raw": row, "flags": flags}

    @api.model
    def _get_told_apart(self, row):
        """How far apart the criteria of a person lie for this rater, and for the others: tuple of numbers or None."""
        rest = float(row["all_spreads"] or 0) - row["spreads"]
        if not row["spreads"] or rest <= 0:
            return row["spread"], None
        return row["spread"], (row["all_spread"] - row["spread"] * row["spreads"]) / rest

    def _get_places(self, cycles, by_cycle, minimum):
        """From which place to which somebody moved: the rank by how high they rate, over cycles.

        :param cycles: list of ``perf.appraisal.cycle``, the latest first
        :param by_cycle: dict cycle id -> list of dicts as of :meth:`_count_raters`
        :return: dict rater id -> list of dicts with ``cycle``, ``place`` and ``of``, the oldest first
        """
        places = defaultdict(list)
        for cycle in reversed(cycles):
            rows = by_cycle[cycle.id]
            shown = shown_cells({row["rater_id"]: row["people"] for row in rows}, minimum)
            for row in rows:
                if row["rater_id"] in shown:
                    place = {"cycle": cycle.name, "place": row["place"], "of": len(rows)}
                    places[row["rater_id"]].append(place)
        return places

    def _prepare_agreement(self, judged, minimum):
        """How much of the differences goes with who rates, or None for too few people."""
        rows = [row["raw"] for row in judged]
        found = intraclass([(row["people"], row["mean"], row["deviation"]) for row in rows])
        if not found or found["people"] < 2 * minimum:
            return False
        shares = {"one": round(100 * found["one"]), "mean": round(100 * found["mean"])}
        return {**shares, "sentence": self._get_agreement_sentence(found)}

    # ------------------------------------------------------------------
    # Groups
    # ------------------------------------------------------------------

    def _prepare_dimensions(self, cycle):
        """How often people of each group are rated in the upper levels.

        :return: dict with ``dimensions``: list of dicts with ``key``, ``label``, ``rows``, ``hidden`` (number of groups
            that are too small) and ``sentence``; and ``off``: labels of those that are switched off
        """
        labels = self._get_dimension_labels()
        names = self._get_dimensions(cycle)
        off = [labels[name] for name in DIMENSIONS if name not in names]
        if not names:
            return {"dimensions": [], "off": off}
        cells, common = self._add_up(names, self._count_groups(cycle.id, names))
        shown = self._get_shown_cells(names, cells, common, self._get_minimum(cycle))
        words = self._get_group_labels(cells)
        dimensions = []
        for name in names:
            own = {cell: cells[cell] for cell in cells if cell[0] == name}
            counts = {cell: own[cell] for cell in own if cell in shown}
            if len(counts) < 2:  # nothing to compare
                counts = {}
            rows = [
                {"key": cell[1], "label": words[cell], "people": counts[cell][1], **self._prepare_group(row)}
                for cell, row in compare_groups(counts).items()
            ]
            rows.sort(key=lambda row: (-row["rate"], row["label"]))
            dimension = {"key": name, "label": labels[name], "rows": rows, "hidden": len(own) - len(rows)}
            dimensions.append({**dimension, "sentence": self._get_dimension_sentence(dimension)})
        return {"dimensions": dimensions, "off": off}

    @api.model
    def _add_up(self, names, rows):
        """Groups, and what two of different dimensions have in common, out of all combinations.

        :param names: list of dimensions
        :param rows: as of :meth:`_count_groups`
        :return: tuple of dict cell -> (people with a good result, people), and dict pair of cells -> people; a cell is
            a tuple of dimension and group
        """
        good_of, people_of, common = Counter(), Counter(), Counter()
        for _department, texts, people, good in rows:
            own = list(zip(names, texts, strict=True))
            for cell in own:
                good_of[cell] += good
                people_of[cell] += people
            for pair in combinations(own, 2):
                common[pair] += people
        return {cell: (good_of[cell], people_of[cell]) for cell in people_of}, common

    @api.model
    def _get_shown_cells(self, names, cells, common, minimum):
        """The cells that may be shown together: none of fewer people can be worked out from them.

        Hiding one of a close pair may leave a single hidden group, so the smallest of its dimension goes as well: it
        is done again until nothing changes.

        :return: set of cells
        """
        hidden = set()
        while True:
            shown = set()
            for name in names:
                sizes = {cell: people for cell, (_good, people) in cells.items() if cell[0] == name}
                shown |= shown_cells(sizes, minimum, hidden & sizes.keys())
            found = close_pairs({cell: cells[cell][1] for cell in shown}, common, minimum)
            if not found:
                return shown
            hidden |= found

    # ------------------------------------------------------------------
    # Departments
    # ------------------------------------------------------------------

    def _prepare_departments(self, cycle, dimension):
        """See :meth:`get_departments`."""
        names, minimum = self._get_dimensions(cycle), self._get_minimum(cycle)
        rows = self._count_groups(cycle.id, names, by_department=True)
        cells, common = self._add_up(names, rows)
        shown = self._get_shown_cells(names, cells, common, minimum)
        words = self._get_group_labels(cells)
        columns = sorted((cell for cell in shown if cell[0] == dimension), key=lambda cell: words[cell])
        by_department = defaultdict(list)
        for row in rows:
            by_department[row[0]].append(row)
        parts = {department: self._add_up(names, own) for department, own in by_department.items()}
        barred = {
            department
            for department, (own, both) in parts.items()
            if close_pairs({cell: people for cell, (_good, people) in own.items()}, both, minimum)
        }
        table = {
            department: {cell: people for cell, (_good, people) in own.items()}
            for department, (own, _both) in parts.items()
        }
        kept = shown_rows(table, columns, minimum, barred) if columns else set()
        # sudo: the names of departments
        departments = self.env["hr.department"].sudo().browse([each for each in kept if each]).sorted("complete_name")
        found = [
            {
                "id": department.id,
                "name": department.name,
                "cells": [
                    {"people": people, "rate": round(100 * good / people)}
                    for good, people in (parts[department.id][0][cell] for cell in columns)
                ],
            }
            for department in departments
        ]
        return {
            "columns": [words[cell] for cell in columns],
            "rows": found,
            "hidden": len(table) - len(found),
            "sentence": self._get_departments_sentence(found, len(table) - len(found), minimum),
        }
