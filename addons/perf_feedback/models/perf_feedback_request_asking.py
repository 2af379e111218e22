from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain
from odoo.tools.mail import email_normalize

from odoo.addons.perf_base.tools.anonymity import singles_out
from odoo.addons.perf_base.tools.emails import parse_email, split_emails
from odoo.addons.perf_base.tools.text import clean

COMPARE_DAYS = 30  # so long two anonymous requests are compared
RESPONDENTS_LIMIT = 20
QUESTIONS_LIMIT = 10


class PerfFeedbackRequestAsking(models.AbstractModel):
    """Whom a request may ask, and the step from a draft to the question that is out."""

    _name = "perf.feedback.request.asking"
    _description = "Asking for Feedback"

    # ------------------------------------------------------------------
    # Choosing
    # ------------------------------------------------------------------

    def _inverse_respondent_ids(self):
        for request in self:
            lines = request._get_all_lines()
            asked = lines.respondent_id
            request._remove_lines(lines.filtered("respondent_id"), request.respondent_ids)
            request._ask(request.respondent_ids - asked)

    def _inverse_outsider_emails(self):
        for request in self:
            lines = request._get_all_lines().filtered("email")
            typed = request._parse_outsiders(request.outsider_emails)
            known = set(lines.mapped("email"))
            request._remove_outsiders(lines, typed)
            request._ask_outsiders({email: name for email, name in typed.items() if email not in known})

    def _remove_lines(self, lines, kept):
        """Ask those who were taken out of a draft no more; of an open request nobody is taken out."""
        gone = lines.filtered(lambda line: line.respondent_id not in kept)
        if gone and self.state != "draft":
            raise UserError(
                self.env._("Who was asked stays on the request. Close or cancel it to ask nobody any more.")
            )
        gone.unlink()

    def _remove_outsiders(self, lines, typed):
        gone = lines.filtered(lambda line: line.email not in typed)
        if gone and self.state != "draft":
            raise UserError(
                self.env._("Who was asked stays on the request. Close or cancel it to ask nobody any more.")
            )
        gone.unlink()

    @api.model
    def _parse_outsiders(self, text):
        """The addresses that were typed.

        :return: dict of an address in small letters -> name, which may be empty
        :raise UserError: for what is no address
        """
        found = {}
        for entry in split_emails(text):
            parsed = parse_email(entry)
            if not parsed:
                raise UserError(
                    self.env._(
                        "“%(entry)s” is no e-mail address. Write one a line: Ann Lee <ann@example.com>.", entry=entry
                    )
                )
            name, email = parsed
            found[email] = found.get(email) or name
        return found

    def _ask(self, people):
        """Choose these people too: a line each; when the question is out already, they are told of it."""
        self.ensure_one()
        if not people:
            return
        if not self.env.su:
            self._check_room(self._get_all_lines(), len(people))
            self._check_respondents(people, self.env["hr.employee"]._perf_find_colleagues(people.ids))
        # sudo: lines are made here alone
        lines = self.env["perf.feedback.request.line"].sudo()
        lines = lines.create([{"request_id": self.id, "respondent_id": person_id} for person_id in people.ids])
        if self.state != "draft":
            lines._check_reachable()
            lines._notify_asked()

    def _ask_outsiders(self, people):
        """Choose people outside too.

        :param people: dict of an address -> name
        """
        self.ensure_one()
        if not people:
            return
        if not self.env.su:
            self._check_room(self._get_all_lines(), len(people))
            self._check_outsiders(people)
        # sudo: lines are made here alone
        lines = self.env["perf.feedback.request.line"].sudo()
        lines = lines.create(
            [{"request_id": self.id, "email": email, "name": name or False} for email, name in people.items()]
        )
        if self.state != "draft":
            lines._notify_asked()

    # ------------------------------------------------------------------
    # Checks
    # ------------------------------------------------------------------

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

    def _check_room(self, lines, more=0):
        """Refuse to ask half the company."""
        if len(lines) + more > RESPONDENTS_LIMIT:
            raise UserError(
                self.env._("Ask %(limit)s people at most: a few good answers help most.", limit=RESPONDENTS_LIMIT)
            )

    def _check_respondents(self, people, colleagues):
        """Refuse to ask the person themselves, oneself, or strangers.

        :param people: ``hr.employee`` who are asked
        :param colleagues: those among them whom the current user may name
        """
        self.ensure_one()
        plain = self.sudo()  # sudo: ids of the two people
        if {plain.employee_id.id, plain.asker_employee_id.id} & set(people.ids):
            raise UserError(self.env._("Ask other people: not the one whom it is about, and not yourself."))
        if set(people.ids) - set(colleagues.ids):
            raise ValidationError(
                self.env._("You can ask colleagues of your company who still work there. Choose another.")
            )

    def _check_outsiders(self, emails):
        """Refuse addresses of the two people, and those of colleagues, who are asked by name."""
        self.ensure_one()
        plain = self.sudo()  # sudo: addresses of the two people
        for person in plain.employee_id | plain.asker_employee_id:
            if plain._get_emails_of(person) & set(emails):
                raise UserError(self.env._("Ask other people: not the one whom it is about, and not yourself."))
        colleague = self._find_colleague_by_email(emails)
        if colleague:
            raise UserError(
                self.env._(
                    "%(email)s is the address of %(name)s, who works here. Choose %(name)s as a colleague instead.",
                    email=next(email for email in emails if email in plain._get_emails_of(colleague)),
                    name=colleague.name,
                )
            )

    @api.model
    def _get_emails_of(self, person):
        """The addresses at which an employee is known, normalised. Called in sudo."""
        typed = (person.work_email, person.user_id.email, person.user_id.login, person.work_contact_id.email)
        return {email for email in (email_normalize(each or "") for each in typed) if email}

    @api.model
    def _find_colleague_by_email(self, emails):
        """A colleague whom the current user may name and who has one of these addresses.

        :return: ``hr.employee`` in sudo, of at most one record
        """
        people = self.env["hr.employee"].sudo()  # sudo: portal users have no access; the domain is theirs
        emails = list(emails)
        users = self.env["res.users"].sudo()._search(["|", ("email_normalized", "in", emails), ("login", "in", emails)])
        by_email = Domain.OR(
            [[("work_email", "=ilike", email.replace("_", r"\_").replace("%", r"\%"))] for email in emails]
        ) | Domain("user_id", "in", users)
        return people.search(people.with_user(self.env.user)._get_perf_colleagues_domain() & by_email, limit=1)

    # ------------------------------------------------------------------
    # Sending
    # ------------------------------------------------------------------

    def action_send(self):
        """Ask: from now on the people who were chosen see the questions, and are told of them."""
        self.check_access("read")
        if not all(request.is_asker for request in self):
            raise AccessError(self.env._("Only the one who asks can send the request."))
        if any(request.state != "draft" for request in self):
            raise UserError(self.env._("This was asked already."))
        self._check_may_ask()
        lines = self._get_all_lines()
        self._check_sendable(lines)
        # sudo: the one who asks may send a draft, but not write the state
        for few, requests in self.sudo().grouped(lambda request: request._get_threshold()).items():
            requests.write({"state": "open", "date": fields.Date.context_today(self), "threshold": few})
        lines._notify_asked()
        return True

    def _get_threshold(self):
        """From how many answers on a request shows them: from the first, unless it is anonymous. Called in sudo."""
        self.ensure_one()
        return self.company_id.perf_anonymity_threshold if self.anonymous else 0

    def _check_sendable(self, lines):
        """Refuse requests that ask nothing, nobody, or people who can't be asked.

        :param lines: all lines of these requests in sudo
        """
        colleagues = self.env["hr.employee"]._perf_find_colleagues(lines.respondent_id.ids)
        lines._check_reachable()
        by_request = lines.grouped("request_id")
        for request in self:
            asked = by_request.get(request.sudo(), lines.browse())
            if not asked:
                raise UserError(self.env._("Choose at least one colleague to ask."))
            request._check_questions()
            request._check_room(asked)
            request._check_respondents(asked.respondent_id, colleagues)
            if request.anonymous:
                request._check_anonymous(asked)
        self.filtered("anonymous")._check_not_compared()

    def _check_questions(self):
        """Refuse to ask nothing, and too much."""
        texts = [clean(question.text) for question in self.question_ids]
        if not texts or not all(texts):
            raise UserError(self.env._("Write your question, then send it."))
        if len(texts) > QUESTIONS_LIMIT:
            raise UserError(
                self.env._("Ask %(limit)s questions at most. One or two get the best answers.", limit=QUESTIONS_LIMIT)
            )

    def _check_anonymous(self, lines):
        """Refuse what can't stay anonymous: too few people, or people whom only the one who asks knows."""
        few = self.sudo()._get_threshold()  # sudo: a setting of the company
        if lines.filtered("email"):
            raise UserError(
                self.env._(
                    "An anonymous request asks colleagues only: among addresses that you choose, one answer could be "
                    "told from the others. Take the people outside out, or ask with names."
                )
            )
        if len(lines) < few:
            raise UserError(
                self.env._(
                    "An anonymous request needs at least %(few)s people to ask, so that nobody can be told from the "
                    "others. Choose more, or ask with names.",
                    few=few,
                )
            )

    def _check_not_compared(self):
        """Refuse to ask nearly the same people twice: who answered only once could be told by comparing the answers."""
        # sudo: the lines of anonymous requests, which nobody reads, and a setting of the company
        requests = self.sudo()
        others = requests | requests.search(requests._get_compared_domain())
        people = {request: set(lines.respondent_id.ids) for request, lines in others._get_asked_lines().items()}
        for request in requests:
            few = request._get_threshold()
            alike = (others - request).filtered(
                lambda other, one=request: (
                    (other.asker_employee_id, other.employee_id) == (one.asker_employee_id, one.employee_id)
                )
            )
            if any(singles_out(people[request], people[other], few) for other in alike):
                raise UserError(
                    self.env._(
                        "You asked nearly the same people anonymously in the last %(days)s days. Comparing the answers "
                        "could tell who wrote what. Ask exactly the same people, others only, or wait.",
                        days=COMPARE_DAYS,
                    )
                )

    def _get_compared_domain(self):
        """Domain of other requests of which the answers could be compared with those to these. Called in sudo."""
        since = fields.Date.context_today(self) - timedelta(days=COMPARE_DAYS)
        return (
            Domain("anonymous", "=", True)
            & Domain("state", "in", ("open", "closed"))
            & Domain("date", ">", since)
            & Domain("asker_employee_id", "in", self.asker_employee_id.ids)
            & Domain("employee_id", "in", self.employee_id.ids)
        )

    def _get_asked_lines(self):
        """The lines of each of these requests, in sudo: dict of a request -> lines."""
        lines = self._get_all_lines().grouped("request_id")
        return {request: lines.get(request, self.env["perf.feedback.request.line"]) for request in self}
