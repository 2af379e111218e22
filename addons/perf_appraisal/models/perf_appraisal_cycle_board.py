from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_date

from ..tools.days import day_pattern
from ..tools.deadlines import CYCLE_DEADLINES, ROLE_STEPS, STEPS
from .perf_appraisal import OPEN_STATES
from .perf_appraisal_changes import OWED_STATES

PEOPLE_SHOWN = 200
REVIEW_STEPS = ("self", "peers", "manager")
UNSHARED = ("draft", *OPEN_STATES)


class PerfAppraisalCycle(models.Model):
    """The progress board: how far each department is with each step, who owes what, and what HR does about it."""

    _inherit = "perf.appraisal.cycle"

    # ------------------------------------------------------------------
    # Numbers
    # ------------------------------------------------------------------

    def get_board(self):
        """The board in one request: for each step and department what is done, what is missing and what is late.

        :return: dict with ``steps``: list of dicts with ``key``, ``label``, ``deadline``, ``done``, ``total``, ``late``
            and ``departments``: dicts with ``id``, ``name``, ``path``, ``done``, ``total``, ``late``; ``paused`` and
            ``left``: numbers of people; and ``phase``: where the cycle stands, in a sentence or two
        """
        self.ensure_one()
        self.check_access("read")
        counts = self._count_board()
        labels = self._get_step_labels()
        steps = []
        for step in STEPS:
            own = counts.get(step, {})
            if not own:
                continue
            cells = [{"id": department.id or 0, **cell} for department, cell in own.items()]
            cells.sort(key=lambda cell: (not cell["id"], cell["path"]))
            sums = {name: sum(cell[name] for cell in cells) for name in ("done", "total", "late")}
            steps.append(
                {
                    "key": step,
                    "label": labels[step],
                    "deadline": self._get_step_deadline(step),
                    "departments": cells,
                    **sums,
                }
            )
        # sudo: plain numbers, which include the officer's own appraisal.
        appraisals = self.env["perf.appraisal"].sudo()
        return {
            "steps": steps,
            "phase": self._get_board_phase(steps),
            "paused": appraisals.search_count([("cycle_id", "=", self.id), ("paused_since", "!=", False)]),
            "left": appraisals.search_count([("cycle_id", "=", self.id), ("has_left", "=", True)]),
        }

    def _get_step_deadline(self, step):
        """Until when a step is due in this cycle: date or False; the sign-off is due some time after each sharing."""
        self.ensure_one()
        if step not in CYCLE_DEADLINES:
            return False
        return self[CYCLE_DEADLINES[step]] or (step == "peers" and self.manager_deadline)

    def _get_board_phase(self, steps):
        """Where a running cycle stands, and what comes next, in a sentence or two.

        :param steps: as of :meth:`get_board`
        """
        self.ensure_one()
        missing = [step for step in steps if step["done"] < step["total"]]
        if self.state not in ("running", "calibration") or not steps:
            return ""
        if not missing:
            return self.env._("Everything is in and signed. You can close the cycle.")
        words = [self._get_step_words(step) for step in missing[:2]]
        if len(words) == 1:
            return self.env._("Now: %(step)s.", step=words[0])
        return self.env._("Now: %(step)s. Next: %(next)s.", step=words[0], next=words[1])

    def _get_step_words(self, step):
        """A step with its day and what is missing, such as *self reviews until 1 Dec 2030 (3 to come)*."""
        label = step["label"][:1].lower() + step["label"][1:]
        missing = step["total"] - step["done"]
        if not step["deadline"]:
            return self.env._("%(step)s (%(count)s to come)", step=label, count=missing)
        today = fields.Date.context_today(self)
        day = format_date(self.env, step["deadline"], date_format=day_pattern([step["deadline"]], today))
        if step["deadline"] < today:
            return self.env._("%(step)s, due since %(day)s (%(count)s to come)", step=label, day=day, count=missing)
        return self.env._("%(step)s until %(day)s (%(count)s to come)", step=label, day=day, count=missing)

    def _get_step_labels(self):
        """Names of the steps: dict."""
        return {
            "self": self.env._("Self reviews"),
            "peers": self.env._("Peer reviews"),
            "manager": self.env._("Manager reviews"),
            "share": self.env._("Results shared"),
            "sign": self.env._("Signed off"),
        }

    def _count_board(self):
        """Counts of the board: dict step -> dict department -> dict of its names, ``done``, ``total``, ``late``."""
        self.ensure_one()
        today = fields.Date.context_today(self)
        counts = {}

        def add(step, department, number, done, late):
            cells = counts.setdefault(step, {})
            nobody = self.env._("Without a department")
            names = {"name": department.name or nobody, "path": department.display_name or nobody}
            cell = cells.setdefault(department, {**names, "done": 0, "total": 0, "late": 0})
            cell["total"] += number
            cell["done"] += number if done else 0
            cell["late"] += number if late and not done else 0

        # sudo: plain numbers, which include the officer's own appraisal.
        own = self.sudo()
        for department, role, state, late, number in own._group_reviews(today):
            add(ROLE_STEPS[role], department, number, state not in OWED_STATES, late)
        for department, state, late, number in own._group_appraisals(today):
            add("share", department, number, state not in UNSHARED, late)
            add("sign", department, number, state in ("acknowledged", "closed"), False)
        return counts

    def _group_reviews(self, today):
        """Numbers of reviews by department, role, state, and whether they are late. Called in sudo."""
        domain = Domain("appraisal_id.cycle_id", "=", self.id) & Domain("appraisal_id.state", "!=", "cancelled")
        domain &= Domain("state", "!=", "expired")
        # Officers see what the others of the cycle owe: without this, subtracting would show whether their own peers
        # have answered.
        own = Domain("employee_id", "in", self.env["perf.reporting.line"]._get_own_employee_ids())
        domain &= ~(own & Domain("role", "in", [role for role, step in ROLE_STEPS.items() if step == "peers"]))
        late = Domain("deadline", "<", today) & Domain("appraisal_id.paused_since", "=", False)
        Review = self.env["perf.appraisal.review"]
        groupby = ["department_id", "role", "state"]
        late_count = {
            (department, role, state): number
            for department, role, state, number in Review._read_group(domain & late, groupby, ["__count"])
        }
        for department, role, state, number in Review._read_group(domain, groupby, ["__count"]):
            overdue = late_count.get((department, role, state), 0)
            yield department, role, state, True, overdue
            yield department, role, state, False, number - overdue

    def _group_appraisals(self, today):
        """Numbers of appraisals by department, state, and whether sharing is late. Called in sudo."""
        domain = Domain("cycle_id", "=", self.id) & Domain("state", "!=", "cancelled")
        late = Domain("share_deadline", "<", today) & Domain("paused_since", "=", False)
        Appraisal = self.env["perf.appraisal"]
        groupby = ["department_id", "state"]
        late_count = {
            (department, state): number
            for department, state, number in Appraisal._read_group(domain & late, groupby, ["__count"])
        }
        for department, state, number in Appraisal._read_group(domain, groupby, ["__count"]):
            overdue = late_count.get((department, state), 0)
            yield department, state, True, overdue
            yield department, state, False, number - overdue

    # ------------------------------------------------------------------
    # People
    # ------------------------------------------------------------------

    def get_board_people(self, step, department_id=None):
        """Who owes what in a step, the most urgent first.

        Of peers and reports only the number is said. In the reviews HR sees who still owes one while they are
        collected, and nothing after; here it would stand beside the names of those who wait for it.

        :param step: one of ``tools.deadlines.STEPS``
        :param department_id: id, 0 for people without a department, or None for all
        :return: dict with ``people``: dicts with ``id`` (of the appraisal), ``name``, ``owes`` (who owes it), ``what``,
            ``due``, ``late``, ``paused``, ``reminded`` (day of the last reminder); and ``more``: how many are not shown
        """
        self.ensure_one()
        self.check_access("read")
        self._check_board_step(step)
        domain = self._get_owing_domain(step)
        if department_id is not None:
            domain &= Domain("department_id", "=", department_id or False)
        # The officer's own appraisal, which they may read as well, is for other officers.
        domain &= Domain("perf_role", "in", ("manager", "officer"))
        Appraisal = self.env["perf.appraisal"]
        appraisals = Appraisal.search(domain, limit=PEOPLE_SHOWN, order="share_deadline, id")
        more = Appraisal.search_count(domain) - len(appraisals) if len(appraisals) == PEOPLE_SHOWN else 0
        # sudo: names and states for an officer who may read these appraisals.
        people = appraisals.sudo()._prepare_board_people(step)
        return {
            "people": sorted(people, key=lambda each: (each["due"] or fields.Date.today(), each["name"])),
            "more": more,
        }

    @api.model
    def _check_board_step(self, step):
        """Refuse what is no step."""
        if step not in STEPS:
            raise UserError(self.env._("There is no such step. Reload the page and try again."))

    def _get_owing_domain(self, step):
        """Domain of the appraisals in which something of a step is owed.

        :param step: one of ``tools.deadlines.STEPS``
        """
        domain = Domain("cycle_id", "=", self.id)
        if step == "sign":
            return domain & Domain("state", "=", "shared")
        if step == "share":
            return domain & Domain("state", "in", UNSHARED)
        roles = [role for role, own in ROLE_STEPS.items() if own == step]
        # sudo: which reviews are owed; the appraisals themselves are searched with the officer's rights.
        owed = (
            self.env["perf.appraisal.review"]
            .sudo()
            ._search([("appraisal_id.cycle_id", "=", self.id), ("role", "in", roles), ("state", "in", OWED_STATES)])
        )
        return domain & Domain("state", "in", UNSHARED) & Domain("id", "in", owed.subselect("appraisal_id"))

    # ------------------------------------------------------------------
    # Steps of HR
    # ------------------------------------------------------------------

    def action_remind(self, step, appraisal_ids):
        """Send those who owe a step one e-mail with all that waits for them; nobody gets two of them a day.

        :param step: one of ``tools.deadlines.STEPS``, but not ``peers``
        :param appraisal_ids: ids of appraisals of this cycle
        :return: dict with ``sent`` and ``skipped``: numbers of people
        """
        self.ensure_one()
        self._check_step("action_remind")
        self._check_board_step(step)
        if step == "peers":
            # who gets an e-mail today would tell who has not answered, and so who has
            raise UserError(
                self.env._("Colleagues are reminded by the daily e-mail: one now would show who has not answered yet.")
            )
        appraisals = self._browse_own(appraisal_ids)
        appraisals._check_part("officer")
        # sudo: who owes it, with what they owe in sudo; rights were checked.
        owing = appraisals.sudo().filtered(lambda each: not each.paused_since)._get_owing(step)
        people = owing and self.env["hr.employee"].sudo().union(*owing.values())
        if not people:
            raise UserError(self.env._("Nobody of them owes this step any more. Reload the page."))
        sent = self.env["perf.digest"].sudo()._send_now(people)
        label = self._get_step_labels()[step]
        reminded = [(appraisal, "", label) for appraisal, owed in owing.items() if owed & sent]
        self.env["perf.appraisal.log"]._add("reminder", reminded)
        return {"sent": len(sent), "skipped": len(people - sent)}

    def action_extend(self, step, appraisal_ids, deadline, reason):
        """Give some people more time for a step; see ``perf.appraisal.action_extend``."""
        self.ensure_one()
        self._check_step("action_extend")
        return self._browse_own(appraisal_ids).action_extend(step, deadline, reason)

    def action_pause_people(self, appraisal_ids, reason):
        """Let the appraisals of some people rest; see ``perf.appraisal.action_pause``."""
        self.ensure_one()
        self._check_step("action_pause_people")
        return self._browse_own(appraisal_ids).action_pause(reason)

    def action_resume_people(self, appraisal_ids):
        """Go on with the paused ones of these people; see ``perf.appraisal.action_resume``."""
        self.ensure_one()
        self._check_step("action_resume_people")
        paused = self._browse_own(appraisal_ids).filtered("paused_since")
        if not paused:
            raise UserError(self.env._("None of them is paused."))
        return paused.action_resume()

    def action_exclude(self, appraisal_ids, reason):
        """Take people out of the cycle: their appraisals are cancelled, with a reason; see ``action_cancel`` there."""
        self.ensure_one()
        self._check_step("action_exclude")
        return self._browse_own(appraisal_ids).action_cancel(reason)

    def _browse_own(self, appraisal_ids):
        """Appraisals of this cycle by ids from outside.

        :raise UserError: when one is none
        """
        if not isinstance(appraisal_ids, list) or not all(type(each) is int for each in appraisal_ids):
            raise UserError(self.env._("Choose people first."))
        appraisals = self.env["perf.appraisal"].search(
            [("id", "in", appraisal_ids), ("cycle_id", "=", self.id), ("perf_role", "in", ("manager", "officer"))]
        )
        if not appraisals or len(appraisals) != len(set(appraisal_ids)):
            raise UserError(self.env._("Some of these people are not in the cycle any more. Reload the page."))
        return appraisals
