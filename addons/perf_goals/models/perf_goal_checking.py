import math

from odoo import fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_date

from ..tools.numbers import parse_number
from ..tools.progress import is_far, needs_talk

BACKDATE_DAYS = 7  # how far back a check-in may be dated
FIRST_CONFIDENCE = 7  # what the slider stands at before the first check-in


class PerfGoalChecking(models.AbstractModel):
    """How people say how a goal is going, and what is done with what they say."""

    _name = "perf.goal.checking"
    _description = "Check-ins on Goals"

    def check_in(self, values):
        """Say how an active goal is going. The owner does so; a manager or HR officer can for people without access.

        :param values: dict with ``confidence`` (0-10, required), ``note``, ``date`` (default today; not before the last
            news, not in the future, and at most a week back), ``lines`` (dict key result id -> current value; key
            results that are left out keep theirs) and ``progress`` (0-100, only for goals that have no key results and
            don't follow others)
        :return: id of the check-in
        """
        self.ensure_one()
        self._require_checkin()
        vals, lines = self._parse_checkin(values)
        goal = self.sudo()
        old = {result: result.current_value for result in lines}
        for result, value in lines.items():
            result.current_value = value
        if "progress" in vals:
            goal.manual_progress = vals.pop("progress")
        goal.last_checkin_date = vals["date"]
        goal.confidence = vals["confidence"]
        checkin = goal.env["perf.goal.checkin"].create(
            {
                **vals,
                "goal_id": goal.id,
                "progress": goal.progress,
                "author_id": self.env.user.partner_id.id,
                "line_ids": [
                    fields.Command.create({"key_result_id": result.id, "old_value": old[result], "value": value})
                    for result, value in lines.items()
                ],
            }
        )
        goal._update_needs_talk()
        return checkin.id

    def _parse_checkin(self, values):
        """The values of a check-in as they are stored.

        :return: values of the check-in, dict of key result (in sudo) -> number
        :raise ValidationError: says which value can't be used
        """
        if not isinstance(values, dict):
            raise ValidationError(self.env._("A check-in is a set of named values."))
        vals = {
            "date": self._parse_checkin_date(values.get("date")),
            "confidence": self._parse_confidence(values.get("confidence")),
            "note": values.get("note") or False,
        }
        if vals["note"] and not isinstance(vals["note"], str):
            raise ValidationError(self.env._("Write in words what changed."))
        lines = self._parse_checkin_lines(values.get("lines") or {})
        if (
            values.get("progress") not in (None, False, "")
            and self._is_checked_in_by_hand()
            and not self.key_result_ids
        ):
            vals["progress"] = self._parse_checkin_progress(values["progress"])
        return vals, lines

    def _parse_checkin_progress(self, value):
        progress = self._parse_number(value, self._fields["progress"]._description_string(self.env))
        if not 0 <= progress <= 100:
            raise ValidationError(self.env._("Progress goes from 0 to 100 %. Enter a number in between."))
        return progress

    def _parse_checkin_date(self, value):
        today = fields.Date.context_today(self.with_context(tz=self.env.user.tz or "UTC"))  # not the caller's choice
        try:
            day = fields.Date.to_date(value or today)
        except (ValueError, TypeError):
            raise ValidationError(self.env._("The date of the check-in is no date. Choose one.")) from None
        first = self._get_first_checkin_date(today)
        if not first <= day <= today:
            raise ValidationError(
                self.env._(
                    "A check-in can be dated from %(first)s to today: not before the last news about the goal, and at "
                    "most %(days)s days back. Choose a day in between.",
                    first=format_date(self.env, first),
                    days=BACKDATE_DAYS,
                )
            )
        return day

    def _get_first_checkin_date(self, today):
        """The earliest day a check-in can have, so that nobody rewrites a period that is over."""
        return min(today, max(self._get_news_date(), fields.Date.subtract(today, days=BACKDATE_DAYS)))

    def _parse_confidence(self, value):
        try:
            confidence = parse_number(value)
        except ValueError:
            confidence = -1.0
        if not confidence.is_integer() or not 0 <= confidence <= 10:
            raise ValidationError(self.env._("Say how confident you are, from 0 to 10."))
        return int(confidence)

    def _parse_checkin_lines(self, lines):
        """Values by key result; a list of dicts with ``key_result_id`` and ``value`` is understood as well."""
        # sudo: values of the agreed key results are written by this method only, once the right to do so is checked.
        results = {result.id: result for result in self._get_typed_results()}
        try:
            if not isinstance(lines, dict):
                lines = {line["key_result_id"]: line["value"] for line in lines}
            found = {results[int(key)]: value for key, value in lines.items()}
        except (KeyError, TypeError, ValueError):
            raise ValidationError(self.env._("A value does not belong to a key result of this goal.")) from None
        numbers = {result: self._parse_number(value, result.name) for result, value in found.items()}
        for result, number in numbers.items():
            result._check_range(number)
        return numbers

    def _get_typed_results(self):
        """Key results whose values are said at check-ins rather than measured; in sudo, for those who may check in."""
        return self.sudo().key_result_ids.filtered(lambda result: not result.metric_id)

    def _get_shown_confidence(self):
        """What the slider of the check-in sheet stands at."""
        return self.confidence if self.last_checkin_date else FIRST_CONFIDENCE

    def _review_checkin(self, values, confidence):
        """Look through a check-in before it is saved, as the sheets do.

        :param values: as of :meth:`check_in`
        :param confidence: what the sheet showed before anything was typed
        :return: list of texts, one for each value that is so far from the last one that it may be a slip
        :raise UserError: when nothing changed and nothing is said
        """
        self._require_checkin()
        vals, lines = self._parse_checkin(values)
        moved = {result: value for result, value in lines.items() if not math.isclose(value, result.current_value)}
        progress = vals.get("progress", self.progress)
        has_moved = bool(moved) or not math.isclose(progress, self.progress, abs_tol=0.06)
        if not has_moved and not (vals["note"] or "").strip() and vals["confidence"] == confidence:
            raise UserError(
                self.env._(
                    "Nothing has changed yet. Change a value or how confident you are, or write how it is going."
                )
            )
        doubts = [
            self.env._(
                "%(name)s: from %(old)s to %(new)s",
                name=result.name,
                old=result._format_value(result.current_value),
                new=result._format_value(value),
            )
            for result, value in moved.items()
            if result._is_far(value)
        ]
        if is_far(self.progress / 100, progress / 100):
            doubts.append(self.env._("From %(old)s %% to %(new)s %%", old=round(self.progress), new=round(progress)))
        return doubts

    def _parse_number(self, value, label):
        try:
            return parse_number(value)
        except ValueError:
            raise ValidationError(self.env._("Enter a number for “%(name)s”.", name=label)) from None

    def _update_needs_talk(self):
        """Tell the manager when confidence is low or falling. Called in sudo after a check-in."""
        self.ensure_one()
        last = self.env["perf.goal.checkin"].search([("goal_id", "=", self.id)], limit=3)
        wanted = needs_talk([checkin.confidence for checkin in reversed(last)])
        if wanted and not self.needs_talk:
            self._schedule_for_managers(
                "perf_goals.mail_activity_type_talk", self.env._("Talk about how this goal is going")
            )
        elif self.needs_talk and not wanted:
            self._unschedule("perf_goals.mail_activity_type_talk")
        self.needs_talk = wanted
