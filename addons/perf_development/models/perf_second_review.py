import logging

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import NO_ACCESS, Domain

from odoo.addons.perf_base.tools.text import clean

from ..tools.review import pick_reviewer, reader_order

_logger = logging.getLogger(__name__)

BATCH = 100
QUESTIONS = ("about_work", "facts_dated", "guidance_given", "consistent")
OFFERED = 12
ANSWERS = [("yes", "Yes"), ("no", "No"), ("unclear", "I can't tell")]
# Set by the system or by the business methods alone.
PROTECTED = {
    "res_model", "res_id", "name", "employee_id", "author_employee_id", "reviewer_id", "state", "asked_on",
    "answered_on", "closed_on", "party_ids", "waived_by_id", "waived_on", "waive_reason",
}  # fmt: skip


class PerfSecondReview(models.Model):
    """One document about a person that a second, independent person reads before it takes effect.

    Some are chosen by chance, some for a reason: the review says for none of them which, and the author of the document
    never learns that there is one. Nothing of it is written on the document.
    """

    _name = "perf.second.review"
    _description = "Second Review"
    _inherit = ["perf.employee.mixin"]
    _order = "id desc"

    # Which document
    name = fields.Char(string="Document", required=True, readonly=True)
    res_model = fields.Char(string="Kind of Document", required=True, readonly=True)
    res_id = fields.Many2oneReference(
        string="Document ID", model_field="res_model", required=True, readonly=True, index=True
    )
    employee_id = fields.Many2one(string="About", readonly=True)
    author_employee_id = fields.Many2one(
        "hr.employee", string="Written by", required=True, readonly=True, ondelete="restrict"
    )
    party_ids = fields.Many2many(
        "hr.employee", string="Takes Part", readonly=True, groups=NO_ACCESS, exportable=False, copy=False
    )
    document_part_html = fields.Html(string="What It Says", compute="_compute_document_part_html", sanitize=False)

    # Who reads it
    reviewer_id = fields.Many2one(
        "hr.employee", string="Second Reviewer", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    is_reviewer = fields.Boolean(string="For Me", compute="_compute_is_reviewer", search="_search_is_reviewer")
    is_author = fields.Boolean(compute="_compute_is_author", search="_search_is_author", exportable=False)

    # The answer
    about_work = fields.Selection(ANSWERS, string="Is it about the work, not about the person?")
    facts_dated = fields.Selection(ANSWERS, string="Are the facts concrete and dated?")
    guidance_given = fields.Selection(ANSWERS, string="Was guidance given before?")
    consistent = fields.Selection(ANSWERS, string="Is it consistent with how others were treated?")
    comment = fields.Text(help="Read by HR, which passes on to the author what has to change, in its own words.")
    state = fields.Selection(
        [
            ("open", "Open"),
            ("agreed", "Agreed"),
            ("returned", "Returned with a comment"),
            ("waived", "Gone on without"),
        ],
        string="Status",
        required=True,
        default="open",
        readonly=True,
    )
    asked_on = fields.Date(
        string="Asked on", required=True, readonly=True, default=lambda self: fields.Date.context_today(self)
    )
    answered_on = fields.Date(readonly=True, copy=False)
    closed_on = fields.Date(string="Over since", readonly=True, copy=False)

    # Where nobody can read it
    waived_by_id = fields.Many2one("hr.employee", string="Decided by", readonly=True, copy=False, ondelete="restrict")
    waived_on = fields.Date(string="Decided on", readonly=True, copy=False)
    waive_reason = fields.Text(string="Why without a Second Reader", readonly=True, copy=False)

    _document_uniq = models.UniqueIndex(
        "(res_model, res_id) WHERE closed_on IS NULL", "A second person reads this document already."
    )

    # ------------------------------------------------------------------
    # Computed fields
    # ------------------------------------------------------------------

    @api.depends("reviewer_id")
    @api.depends_context("uid")
    def _compute_is_reviewer(self):
        own = set(self.env["perf.reporting.line"]._get_own_employee_ids())
        for review in self:
            review.is_reviewer = review.reviewer_id._origin.id in own

    @api.model
    def _search_is_reviewer(self, operator, value):
        return self._search_own("reviewer_id", operator, value)

    @api.depends("author_employee_id", "party_ids")
    @api.depends_context("uid")
    def _compute_is_author(self):
        """Whoever takes part in the matter counts as an author."""
        own = set(self.env["perf.reporting.line"]._get_own_employee_ids())
        for review in self:
            parties = review.author_employee_id | review.sudo().party_ids  # sudo: a field that nobody reads
            review.is_author = bool(own & set(parties._origin.ids))

    @api.model
    def _search_is_author(self, operator, value):
        if operator not in ("in", "not in"):
            return NotImplemented
        ids = self.env["perf.reporting.line"]._get_own_employee_ids()
        # sudo: a field that nobody reads
        parties = self.sudo()._search([("party_ids", "in", ids)]).subselect()
        own = Domain("author_employee_id", "in", ids) | Domain("id", "in", parties)
        return own if (True in value) == (operator == "in") else ~own

    @api.model
    def _search_own(self, field, operator, value):
        """Domain of the reviews whose ``field`` is the current user, or is not."""
        if operator not in ("in", "not in"):
            return NotImplemented
        own = Domain(field, "in", self.env["perf.reporting.line"]._get_own_employee_ids())
        return own if (True in value) == (operator == "in") else ~own

    @api.depends("res_model", "res_id", "reviewer_id", "state")
    @api.depends_context("uid", "lang")
    def _compute_document_part_html(self):
        for review in self:
            # sudo: whoever may read the review may read the document for it, see the record rules
            document = review.sudo()._get_document() if review.state == "open" else None
            parts = document._get_review_parts() if document else []
            review.document_part_html = self.env["ir.qweb"]._render(
                "perf_development.second_review_document", {"parts": parts}
            )

    def _get_document(self):
        """The document, empty when it is gone or nobody waits for the review any more. Called in sudo.

        :return: recordset of at most one record of ``res_model``
        """
        self.ensure_one()
        document = self.env[self.res_model].browse(self.res_id).exists()
        return document if not self.closed_on and document.state == "hr_review" else document.browse()

    # ------------------------------------------------------------------
    # Writing
    # ------------------------------------------------------------------

    def write(self, vals):
        if not self.env.su and PROTECTED & vals.keys():
            raise AccessError(
                self.env._("You can answer the questions and comment. The rest follows from the document.")
            )
        return super().write(vals)

    def action_agree(self):
        """Nothing speaks against the document. It reaches the person on its day."""
        self._check_answerable()
        for review in self:
            if not all(review[name] for name in QUESTIONS):
                raise UserError(self.env._("Answer the four questions, then agree."))
        self._answer("agreed")
        return True

    def action_return(self, comment=""):
        """Ask for a change. HR passes it on to the author.

        :param comment: what should change; without it, the one that was written before
        """
        self._check_answerable()
        comment = clean(comment)
        for review in self:
            if not comment and not clean(review.comment):
                raise UserError(self.env._("Write what should change, then return it."))
        if comment:
            self.write({"comment": comment})
        self._answer("returned")
        return True

    def _answer(self, state):
        # sudo: the reviewer answers, but does not write the state
        self.sudo().write({"state": state, "answered_on": fields.Date.context_today(self)})

    def _check_answerable(self):
        """Refuse answers of others than the reviewer, and to what nobody waits for any more."""
        self.check_access("read")
        if not all(review.is_reviewer for review in self):
            raise AccessError(self.env._("Only the second reviewer can answer."))
        # sudo: whether the document is still in review
        if any(review.state != "open" or not review.sudo()._get_document() for review in self):
            raise UserError(self.env._("Nobody waits for this answer any more. Thank you."))

    def action_open_return(self):
        """Ask for the comment, then return it."""
        return self.env["perf.issue.word"]._get_action(self, "return")

    def action_open_assign(self):
        """Ask whom to name as second reviewer."""
        return self.env["perf.issue.word"]._get_action(self, "assign")

    def action_assign(self, employee_id):
        """Name a second reviewer where nobody of HR is independent.

        :param employee_id: id of an employee with an internal user, outside both reporting lines
        """
        self.ensure_one()
        self.check_access("read")
        if not self._can_assign():
            raise AccessError(self.env._("An HR administrator names the second reviewer."))
        self._assign(employee_id)
        return True

    def action_open_waive(self):
        """Ask why it goes on without a second reader."""
        return self.env["perf.issue.word"]._get_action(self, "waive")

    def action_waive(self, reason=""):
        """Go on without a second reader, because nobody can be one. Who decided so, when and why stays on record.

        :param reason: why; HR reads it
        """
        self.ensure_one()
        self.check_access("read")
        if not self._can_assign():
            raise AccessError(self.env._("An HR administrator decides that."))
        self._waive(reason)
        return True

    def _waive(self, reason):
        """Go on without a second reader, for a user who may.

        :param reason: whatever the client sent
        :raise UserError: somebody could read it, or no reason was given
        """
        review = self.sudo()  # sudo: the callers checked who may
        if review.state != "open" or review.reviewer_id or not review._get_document():
            raise UserError(self.env._("Nobody waits for this review any more."))
        if self._get_free_people():
            raise UserError(self.env._("Somebody independent can read it. Choose one of the people offered."))
        reason = clean(reason)
        if not reason:
            raise UserError(self.env._("Say why it goes on without a second reader. HR reads it."))
        review.write(
            {
                "state": "waived",
                "waived_by_id": self.env.user._perf_employee().id,
                "waived_on": fields.Date.context_today(self),
                "waive_reason": reason,
            }
        )
        _logger.info("User %s lets second review %s go on without a reader", self.env.uid, review.id)

    def _get_free_people(self):
        """Who can be named to read it: independent people of the back office in the current user's companies.

        :return: ``hr.employee`` in sudo, those who have least to read first
        """
        self.ensure_one()
        review = self.sudo()  # sudo: the callers checked who may name somebody
        document = review._get_document()
        if review.state != "open" or not document:
            return self.env["hr.employee"]
        companies = self.env.user.company_ids
        people = self._get_group_people("base.group_user").filtered(lambda person: person.company_id in companies)
        barred = self._get_barred(document, people)[document.id]
        barred |= set(self.env["perf.reporting.line"]._get_own_employee_ids())
        jobs = self._get_employments(people)
        loads = self._get_loads()
        return people.filtered(lambda person: not jobs[person.id] & barred).sorted(
            lambda person: (loads.get(person, 0), reader_order(review.id, person.id))
        )

    def _get_offered_people(self):
        """A few of those who can be named. Who is missing tells nothing: most who could be named are missing too.

        :return: ``hr.employee`` in sudo; nobody for users who name nobody
        """
        return self._get_free_people()[:OFFERED] if self._can_assign() else self.env["hr.employee"]

    def _can_assign(self):
        """Whether the current user decides who reads it as the second."""
        self.ensure_one()
        return self.env.user.has_group("perf_base.group_perf_admin") and not self.is_reviewer

    @api.model
    def _get_loads(self):
        """How much each person has to read now: dict ``hr.employee`` -> number of open reviews."""
        domain = [("state", "=", "open"), ("closed_on", "=", False)]
        # sudo: how much each has to do
        return dict(self.sudo()._read_group(domain, ["reviewer_id"], ["__count"]))

    def _assign(self, employee_id):
        """Name a second reviewer, for a user who may.

        :param employee_id: id of an employee, whatever the client sent
        :raise UserError: that person can't read it
        """
        # sudo: HR administrators may name anybody, whichever companies they look at now
        person = self.env["hr.employee"].sudo().browse(employee_id if isinstance(employee_id, int) else []).exists()
        review = self.sudo()
        document = review._get_document()
        if review.state != "open" or not document:
            raise UserError(self.env._("Nobody waits for this review any more."))
        if not person.user_id.active or person.user_id.share:
            raise UserError(self.env._("Choose somebody who works in the back office: the review is read there."))
        own = set(self.env["perf.reporting.line"]._get_own_employee_ids())
        barred = self._get_barred(document, person)[document.id]
        if self._get_employments(person)[person.id] & (barred | own):
            raise UserError(
                self.env._("Choose somebody else, who is independent: outside both reporting lines and the matter.")
            )
        review.reviewer_id = person

    # ------------------------------------------------------------------
    # Asking for it
    # ------------------------------------------------------------------

    @api.model
    def _get_my_domain(self, model):
        """Domain of the reviews of documents of that model that wait for the current user."""
        return (
            Domain("res_model", "=", model)
            & Domain("reviewer_id", "in", self.env["perf.reporting.line"]._get_own_employee_ids())
            & Domain("state", "=", "open")
            & Domain("closed_on", "=", False)
        )

    @api.model
    def _search_my_documents(self, model):
        """Documents of that model that the current user reads as second reviewer: SQL, for a domain on ``id``."""
        # sudo: people ask about their own reviews
        return self.sudo()._search(self._get_my_domain(model)).subselect("res_id")

    @api.model
    def _get_my_document_ids(self, model, ids):
        """Which of these documents the current user reads as second reviewer: list of ids."""
        # sudo: people ask about their own reviews
        reviews = self.sudo().search(self._get_my_domain(model) & Domain("res_id", "in", ids)) if ids else self.sudo()
        return reviews.mapped("res_id") if reviews else []

    @api.model
    def _search_blocked(self, model):
        """Documents of that model that wait for a second person: SQL, for a domain on ``id``. Used in sudo."""
        domain = [("res_model", "=", model), ("closed_on", "=", False), ("state", "in", ["open", "returned"])]
        return self.sudo()._search(domain).subselect("res_id")  # sudo: the guard counts, whoever asks

    @api.model
    def _get_current(self, documents):
        """The second reviews of these documents that count now.

        :return: dict id of the document -> ``perf.second.review`` in sudo
        """
        if not documents:
            return {}
        # sudo: the callers decide what of it they tell
        reviews = self.sudo().search(
            [("res_model", "=", documents._name), ("res_id", "in", documents.ids), ("closed_on", "=", False)]
        )
        return {review.res_id: review for review in reviews}

    @api.model
    def _close(self, documents):
        """The documents go back to their authors: their reviews are over, and the next round begins anew."""
        for review in self._get_current(documents).values():
            review.closed_on = fields.Date.context_today(self)

    @api.model
    def _ensure(self, documents, early=False):
        """Ask a second person to read those of these documents that the guard names. Called in sudo.

        :param documents: recordset of one heir of ``perf.hr.review.mixin``, in review
        :param early: HR has not read it yet; so ask only where somebody independent is left who can read it first
        """
        current = self._get_current(documents)
        guarded = documents.filtered(lambda document: document.id not in current)._filter_guarded()
        if not guarded:
            return
        reviewers = self._pick_reviewers(guarded, early)
        self.sudo().create(  # sudo: nobody else makes reviews
            [self._prepare_values(document, reviewers[document.id]) for document in guarded if document.id in reviewers]
        )

    @api.model
    def _pick_reviewers(self, documents, early=False):
        """Whom of HR to ask to read each document. Called in sudo.

        :param early: leave out documents where nobody would be left for the first review
        :return: dict id of the document -> ``hr.employee``, empty where nobody qualifies
        """
        officers = self._get_officers()
        barred = self._get_barred(documents, officers)
        loads = self._get_loads()
        reviewers = {}
        for document in documents:
            candidates = self._get_candidates(document, officers, loads)
            free = [candidate for candidate in candidates if not candidate[1] & barred[document.id]]
            if early and len(free) < 2:
                continue
            reviewer = officers.browse(pick_reviewer(candidates, barred[document.id]) or [])
            loads[reviewer] = loads.get(reviewer, 0) + 1
            reviewers[document.id] = reviewer
        return reviewers

    @api.model
    def _fill_in_reviewers(self, documents):
        """Ask somebody to read those that had nobody: HR has somebody independent by now. Called in sudo."""
        reviewers = self._pick_reviewers(documents)
        for document_id, review in self._get_current(documents).items():
            if reviewers[document_id] and not review.reviewer_id:
                review.reviewer_id = reviewers[document_id]

    @api.model
    def _prepare_values(self, document, reviewer):
        """Values of the review of one document, which say nothing of why it is asked for.

        :param reviewer: ``hr.employee``, empty when nobody qualifies
        """
        return {
            "res_model": document._name,
            "res_id": document.id,
            "name": document.display_name,
            "employee_id": document.employee_id.id,
            "author_employee_id": document.author_employee_id.id,
            "party_ids": document._get_parties().ids,
            "reviewer_id": reviewer.id,
        }

    @api.model
    def _get_officers(self):
        """All people of HR: ``hr.employee`` in sudo."""
        return self._get_group_people("perf_base.group_perf_officer")

    @api.model
    def _get_group_people(self, group):
        """People with an active login of the back office in that group: ``hr.employee`` in sudo.

        :param group: external id
        """
        domain = [
            ("user_id.all_group_ids", "in", self.env.ref(group).ids),
            ("user_id.active", "=", True),
            ("user_id.share", "=", False),
        ]
        return self.env["hr.employee"].sudo().search(domain, order="id")  # sudo: who is in HR, whoever asks

    @api.model
    def _get_namers(self, reviews):
        """HR administrators who may name the reader of each of these reviews. Called in sudo.

        Whoever stands above the person may: to name somebody is not to read it. The author and the person may not.

        :return: dict id of the review -> ``hr.employee``
        """
        admins = self._get_group_people("perf_base.group_perf_admin")
        jobs = self._get_employments(reviews.employee_id | reviews.author_employee_id | reviews.party_ids)
        barred = {
            review.id: {
                job
                for person in review.employee_id | review.author_employee_id | review.party_ids
                for job in jobs[person.id]
            }
            for review in reviews
        }
        return {
            review.id: admins.filtered(
                lambda admin, review=review: (
                    review.company_id in admin.user_id.company_ids and admin.id not in barred[review.id]
                )
            )
            for review in reviews
        }

    @api.model
    def _get_candidates(self, document, officers, loads):
        """HR people of the document's company, for :func:`pick_reviewer`.

        :param officers: as of :meth:`_get_officers`
        :param loads: dict employee -> number of open reviews
        :return: list of tuples of an employee id, all ids of that person, and a number of open reviews
        """
        found = []
        in_company = officers.filtered(lambda person: document.company_id in person.user_id.company_ids)
        for people in in_company.grouped("user_id").values():
            person = people.filtered(lambda each: each.company_id == document.company_id)[:1] or people[:1]
            found.append((person.id, set(people.ids), sum(loads.get(each, 0) for each in people)))
        return found

    @api.model
    def _get_barred(self, documents, people):
        """Who of these people takes part in the matter of each document. Called in sudo.

        :param documents: recordset of one heir of ``perf.hr.review.mixin``
        :param people: ``hr.employee`` that may be asked
        :return: dict id of the document -> set of employee ids
        """
        named = self.env["perf.protected.event"]._get_named(documents.employee_id)
        takes_part = {document.id: document._get_parties() for document in documents}
        parties = documents.employee_id.union(*takes_part.values())
        jobs = self._get_employments(parties | documents.agreed_by_id | people)
        related = self._get_relatives(
            {job for person in parties for job in jobs[person.id]},
            {job for person in people for job in jobs[person.id]},
        )
        barred = {}
        for document in documents:
            own = {job for person in takes_part[document.id] for job in jobs[person.id]}
            above_and_below = {other for job in own for other in related.get(job, ())}
            first = jobs.get(document.agreed_by_id.id, set())
            barred[document.id] = own | first | above_and_below | named.get(document.employee_id.id, set())
        return barred

    @api.model
    def _get_employments(self, people):
        """Who is the same person in other companies, or was it before.

        :return: dict employee id -> set of employee ids, the own one included
        """
        people = people.sudo().with_context(active_test=False)  # sudo: people have employments in other companies
        return {person.id: {person.id, *person.user_id.employee_ids.ids} for person in people}

    @api.model
    def _get_relatives(self, people, others):
        """Which of the others stand above or below each of these people.

        :param people: ids of employees
        :param others: ids of employees
        :return: dict employee id -> set of ids
        """
        # sudo: the lines are the system's own knowledge
        lines = self.env["perf.reporting.line"].sudo()
        found = lines.search(
            Domain("employee_id", "in", people) & Domain("manager_id", "in", others)
            | Domain("manager_id", "in", people) & Domain("employee_id", "in", others)
        )
        relatives = {}
        for line in found:
            relatives.setdefault(line.employee_id.id, set()).add(line.manager_id.id)
            relatives.setdefault(line.manager_id.id, set()).add(line.employee_id.id)
        return relatives

    @api.model
    def _get_line_pairs(self, people, managers):
        """Pairs of an id of ``people`` and an id of ``managers`` above them, at any level: set."""
        # sudo: the lines are the system's own knowledge
        lines = self.env["perf.reporting.line"].sudo()
        found = lines.search([("employee_id", "in", people.ids), ("manager_id", "in", managers.ids)])
        return {(line.employee_id.id, line.manager_id.id) for line in found}

    # ------------------------------------------------------------------
    # The job
    # ------------------------------------------------------------------

    @api.model
    def _get_document_models(self):
        """Empty recordsets of all models whose documents HR reads first."""
        names = self.env.registry.descendants(["perf.hr.review.mixin"], "_inherit")
        return [self.env[name] for name in sorted(names) if not self.env[name]._abstract]

    @api.model
    def _cron_review(self):
        """Ask second reviewers, close what nobody waits for any more, and release what is due."""
        for model in self._get_document_models():
            self._close_orphans(model)
            self._run_batches(
                model, self._get_unasked_domain(model), lambda documents: self._ensure(documents, early=True)
            )
            self._run_batches(model, self._get_unread_domain(model), self._fill_in_reviewers)
            self._run_batches(model, model._get_release_domain(), lambda documents: documents._release_due())

    @api.model
    def _get_unasked_domain(self, model):
        """Domain of the documents in review that no second person reads yet."""
        current = self.sudo()._search(  # sudo: the job of the system
            [("res_model", "=", model._name), ("closed_on", "=", False)]
        )
        return (
            Domain("state", "=", "hr_review")
            & Domain("agreed_on", "=", False)
            & Domain("id", "not in", current.subselect("res_id"))
        )

    @api.model
    def _get_unread_domain(self, model):
        """Domain of the documents for which nobody independent was found."""
        unread = self.sudo()._search(  # sudo: the job of the system
            [
                ("res_model", "=", model._name),
                ("closed_on", "=", False),
                ("state", "=", "open"),
                ("reviewer_id", "=", False),
            ]
        )
        return Domain("state", "=", "hr_review") & Domain("id", "in", unread.subselect("res_id"))

    @api.model
    def _close_orphans(self, model):
        """Close the reviews of documents that were withdrawn or deleted."""
        waiting = model.sudo()._search([("state", "=", "hr_review")])  # sudo: the job of the system
        orphans = self.sudo().search(  # sudo: the job of the system
            Domain("res_model", "=", model._name)
            & Domain("closed_on", "=", False)
            & Domain("state", "!=", "agreed")
            & Domain("res_id", "not in", waiting.subselect())
        )
        orphans.closed_on = fields.Date.context_today(self)

    @api.model
    def _run_batches(self, model, domain, run):
        """Walk the documents of a domain once, in batches that are committed; what fails is logged and left alone.

        :param run: called with a recordset in sudo
        """
        commit = self.env["ir.cron"]._commit_progress
        ids = model.sudo().search(domain, order="id").ids  # sudo: the job of the system
        commit(remaining=len(ids))
        for start in range(0, len(ids), BATCH):
            batch = model.sudo().browse(ids[start : start + BATCH]).try_lock_for_update()
            # allow query-in-loop: once a batch; somebody may have acted on it in the meantime
            self._run_batch(batch.search(domain & Domain("id", "in", batch.ids)), run)
            if not commit(len(ids[start : start + BATCH])):
                break

    @api.model
    def _run_batch(self, documents, run):
        """Run a batch at once, and document by document where that fails."""
        try:
            with self.env.cr.savepoint():
                run(documents)
        except Exception:
            if len(documents) == 1:
                _logger.exception("%s could not be handled and waits for the next run", documents)
                return
            for document in documents:
                self._run_batch(document, run)

    # ------------------------------------------------------------------
    # What waits
    # ------------------------------------------------------------------

    @api.model
    def _get_todo(self, people):
        """Second reviews that wait for these people. Called in sudo.

        :return: list of pairs of an employee id and an item, see ``hr.employee._perf_todo``
        """
        reviews = self.search([("reviewer_id", "in", people.ids), ("state", "=", "open"), ("closed_on", "=", False)])
        return self._get_reader_todo(reviews) + self.env["perf.second.reader"]._get_todo(people)

    def _get_reader_todo(self, reviews):
        """What the readers of these reviews have to do: see :meth:`_get_todo`."""
        return [
            (
                review.reviewer_id.id,
                {
                    "key": f"perf.second.review,{review.id},answer",
                    "icon": "fa-balance-scale",
                    "title": self.env._("Read as an independent person: %(document)s", document=review.name),
                    "subject": review.employee_id.name,
                    "due": False,
                    "since": review.asked_on,
                    "url": f"/odoo/{self._name}/{review.id}",
                    "button": self.env._("Read"),
                },
            )
            for review in reviews
        ]
