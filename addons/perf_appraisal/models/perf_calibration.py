from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from .perf_appraisal import search_lines

# Fields that only the steps set.
PROTECTED_FIELDS = {"state", "revision", "line_ids", "log_ids", "locked_date", "released_date"}
# Fields that stay as they are once people are in the session.
STARTED_FIELDS = {"company_id", "cycle_id", "scale_id", "department_ids", "domain"}
# States in which participants see the session.
LIVE_STATES = ("pre_read", "open", "locked")
ENDED_STATES = ("released", "cancelled")
NOTICE = "perf_calibration/changed"


class PerfCalibration(models.Model):
    """A calibration session: managers and HR look at the proposed levels of a group of people side by side.

    HR facilitates and notes what changes; participants read before, vote and talk. Nobody sees a row about themselves
    or about a manager of theirs. What was decided goes back to the appraisals when the session is locked.
    """

    _name = "perf.calibration"
    _description = "Calibration Session"
    _inherit = ["perf.appraisal.company.mixin", "perf.appraisal.people.mixin", "perf.text.mixin"]
    _order = "id desc"

    name = fields.Char(required=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company, ondelete="restrict"
    )
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("pre_read", "Reading"),
            ("open", "Open"),
            ("locked", "Locked"),
            ("released", "Released"),
            ("cancelled", "Cancelled"),
        ],
        default="draft",
        required=True,
        readonly=True,
        index=True,
        copy=False,
    )
    revision = fields.Integer(
        readonly=True, copy=False, default=0, aggregator=None, help="Counts the changes, so that screens know of them."
    )

    # Whose results
    cycle_id = fields.Many2one(
        "perf.appraisal.cycle",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('company_id', '=', company_id), ('state', 'in', ('running', 'calibration'))]",
    )
    scale_id = fields.Many2one(
        "perf.rating.scale", string="Rating Scale", ondelete="restrict", help="Levels are compared on one scale."
    )
    domain = fields.Char(help="Filter on employees. Those whose manager has chosen a level take part.")
    people_count = fields.Integer(string="Number of People", compute="_compute_people_count")

    # Who is there
    facilitator_ids = fields.Many2many(
        "res.users",
        "perf_calibration_facilitator_rel",
        string="Facilitators",
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
        help="HR officers who lead the session and note what changes.",
    )
    participant_ids = fields.Many2many(
        "res.users",
        "perf_calibration_participant_rel",
        string="Participants",
        copy=False,
        domain="[('share', '=', False)]",
        help="Managers who read, vote and talk. They see all people of the session but themselves and their managers.",
    )
    is_facilitator = fields.Boolean(compute="_compute_my_part", search="_search_is_facilitator")
    is_participant = fields.Boolean(compute="_compute_my_part", search="_search_is_participant")

    # When
    pre_read_deadline = fields.Date(string="Read Until", help="Until when participants read and vote.")
    date = fields.Date(string="Session On")
    locked_date = fields.Datetime(readonly=True, copy=False)
    released_date = fields.Datetime(readonly=True, copy=False)

    line_ids = fields.One2many(
        "perf.calibration.line",
        "calibration_id",
        string="Rows",
        readonly=True,
        copy=False,
        search=search_lines("line_ids"),
    )
    log_ids = fields.One2many(
        "perf.calibration.log",
        "calibration_id",
        string="History",
        readonly=True,
        copy=False,
        search=search_lines("log_ids"),
        groups="perf_base.group_perf_officer",
    )

    # ------------------------------------------------------------------
    # Computes
    # ------------------------------------------------------------------

    @api.depends("line_ids")
    def _compute_people_count(self):
        # sudo: how many people are in a session is said with it; who they are is not.
        groups = (
            self.env["perf.calibration.line"]
            .sudo()
            ._read_group([("calibration_id", "in", self.ids)], ["calibration_id"], ["__count"])
        )
        counts = {session.id: count for session, count in groups}
        for session in self:
            session.people_count = counts.get(session._origin.id, 0)

    @api.depends("facilitator_ids", "participant_ids")
    @api.depends_context("uid")
    def _compute_my_part(self):
        officer = self.env.user.has_group("perf_base.group_perf_officer")
        for session in self:
            session.is_facilitator = officer and self.env.user in session.facilitator_ids
            session.is_participant = self.env.user in session.participant_ids

    @api.model
    def _search_is_facilitator(self, operator, value):
        if operator != "in" or list(value) != [True]:
            return NotImplemented
        if not self.env.user.has_group("perf_base.group_perf_officer"):
            return Domain.FALSE
        return Domain("facilitator_ids", "in", self.env.uid)

    @api.model
    def _search_is_participant(self, operator, value):
        if operator != "in" or list(value) != [True]:
            return NotImplemented
        return Domain("participant_ids", "in", self.env.uid)

    # ------------------------------------------------------------------
    # People
    # ------------------------------------------------------------------

    def _get_filter_problem(self):
        return self.env._("The filter of “%(session)s” can't be read. Choose the people again.", session=self.name)

    def _find_appraisals(self):
        """The appraisals of the session's people that can come in now: open, and with a level of their manager's.

        :return: tuple of ``perf.appraisal`` in sudo, and how many more of these people have no level yet
        """
        self.ensure_one()
        # No sudo: the filter asks only what the facilitator may read.
        people = self.env["hr.employee"].search(
            Domain("company_id", "=", self.company_id.id) & self._get_people_domain()
        )
        # sudo: which of them have a level is told by the session to its facilitator, see the rules of its rows.
        appraisals = (
            self.env["perf.appraisal"]
            .sudo()
            .search(
                [
                    ("cycle_id", "=", self.cycle_id.id),
                    ("employee_id", "in", people.ids),
                    ("state", "=", "open"),
                    ("release_pending", "=", False),
                    ("template_id.scale_id", "=", self.scale_id.id)
                    if self.scale_id
                    else ("template_id.scale_id", "!=", False),
                ],
                order="id",
            )
        )
        rated = appraisals._get_result_record().filtered("final_level_id").appraisal_id
        return rated.filtered("manager_review_submitted"), len(appraisals - rated)

    # ------------------------------------------------------------------
    # Checks
    # ------------------------------------------------------------------

    @api.constrains("domain")
    def _check_domain(self):
        """The filter works, and with the rights of the person who sets it: it can't ask more than they may read."""
        for session in self:
            domain = session._get_people_domain()
            try:
                self.env["hr.employee"].search_count(domain, limit=1)
            except (ValueError, TypeError, KeyError) as error:
                raise ValidationError(
                    self.env._("The filter of “%(session)s” does not work on employees.", session=session.name)
                ) from error

    @api.constrains("cycle_id", "company_id")
    def _check_cycle(self):
        for session in self:
            if session.cycle_id.company_id != session.company_id:
                raise ValidationError(self.env._("Choose a cycle of the session's own company."))

    @api.constrains("facilitator_ids", "company_id")
    def _check_facilitators(self):
        """HR leads the session: officers of its company who are not in it themselves."""
        for session in self:
            officers = session.facilitator_ids.filtered(lambda user: user.has_group("perf_base.group_perf_officer"))
            if not session.facilitator_ids or officers != session.facilitator_ids:
                raise ValidationError(
                    self.env._("A session is led by HR officers. Choose at least one, and no others.")
                )
            if any(session.company_id not in user.company_ids for user in officers):
                raise ValidationError(self.env._("Choose facilitators who work for the company of the session."))
            # sudo: whether they are in the session themselves; no value of the row is read.
            own = session.sudo().line_ids.employee_id.user_id & officers
            if own:
                raise ValidationError(
                    self.env._(
                        "%(names)s is in this session. Nobody leads a session about themselves: choose others.",
                        names=", ".join(own.mapped("name")),
                    )
                )

    @api.constrains("participant_ids", "facilitator_ids")
    def _check_participants(self):
        for session in self:
            if any(user.share for user in session.participant_ids):
                raise ValidationError(
                    self.env._("Participants need a log-in to the back office. Choose other people, or give them one.")
                )
            if both := session.participant_ids & session.facilitator_ids:
                raise ValidationError(
                    self.env._(
                        "%(names)s can't both lead the session and vote in it. Choose one of the two.",
                        names=", ".join(both.mapped("name")),
                    )
                )

    # ------------------------------------------------------------------
    # Create, write, delete
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su and any(PROTECTED_FIELDS & vals.keys() for vals in vals_list):
            raise UserError(self.env._("A session starts as a draft. Create it, then start the reading or open it."))
        context = {key: value for key, value in self.env.context.items() if key[8:] not in PROTECTED_FIELDS}
        sessions = super(PerfCalibration, self.with_context(context)).create(vals_list)
        return self.browse(sessions.ids)

    def write(self, vals):
        if not self.env.su:
            self._check_write(vals)
        if not {"facilitator_ids", "participant_ids"} & vals.keys():
            return super().write(vals)
        before = {session.id: session._get_people_words() for session in self}
        result = super().write(vals)
        self._log_people(before)
        self._notify()
        return result

    def _check_write(self, vals):
        """Refuse values that only steps set, and those that are settled by now."""
        if PROTECTED_FIELDS & vals.keys():
            raise UserError(self.env._("A session changes by its steps only: read, open, lock, release."))
        if STARTED_FIELDS & vals.keys() and any(session.state != "draft" for session in self):
            raise UserError(
                self.env._("Cycle and people stay as they were at the start. Add people by the button, or cancel it.")
            )
        if any(session.state in ENDED_STATES for session in self):
            raise UserError(self.env._("This session has ended and is kept for the record."))

    def _get_people_words(self):
        """Who leads and who takes part, in words for the history."""
        self.ensure_one()
        leads, takes_part = (", ".join(users.mapped("name")) for users in (self.facilitator_ids, self.participant_ids))
        return self.env._("Led by %(leads)s; with %(people)s", leads=leads, people=takes_part or "-")

    def _log_people(self, before):
        """Note in the history who leads and takes part from now on.

        :param before: dict id -> words before
        """
        changed = self.filtered(lambda session: session._get_people_words() != before[session.id])
        self.env["perf.calibration.log"]._add(
            [
                {
                    "calibration_id": session.id,
                    "kind": "people",
                    "old_value": before[session.id],
                    "new_value": session._get_people_words(),
                }
                for session in changed
            ]
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_started(self):
        if any(session.state != "draft" for session in self):
            raise UserError(self.env._("A session that was started is kept for the record. Cancel it instead."))

    def _is_company_fixed(self):
        """People are in it."""
        return super()._is_company_fixed() or self.state != "draft"

    def copy_data(self, default=None):
        vals_list = super().copy_data(default)
        if "name" not in (default or {}):
            for session, vals in zip(self, vals_list, strict=True):
                vals["name"] = self.env._("%(session)s (copy)", session=session.name)
        return vals_list
