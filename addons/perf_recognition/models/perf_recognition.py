from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import NO_ACCESS, Command, Domain
from odoo.tools import SQL
from odoo.tools.misc import get_lang

from ..tools.moments import ago, month_bounds
from ..tools.people import linked_ids
from ..tools.points import entry_key, points_left_for
from ..tools.words import count_words

MESSAGE_MINIMUM = 20
WORDS_MINIMUM = 3
EDIT_MINUTES = 10
COMMENT_LIMIT = 2000
RECIPIENT_LIMIT = 50
# Up to this many recognitions their ids go into a search, so that an index drives the page; see perf.reporting.line.
LITERAL_LIMIT = 1000
# Font Awesome, since many phones and servers draw emojis differently or not at all.
REACTION_ICONS = {
    "clap": "fa-thumbs-up",
    "heart": "fa-heart",
    "party": "fa-trophy",
    "strong": "fa-hand-rock-o",
    "star": "fa-lightbulb-o",
}
MILESTONE_ICONS = {"anniversary": "fa-certificate", "birthday": "fa-birthday-cake", "goal": "fa-bullseye"}
# What a person can say in a recognition; everything else is set by the server.
POSTED_FIELDS = {"recipient_ids", "message", "value_ids", "points", "audience"}


class PerfRecognition(models.Model):
    """One "thank you" from one person to one or more colleagues, as it stands on the wall.

    Its words can be put right for a few minutes, then they stay. Who reads it follows from its audience: everybody in
    the company, the team around the recipients, or only the author, the recipients and the recipients' managers.
    """

    _name = "perf.recognition"
    _description = "Recognition"
    _inherit = ["hr.mixin", "perf.text.mixin", "perf.evidence.mixin"]
    _rec_name = "message"
    _order = "date desc, id desc"

    _perf_evidence_kind = "recognition"
    _perf_evidence_icon = "fa-star"
    _perf_evidence_employee = "recipient_ids"
    _perf_evidence_summary = "message"

    # Who thanks whom
    author_employee_id = fields.Many2one(
        "hr.employee",
        string="From",
        readonly=True,
        index=True,
        ondelete="restrict",
        help="Empty for a milestone, which no person posts.",
    )
    recipient_ids = fields.Many2many(
        "hr.employee",
        "perf_recognition_recipient_rel",
        "recognition_id",
        "employee_id",
        string="To",
        required=True,
        ondelete="restrict",
        context={"active_test": False},  # who left stays on the wall
        groups="base.group_user",  # portal users may not read employees, but recipient_names
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="restrict")
    author_name = fields.Char(compute="_compute_names", compute_sudo=True)
    recipient_names = fields.Char(compute="_compute_names", compute_sudo=True)

    # What for
    message = fields.Text(string="Why", required=True, help="What did they do, and what did it make possible?")
    value_ids = fields.Many2many("perf.value", string="Values", help="The company values that this showed.")
    points = fields.Integer(string="Points Each", default=0, help="Out of your points of the month, for each person.")
    date = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)

    # Who reads it
    audience = fields.Selection(
        [("company", "Everybody"), ("team", "Team"), ("private", "Private")],
        required=True,
        default="company",
    )
    reader_note = fields.Char(string="Read By", compute="_compute_reader_note", compute_sudo=True)
    is_given = fields.Boolean(string="Given by Me", compute="_compute_mine", search="_search_is_given")
    is_received = fields.Boolean(string="Received by Me", compute="_compute_mine", search="_search_is_received")
    is_close = fields.Boolean(
        compute="_compute_is_close",
        search="_search_is_close",
        help="You wrote it, it thanks you, one of your people or, when it is for the team, somebody of your team.",
    )
    is_team = fields.Boolean(
        string="My Team",
        compute="_compute_is_team",
        search="_search_is_team",
        help="It thanks you, one of your people, or somebody with the same manager.",
    )
    is_colleague = fields.Boolean(
        compute="_compute_is_colleague",
        search="_search_is_colleague",
        help="You work in the company of this recognition.",
    )

    # What the wall celebrates by itself, see perf.milestone
    milestone = fields.Selection(
        [("anniversary", "Work anniversary"), ("birthday", "Birthday"), ("goal", "Goal achieved")],
        readonly=True,
        copy=False,
    )
    milestone_key = fields.Char(readonly=True, copy=False, groups=NO_ACCESS)

    # Life on the wall
    state = fields.Selection(
        [("posted", "Posted"), ("retracted", "Taken back")], required=True, readonly=True, default="posted"
    )
    retract_reason = fields.Text(string="Reason", readonly=True, copy=False)
    retracted_by_id = fields.Many2one("res.users", string="Taken Back By", readonly=True, copy=False)
    retracted_date = fields.Datetime(string="Taken Back On", readonly=True, copy=False)
    can_retract = fields.Boolean(compute="_compute_can_retract")
    can_edit = fields.Boolean(compute="_compute_can_edit")
    edited_date = fields.Datetime(string="Reworded On", readonly=True, copy=False)
    reaction_ids = fields.One2many("perf.recognition.reaction", "recognition_id", string="Reactions", readonly=True)
    comment_ids = fields.One2many("perf.recognition.comment", "recognition_id", string="Comments", readonly=True)
    reaction_summary = fields.Json(string="Reactions in Short", compute="_compute_reaction_summary")
    comment_count = fields.Integer(compute="_compute_comment_count", compute_sudo=True)

    _points_positive = models.Constraint("CHECK(points >= 0)", "Points can't be negative. Choose 0 or more.")
    _has_author = models.Constraint(
        "CHECK(author_employee_id IS NOT NULL OR milestone IS NOT NULL)", "Thanks come from somebody."
    )
    _milestone_key_uniq = models.UniqueIndex(
        "(milestone_key) WHERE milestone_key IS NOT NULL", "This has been celebrated already."
    )
    _wall_idx = models.Index("(date DESC, id DESC)")
    _company_wall_idx = models.Index("(company_id, date DESC, id DESC)")
    _author_wall_idx = models.Index("(author_employee_id, date DESC, id DESC)")

    # ------------------------------------------------------------------
    # Computes
    # ------------------------------------------------------------------

    @api.depends("author_employee_id.name", "recipient_ids.name", "company_id.name")
    def _compute_names(self):
        for recognition in self:
            recognition.author_name = recognition.author_employee_id.name or recognition.company_id.name
            recognition.recipient_names = ", ".join(recognition.recipient_ids.mapped("name"))

    @api.depends("author_name", "recipient_names", "milestone")
    def _compute_display_name(self):
        for recognition in self:
            names = {"author": recognition.author_name, "recipients": recognition.recipient_names}
            recognition.display_name = (
                self.env._("%(author)s celebrates %(recipients)s", **names)
                if recognition.milestone
                else self.env._("%(author)s thanked %(recipients)s", **names)
            )

    @api.depends("audience", "company_id.name", "recipient_ids.name")
    def _compute_reader_note(self):
        notes = self._get_reader_notes()
        for recognition in self:
            company = recognition.company_id or self.env.user._perf_employee().company_id
            names = ", ".join(recognition.recipient_ids.mapped("name")) or self.env._("the people you thank")
            note = notes.get(recognition.audience, "")
            recognition.reader_note = note.replace("{company}", company.name or "").replace("{names}", names)

    @api.model
    def _get_reader_notes(self):
        """Sentences that tell who reads a recognition; ``{company}`` and ``{names}`` stand for the real ones."""
        return {
            "company": self.env._("Read by everybody at {company}."),
            "team": self.env._("Read by {names}, their team mates and managers, you, and HR."),
            "private": self.env._("Read by {names}, their managers, and you. Nobody else, not even HR."),
        }

    @api.depends("author_employee_id", "recipient_ids")
    @api.depends_context("uid")
    def _compute_mine(self):
        given, received = self._filter_ids(self._get_given_domain()), self._filter_ids(self._get_received_domain())
        for recognition in self:
            recognition.is_given = recognition._origin.id in given
            recognition.is_received = recognition._origin.id in received

    @api.depends("author_employee_id", "recipient_ids", "audience", "state")
    @api.depends_context("uid")
    def _compute_is_close(self):
        close = self._filter_ids(self._get_close_domain())
        for recognition in self:
            recognition.is_close = recognition._origin.id in close

    @api.depends("recipient_ids")
    @api.depends_context("uid")
    def _compute_is_team(self):
        team = self._filter_ids(self._get_team_domain())
        for recognition in self:
            recognition.is_team = recognition._origin.id in team

    @api.depends("company_id")
    @api.depends_context("uid")
    def _compute_is_colleague(self):
        colleague = self._filter_ids(self._get_colleague_domain())
        for recognition in self:
            recognition.is_colleague = recognition._origin.id in colleague

    @api.depends("state", "is_given", "is_received", "milestone")
    @api.depends_context("uid")
    def _compute_can_retract(self):
        """The author and HR; what the wall celebrates by itself also whom it celebrates."""
        officer = self.env.user.has_group("perf_base.group_perf_officer")
        for recognition in self:
            own = recognition.is_received if recognition.milestone else recognition.is_given
            recognition.can_retract = recognition.state == "posted" and (own or officer)

    @api.depends("state", "date", "is_given")
    @api.depends_context("uid")
    def _compute_can_edit(self):
        since = fields.Datetime.now() - timedelta(minutes=EDIT_MINUTES)
        for recognition in self:
            fresh = recognition.state == "posted" and recognition.date and recognition.date >= since
            recognition.can_edit = fresh and recognition.is_given

    @api.depends("reaction_ids.kind", "reaction_ids.employee_id")
    @api.depends_context("uid", "lang")
    def _compute_reaction_summary(self):
        Reaction = self.env["perf.recognition.reaction"]
        labels = dict(Reaction._fields["kind"]._description_selection(self.env))
        own = self.env["perf.reporting.line"]._get_own_employee_ids()
        # sudo: the reader of a recognition may count its reactions.
        in_these = Domain("recognition_id", "in", self.ids)
        counts = Reaction.sudo()._read_group(in_these, ["recognition_id", "kind"], ["__count"])
        mine = Reaction.sudo()._read_group(in_these & Domain("employee_id", "in", own), ["recognition_id", "kind"])
        counts = {(recognition.id, kind): count for recognition, kind, count in counts}
        mine = {(recognition.id, kind) for recognition, kind in mine}
        for recognition in self:
            recognition.reaction_summary = [
                {
                    "kind": kind,
                    "icon": icon,
                    "label": labels[kind],
                    "count": counts.get((recognition.id, kind), 0),
                    "mine": (recognition.id, kind) in mine,
                }
                for kind, icon in REACTION_ICONS.items()
            ]

    @api.depends("comment_ids")
    def _compute_comment_count(self):
        groups = self.env["perf.recognition.comment"]._read_group(
            [("recognition_id", "in", self.ids)], ["recognition_id"], ["__count"]
        )
        counts = {recognition.id: count for recognition, count in groups}
        for recognition in self:
            recognition.comment_count = counts.get(recognition.id, 0)

    # ------------------------------------------------------------------
    # Who reads what
    # ------------------------------------------------------------------

    def _filter_ids(self, domain):
        """Ids of the stored records of ``self`` that meet the domain, without any rule."""
        if not self.ids:
            return set()
        return set(self.sudo().with_context(active_test=False)._search(Domain("id", "in", self.ids) & domain))

    @api.model
    def _search_is_given(self, operator, value):
        return self._get_given_domain() if operator == "in" else NotImplemented

    @api.model
    def _search_is_received(self, operator, value):
        return self._get_received_domain() if operator == "in" else NotImplemented

    @api.model
    def _search_is_close(self, operator, value):
        return self._get_close_domain() if operator == "in" else NotImplemented

    @api.model
    def _search_is_team(self, operator, value):
        return self._get_team_domain() if operator == "in" else NotImplemented

    @api.model
    def _search_is_colleague(self, operator, value):
        return self._get_colleague_domain() if operator == "in" else NotImplemented

    @api.model
    def _get_given_domain(self):
        """Domain of what the current user posted."""
        return Domain("author_employee_id", "in", self.env["perf.reporting.line"]._get_own_employee_ids())

    @api.model
    def _get_received_domain(self):
        """Domain of what the current user was thanked in, taken back or not."""
        own = self.env["perf.reporting.line"]._get_own_employee_ids()
        return self._get_thanked_domain(SQL("SELECT unnest(%s::int[])", own))

    @api.model
    def _get_close_domain(self):
        """Domain of what concerns the current user, the user's people or, as far as it is for the team, the team."""
        lines = self.env["perf.reporting.line"]
        own = lines._get_own_employee_ids()
        if not own:
            return Domain.FALSE
        reports = lines._search_lines().select("employee_id")
        concerned = self._get_thanked_domain(SQL("SELECT unnest(%s::int[]) UNION ALL (%s)", own, reports))
        peers = SQL(
            """
            SELECT peer.id FROM hr_employee peer
              JOIN hr_employee me ON me.parent_id = peer.parent_id
             WHERE me.id = ANY(%s) AND me.active AND peer.active
            """,
            own,
        )
        team = self._get_thanked_domain(peers)
        posted = Domain("state", "=", "posted")
        return Domain("author_employee_id", "in", own) | posted & (concerned | Domain("audience", "=", "team") & team)

    @api.model
    def _get_team_domain(self):
        """Domain of what thanks the current user, the user's direct reports, or people with the same manager."""
        own = self.env["perf.reporting.line"]._get_own_employee_ids()
        team = SQL(
            """
            SELECT member.id FROM hr_employee member
              JOIN hr_employee me ON member.parent_id IN (me.parent_id, me.id) OR member.id = me.id
             WHERE me.id = ANY(%s) AND me.active AND member.active
            """,
            own,
        )
        return self._get_thanked_domain(team)

    @api.model
    def _get_colleague_domain(self):
        """Domain of what is posted in a company where the current user works.

        Internal users work in all companies that they are allowed in; a portal user is a colleague only as an
        employee: customers have portal users too.
        """
        user = self.env.user
        if user._is_internal():
            return Domain.TRUE
        # Rules are evaluated with archived records in sight: leavers are left out in so many words.
        employees = self.env["hr.employee"].sudo().search([("user_id", "=", user.id), ("active", "=", True)])
        return Domain("company_id", "in", employees.company_id.ids)

    @api.model
    def _get_thanked_domain(self, people):
        """Domain of the recognitions that thank somebody of these people.

        A few recognitions go into the search as ids, so that an index finds them; for people who are thanked often,
        such as all of a big unit, each candidate is looked up in turn, since most are on the wall for all anyway.

        :param people: SQL that selects ids of employees
        """
        self.env["hr.employee"].flush_model(["parent_id", "active"])
        self.flush_model(["recipient_ids"])
        thanked = SQL(
            "SELECT recognition_id FROM perf_recognition_recipient_rel WHERE employee_id IN (%s) LIMIT %s",
            people,
            LITERAL_LIMIT + 1,
        )
        ids = [recognition_id for (recognition_id,) in self.env.execute_query(thanked)]
        if len(ids) <= LITERAL_LIMIT:
            return Domain("id", "in", ids)
        return Domain.custom(
            to_sql=lambda _model, alias, _query: SQL(
                """
                EXISTS (
                    SELECT FROM perf_recognition_recipient_rel thanked
                     WHERE thanked.recognition_id = %s AND thanked.employee_id IN (%s)
                )
                """,
                SQL.identifier(alias, "id"),
                people,
            )
        )

    # ------------------------------------------------------------------
    # Posting
    # ------------------------------------------------------------------

    @api.model
    def post(self, values):
        """Thank colleagues.

        :param values: dict with ``recipient_ids`` (list of employee ids) and ``message``, and as one likes
            ``value_ids`` (list of ids), ``points`` (for each) and ``audience``
        :return: the recognition
        """
        return self.create(values)

    @api.model
    def get_composer_values(self):
        """What the current user needs to write a recognition: own points and the limits on them.

        :return: dict with ``employee_id``, ``allowance``, ``left``, ``cap``, ``earned`` and ``points_private`` (whether
            points may go with private thanks); empty when the user is no employee
        """
        employee = self.env.user._perf_employee()
        if not employee:
            return {}
        standing = self.env["perf.points.entry"]._get_standing(employee)[employee.id]
        return {
            "employee_id": employee.id,
            "points_private": employee.company_id.perf_points_private,
            **{key: standing[key] for key in ("allowance", "left", "cap", "earned")},
        }

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            self.check_access("create")
            vals_list = [self._prepare_posted_values(vals) for vals in vals_list]
        else:
            vals_list = [self._prepare_system_values(vals) for vals in vals_list]
        authors = self.env["hr.employee"].browse({vals["author_employee_id"] for vals in vals_list if vals["points"]})
        # All accounts of the author, in whatever company, since together they may give one person so much only.
        same = authors._perf_same_person_ids()
        authors = authors.browse({employee_id for ids in same.values() for employee_id in ids})
        self.env["perf.points.entry"]._lock(authors, "allowance")
        # sudo: portal users may not read the employees they thank; all values have been checked above.
        recognitions = super(PerfRecognition, self.sudo()).create(vals_list)
        recognitions._check_posted()
        for recognition in recognitions:
            recognition._give_points()
        if not (self.env.su and self.env.context.get("perf_recognition_silent")):
            recognitions._notify_recipients()
        return recognitions.with_env(self.env)

    def write(self, vals):
        """Refused for people: what is posted stays as it is; the business methods write for them."""
        if not self.env.su:
            raise AccessError(
                self.env._("A recognition can't be changed once it is posted. Take it back and post a new one.")
            )
        return super().write(vals)

    def copy_data(self, default=None):
        raise UserError(self.env._("A recognition can't be copied. Write a new one in your own words."))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise UserError(self.env._("Recognition is never deleted. Take it back instead."))

    @api.model
    def _prepare_posted_values(self, vals):
        """Keep what a person may say, and add what the server knows: who, where, when.

        :param vals: values from anywhere, also from a forged call
        :return: values for ``create``, complete, so that no default from the context gets in
        """
        author = self.env.user._perf_employee()
        if not author:
            raise UserError(
                self.env._("Only employees can thank colleagues here. Ask HR to link your user to your employee.")
            )
        said = {name: value for name, value in vals.items() if name in POSTED_FIELDS}
        recipients, company_values = linked_ids(said.get("recipient_ids")), linked_ids(said.get("value_ids"))
        if recipients is None or company_values is None:
            raise UserError(self.env._("Choose the people and the values from the lists."))
        self._check_people(recipients)
        self._check_values(company_values, author.company_id)
        return {
            "message": said.get("message") or "",
            "points": self._to_points(said.get("points")),
            "audience": said.get("audience") or "company",
            "recipient_ids": [Command.set(recipients)],
            "value_ids": [Command.set(company_values)],
            "author_employee_id": author.id,
            "company_id": author.company_id.id,
            "date": fields.Datetime.now(),
            "state": "posted",
            "retract_reason": False,
            "retracted_by_id": False,
            "retracted_date": False,
            "edited_date": False,
            "milestone": False,
            "milestone_key": False,
        }

    @api.model
    def _prepare_system_values(self, vals):
        """Values of a recognition that the server posts by itself; the author may be given, a milestone has none."""
        if vals.get("milestone"):
            return {"company_id": self.env.company.id, **vals, "author_employee_id": False, "points": 0}
        author = self.env["hr.employee"].browse(vals.get("author_employee_id")) or self.env.user._perf_employee()
        return {
            "author_employee_id": author.id,
            "company_id": author.company_id.id,
            **vals,
            "points": self._to_points(vals.get("points")),
        }

    @api.model
    def _to_points(self, value):
        """Whole points out of what somebody sent.

        :raise ValidationError: when it is not a whole number from 0 to a million
        """
        if not value:
            return 0
        if type(value) is not int or not 0 <= value <= 1_000_000:
            raise ValidationError(self.env._("Points are whole numbers, 0 or more."))
        return value

    @api.model
    def _check_people(self, employee_ids):
        """Refuse people whom the current user can't thank. Unknown and foreign people give the same message."""
        if len(employee_ids) > RECIPIENT_LIMIT:
            raise ValidationError(
                self.env._(
                    "You can thank up to %(limit)s people at once. Write to smaller groups: it means more to them.",
                    limit=RECIPIENT_LIMIT,
                )
            )
        if set(self.env["perf.reporting.line"]._get_own_employee_ids()) & set(employee_ids):
            raise ValidationError(self.env._("You can't thank yourself. Choose a colleague."))
        # sudo: portal users may not read employees; only whether these can be named goes out.
        Employee = self.env["hr.employee"].sudo()
        known = Employee.search_count(Domain("id", "in", employee_ids) & self._get_thankable_domain())
        if known != len(employee_ids):
            raise ValidationError(self.env._("Choose colleagues from the list: at least one of them isn't in it."))

    @api.model
    def _get_thankable_domain(self):
        """Domain of the people whom the current user may thank: whom the portal offers, and for internal users those
        whose public profile they may open in one of their companies; managers and reports of theirs in any case."""
        Employee = self.env["hr.employee"]
        reachable = Employee._get_perf_colleagues_domain()
        user = self.env.user
        if not user._is_internal():
            return reachable
        profiles = self.env["hr.employee.public"].with_context(allowed_company_ids=user.company_ids.ids)
        own = Employee.sudo().browse(self.env["perf.reporting.line"]._get_own_employee_ids())
        line = Employee._get_perf_line_domain(own)
        shown = Domain("company_id", "in", user.company_ids.ids) & Domain("id", "in", profiles._search([]))
        return Domain("active", "=", True) & (shown | reachable & line)

    @api.model
    def _check_values(self, value_ids, company):
        """Refuse values that are not the company's."""
        known = (
            self.env["perf.value"]
            .sudo()
            .search_count([("id", "in", value_ids), ("company_id", "in", [company.id, False])])
        )
        if known != len(value_ids):
            raise ValidationError(self.env._("Choose values from the list: at least one of them isn't in it."))

    def _check_posted(self):
        """What holds for every recognition, whoever posts it."""
        people = self.author_employee_id | self.recipient_ids
        same = people._perf_same_person_ids()
        for recognition in self:
            if not recognition.recipient_ids:
                raise ValidationError(self.env._("Choose at least one colleague to thank."))
            recognition._check_persons(same)
            recognition._check_message()
            recognition._check_points_seen()

    def _check_persons(self, same):
        """Refuse thanks to oneself and the same person twice, also under another record of an employee.

        :param same: as of ``hr.employee._perf_same_person_ids``
        """
        author = self.author_employee_id
        if self.recipient_ids & author.browse(same.get(author.id, [])):
            raise ValidationError(self.env._("You can't thank yourself. Choose a colleague."))
        for recipient in self.recipient_ids:
            if len(self.recipient_ids & author.browse(same[recipient.id])) > 1:
                raise ValidationError(
                    self.env._(
                        "%(name)s works in more than one place and is chosen twice. Choose each person once.",
                        name=recipient.name,
                    )
                )

    def _check_message(self):
        """Refuse a message that says nothing."""
        message = (self.message or "").strip()
        if len(message) < MESSAGE_MINIMUM or count_words(message) < WORDS_MINIMUM:
            raise ValidationError(
                self.env._(
                    "Say a little more: what did they do, and what did it make possible? "
                    "At least %(minimum)s characters, and more than a word or two.",
                    minimum=MESSAGE_MINIMUM,
                )
            )

    def _check_points_seen(self):
        """Refuse points that nobody else would see, unless the company allows them."""
        if self.points and self.audience == "private" and not self.company_id.perf_points_private:
            raise ValidationError(
                self.env._(
                    "Points come with thanks that others can read. Choose “Everybody” or “Team”, "
                    "or thank without points."
                )
            )

    # ------------------------------------------------------------------
    # Points
    # ------------------------------------------------------------------

    def _give_points(self):
        """Book the points of this recognition from the author's allowance to the recipients' balance."""
        self.ensure_one()
        if not self.points:
            return
        ledger = self.env["perf.points.entry"]
        author = self.author_employee_id
        ledger._reset_allowances(author)
        standing = ledger._get_standing(author)[author.id]
        self._check_points(standing)
        months = ledger._get_months(self.recipient_ids)
        origin = {"res_model": self._name, "res_id": self.id}
        # In the order of the ids: two people who thank the same colleagues lock their accounts in the same order.
        recipients = self.recipient_ids.sorted("id")
        ledger._book(
            [
                {
                    **origin,
                    "employee_id": author.id,
                    "counterpart_id": recipient.id,
                    "account": "allowance",
                    "kind": "give",
                    "amount": -self.points,
                    "month": standing["month"],
                    "idempotency_key": entry_key("give", self.id, recipient.id),
                }
                for recipient in recipients
            ]
            + [
                {
                    **origin,
                    "employee_id": recipient.id,
                    "counterpart_id": author.id,
                    "account": "balance",
                    "kind": "receive",
                    "amount": self.points,
                    "month": months[recipient.id],
                    "idempotency_key": entry_key("receive", self.id, recipient.id),
                }
                for recipient in recipients
            ]
        )

    def _check_points(self, standing):
        """Refuse more points than the author has, or than one person may get.

        :param standing: the author's, as of ``perf.points.entry._get_standing``
        """
        needed = self.points * len(self.recipient_ids)
        if needed > standing["left"]:
            raise ValidationError(
                self.env._(
                    "This takes %(needed)s points, and you have %(left)s left this month. "
                    "Give fewer, or thank without points.",
                    needed=needed,
                    left=standing["left"],
                )
            )
        # One person may be an employee of several companies: what counts is what goes from person to person.
        same = (self.author_employee_id | self.recipient_ids)._perf_same_person_ids()
        authors = self.author_employee_id.browse(same[self.author_employee_id.id])
        others = authors.browse({one for recipient in self.recipient_ids for one in same[recipient.id]})
        given = self.env["perf.points.entry"]._get_given(authors, others, standing["month"])
        for recipient in self.recipient_ids:
            got = sum(given.get(employee_id, 0) for employee_id in same[recipient.id])
            possible = points_left_for(standing["left"], standing["cap"], got)
            if self.points > possible:
                raise ValidationError(
                    self.env._(
                        "You can give %(name)s %(possible)s more points this month: at most %(cap)s go to one person. "
                        "Your thanks can say the rest.",
                        name=recipient.name,
                        possible=possible,
                        cap=standing["cap"],
                    )
                )

    def _return_points(self, recipients):
        """Book the points back from these recipients to the author.

        The author's points are those of the month in which they were given: if it is over, they lapse at once.
        """
        self.ensure_one()
        if not self.points or not recipients:
            return
        ledger = self.env["perf.points.entry"]
        author = self.author_employee_id
        ledger._reset_allowances(author)
        month = ledger._get_months(author)[author.id]
        months = ledger._get_months(recipients)
        given_in = ledger.sudo().search(
            [("idempotency_key", "in", [entry_key("give", self.id, recipient.id) for recipient in recipients])]
        )
        given_in = {entry.counterpart_id.id: entry.month for entry in given_in}
        origin = {"res_model": self._name, "res_id": self.id}
        vals_list = []
        for recipient in recipients.sorted("id"):
            taken = {
                **origin,
                "employee_id": recipient.id,
                "counterpart_id": author.id,
                "account": "balance",
                "kind": "refund",
                "amount": -self.points,
                "month": months[recipient.id],
                "idempotency_key": entry_key("refund-receive", self.id, recipient.id),
            }
            returned = {
                **origin,
                "employee_id": author.id,
                "counterpart_id": recipient.id,
                "account": "allowance",
                "kind": "refund",
                "amount": self.points,
                "month": given_in[recipient.id],
                "idempotency_key": entry_key("refund-give", self.id, recipient.id),
            }
            vals_list += [taken, returned]
            if given_in[recipient.id] != month:
                vals_list.append(
                    {
                        **returned,
                        "kind": "expire",
                        "amount": -self.points,
                        "idempotency_key": entry_key("refund-expire", self.id, recipient.id),
                    }
                )
        ledger._book(vals_list)

    def _get_recipients_with_points(self):
        """Recipients who still have the points that this recognition gave them."""
        sums = self.env["perf.points.entry"]._get_sums(self.recipient_ids)
        return self.recipient_ids.filtered(lambda one: sums.get((one.id, "balance"), 0) >= self.points)

    # ------------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------------

    def edit(self, values):
        """Put the words right: the author, within the first minutes. People, points and readers stay.

        :param values: dict with ``message`` and, as one likes, ``value_ids`` (list of ids)
        """
        self.ensure_one()
        self.check_access("read")
        if not self.is_given:
            raise AccessError(self.env._("Only the person who posted this can change it."))
        if not self.can_edit:
            raise UserError(
                self.env._(
                    "The words can be changed for %(minutes)s minutes. Now you can take it back and post a new one.",
                    minutes=EDIT_MINUTES,
                )
            )
        # sudo: nobody may write on what is posted; that it is theirs and fresh was checked above.
        self.sudo().write({**self._prepare_edited_values(values), "edited_date": fields.Datetime.now()})
        self.sudo()._check_message()
        return True

    def _prepare_edited_values(self, values):
        """Values of a change of words, checked.

        :param values: as of :meth:`edit`
        """
        if not isinstance(values, dict):
            raise UserError(self.env._("Write what they did."))
        edited = {"message": values.get("message") or ""}
        if "value_ids" in values:
            company_values = linked_ids(values["value_ids"])
            if company_values is None:
                raise UserError(self.env._("Choose the people and the values from the lists."))
            self._check_values(company_values, self.sudo().company_id)
            edited["value_ids"] = [Command.set(company_values)]
        return edited

    def action_open_edit(self):
        """Change the words in a dialog."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Change the words"),
            "res_model": "perf.recognition.edit",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_recognition_id": self.id,
                "default_message": self.message,
                "default_value_ids": self.value_ids.ids,
            },
        }

    def action_retract(self, reason):
        """Take recognition off the wall: the author's own, or any for HR officers, who then tell the author why.

        :param reason: text; the author and HR can read it
        """
        self.check_access("read")
        reason = self._check_words(reason, self.env._("Say in a few words why this is taken back."))
        for recognition in self:
            recognition._retract(reason)
        return True

    def _retract(self, reason):
        """Take back one recognition that the current user can read."""
        self.ensure_one()
        own = self.is_received if self.milestone else self.is_given
        if not own and not self.env.user.has_group("perf_base.group_perf_officer"):
            raise AccessError(self.env._("Only the person who posted this, or HR, can take it back."))
        if self.state != "posted":
            raise UserError(self.env._("This has already been taken back."))
        moderated = not own
        # sudo: nobody may write on what is posted; who may take it back was checked above.
        recognition = self.sudo()
        recognition.write(
            {
                "state": "retracted",
                "retract_reason": reason,
                "retracted_by_id": self.env.uid,
                "retracted_date": fields.Datetime.now(),
            }
        )
        recognition.flush_recordset()
        if recognition.points:
            payable = recognition._get_recipients_with_points()
            if payable < recognition.recipient_ids and not moderated:
                raise UserError(
                    self.env._(
                        "The points have been used since, so this can't be taken back any more. "
                        "If the text must go, ask HR to remove it."
                    )
                )
            recognition._return_points(payable)
        if moderated:
            recognition._notify_author()

    def action_open_retract(self):
        """Ask for the reason in a dialog."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Take back"),
            "res_model": "perf.recognition.retract",
            "view_mode": "form",
            "target": "new",
            "context": {"default_recognition_id": self.id},
        }

    def react(self, kind):
        """Put one's reaction on a recognition, or take it off again.

        :param kind: one of ``perf.recognition.reaction.kind``
        :return: ``reaction_summary`` after the change
        """
        self.ensure_one()
        employee = self._check_taking_part()
        if not isinstance(kind, str) or kind not in REACTION_ICONS:
            raise ValidationError(self.env._("Choose one of the reactions shown."))
        # sudo: people have no right to write reactions by hand; this one is theirs, on a recognition they read.
        Reaction = self.env["perf.recognition.reaction"].sudo()
        values = {"recognition_id": self.id, "employee_id": employee.id, "kind": kind}
        mine = Reaction.search([(name, "=", value) for name, value in values.items()])
        if mine:
            mine.unlink()
        else:
            Reaction.create(values)
        self.invalidate_recordset(["reaction_summary"])
        return self.reaction_summary

    def comment(self, text):
        """Add a few words to a recognition.

        :param text: the words
        :return: the comment
        """
        self.ensure_one()
        employee = self._check_taking_part()
        text = self._check_words(text, self.env._("Write a few words first."))
        # sudo: people have no right to write comments by hand; this one is theirs, on a recognition they read.
        comment = (
            self.env["perf.recognition.comment"]
            .sudo()
            .create({"recognition_id": self.id, "employee_id": employee.id, "body": text})
        )
        return comment.with_env(self.env)

    def _check_taking_part(self):
        """Only employees who can read a posted recognition react to it.

        :return: the employee of the current user, in sudo
        """
        self.ensure_one()
        self.check_access("read")
        employee = self.env.user._perf_employee()
        if not employee:
            raise UserError(self.env._("Only employees can react. Ask HR to link your user to your employee."))
        if self.state != "posted":
            raise UserError(self.env._("This was taken back, so nothing can be added to it."))
        return employee

    @api.model
    def _check_words(self, text, message):
        """Clean text that somebody typed, or refuse it when it is empty, no text or too long."""
        text = text.strip() if isinstance(text, str) else ""
        if not text:
            raise ValidationError(message)
        if len(text) > COMMENT_LIMIT:
            raise ValidationError(
                self.env._(
                    "The text has %(length)s characters; %(limit)s are possible. Shorten it.",
                    length=len(text),
                    limit=COMMENT_LIMIT,
                )
            )
        return text

    # ------------------------------------------------------------------
    # Timeline
    # ------------------------------------------------------------------

    @api.model
    def _get_perf_evidence_domain(self, employees, date_from, date_to):
        """What these people were thanked for and what was not taken back, found through the recipients' index."""
        dates = super()._get_perf_evidence_domain(employees, date_from, date_to)
        dates = dates.map_conditions(
            lambda condition: Domain.TRUE if condition.field_expr == "recipient_ids" else condition
        )
        return (
            dates
            & Domain("state", "=", "posted")
            & Domain("milestone", "=", False)
            & self._get_thanked_domain(SQL("SELECT unnest(%s::int[])", employees.ids))
        )

    @api.model
    def _get_perf_evidence_shared_domain(self):
        """What was posted: managers read what their people are thanked for. A birthday is no merit."""
        return Domain("state", "=", "posted") & Domain("milestone", "=", False)

    @api.model
    def _get_perf_evidence(self, employees, date_from, date_to):
        """As the mixin, but portal users may not read the recipients as employees."""
        if not self.has_access("read"):
            return []
        found = self.search(self._get_perf_evidence_domain(employees, date_from, date_to))
        wanted = set(employees.ids)
        # sudo: only for the ids of the recipients of records that the reader may read.
        return [
            {**recognition._prepare_perf_evidence_values(), "employee_id": employee_id}
            for recognition in found.sudo()
            for employee_id in recognition.recipient_ids.ids
            if employee_id in wanted
        ]

    @api.model
    def _count_perf_evidence(self, employees, date_from, date_to):
        """Each of the recipients was thanked."""
        return self._tally_perf_evidence(self._get_perf_evidence(employees, date_from, date_to))

    def _prepare_perf_evidence_values(self):
        """Who thanked, in words, and the page in the portal."""
        return {
            **super()._prepare_perf_evidence_values(),
            "title": self.env._("Thanked by %(name)s", name=self.author_name),
            "url": self._get_portal_url(),
        }

    # ------------------------------------------------------------------
    # Portal
    # ------------------------------------------------------------------

    @api.model
    def _get_wall_domain(self, filters):
        """Domain of what a reader chose to see of the wall; what makes no sense is left out.

        :param filters: dict that may have ``team`` (true for my team), ``value`` (id) and ``month`` (``YYYY-MM``)
        """
        domain = Domain("state", "=", "posted")
        if filters.get("team"):
            domain &= Domain("is_team", "=", True)
        if filters.get("value"):
            domain &= Domain("value_ids", "in", [filters["value"]])
        bounds = month_bounds(filters.get("month"), self._get_reader_zone())
        if bounds:
            domain &= Domain("date", ">=", bounds[0]) & Domain("date", "<", bounds[1])
        return domain

    @api.model
    def _get_reader_zone(self):
        """Time zone in which the months of the current user begin: ``ZoneInfo``."""
        return self.env["hr.employee"]._pick_perf_timezone(str(self.env.tz))

    @api.model
    def _get_older_domain(self, before):
        """Domain of what is older than the last card of a page: it begins at its place in the index.

        :param before: id of that card; one that the current user can't read is passed over
        """
        last = self.search([("id", "=", before)], limit=1) if before else self
        if not last:
            return Domain.TRUE
        older = Domain("date", "<", last.date) | Domain("id", "<", last.id)
        return Domain("date", "<=", last.date) & older

    def _prepare_wall_cards(self):
        """What the portal shows of recognitions that the current user can read, as plain values.

        :return: list of dicts, in the order of ``self``
        """
        self.check_access("read")
        # sudo: portal users may not read employees; names and photos of the people on these records go out.
        records = self.sudo()
        people = self.env["hr.employee"].browse((records.author_employee_id | records.recipient_ids).ids)
        milestones = dict(self._fields["milestone"]._description_selection(self.env))
        people = people._perf_person_values()
        audiences = dict(self._fields["audience"]._description_selection(self.env))
        return [
            {
                "id": recognition.id,
                "url": recognition._get_portal_url(),
                "author": people.get(record.author_employee_id.id) or {"name": record.author_name, "avatar_url": ""},
                "milestone": milestones.get(recognition.milestone, ""),
                "milestone_icon": MILESTONE_ICONS.get(recognition.milestone, ""),
                "recipients": [people[recipient.id] for recipient in record.recipient_ids],
                "message": recognition.message,
                "values": [{"name": value.name, "color": value.color} for value in record.value_ids],
                "points": recognition.points,
                "audience": recognition.audience,
                "audience_label": audiences[recognition.audience],
                "reader_note": recognition.reader_note,
                "date": fields.Datetime.context_timestamp(self, recognition.date),
                "when": ago(recognition.date, fields.Datetime.now(), get_lang(self.env).code),
                "reactions": recognition.reaction_summary,
                "comment_count": recognition.comment_count,
                "state": recognition.state,
                "retract_reason": recognition.retract_reason or "",
                "can_retract": recognition.can_retract,
                "can_edit": recognition.can_edit,
                "is_edited": bool(recognition.edited_date),
                "value_ids": record.value_ids.ids,
            }
            for recognition, record in zip(self, records, strict=True)
        ]

    def _get_portal_url(self):
        """Page of this recognition in the portal."""
        self.ensure_one()
        return f"/my/recognition/{self.id}"
