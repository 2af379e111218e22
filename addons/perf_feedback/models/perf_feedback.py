from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain

from odoo.addons.perf_base.tools.text import clean, join_parts, shorten

# Set by the business methods alone; the values that a new draft has.
PROTECTED = {
    "date": False,
    "acknowledged": False,
    "acknowledged_on": False,
    "retract_reason": False,
    "author_name": False,
    "correction_of_id": False,
    "corrected_by_id": False,
}
# Follow the person; nobody chooses them.
DERIVED = ("company_id", "department_id")
CONTENT = ("kind", "situation", "behaviour", "impact", "body", "value_ids", "visibility")
PLACEHOLDER = "/web/static/img/user_placeholder.jpg"
FOR_EMPLOYEE = ("employee", "employee_manager")
FOR_MANAGER = ("employee_manager", "manager")


class PerfFeedback(models.Model):
    """What one person told another about their work, or noted about it, on one day."""

    _name = "perf.feedback"
    _description = "Feedback"
    _inherit = ["perf.authored.mixin", "perf.employee.mixin", "perf.evidence.mixin"]
    _order = "date desc, id desc"
    _rec_names_search = ["body", "behaviour"]

    _perf_evidence_kind = "feedback"
    _perf_evidence_icon = "fa-comment-o"
    _perf_evidence_summary = "summary"

    # About whom, by whom
    employee_id = fields.Many2one(string="About")
    author_employee_id = fields.Many2one(string="From", required=False)
    author_name = fields.Char(
        string="From Outside", readonly=True, copy=False, help="Name of an author who is no employee."
    )
    is_readable = fields.Boolean(compute="_compute_is_readable", search="_search_is_readable")
    request_id = fields.Many2one(
        "perf.feedback.request", string="Answer to", index="btree_not_null", ondelete="restrict", copy=False
    )
    is_answer = fields.Boolean(string="Answer", compute="_compute_is_answer")
    author_label = fields.Char(string="By", compute="_compute_author_label")

    # What
    kind = fields.Selection(
        [("praise", "Praise"), ("suggestion", "Suggestion"), ("note", "Note")], required=True, default="praise"
    )
    situation = fields.Text(help="When and where was it?")
    behaviour = fields.Text(help="What did the person do or say?")
    impact = fields.Text(help="What did it lead to?")
    body = fields.Text(string="Message")
    part_ids = fields.One2many("perf.feedback.part", "feedback_id", string="Answers by Question")
    value_ids = fields.Many2many("perf.value", string="Values")
    kind_label = fields.Char(string="Type", compute="_compute_kind_label")
    summary = fields.Text(compute="_compute_summary")
    preview = fields.Char(string="What", compute="_compute_summary")

    # Who reads it
    visibility = fields.Selection(
        [
            ("employee", "The person only"),
            ("employee_manager", "The person, their managers and HR"),
            ("manager", "Their managers and HR"),
            ("private", "Only me"),
        ],
        string="Who Reads It",
        required=True,
        default="employee",
    )
    reader_note = fields.Char(compute="_compute_reader_note")
    audience = fields.Char(string="Read by", compute="_compute_audience")

    # What became of it
    state = fields.Selection(
        [("draft", "Draft"), ("sent", "Sent"), ("retracted", "Taken back")],
        string="Status",
        required=True,
        default="draft",
        readonly=True,
    )
    date = fields.Date(string="Sent on", readonly=True, copy=False)
    acknowledged = fields.Boolean(readonly=True, copy=False, help="The person has read it.")
    acknowledged_on = fields.Date(readonly=True, copy=False)
    retract_reason = fields.Text(string="Why It Was Taken Back", readonly=True, copy=False)
    correction_of_id = fields.Many2one(
        "perf.feedback", string="Corrects", readonly=True, index="btree_not_null", ondelete="restrict", copy=False
    )
    corrected_by_id = fields.Many2one(
        "perf.feedback", string="Corrected by", readonly=True, index="btree_not_null", ondelete="restrict", copy=False
    )
    reply_ids = fields.One2many("perf.feedback.reply", "feedback_id", string="Replies", readonly=True)

    _employee_state_date_idx = models.Index("(employee_id, state, date)")
    _author_date_idx = models.Index("(author_employee_id, date)")
    _has_author = models.Constraint(
        "CHECK(author_employee_id IS NOT NULL OR author_name IS NOT NULL)", "Feedback has an author."
    )
    _sent_has_date = models.Constraint("CHECK(state = 'draft' OR date IS NOT NULL)", "Sent feedback has a date.")

    # ------------------------------------------------------------------
    # Computed fields
    # ------------------------------------------------------------------

    @api.depends("state", "visibility", "author_employee_id", "employee_id")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_is_readable(self):
        readable = self.sudo(False)._filtered_access("read")
        for feedback in self:
            feedback.is_readable = feedback.sudo(False) in readable

    @api.model
    def _search_is_readable(self, operator, value):
        """For the rules of what hangs on a feedback: whoever reads the feedback reads that too."""
        if operator != "in" or True not in value:
            return NotImplemented
        return Domain("id", "in", self.sudo(False)._search([]))

    def _get_author_name(self):
        """Name of the author, an employee or somebody outside."""
        self.ensure_one()
        # sudo: the name of the author, which portal users can't read from employees
        return self.author_name or self.author_employee_id.sudo().name or ""

    @api.depends("author_employee_id", "author_name")
    def _compute_author_label(self):
        for feedback in self:
            feedback.author_label = feedback._get_author_name()

    @api.depends("request_id", "correction_of_id")
    def _compute_is_answer(self):
        for feedback in self:
            # sudo: whether it answers a request, itself or the one that it corrects
            feedback.is_answer = bool(feedback.sudo()._get_original().request_id)

    @api.depends("kind", "is_answer")
    def _compute_kind_label(self):
        """An answer is no praise and no suggestion: the one who asked did not ask for a kind."""
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for feedback in self:
            feedback.kind_label = self.env._("Answer") if feedback.is_answer else kinds.get(feedback.kind, "")

    @api.depends("kind_label", "author_label")
    def _compute_display_name(self):
        for feedback in self:
            feedback.display_name = self.env._(
                "%(kind)s from %(author)s", kind=feedback.kind_label, author=feedback.author_label
            )

    @api.depends("visibility")
    def _compute_audience(self):
        """Who reads it, in a word or two for lists."""
        words = {
            "employee": self.env._("Person"),
            "employee_manager": self.env._("Person, managers"),
            "manager": self.env._("Managers"),
            "private": self.env._("Author"),
        }
        for feedback in self:
            feedback.audience = words.get(feedback.visibility, "")

    def _get_text_without_parts(self):
        """What it says in general, apart from the answers to single questions."""
        self.ensure_one()
        return join_parts(self.situation, self.behaviour, self.impact, self.body)

    @api.depends("situation", "behaviour", "impact", "body", "part_ids.text")
    def _compute_summary(self):
        for feedback in self:
            feedback.summary = join_parts(*feedback.part_ids.mapped("text"), feedback._get_text_without_parts())
            feedback.preview = shorten(feedback.summary, 120)

    @api.depends("visibility", "state", "employee_id", "author_employee_id")
    def _compute_reader_note(self):
        for feedback in self:
            # sudo: names of the two people, which portal users can't read from employees
            person = feedback.employee_id.sudo().name or self.env._("the person")
            author = feedback._get_author_name()
            if feedback.state == "draft":
                texts = self._get_reader_notes(person)
            else:
                texts = self._get_sent_reader_notes(person, author)
            visibility = "private" if feedback.state == "retracted" else feedback.visibility
            feedback.reader_note = texts.get(visibility, "")

    @api.model
    def _get_reader_notes(self, person):
        """Who will read a draft, a sentence for each visibility, in the words of the author.

        :param person: name of the one whom it is about
        :return: dict visibility -> text
        """
        return {
            "employee": self.env._("Read by %(person)s alone, after you send it.", person=person),
            "employee_manager": self.env._(
                "Read by %(person)s, the managers above and HR, after you send it.", person=person
            ),
            "manager": self.env._(
                "Read by the managers of %(person)s and HR, after you send it. %(person)s does not see it.",
                person=person,
            ),
            "private": self.env._("Read by nobody but you, not even HR."),
        }

    @api.model
    def _get_sent_reader_notes(self, person, author):
        """Who reads a feedback that was sent, a sentence for each visibility."""
        names = {"person": person, "author": author}
        return {
            "employee": self.env._("Read by %(person)s and %(author)s only.", **names),
            "employee_manager": self.env._("Read by %(person)s, %(author)s, the managers above and HR.", **names),
            "manager": self.env._("Read by %(author)s, the managers of %(person)s and HR.", **names),
            "private": self.env._("Read by %(author)s only.", **names),
        }

    # ------------------------------------------------------------------
    # Writing, while it is a draft
    # ------------------------------------------------------------------

    @api.constrains("employee_id", "author_employee_id", "kind", "visibility")
    def _check_about_oneself(self):
        for feedback in self:
            if feedback.employee_id != feedback.author_employee_id:
                continue
            if feedback.kind != "note" or feedback.visibility != "private":
                raise ValidationError(
                    self.env._("About yourself you can keep notes that only you read. Choose “Note” and “Only me”.")
                )

    @api.model_create_multi
    def create(self, vals_list):
        if self.env.su:
            return super().create(vals_list)
        self._check_links(vals_list)
        return super().create(vals_list)

    def write(self, vals):
        if self.env.su:
            return super().write(vals)
        self._refuse_protected(set(DERIVED) & vals.keys())
        self.check_access("read")
        if any(feedback.state != "draft" for feedback in self):
            raise UserError(self.env._("What was sent stays as it is. Send a correction, or take it back and say why."))
        self._check_links([vals])
        if vals.get("request_id"):
            vals = {**vals, "kind": "note"}
        result = super().write(vals)
        if {"employee_id", "request_id", *DERIVED} & vals.keys():
            self._check_draft()
        return result

    def copy_data(self, default=None):
        """Refuse to copy what was said to one person on one day."""
        raise UserError(
            self.env._("Feedback is about one person and one moment, so it can't be duplicated. Write a new one.")
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_sent(self):
        if any(feedback.state != "draft" for feedback in self):
            raise UserError(self.env._("What was sent can't be deleted. Take it back and say why."))

    @api.model
    def _prepare_draft_values(self, vals):
        """Company and department follow from the person, so they are left out; who answers is not asked for a kind."""
        self._refuse_protected({name for name in DERIVED if vals.get(name)})
        vals = {name: value for name, value in vals.items() if name not in DERIVED}
        return super()._prepare_draft_values({**vals, **({"kind": "note"} if vals.get("request_id") else {})})

    @api.model
    def _get_protected_values(self):
        return {**super()._get_protected_values(), **PROTECTED}

    @api.model
    def _check_links(self, vals_list):
        """Refuse people and requests that don't exist, before the database does."""
        for name in ("employee_id", "request_id"):
            ids = {vals[name] for vals in vals_list if isinstance(vals.get(name), int) and vals[name]}
            # sudo: whether they exist; what the user may do with them is checked on the draft
            if ids - set(self.env[self._fields[name].comodel_name].sudo().browse(ids).exists().ids):
                raise ValidationError(
                    self.env._(
                        "What you chose as “%(field)s” does not exist any more. Choose another.",
                        field=self._fields[name]._description_string(self.env),
                    )
                )

    def _check_draft(self):
        """Refuse drafts about people whom the author may not name, or that answer what nobody asked."""
        drafts = self.sudo()
        asked = self._get_open_lines()
        for feedback in drafts:
            if feedback.company_id != feedback.employee_id.company_id:
                raise ValidationError(self.env._("The company is the one of the person. Leave it out."))
            if feedback.department_id != feedback.employee_id.department_id:
                raise ValidationError(self.env._("The department is the one of the person. Leave it out."))
            if feedback.request_id.anonymous:
                raise UserError(
                    self.env._("This request is anonymous. Answer it on its own page, which does not keep your name.")
                )
            if feedback.request_id and feedback not in asked:
                raise ValidationError(self.env._("Nobody waits for your answer to this request any more."))
        people = drafts.filtered(
            lambda feedback: (
                not feedback.request_id
                and not feedback.correction_of_id
                and feedback.employee_id != feedback.author_employee_id
            )
        ).employee_id
        if people - self.env["hr.employee"]._perf_find_colleagues(people.ids):
            raise ValidationError(
                self.env._("You can give feedback to colleagues of your company who still work there. Choose another.")
            )

    def _get_open_lines(self):
        """The open request line that each of these drafts answers.

        :return: dict feedback (in sudo) -> ``perf.feedback.request.line`` in sudo
        """
        # sudo: drafts of the current user, checked by the callers
        drafts = self.sudo().filtered("request_id")
        lines = drafts.request_id._get_all_lines().filtered(
            lambda line: line.state == "open" and line.request_id.state == "open"
        )
        by_key = {(line.request_id, line.respondent_id): line for line in lines}
        return {
            feedback: by_key[feedback.request_id, feedback.author_employee_id]
            for feedback in drafts
            if (feedback.request_id, feedback.author_employee_id) in by_key
            and feedback.request_id.employee_id == feedback.employee_id
        }

    @api.model
    def _get_request_visibilities(self, request):
        """Who may read the answers to a request, so that the one who asked does.

        :param request: ``perf.feedback.request`` in sudo
        :return: list of keys of ``visibility``
        """
        own = request.asker_employee_id == request.employee_id
        return list(FOR_EMPLOYEE if own else FOR_MANAGER)

    # ------------------------------------------------------------------
    # Business methods
    # ------------------------------------------------------------------

    def action_send(self):
        """Send the drafts: from now on their readers see them, and nobody changes them."""
        self.check_access("read")
        if any(feedback.state != "draft" for feedback in self):
            raise UserError(self.env._("This was sent already."))
        self.check_access("write")
        self._check_draft()
        for feedback in self:
            feedback._check_sendable()
        lines = self._get_open_lines()
        # sudo: the author may send a draft, but not write the state
        drafts = self.sudo()
        drafts.write({"state": "sent", "date": fields.Date.context_today(self)})
        drafts.filtered("request_id").kind = "note"
        for feedback in drafts.filtered("correction_of_id"):
            feedback.correction_of_id.corrected_by_id = feedback
        for feedback, line in lines.items():
            line._set_answered(feedback)
        drafts._notify_sent()
        return True

    def action_send_from_form(self):
        """Send the drafts, and say so."""
        self.action_send()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("Sent."),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def _notify_sent(self):
        """Tell the people whom it is about, if it is for them. Called in sudo."""
        self.filtered(lambda feedback: feedback.visibility in FOR_EMPLOYEE)._send_mail(
            "perf_feedback.mail_template_perf_feedback_received"
        )

    def _check_sendable(self):
        """Refuse to send what says nothing, or what its readers could not read."""
        self.ensure_one()
        if not any(map(clean, (self.body, self.behaviour, *self.part_ids.mapped("text")))):
            raise UserError(self.env._("Write what you want to say, then send it."))
        request = self.sudo().request_id
        if request and self.visibility not in self._get_request_visibilities(request):
            raise UserError(self.env._("The one who asked could not read your answer. Choose another “Who reads it”."))
        original = self.sudo().correction_of_id
        if not original:
            return
        if original.state != "sent" or original.corrected_by_id:
            raise UserError(self.env._("What you correct was taken back or corrected already. Write a new one."))
        if (original.visibility, original.employee_id) != (self.visibility, self.sudo().employee_id):
            raise UserError(self.env._("A correction is read by the same people as what it corrects."))

    def action_acknowledge(self):
        """Tell the author that one has read the feedback about oneself."""
        self.check_access("read")
        if any(feedback.perf_role != "self" or feedback.state != "sent" for feedback in self):
            raise UserError(self.env._("Only the person whom it is about can acknowledge feedback."))
        # sudo: the person may acknowledge, but not write
        self.sudo().filtered(lambda feedback: not feedback.acknowledged).write(
            {"acknowledged": True, "acknowledged_on": fields.Date.context_today(self)}
        )
        return True

    def action_retract(self, reason=""):
        """Take back what one sent: only the author reads it from now on.

        :param reason: why; the person is told
        """
        self._check_author_of_sent()
        reason = clean(reason)
        if not reason:
            raise UserError(self.env._("Say why you take it back."))
        # sudo: the author may take back, but not write
        feedback = self.sudo()
        feedback.write({"state": "retracted", "retract_reason": reason})
        # what a correction replaced counts again
        feedback.correction_of_id.write({"corrected_by_id": False})
        feedback.filtered(lambda each: each.visibility in FOR_EMPLOYEE)._send_mail(
            "perf_feedback.mail_template_perf_feedback_retracted"
        )
        return True

    def correct(self):
        """Start a correction of what one sent: a new draft with the same text, which refers to it.

        :return: ``perf.feedback`` draft; the one that was started before, if it is not sent yet
        """
        self.ensure_one()
        self._check_author_of_sent()
        if self.corrected_by_id:
            raise UserError(self.env._("There is a newer version already. Correct that one."))
        draft = self.search([("correction_of_id", "=", self.id), ("state", "=", "draft")], limit=1)
        if draft:
            return draft
        # sudo: nobody may set what a feedback corrects
        return self.sudo().create(self._prepare_correction_values()).sudo(False)

    def _prepare_correction_values(self):
        """The values of a draft that corrects this feedback."""
        self.ensure_one()
        return {
            **{name: self[name] for name in CONTENT if name != "value_ids"},
            "value_ids": [(6, 0, self.value_ids.ids)],
            "employee_id": self.employee_id.id,
            "author_employee_id": self.author_employee_id.id,
            "correction_of_id": self.id,
            "part_ids": [(0, 0, {"question_id": part.question_id.id, "text": part.text}) for part in self.part_ids],
        }

    def _get_original(self):
        """The feedback that this one corrects, through all its versions; itself when it corrects none."""
        self.ensure_one()
        original = self
        while original.correction_of_id:
            original = original.correction_of_id
        return original

    def reply(self, body):
        """Answer in the thread under a feedback; author, person and managers take part.

        :param body: the text
        :return: ``perf.feedback.reply``
        """
        self.ensure_one()
        self.check_access("read")
        body = clean(body)
        if not body:
            raise UserError(self.env._("Write what you want to reply, then send it."))
        if self.state != "sent":
            raise UserError(self.env._("You can reply to feedback that was sent and not taken back."))
        author = self._get_reply_author()
        if not author:
            raise AccessError(self.env._("Only the author, the person and their managers can reply."))
        # sudo: replies are made here alone
        reply = (
            self.env["perf.feedback.reply"]
            .sudo()
            .create({"feedback_id": self.id, "author_employee_id": author.id, "body": body})
        )
        reply._send_mail()
        return reply.sudo(False)

    def _get_reply_author(self):
        """As which employee the current user replies.

        :return: ``hr.employee`` in sudo, empty for those who only read
        """
        # sudo: portal users have no access to employees
        feedback = self.sudo()
        if feedback.is_author:
            return feedback.author_employee_id
        if feedback.perf_role == "self":
            return feedback.employee_id
        if feedback.perf_role == "manager":
            return self.env.user._perf_employee()
        return self.env["hr.employee"].sudo()

    def _check_author_of_sent(self):
        """Refuse whatever only the author may do with sent feedback."""
        self._check_author()
        if any(feedback.state != "sent" for feedback in self):
            raise UserError(self.env._("It is not sent yet, or was taken back."))

    def _send_mail(self, template_xmlid):
        """Send an e-mail of this template to each person; the texts of feedback never go by e-mail. Called in sudo."""
        template = self.env.ref(template_xmlid, raise_if_not_found=False)
        reached = self.filtered(lambda feedback: feedback._get_mail_partner())
        if template and reached:
            template.sudo().send_mail_batch(reached.ids)

    def _get_mail_partner(self):
        """Partner of the person whom it is about: the user's, else the work contact."""
        self.ensure_one()
        person = self.employee_id
        return person.user_id.partner_id or person.work_contact_id

    # ------------------------------------------------------------------
    # Evidence
    # ------------------------------------------------------------------

    @api.model
    def _get_perf_evidence_domain(self, employees, date_from, date_to):
        """Feedback that was sent and still stands."""
        return super()._get_perf_evidence_domain(employees, date_from, date_to) & self._get_valid_domain()

    @api.model
    def _get_perf_evidence_shared_domain(self):
        """Feedback for the person and the managers."""
        return Domain("state", "=", "sent") & Domain("visibility", "=", "employee_manager")

    def _prepare_perf_evidence_values(self):
        """Feedback speaks by its first words."""
        values = super()._prepare_perf_evidence_values()
        return {**values, "summary": shorten(values["summary"], 400), "url": f"/my/feedback/{self.id}"}

    @api.model
    def _get_valid_domain(self):
        """Domain of what was sent, and neither taken back nor replaced by a correction."""
        return Domain("state", "=", "sent") & Domain("corrected_by_id", "=", False)

    # ------------------------------------------------------------------
    # Portal: plain values, since portal users can't read employees
    # ------------------------------------------------------------------

    @api.model
    def _get_received_domain(self):
        """Domain of what the current user received."""
        return Domain("perf_role", "=", "self") & Domain("visibility", "in", FOR_EMPLOYEE) & self._get_valid_domain()

    @api.model
    def _get_portal_kinds(self):
        """The kinds as large buttons.

        :return: list of dicts with ``key``, ``label``, ``icon`` and ``help``
        """
        labels = dict(self._fields["kind"]._description_selection(self.env))
        kinds = [
            ("praise", "fa-thumbs-o-up", self.env._("Something that went well")),
            ("suggestion", "fa-lightbulb-o", self.env._("Something to try")),
            ("note", "fa-pencil-square-o", self.env._("Something to remember")),
        ]
        return [{"key": key, "label": labels[key], "icon": icon, "help": text} for key, icon, text in kinds]

    @api.model
    def _get_answer_kind(self):
        """What stands instead of a kind on the answer to a request: as :meth:`_get_portal_kinds`."""
        return {"key": "answer", "label": self.env._("Answer"), "icon": "fa-reply", "help": ""}

    def _prepare_portal_values(self):
        """What a card says of each of these records, which the current user may read.

        :return: list of dicts
        """
        kinds = {kind["key"]: kind for kind in self._get_portal_kinds()}
        states = dict(self._fields["state"]._description_selection(self.env))
        people = (self.employee_id | self.author_employee_id)._perf_person_values()
        return [
            {
                "id": feedback.id,
                "url": f"/my/feedback/{feedback.id}",
                "kind": self._get_answer_kind() if feedback.is_answer else kinds[feedback.kind],
                "date": feedback.date,
                "state": feedback.state,
                "state_label": states[feedback.state],
                "person": people[feedback.employee_id.id],
                "author": people.get(feedback.author_employee_id.id) or feedback._prepare_outsider_values(),
                "is_author": feedback.is_author,
                "summary": shorten(feedback.summary, 240),
                "values": feedback.value_ids.mapped("name"),
                "unread": feedback.perf_role == "self" and not feedback.acknowledged and not feedback.is_author,
                "acknowledged_on": feedback.acknowledged_on,
                "corrected": bool(feedback.corrected_by_id),
            }
            for feedback in self
        ]

    def _prepare_outsider_values(self):
        """What pages show of an author who is no employee."""
        self.ensure_one()
        return {"id": 0, "name": self.author_name or "", "job_title": "", "avatar_url": PLACEHOLDER}

    def _prepare_result_values(self, text):
        """What the results of a request show of this answer.

        :param text: what it says to one question
        """
        self.ensure_one()
        return {"text": text, "author": self._get_author_name(), "url": f"/my/feedback/{self.id}"}

    def _prepare_portal_page_values(self):
        """What the page of one feedback shows.

        :return: dict
        """
        self.ensure_one()
        parts = [
            (self._fields[name]._description_string(self.env), self[name])
            for name in ("situation", "behaviour", "impact")
            if self[name]
        ]
        parts = [(part.question or self.env._("Answer"), part.text) for part in self.part_ids if part.text] + parts
        open_to_all = self.state == "sent" and self.visibility != "private"
        return {
            **self._prepare_portal_values()[0],
            "title": self._get_page_title(),
            "body": self.body or "",
            "parts": parts,
            "reader_note": self.reader_note,
            "retract_reason": self.retract_reason or "",
            "correction_of_id": self.correction_of_id.id,
            "corrected_by_id": self.corrected_by_id.id,
            "request_id": self.request_id.id if self.request_id.has_access("read") else False,
            "replies": self.reply_ids._prepare_portal_values(),
            "can_reply": open_to_all and bool(self._get_reply_author()),
            "can_acknowledge": self.state == "sent"
            and self.perf_role == "self"
            and not self.acknowledged
            and not self.is_author,
            "can_change": self.state == "sent" and self.is_author,
            "can_correct": self.state == "sent" and self.is_author and not self.corrected_by_id,
        }

    def _get_page_title(self):
        """Title of its page: for whom it is when the reader wrote it, else from whom."""
        self.ensure_one()
        if not self.is_author or self.perf_role == "self":
            return self.display_name
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        # sudo: the name of the person, which portal users can't read from employees
        return self.env._("%(kind)s for %(person)s", kind=kinds[self.kind], person=self.employee_id.sudo().name)

    # ------------------------------------------------------------------
    # Back office
    # ------------------------------------------------------------------

    def action_open_retract(self):
        """Ask for the reason, then take back."""
        return self._open_word_wizard("retract", self.env._("Take Back"))

    def action_open_reply(self):
        """Ask for the text, then reply."""
        return self._open_word_wizard("reply", self.env._("Reply"))

    def action_open_correct(self):
        """Open the draft of a correction."""
        draft = self.correct()
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": draft.id,
            "views": [(False, "form")],
            "name": self.env._("Correction"),
        }

    def _open_word_wizard(self, purpose, title):
        self.ensure_one()
        self.check_access("read")
        return self.env["perf.feedback.word"]._get_action(self, purpose, title)
