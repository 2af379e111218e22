from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain

DUE_DAYS = 14
EXPIRE_DAYS = 30
RESPONDENTS_LIMIT = 20
CRON_BATCH = 200
# What the one who asks may change while the request is open, and while it is a draft.
CHANGEABLE = {"date_due", "respondent_ids"}
DRAFT_CHANGEABLE = {"employee_id", "question", *CHANGEABLE}
FROM_START = {"asker_employee_id", *DRAFT_CHANGEABLE}


class PerfFeedbackRequest(models.Model):
    """One question about a person's work, put to colleagues by that person or by one of their managers."""

    _name = "perf.feedback.request"
    _description = "Request for Feedback"
    _inherit = ["perf.employee.mixin"]
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
        [("open", "Waits for me"), ("answered", "Answered"), ("declined", "Declined")],
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

    # What
    question = fields.Text(required=True, default=lambda self: self._default_question())
    answer_ids = fields.One2many("perf.feedback", "request_id", string="Answers", readonly=True)
    asked_count = fields.Integer(compute="_compute_counts")
    answered_count = fields.Integer(compute="_compute_counts")

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

    def _get_all_lines(self):
        """All lines of these requests, whatever the current user may read.

        Searched for anew: reading ``line_ids`` in sudo would leave all of them in the cache for the user, too.

        :return: ``perf.feedback.request.line`` in sudo
        """
        # sudo: for the checks and for what the methods show each reader
        return self.env["perf.feedback.request.line"].sudo().search([("request_id", "in", self._origin.ids)])

    def _inverse_respondent_ids(self):
        for request in self:
            lines = request._get_all_lines()
            asked = lines.respondent_id
            gone = asked - request.respondent_ids
            if request.state == "draft":
                lines.filtered(lambda line, gone=gone: line.respondent_id in gone).unlink()
            elif gone:
                raise UserError(
                    self.env._("Who was asked stays on the request. Close or cancel it to ask nobody any more.")
                )
            request._ask(request.respondent_ids - asked)

    @api.depends("line_ids.state")
    def _compute_counts(self):
        for request in self:
            request.asked_count = len(request.line_ids)
            request.answered_count = len(request.line_ids.filtered(lambda line: line.state == "answered"))

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
            if not request.date <= request.date_due <= last:
                raise ValidationError(
                    self.env._(
                        "“Answer by” is a day from %(first)s to %(last)s.",
                        first=fields.Date.to_string(request.date),
                        last=fields.Date.to_string(last),
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        if self.env.su:
            return super().create(vals_list)
        requests = super().create([self._prepare_draft_values(vals) for vals in vals_list])
        requests._check_may_ask()
        return requests

    def write(self, vals):
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
        result = super().write(vals)
        if "employee_id" in vals:
            self._check_may_ask()
        return result

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
            "line_ids": False,
            "answer_ids": False,
        }

    def _check_may_ask(self):
        """Refuse requests about others than oneself and the people who report to oneself."""
        # sudo: ids only, and company of the person
        for request in self.sudo():
            if request.perf_role not in ("self", "manager"):
                raise AccessError(
                    self.env._("You can ask for feedback about yourself, and about people who report to you.")
                )
            if (request.company_id, request.department_id) != (
                request.employee_id.company_id,
                request.employee_id.department_id,
            ):
                raise ValidationError(self.env._("Company and department are those of the person. Leave them out."))

    def action_send(self):
        """Ask: from now on the people who were chosen see the question, and are told of it."""
        self.check_access("read")
        if not all(request.is_asker for request in self):
            raise AccessError(self.env._("Only the one who asks can send the request."))
        if any(request.state != "draft" for request in self):
            raise UserError(self.env._("This was asked already."))
        self._check_may_ask()
        lines = self._get_all_lines()
        for request in self:
            people = lines.filtered(lambda line, request=request: line.request_id.id == request.id).respondent_id
            if not people:
                raise UserError(self.env._("Choose at least one colleague to ask."))
            request._check_respondents(people)
        # sudo: the one who asks may send a draft, but not write the state
        self.sudo().write({"state": "open", "date": fields.Date.context_today(self)})
        lines._notify_asked()
        return True

    def _ask(self, people):
        """Choose these people too: a line each; when the question is out already, they are told of it."""
        self.ensure_one()
        if not people:
            return
        if not self.env.su:
            self._check_respondents(people)
        # sudo: lines are made here alone
        lines = self.env["perf.feedback.request.line"].sudo()
        lines = lines.with_context(mail_create_nolog=True, mail_create_nosubscribe=True).create(
            [{"request_id": self.id, "respondent_id": person_id} for person_id in people.ids]
        )
        if self.state != "draft":
            lines._notify_asked()

    def _check_respondents(self, people):
        """Refuse to ask the person themselves, oneself, strangers, or half the company."""
        if len(self._get_all_lines().respondent_id | people.sudo()) > RESPONDENTS_LIMIT:
            raise UserError(
                self.env._("Ask %(limit)s people at most: a few good answers help most.", limit=RESPONDENTS_LIMIT)
            )
        involved = {self.sudo().employee_id.id, self.sudo().asker_employee_id.id}
        if involved & set(people.ids):
            raise UserError(self.env._("Ask other people: not the one whom it is about, and not yourself."))
        if set(people.ids) - set(self.env["hr.employee"]._perf_find_colleagues(people.ids).ids):
            raise ValidationError(
                self.env._("You can ask colleagues of your company who still work there. Choose another.")
            )

    # ------------------------------------------------------------------
    # Ending
    # ------------------------------------------------------------------

    def action_close(self):
        """Stop asking; the answers stay."""
        return self._end("closed")

    def action_cancel(self):
        """Take the question back; answers given already stay."""
        return self._end("cancelled")

    def _end(self, state):
        self.check_access("read")
        if not all(request.is_asker for request in self):
            raise AccessError(self.env._("Only the one who asked can end the request."))
        if any(request.state == "draft" for request in self):
            raise UserError(self.env._("Nobody has been asked yet. Delete the draft instead."))
        if any(request.state != "open" for request in self):
            raise UserError(self.env._("The request has ended already."))
        # sudo: the one who asked may end, but not write the state
        self.sudo()._set_ended(state)
        return True

    def _set_ended(self, state):
        """End open requests, and drop the reminders of those who did not answer."""
        self.write({"state": state})
        self._get_all_lines().activity_unlink(["perf_feedback.mail_act_feedback_request"])

    @api.model
    def _get_expired_domain(self):
        """Domain of the requests that have been open for too long."""
        last = fields.Date.context_today(self) - timedelta(days=EXPIRE_DAYS)
        return Domain("state", "=", "open") & Domain("date", "<=", last)

    @api.model
    def _cron_expire(self):
        """Close the requests that nobody has ended in 30 days."""
        domain = self._get_expired_domain()
        progress = self.env["ir.cron"]._commit_progress
        progress(remaining=self.search_count(domain))
        while requests := self.search(domain, limit=CRON_BATCH).try_lock_for_update():
            requests._set_ended("closed")
            if not progress(len(requests)):
                break

    # ------------------------------------------------------------------
    # Portal: plain values, since portal users can't read employees
    # ------------------------------------------------------------------

    def _prepare_portal_values(self):
        """What a card says of each of these requests, which the current user may read.

        :return: list of dicts
        """
        states = dict(self._fields["state"]._description_selection(self.env))
        people = (self.employee_id | self.asker_employee_id)._perf_person_values()
        today = fields.Date.context_today(self)
        return [
            {
                "id": request.id,
                "url": f"/my/feedback/requests/{request.id}",
                "person": people[request.employee_id.id],
                "asker": people[request.asker_employee_id.id],
                "about_asker": request.employee_id == request.asker_employee_id,
                "question": request.question,
                "date": request.date,
                "date_due": request.date_due,
                "late": request.state == "open" and request.date_due < today,
                "state": request.state,
                "state_label": states[request.state],
                "is_asker": request.is_asker,
                "my_state": request.my_state,
                "waits": request.state == "open" and request.my_state == "open",
                "answered_count": request.answered_count,
                "asked_count": request.asked_count,
            }
            for request in self
        ]

    def _prepare_portal_page_values(self):
        """What the page of one request shows; who else was asked only to the one who asked.

        :return: dict
        """
        self.ensure_one()
        people = self.line_ids.respondent_id._perf_person_values()
        states = dict(self.env["perf.feedback.request.line"]._fields["state"]._description_selection(self.env))
        answers = self.answer_ids.filtered(lambda feedback: feedback.state == "sent")
        readable = {answer["id"] for answer in answers._prepare_portal_values()}
        return {
            **self._prepare_portal_values()[0],
            "title": self.display_name,
            "expires": self.date + timedelta(days=EXPIRE_DAYS),
            "my_answer": self.my_line_id.feedback_id.id,
            "my_date": self.my_line_id.date_answered,
            "lines": [
                {
                    "person": people[line.respondent_id.id],
                    "state": line.state,
                    "state_label": states[line.state],
                    "reason": line.decline_reason or "",
                    "answer_id": line.feedback_id.id if line.feedback_id.id in readable else False,
                }
                for line in self.line_ids
                if self.is_asker
            ],
        }

    # ------------------------------------------------------------------
    # Back office
    # ------------------------------------------------------------------

    def action_answer(self):
        """Open a draft that answers the request."""
        self.ensure_one()
        self.check_access("read")
        return self.my_line_id.action_answer()

    def action_open_decline(self):
        """Ask for a reason, then decline."""
        self.ensure_one()
        self.check_access("read")
        return self.my_line_id.action_open_decline()
