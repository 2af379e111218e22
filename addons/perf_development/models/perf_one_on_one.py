from datetime import UTC, datetime, timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import format_date, format_datetime

# What one of the two may write; everything else follows from the steps. The version only says what was read.
EDITABLE = {"start", "duration", "shared_notes", "notes_version", "my_note", "item_ids", "action_ids"}
# Set by the steps alone; the values that a new 1-on-1 has.
PROTECTED = {
    "state": "planned",
    "calendar_event_id": False,
    "notes_version": 0,
    "moved_count": 0,
    "moved_to_id": False,
}
MIN_DURATION, MAX_DURATION = 5 / 60, 8
SCOPES = ("self_only", "future_events")


class PerfOneOnOne(models.Model):
    """One conversation of a manager and somebody below them, planned or held.

    Only the two of them read it: no HR officer, no administrator, no manager above, nobody who takes over. So its one
    record rule is global, it has no chatter, and nothing that others read links to it.
    """

    _name = "perf.one.on.one"
    _description = "1-on-1"
    _inherit = ["hr.mixin", "perf.text.mixin"]
    _order = "start desc, id desc"
    _rec_names_search = ["manager_id", "employee_id"]

    # Who
    manager_id = fields.Many2one("hr.employee", required=True, index=True, ondelete="restrict")
    employee_id = fields.Many2one("hr.employee", required=True, index=True, ondelete="restrict")
    is_mine = fields.Boolean(string="Mine", compute="_compute_is_mine", search="_search_is_mine")
    my_side = fields.Selection(
        [("manager", "Manager"), ("employee", "Employee"), ("none", "None")], compute="_compute_is_mine"
    )

    # When
    start = fields.Datetime(required=True, index=True)
    duration = fields.Float(string="Length (hours)", required=True, default=0.5, aggregator=None)
    stop = fields.Datetime(string="End", compute="_compute_stop", store=True, readonly=True)
    repeat = fields.Selection(
        [
            ("none", "Once"),
            ("weekly", "Every week"),
            ("biweekly", "Every two weeks"),
            ("monthly", "Every month"),
            ("other", "As in the calendar"),
        ],
        string="How Often",
        compute="_compute_repeat",
        readonly=False,
        help="A series runs for about a year; it can be changed in the calendar.",
    )
    series_note = fields.Char(compute="_compute_repeat")
    series_zone_note = fields.Char(compute="_compute_repeat")
    calendar_event_id = fields.Many2one(
        "calendar.event", readonly=True, copy=False, index="btree_not_null", ondelete="set null"
    )

    # What
    state = fields.Selection(
        [("planned", "Planned"), ("done", "Done"), ("cancelled", "Cancelled")],
        string="Status",
        required=True,
        default="planned",
        readonly=True,
        copy=False,
        group_expand=True,
    )
    item_ids = fields.One2many("perf.one.on.one.item", "one_on_one_id", string="Agenda")
    open_item_count = fields.Integer(string="Open", compute="_compute_open_item_count")
    moved_count = fields.Integer(string="Points Moved On", readonly=True, copy=False, aggregator=None)
    moved_to_id = fields.Many2one(
        "perf.one.on.one",
        string="Moved to",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="The 1-on-1 to which the points moved that were not talked about here.",
    )
    moved_note = fields.Char(compute="_compute_moved_note")
    shared_notes = fields.Text(copy=False, help="What you both want to remember. You both write here.")
    notes_version = fields.Integer(readonly=True, copy=False, aggregator=None)
    my_note = fields.Text(
        string="My Private Notes", compute="_compute_my_note", inverse="_inverse_my_note", help="Only you read it."
    )
    action_ids = fields.One2many("perf.one.on.one.action", "one_on_one_id", string="Actions")
    earlier_action_ids = fields.Many2many(
        "perf.one.on.one.action", string="Still Open from Earlier", compute="_compute_earlier_action_ids"
    )
    reader_note = fields.Char(compute="_compute_reader_note")
    can_finish = fields.Boolean(compute="_compute_can_finish", help="Whether its day has come.")

    _pair_start_idx = models.Index("(employee_id, manager_id, state, start)")
    _two_people = models.Constraint("CHECK(manager_id <> employee_id)", "A 1-on-1 takes two people.")
    _duration_positive = models.Constraint("CHECK(duration >= 0)", "A 1-on-1 can't end before it begins.")

    # ------------------------------------------------------------------
    # Computed fields
    # ------------------------------------------------------------------

    @api.depends("manager_id", "employee_id")
    @api.depends_context("uid")
    def _compute_is_mine(self):
        own = set(self.env["perf.reporting.line"]._get_own_employee_ids())
        for meeting in self:
            side = "none"
            if meeting.manager_id._origin.id in own:
                side = "manager"
            elif meeting.employee_id._origin.id in own:
                side = "employee"
            meeting.my_side = side
            meeting.is_mine = side != "none"

    @api.model
    def _search_is_mine(self, operator, value):
        if operator not in ("in", "not in"):
            return NotImplemented
        own = self.env["perf.reporting.line"]._get_own_employee_ids()
        mine = Domain("manager_id", "in", own) | Domain("employee_id", "in", own)
        return mine if (True in value) == (operator == "in") else ~mine

    @api.depends("start")
    @api.depends_context("uid")
    def _compute_can_finish(self):
        zone = self._get_my_zone()
        today = datetime.now(zone).date()
        for meeting in self:
            meeting.can_finish = bool(meeting.start) and self._to_local(meeting.start, zone).date() <= today

    @api.depends("start", "duration")
    def _compute_stop(self):
        for meeting in self:
            meeting.stop = meeting.start and meeting.start + timedelta(minutes=round((meeting.duration or 0) * 60))

    @api.depends("calendar_event_id.recurrence_id")
    @api.depends_context("lang")
    def _compute_repeat(self):
        for meeting in self:
            # sudo: the rhythm of the own series, which portal users can't read from the calendar
            recurrence = meeting.calendar_event_id.sudo().recurrence_id
            meeting.repeat = meeting._get_repeat(recurrence)
            meeting.series_note = recurrence.name or False
            meeting.series_zone_note = recurrence.event_tz and self.env._(
                "Times follow the clock of %(zone)s.", zone=recurrence.event_tz
            )

    @api.depends("manager_id", "employee_id")
    @api.depends_context("uid")
    def _compute_display_name(self):
        for meeting in self:
            name = meeting._get_other().name
            meeting.display_name = self.env._("1-on-1 with %(person)s", person=name) if name else self.env._("1-on-1")

    @api.depends("item_ids.done")
    def _compute_open_item_count(self):
        groups = self.env["perf.one.on.one.item"]._read_group(
            [("one_on_one_id", "in", self.ids), ("done", "=", False)], ["one_on_one_id"], ["__count"]
        )
        counts = {meeting.id: count for meeting, count in groups}
        for meeting in self:
            meeting.open_item_count = counts.get(meeting._origin.id, 0)

    @api.depends("state", "moved_count", "moved_to_id.start", "item_ids.done")
    @api.depends_context("uid", "lang")
    def _compute_moved_note(self):
        zone = self._get_my_zone()
        for meeting in self:
            meeting.moved_note = meeting.state != "planned" and meeting._get_moved_text(zone)

    def _get_moved_text(self, zone):
        """What became of the points that were not ticked, in words; False when all were.

        :param zone: time zone of the reader
        """
        self.ensure_one()
        count = self.moved_count
        if count and self.moved_to_id:
            day = format_date(self.env, self._to_local(self.moved_to_id.start, zone).date())
            return (
                self.env._("1 point moved to %(day)s.", day=day)
                if count == 1
                else self.env._("%(count)s points moved to %(day)s.", count=count, day=day)
            )
        if count:
            return self.env._("What was not talked about moved to a later 1-on-1.")
        return bool(self.open_item_count) and self.env._("What is not ticked waits for the next 1-on-1.")

    @api.depends_context("uid")
    def _compute_my_note(self):
        notes = self.env["perf.one.on.one.note"].search(
            [("one_on_one_id", "in", self._origin.ids), ("is_author", "=", True)]
        )
        texts = {note.one_on_one_id.id: note.body for note in notes}
        for meeting in self:
            meeting.my_note = texts.get(meeting._origin.id, False)

    def _inverse_my_note(self):
        for meeting in self:
            meeting._keep_my_note(meeting.my_note)

    @api.depends("manager_id", "employee_id", "action_ids.done")
    def _compute_earlier_action_ids(self):
        Action = self.env["perf.one.on.one.action"]
        actions = Action.search(
            [
                ("done", "=", False),
                ("one_on_one_id.manager_id", "in", self.manager_id._origin.ids),
                ("one_on_one_id.employee_id", "in", self.employee_id._origin.ids),
            ]
        )
        by_pair = actions.grouped(lambda action: action.one_on_one_id._get_pair())
        for meeting in self:
            found = by_pair.get(meeting._get_pair(), Action)
            meeting.earlier_action_ids = found.filtered(
                lambda action, meeting=meeting: (
                    action.one_on_one_id != meeting._origin
                    and (not meeting.start or action.one_on_one_id.start <= meeting.start)
                )
            )

    @api.depends("manager_id", "employee_id")
    @api.depends_context("uid")
    def _compute_reader_note(self):
        for meeting in self:
            name = meeting._get_other().name
            meeting.reader_note = (
                self.env._("Read by you and %(person)s only. Not by HR, not by other managers.", person=name)
                if name
                else self.env._("Read by the two of you only. Not by HR, not by other managers.")
            )

    def _get_other(self):
        """The one of the two who is not the current user.

        :return: ``hr.employee`` in sudo, empty for anybody else
        """
        self.ensure_one()
        # sudo: the name of the other one, which portal users can't read from employees
        people = {"manager": self.employee_id.sudo(), "employee": self.manager_id.sudo()}
        return people.get(self.my_side, self.env["hr.employee"])

    def _get_me(self):
        """The one of the two who is the current user: ``hr.employee`` in sudo, empty for anybody else."""
        self.ensure_one()
        # sudo: who I am is no secret to me
        people = {"manager": self.manager_id.sudo(), "employee": self.employee_id.sudo()}
        return people.get(self.my_side, self.env["hr.employee"])

    def _get_pair(self):
        """Ids of the manager and the employee, by which meetings of the same two people belong together."""
        self.ensure_one()
        return self.manager_id._origin.id, self.employee_id._origin.id

    # ------------------------------------------------------------------
    # Planning and writing
    # ------------------------------------------------------------------

    @api.model
    def default_get(self, fields):
        """A manager plans with their people, everybody else with their manager."""
        values = super().default_get(fields)
        me = self.env.user._perf_employee()
        if "manager_id" in fields and not values.get("manager_id"):
            values["manager_id"] = (me if me.child_ids or values.get("employee_id") else me.parent_id).id
        if "employee_id" in fields and not values.get("employee_id") and values.get("manager_id") != me.id:
            values["employee_id"] = me.id
        return values

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            pairs = self._check_pairs(vals_list)
            vals_list = [
                {**self._prepare_planned_values(vals), "manager_id": manager_id, "employee_id": employee_id}
                for vals, (manager_id, employee_id) in zip(vals_list, pairs, strict=True)
            ]
        repeats = [vals.get("repeat") or "none" for vals in vals_list]
        meetings = super().create(
            [{name: value for name, value in vals.items() if name != "repeat"} for vals in vals_list]
        )
        # sudo: the calendar belongs to internal users, and whoever got here may plan this 1-on-1
        meetings.sudo()._plan_events(repeats)
        meetings.sudo()._carry_over()
        return meetings

    def write(self, vals):
        if self.env.su:
            return super().write(vals)
        self.check_access("write")
        self._refuse_protected(vals.keys() - EDITABLE)
        vals = self._prepare_notes_values(vals)
        moved = {"start", "duration"} & vals.keys()
        if moved:
            self._check_planned()
            self._check_times(vals)
        result = super().write(vals)
        if moved:
            self.sudo()._push_times()  # sudo: portal users have no calendar; the 1-on-1 is theirs
        return result

    @api.model
    def _prepare_planned_values(self, vals):
        """The values of a new 1-on-1: whatever only the steps may set is at its start.

        :param vals: values as given to ``create``
        :return: dict
        """
        vals = dict(vals)
        asked = {name for name, value in PROTECTED.items() if vals.get(name) and vals[name] != value}
        self._refuse_protected(asked | {"stop"} & vals.keys())
        if vals.get("repeat") and vals["repeat"] not in self._fields["repeat"].get_values(self.env):
            raise UserError(self.env._("Choose how often you want to talk."))
        self._check_times(vals)
        return {**vals, **PROTECTED}

    def _refuse_protected(self, names):
        """Refuse values that only the steps may set, and people chosen anew."""
        known = [self._fields[name]._description_string(self.env) for name in names if name in self._fields]
        if known:
            raise UserError(
                self.env._(
                    "%(fields)s can't be set directly. Plan a new 1-on-1, or use Done, Move or Cancel.",
                    fields=", ".join(sorted(known)),
                )
            )

    @api.model
    def _check_times(self, vals):
        """Refuse a start or a length that can't be meant."""
        if "start" in vals:
            self._check_coming(self._to_start(vals["start"]))
        if "duration" in vals:
            self._to_duration(vals["duration"])

    @api.model
    def _check_coming(self, start):
        """Refuse a start before today, the day of the current user. What moves in the calendar is followed anyway.

        :param start: datetime in UTC
        :raise UserError: that day is over
        """
        zone = self._get_my_zone()
        if self._to_local(start, zone).date() < datetime.now(zone).date():
            raise UserError(self.env._("That time is over. Choose a time from today on."))

    @api.model
    def _to_start(self, value):
        """A start that somebody gave, as a datetime in UTC.

        :raise UserError: it is none
        """
        try:
            start = fields.Datetime.to_datetime(value)
        except (ValueError, TypeError):
            start = None
        if not isinstance(start, datetime):
            raise UserError(self.env._("Choose the day and the time."))
        self._check_typed_values({"start": start})
        return start

    @api.model
    def _to_duration(self, value):
        """A length that somebody gave, in hours.

        :raise UserError: it is none, or too short or long for a conversation
        """
        try:
            hours = float(value)
        except (ValueError, TypeError):
            hours = 0
        if not MIN_DURATION - 1e-6 <= hours <= MAX_DURATION:
            raise UserError(self.env._("A 1-on-1 takes between 5 minutes and 8 hours. Choose another length."))
        return hours

    @api.model
    def _check_pairs(self, vals_list):
        """Refuse 1-on-1s of people who are not a manager with somebody below, or an employee with the own manager.

        :param vals_list: values as given to ``create``
        :return: list of pairs of the ids of manager and employee
        :raise AccessError: the current user may not plan this one
        :raise UserError: the people can't meet
        """
        pairs = [self._get_wanted_pair(vals) for vals in vals_list]
        ids = {employee_id for pair in pairs for employee_id in pair}
        # sudo: whether they exist, are active and report to each other; what the user may plan is checked here
        people = {person.id: person for person in self.env["hr.employee"].sudo().browse(ids).exists()}
        lines = self.env["perf.reporting.line"].sudo()
        found = lines.search([("manager_id", "in", list(ids)), ("employee_id", "in", list(ids))])
        depths = {(line.manager_id.id, line.employee_id.id): line.depth for line in found}
        own = set(self.env["perf.reporting.line"]._get_own_employee_ids())
        for pair in pairs:
            manager, employee = (people.get(employee_id) for employee_id in pair)
            depth = depths.get(pair, 0)
            if not ((pair[0] in own and depth) or (pair[1] in own and depth == 1)):
                raise AccessError(
                    self.env._("You can plan 1-on-1s with the people who report to you, and with your own manager.")
                )
            if not (manager.active and employee.active):
                raise UserError(self.env._("One of the two does not work here any more. Choose somebody else."))
            if manager == employee or (manager.user_id and manager.user_id == employee.user_id):
                raise UserError(self.env._("A 1-on-1 takes two people. Choose somebody else."))
        return pairs

    @api.model
    def _get_wanted_pair(self, vals):
        """Ids of the manager and the employee in values for ``create``; the one that is missing is the current user."""
        ids = [vals.get(name) or self.env.context.get(f"default_{name}") for name in ("manager_id", "employee_id")]
        if not all(isinstance(employee_id, int) for employee_id in ids):
            defaults = self.default_get(["manager_id", "employee_id"])
            ids = [defaults.get("manager_id"), defaults.get("employee_id")] if not any(ids) else ids
        if any(ids):
            ids = [employee_id or self.env.user._perf_employee().id for employee_id in ids]
        if not all(isinstance(employee_id, int) and not isinstance(employee_id, bool) for employee_id in ids):
            raise UserError(self.env._("Choose the person whom you want to talk with."))
        return tuple(ids)

    def _check_planned(self):
        """Refuse to move or end what was held or cancelled already."""
        if any(meeting.state != "planned" for meeting in self):
            raise UserError(self.env._("This 1-on-1 was held or cancelled already. Plan a new one."))

    # ------------------------------------------------------------------
    # Notes
    # ------------------------------------------------------------------

    def _prepare_notes_values(self, vals):
        """Values with the next version of the notes, when the notes are written on the newest that there is.

        :param vals: values as given to ``write``
        :raise UserError: the other one wrote meanwhile
        """
        vals = dict(vals)
        read = vals.pop("notes_version", None)
        if "shared_notes" not in vals:
            return vals
        if any(meeting.notes_version != read for meeting in self):
            raise UserError(self._get_conflict_text())
        return {**vals, "notes_version": read + 1}

    def _get_conflict_text(self):
        """The sentence for somebody whose notes come too late."""
        return self.env._(
            "The notes changed since you opened them. Nothing was overwritten: keep your text, read what is new, "
            "and save again."
        )

    def save_notes(self, text, version):
        """Save the shared notes, if nobody wrote since the version that was read. Nothing is overwritten.

        :param text: the whole text
        :param version: ``notes_version`` as it was when the text was read
        :return: dict with ``saved`` (bool), ``version`` and ``text`` as they are now, and ``message`` for people
        """
        self.ensure_one()
        self.check_access("write")
        if version != self.notes_version:
            return {
                "saved": False,
                "version": self.notes_version,
                "text": self.shared_notes or "",
                "message": self._get_conflict_text(),
            }
        text = text.strip() if isinstance(text, str) else ""
        if text != (self.shared_notes or ""):
            self.write({"shared_notes": text or False, "notes_version": version})
        return {"saved": True, "version": self.notes_version, "text": text, "message": self.env._("Saved")}

    def save_my_note(self, text):
        """Keep the private note of the current user about this 1-on-1; nobody else sees whether there is one.

        :param text: the whole text; empty deletes it
        """
        self.ensure_one()
        self.check_access("write")
        self._keep_my_note(text)
        return True

    def _keep_my_note(self, text):
        """Create, change or delete the current user's note."""
        self.ensure_one()
        Note = self.env["perf.one.on.one.note"]
        note = Note.search([("one_on_one_id", "=", self.id), ("is_author", "=", True)], limit=1)
        text = text.strip() if isinstance(text, str) else ""
        if note and text:
            note.body = text
        elif note:
            note.unlink()
        elif text:
            Note.create({"one_on_one_id": self.id, "body": text})
        self.invalidate_recordset(["my_note"])

    # ------------------------------------------------------------------
    # Steps
    # ------------------------------------------------------------------

    def action_done(self):
        """It was held. What was not ticked goes to the next 1-on-1 of the two."""
        self.check_access("write")
        self._check_planned()
        now = datetime.now(UTC)
        for meeting in self:
            # sudo: the time zone of the current user, an employee
            zone = meeting._get_me()._get_perf_timezone()
            if meeting.start.replace(tzinfo=UTC).astimezone(zone).date() > now.astimezone(zone).date():
                raise UserError(
                    self.env._("It is planned for a later day. When you have talked, move it to today, then finish it.")
                )
        self.sudo().write({"state": "done"})  # sudo: the two may finish it, but nobody writes the state
        self.sudo()._carry_over()
        return True

    def action_held_today(self):
        """It was held today, before its day: move it to today, and finish it."""
        self.ensure_one()
        self.check_access("write")
        self._check_planned()
        if not self.can_finish:
            now = datetime.now(self._get_my_zone()).replace(microsecond=0)
            midnight = now.replace(hour=0, minute=0, second=0)
            start = max(now - timedelta(hours=self.duration), midnight).astimezone(UTC).replace(tzinfo=None)
            self.action_move(start - timedelta(seconds=start.second))
        return self.action_done()

    def action_open_held(self):
        """Open the dialog that asks whether it was held today already."""
        return self.env["perf.one.on.one.change"]._get_action(self, "held")

    def action_reopen(self):
        """It was not held yet: back to planned."""
        self.check_access("write")
        if any(meeting.state != "done" for meeting in self):
            raise UserError(self.env._("Only a 1-on-1 that is done can be opened again."))
        self.sudo().write({"state": "planned"})  # sudo: as in action_done
        return True

    def action_cancel(self, scope="self_only"):
        """It won't be held; the other one gets word, and what was not ticked goes to the next 1-on-1 of the two.

        :param scope: ``self_only``, or ``future_events`` for this one and all later ones of the series
        """
        self.check_access("write")
        self._check_planned()
        self._check_scope(scope)
        self.sudo()._cancel_events(scope)  # sudo: portal users have no calendar; the 1-on-1 is theirs
        return True

    def action_move(self, start, duration=None, scope="self_only"):
        """Move it to another time; the other one gets word.

        :param start: new start, in UTC
        :param duration: new length in hours; as it is when left out
        :param scope: ``self_only``, or ``future_events`` for this one and all later ones of the series
        """
        self.ensure_one()
        self.check_access("write")
        self._check_planned()
        self._check_scope(scope)
        start = self._to_start(start)
        if start != self.start:
            self._check_coming(start)
        hours = self.duration if duration is None else self._to_duration(duration)
        self.sudo()._move_event(start, hours, scope)  # sudo: portal users have no calendar; the 1-on-1 is theirs
        return True

    @api.model
    def _check_scope(self, scope):
        """Refuse a scope that nobody offers."""
        if scope not in SCOPES:
            raise ValidationError(self.env._("Choose whether you mean this one, or this one and all later ones."))

    def action_apply_template(self, template_id):
        """Put the talking points of a template on the agenda; those that stand there already are left out.

        :param template_id: id of a ``perf.one.on.one.template``
        """
        self.ensure_one()
        self.check_access("write")
        self._check_planned()
        template = self.env["perf.one.on.one.template"].search(
            [("id", "=", template_id if isinstance(template_id, int) else 0)], limit=1
        )
        if not template:
            raise UserError(self.env._("Choose a template of talking points."))
        known = {item.name for item in self.item_ids}
        last = max(self.item_ids.mapped("sequence"), default=0)
        items = self.env["perf.one.on.one.item"].create(
            [
                {"one_on_one_id": self.id, "name": line.name, "sequence": last + number}
                for number, line in enumerate(template.line_ids, start=1)
                if line.name not in known
            ]
        )
        items.sudo().from_template = True  # sudo: nobody says so by hand
        return True

    def action_open_change(self):
        """Open the dialog that moves it, or the series from here on."""
        return self.env["perf.one.on.one.change"]._get_action(self, "move")

    def action_open_cancel(self):
        """Open the dialog that cancels it, or the series from here on."""
        return self.env["perf.one.on.one.change"]._get_action(self, "cancel")

    def action_open_template(self):
        """Open the dialog that puts talking points on the agenda."""
        return self.env["perf.one.on.one.change"]._get_action(self, "template")

    # ------------------------------------------------------------------
    # What is still open
    # ------------------------------------------------------------------

    @api.model
    def _get_next_domain(self):
        """Domain of the 1-on-1s that are still to come."""
        return Domain("state", "=", "planned") & Domain("stop", ">", fields.Datetime.now())

    def _carry_over(self):
        """Move what was not ticked, of the pairs of these meetings, to the next one that each pair has planned.

        Without a planned one it stays where it is, and moves as soon as there is one. Called in sudo.
        """
        pair_domain = Domain("manager_id", "in", self.manager_id.ids) & Domain(
            "employee_id", "in", self.employee_id.ids
        )
        coming = self.search(self._get_next_domain() & pair_domain, order="start, id")
        following = {pair: meetings[0] for pair, meetings in coming.grouped(lambda each: each._get_pair()).items()}
        open_items = self.env["perf.one.on.one.item"].search(
            [
                ("done", "=", False),
                ("one_on_one_id.state", "!=", "planned"),
                ("one_on_one_id.manager_id", "in", self.manager_id.ids),
                ("one_on_one_id.employee_id", "in", self.employee_id.ids),
            ]
        )
        for origin, items in open_items.grouped("one_on_one_id").items():
            target = following.get(origin._get_pair())
            if target:
                items._move_to(target)

    @api.model
    def _get_when_text(self, start, employee):
        """A start in the words and the time zone of a person."""
        return format_datetime(self.env, start, tz=str(employee._get_perf_timezone()), dt_format="short")
