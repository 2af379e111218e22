from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import NO_ACCESS, Domain
from odoo.tools import format_date

from odoo.addons.perf_base.models.perf_reporting_line import LITERAL_LIMIT
from odoo.addons.perf_base.tools.text import clean

# Set by the business methods alone; the values that a new draft has.
PROTECTED = {
    "submitted_on": False,
    "first_submitted_on": False,
    "agreed_by_id": False,
    "agreed_on": False,
    "release_on": False,
    "released_on": False,
    "send_back_reason": False,
}
# When HR agreed is nobody's business but HR's, and the last change of the record would tell it.
HIDDEN = ("write_date", "write_uid")


class PerfHrReviewMixin(models.AbstractModel):
    """A document about a person that HR reads before the person does: drafted, handed in, reviewed, released.

    Heirs have a ``state`` with at least ``draft`` and ``hr_review``, say in ``_check_submittable`` what a complete
    document is, and in ``_apply_release`` what happens when the person gets it. ``released_on`` tells whether the
    person has it, whatever the state. Record rules of an heir: see those of ``perf.concern``.

    Nothing that the author can read tells whether one person of HR reads the document or two.
    """

    _name = "perf.hr.review.mixin"
    _description = "Document Reviewed by HR"
    _inherit = ["perf.authored.mixin", "perf.employee.mixin"]

    _perf_guard_action = None  # word for ``hr.employee._perf_adverse_action_guard``
    _perf_list_action = None  # external id of the list that is left when a document can't be read any more

    # Who
    is_second_reviewer = fields.Boolean(
        compute="_compute_is_second_reviewer", search="_search_is_second_reviewer", exportable=False
    )

    employee_domain = fields.Json(compute="_compute_employee_domain", exportable=False)

    # Days
    submitted_on = fields.Date(string="Handed in on", readonly=True, copy=False)
    first_submitted_on = fields.Date(string="First Handed in on", readonly=True, copy=False)
    released_on = fields.Date(string="Released on", readonly=True, copy=False, index="btree_not_null")
    send_back_reason = fields.Text(string="What HR Asks to Change", readonly=True, copy=False)

    # What only HR knows, and never the HR person who wrote it: so nobody reads the fields, see ``hr_note``
    agreed_by_id = fields.Many2one(
        "hr.employee", string="Reviewed by", readonly=True, copy=False, ondelete="restrict", groups=NO_ACCESS
    )
    agreed_on = fields.Date(string="HR Agreed on", readonly=True, copy=False, groups=NO_ACCESS)
    release_on = fields.Date(string="Reaches the Person on", readonly=True, copy=False, groups=NO_ACCESS)
    hr_note = fields.Text(string="For HR", compute="_compute_hr_note")
    hr_history = fields.Text(string="What There Was before", compute="_compute_hr_history", exportable=False)
    can_review = fields.Boolean(
        string="Waits for My Review", compute="_compute_can_review", search="_search_can_review"
    )
    can_send_back = fields.Boolean(compute="_compute_can_review")

    # ------------------------------------------------------------------
    # About whom it is
    # ------------------------------------------------------------------

    @api.depends_context("uid")
    def _compute_employee_domain(self):
        """About whom the current user can write: a domain on employees, for the picker. Saving checks it again."""
        standing = self.env["perf.reporting.line"]._get_standing()
        if self.env.user.has_group("perf_base.group_perf_officer"):
            domain = [["id", "not in", standing["own"]], ["company_id", "in", self.env.user.company_ids.ids]]
        elif len(standing["reports"]) <= LITERAL_LIMIT:
            domain = [["id", "in", standing["reports"]]]
        else:
            domain = [["id", "not in", standing["own"]]]
        self.employee_domain = domain

    # ------------------------------------------------------------------
    # Who reads it
    # ------------------------------------------------------------------

    @api.depends_context("uid")
    def _compute_is_second_reviewer(self):
        mine = set(self.env["perf.second.review"]._get_my_document_ids(self._name, self._origin.ids))
        for document in self:
            document.is_second_reviewer = document._origin.id in mine

    @api.model
    def _search_is_second_reviewer(self, operator, value):
        if operator != "in" or True not in value:
            return NotImplemented
        return Domain("id", "in", self.env["perf.second.review"]._search_my_documents(self._name))

    def _has_field_access(self, field, operation):
        """Hide when and by whom the record was last changed: it would tell the author when HR agreed."""
        is_hidden = operation == "read" and field.name in HIDDEN and not self.env.su
        # A record that is just being made has nothing to hide, and the ORM looks at these fields of it.
        is_new = self._ids and not any(record._origin for record in self)
        return (is_new or not is_hidden) and super()._has_field_access(field, operation)

    @api.model
    def _get_hr_domain(self):
        """Domain of the documents that the current user reads as HR: handed in, by and about others."""
        return (
            Domain("first_submitted_on", "!=", False)
            & Domain("state", "!=", "draft")
            & Domain("perf_role", "in", ["officer"])
            & Domain("is_author", "in", [False])
        )

    def _filter_for_hr(self):
        """Those of these documents that the current user reads as HR."""
        if not self.env.user.has_group("perf_base.group_perf_officer"):
            return self.browse()
        return self.filtered(
            lambda document: (
                document.first_submitted_on
                and document.state != "draft"
                and document.perf_role == "officer"
                and not document.is_author
            )
        )

    # ------------------------------------------------------------------
    # Writing, while it is a draft
    # ------------------------------------------------------------------

    @api.model
    def _get_protected_values(self):
        return {**super()._get_protected_values(), **PROTECTED}

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            self._check_existing_people(vals_list)
        return super().create(vals_list)

    def write(self, vals):
        if self.env.su:
            return super().write(vals)
        self.check_access("read")
        self._check_changeable(vals)
        self._check_existing_people([vals])
        result = super().write(vals)
        if "employee_id" in vals:
            self._check_draft()
        return result

    def copy_data(self, default=None):
        """Refuse to copy what was written about one person and one matter."""
        raise UserError(
            self.env._(
                "It is about one person and one matter, so it can't be duplicated. Write a new one in its own words."
            )
        )

    def action_delete_draft(self):
        """Delete a draft that nobody else has seen, and go back to the list.

        :return: dict, an action of the web client
        """
        self.ensure_one()
        self.check_access("unlink")
        action = self.env["ir.actions.act_window"]._for_xml_id(self._perf_list_action)
        self.unlink()
        return {**action, "target": "main"}

    def _check_changeable(self, vals):
        """Refuse changes of what was handed in. Heirs may allow some.

        :param vals: values as given to ``write``
        """
        if any(document.state != "draft" for document in self):
            raise UserError(self.env._("It was handed in and stays as it is. HR can give it back to you for changes."))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_handed_in(self):
        if any(document.first_submitted_on for document in self.sudo()):  # sudo: whoever may delete is checked already
            raise UserError(self.env._("It was handed in, so it can't be deleted. Withdraw it and say why."))

    def action_archive(self):
        """Refuse to put it out of sight: it ends by its own steps."""
        raise UserError(self.env._("It can't be archived: it stays in the file. Delete a draft, or withdraw it."))

    def action_unarchive(self):
        """Nothing of it is ever archived."""
        return self.action_archive()

    @api.model
    def _check_existing_people(self, vals_list):
        """Refuse people who don't exist, before the database does."""
        ids = {vals["employee_id"] for vals in vals_list if isinstance(vals.get("employee_id"), int)} - {False}
        # sudo: whether they exist; what the user may do with them is checked on the draft
        if ids - set(self.env["hr.employee"].sudo().browse(ids).exists().ids):
            raise ValidationError(self.env._("The person does not exist any more. Choose another."))

    def _check_draft(self):
        """Refuse drafts about others than one's own people, or for HR those of the own companies."""
        if self._filter_may_write_about() != self:
            raise AccessError(self.env._("You can write this about people who report to you. HR can write it too."))

    def _filter_may_write_about(self):
        """Those of these documents that are about one's own people, or for HR about those of the own companies."""
        companies = self.env.user.company_ids
        # sudo: the company of a person, which portal managers can't read
        return self.filtered(
            lambda document: (
                document.perf_role == "manager"
                or (document.perf_role == "officer" and document.sudo().company_id in companies)
            )
        )

    # ------------------------------------------------------------------
    # Handing in
    # ------------------------------------------------------------------

    def action_submit(self):
        """Hand the drafts in to HR. What follows, and how long it takes, is the same for every document."""
        self._check_can_submit()
        self._hand_in()
        return True

    def _hand_in(self):
        """Let HR read these documents from now on, after the checks."""
        today = fields.Date.context_today(self)
        # sudo: the author may hand in, but not write the state
        documents = self.sudo()
        documents.filtered(lambda document: not document.first_submitted_on).first_submitted_on = today
        documents.write({"state": "hr_review", "submitted_on": today, "send_back_reason": False})

    def _check_can_submit(self):
        """Refuse to hand in what others wrote, what was handed in already, and what is not complete."""
        self._check_author()
        if any(document.state != "draft" for document in self):
            raise UserError(self.env._("It was handed in already."))
        for document in self:
            document._check_submittable()

    def _check_submittable(self):
        """Refuse a document that is not complete yet, or whose author has nothing to do with the person any more.

        :raise UserError: says what is missing
        """
        self.ensure_one()
        if self.perf_role not in ("manager", "officer"):
            raise UserError(
                self.env._(
                    "The person does not report to you any more. Speak with the manager of today, who can write it."
                )
            )

    # ------------------------------------------------------------------
    # Review by HR
    # ------------------------------------------------------------------

    @api.depends("state", "agreed_on", "first_submitted_on", "author_employee_id", "employee_id")
    @api.depends_context("uid")
    def _compute_can_review(self):
        waiting = self._filter_for_hr().filtered(
            lambda document: document.state == "hr_review" and not document.is_second_reviewer
        )
        for document in self:
            document.can_send_back = document in waiting
            # sudo: whether HR agreed, which is told to HR alone
            document.can_review = document.can_send_back and not document.sudo().agreed_on

    @api.model
    def _search_can_review(self, operator, value):
        if operator != "in" or True not in value:
            return NotImplemented
        if not self.env.user.has_group("perf_base.group_perf_officer"):
            return Domain.FALSE
        second = self.env["perf.second.review"]._search_my_documents(self._name)
        domain = self._get_hr_domain() & Domain("state", "=", "hr_review") & Domain("agreed_on", "=", False)
        # sudo: what HR agreed to is told to HR alone
        return Domain("id", "in", self.sudo()._search(domain)) & Domain("id", "not in", second)

    @api.depends("state", "agreed_by_id", "agreed_on", "release_on")
    @api.depends_context("uid")
    def _compute_hr_note(self):
        readers = self._filter_for_hr().filtered(lambda document: document.state == "hr_review")
        reviews = self.env["perf.second.review"]._get_current(readers)
        for document in self:
            lines = document._get_hr_notes(reviews.get(document.id)) if document in readers else []
            document.hr_note = "\n".join(lines) or False

    @api.depends("state", "employee_id")
    @api.depends_context("uid", "lang")
    def _compute_hr_history(self):
        """What was told to the person before, for HR people who review the document, as far as they read it."""
        readers = self._filter_for_hr().filtered(lambda document: document.state == "hr_review")
        told = Domain("employee_id", "in", readers.employee_id.ids) & Domain("released_on", "!=", False)
        models = [self.env["perf.concern"], self.env["perf.improvement.plan"]] if readers else []
        # allow query-in-loop: two kinds of documents
        found = [model.search(told & Domain("state", "!=", "withdrawn"), order="id desc") for model in models]
        for document in self:
            lines = [
                earlier._get_history_line()
                for model in found
                for earlier in model
                if earlier.employee_id == document.employee_id and earlier != document
            ]
            text = "\n".join(lines) or self.env._(
                "No concern and no improvement plan was shared with the person before."
            )
            document.hr_history = document in readers and text

    def _get_history_line(self):
        """One line on this document among others about the same person. Heirs fill it."""
        self.ensure_one()
        return self.display_name

    def _get_hr_notes(self, review):
        """What HR, but not the author, may know of the review.

        :param review: ``perf.second.review`` in sudo, or None
        :return: list of sentences
        """
        document = self.sudo()  # sudo: fields that nobody reads directly, see the class
        notes = []
        if document.agreed_on:
            values = {
                "officer": document.agreed_by_id.name or self.env._("HR"),
                "day": format_date(self.env, document.agreed_on),
                "release": format_date(self.env, document._get_reach_day(document.release_on)),
            }
            notes.append(
                self.env._(
                    "%(officer)s agreed on %(day)s. It reaches the person when both have read it, on %(release)s at the"
                    " earliest.",
                    **values,
                )
                if review and review.state == "open"
                else self.env._(
                    "%(officer)s agreed on %(day)s. It reaches the person on %(release)s at the earliest.", **values
                )
            )
        if review:
            notes.append(self._get_reader_note(review))
        if review and review.state == "returned":
            notes.append(
                self.env._(
                    "The second person asks for a change: “%(comment)s” Give it back to the author in your own words.",
                    comment=review.comment,
                )
            )
        return notes

    def _get_reader_note(self, review):
        """That somebody reads it as the second, and who has to act where there is nobody: one text.

        :param review: ``perf.second.review`` in sudo
        """
        if review.state == "waived":
            return self.env._(
                "No second person could read it. %(admin)s decided on %(day)s to go on: %(reason)s",
                admin=review.waived_by_id.name or self.env._("An HR administrator"),
                day=format_date(self.env, review.waived_on),
                reason=review.waive_reason,
            )
        if review.state == "open" and not review.reviewer_id:
            namers = review._get_namers(review)[review.id]
            if not namers:
                return self.env._(
                    "Nobody independent was found to read it as the second, and no HR administrator can name somebody."
                    " Ask the system administrator to make somebody outside both reporting lines HR officer:"
                    " that person is asked within the hour."
                )
            return self.env._(
                "Nobody independent was found. An HR administrator names somebody: %(people)s.",
                people=", ".join(namers.sorted("name").mapped("name")),
            )
        if review.state == "open" and review.is_reviewer:
            return self.env._("You read it as the second, independent person. Somebody else of HR decides.")
        return self.env._("A second, independent person reads it as well.")

    def _get_release_note(self):
        """When the person gets it if HR agrees today: for the dialog in which HR agrees."""
        self.ensure_one()
        today = fields.Date.context_today(self)
        # sudo: the setting
        day = max(today, self.submitted_on + timedelta(days=self.sudo().company_id.perf_review_days))
        day = self._get_reach_day(day)
        if day > today:
            return self.env._(
                "If you agree, the person gets it on %(day)s at the earliest; where a second person reads it too, when"
                " both have read it. From then on nobody can change it.",
                day=format_date(self.env, day),
            )
        return self.env._(
            "If you agree, the person gets it at once; where a second person reads it too, when both have read it. From"
            " then on nobody can change it."
        )

    def _get_reach_day(self, day):
        """The day on which the person gets it at the earliest. Heirs may have a later one.

        :param day: date from which HR's agreement counts
        """
        self.ensure_one()
        return day

    def action_open_release(self):
        """Say when the person gets it, then agree."""
        self._check_reviewer()
        return self.env["perf.issue.word"]._get_action(self, "release")

    def action_send_back(self, reason=""):
        """Give it back to the author, who changes it and hands it in again.

        :param reason: what to change; the author reads it
        """
        self._check_reviewer()
        reason = clean(reason)
        if not reason:
            raise UserError(self.env._("Say what to change, so that the author can hand it in again."))
        # sudo: HR decides, but does not write the document
        documents = self.sudo()
        documents.write(
            {
                "state": "draft",
                "send_back_reason": reason,
                "agreed_by_id": False,
                "agreed_on": False,
                "release_on": False,
            }
        )
        self.env["perf.second.review"]._close(documents)
        return True

    def action_release(self):
        """Agree. The person gets it on the day that the setting says, not before."""
        self._check_reviewer()
        documents = self.sudo()  # sudo: HR decides, but does not write the document
        if any(document.agreed_on for document in documents):
            raise UserError(self.env._("HR agreed already. The person gets it on its day."))
        for document in self:
            document._check_releasable()
        today = fields.Date.context_today(self)
        officer = self.env.user._perf_employee()
        for document in documents:
            first = document.submitted_on + timedelta(days=document.company_id.perf_review_days)
            document.write({"agreed_by_id": officer.id, "agreed_on": today, "release_on": max(today, first)})
        self.env["perf.second.review"]._ensure(documents)
        # Where people wait anyway the job releases, so that the time of day tells nothing either.
        documents.filtered(lambda document: not document.company_id.perf_review_days)._release_due()
        return True

    def _check_reviewer(self):
        """Refuse reviews of one's own document, of one about oneself or one's own people, and by others than HR."""
        self.check_access("read")
        if not self.env.user.has_group("perf_base.group_perf_officer"):
            raise AccessError(self.env._("HR reviews it."))
        if any(document.is_author or document.perf_role != "officer" for document in self):
            raise AccessError(self.env._("Another HR officer has to review this one: you take part in it."))
        if any(document.state != "hr_review" for document in self):
            raise UserError(self.env._("Nobody waits for a review of it."))
        if any(document.is_second_reviewer for document in self):
            raise UserError(self.env._("You read it as the second, independent person. Somebody else of HR decides."))

    def _check_releasable(self):
        """Refuse to release what can't be released yet.

        :raise UserError: says what is missing
        """
        self.ensure_one()

    # ------------------------------------------------------------------
    # Withdrawing
    # ------------------------------------------------------------------

    def _check_withdraw(self, reason):
        """Refuse to withdraw for nobody's reason, or for others than the author and HR.

        :param reason: why; whoever reads the document reads it too
        :return: the reason, without white space around it
        """
        self.check_access("read")
        hr = self._filter_for_hr().filtered(lambda document: not document.is_second_reviewer)
        if not all(document.is_author or document in hr for document in self):
            raise AccessError(self.env._("Only the author and HR can withdraw it."))
        reason = clean(reason)
        if not reason:
            raise UserError(self.env._("Say why it is withdrawn."))
        return reason

    # ------------------------------------------------------------------
    # Reaching the person
    # ------------------------------------------------------------------

    @api.model
    def _get_release_domain(self):
        """Domain of the documents that may reach the person today. Used in sudo.

        Those that a second person still reads, or wants to have changed, wait.
        """
        return (
            Domain("state", "=", "hr_review")
            & Domain("release_on", "<=", fields.Date.context_today(self))
            & Domain("id", "not in", self.env["perf.second.review"]._search_blocked(self._name))
        )

    def _release_due(self):
        """Release those of these documents whose day has come. Called in sudo."""
        due = self.search(self._get_release_domain() & Domain("id", "in", self.ids))
        due.write({"released_on": fields.Date.context_today(self)})
        due._apply_release()

    def _apply_release(self):
        """What happens when the person gets these documents. Called in sudo."""
        raise NotImplementedError

    # ------------------------------------------------------------------
    # The guard: when a second, independent person reads it
    # ------------------------------------------------------------------

    def _filter_guarded(self):
        """Those of these documents that need a second, independent reviewer. Called in sudo.

        :return: recordset
        """
        days = {
            f"{self._name},{document.id}": (document.employee_id.id, document.submitted_on)
            for document in self
            if document.submitted_on
        }
        reasons = self.env["hr.employee"]._get_perf_guard_reasons(self._perf_guard_action, days)
        return self.filtered(lambda document: reasons.get(f"{self._name},{document.id}"))

    # ------------------------------------------------------------------
    # Dialogs of the back office
    # ------------------------------------------------------------------

    def action_open_send_back(self):
        """Ask for the words, then give it back to the author."""
        return self.env["perf.issue.word"]._get_action(self, "send_back")

    def _get_next_action(self, purpose):
        """What to show after a step: the documents again, or their list to those who read them no more.

        :param purpose: the step that was taken, such as ``send_back``
        :return: dict, an action of the web client
        """
        if self._filtered_access("read") == self:
            return {"type": "ir.actions.client", "tag": "soft_reload"}
        action = self.env["ir.actions.act_window"]._for_xml_id(self._perf_list_action)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self._get_done_text(purpose),
                # The client takes the help of an action inside another for plain text
                "next": {**action, "target": "main", "help": False},
            },
        }

    def _get_done_text(self, purpose):
        """What was done, for somebody who reads the document no more."""
        if purpose != "send_back":
            return self.env._("Done. It is not for you to read any more.")
        # sudo: the name of the author, told to somebody who read the document until now
        authors = ", ".join(self.sudo().author_employee_id.mapped("name"))
        return self.env._("Given back to %(author)s.", author=authors)

    def action_open_withdraw(self):
        """Ask for the reason, then withdraw it."""
        return self.env["perf.issue.word"]._get_action(self, "withdraw")

    # ------------------------------------------------------------------
    # What the second reviewer, and people with something to do, see of it
    # ------------------------------------------------------------------

    def _get_review_parts(self):
        """The document as HR and the second reviewer read it. Heirs fill it. Called in sudo.

        :return: list of pairs of a label and a text
        """
        self.ensure_one()
        return []

    def _get_parties(self):
        """Who takes part in the matter, and so never reviews it: ``hr.employee``. Heirs add theirs. Called in sudo."""
        return self.employee_id | self.author_employee_id

    def _get_review_url(self):
        """Page on which HR reviews it, in the back office."""
        self.ensure_one()
        return f"/odoo/{self._name}/{self.id}"

    def _get_author_url(self):
        """Page on which the author changes it, and the person reads it. Heirs with a page in the portal override it."""
        self.ensure_one()
        return f"/odoo/{self._name}/{self.id}"

    @api.model
    def _get_review_todo(self, people):
        """What these documents ask of authors and of HR; an heir adds it to ``hr.employee._perf_todo``. Called in sudo.

        :param people: ``hr.employee`` recordset
        :return: list of pairs of an employee id and an item, see ``hr.employee._perf_todo``
        """
        returned = self.search(
            [
                ("author_employee_id", "in", people.ids),
                ("state", "=", "draft"),
                ("send_back_reason", "!=", False),
            ]
        )
        items = [(document.author_employee_id.id, document._prepare_returned_item()) for document in returned]
        officers = people & self.env["perf.second.review"]._get_officers()
        if not officers:
            return items
        waiting = self.search([("state", "=", "hr_review"), ("company_id", "in", officers.user_id.company_ids.ids)])
        reviews = self.env["perf.second.review"]._get_current(waiting)
        waiting = waiting.filtered(
            lambda document: (
                not document.agreed_on or (document.id in reviews and reviews[document.id].state == "returned")
            )
        )
        barred = self.env["perf.second.review"]._get_line_pairs(waiting.employee_id, officers)
        for document in waiting:
            item = document._prepare_review_item()
            reader = reviews[document.id].reviewer_id if document.id in reviews else officers.browse()
            items += [
                (officer.id, item)
                for officer in officers
                if document.company_id in officer.user_id.company_ids
                and officer.user_id not in (document._get_parties() | reader).user_id
                and (document.employee_id.id, officer.id) not in barred
            ]
        return items

    def _prepare_returned_item(self):
        """What the author has to do when HR gave the document back."""
        self.ensure_one()
        return {
            "key": f"{self._name},{self.id},change",
            "icon": "fa-reply",
            "title": self.env._("HR asks you to change: %(document)s", document=self.display_name),
            "subject": self.employee_id.name,
            "due": False,
            "since": self.submitted_on,
            "url": self._get_author_url(),
            "button": self.env._("Change"),
        }

    def _prepare_review_item(self):
        """What HR has to do when a document waits for its review."""
        self.ensure_one()
        return {
            "key": f"{self._name},{self.id},review",
            "icon": "fa-balance-scale",
            "title": self.env._("Review: %(document)s", document=self.display_name),
            "subject": self.employee_id.name,
            "due": self.submitted_on + timedelta(days=self.company_id.perf_review_days),
            "since": self.submitted_on,
            "url": self._get_review_url(),
            "button": self.env._("Review"),
        }
