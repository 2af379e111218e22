from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools.sql import escape_psql

from odoo.addons.perf_base.tools.emails import parse_email

from ..tools.roles import ANONYMOUS_ROLES, EXTERNAL, PEER, REPORT, SECOND_MANAGER
from .perf_appraisal import OPEN_STATES, search_lines
from .perf_appraisal_nomination import ACTIVE_STATES

SUGGESTIONS = 8
OWED_STATES = ("invited", "in_progress")


class PerfAppraisal(models.Model):
    """Who else writes a review: second manager, and the people whom employee and manager choose."""

    _inherit = "perf.appraisal"

    nomination_ids = fields.One2many(
        "perf.appraisal.nomination",
        "appraisal_id",
        string="Reviewers Chosen",
        readonly=True,
        search=search_lines("nomination_ids"),
    )
    asks_reviewers = fields.Boolean(compute="_compute_reviewer_rights")
    can_nominate = fields.Boolean(compute="_compute_reviewer_rights", help="Whether you may propose reviewers now.")
    can_decide_reviewers = fields.Boolean(compute="_compute_reviewer_rights")
    proposal_count = fields.Integer(string="To Decide", compute="_compute_reviewer_rights")

    # ------------------------------------------------------------------
    # Rights
    # ------------------------------------------------------------------

    @api.depends("nomination_ids.state", "state", "collection_closed", "template_id")
    @api.depends_context("uid")
    def _compute_reviewer_rights(self):
        # sudo: how many wait, for those who decide.
        waiting = (
            self.env["perf.appraisal.nomination"]
            .sudo()
            ._read_group(
                [("appraisal_id", "in", self._origin.ids), ("state", "=", "proposed")], ["appraisal_id"], ["__count"]
            )
        )
        counts = {appraisal.id: count for appraisal, count in waiting}
        for appraisal in self:
            # sudo: the settings of the template, which the reader need not see.
            form = appraisal.sudo()
            appraisal.asks_reviewers = form.template_id.asks_reviewers
            takes = form._takes_reviewers()
            decides = appraisal._has_part("manager") or appraisal._has_part("officer")
            appraisal.can_decide_reviewers = takes and decides
            appraisal.can_nominate = takes and appraisal._is_nominator()
            appraisal.proposal_count = counts.get(appraisal._origin.id, 0) if decides else 0

    def _takes_reviewers(self):
        """Whether reviewers can still be chosen. Called in sudo."""
        self.ensure_one()
        running = self.cycle_id.state in ("running", "calibration")
        return bool(
            self.state in OPEN_STATES
            and running
            and not self.collection_closed
            and self.template_id._get_nominated_roles()
        )

    def _check_takes_reviewers(self):
        """Refuse steps on reviewers when the time for them is over."""
        # sudo: the settings of cycle and template, for somebody who may read the appraisal.
        if not all(appraisal._takes_reviewers() for appraisal in self.sudo()):
            raise UserError(
                self.env._("Reviewers can't be chosen any more: the answers are collected, or the appraisal is over.")
            )

    def _is_nominator(self):
        """Whether the current user is one of those who propose reviewers here."""
        self.ensure_one()
        # sudo: the settings of the template, which the user need not see.
        chosen_by = self.sudo().template_id.nominate_by
        if self._has_part("officer"):
            return True
        if self._has_part("manager"):
            return chosen_by in ("both", "manager")
        return self._has_part("employee") and chosen_by in ("both", "employee")

    # ------------------------------------------------------------------
    # Proposing
    # ------------------------------------------------------------------

    def action_nominate(self, role, employee_ids=None, outsiders=None):
        """Propose reviewers; those whom manager or HR choose are asked at once.

        :param role: ``peer``, ``report`` or ``external``
        :param employee_ids: list of ids of colleagues
        :param outsiders: list of pairs of name and e-mail address, for ``external``
        :return: number of people proposed
        """
        self.ensure_one()
        self.check_access("read")
        self._check_takes_reviewers()
        if not self.env.su and not self._is_nominator():
            raise AccessError(self.env._("You don't choose the reviewers of this appraisal."))
        self._check_nominated_role(role)
        if role == EXTERNAL:
            values = [
                {"reviewer_name": name, "reviewer_email": email} for name, email in self._read_outsiders(outsiders)
            ]
        else:
            values = [{"reviewer_employee_id": person.id} for person in self._read_colleagues(role, employee_ids)]
        if not values:
            raise UserError(self.env._("Choose at least one person."))
        self._check_number(role, len(values))
        common = {"appraisal_id": self.id, "role": role, "proposed_by_id": self._get_proposer().id}
        # sudo: nominations are written by the suite only; part, state and people were checked.
        nominations = self.env["perf.appraisal.nomination"].sudo().create([{**common, **each} for each in values])
        if self.env.su or self._has_part("manager") or self._has_part("officer"):
            nominations._approve()
        return len(nominations)

    def _get_proposer(self):
        """The current user as an employee, for the record. May be empty."""
        own = self.env["perf.reporting.line"]._get_own_employee_ids()
        # sudo: portal users have no access to employees.
        people = self.env["hr.employee"].sudo().browse(own)
        return people.filtered(lambda person: person.company_id == self.sudo().company_id)[:1] or people[:1]

    def _check_nominated_role(self, role):
        """Refuse roles that the form asks nothing."""
        # sudo: the settings of the template, which the user need not see.
        if role not in self.sudo().template_id._get_nominated_roles():
            raise UserError(self.env._("This appraisal asks nobody of that kind. Reload the page and choose again."))

    def _check_number(self, role, more):
        """Refuse more reviewers of a kind than the template allows.

        :param more: how many are proposed
        """
        # sudo: all nominations count, whoever sees which; and the settings of the template.
        appraisal = self.sudo()
        there = appraisal._get_nominations()
        decides = self.env.su or self._has_part("manager") or self._has_part("officer")
        if decides or appraisal.template_id.nominate_by == "employee":
            there = there._get_active()
        else:
            # Those who declined count where the manager can choose as well: a free place would tell how many they are.
            there = there.filtered(lambda each: each.state in ACTIVE_STATES)
        there = there.filtered(lambda each: each.role == role)
        if len(there) + more > appraisal.template_id.nominate_max:
            raise UserError(
                self.env._(
                    "At most %(count)s reviewers of a kind are asked in this appraisal. Choose fewer, or take a "
                    "proposal back first.",
                    count=appraisal.template_id.nominate_max,
                )
            )

    def _get_nominations(self):
        """All nominations of these appraisals, whoever asks. In sudo."""
        # sudo: callers check first who may see what.
        return self.env["perf.appraisal.nomination"].sudo().search([("appraisal_id", "in", self._origin.ids)])

    def _get_other_reviewers(self):
        """Those who can't be chosen since they write a review anyway, or are appraised. Called in sudo.

        :return: dict appraisal -> ``hr.employee`` recordset
        """
        by_appraisal = self._get_reviews().grouped("appraisal_id")
        nothing = self.env["perf.appraisal.review"]
        return {
            appraisal: appraisal.employee_id
            | appraisal.manager_id
            | by_appraisal.get(appraisal, nothing).filtered(lambda each: each.state != "expired").reviewer_employee_id
            for appraisal in self
        }

    # ------------------------------------------------------------------
    # Reading what was typed
    # ------------------------------------------------------------------

    def _read_colleagues(self, role, employee_ids):
        """The colleagues whom somebody chose.

        :return: ``hr.employee`` in sudo
        :raise UserError: names the one who can't be asked, and says why
        """
        if not isinstance(employee_ids, list | tuple) or not all(type(each) is int for each in employee_ids):
            raise UserError(self.env._("Choose at least one person."))
        people = self._find_people(employee_ids)
        if set(people.ids) != set(employee_ids):
            raise UserError(self.env._("Somebody you chose can't be asked. Choose people who work here."))
        if len(people) < len(employee_ids):
            raise UserError(self.env._("You chose somebody twice. Choose each person once."))
        # sudo: who writes reviews here is told to nobody; the messages say only that the person can't be chosen.
        appraisal = self.sudo()
        taken = {
            "named": appraisal._get_nominations()._get_named(),
            "others": appraisal._get_other_reviewers()[appraisal],
            "reports": appraisal._find_reports(people),
        }
        for person in people:
            appraisal._check_person(person, taken)
            appraisal._check_line(role, person, taken["reports"])
        return people

    def _find_people(self, employee_ids):
        """Those of these ids whom the current user may propose: active people whom they may name.

        :return: ``hr.employee`` in sudo
        """
        Employee = self.env["hr.employee"]
        if self.env.su or self._has_part("officer"):
            # sudo: an HR officer proposes people of the own companies, and of those that the appraisal belongs to.
            companies = self.env.companies | self.sudo().company_id
            return Employee.sudo().search(
                [("id", "in", employee_ids), ("active", "=", True), ("company_id", "in", companies.ids)]
            )
        return Employee._perf_find_colleagues(employee_ids) | self._find_own(employee_ids)

    def _find_own(self, employee_ids):
        """The user's own records among these ids, so that proposing oneself gets its own message."""
        own = set(self.env["perf.reporting.line"]._get_own_employee_ids()) & set(employee_ids)
        # sudo: portal users have no access to employees; these are their own.
        return self.env["hr.employee"].sudo().browse(own)

    def _check_person(self, person, taken):
        """Refuse people who can't be asked. Called in sudo.

        :param person: ``hr.employee``
        :param taken: dict of words -> ``hr.employee`` recordset, see :meth:`_read_colleagues`
        """
        names = {"name": person.name, "employee": self.employee_id.name}
        problem = ""
        if person == self.employee_id:
            problem = self.env._("Nobody reviews themselves here: the self review is for that.")
        elif person == self.manager_id:
            problem = self.env._("%(name)s writes the manager's review already.", **names)
        elif person in taken["named"]:
            problem = self.env._("%(name)s was proposed already. Choose somebody else.", **names)
        elif person in taken["others"]:
            problem = self.env._("%(name)s writes a review here already. Choose somebody else.", **names)
        elif person.create_date > self.create_date:
            # Somebody could be made up to fill the number from which on answers are shown.
            problem = self.env._(
                "%(name)s was added after this appraisal began. Choose somebody who was here before.", **names
            )
        elif not person._perf_is_reachable():
            problem = self.env._(
                "%(name)s has neither a login nor an e-mail address, and would never hear of it. Choose somebody else, "
                "or tell HR.",
                **names,
            )
        if problem:
            raise UserError(problem)

    def _check_line(self, role, person, reports):
        """Refuse reports as colleagues where reports are asked themselves, and others as reports. Called in sudo.

        :param reports: those of the chosen people who report to the employee
        """
        names = {"name": person.name, "employee": self.employee_id.name}
        if role == REPORT and person not in reports:
            raise UserError(
                self.env._("%(name)s does not report to %(employee)s. Propose them as a colleague instead.", **names)
            )
        if role == PEER and person in reports and REPORT in self.template_id._get_nominated_roles():
            raise UserError(self.env._("%(name)s reports to %(employee)s. Propose them as a report instead.", **names))

    def _find_reports(self, people):
        """Those of these people who report to the employee, directly or through others. Called in sudo."""
        self.ensure_one()
        lines = self.env["perf.reporting.line"].search(
            [("employee_id", "in", people.ids), ("manager_id", "=", self.employee_id.id)]
        )
        return lines.employee_id

    def _read_outsiders(self, outsiders):
        """Names and addresses of people from outside.

        :param outsiders: list of pairs of name and e-mail address, as somebody typed them
        :return: list of pairs
        :raise UserError: says which address is wrong
        """
        if not isinstance(outsiders, list | tuple) or not all(
            isinstance(each, list | tuple) and len(each) == 2 and all(isinstance(text, str) for text in each)
            for each in outsiders
        ):
            raise UserError(self.env._("Enter a name and an e-mail address for each person from outside."))
        people = [(" ".join(name.split()), self._read_email(email)) for name, email in outsiders]
        for name, _email in people:
            self.env["perf.appraisal.nomination"]._check_typed_values({"reviewer_name": name})
        emails = [email for _name, email in people]
        # sudo: whether somebody with this address was proposed; nothing else of them goes out.
        nominations = self.sudo()._get_nominations()
        named = {each.reviewer_email for each in nominations if each.state in ACTIVE_STATES}
        for email in emails:
            if email in named or emails.count(email) > 1:
                raise UserError(self.env._("“%(email)s” was proposed already. Enter each address once.", email=email))
        self._check_no_colleague(emails)
        return people

    def _read_email(self, text):
        """One address of somebody from outside, in small letters."""
        parsed = parse_email(text)
        if not parsed:
            raise UserError(
                self.env._(
                    "“%(text)s” is not an e-mail address. Write it like anna@example.com.", text=text.strip()[:80]
                )
            )
        return parsed[1]

    def _check_no_colleague(self, emails):
        """Refuse the addresses of colleagues: their answers would be read with their name."""
        # sudo: whether a colleague has one of these addresses; nothing else of them goes out.
        domain = Domain.OR(Domain("work_email", "=ilike", escape_psql(email)) for email in emails)
        colleague = self.env["hr.employee"].sudo().search(domain, limit=1)
        if colleague:
            raise UserError(
                self.env._(
                    "“%(email)s” belongs to a colleague. Choose them among the colleagues.", email=colleague.work_email
                )
            )

    # ------------------------------------------------------------------
    # Opening
    # ------------------------------------------------------------------

    def _prepare_review_values(self):
        """The second manager as well, where the template asks one and there is one."""
        values = super()._prepare_review_values()
        second = self._get_second_manager()
        if second and self.template_id.section_ids.question_ids._filter_role(SECOND_MANAGER):
            values.append({"appraisal_id": self.id, "role": SECOND_MANAGER, "reviewer_employee_id": second.id})
        return values

    def _get_second_manager(self):
        """The manager's manager. Empty when there is none, or when it is the employee. Called in sudo."""
        self.ensure_one()
        second = self.manager_id.parent_id
        return second if second.active and second not in self.employee_id | self.manager_id else second.browse()

    # ------------------------------------------------------------------
    # New manager
    # ------------------------------------------------------------------

    def _reassign_manager_review(self):
        """Who becomes the reviewing manager writes no second review here. Called in sudo."""
        self.with_user(SUPERUSER_ID)._end_second_roles()
        return super()._reassign_manager_review()

    def _end_second_roles(self):
        """End what the new managers were asked for as colleague, report or second manager.

        The manager reads the answers of colleagues and reports as a group: with an answer of their own among them, a
        group as large as the threshold would be one smaller for them, and whoever is left easier to guess. So theirs
        is deleted, handed in or not, as long as the answers are collected. A second manager's review that was handed
        in stands with its name, and stays. Called in superuser mode.
        """
        reason = self.env._("Writes the manager's review.")
        named = self._get_nominations().filtered(
            lambda each: each.state == "proposed" and each.reviewer_employee_id == each.appraisal_id.manager_id
        )
        named.write({"state": "withdrawn", "reason": reason})
        reviews = self._get_reviews().filtered(lambda each: each.reviewer_employee_id == each.appraisal_id.manager_id)
        reviews.filtered(
            lambda each: each.role in ANONYMOUS_ROLES and each.state in (*OWED_STATES, "submitted")
        )._withdraw(reason)
        owed = reviews.filtered(lambda each: each.role == SECOND_MANAGER and each.state in OWED_STATES)
        owed._withdraw(reason)
        owed.flush_recordset()  # an appraisal has one review of a role that counts: the old one goes first
        values = [
            {"appraisal_id": each.id, "role": SECOND_MANAGER, "reviewer_employee_id": second.id}
            for each in owed.appraisal_id
            if (second := each._get_second_manager())
        ]
        self.env["perf.appraisal.review"].create(values)._invite()

    # ------------------------------------------------------------------
    # Screens
    # ------------------------------------------------------------------

    def _get_reviewers_steps(self, nominations):
        """Who has to choose or to approve reviewers now. Called in sudo.

        :param nominations: those of this appraisal
        :return: list of tuples of an employee and a word: ``approve`` or ``choose``
        """
        self.ensure_one()
        template = self.template_id
        steps = []
        if any(nomination.state == "proposed" for nomination in nominations):
            steps.append((self.manager_id, "approve"))
        few = len(nominations._get_active().filtered(lambda each: each.role == PEER)) < template.nominate_min
        due = self.cycle_id.peer_deadline or self.cycle_id.manager_deadline
        if few and PEER in template._get_nominated_roles() and due >= fields.Date.context_today(self):
            # Where only declined ones are missing, the manager chooses if possible: the employee need not learn of it.
            named = nominations.filtered(lambda each: each.state in ACTIVE_STATES and each.role == PEER)
            enough = len(named) >= template.nominate_min
            by_manager = template.nominate_by == "manager" or (template.nominate_by == "both" and enough)
            chooser = self.manager_id if by_manager else self.employee_id
            steps.append((chooser, "choose"))
        return steps

    def _prepare_reviewers_todo_item(self, step):
        """An item of *Waiting for me* about reviewers, as ``hr.employee._perf_todo`` wants it. Called in sudo.

        :param step: ``approve`` or ``choose``
        """
        self.ensure_one()
        is_choice = step == "choose"
        return {
            "key": f"{self._name},{self.id},{step}",
            "icon": "fa-users",
            "title": self.env._("Choose reviewers") if is_choice else self.env._("Approve reviewers"),
            "subject": f"{self.employee_id.name} · {self.cycle_id.name}",
            "due": self.cycle_id.peer_deadline or self.cycle_id.manager_deadline,
            "since": self.create_date.date(),
            "url": f"/my/appraisals/{self.id}/reviewers",
            "button": self.env._("Choose") if is_choice else self.env._("Decide"),
        }

    def action_open_nominate(self):
        """Open the dialog in which reviewers are chosen."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Choose reviewers"),
            "res_model": "perf.appraisal.nominate",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_appraisal_id": self.id},
        }

    def action_approve_reviewers(self):
        """Ask all people who were proposed, in one step."""
        self.check_access("read")
        nominations = self.env["perf.appraisal.nomination"].search(
            [("appraisal_id", "in", self.ids), ("state", "=", "proposed")]
        )
        if not nominations:
            raise UserError(self.env._("There is no proposal to decide on."))
        return nominations.action_approve()

    def get_reviewers(self):
        """What the screens of the reviewers show; see :meth:`_prepare_reviewers_page`."""
        self.ensure_one()
        self.check_access("read")
        return self._prepare_reviewers_page()

    def _prepare_reviewers_page(self):
        """Who is proposed and asked, who works with the person, and what the current user may do about it.

        :return: dict of plain values
        """
        self.ensure_one()
        if self._get_part() == "reader":
            raise AccessError(self.env._("The reviewers are for the employee, the reviewing manager and HR."))
        # sudo: names and settings for somebody whose part was just checked.
        appraisal = self.sudo()
        template = appraisal.template_id
        rows = self._prepare_reviewer_rows()
        roles = template._get_nominated_roles()
        if not appraisal.employee_id.child_ids and not any(row["role"] == REPORT for row in rows):
            roles = [role for role in roles if role != REPORT]  # they lead nobody
        labels = self._get_nominated_labels()
        return {
            "roles": [
                {
                    "key": role,
                    "label": labels[role],
                    "rows": [row for row in rows if row["role"] == role],
                    "count": len([row for row in rows if row["role"] == role and row["is_active"]]),
                }
                for role in roles
            ],
            "min": template.nominate_min,
            "max": template.nominate_max,
            "threshold": appraisal.anonymity_threshold,
            "can_nominate": self.can_nominate,
            "can_decide": self.can_decide_reviewers,
            "proposed": [row["id"] for row in rows if row["can_decide"]],
            "is_closed": not appraisal._takes_reviewers(),
            "out": (appraisal.employee_id | appraisal.manager_id).ids,
            "suggestions": self._get_suggestions() if self.can_nominate else [],
        }

    def _get_nominated_labels(self):
        """Headings of the kinds of reviewers."""
        return {
            PEER: self.env._("Colleagues"),
            REPORT: self.env._("People you lead") if self._has_part("employee") else self.env._("People they lead"),
            EXTERNAL: self.env._("People from outside"),
        }

    def _prepare_reviewer_rows(self):
        """The nominations that the current user sees, as plain values."""
        nominations = self.env["perf.appraisal.nomination"].search([("appraisal_id", "=", self.id)])
        # sudo: people on nominations that the rules just gave to this reader.
        named = nominations.sudo()
        people = (named.reviewer_employee_id | named.proposed_by_id).with_env(self.env)._perf_person_values()
        labels = dict(nominations._fields["state"]._description_selection(self.env))
        own = self.env["perf.reporting.line"]._get_own_employee_ids()
        rows = []
        for nomination, names in zip(nominations, named, strict=True):
            person = people.get(names.reviewer_employee_id.id) or {
                "name": nomination.reviewer_name or nomination.reviewer_email,
                "job_title": nomination.reviewer_email if nomination.reviewer_name else "",
                "avatar_url": "/web/static/img/user_placeholder.jpg",
            }
            rows.append(
                {
                    "id": nomination.id,
                    "role": nomination.role,
                    "reviewer_id": names.reviewer_employee_id.id,
                    "person": {key: person[key] for key in ("name", "job_title", "avatar_url")},
                    "state": nomination.state,
                    "state_label": self.env._("Can't") if nomination.declined else labels[nomination.state],
                    "proposed_by": ""
                    if names.proposed_by_id.id in own
                    else people.get(names.proposed_by_id.id, {}).get("name", ""),
                    "reason": nomination.reason or nomination.decline_reason or "",
                    "warning": (nomination.warning or "") if nomination.can_decide else "",
                    "is_active": nomination.state in ("proposed", "approved") and not nomination.declined,
                    "can_decide": nomination.can_decide,
                    "can_withdraw": nomination.can_withdraw,
                }
            )
        return rows

    def _get_suggestions(self, limit=SUGGESTIONS):
        """Who really works with the person, most first: counts only, never what the work was.

        :param limit: how many at most
        :return: list of dicts as of ``hr.employee._perf_person_values`` with ``role`` and ``text`` (why)
        """
        self.ensure_one()
        # sudo: who works with whom is counted for one who chooses reviewers here.
        appraisal = self.sudo()
        works = appraisal.employee_id._perf_works_with(appraisal.date_from, appraisal.date_to)[appraisal.employee_id.id]
        out = appraisal._get_other_reviewers()[appraisal] | appraisal._get_nominations()._get_named()
        people = self._find_people([each for each in works if each not in out.ids])
        order = sorted(people, key=lambda person: (*self._rank_work(works[person.id]), person.name or "", person.id))
        found = people.browse(person.id for person in order[:limit])
        values = found.with_env(self.env)._perf_person_values()
        asks_reports = REPORT in appraisal.template_id._get_nominated_roles()
        reports = appraisal._find_reports(found) if asks_reports else found.browse()
        return [
            {
                **values[person.id],
                "role": REPORT if person in reports else PEER,
                "text": " · ".join(source["text"] for source in works[person.id]),
            }
            for person in found
        ]

    def _rank_work(self, sources):
        """Those with counted work come first, by how much it is."""
        counted = sum(source["count"] for source in sources if source["kind"] != "team")
        return -counted, -len(sources)
