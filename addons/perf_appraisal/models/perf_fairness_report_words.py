from odoo import models
from odoo.tools import float_repr

from ..tools.fairness_raters import FEWEST, GAP, RECENT


class PerfFairnessReport(models.AbstractModel):
    """What the figures of the report mean, each in one calm sentence."""

    _inherit = "perf.fairness.report"

    def _show(self, value):
        """A figure in levels, with its sign where it has one.

        :param value: number
        """
        return float_repr(round(value, 1) + 0.0, 1)

    def _round(self, value, digits=1):
        """A figure as it is sent to the screen, or False.

        :param value: number or None
        """
        return False if value is None else round(float(value), digits) + 0.0

    def _percent(self, value):
        """A share as whole per cent, or False.

        :param value: number or None
        """
        return False if value is None else round(100 * float(value))

    # ------------------------------------------------------------------
    # Raters
    # ------------------------------------------------------------------

    def _prepare_rater(self, row, name, places):
        """The figures of one rater for the screen.

        :param row: dict as of :meth:`_judge`
        :param name: of the person
        :param places: list of dicts as of :meth:`_get_places`
        """
        levels = ("leniency", "low", "high", "median", "spread", "spread_others", "correlation", "told_apart")
        levels += ("told_apart_others", "gap")
        return {
            "id": row["rater_id"],
            "name": name,
            "places": places,
            "people": row["people"],
            "goals": row["goals"] or False,
            "noted": row["noted"] or False,
            "gaps": row["gaps"] or False,
            **{key: self._round(row[key]) for key in levels},
            "one_point": self._percent(row["one_point"]),
            "recent": self._percent(row["recent"]),
            "flags": row["flags"],
            "sentences": self._get_rater_sentences(row, name, places),
        }

    def _get_rater_sentences(self, row, name, places):
        """Each figure of a rater in one sentence: dict key -> text, without those that there is nothing to say of."""
        told = {
            "leniency": self._get_leniency_sentence(row, name),
            "compression": self._get_compression_sentence(row, name),
            "halo": self._get_halo_sentence(row, name),
            "recency": row["recent"] is not None
            and self.env._(
                "On average %(share)s %% of what was noted about the people of %(name)s (%(count)s people) is from the "
                "last quarter of the period; more than %(limit)s %% is worth a look.",
                share=self._percent(row["recent"]),
                name=name,
                count=row["noted"],
                limit=self._percent(RECENT),
            ),
            "gap": row["gap"] is not None
            and self.env._(
                "The %(count)s people of %(name)s with both reviews rate themselves %(gap)s levels above their "
                "manager's review on average; from %(limit)s levels on, up or down, a talk comes first.",
                count=row["gaps"],
                name=name,
                gap=self._show(row["gap"]),
                limit=GAP,
            ),
            "correlation": row["correlation"] is not None
            and self.env._(
                "Ratings of %(name)s and scores of goals go together with %(value)s, where 1 is always and 0 is not at "
                "all (%(count)s people).",
                name=name,
                value=self._show(row["correlation"]),
                count=row["goals"],
            ),
            "places": len(places) > 1
            and self.env._(
                "Counted from who rates highest: %(places)s.",
                places=", ".join(
                    self.env._(
                        "%(place)s of %(count)s in “%(cycle)s”", place=at["place"], count=at["of"], cycle=at["cycle"]
                    )
                    for at in places
                ),
            ),
        }
        return {key: text for key, text in told.items() if text}

    def _get_leniency_sentence(self, row, name):
        """How much higher or lower somebody rates, with the people and the interval."""
        if row["leniency"] is None or row["low"] is None:
            return False
        words = {
            "name": name,
            "count": row["people"],
            "value": self._show(abs(row["leniency"])),
            "low": self._show(row["low"]),
            "high": self._show(row["high"]),
        }
        if row["leniency"] < 0:
            text = self.env._(
                "%(name)s rates %(count)s people %(value)s levels lower than other raters rate theirs; the "
                "true difference lies between %(low)s and %(high)s in 95 of 100 such cases.",
                **words,
            )
        else:
            text = self.env._(
                "%(name)s rates %(count)s people %(value)s levels higher than other raters rate theirs; the "
                "true difference lies between %(low)s and %(high)s in 95 of 100 such cases.",
                **words,
            )
        if row["goals"]:
            return f"{text} {self._get_basis_sentence(row)}"
        return f"{text} {self.env._('No goals were scored, so a strong or weak team looks the same as a rater.')}"

    def _get_basis_sentence(self, row):
        """On how many scores of goals a figure rests."""
        return self.env._("The scores of goals of %(count)s of them are taken into account.", count=row["goals"])

    def _get_compression_sentence(self, row, name):
        """How much of the scale somebody uses."""
        if row["spread"] is None or row["spread_others"] is None:
            return False
        return self.env._(
            "The people of %(name)s lie %(spread)s levels apart, those of others %(others)s, and %(share)s %% of the "
            "answers are on the same level; half the spread or 80 %% on one level is worth a look.",
            name=name,
            spread=self._show(row["spread"]),
            others=self._show(row["spread_others"]),
            share=self._percent(row["one_point"]),
        )

    def _get_halo_sentence(self, row, name):
        """How far somebody tells questions apart."""
        if row["told_apart"] is None or row["told_apart_others"] is None:
            return False
        return self.env._(
            "For one person the questions lie %(own)s apart with %(name)s and %(others)s with others, measured in what "
            "is usual for each question; less than half is worth a look.",
            own=self._show(row["told_apart"]),
            name=name,
            others=self._show(row["told_apart_others"]),
        )

    def _get_rater_answers(self, rows):
        """What came out of each question about raters, in a sentence: dict key -> text.

        :param rows: list of dicts as of :meth:`_judge`, of those who are shown
        """
        total = len(rows)
        counts = {key: sum(bool(row["flags"][key]) for row in rows) for key in rows[0]["flags"]} if rows else {}
        answers = {}
        for key in ("leniency", "compression", "halo", "recency", "gap"):
            count = counts.get(key, 0)
            if not total:
                answers[key] = self.env._("Too few people were rated to show anybody.")
            elif count:
                answers[key] = self.env._("%(count)s of %(total)s raters are worth a look.", count=count, total=total)
            else:
                answers[key] = self.env._("Nothing stands out among %(total)s raters.", total=total)
        if 0 < total < FEWEST and not counts["leniency"]:
            answers["leniency"] = self.env._(
                "Only %(total)s raters: with fewer than %(limit)s nobody can tell a high or low rater from a strong or "
                "weak team.",
                total=total,
                limit=FEWEST,
            )
        return answers

    def _get_agreement_sentence(self, found):
        """What the intraclass correlation says.

        :param found: dict as of ``tools.fairness_raters.intraclass``
        """
        return self.env._(
            "%(one)s %% of the differences between ratings go with who rates rather than with who is rated (ICC(1), "
            "%(raters)s raters, %(people)s people); the mean of a whole team depends on it with %(mean)s %% "
            "(ICC(k)).",
            one=self._percent(found["one"]),
            mean=self._percent(found["mean"]),
            raters=found["raters"],
            people=found["people"],
        )

    # ------------------------------------------------------------------
    # Groups
    # ------------------------------------------------------------------

    def _get_dimension_labels(self):
        """Labels of the dimensions, by key."""
        return {
            "gender": self.env._("Gender"),
            "age": self.env._("Age"),
            "tenure": self.env._("Years in the company"),
            "contract": self.env._("Kind of contract"),
            "part_time": self.env._("Full time or part time"),
            "account": self.env._("Portal or internal user"),
            "location": self.env._("Place of work"),
        }

    def _get_group_labels(self, cells):
        """Labels of groups.

        :param cells: tuples (dimension, group as text or None)
        :return: dict cell -> label
        """
        fixed = {
            **{("gender", key): label for key, label in self._get_selection("hr.version", "sex").items()},
            ("age", "under_30"): self.env._("Under 30"),
            ("age", "30_39"): self.env._("30 to 39"),
            ("age", "40_49"): self.env._("40 to 49"),
            ("age", "50_up"): self.env._("50 and older"),
            ("tenure", "under_2"): self.env._("Under 2 years"),
            ("tenure", "2_4"): self.env._("2 to 4 years"),
            ("tenure", "5_9"): self.env._("5 to 9 years"),
            ("tenure", "10_up"): self.env._("10 years and more"),
            ("part_time", "part"): self.env._("Part time"),
            ("part_time", "full"): self.env._("Full time"),
            ("account", "portal"): self.env._("Portal"),
            ("account", "internal"): self.env._("Internal"),
        }
        for dimension, model in (("contract", "hr.contract.type"), ("location", "hr.work.location")):
            ids = [int(group) for name, group in cells if name == dimension and group]
            # sudo: the names of kinds of contracts and of places
            fixed.update({(dimension, str(each.id)): each.name for each in self.env[model].sudo().browse(ids)})
        return {cell: fixed.get(cell) or self.env._("Not known") for cell in cells}

    def _get_selection(self, model, name):
        """Labels of a selection field: dict value -> label."""
        return dict(self.env[model]._fields[name]._description_selection(self.env))

    def _prepare_group(self, row):
        """A group for the screen.

        :param row: dict as of ``tools.fairness_groups.compare_groups``
        """
        return {
            "rate": self._percent(row["rate"]),
            "ratio": self._round(row["ratio"], 2),
            "p": self._round(row["p"], 3),
            "shortfall": row["shortfall"],
            "best": row["best"],
            "flag": row["flag"],
        }

    def _get_dimension_sentence(self, dimension):
        """What came out of one comparison.

        :param dimension: dict with ``rows`` and ``hidden``
        """
        rows = dimension["rows"]
        if len(rows) < 2:
            return self.env._("Too few to show: fewer than two groups are large enough.")
        best = next((row for row in rows if row["best"]), None)
        flagged = [row for row in rows if row["flag"]]
        if flagged:
            row = max(flagged, key=lambda each: each["shortfall"])
            return self.env._(
                "Worth a look: %(rate)s %% of “%(group)s” are rated in the upper levels, %(top)s %% of “%(best)s”. "
                "%(people)s more people would close the gap to four fifths, and chance alone would hardly do this.",
                rate=row["rate"],
                group=row["label"],
                top=best["rate"],
                best=best["label"],
                people=row["shortfall"],
            )
        if any(row["shortfall"] for row in rows):
            return self.env._("There are differences, but so few people that chance may well explain them.")
        return self.env._("No group is rated in the upper levels much less often than another.")

    def _get_departments_sentence(self, rows, hidden, minimum):
        """What the breakdown by department shows.

        :param rows: departments that are shown
        :param hidden: number of those that are not
        :param minimum: people a cell has at least
        """
        if not rows:
            return self.env._(
                "Too few to show: no department has %(minimum)s people in each group without telling others.",
                minimum=minimum,
            )
        return self.env._(
            "%(count)s departments are shown; %(hidden)s have fewer than %(minimum)s people in a group, or would tell "
            "those of another.",
            count=len(rows),
            hidden=hidden,
            minimum=minimum,
        )
