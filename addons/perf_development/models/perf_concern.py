from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import format_date

from odoo.addons.perf_base.tools.text import clean

from ..tools.review import is_late

# Set by the business methods alone; the values that a new draft has.
PROTECTED = {
    "acknowledged_on": False,
    "resolved_on": False,
    "resolve_note": False,
    "withdrawn_on": False,
    "withdraw_reason": False,
}
SHARED = ("shared", "acknowledged", "resolved")
CONTENT = ("facts", "expectation", "impact")
YEARS_BACK = 2  # what happened before that is a slip of the keyboard, or too late to say


class PerfConcern(models.Model):
    """One performance issue, documented while it is fresh, reviewed by HR, and answered by the person.

    Record rules: the author reads all of it, HR what was handed in, the person and the managers what was released, a
    second reviewer what waits for them.
    """

    _name = "perf.concern"
    _description = "Concern"
    _inherit = ["perf.hr.review.mixin", "perf.evidence.mixin"]
    _order = "occurred_on desc, id desc"
    _rec_names_search = ["name"]

    _perf_guard_action = "concern"
    _perf_list_action = "perf_development.perf_concern_action_review"
    _perf_evidence_kind = "concern"
    _perf_evidence_icon = "fa-exclamation-circle"
    _perf_evidence_date = "occurred_on"
    _perf_evidence_summary = "facts"

    # What
    name = fields.Char(string="Subject", required=True)
    employee_id = fields.Many2one(string="About")
    occurred_on = fields.Date(string="Happened on", help="The day of the fact. Of several, the last one.")
    facts = fields.Text(string="What Happened", help="What was seen or heard, when and where. No opinions.")
    expectation = fields.Text(string="What Was Expected", help="What was agreed, or what anybody could expect.")
    impact = fields.Text(string="What It Led To", help="For customers, colleagues or the work.")
    # Portal users have no access to attachments: the pages give out the files
    attachment_ids = fields.One2many(
        "ir.attachment",
        "res_id",
        domain=[("res_model", "=", "perf.concern")],
        string="Attachments",
        readonly=True,
        groups="base.group_user",
    )
    file_ids = fields.Many2many(
        "ir.attachment",
        string="Files",
        compute="_compute_file_ids",
        inverse="_inverse_file_ids",
        exportable=False,
        groups="base.group_user",
    )
    is_late = fields.Boolean(
        string="Written Down Late", compute="_compute_is_late", help="Handed in more than two weeks after the fact."
    )

    # Who reads it
    reader_note = fields.Char(compute="_compute_reader_note")
    step_note = fields.Char(string="Next Step", compute="_compute_step_note")

    # What became of it
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("hr_review", "HR review"),
            ("shared", "Shared"),
            ("acknowledged", "Read"),
            ("resolved", "Resolved"),
            ("withdrawn", "Withdrawn"),
        ],
        string="Status",
        required=True,
        default="draft",
        readonly=True,
        group_expand=True,
    )
    acknowledged_on = fields.Date(string="Read on", readonly=True, copy=False)
    resolved_on = fields.Date(readonly=True, copy=False)
    resolve_note = fields.Text(string="How It Was Resolved", readonly=True, copy=False)
    withdrawn_on = fields.Date(readonly=True, copy=False)
    withdraw_reason = fields.Text(string="Why It Was Withdrawn", readonly=True, copy=False)
    response_ids = fields.One2many("perf.concern.response", "concern_id", string="Responses", readonly=True)

    # What the reader may do
    can_act = fields.Boolean(string="I Can Resolve It", compute="_compute_can_act")
    can_respond = fields.Boolean(compute="_compute_can_act")
    can_withdraw = fields.Boolean(compute="_compute_can_act")

    _employee_state_date_idx = models.Index("(employee_id, state, occurred_on)")
    _state_release_idx = models.Index("(state, release_on)")

    # ------------------------------------------------------------------
    # Computed fields
    # ------------------------------------------------------------------

    @api.depends("occurred_on", "first_submitted_on")
    def _compute_is_late(self):
        today = fields.Date.context_today(self)
        for concern in self:
            concern.is_late = is_late(concern.occurred_on, concern.first_submitted_on or today)

    @api.depends("attachment_ids")
    def _compute_file_ids(self):
        for concern in self:
            concern.file_ids = concern.attachment_ids

    def _inverse_file_ids(self):
        """Files come and go with a draft; only those that the user uploaded just now can be added."""
        for concern in self:
            concern._check_changeable({})
            (concern.file_ids - concern.attachment_ids).write({"res_model": self._name, "res_id": concern.id})
            (concern.attachment_ids - concern.file_ids).unlink()
        self.invalidate_recordset(["attachment_ids"])

    @api.depends("state", "employee_id", "released_on", "first_submitted_on")
    @api.depends_context("uid", "lang")
    def _compute_reader_note(self):
        for concern in self:
            # sudo: the name of the person, which portal users can't read from employees
            person = concern.employee_id.sudo().name or self.env._("the person")
            if concern.state == "draft" and concern.first_submitted_on:
                text = self.env._(
                    "HR has read it before. Only you read it now; HR again after you hand it in, then %(person)s and"
                    " the managers above.",
                    person=person,
                )
            elif concern.state == "draft":
                text = self.env._(
                    "Only you read it now. HR reads it after you hand it in, then %(person)s and the managers above.",
                    person=person,
                )
            elif not concern.released_on:
                text = self.env._("Read by you and HR. %(person)s does not see it.", person=person)
                if concern.state == "hr_review":
                    text = self.env._("Read by the author and HR now; by %(person)s after that.", person=person)
            elif concern.perf_role == "self":
                text = self.env._("Read by you, the managers above, the author and HR.")
            else:
                text = self.env._("Read by %(person)s, the managers above, the author and HR.", person=person)
            concern.reader_note = text

    @api.depends("state", "released_on", "acknowledged_on", "resolved_on", "withdrawn_on", "submitted_on")
    @api.depends_context("uid", "lang")
    def _compute_step_note(self):
        for concern in self:
            concern.step_note = concern._get_step_note()

    def _get_step_note(self):
        """Where it stands, and what comes next: one sentence."""
        self.ensure_one()
        days = {
            name: format_date(self.env, self[name])
            for name in ("submitted_on", "released_on", "acknowledged_on", "resolved_on", "withdrawn_on")
        }
        if self.state == "draft" and self.send_back_reason:
            return self.env._("HR asks you to change something. Then hand it in again.")
        own_notes = {
            "shared": self.env._("Shared on %(released_on)s. Next: read it, and answer if you like to.", **days),
            "acknowledged": self.env._("Read on %(acknowledged_on)s. Next: talk about it with your manager.", **days),
        }
        if self.perf_role == "self" and self.state in own_notes:
            return own_notes[self.state]
        notes = {
            "draft": self.env._("A draft. Next: hand it in, and HR reads it."),
            "hr_review": self.env._("Handed in on %(submitted_on)s. HR reads it, then it reaches the person.", **days),
            "shared": self.env._("Shared on %(released_on)s. Next: the person reads it and may answer.", **days),
            "acknowledged": self.env._("Read on %(acknowledged_on)s. Next: talk about it, and resolve it.", **days),
            "resolved": self.env._("Resolved on %(resolved_on)s.", **days),
            "withdrawn": self.env._("Withdrawn on %(withdrawn_on)s. It counts no more.", **days),
        }
        return notes.get(self.state, "")

    @api.depends("state", "released_on", "author_employee_id", "employee_id")
    @api.depends_context("uid")
    def _compute_can_act(self):
        hr = self._filter_for_hr()
        for concern in self:
            open_ = concern.state in ("shared", "acknowledged")
            concern.can_act = open_ and (concern.perf_role == "manager" or concern in hr)
            may_withdraw = concern.is_author or (concern in hr and not concern.is_second_reviewer)
            concern.can_withdraw = may_withdraw and (open_ or concern._is_before_release())
            concern.can_respond = bool(concern.state in SHARED and concern._get_response_role())

    def _is_before_release(self):
        """Whether it was handed in and the person has not got it."""
        self.ensure_one()
        return bool(self.first_submitted_on) and self.state in ("draft", "hr_review")

    # ------------------------------------------------------------------
    # Writing
    # ------------------------------------------------------------------

    @api.model
    def _get_protected_values(self):
        return {**super()._get_protected_values(), **PROTECTED}

    @api.constrains("occurred_on")
    def _check_occurred_on(self):
        today = fields.Date.context_today(self)
        if any(concern.occurred_on and concern.occurred_on > today for concern in self):
            raise ValidationError(
                self.env._(
                    "“Happened on” lies in the future. Choose the day on which it happened, today at the latest."
                )
            )
        first = fields.Date.subtract(today, years=YEARS_BACK)
        by_hand = not self.env.user._is_superuser()  # who may bring in concerns of the past
        if by_hand and any(concern.occurred_on and concern.occurred_on < first for concern in self):
            raise ValidationError(
                self.env._(
                    "“Happened on” lies more than %(years)s years back. Check the day; a concern is about what happened"
                    " lately.",
                    years=YEARS_BACK,
                )
            )

    def _check_submittable(self):
        result = super()._check_submittable()
        labels = {name: self._fields[name]._description_string(self.env) for name in ("occurred_on", *CONTENT)}
        missing = [
            label for name, label in labels.items() if not (clean(self[name]) if name in CONTENT else self[name])
        ]
        if missing:
            raise UserError(self.env._("Before HR reads it, please fill in: %(fields)s.", fields=", ".join(missing)))
        return result

    # ------------------------------------------------------------------
    # Steps
    # ------------------------------------------------------------------

    def _apply_release(self):
        self.write({"state": "shared"})

    def action_acknowledge(self, response=""):
        """Say that one has read it. That is not the same as agreeing.

        :param response: what one wants to say to it, may be empty
        """
        self.check_access("read")
        if any(concern.perf_role != "self" for concern in self):
            raise AccessError(self.env._("Only the person whom it is about can say so."))
        if any(concern.state != "shared" for concern in self):
            raise UserError(self.env._("You have read it already, or it was withdrawn."))
        # sudo: the person may acknowledge, but not write
        self.sudo().write({"state": "acknowledged", "acknowledged_on": fields.Date.context_today(self)})
        if clean(response):
            for concern in self:
                concern.respond(response)
        return True

    def respond(self, text=""):
        """Add what one wants to say. It stays as it is, and everybody who reads the concern reads it.

        :param text: the words
        :return: ``perf.concern.response``
        """
        self.ensure_one()
        self.check_access("read")
        text = clean(text)
        if not text:
            raise UserError(self.env._("Write what you want to say, then send it."))
        if self.state not in SHARED:
            raise UserError(self.env._("It is not shared, or was withdrawn: nobody waits for an answer."))
        role = self._get_response_role()
        if not role:
            raise AccessError(self.env._("Only the person, the managers, the author and HR can answer."))
        # sudo: responses are made here alone
        response = self.env["perf.concern.response"].sudo()
        response = response.create(
            {
                "concern_id": self.id,
                "author_employee_id": self._get_response_author(role).id,
                "role": role,
                "date": fields.Date.context_today(self),
                "body": text,
            }
        )
        return response.sudo(False)

    def _get_response_role(self):
        """As what the current user answers: ``self``, ``manager``, ``officer``, or nothing."""
        self.ensure_one()
        if self.perf_role in ("self", "manager"):
            return self.perf_role
        if self.is_author:
            return "manager"
        return "officer" if self._filter_for_hr() else None

    def _get_response_author(self, role):
        """As which employee the current user answers: ``hr.employee`` in sudo."""
        concern = self.sudo()  # sudo: portal users have no access to employees
        if role == "self":
            return concern.employee_id
        author = concern.author_employee_id if concern.is_author else self.env.user._perf_employee()
        if not author:
            raise UserError(
                self.env._("Your user is not linked to an employee, so there is nobody to sign it. Ask HR to link it.")
            )
        return author

    def action_resolve(self, note=""):
        """It is settled: what was expected happens now.

        :param note: how it was resolved; the person reads it
        """
        self.check_access("read")
        note = clean(note)
        hr = self._filter_for_hr()
        if any(concern.perf_role != "manager" and concern not in hr for concern in self):
            raise AccessError(self.env._("Only the managers of the person and HR can resolve it."))
        if any(concern.state not in ("shared", "acknowledged") for concern in self):
            raise UserError(self.env._("Only what was shared, and is still open, can be resolved."))
        if not note:
            raise UserError(self.env._("Say in a few words how it was resolved."))
        # sudo: managers may resolve, but not write
        self.sudo().write({"state": "resolved", "resolved_on": fields.Date.context_today(self), "resolve_note": note})
        return True

    def action_withdraw(self, reason=""):
        """Take it back. Before it reached the person, the person never sees it; after that, the person reads why.

        :param reason: why
        """
        reason = self._check_withdraw(reason)
        if any(concern.state == "draft" and not concern.first_submitted_on for concern in self):
            raise UserError(self.env._("It is a draft that nobody else has seen. Delete it instead."))
        if any(concern.state in ("resolved", "withdrawn") for concern in self):
            raise UserError(self.env._("It is closed already."))
        # sudo: author and HR may withdraw, but not write the state
        self.sudo().write(
            {
                "state": "withdrawn",
                "withdrawn_on": fields.Date.context_today(self),
                "withdraw_reason": reason,
                "send_back_reason": False,
            }
        )
        return True

    def action_open_acknowledge(self):
        """Ask whether the person wants to say something, then note that it was read."""
        return self.env["perf.issue.word"]._get_action(self, "acknowledge")

    def action_open_respond(self):
        """Ask for the words, then add them."""
        return self.env["perf.issue.word"]._get_action(self, "respond")

    def action_open_resolve(self):
        """Ask how it was resolved."""
        return self.env["perf.issue.word"]._get_action(self, "resolve")

    def action_start_improvement_plan(self):
        """Open a new improvement plan that starts from what stands here. Nothing is kept before it is saved."""
        self.ensure_one()
        self.check_access("read")
        if not self.can_act:
            raise AccessError(self.env._("The managers of the person start a plan, from a concern that is open."))
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Improvement Plan"),
            "res_model": "perf.improvement.plan",
            "views": [(False, "form")],
            "context": {
                "default_employee_id": self.employee_id.id,
                "default_concern_ids": [Command.set(self.ids)],
                "default_gap": self.facts,
                "default_expectation": self.expectation,
                "default_impact": self.impact,
            },
        }

    # ------------------------------------------------------------------
    # Evidence, HR, what waits
    # ------------------------------------------------------------------

    @api.model
    def _get_perf_evidence_domain(self, employees, date_from, date_to):
        """Concerns that the person has got and that still stand."""
        valid = Domain("state", "in", SHARED) & Domain("released_on", "!=", False)
        return super()._get_perf_evidence_domain(employees, date_from, date_to) & valid

    @api.model
    def _get_perf_evidence_shared_domain(self):
        """What the person has got."""
        return Domain("released_on", "!=", False)

    def _prepare_perf_evidence_values(self):
        """A concern links to its page."""
        return {**super()._prepare_perf_evidence_values(), "url": self._get_author_url()}

    def _get_author_url(self):
        self.ensure_one()
        return f"/my/development/concerns/{self.id}"

    def _get_history_line(self):
        return self.env._(
            "Concern, happened on %(day)s: %(name)s (%(state)s)",
            day=format_date(self.env, self.occurred_on),
            name=self.name,
            state=dict(self._fields["state"]._description_selection(self.env))[self.state],
        )

    def _get_review_parts(self):
        self.ensure_one()
        return [
            (self._fields["occurred_on"]._description_string(self.env), format_date(self.env, self.occurred_on)),
            *((self._fields[name]._description_string(self.env), self[name] or "") for name in CONTENT),
        ]

    def _get_report_views(self):
        """Which copy of the report the current user gets of each of these concerns.

        :return: dict id -> ``employee``, ``manager`` or ``hr``
        """
        hr = self._filter_for_hr()
        return {
            concern.id: "employee" if concern.perf_role == "self" else "hr" if concern in hr else "manager"
            for concern in self
        }

    @api.model
    def _get_person_todo(self, people):
        """Concerns that these people have not read yet. Called in sudo.

        :return: list of pairs of an employee id and an item, see ``hr.employee._perf_todo``
        """
        shared = self.search([("employee_id", "in", people.ids), ("state", "=", "shared")])
        return [
            (
                concern.employee_id.id,
                {
                    "key": f"perf.concern,{concern.id},acknowledge",
                    "icon": self._perf_evidence_icon,
                    "title": self.env._("Read: %(concern)s", concern=concern.name),
                    "subject": concern.author_employee_id.name,
                    "first": True,
                    "due": False,
                    "since": concern.released_on,
                    "url": concern._get_author_url(),
                    "button": self.env._("Read"),
                },
            )
            for concern in shared
        ]
