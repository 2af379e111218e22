from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date

from ..tools.days import day_pattern
from .perf_appraisal import OPEN_STATES, SHARED_STATES


class PerfAppraisal(models.Model):
    """What the screens of an appraisal show: result, phase, and what waits for people."""

    _inherit = "perf.appraisal"

    # ------------------------------------------------------------------
    # Screens
    # ------------------------------------------------------------------

    def action_open_my_review(self):
        """Open the current user's own review in this appraisal."""
        self.ensure_one()
        self.check_access("read")
        review = self.env["perf.appraisal.review"].search(
            [("appraisal_id", "=", self.id), ("is_mine", "=", True)], order="id desc", limit=1
        )
        if not review:
            raise UserError(self.env._("You have no review to write in this appraisal."))
        return {
            "type": "ir.actions.act_window",
            "res_model": "perf.appraisal.review",
            "res_id": review.id,
            "views": [(False, "form")],
        }

    def get_result(self):
        """The result as its reader may see it, for screens; see :meth:`_get_result`."""
        self.ensure_one()
        return self._get_result()

    def _get_result(self):
        """The result: for the employee once shared, for the reviewing manager and HR as it grows.

        :return: dict of plain values, see the README
        :raise AccessError: when the current user may not see it
        """
        self.ensure_one()
        return self._get_results()[self.id]

    def _get_results(self):
        """The results of these appraisals, see :meth:`_get_result`.

        :return: dict appraisal id -> dict of plain values
        :raise AccessError: when the current user may not see one of them
        """
        self.check_access("read")
        results = {result.appraisal_id.id: result for result in self._get_result_record()}
        if len(results) < len(self):
            raise AccessError(self.env._("The result can be read once it is shared."))
        frozen = {appraisal_id: result.evidence or {} for appraisal_id, result in results.items()}
        goals = self.filtered(lambda each: "goals" not in frozen[each.id])._get_goal_lines()
        groups = self.filtered(lambda each: not frozen[each.id].get("groups"))._get_all_group_results()
        sections = self._prepare_result_sections()
        values = {}
        for appraisal in self:
            result = results[appraisal.id]
            # sudo: the level of a result that the rules just gave to this reader.
            level = result.sudo().final_level_id
            values[appraisal.id] = {
                "level": {
                    "name": level.name or "",
                    "description": level.description or "",
                    "color": level.color or "",
                },
                "score": result.score if result.has_score else None,
                "score_lines": result.score_lines or [],
                "summary": result.manager_summary or "",
                "reason": result.rating_reason or "",
                "appeal": appraisal._prepare_appeal(),
                "sections": sections[appraisal.id],
                "goals": frozen[appraisal.id].get("goals", goals.get(appraisal.id, [])),
                "groups": groups.get(appraisal.id, frozen[appraisal.id].get("groups")),
            }
        return values

    def _is_printable(self):
        """Whether the current user may print the result: once it is shared, whoever may read it."""
        self.ensure_one()
        return self.state in SHARED_STATES and bool(self._get_result_record())

    def _prepare_appeal(self):
        """The decision about the appeal, None while there is none: a dict with ``state``, ``reason``, ``date`` and
        ``original_level`` (name of the level before, empty where it stayed).
        """
        self.ensure_one()
        if self.appeal_state not in ("upheld", "rejected"):
            return None
        return {
            "state": self.appeal_state,
            "reason": self.appeal_reason or "",
            "date": str(self._get_day(self.appeal_date) or ""),
            "original_level": self.original_level_id.name or "",
        }

    def _prepare_result_sections(self):
        """Submitted answers side by side, by section and question, as far as the current user may read them.

        :return: dict appraisal id -> list of dicts
        """
        answers = self.env["perf.appraisal.answer"].search(
            [("review_id.appraisal_id", "in", self.ids), ("review_id.state", "=", "submitted")]
        )
        # sudo: questions, levels and sides of answers that the rules just gave to this reader.
        given = answers.sudo().grouped(lambda each: each.review_id.appraisal_id.id)
        nothing = answers.sudo().browse()
        return {each.id: each._prepare_sections_of(given.get(each.id, nothing)) for each in self}

    def _prepare_sections_of(self, answers):
        """The sections of one appraisal, with the sides of each question.

        :param answers: ``perf.appraisal.answer`` in sudo, those that the reader may read
        """
        self.ensure_one()
        roles = answers.review_id.mapped("role")
        by_question = {}
        for answer in answers.sorted(lambda each: (each.review_id.role != "self", each.id)):
            by_question.setdefault(answer.question_id, []).append(self._prepare_side(answer))
        sections = []
        # sudo: the wording of questions of which the reader may read the answers.
        for section in self.sudo().template_id.section_ids:
            questions = [
                {
                    "name": question.name,
                    "kind": question.kind,
                    "answers": self._fill_sides(by_question[question], question, roles),
                }
                for question in section.question_ids
                if question in by_question
            ]
            if questions:
                sections.append({"name": section.name, "questions": questions})
        return sections

    def _prepare_side(self, answer):
        """One answer as the result shows it.

        :param answer: ``perf.appraisal.answer`` in sudo
        """
        level = answer.level_id or answer.anchor_id
        return {
            "role": answer.review_id.role,
            "name": answer.review_id.reviewer_label if answer.review_id.role == "external" else "",
            "is_empty": not (answer._is_given() or answer.text),
            "text": answer.text or "",
            "choice": answer.choice or "",
            "unable": answer.unable,
            "level_name": level.name or "",
            "level_description": level.description or "",
            "level_color": answer.level_id.color or "",
        }

    def _fill_sides(self, answers, question, roles):
        """The answers to one question, with an empty one for each side that was asked and wrote nothing.

        :param answers: list of dicts of the answers that there are
        :param question: ``perf.appraisal.question``
        :param roles: roles of the reviews that the reader may read
        """
        nothing = {"name": "", "text": "", "choice": "", "unable": False}
        nothing |= {"level_name": "", "level_description": "", "level_color": ""}
        given = {answer["role"] for answer in answers}
        missing = [
            {"role": role, "is_empty": True, **nothing}
            for role in roles
            if role not in given and question._filter_role(role)
        ]
        return sorted([*answers, *missing], key=lambda answer: answer["role"] != "self")

    def _get_phase(self):
        """Where the appraisal stands, for the stepper and the sentence above it.

        :return: dict with ``sentence`` and ``steps``: dicts with ``key``, ``label``, ``date``, ``state`` (``done``,
            ``current`` or ``todo``)
        """
        self.ensure_one()
        self.check_access("read")
        # sudo: the cycle's deadlines are no secret to somebody who may read the appraisal.
        appraisal = self.sudo()
        steps = appraisal._prepare_steps()
        current = next((step for step in steps if step["state"] == "current"), None)
        following = next((step for step in steps if step["state"] == "todo"), None)
        return {"sentence": self._get_phase_sentence(current, following), "steps": steps}

    def _get_current_step(self):
        """The step that is on now: a dict as of :meth:`_prepare_steps`, or None. Called in sudo."""
        self.ensure_one()
        if self.state not in (*OPEN_STATES, "shared") and self.appeal_state != "open":
            return None
        return next((step for step in self._prepare_steps() if step["state"] == "current"), None)

    def _prepare_steps(self):
        """The steps of this appraisal in order; the first one that is not done is the current one. Called in sudo.

        A step that is done has the day on which it was done, the others the day until which they are due.
        """
        self.ensure_one()
        days = self._get_deadlines()
        shared = self.state in SHARED_STATES
        manager_done = self.manager_review_submitted
        # One line a step: key, label, whether it is done, when it was done, until when it is due.
        steps = [
            ("self", self.env._("Self review"), self.self_review_submitted or shared, self.self_review_date,
             days["self"]),
            ("manager", self.env._("Manager's review"), manager_done, self.manager_review_date,
             days["manager"]),
            ("peers", self.env._("Colleagues' reviews"), shared or self.colleagues_state == "done", False,
             days["peers"] or days["manager"]),
            ("share", self.env._("Share the result"), shared, self.shared_date, days["share"]),
            ("sign", self.env._("Sign-off"), self.state in SHARED_STATES[1:], self.acknowledged_date,
             self.sign_deadline),
        ]  # fmt: skip
        if self.appeal_state != "none":
            label, decided = self.env._("Decision on the appeal"), self.appeal_state != "open"
            steps.append(("appeal", label, decided, self.appeal_date, self.appeal_deadline))
        left_out = set() if self.has_self_review or self.state == "draft" else {"self"}
        if self.colleagues_state == "none":
            left_out.add("peers")
        steps = [step for step in steps if step[0] not in left_out]
        result, current = [], self.state == "cancelled"
        for key, label, done, moment, deadline in steps:
            state = "done" if done else "todo" if current else "current"
            current = current or not done
            date = self._get_day(moment) if done else deadline
            result.append({"key": key, "label": label, "date": date or False, "state": state})
        return result

    def _get_day(self, moment):
        """The day of a moment where the current user is."""
        return moment and fields.Datetime.context_timestamp(self, moment).date()

    def _get_phase_sentence(self, current, following):
        """One sentence that says what is on now and what comes next, worded for the reader."""
        if self.state == "cancelled":
            return self.env._("This appraisal was cancelled.")
        if self.paused_since:
            return self.env._("This appraisal rests for a while. The days move when it goes on.")
        if self.state == "closed" or not current:
            return self.env._("This appraisal is complete.")
        own = self._get_part() == "employee"
        now, then = self._get_step_words(own)[current["key"]], ""
        if following:
            nexts = {
                "manager": self.env._("your manager's review") if own else self.env._("the manager's review"),
                "peers": self.env._("the reviews of colleagues"),
                "share": self.env._("the result"),
                "sign": self.env._("your sign-off") if own else self.env._("the sign-off"),
                "appeal": self.env._("the decision of HR"),
            }
            then = self.env._("Next: %(step)s.", step=nexts[following["key"]])
        day = current["date"]
        if day:
            pattern = day_pattern([day], fields.Date.context_today(self))
            now = self.env._("%(step)s until %(date)s.", step=now, date=format_date(self.env, day, date_format=pattern))
        else:
            now = self.env._("%(step)s.", step=now)
        return f"{now} {then}".strip()

    def _get_step_words(self, own):
        """How the current step is called in the sentence.

        :param own: whether the reader is the employee
        """
        by_hr, ready = self.release == "hr", bool(self.ready_date)
        if own:
            share = self.env._("HR shares the result") if by_hr else self.env._("Your manager shares the result")
        elif by_hr and not ready:
            share = self.env._("Rate and hand over to HR")
        else:
            share = self.env._("Ready: HR shares the result") if ready else self.env._("Share the result")
        return {
            "self": self.env._("Self review"),
            "manager": self.env._("Your manager's review") if own else self.env._("Manager's review"),
            "peers": self.env._("Colleagues write their reviews"),
            "share": share,
            "sign": self.env._("Read your result and sign it off") if own else self.env._("Waiting for the sign-off"),
            "appeal": self.env._("You signed without agreeing: HR looks into it and decides")
            if own
            else self.env._("Signed without agreeing: HR looks into it and decides"),
        }

    @api.depends(
        "state", "manager_review_submitted", "colleagues_state", "ready_date", "appeal_state", "final_level_id"
    )
    @api.depends_context("uid", "lang")
    def _compute_next_action(self):
        for appraisal in self:
            # sudo: how far the reviews are is no secret to somebody who may read the appraisal.
            step = appraisal.sudo()._get_current_step() if appraisal.id else None
            appraisal.next_action = appraisal._get_next_action(step["key"]) if step else ""

    def _get_next_action(self, step):
        """What the current user has to do now, or waits for, in a few words.

        :param step: key of the step that is on now
        """
        self.ensure_one()
        if self.paused_since:
            return self.env._("Rests for a while")
        part = self._get_part()
        if part == "manager" and not self.manager_review_submitted and step in ("self", "manager", "peers"):
            return self.env._("Write your review")
        if part == "employee" and step in ("self", "sign"):
            return self.env._("Write your self review") if step == "self" else self.env._("Read and sign")
        if step == "share" and part in ("manager", "officer"):
            return self._get_share_action(part)
        return {
            "self": self.env._("Self review to come"),
            "manager": self.env._("Manager's review to come"),
            "peers": self.env._("Colleagues still write"),
            "share": self.env._("Result to come"),
            "sign": self.env._("Sign-off to come"),
            "appeal": self.env._("HR decides about the appeal"),
        }[step]

    def _get_share_action(self, part):
        """What is left to do for the result: to rate, to hand it over, or to share it.

        :param part: ``manager`` or ``officer``
        """
        self.ensure_one()
        if self.ready_date:
            return self.env._("HR shares the result") if part == "manager" else self.env._("Share the result")
        # sudo: managers read no templates; only whether there is an overall rating is used.
        if self.sudo().template_id.scale_id and not self.final_level_id:
            return self.env._("Choose the level")
        return self.env._("Hand over to HR") if self.release == "hr" else self.env._("Share the result")

    def _get_share_title(self):
        """What the manager has to do when the reviews are in, in a few words. Called in sudo."""
        self.ensure_one()
        return self.env._("Rate and hand over to HR") if self.release == "hr" else self.env._("Share the result")

    def _prepare_todo_item(self, action, title, button, since):
        """An item of *Waiting for me*, as ``hr.employee._perf_todo`` wants it. Called in sudo.

        :param action: word for the step
        :param title: what to do
        :param button: label
        :param since: moment from which it waits
        """
        self.ensure_one()
        sign = action == "sign"
        return {
            "key": f"{self._name},{self.id},{action}",
            "icon": "fa-check-square-o",
            "title": title,
            "subject": self.cycle_id.name if sign else self.employee_id.name,
            "due": {
                "share": self.share_deadline,
                "sign": self.sign_deadline,
                "appeal": self.appeal_deadline,
            }.get(action, False),
            "since": (since or self.create_date).date(),
            "url": f"/my/appraisals/{self.id}",
            "button": button,
        }

    def _prepare_team_fact(self):
        """What a manager reads in the team's overview, as ``hr.employee._perf_team_facts`` wants it. Called in sudo."""
        self.ensure_one()
        late = bool(self.due_date and self.due_date < fields.Date.context_today(self))
        return {
            "key": "review",
            "value": self.step_label,
            "target": {"model": "perf.appraisal", "id": self.id},
            "label": self.env._("Appraisal"),
            "text": self.step_label,
            "url": f"/my/appraisals/{self.id}",
            "tone": "warning" if late else "secondary",
        }
