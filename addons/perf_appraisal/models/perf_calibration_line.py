from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import format_datetime

from ..tools.steps import get_roles
from .perf_appraisal import OPEN_STATES, search_lines
from .perf_appraisal_potential import POTENTIALS
from .perf_calibration_vote import VOTES

# What somebody may say about a row, see ``action_change``.
CHANGE_KEYS = {"level_id", "level_reason", "potential", "potential_reason", "evidence"}


class PerfCalibrationLine(models.Model):
    """One person in a calibration session: the level that was proposed, and the one that was decided on.

    Neither the person nor those whom the person leads ever see the row, whoever they are in the session.
    """

    _name = "perf.calibration.line"
    _description = "Person in a Calibration Session"
    _inherit = ["perf.employee.mixin"]
    _order = "calibration_id desc, id"
    _rec_name = "employee_id"

    calibration_id = fields.Many2one(
        "perf.calibration", string="Session", required=True, readonly=True, index=True, ondelete="restrict"
    )
    appraisal_id = fields.Many2one("perf.appraisal", required=True, readonly=True, index=True, ondelete="restrict")
    employee_id = fields.Many2one(related="appraisal_id.employee_id", store=True, precompute=True, index=True)
    manager_id = fields.Many2one(related="appraisal_id.manager_id", store=True, precompute=True, index=True)

    # Level
    suggested_level_id = fields.Many2one("perf.rating.level", readonly=True, ondelete="restrict")
    original_level_id = fields.Many2one(
        "perf.rating.level", string="Proposed Level", required=True, readonly=True, ondelete="restrict"
    )
    calibrated_level_id = fields.Many2one("perf.rating.level", required=True, readonly=True, ondelete="restrict")
    level_reason = fields.Text(
        string="Reason for the Level", readonly=True, help="The person reads it with the result."
    )
    original_reason = fields.Text(string="Manager's Reason", readonly=True)

    # Potential
    original_potential = fields.Selection(POTENTIALS, string="Proposed Potential", readonly=True)
    calibrated_potential = fields.Selection(POTENTIALS, readonly=True)
    potential_reason = fields.Text(string="Reason for the Potential", readonly=True, help="The person never reads it.")

    # The last change
    version = fields.Integer(readonly=True, default=0, aggregator=None, help="Counts the changes of this row.")
    changed_user_id = fields.Many2one("res.users", string="Changed by", readonly=True, ondelete="restrict")
    changed_date = fields.Datetime(string="Changed On", readonly=True)

    vote_ids = fields.One2many(
        "perf.calibration.vote", "line_id", string="Votes", readonly=True, search=search_lines("vote_ids")
    )
    is_own_or_above = fields.Boolean(
        compute="_compute_is_own_or_above",
        search="_search_is_own_or_above",
        help="Whether the row is about yourself or somebody who leads you: then it is hidden from you.",
    )

    _session_appraisal_uniq = models.UniqueIndex("(calibration_id, appraisal_id)")

    @api.depends("employee_id")
    def _compute_display_name(self):
        for line in self:
            # sudo: the name of the person is no secret to whoever may read the row.
            line.display_name = line.sudo().employee_id.name or ""

    @api.depends("employee_id")
    @api.depends_context("uid")
    def _compute_is_own_or_above(self):
        hidden = self._get_hidden_employee_ids()
        for line in self:
            line.is_own_or_above = line.sudo().employee_id.id in hidden

    @api.model
    def _search_is_own_or_above(self, operator, value):
        if operator != "in" or list(value) not in ([True], [False]):
            return NotImplemented
        domain = Domain("employee_id", "in", list(self._get_hidden_employee_ids()))
        return domain if list(value) == [True] else ~domain

    @api.model
    def _get_hidden_employee_ids(self):
        """Whose rows the current user never sees: their own, those who lead them at any level, and their reviewers.

        :return: set of employee ids
        """
        own = self.env["perf.reporting.line"]._get_own_employee_ids()
        # sudo: only to leave rows out; who leads the current user is no secret to them.
        above = self.env["perf.reporting.line"].sudo().search([("employee_id", "in", own)]).manager_id
        reviewers = (
            self.env["perf.appraisal"]
            .sudo()
            .search([("employee_id", "in", own), ("state", "in", OPEN_STATES), ("manager_id", "!=", False)])
            .manager_id
        )
        return {*own, *above.ids, *reviewers.ids}

    # ------------------------------------------------------------------
    # Steps
    # ------------------------------------------------------------------

    def _check_step(self, action):
        """Refuse a step on this row that is not the current user's, or not possible now; see ``tools/steps.py``.

        :param action: name of the step
        :raise AccessError: it is for others to take
        :raise UserError: it can't be taken now, or not by somebody so close to the person
        """
        self.ensure_one()
        self.check_access("read")
        session = self.calibration_id
        parts = session._get_parts()
        if not parts & get_roles(self._name, action):
            who = self.env._("facilitators") if action == "action_change" else self.env._("participants")
            raise AccessError(self.env._("This is for the %(who)s of “%(name)s” to do.", who=who, name=session.name))
        if not parts & get_roles(self._name, action, session.state):
            raise UserError(
                self.env._("Levels change while the session is open. Reload the page to see where it stands.")
                if action == "action_change"
                else self.env._("The time for reading and voting is over. Say it in the session.")
            )
        # sudo: only the state of an appraisal whose row the current user sees.
        if self.sudo().appraisal_id.state != "calibration":
            raise UserError(self.env._("This appraisal has left the session: it was cancelled. Reload the page."))

    def action_vote(self, vote, note=""):
        """Say what one thinks of a proposed level, as a participant before the session.

        :param vote: ``agree``, ``question`` or ``prefer_not``; False to take it back
        :param note: a sentence for the facilitators
        """
        self.ensure_one()
        self._check_step("action_vote")
        if self._is_reviewed_by_me():
            raise UserError(self.env._("You proposed this level yourself. Vote on the others."))
        if vote and (not isinstance(vote, str) or vote not in dict(VOTES)):
            raise UserError(self.env._("Choose one of the three answers."))
        if note and not isinstance(note, str):
            raise UserError(self.env._("The note must be a text."))
        # sudo: votes are written by the suite only; part, state and values were checked.
        votes = self.env["perf.calibration.vote"].sudo()
        votes._check_typed_values({"note": note or ""})
        mine = votes.search([("line_id", "=", self.id), ("user_id", "=", self.env.uid)])
        values = {"vote": vote, "note": (note or "").strip()}
        if not vote:
            mine.unlink()
        elif mine:
            mine.write(values)
        else:
            votes.create({"line_id": self.id, "user_id": self.env.uid, **values})
        return True

    def _is_reviewed_by_me(self):
        """Whether the current user is the one who proposed the level."""
        self.ensure_one()
        # sudo: only whether the reviewing manager is the current user.
        return self.sudo().manager_id.user_id == self.env.user

    def action_change(self, values, version):
        """Decide on another level or potential, as a facilitator in the open session.

        :param values: dict with some of ``level_id``, ``level_reason`` (the person reads it with the result),
            ``potential``, ``potential_reason`` (the person never reads it), and ``evidence``, the key of one of
            :meth:`get_evidence`
        :param version: the version of the row that the facilitator looked at: when somebody changed it meanwhile,
            nothing is overwritten
        :return: the new version
        """
        self.ensure_one()
        self._check_step("action_change")
        if self.perf_role == "manager" or self._is_reviewed_by_me():
            raise UserError(self.env._("You review or lead this person. Another facilitator decides about the row."))
        if not isinstance(values, dict) or values.keys() - CHANGE_KEYS:
            raise UserError(self.env._("Choose a level or a potential, and say why."))
        # sudo: rows are written by the suite only; part and state were checked, values are below.
        line = self.sudo()
        line.calibration_id._touch()
        if version != line.version:
            raise UserError(line._get_conflict())
        changes = [change for change in (line._read_level(values), line._read_potential(values)) if change]
        if not changes:
            raise UserError(self.env._("Nothing is different. Choose another level or potential first."))
        evidence = line._read_evidence(values.get("evidence"), any(change["kind"] == "level" for change in changes))
        new = {name: value for change in changes for name, value in change.pop("values").items()}
        line.write(
            {
                **new,
                "version": line.version + 1,
                "changed_user_id": self.env.uid,
                "changed_date": fields.Datetime.now(),
            }
        )
        names = {"calibration_id": line.calibration_id.id, "line_id": line.id, "person_name": line.employee_id.name}
        self.env["perf.calibration.log"]._add([{**names, **change, **evidence} for change in changes])
        return line.version

    def _get_conflict(self):
        """What to say to a facilitator who looked at an older version of the row. Called in sudo."""
        self.ensure_one()
        return self.env._(
            "%(who)s changed %(person)s at %(time)s: “%(level)s” now. Nothing was overwritten; look at it first.",
            who=self.changed_user_id.name or self.env._("Somebody"),
            person=self.employee_id.name,
            time=format_datetime(self.env, self.changed_date, dt_format="short") if self.changed_date else "",
            level=self.calibrated_level_id.name,
        )

    def _read_reason(self, name, values):
        """A reason as it came from outside.

        :raise UserError: when it is missing, with words that say who reads it
        """
        reason = values.get(name)
        if not isinstance(reason, str) or not reason.strip():
            raise UserError(
                self.env._("Say why the level changes: the person reads it with the result.")
                if name == "level_reason"
                else self.env._("Say why the potential changes.")
            )
        self._check_typed_values({name: reason})
        return reason.strip()

    def _read_level(self, values):
        """The change of the level as it came from outside, or None. Called in sudo.

        :param values: see :meth:`action_change`
        :return: values of a history line, with ``values`` for the row
        """
        if "level_id" not in values:
            return None
        level = self.env["perf.appraisal"]._read_level(values["level_id"])
        if level == self.calibrated_level_id:
            return None
        if level not in self.calibration_id.scale_id.level_ids:
            raise UserError(self.env._("This level is not on the scale of the session. Choose another level."))
        reason = self._read_reason("level_reason", values)
        return {
            "kind": "level",
            "old_value": self.calibrated_level_id.name,
            "new_value": level.name,
            "reason": reason,
            "values": {"calibrated_level_id": level.id, "level_reason": reason},
        }

    def _read_potential(self, values):
        """The change of the potential as it came from outside, or None. Called in sudo.

        :param values: see :meth:`action_change`
        :return: as of :meth:`_read_level`
        """
        if "potential" not in values or (values["potential"] or False) == self.calibrated_potential:
            return None
        potential = values["potential"]
        labels = dict(self._fields["calibrated_potential"]._description_selection(self.env))
        if not isinstance(potential, str) or potential not in labels:
            raise UserError(self.env._("Choose one of the three answers for the potential."))
        reason = self._read_reason("potential_reason", values)
        return {
            "kind": "potential",
            "old_value": labels.get(self.calibrated_potential, ""),
            "new_value": labels[potential],
            "reason": reason,
            "values": {"calibrated_potential": potential, "potential_reason": reason},
        }

    # ------------------------------------------------------------------
    # Evidence
    # ------------------------------------------------------------------

    def get_evidence(self):
        """What a change can rest on: the appraisal itself, and the events of the period that the person and the
        reviewing manager both see, the newest first.

        :return: list of dicts with ``key``, ``title``, ``date`` (or False)
        """
        self.ensure_one()
        self._check_step("action_change")
        # sudo: what is frozen with the result, which a facilitator reads as HR; the row was checked.
        return [{name: item[name] for name in ("key", "title", "date")} for item in self.sudo()._list_evidence()]

    def _list_evidence(self):
        """See :meth:`get_evidence`; each item with its ``url`` too. Called in sudo."""
        self.ensure_one()
        appraisal = self.appraisal_id
        own = {
            "key": f"perf.appraisal,{appraisal.id}",
            "title": self.env._("The reviews and the score of this appraisal"),
            "date": False,
            "url": f"/odoo/perf.appraisal/{appraisal.id}",
        }
        return [
            own,
            *(
                {
                    "key": f"{item['model']},{item['res_id']}",
                    "title": item["title"],
                    "date": item["date"],
                    "url": f"/odoo/{item['model']}/{item['res_id']}",
                }
                for item in reversed(appraisal._get_shared_timelines()[appraisal.id])
            ),
        ]

    def _read_evidence(self, key, required):
        """The evidence that a facilitator chose, for the history. Called in sudo.

        :param key: as of :meth:`get_evidence`, or empty
        :param required: whether there has to be one
        :return: dict of values
        :raise UserError: when it is missing, or not on the list
        """
        if not key and not required:
            return {}
        found = next((item for item in self._list_evidence() if item["key"] == key), None)
        if not found:
            raise UserError(self.env._("Choose what the change rests on: an event of the period, or the reviews."))
        return {"evidence": found["title"], "evidence_url": found["url"]}

    # ------------------------------------------------------------------
    # Writing back
    # ------------------------------------------------------------------

    def _get_held(self):
        """The appraisals of these rows that the session still holds: not those that were cancelled meanwhile.

        Called in sudo.
        """
        return self.appraisal_id.filtered(lambda each: each.state == "calibration")

    def _write_back(self):
        """Give levels and potentials of these rows to their appraisals, with history. Called in sudo."""
        held = self.filtered(lambda line: line.appraisal_id.state == "calibration")
        results = {result.appraisal_id: result for result in held.appraisal_id._get_result_record()}
        for line in held:
            values = {"calibrated_level_id": line.calibrated_level_id.id}
            if line.calibrated_level_id != line.original_level_id:
                values |= {"final_level_id": line.calibrated_level_id.id, "rating_reason": line.level_reason}
            results[line.appraisal_id].write(values)
        held._write_potentials("calibrated_potential")
        held._log_appraisals("original", "calibrated")

    def _take_back(self, reason):
        """Let the appraisals of these rows be as their managers had them. Called in sudo.

        :param reason: why the session is opened again, in words
        """
        held = self.filtered(lambda line: line.appraisal_id.state == "calibration")
        results = {result.appraisal_id: result for result in held.appraisal_id._get_result_record()}
        for line in held:
            results[line.appraisal_id].write(
                {
                    "calibrated_level_id": False,
                    "final_level_id": line.original_level_id.id,
                    "rating_reason": line.original_reason,
                }
            )
        held._write_potentials("original_potential")
        held._log_appraisals("calibrated", "original", reason)

    def _write_potentials(self, name):
        """Give the potentials of these rows to their appraisals, in batch. Called in sudo.

        :param name: field of the row that has them
        """
        changed = self.filtered(lambda line: line.calibrated_potential != line.original_potential)
        records = self.env["perf.appraisal.potential"].search([("appraisal_id", "in", changed.appraisal_id.ids)])
        there = {record.appraisal_id: record for record in records}
        for line in changed:
            if line.appraisal_id in there:
                there[line.appraisal_id].potential = line[name]
        new = [line for line in changed if line.appraisal_id not in there]
        records.create([{"appraisal_id": line.appraisal_id.id, "potential": line[name]} for line in new])

    def _log_appraisals(self, old, new, reason=None):
        """Note what changed in the history of the appraisals. Called in sudo.

        :param old: ``original`` or ``calibrated``, whose values were there
        :param new: the other one
        :param reason: why, in words; else that of each row
        """
        log = self.env["perf.appraisal.log"]
        levels = self.filtered(lambda line: line.calibrated_level_id != line.original_level_id)
        log._add_each(
            "rating",
            [
                (
                    line.appraisal_id,
                    line[f"{old}_level_id"].name,
                    line[f"{new}_level_id"].name,
                    reason or line.level_reason,
                )
                for line in levels
            ],
        )
        labels = dict(self._fields["calibrated_potential"]._description_selection(self.env))
        potentials = self.filtered(lambda line: line.calibrated_potential != line.original_potential)
        log._add_each(
            "potential",
            [
                (
                    line.appraisal_id,
                    labels.get(line[f"{old}_potential"], ""),
                    labels.get(line[f"{new}_potential"], ""),
                    reason or line.potential_reason,
                )
                for line in potentials
            ],
        )
