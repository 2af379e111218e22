"""Pages on which people fill in reviews."""

from functools import partial

from odoo import fields, http
from odoo.fields import Domain
from odoo.http import request
from odoo.tools import format_date

from odoo.addons.perf_base.controllers.helpers import attempt, get_record, take_step
from odoo.addons.perf_base.tools.todo import due_group
from odoo.addons.portal.controllers.portal import CustomerPortal
from odoo.addons.portal.controllers.portal import pager as portal_pager

from ..models.perf_appraisal_review import OWED_STATES
from ..tools.answers import is_answered, normalise_text, parse_answer
from ..tools.days import day_pattern
from ..tools.gaps import merge_gaps

PER_PAGE = 20
GROUPS = ("overdue", "week", "later", "done")


class PerfAppraisalPortal(CustomerPortal):
    """The pages of reviews, for employees and for managers with only a portal user."""

    # ------------------------------------------------------------------
    # Reviews: what I owe
    # ------------------------------------------------------------------

    @http.route(["/my/reviews", "/my/reviews/page/<int:page>"], type="http", auth="user", website=True)
    def perf_reviews(self, page=1, declined="", **kw):
        """What I owe: overdue first, then due soon, later, and what is done, page by page."""
        Review = request.env["perf.appraisal.review"]
        owed = Review.search(self._get_owed_domain(), order="deadline, id")
        done_domain = Domain("is_mine", "=", True) & Domain("state", "=", "submitted")
        done_count = Review.search_count(done_domain)
        pager = portal_pager("/my/reviews", done_count, page, step=PER_PAGE)
        done = Review.search(done_domain, order="submitted_date desc, id desc", limit=PER_PAGE, offset=pager["offset"])
        rows = self._prepare_review_rows(owed | done)
        values = {
            "page_name": "perf_reviews",
            "headline": self._get_reviews_headline(len(owed)),
            "success": request.env._("Thank you for saying so. You will hear no more of it.") if declined else "",
            "groups": [(key, [row for row in rows if row["group"] == key]) for key in GROUPS],
            "today": fields.Date.context_today(Review),
            "done_count": done_count,
            "pager": pager,
        }
        return request.render("perf_appraisal.portal_my_reviews", values)

    def _get_owed_domain(self):
        """Domain of the reviews that the current user has yet to write.

        :return: Domain
        """
        return request.env["perf.appraisal.review"]._get_mine_domain()

    def _get_reviews_headline(self, count):
        """How many reviews wait, in words."""
        if not count:
            return request.env._("Nothing to write at the moment.")
        if count == 1:
            return request.env._("One review waits for you.")
        return request.env._("%(count)s reviews wait for you.", count=count)

    def _prepare_review_rows(self, reviews):
        """What a row of the list says about each review.

        :param reviews: ``perf.appraisal.review`` records that the user may read
        :return: list of dicts of plain values, in the same order
        """
        today = fields.Date.context_today(reviews)
        rows = []
        for review, (name, cycle) in zip(reviews, self._get_names(reviews), strict=True):
            is_done = review.state not in OWED_STATES
            rows.append(
                {
                    "url": f"/my/reviews/{review.id}",
                    "role": review.role,
                    "name": name,
                    "cycle": cycle,
                    "state": review.state,
                    "deadline": review.deadline,
                    "answered": review.answered_count,
                    "total": review.total_count,
                    "is_done": is_done,
                    "is_first": review == reviews[:1],
                    "group": "done" if is_done else due_group(review.deadline, today),
                }
            )
        return rows

    def _get_names(self, records):
        """Name of the employee and of the cycle of each record.

        :param records: checked ``perf.appraisal`` or ``perf.appraisal.review`` records
        :return: list of pairs
        """
        # sudo: portal users read neither people nor cycles; the records are checked, and only these names leave.
        appraisals = records.sudo()
        if records._name == "perf.appraisal.review":
            appraisals = [review.appraisal_id for review in appraisals]
        return [(appraisal.employee_id.name, appraisal.cycle_id.name or "") for appraisal in appraisals]

    # ------------------------------------------------------------------
    # One review
    # ------------------------------------------------------------------

    @http.route("/my/reviews/<int:review_id>", type="http", auth="user", methods=["GET"], website=True)
    def perf_review(self, review_id, saved="", submitted="", **kw):
        """The form of one review, or what was answered once it is submitted."""
        review = self._find_review(review_id)
        success = ""
        if submitted and review.state == "submitted":
            success = request.env._("Thank you, your review is submitted.")
        elif saved:
            success = request.env._("Saved. You can go on now or later.")
        return self._render_review(review, success=success)

    @http.route("/my/reviews/<int:review_id>", type="http", auth="user", methods=["POST"], website=True)
    def perf_review_save(self, review_id, **post):
        """Save the posted form; then show the summary, or the form again with what is wrong with it."""
        review = self._find_review(review_id)
        answers = self._get_changed_answers(review.get_form(), post)
        error = self._attempt_save(review.save_answers, answers)
        if error:
            return self._render_review(review, error=error, typed=answers)
        step = "/summary" if post.get("step") == "summary" else "?saved=1"
        return request.redirect(f"/my/reviews/{review_id}{step}")

    @http.route("/my/reviews/<int:review_id>/autosave", type="jsonrpc", auth="user")
    def perf_review_autosave(self, review_id, answers=None, **kw):
        """Save some answers while somebody types.

        :param answers: dict of question id (as text) to dict with ``level_id``, ``anchor_id``, ``text``,
            ``choice``, ``unable``
        :return: dict with ``saved_at``, ``answered`` and ``total``, or with ``error``: a sentence for the person
        """
        review = self._find_review(review_id)
        saved = {}
        error = attempt(lambda: saved.update(review.save_answers(answers)))
        return {"error": error} if error else saved

    @http.route("/my/reviews/<int:review_id>/summary", type="http", auth="user", methods=["GET"], website=True)
    def perf_review_summary(self, review_id, **kw):
        """Everything that was answered, to read before submitting."""
        return self._render_summary(self._find_review(review_id))

    @http.route("/my/reviews/<int:review_id>/submit", type="http", auth="user", methods=["POST"], website=True)
    def perf_review_submit(self, review_id, **post):
        """Submit the review; when something is missing, say what."""
        review = self._find_review(review_id)
        url = f"/my/reviews/{review_id}?submitted=1"
        return take_step(review.action_submit, partial(self._render_summary, review), url, hide=())

    @http.route("/my/reviews/<int:review_id>/decline", type="http", auth="user", methods=["POST"], website=True)
    def perf_review_decline(self, review_id, reason="", **post):
        """Say that one can't write the review, and why."""
        review = self._find_review(review_id)
        step = partial(review.action_decline, normalise_text(reason))
        return take_step(step, partial(self._render_review, review), "/my/reviews?declined=1", hide=())

    def _find_review(self, review_id):
        """The review, when the current user may read its answers; else the same page as for one that isn't there."""
        review = get_record("perf.appraisal.review", review_id)
        if not review._can_read_answers():
            raise request.not_found()
        return review

    def _render_review(self, review, error="", success="", typed=None):
        form = self._prepare_form(review, typed or {})
        found = review.get_evidence() if form["can_edit"] else []
        evidence = merge_gaps(found)[::-1]
        values = {
            "page_name": "perf_review",
            "perf_breadcrumbs": self._get_breadcrumbs("reviews"),
            "review_id": review.id,
            "form": form,
            "steps": self._prepare_steps(form["phase"]),
            "evidence": evidence,
            "panel": review._prepare_evidence_panel(found) if form["can_edit"] else None,
            "evidence_count": sum(item["kind"] != "gap" for item in evidence),
            "appraisal_url": self._get_appraisal_url(review),
            "error": error,
            "success": success,
        }
        return request.render("perf_appraisal.portal_my_review", values)

    def _render_summary(self, review, error=""):
        form = self._prepare_form(review)
        if not form["can_edit"]:
            return request.redirect(f"/my/reviews/{review.id}")
        missing = self._get_missing_questions(form)
        values = {
            "page_name": "perf_review_summary",
            "perf_breadcrumbs": [
                *self._get_breadcrumbs("reviews"),
                (form["heading"], f"/my/reviews/{review.id}"),
            ],
            "review_id": review.id,
            "form": form,
            # What is missing is said once, in the list that leads to it.
            "missing": missing,
            "is_refused": bool(missing and error),
            "error": "" if missing else error,
        }
        return request.render("perf_appraisal.portal_my_review_summary", values)

    def _prepare_form(self, review, typed=None):
        """The form with what the page shows beyond it: which questions and sections are done, and which one is open.

        :param typed: answers that were refused, dict of question id to answer, shown in place of the saved ones
        :return: dict as of ``perf.appraisal.review.get_form``
        """
        form = review.get_form()
        [(name, form["cycle"])] = self._get_names(review)
        is_own = review.role == "self"
        form["heading"] = (
            request.env._("Your self review") if is_own else request.env._("Review of %(name)s", name=name)
        )
        return self._prepare_marks(form, typed or {})

    def _prepare_marks(self, form, typed):
        """The form with marks on what is done, and which section is open.

        :param form: dict as of ``perf.appraisal.review.get_form``
        :param typed: see :meth:`_prepare_form`
        """
        for section in form["sections"]:
            for question in section["questions"]:
                question["answer"] = {**question["answer"], **typed.get(question["id"], {})}
                question["is_answered"] = is_answered(question["kind"], question["answer"])
            section["answered"] = sum(question["is_answered"] for question in section["questions"])
            section["total"] = len(section["questions"])
            section["is_done"] = section["answered"] == section["total"]
        opened = next((section for section in form["sections"] if not section["is_done"]), None)
        for section in form["sections"]:
            section["is_open"] = section is opened or any(q["id"] in typed for q in section["questions"])
        return form

    def _get_questions(self, form):
        return [question for section in form["sections"] for question in section["questions"]]

    def _get_missing_questions(self, form):
        """The questions of a form that have to be answered and are not, in order."""
        return [each for each in self._get_questions(form) if each["required"] and not each["is_answered"]]

    def _get_changed_answers(self, form, post):
        """The posted answers that differ from the saved ones: questions without a change stay untouched.

        :return: dict of question id to answer
        """
        changed = {}
        for question in self._get_questions(form):
            answer = parse_answer(post, question["id"])
            if answer and answer != {key: question["answer"][key] for key in answer}:
                changed[question["id"]] = answer
        return changed

    def _attempt_save(self, save, answers):
        """Save the changed answers.

        :param save: method that takes them
        :return: what the refusal says to the person, empty when all went well
        """
        if request.httprequest.files:
            return request.env._("Files can't be added to a review. Say it in words.")
        return attempt(save, answers) if answers else ""

    def _get_appraisal_url(self, review):
        """Page of the review's appraisal, when the reviewer may read that appraisal."""
        appraisal = review.appraisal_id
        return f"/my/appraisals/{appraisal.id}" if appraisal.has_access("read") else ""

    # ------------------------------------------------------------------
    # Helpers
    # ------------------------------------------------------------------

    def _get_breadcrumbs(self, area):
        names = {"reviews": request.env._("Reviews to write"), "appraisals": request.env._("Appraisals")}
        return [(names[area], f"/my/{area}")]

    def _prepare_steps(self, phase):
        """The steps of the phase with their dates in words: when they were done, or until when they are due."""
        today = fields.Date.context_today(request.env.user)
        pattern = day_pattern([step["date"] for step in phase["steps"]], today)
        return [{**step, "date": step["date"] and self._get_step_day(step, pattern)} for step in phase["steps"]]

    def _get_step_day(self, step, pattern):
        """The day of a step in words.

        :param pattern: how days are written: with the year, where not all are of this one
        """
        day = format_date(request.env, step["date"], date_format=pattern)
        return day if step["state"] == "done" else request.env._("until %(day)s", day=day)
