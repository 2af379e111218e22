from datetime import UTC, datetime, timedelta

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from odoo.addons.perf_base.tools.emails import format_email
from odoo.addons.perf_base.tools.text import clean

PLACEHOLDER = "/web/static/img/user_placeholder.jpg"
REMIND_BATCH = 500


class PerfFeedbackRequestLine(models.Model):
    """One person who was asked for feedback about somebody, and what became of it.

    Of an anonymous request a line says while it is open whether the person still owes an answer, to that person alone;
    from its end on it says only that the person was asked. There is no chatter: what waits is told by what waits for
    people (``_perf_todo``), and by e-mail.
    """

    _name = "perf.feedback.request.line"
    _description = "Person Asked for Feedback"
    _inherit = ["perf.feedback.mailing", "perf.text.mixin"]
    _log_access = False  # the time of the last change would be that of an anonymous answer
    _order = "request_id desc, id"
    _rec_names_search = ["request_id"]

    request_id = fields.Many2one("perf.feedback.request", required=True, readonly=True, index=True, ondelete="cascade")
    respondent_id = fields.Many2one("hr.employee", string="Asked", readonly=True, ondelete="restrict")
    email = fields.Char(string="E-mail Outside", readonly=True)
    name = fields.Char(string="Name Outside", readonly=True)
    person_name = fields.Char(string="Who", compute="_compute_person_name")
    is_mine = fields.Boolean(string="Asked of Me", compute="_compute_is_mine", search="_search_is_mine")
    state = fields.Selection(
        [("open", "Open"), ("answered", "Answered"), ("declined", "Declined"), ("ended", "Ended")],
        string="Status",
        required=True,
        default="open",
        readonly=True,
    )
    decline_reason = fields.Text(string="Why Not", readonly=True)
    feedback_id = fields.Many2one("perf.feedback", string="Answer", readonly=True, index="btree_not_null")
    date_answered = fields.Date(string="Answered on", readonly=True)

    # What the one who was asked needs to know of the request
    employee_id = fields.Many2one(related="request_id.employee_id", string="About")
    asker_employee_id = fields.Many2one(related="request_id.asker_employee_id")
    question = fields.Text(related="request_id.question")
    anonymous = fields.Boolean(related="request_id.anonymous")
    date_due = fields.Date(related="request_id.date_due")
    request_state = fields.Selection(related="request_id.state", string="Request Status")

    _request_respondent_uniq = models.UniqueIndex(
        "(request_id, respondent_id)", "This colleague has been asked already."
    )
    _request_email_uniq = models.UniqueIndex(
        "(request_id, lower(email)) WHERE email IS NOT NULL", "This address has been asked already."
    )
    _respondent_state_idx = models.Index("(respondent_id, state)")
    _somebody = models.Constraint(
        "CHECK((respondent_id IS NULL) <> (email IS NULL))", "Ask either a colleague or an address outside."
    )

    # ------------------------------------------------------------------
    # Computed fields
    # ------------------------------------------------------------------

    @api.depends("respondent_id", "request_id.state")
    @api.depends_context("uid")
    def _compute_is_mine(self):
        """Nobody is asked by a draft."""
        own = set(self.env["perf.reporting.line"]._get_own_employee_ids())
        for line in self:
            # sudo: the state of the request alone
            asked = line.sudo().request_id.state != "draft"
            line.is_mine = asked and line.respondent_id._origin.id in own

    @api.model
    def _search_is_mine(self, operator, value):
        if operator not in ("in", "not in"):
            return NotImplemented
        own = Domain("respondent_id", "in", self.env["perf.reporting.line"]._get_own_employee_ids())
        own &= Domain("request_id", "any!", [("state", "!=", "draft")])
        return own if (True in value) == (operator == "in") else ~own

    @api.depends("respondent_id", "email", "name")
    def _compute_person_name(self):
        for line in self:
            line.person_name = line._get_person_name()

    @api.depends("request_id")
    def _compute_display_name(self):
        for line in self:
            line.display_name = line.request_id.display_name

    def _get_person_name(self):
        """Name of the one who was asked."""
        self.ensure_one()
        # sudo: names of people on a request, which portal users can't read from employees
        return self.name or self.email or self.sudo().respondent_id.name or ""

    def _get_own_name(self):
        """Name of the one who was asked, empty when only an address is known. Called in sudo."""
        self.ensure_one()
        return self.name or self.respondent_id.name

    def _get_greeting(self, env=None, name=""):
        """The first words to the one who is asked, without a raw address. Called in sudo.

        :param env: environment of the language, the current one when empty
        :param name: of the one who is asked, read when empty
        """
        self.ensure_one()
        env = env or self.env
        name = name or self._get_own_name()
        return env._("Hello %(name)s,", name=name) if name else env._("Hello,")

    def _get_asker_role(self, asker=None, company_name=""):
        """Who the one who asks is: job and company, for people outside. Called in sudo.

        :param asker: who asks, the one of the request when empty
        :param company_name: of the request, likewise
        """
        self.ensure_one()
        asker = asker or self.request_id.asker_employee_id
        return ", ".join(filter(None, [asker.job_title, company_name or self.request_id.company_id.name]))

    def _prepare_outsider_values(self):
        """What pages show of somebody outside, as ``hr.employee._perf_person_values`` does of colleagues."""
        self.ensure_one()
        job_title = self.email if self.name else ""
        return {"id": 0, "name": self._get_person_name(), "job_title": job_title, "avatar_url": PLACEHOLDER}

    # ------------------------------------------------------------------
    # Answering
    # ------------------------------------------------------------------

    def action_decline(self, reason=""):
        """Say that one can't answer.

        :param reason: why, optional; the one who asked reads it, unless the request is anonymous
        """
        self._check_can_answer()
        # sudo: whoever was asked may decline, but not write
        self.sudo()._decline(reason)
        return True

    def _decline(self, reason=""):
        """Note that these people can't answer. Called in sudo."""
        self.request_id._lock_for_answer()
        named = self.filtered(lambda line: not line.anonymous)
        named.write({"state": "declined", "decline_reason": clean(reason) or False})
        (self - named).with_user(SUPERUSER_ID).write({"state": "declined"})
        self._after_answer()

    def submit_answers(self, answers):
        """Answer an anonymous request: nothing is kept that tells who did.

        :param answers: dict of the id of a question -> text
        """
        self._check_can_answer()
        self.ensure_one()
        if not self.anonymous:
            raise UserError(self.env._("This request is answered with your name. Use “Answer”."))
        # sudo: whoever was asked may answer, but not write
        self.sudo()._submit(self._read_answers(answers))
        return True

    def _read_answers(self, answers):
        """The answers that were typed, one for each question that has one.

        :param answers: dict of the id of a question, as number or text -> text
        :return: dict of ``perf.feedback.request.question`` in sudo -> text
        :raise UserError: when nothing was typed
        """
        typed = {str(key): clean(text) for key, text in answers.items()} if isinstance(answers, dict) else {}
        # sudo: the questions of a request that the caller was asked
        questions = self.sudo().request_id.question_ids
        read = {question: typed.get(str(question.id)) for question in questions}
        read = {question: text for question, text in read.items() if text}
        if not read:
            raise UserError(self.env._("Write an answer to at least one question, then send it."))
        return read

    def _submit(self, answers):
        """Keep the answers of the one who was asked. Called in sudo.

        :param answers: dict of ``perf.feedback.request.question`` -> text
        """
        self.ensure_one()
        self.request_id._lock_for_answer()
        if self.anonymous:
            line = self.with_user(SUPERUSER_ID)
            line.env["perf.feedback.answer"].create(
                [
                    {"request_id": line.request_id.id, "question_id": question.id, "text": text}
                    for question, text in answers.items()
                ]
            )
            line.write({"state": "answered"})
        else:
            feedback = self.env["perf.feedback"].with_user(SUPERUSER_ID).create(self._prepare_feedback_values(answers))
            self.write({"state": "answered", "feedback_id": feedback.id, "date_answered": feedback.date})
            feedback._notify_sent()
        self._after_answer()

    def _prepare_feedback_values(self, answers):
        """The feedback of somebody without a login, read by the one who asked and by as few others as possible."""
        self.ensure_one()
        request = self.request_id
        return {
            "employee_id": request.employee_id.id,
            "author_employee_id": self.respondent_id.id,
            "author_name": False if self.respondent_id else self._get_person_name(),
            "request_id": request.id,
            "kind": "note",
            "visibility": self._get_link_visibility(),
            "state": "sent",
            # nobody is logged in: the day where the one who asked is, as on the other answers
            "date": datetime.now(UTC).astimezone(request.asker_employee_id._get_perf_timezone()).date(),
            "part_ids": [(0, 0, {"question_id": question.id, "text": text}) for question, text in answers.items()],
        }

    def _get_link_visibility(self):
        """Who reads what somebody without a login answers."""
        self.ensure_one()
        own = self.request_id.asker_employee_id == self.request_id.employee_id
        return "employee" if own else "manager"

    def _get_link_reader_note(self):
        """Who reads what somebody without a login answers with the own name, in a sentence. Called in sudo."""
        self.ensure_one()
        names = {"asker": self.asker_employee_id.name, "person": self.employee_id.name}
        if self._get_link_visibility() == "employee":
            return self.env._("Read by %(asker)s alone, with your name, after you send it.", **names)
        return self.env._(
            "Read by the managers of %(person)s, among them %(asker)s, and HR, with your name, after you send it. "
            "%(person)s does not see it.",
            **names,
        )

    def action_answer(self):
        """Open a new draft that answers the request, or the page on which nothing tells who one is."""
        self._check_can_answer()
        self.ensure_one()
        request = self.request_id.sudo()
        if request.anonymous:
            return {"type": "ir.actions.act_url", "url": request._get_answer_url(), "target": "self"}
        questions = request.question_ids
        parts = [(0, 0, {"question_id": question.id}) for question in questions] if len(questions) > 1 else []
        return {
            "type": "ir.actions.act_window",
            "name": request.display_name,
            "res_model": "perf.feedback",
            "views": [(False, "form")],
            "context": {
                "default_request_id": request.id,
                "default_employee_id": request.employee_id.id,
                "default_kind": "note",
                "default_visibility": self.env["perf.feedback"]._get_request_visibilities(request)[0],
                **({"default_part_ids": parts} if parts else {}),
            },
        }

    def action_open_decline(self):
        """Ask for a reason, then decline."""
        self._check_can_answer()
        self.ensure_one()
        return self.env["perf.feedback.word"]._get_action(self, "decline", self.env._("Decline"))

    def _check_can_answer(self):
        """Refuse answers of others, and to what nobody asks any more."""
        self.check_access("read")
        if not self or not all(line.is_mine for line in self):
            raise AccessError(self.env._("Only the one who was asked can answer."))
        today = fields.Date.context_today(self)
        if not all(line._is_waiting(today) for line in self):
            raise UserError(self.env._("Nobody waits for your answer to this request any more."))

    def _is_waiting(self, today):
        """Whether an answer is still taken.

        :param today: the day on which we ask; where the day is another one already, the last day counts in full
        """
        self.ensure_one()
        request = self.request_id
        is_open = self.state == "open" and request.state == "open"
        return is_open and today <= request._get_last_day() + timedelta(days=1)

    def _set_answered(self, feedback):
        """Note that this feedback answers the line. Called in sudo when it is sent."""
        self.request_id._lock_for_answer()
        self.write({"state": "answered", "feedback_id": feedback.id, "date_answered": feedback.date})
        self._after_answer()

    def _after_answer(self):
        """Close requests on which nobody is left to answer. Called in sudo."""
        waiting = self.request_id._get_all_lines().filtered(lambda line: line.state == "open").request_id
        done = (self.request_id - waiting).filtered(lambda request: request.state == "open")
        done._set_ended("closed")
        # not those of an anonymous request: the server logs what is deleted, and when
        (self - done._get_all_lines()).filtered(lambda line: not line.anonymous)._drop_links()

    # ------------------------------------------------------------------
    # Forgetting
    # ------------------------------------------------------------------

    def _get_links(self):
        """The personal links of these people. Called in sudo."""
        return self.env["perf.feedback.request.link"].sudo().search([("line_id", "in", self.ids)])

    def _drop_links(self):
        """Delete the personal links of people who are not waited for any more. Called in sudo."""
        links = self._get_links()
        links._drop(links)

    def _forget(self):
        """Keep of anonymous requests that have ended who was asked, and nothing of who answered when.

        Called in superuser mode for all lines of these requests at once.
        """
        self.write({"state": "ended", "decline_reason": False, "date_answered": False})
        self.env["perf.digest"]._forget(
            [(line.respondent_id.id, line.request_id.date, line._get_todo_key()) for line in self if line.respondent_id]
        )

    def _get_todo_key(self):
        """How what waits for people names this line."""
        self.ensure_one()
        return f"perf.feedback.request.line,{self.id},answer"

    # ------------------------------------------------------------------
    # Telling people
    # ------------------------------------------------------------------

    def _needs_link(self):
        """Whether the one who is asked has no login. Called in sudo."""
        self.ensure_one()
        return bool(self.email) or not self.respondent_id.user_id.active

    def _get_email(self):
        """Name and address of somebody without a login. Called in sudo."""
        self.ensure_one()
        if self.email:
            return format_email(self.name or "", self.email)
        person = self.respondent_id
        email = person.work_contact_id.email or person.work_email
        return format_email(person.name, email) if email else ""

    def _get_sender(self):
        """In whose name somebody without a login is written to. Called in sudo."""
        self.ensure_one()
        asker = self.request_id.asker_employee_id
        return asker.user_id.email_formatted or self.request_id.company_id.email_formatted or ""

    def _get_link_lang(self, asker=None):
        """Language in which somebody without a login is written to: the one of who asks. Called in sudo.

        :param asker: who asks, the one of the request when empty
        """
        self.ensure_one()
        return (asker or self.request_id.asker_employee_id).user_id.lang or self.env.lang or ""

    def _check_reachable(self):
        """Refuse to ask people who have neither a login nor an e-mail. Called in sudo."""
        for line in self:
            if line._needs_link() and not line._get_email():
                raise UserError(
                    self.env._(
                        "%(name)s has neither a login nor an e-mail address, and would never hear of it. Ask somebody "
                        "else, or tell HR.",
                        name=line._get_person_name(),
                    )
                )

    def _notify_asked(self):
        """Queue an e-mail to everybody who was asked. Called in sudo."""
        without = self.filtered(lambda line: line._needs_link())
        reached = (self - without).filtered(lambda line: line._get_mail_address())
        base = self.browse().get_base_url()
        reached._queue_mails(
            "perf_feedback.mail_template_perf_feedback_request",
            {line.id: f"{base}/my/feedback/requests/{line.request_id.id}" for line in reached},
        )
        # superuser: the one who asks must never hold the links
        self.env["perf.feedback.request.link"].with_user(SUPERUSER_ID)._make(without)

    def _get_mail_address(self):
        """Name and address of the one who is asked, empty when unknown. Called in sudo."""
        self.ensure_one()
        if self._needs_link():
            return self._get_email()
        partner = self.respondent_id.user_id.partner_id
        return partner.email_formatted if partner.email else ""

    def _get_mail_lang(self, asker=None):
        """Language of the one who is asked. Called in sudo.

        :param asker: who asks, the one of the request when empty
        """
        self.ensure_one()
        return self._get_link_lang(asker) if self._needs_link() else self.respondent_id.user_id.lang

    @api.model
    def _get_remind_domain(self):
        """Domain of those who still owe an answer by tomorrow and get no other reminder.

        People with a login are reminded by the daily e-mail of all that waits for them, on the same day.
        """
        tomorrow = fields.Date.context_today(self) + timedelta(days=1)
        request = Domain("state", "=", "open") & Domain("date_due", "<=", tomorrow)
        return (
            Domain("line_id.state", "=", "open")
            & Domain("reminder_hash", "=", False)
            & Domain("line_id.request_id", "any", request)
        )

    @api.model
    def _cron_remind(self):
        """Remind people without a login once, on the day before the answer is due."""
        links = self.env["perf.feedback.request.link"]
        domain = self._get_remind_domain()
        progress = self.env["ir.cron"]._commit_progress
        progress(remaining=links.search_count(domain))
        while batch := links.search(domain, limit=REMIND_BATCH).try_lock_for_update():
            batch._remind()
            if not progress(len(batch)):
                break
