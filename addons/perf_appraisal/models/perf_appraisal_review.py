from datetime import UTC

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ..tools.deadlines import OWN_DEADLINES, ROLE_STEPS, latest
from ..tools.evidence import empty_months
from ..tools.roles import ANONYMOUS_ROLES, BLIND_ROLES, DEADLINES, EXTERNAL, NOMINATED_ROLES, SELF
from .perf_appraisal import OPEN_STATES, SHARED_STATES, search_lines

OWED_STATES = ("invited", "in_progress")
ANSWER_KEYS = {"level_id", "anchor_id", "text", "choice", "unable"}
SOON = 7


class PerfAppraisalReview(models.Model):
    """One reviewer's form in one appraisal: the employee's own, or the manager's.

    The two are blind to each other until both are in; the employee reads the manager's with the shared result.
    """

    _name = "perf.appraisal.review"
    _description = "Appraisal Review"
    _inherit = ["perf.appraisal.thread.mixin", "perf.employee.mixin"]
    _order = "deadline, id"

    appraisal_id = fields.Many2one("perf.appraisal", required=True, readonly=True, index=True, ondelete="cascade")
    employee_id = fields.Many2one(related="appraisal_id.employee_id", store=True, precompute=True, index=True)
    role = fields.Selection(
        [
            ("self", "Self review"),
            ("manager", "Manager's review"),
            ("second_manager", "Second manager's review"),
            ("peer", "Peer review"),
            ("report", "Review by a report"),
            ("external", "Review from outside"),
        ],
        required=True,
        readonly=True,
    )
    reviewer_employee_id = fields.Many2one(
        "hr.employee", string="Reviewer", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    reviewer_name = fields.Char(string="Name Outside", readonly=True)
    reviewer_email = fields.Char(string="E-mail Outside", readonly=True)
    reviewer_label = fields.Char(string="By", compute="_compute_reviewer_label")
    state = fields.Selection(
        [
            ("invited", "Not Begun"),
            ("in_progress", "Begun"),
            ("submitted", "Submitted"),
            ("declined", "Declined"),
            ("expired", "Not Needed Any More"),
        ],
        default="invited",
        required=True,
        readonly=True,
        index=True,
        copy=False,
    )
    appraisal_state = fields.Selection(related="appraisal_id.state", string="Appraisal State")
    deadline = fields.Date(compute="_compute_deadline", store=True, precompute=True)
    saved_date = fields.Datetime(string="Last Saved", readonly=True, copy=False)
    submitted_date = fields.Datetime(readonly=True, copy=False)
    decline_reason = fields.Text(
        string="Why Not", readonly=True, copy=False, help="Read by the reviewing manager and by HR."
    )
    answer_ids = fields.One2many(
        "perf.appraisal.answer", "review_id", string="Answers", readonly=True, search=search_lines("answer_ids")
    )

    # For screens
    answered_count = fields.Integer(string="Answered", compute="_compute_counts", aggregator=None)
    total_count = fields.Integer(string="Questions", compute="_compute_counts", aggregator=None)
    can_reopen = fields.Boolean(compute="_compute_can_reopen")
    can_decline = fields.Boolean(compute="_compute_can_decline")
    is_mine = fields.Boolean(compute="_compute_is_mine", search="_search_is_mine")
    urgency = fields.Selection(
        [("1_overdue", "Overdue"), ("2_soon", "Due this week"), ("3_later", "Later"), ("4_done", "Done")],
        string="Due",
        compute="_compute_urgency",
        search="_search_urgency",
    )

    _appraisal_role_uniq = models.UniqueIndex(
        "(appraisal_id, role) WHERE state <> 'expired' AND role IN ('self', 'manager', 'second_manager')"
    )
    _appraisal_reviewer_uniq = models.UniqueIndex(
        "(appraisal_id, reviewer_employee_id) WHERE state <> 'expired' AND role IN ('peer', 'report')"
    )
    _reviewer_state_idx = models.Index("(reviewer_employee_id, state)")

    # ------------------------------------------------------------------
    # Computes
    # ------------------------------------------------------------------

    @api.depends("role", "employee_id", "appraisal_id")
    def _compute_display_name(self):
        labels = dict(self._fields["role"]._description_selection(self.env))
        for review in self:
            # sudo: the names of person and cycle are no secret to somebody who may read the review.
            names = review.sudo()
            label = labels.get(review.role, "")
            review.display_name = f"{label}: {names.employee_id.name or ''} · {names.appraisal_id.cycle_id.name or ''}"

    @api.depends(
        "role",
        *[f"appraisal_id.cycle_id.{name}" for name in sorted(set(DEADLINES.values()))],
        *[f"appraisal_id.{OWN_DEADLINES[step]}" for step in sorted(set(ROLE_STEPS.values()))],
    )
    def _compute_deadline(self):
        for review in self:
            appraisal = review.appraisal_id
            cycle = appraisal.cycle_id
            day = review.role and (cycle[DEADLINES[review.role]] or cycle.manager_deadline)
            review.deadline = review.role and latest(day, appraisal[OWN_DEADLINES[ROLE_STEPS[review.role]]])

    @api.depends(
        "answer_ids.level_id",
        "answer_ids.anchor_id",
        "answer_ids.text",
        "answer_ids.choice",
        "answer_ids.unable",
        "state",
    )
    @api.depends_context("uid")
    def _compute_counts(self):
        # sudo: how many questions there are is seen by whoever may read the review; answers count for their readers.
        totals = {}
        answers = self._get_answers().grouped("review_id")
        for review in self:
            form = review.sudo()
            key = (form.appraisal_id.template_id, form.role)
            if key not in totals:
                totals[key] = set(form._get_questions().ids)
            readable = review._can_read_answers()
            given = [answer for answer in answers.get(form, []) if readable and answer._is_given()]
            review.answered_count = len([answer for answer in given if answer.question_id.id in totals[key]])
            review.total_count = len(totals[key])

    @api.depends("state", "appraisal_id.state")
    @api.depends_context("uid")
    def _compute_can_reopen(self):
        for review in self:
            appraisal = review.sudo().appraisal_id
            is_officer = appraisal.with_user(self.env.user)._has_part("officer")
            is_open = review.state == "submitted" and appraisal.state == "open"
            review.can_reopen = is_officer and is_open and not review.sudo()._is_sealed()

    @api.depends("state", "appraisal_id.state")
    @api.depends_context("uid")
    def _compute_can_decline(self):
        for review in self:
            review.can_decline = review.role not in BLIND_ROLES and review._is_reviewer() and review._is_open()

    @api.depends("reviewer_employee_id", "reviewer_name", "reviewer_email")
    def _compute_reviewer_label(self):
        for review in self:
            # sudo: the name of the reviewer, for one who may read the review.
            person = review.sudo().reviewer_employee_id
            review.reviewer_label = person.name or review.reviewer_name or review.reviewer_email

    @api.depends("reviewer_employee_id")
    @api.depends_context("uid")
    def _compute_is_mine(self):
        own = set(self.env["perf.reporting.line"]._get_own_employee_ids())
        for review in self:
            review.is_mine = review.reviewer_employee_id._origin.id in own

    @api.model
    def _search_is_mine(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain("reviewer_employee_id", "in", self.env["perf.reporting.line"]._get_own_employee_ids())

    @api.depends("deadline", "state")
    def _compute_urgency(self):
        today = fields.Date.context_today(self)
        for review in self:
            days = (review.deadline - today).days if review.deadline else SOON + 1
            if review.state not in OWED_STATES:
                review.urgency = "4_done"
            elif days < 0:
                review.urgency = "1_overdue"
            else:
                review.urgency = "2_soon" if days <= SOON else "3_later"

    @api.model
    def _search_urgency(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = fields.Date.context_today(self)
        soon = fields.Date.add(today, days=SOON)
        owed = Domain("state", "in", OWED_STATES)
        domains = {
            "1_overdue": owed & Domain("deadline", "<", today),
            "2_soon": owed & Domain("deadline", ">=", today) & Domain("deadline", "<=", soon),
            "3_later": owed & (Domain("deadline", ">", soon) | Domain("deadline", "=", False)),
            "4_done": ~owed,
        }
        return Domain.OR(domains[word] for word in value if word in domains)

    # ------------------------------------------------------------------
    # Create, write, delete
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            raise UserError(self.env._("Reviews are created when an appraisal is opened."))
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su:
            raise UserError(self.env._("A review changes by answering and submitting it only."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_superuser(self):
        if not self.env.su:
            raise UserError(self.env._("Reviews are kept for the record. Cancel the appraisal instead."))

    # ------------------------------------------------------------------
    # Rights
    # ------------------------------------------------------------------

    def _is_reviewer(self):
        """Whether the current user is the one who fills in this review."""
        self.ensure_one()
        # sudo: portal users may not read employees.
        return self.sudo().reviewer_employee_id.user_id == self.env.user

    def _can_read_answers(self):
        """Whether the current user may read the answers of this review; the same as the record rules say."""
        self.ensure_one()
        if self.env.su or self._is_reviewer():
            return True
        appraisal = self.sudo().appraisal_id
        if self.state != "submitted" or self.role in ANONYMOUS_ROLES:
            return False
        if appraisal.state in SHARED_STATES:
            return True
        mine = appraisal.with_user(self.env.user)
        if self.role == "self":
            return appraisal.reviews_complete and (mine._has_part("manager") or mine._has_part("officer"))
        return mine._has_part("officer") or (self.role == EXTERNAL and mine._has_part("manager"))

    def _is_open(self):
        """Whether the review can still be filled in."""
        self.ensure_one()
        appraisal = self.sudo().appraisal_id
        running = appraisal.cycle_id.state in ("running", "calibration")
        return self.state in OWED_STATES and appraisal.state in OPEN_STATES and running

    def _check_fillable(self):
        """Refuse to fill in a review that is somebody else's, or not open (any more)."""
        self.ensure_one()
        self.check_access("read")
        if not self._is_reviewer():
            raise AccessError(self.env._("Only the reviewer can fill in this review."))
        if self.state == "submitted":
            raise UserError(self.env._("This review was submitted. Ask HR to open it again to change something."))
        if not self._is_open():
            raise UserError(self.env._("This review is not open any more. Your text was not saved: keep a copy of it."))

    # ------------------------------------------------------------------
    # Filling in
    # ------------------------------------------------------------------

    def _get_answers(self):
        """All answers of these reviews, whoever asks; see ``perf.appraisal._get_reviews``.

        :return: ``perf.appraisal.answer`` recordset in sudo
        """
        # sudo: callers check first who may see what.
        return self.env["perf.appraisal.answer"].sudo().search([("review_id", "in", self._origin.ids)])

    def _get_questions(self):
        """The questions of this review, in order. Called in sudo."""
        self.ensure_one()
        return self.appraisal_id.template_id.section_ids.question_ids._filter_role(self.role)

    def save_answers(self, answers):
        """Keep answers as they are typed. Only the reviewer, only while the review is open.

        :param answers: dict question id -> dict with any of ``ANSWER_KEYS``
        :return: dict with ``saved_at`` (ISO 8601, UTC), ``answered``, ``total``
        """
        self._check_fillable()
        # sudo: answers are written by the suite only; reviewer and state were checked.
        return self.sudo()._save_answers(answers)

    def _save_answers(self, answers):
        """As :meth:`save_answers`. Called in sudo, after the checks."""
        review = self._as_writer()
        values = review._read_answers(answers)
        # Writing the review first makes two saves at the same moment run one after the other.
        now = fields.Datetime.now()
        review.write({"state": "in_progress", **({} if review._is_anonymous() else {"saved_date": now})})
        review.flush_recordset()
        there = {answer.question_id.id: answer for answer in review._get_answers()}
        for question_id, vals in values.items():
            if question_id in there:
                there[question_id].write(vals)
        review.env["perf.appraisal.answer"].create(
            [
                {"review_id": review.id, "question_id": question_id, **vals}
                for question_id, vals in values.items()
                if question_id not in there
            ]
        )
        return {
            "saved_at": now.replace(tzinfo=UTC).isoformat(timespec="seconds"),
            "answered": review.answered_count,
            "total": review.total_count,
        }

    def _read_answers(self, answers):
        """Check answers from outside. Called in sudo.

        :param answers: what the caller sent
        :return: dict question id (int) -> clean values
        :raise UserError: when something does not fit
        """
        self.ensure_one()
        if not isinstance(answers, dict):
            raise UserError(self.env._("Answers are expected by question. Reload the page and try again."))
        questions = {str(question.id): question for question in self._get_questions()}
        result = {}
        for key, answer in answers.items():
            question = questions.get(str(key))
            if not question:
                raise UserError(self.env._("One of the questions is not part of this review. Reload the page."))
            if not isinstance(answer, dict) or answer.keys() - ANSWER_KEYS:
                raise UserError(
                    self.env._("The answer to “%(question)s” can't be read. Reload the page.", question=question.name)
                )
            result[question.id] = self._read_answer(question, answer)
        return result

    def _read_answer(self, question, answer):
        """Check one answer.

        :param question: ``perf.appraisal.question``
        :param answer: dict with some of ``ANSWER_KEYS``
        :return: dict of clean values
        """
        vals = {}
        if "level_id" in answer:
            vals["level_id"] = self._read_level(question, answer["level_id"])
        if "anchor_id" in answer:
            vals["anchor_id"] = question._read_anchor(answer["anchor_id"])
        if "choice" in answer:
            vals["choice"] = self._read_choice(question, answer["choice"])
        if "text" in answer:
            text = answer["text"] or ""
            if not isinstance(text, str):
                raise UserError(self.env._("The text for “%(question)s” must be a text.", question=question.name))
            self.env["perf.appraisal.answer"]._check_typed_values({"text": text})
            vals["text"] = text
        if "unable" in answer:
            vals["unable"] = bool(answer["unable"])
            if vals["unable"]:
                vals.update(level_id=False, anchor_id=False, choice=False)
        return vals

    def _read_level(self, question, level_id):
        """A level of the question's own scale, or False."""
        if not level_id:
            return False
        levels = question.scale_id.level_ids.ids if question.kind == "rating" else []
        if type(level_id) is not int or level_id not in levels:
            raise UserError(
                self.env._("This level is not on the scale of “%(question)s”. Choose another.", question=question.name)
            )
        return level_id

    def _read_choice(self, question, choice):
        """One of the question's own options, or False."""
        if not choice:
            return False
        if question.kind != "choice" or choice not in question._get_options():
            raise UserError(
                self.env._("This is not an option of “%(question)s”. Choose another.", question=question.name)
            )
        return choice

    def action_submit(self):
        """Hand in the review, when every required question is answered or marked as impossible to answer."""
        for review in self:
            review._check_fillable()
            # sudo: the state is written by the suite only; reviewer, state and answers are checked.
            review.sudo()._check_answered()
            review.sudo()._submit()
        return True

    def _check_answered(self):
        """Refuse to hand in a review in which something is missing. Called in sudo."""
        missing = self._get_missing_questions()
        if missing:
            raise UserError(
                self.env._(
                    "Please answer these first, or say that you can't:\n%(questions)s",
                    questions="\n".join(f"• {question.name}" for question in missing),
                )
            )

    def _get_missing_questions(self):
        """Required questions without an answer, in order. Called in sudo."""
        self.ensure_one()
        given = self._get_answers().filtered(lambda answer: answer._is_given()).question_id
        return self._get_questions().filtered("required") - given

    def _submit(self):
        """Hand in, compute the score, and tell the manager what comes next. Called in sudo."""
        review = self._as_writer()
        review._set_state("submitted")
        if not review._is_anonymous():
            review.submitted_date = fields.Datetime.now()
        review._unlink_activities()
        review._drop_links()
        if self.role == "manager":
            self.appraisal_id._get_result_record()._refresh()
            self.appraisal_id._schedule(
                "perf_appraisal.mail_activity_type_share",
                {each: each.manager_id.user_id for each in self.appraisal_id},
            )

    def action_reopen(self, reason):
        """Let the reviewer change a submitted review, as HR.

        :param reason: why, in words
        """
        self.check_access("read")
        reason = self.env["perf.appraisal.log"]._check_reason(reason)
        for review in self:
            # sudo: to tell the user's part in an appraisal that rules may keep from them.
            appraisal = review.sudo().appraisal_id
            if not self.env.su and not appraisal.with_user(self.env.user)._has_part("officer"):
                raise AccessError(self.env._("Only HR can open a submitted review again."))
            if appraisal.state == "calibration":
                raise UserError(self.env._("The result is in a calibration session. Open the review again after it."))
            if review.state != "submitted" or appraisal.state not in OPEN_STATES:
                raise UserError(
                    self.env._("Only a submitted review can be opened again, and only before the result is shared.")
                )
            # sudo: whether the reviewer has a login, and below state and links; part and state were checked.
            if review.sudo()._is_sealed():
                raise UserError(
                    self.env._(
                        "This review came by a personal link and stays as it was sent: a new link could show it to "
                        "somebody else. Ask another person if you need one more view."
                    )
                )
            review.sudo()._reopen(reason)
        return True

    def _is_sealed(self):
        """Whether a submitted review is read by its author neither: anonymous, and without a login. Called in sudo."""
        self.ensure_one()
        return self._is_anonymous() and self._needs_link()

    def _reopen(self, reason):
        """Open again and tell the reviewer. Called in sudo, after the checks.

        Of an anonymous review no line of history is written: it would tell the manager that a report had answered.

        :param reason: why, in words
        """
        self._as_writer()._set_state("in_progress", reason)
        self.submitted_date = False
        if self.role == "manager":
            self.appraisal_id._get_result_record()._refresh()
            self.appraisal_id._reset_ready()
            self.appraisal_id.activity_unlink(["perf_appraisal.mail_activity_type_share"])
        self._invite()

    def _set_state(self, state, reason=""):
        """Move to a state, with a line of history each. Called in sudo.

        :param state: new state
        :param reason: why, in words
        """
        labels = dict(self._fields["state"]._description_selection(self.env))
        roles = dict(self._fields["role"]._description_selection(self.env))
        self.env["perf.appraisal.log"]._add(
            "review",
            [
                (each.appraisal_id, f"{roles[each.role]}: {labels[each.state]}", f"{roles[each.role]}: {labels[state]}")
                for each in self
                if not each._is_anonymous()  # a line would tell who did what and when
            ],
            reason,
        )
        self.write({"state": state})

    # ------------------------------------------------------------------
    # Telling people
    # ------------------------------------------------------------------

    def _unlink_activities(self):
        """What waited for the reviewer waits no more."""
        self.activity_unlink(["perf_appraisal.mail_activity_type_review"])

    # ------------------------------------------------------------------
    # Screens
    # ------------------------------------------------------------------

    def action_open_appraisal(self):
        """Open the appraisal that this review belongs to."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": "perf.appraisal",
            "res_id": self.appraisal_id.id,
            "views": [(False, "form")],
        }

    def get_form(self):
        """The form with the answers so far, for the reviewer, or for those who may read the answers.

        :return: dict of plain values, see the README
        """
        self.ensure_one()
        self.check_access("read")
        if not self._can_read_answers():
            raise AccessError(self.env._("You can read these answers once your own review is in."))
        # sudo: the questions of a review whose answers this user may read.
        review = self.sudo()
        answers = {answer.question_id.id: answer._prepare_form_answer() for answer in review._get_answers()}
        goal_lines = self._get_goal_lines()
        sections = review.appraisal_id.template_id._prepare_form_sections(review.role)
        for question in (question for section in sections for question in section["questions"]):
            question["answer"] = answers.get(question["id"], question["answer"])
            if question["kind"] == "goals":
                question["goal_lines"] = goal_lines
        return {
            "title": self.display_name,
            "role": self.role,
            "readers": self._get_readers(),
            "phase": self._get_phase(),
            "deadline": self.deadline or False,
            "state": self.state,
            "answered": self.answered_count,
            "total": self.total_count,
            "can_edit": self._is_reviewer() and self._is_open(),
            "can_decline": self.can_decline,
            "saved_at": review.saved_date and review.saved_date.replace(tzinfo=UTC).isoformat(timespec="seconds"),
            "sections": sections,
        }

    def _get_phase(self):
        """The phase of the appraisal, or nothing for a former reviewer who may not read it any more."""
        appraisal = self.appraisal_id
        return appraisal._get_phase() if appraisal.has_access("read") else {"sentence": "", "steps": []}

    def _get_goal_lines(self):
        """The employee's goals of the period as the current user may see them."""
        appraisal = self.appraisal_id
        return appraisal._get_goal_lines().get(appraisal.id, []) if appraisal.has_access("read") else []

    def _get_readers(self):
        """One sentence that says who reads the answers, and when."""
        self.ensure_one()
        # sudo: the names of the two people, for one who may read the review.
        appraisal = self.sudo().appraisal_id
        employee, manager = appraisal.employee_id.name, appraisal.manager_id.name
        if self.role == "manager":
            return self.env._(
                "Read by HR after you submit it, and by %(employee)s and the managers above once the result is shared.",
                employee=employee,
            )
        if self.role != SELF:
            return self._get_other_readers(employee, manager)
        if manager:
            return self.env._(
                "Read by your manager %(manager)s and by HR, once both reviews are submitted.", manager=manager
            )
        return self.env._("Read by your manager and by HR, once both reviews are submitted.")

    def get_evidence(self):
        """What happened in the period, as the reviewer may see it, and the months in which nothing was noted.

        :return: list of dicts as of ``hr.employee._perf_timeline``, oldest first; a month without evidence is an item
            of kind ``gap`` dated its first day, with ``model`` empty
        """
        self.ensure_one()
        self.check_access("read")
        if not self._is_reviewer():
            raise AccessError(self.env._("The evidence is gathered for the reviewer only."))
        # sudo: only the id and the period are taken; the timeline itself is read with the reviewer's own rights.
        appraisal = self.sudo().appraisal_id
        date_from, date_to = appraisal.date_from, appraisal.date_to
        employee = self.env["hr.employee"].browse(appraisal.employee_id.id)
        items = employee._perf_timeline(date_from, date_to)
        if self.role in NOMINATED_ROLES:
            return items  # what they don't see is no gap
        until = min(date_to, fields.Date.context_today(self))
        gaps = empty_months(date_from, until, [item["date"] for item in items])
        items += [self._prepare_gap(month, employee.id) for month in gaps]
        return sorted(items, key=lambda item: (item["date"], item["model"] != "", item["res_id"]))

    def _prepare_gap(self, month, employee_id):
        """A month without evidence as an item of the timeline.

        :param month: first day of the month
        """
        return {
            "date": month,
            "kind": "gap",
            "icon": "fa-circle-o",
            "title": self.env._("Nothing noted this month"),
            "summary": "",
            "url": "",
            "model": "",
            "res_id": 0,
            "employee_id": employee_id,
        }

    def get_other_review(self):
        """For the reviewing manager: the self review, once both are in, and whether it is.

        :return: dict with ``state`` and ``form`` (as of :meth:`get_form`, or False)
        """
        self.ensure_one()
        self.check_access("read")
        if not self._is_reviewer():
            raise AccessError(self.env._("Only the reviewer sees both reviews side by side."))
        # sudo: to find the other review; its form is read with the user's own rights.
        others = self.sudo().appraisal_id._get_reviews().filtered(lambda each: each.role == SELF)
        other = others.filtered(lambda each: each.state != "expired")[:1].with_user(self.env.user)
        if not other or not other.has_access("read"):
            return {"state": "none", "form": False}
        return {"state": other.state, "form": other._can_read_answers() and other.get_form()}
