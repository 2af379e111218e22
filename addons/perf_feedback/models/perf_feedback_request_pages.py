from odoo import fields, models

from odoo.addons.perf_base.tools.text import clean


class PerfFeedbackRequestPages(models.AbstractModel):
    """What pages show of requests: plain values, since portal users can't read employees."""

    _name = "perf.feedback.request.pages"
    _description = "Pages of Feedback Requests"

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
                "answer_url": request._get_answer_url(),
                "person": people[request.employee_id.id],
                "asker": people[request.asker_employee_id.id],
                "about_asker": request.employee_id == request.asker_employee_id,
                "question": request.question,
                "questions": [{"id": question.id, "text": question.text} for question in request.question_ids],
                "anonymous": request.anonymous,
                "threshold": request.threshold,
                "reader_note": request.reader_note,
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
                "progress_note": request.progress_note,
            }
            for request in self
        ]

    def _get_answer_url(self):
        """Page on which somebody with a login answers."""
        self.ensure_one()
        if self.anonymous:
            return f"/my/feedback/requests/{self.id}/answer"
        return f"/my/feedback/new?request_id={self.id}"

    def _prepare_portal_page_values(self):
        """What the page of one request shows; who else was asked only to the one who asked.

        :return: dict
        """
        self.ensure_one()
        values = self._prepare_portal_values()[0]
        return {
            **values,
            "title": self.display_name,
            "last_day": self._get_last_day(),
            "my_answer": self.my_line_id.feedback_id.id,
            "my_date": self.my_line_id.date_answered,
            "outcome": self._get_anonymous_outcome() if self.is_respondent and not self.is_asker else "",
            "lines": self._prepare_line_values() if self.is_asker else [],
            "questions": self._prepare_results() if self.is_asker else values["questions"],
        }

    def _prepare_line_values(self):
        """Who was asked; what became of it unless the request is anonymous.

        :return: list of dicts
        """
        self.ensure_one()
        # sudo: the one who asked knows whom, but may not read the lines of an anonymous request
        lines = self._get_all_lines() if self.anonymous else self.line_ids
        people = lines.respondent_id._perf_person_values()
        states = dict(lines._fields["state"]._description_selection(self.env))
        readable = self.answer_ids._filtered_access("read")
        return [
            {
                "person": people.get(line.respondent_id.id) or line._prepare_outsider_values(),
                "state": False if self.anonymous else line.state,
                "state_label": "" if self.anonymous else states[line.state],
                "reason": "" if self.anonymous else line.decline_reason or "",
                "answer_id": line.feedback_id.id if line.feedback_id in readable else False,
            }
            for line in (lines.sorted(lambda line: line._get_person_name()) if self.anonymous else lines)
        ]

    # ------------------------------------------------------------------
    # Results, by question
    # ------------------------------------------------------------------

    def _prepare_results(self):
        """The answers that the current user, who asked, may read.

        :return: list of dicts with ``id``, ``text`` (the question), ``answers`` (dicts with ``text``, ``author`` and
            ``url``, both empty for anonymous ones) and ``note`` (why there is none); what answers no single question
            stands under an empty one
        """
        self.ensure_one()
        if self.anonymous:
            return self._prepare_anonymous_results()
        answers = self._get_current_answers()
        found = {question.id: [] for question in self.question_ids}
        general = []
        only = self.question_ids.id if len(self.question_ids) == 1 else False
        for answer in answers:
            for part in answer.part_ids.filtered(lambda part: clean(part.text)):
                found.setdefault(part.question_id.id, []).append(answer._prepare_result_values(part.text))
            rest = answer._get_text_without_parts()
            if rest:
                (found[only] if only else general).append(answer._prepare_result_values(rest))
        results = [
            {"id": question.id, "text": question.text, "answers": found[question.id], "note": ""}
            for question in self.question_ids
        ]
        if general:
            results.append({"id": 0, "text": "", "answers": general, "note": ""})
        return results

    def _get_current_answers(self):
        """The readable answers as they stand: a corrected one in its last version, none that was taken back."""
        answers = self.answer_ids.filtered(lambda answer: answer.state == "sent")
        newer = answers.corrected_by_id
        while newer:
            answers = answers.filtered(lambda answer: not answer.corrected_by_id) | newer._filtered_access("read")
            newer = answers.corrected_by_id
        return answers.filtered(lambda answer: answer.state == "sent")

    def _prepare_anonymous_results(self):
        """As :meth:`_prepare_results`, of an anonymous request."""
        answers = self.env["perf.feedback.answer"].search([("request_id", "=", self.id)]).grouped("question_id")
        none = self.env["perf.feedback.answer"]
        results = []
        for question in self.question_ids:
            given = answers.get(question, none)
            results.append(
                {
                    "id": question.id,
                    "text": question.text,
                    "answers": [{"text": answer.text, "author": "", "url": ""} for answer in given],
                    "note": "" if given else self._get_withheld_note(),
                }
            )
        return results

    def _get_withheld_note(self):
        """Why no anonymous answer to a question is shown."""
        self.ensure_one()
        if self.state == "open":
            return self.env._("The answers are shown when the request has closed.")
        if self.state == "cancelled":
            return self.env._("The request was cancelled. The answers were deleted unread.")
        return self.env._(
            "Fewer than %(few)s people answered this question. To keep them unknown no answer is shown, and their "
            "answers were deleted.",
            few=self.threshold,
        )

    def _get_anonymous_outcome(self):
        """What became of the answers to an anonymous request, for those who were asked; no numbers of answers.

        :return: a sentence; empty for other requests, and while it is open
        """
        self.ensure_one()
        if not self.anonymous or self.state not in ("closed", "cancelled"):
            return ""
        if self.state == "cancelled":
            return self.env._("The request was cancelled. All answers were deleted, and nobody read them.")
        # sudo: whether there is any answer, which the one who asked is told too
        request = self.sudo()
        if not request.env["perf.feedback.answer"].search_count([("request_id", "=", self.id)], limit=1):
            return self.env._("The request has closed. Too few people answered: all answers were deleted unread.")
        return self.env._(
            "The request has closed. %(asker)s reads the answers, without names and in random order. Those to a "
            "question that fewer than %(few)s people answered were deleted unread.",
            asker=request.asker_employee_id.name,
            few=self.threshold,
        )

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
