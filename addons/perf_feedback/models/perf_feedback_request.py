from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain

from odoo.addons.perf_base.tools.anonymity import visible_count
from odoo.addons.perf_base.tools.emails import format_email
from odoo.addons.perf_base.tools.text import clean

from .perf_feedback_request_ending import EXPIRE_DAYS

DUE_DAYS = 14
SPARE = 2  # so many more should be asked than have to answer: not everybody does
# What the one who asks may change while the request is open, and while it is a draft.
CHANGEABLE = {"date_due", "respondent_ids", "outsider_emails"}
DRAFT_CHANGEABLE = {"employee_id", "question", "question_ids", "anonymous", *CHANGEABLE}
FROM_START = {"asker_employee_id", *DRAFT_CHANGEABLE}


class PerfFeedbackRequest(models.Model):
    """A few questions about a person's work, put to people who know it, by that person or by one of their managers.

    Answers carry the names of their authors, unless the request is anonymous: then nothing links the two.
    """

    _name = "perf.feedback.request"
    _description = "Request for Feedback"
    _inherit = [
        "perf.feedback.request.asking",
        "perf.feedback.request.ending",
        "perf.feedback.request.pages",
        "perf.employee.mixin",
    ]
    _order = "date desc, id desc"
    _rec_names_search = ["question"]

    # Who asks whom about whom
    employee_id = fields.Many2one(string="About", default=lambda self: self.env.user._perf_employee().id)
    asker_employee_id = fields.Many2one(
        "hr.employee",
        string="Asked by",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.user._perf_employee().id,
    )
    is_asker = fields.Boolean(string="Asked by Me", compute="_compute_is_asker", search="_search_is_asker")
    is_respondent = fields.Boolean(string="Asked of Me", compute="_compute_my_line_id", search="_search_is_respondent")
    my_line_id = fields.Many2one("perf.feedback.request.line", compute="_compute_my_line_id")
    my_state = fields.Selection(
        [("open", "Waits for me"), ("answered", "Answered"), ("declined", "Declined"), ("ended", "Ended")],
        string="My Answer",
        compute="_compute_my_line_id",
    )
    line_ids = fields.One2many("perf.feedback.request.line", "request_id", string="Who Was Asked", readonly=True)
    respondent_ids = fields.Many2many(
        "hr.employee",
        string="Ask",
        compute="_compute_respondent_ids",
        compute_sudo=True,  # people outside HR can't link employees; the method shows everybody only what is theirs
        inverse="_inverse_respondent_ids",
        context={"active_test": False},
        help="Colleagues who know this work. Each of them is asked by e-mail.",
    )
    outsider_emails = fields.Text(
        string="Ask Outside",
        compute="_compute_outsider_emails",
        compute_sudo=True,  # as above
        inverse="_inverse_outsider_emails",
        help="Name and e-mail address of customers, partners and others, one a line. Each gets a personal link.",
    )

    # What
    question_ids = fields.One2many(
        "perf.feedback.request.question",
        "request_id",
        string="Questions",
        default=lambda self: [(0, 0, {"text": self._default_question()})],
    )
    question = fields.Text(compute="_compute_question", store=True, help="All questions in one text.")
    anonymous = fields.Boolean(
        help="Nobody learns who answered what. Answers are shown when the request has closed, if there are enough."
    )
    threshold = fields.Integer(
        string="Answers Needed",
        readonly=True,
        copy=False,
        aggregator=None,
        help="Of an anonymous request: answers to a question are shown from this number on.",
    )
    reader_note = fields.Char(compute="_compute_reader_note")
    asking_note = fields.Char(compute="_compute_asking_note")
    results_untold = fields.Boolean(
        readonly=True,
        copy=False,
        groups="base.group_system",
        help="Of an anonymous request that has closed by itself: the one who asked has not been told yet.",
    )
    answer_ids = fields.One2many("perf.feedback", "request_id", string="Answers", readonly=True)
    results = fields.Html(compute="_compute_results", sanitize=False)
    asked_count = fields.Integer(compute="_compute_counts")
    answered_count = fields.Integer(compute="_compute_counts")
    progress_note = fields.Char(string="Progress", compute="_compute_counts")

    # When
    date = fields.Date(string="Asked on", required=True, readonly=True, default=fields.Date.context_today)
    date_due = fields.Date(
        string="Answer by",
        required=True,
        default=lambda self: fields.Date.context_today(self) + timedelta(days=DUE_DAYS),
    )
    state = fields.Selection(
        [("draft", "Draft"), ("open", "Open"), ("closed", "Closed"), ("cancelled", "Cancelled")],
        string="Status",
        required=True,
        default="draft",
        readonly=True,
        index=True,
    )

    _anonymous_has_threshold = models.Constraint(
        "CHECK(anonymous IS NOT TRUE OR state = 'draft' OR threshold >= 2)",
        "An anonymous request needs to say from how many answers on they are shown.",
    )
    _results_untold_idx = models.Index("(id) WHERE results_untold")
    _state_date_due_idx = models.Index("(date_due) WHERE state = 'open'")

    # ------------------------------------------------------------------
    # Computed fields
    # ------------------------------------------------------------------

    @api.model
    def _default_question(self):
        return self.env._("What goes well in our work together? What is one thing that would make it better?")

    @api.depends("asker_employee_id")
    @api.depends_context("uid")
    def _compute_is_asker(self):
        own = set(self.env["perf.reporting.line"]._get_own_employee_ids())
        for request in self:
            request.is_asker = request.asker_employee_id._origin.id in own

    @api.model
    def _search_is_asker(self, operator, value):
        if operator not in ("in", "not in"):
            return NotImplemented
        own = Domain("asker_employee_id", "in", self.env["perf.reporting.line"]._get_own_employee_ids())
        return own if (True in value) == (operator == "in") else ~own

    @api.depends("line_ids.respondent_id", "line_ids.state", "state")
    @api.depends_context("uid")
    def _compute_my_line_id(self):
        own = self.env["perf.reporting.line"]._get_own_employee_ids()
        # sudo: this is evaluated for record rules too; the lines are the current user's own
        lines = (
            self.env["perf.feedback.request.line"]
            .sudo()
            .search(
                [
                    ("request_id", "in", self._origin.ids),
                    ("respondent_id", "in", own),
                    ("request_id.state", "!=", "draft"),
                ]
            )
        )
        by_request = {line.request_id.id: line for line in lines}
        none = lines[:0]
        for request in self:
            line = by_request.get(request._origin.id, none)
            request.my_line_id = line.sudo(request.env.su)
            request.my_state = line.state
            request.is_respondent = bool(line)

    @api.model
    def _search_is_respondent(self, operator, value):
        if operator not in ("in", "not in"):
            return NotImplemented
        own = self.env["perf.reporting.line"]._get_own_employee_ids()
        # sudo: the current user's own lines
        lines = (
            self.env["perf.feedback.request.line"]
            .sudo()
            ._search([("respondent_id", "in", own), ("request_id.state", "!=", "draft")])
        )
        asked = Domain("id", "in", lines.subselect("request_id"))
        return asked if (True in value) == (operator == "in") else ~asked

    @api.depends("line_ids.respondent_id", "asker_employee_id")
    @api.depends_context("uid")
    def _compute_respondent_ids(self):
        """The one who asked sees everybody, those who were asked see themselves."""
        lines = self._get_all_lines().grouped("request_id")
        for request in self:
            asked = lines.get(request._origin, self.env["perf.feedback.request.line"].sudo())
            request.respondent_ids = (asked if request.is_asker else asked.filtered("is_mine")).respondent_id

    @api.depends("line_ids.email", "line_ids.name", "asker_employee_id")
    @api.depends_context("uid")
    def _compute_outsider_emails(self):
        """For the one who asked alone."""
        lines = self._get_all_lines().filtered("email").grouped("request_id")
        for request in self:
            asked = lines.get(request._origin, ()) if request.is_asker else ()
            request.outsider_emails = "\n".join(format_email(line.name or "", line.email) for line in asked)

    def _get_all_lines(self):
        """All lines of these requests, whatever the current user may read.

        Searched for anew: reading ``line_ids`` in sudo would leave all of them in the cache for the user, too.

        :return: ``perf.feedback.request.line`` in sudo
        """
        # sudo: for the checks and for what the methods show each reader
        return self.env["perf.feedback.request.line"].sudo().search([("request_id", "in", self._origin.ids)])

    @api.depends("question_ids.text", "question_ids.sequence")
    def _compute_question(self):
        for request in self:
            request.question = "\n".join(request.question_ids.sorted().mapped("text"))

    @api.depends("line_ids.state", "state", "anonymous", "threshold")
    @api.depends_context("uid")
    def _compute_counts(self):
        """For the one who asked alone; of an anonymous request no number that would point at somebody."""
        lines = self._get_all_lines().grouped("request_id")
        for request in self:
            asked = lines.get(request._origin, ()) if request.is_asker or self.env.su else ()
            answered = sum(line.state == "answered" for line in asked)
            request.asked_count = len(asked)
            request.answered_count = visible_count(answered, request.threshold) if request.anonymous else answered
            request.progress_note = request._get_progress_note() if asked and request.state != "draft" else ""

    def _get_progress_note(self):
        """How far the answers are, in a sentence."""
        self.ensure_one()
        names = {"answered": self.answered_count, "asked": self.asked_count, "few": self.threshold}
        if self.anonymous and self.state != "open":
            return self.env._("%(asked)s asked", **names)
        if self.anonymous and not self.answered_count:
            return self.env._("Fewer than %(few)s have answered", **names)
        return self.env._("%(answered)s of %(asked)s answered", **names)

    @api.depends("anonymous", "threshold", "asker_employee_id", "employee_id", "state")
    def _compute_reader_note(self):
        for request in self:
            # sudo: the name of the one who asks, and a setting of the company
            plain = request.sudo()
            names = {
                "asker": plain.asker_employee_id.name or "",
                "few": plain.threshold or plain.company_id.perf_anonymity_threshold,
            }
            if request.anonymous:
                request.reader_note = self.env._(
                    "Read by %(asker)s alone, without names and in random order, after the request has closed, and "
                    "only if at least %(few)s people answer the same question. Fewer answers are deleted unread. "
                    "Nobody sees who wrote what, not even HR.",
                    **names,
                )
            else:
                request.reader_note = self.env._(
                    "Read by %(asker)s, with the name of the one who answers; who else reads it, each author decides.",
                    **names,
                )

    @api.depends("anonymous", "threshold", "employee_id")
    def _compute_asking_note(self):
        for request in self:
            few = request.threshold or request.sudo().company_id.perf_anonymity_threshold  # sudo: a setting
            request.asking_note = request._get_asking_note(request.anonymous, few)

    @api.model
    def _get_asking_note(self, anonymous, few):
        """How many to ask, in a sentence.

        :param few: number of answers from which on an anonymous request shows them
        """
        if not anonymous:
            return self.env._("Two or three colleagues who know this work are enough.")
        return self.env._(
            "Ask %(many)s or more: with fewer than %(few)s answers nothing is shown.", many=few + SPARE, few=few
        )

    @api.depends_context("uid", "lang")
    @api.depends("state", "answer_ids.state")
    def _compute_results(self):
        for request in self:
            shown = request.is_asker and request.state in ("open", "closed")
            request.results = (
                self.env["ir.qweb"]._render(
                    "perf_feedback.request_results", {"questions": request._prepare_results(), "back_office": True}
                )
                if shown
                else False
            )

    @api.depends("employee_id", "asker_employee_id")
    def _compute_display_name(self):
        for request in self:
            # sudo: names of people on a request, which portal users can't read from employees
            person = request.employee_id.sudo().name or ""
            request.display_name = self.env._("Feedback about %(person)s", person=person)

    # ------------------------------------------------------------------
    # Asking
    # ------------------------------------------------------------------

    @api.constrains("date", "date_due")
    def _check_date_due(self):
        for request in self:
            last = request.date + timedelta(days=EXPIRE_DAYS)
            if not request.date_due or not request.date <= request.date_due <= last:
                raise ValidationError(
                    self.env._(
                        "“Answer by” is a day from %(first)s to %(last)s.",
                        first=fields.Date.to_string(request.date),
                        last=fields.Date.to_string(last),
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        vals_list = [self._prepare_question_values(vals) for vals in vals_list]
        if self.env.su:
            return super().create(vals_list)
        requests = super().create([self._prepare_draft_values(vals) for vals in vals_list])
        requests._check_may_ask()
        return requests

    @api.model
    def _prepare_question_values(self, vals):
        """The values with ``question``, a single text, as a line of ``question_ids``."""
        if "question" not in vals:
            return vals
        vals = dict(vals)
        text = vals.pop("question")
        return {**vals, "question_ids": [(5,), (0, 0, {"text": text})] if clean(text) else [(5,)]}

    def write(self, vals):
        vals = self._prepare_question_values(vals)
        if self.env.su:
            return super().write(vals)
        self.check_access("read")
        drafts = self.filtered(lambda request: request.state == "draft")
        if not vals.keys() <= (CHANGEABLE if self - drafts else DRAFT_CHANGEABLE):
            raise UserError(
                self.env._("A question that was asked stays as it is. Close or cancel the request, and ask anew.")
            )
        if any(request.state not in ("draft", "open") for request in self):
            raise UserError(self.env._("The request is not open any more. Ask anew."))
        (self - drafts).filtered("anonymous")._check_anonymous_change(vals)
        result = super().write(vals)
        if "employee_id" in vals:
            self._check_may_ask()
        return result

    def _check_anonymous_change(self, vals):
        """Refuse whatever could tell one answer to these open anonymous requests from the others.

        :param vals: values as given to ``write``
        """
        if self and not vals.keys() <= {"date_due"}:
            raise UserError(
                self.env._("Nobody is added to an anonymous request: one more answer could be told from the others.")
            )
        due = fields.Date.to_date(vals.get("date_due"))
        if due and any(due < request.date_due for request in self):
            raise UserError(
                self.env._(
                    "People were promised time until “Answer by”, and an earlier end could single out the first "
                    "answers. Choose a later day, or leave it as it is."
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_draft(self):
        if any(request.state != "draft" for request in self):
            raise UserError(self.env._("Requests are kept. Cancel it, so that nobody is asked any more."))

    @api.model
    def _prepare_draft_values(self, vals):
        """The values of a new request: a draft of the current user, of today."""
        refused = {name for name, value in vals.items() if name not in FROM_START and value}
        refused -= {"state"} if vals.get("state") == "draft" else set()
        if refused:
            raise UserError(
                self.env._(
                    "%(fields)s can't be set on a request.",
                    fields=", ".join(
                        sorted(
                            self._fields[name]._description_string(self.env) if name in self._fields else name
                            for name in refused
                        )
                    ),
                )
            )
        own = self.env["perf.reporting.line"]._get_own_employee_ids()
        asker = vals.get("asker_employee_id") or self.env.user._perf_employee().id
        if not asker:
            raise UserError(self.env._("Your user is not linked to an employee. Ask HR to link it."))
        if asker not in own:
            raise AccessError(self.env._("Nobody can ask in somebody else's name."))
        values = {name: vals[name] for name in FROM_START & vals.keys()}
        return {
            **values,
            "asker_employee_id": asker,
            "state": "draft",
            "date": fields.Date.context_today(self),
            "threshold": 0,
            "line_ids": False,
            "answer_ids": False,
        }
