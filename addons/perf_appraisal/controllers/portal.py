"""Pages on which employees and managers fill in reviews, and read and sign appraisals."""

from odoo import fields, http
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.http import request
from odoo.tools import format_date

from odoo.addons.perf_base.controllers.helpers import get_record
from odoo.addons.perf_base.tools.forms import to_id
from odoo.addons.perf_base.tools.todo import due_group
from odoo.addons.portal.controllers.portal import CustomerPortal
from odoo.addons.portal.controllers.portal import pager as portal_pager

from ..models.perf_appraisal import OPEN_STATES
from ..models.perf_appraisal_review import OWED_STATES
from ..tools.answers import is_answered, normalise_text, parse_answer
from ..tools.gaps import merge_gaps

PER_PAGE = 20
OWN_SHOWN = 80
GROUPS = ("overdue", "week", "later", "done")


class PerfAppraisalPortal(CustomerPortal):
    """The pages of reviews and appraisals, for employees and for managers with only a portal user."""

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
        error = self._attempt(review.save_answers, answers) if answers else ""
        if error:
            return self._render_review(review, error=error, typed=answers)
        step = "/summary" if post.get("step") == "summary" else "?saved=1"
        return request.redirect(f"/my/reviews/{review_id}{step}")

    @http.route("/my/reviews/<int:review_id>/autosave", type="jsonrpc", auth="user")
    def perf_review_autosave(self, review_id, answers, **kw):
        """Save some answers while somebody types.

        :param answers: dict of question id (as text) to dict with ``level_id``, ``anchor_id``, ``text``,
            ``choice``, ``unable``
        :return: dict with ``saved_at``, ``answered`` and ``total``, or with ``error``: a sentence for the person
        """
        review = self._find_review(review_id)
        saved = {}
        error = self._attempt(lambda: saved.update(review.save_answers(answers)))
        return {"error": error} if error else saved

    @http.route("/my/reviews/<int:review_id>/summary", type="http", auth="user", methods=["GET"], website=True)
    def perf_review_summary(self, review_id, **kw):
        """Everything that was answered, to read before submitting."""
        return self._render_summary(self._find_review(review_id))

    @http.route("/my/reviews/<int:review_id>/submit", type="http", auth="user", methods=["POST"], website=True)
    def perf_review_submit(self, review_id, **post):
        """Submit the review; when something is missing, say what."""
        review = self._find_review(review_id)
        error = self._attempt(review.action_submit)
        if error:
            return self._render_summary(review, error=error)
        return request.redirect(f"/my/reviews/{review_id}?submitted=1")

    @http.route("/my/reviews/<int:review_id>/decline", type="http", auth="user", methods=["POST"], website=True)
    def perf_review_decline(self, review_id, reason="", **post):
        """Say that one can't write the review, and why."""
        review = self._find_review(review_id)
        error = self._attempt(review.action_decline, normalise_text(reason))
        if error:
            return self._render_review(review, error=error)
        return request.redirect("/my/reviews?declined=1")

    def _find_review(self, review_id):
        """The review, when the current user may read its answers; else the same page as for one that isn't there."""
        review = get_record("perf.appraisal.review", review_id)
        if not review._can_read_answers():
            raise request.not_found()
        return review

    def _render_review(self, review, error="", success="", typed=None):
        form = self._prepare_form(review, typed or {})
        evidence = merge_gaps(review.get_evidence())[::-1] if form["can_edit"] else []
        values = {
            "page_name": "perf_review",
            "perf_breadcrumbs": self._get_breadcrumbs("reviews"),
            "review_id": review.id,
            "form": form,
            "steps": self._prepare_steps(form["phase"]),
            "evidence": evidence,
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
        questions = self._get_questions(form)
        values = {
            "page_name": "perf_review_summary",
            "perf_breadcrumbs": [
                *self._get_breadcrumbs("reviews"),
                (form["heading"], f"/my/reviews/{review.id}"),
            ],
            "review_id": review.id,
            "form": form,
            "missing": [question for question in questions if question["required"] and not question["is_answered"]],
            "error": error,
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

    def _get_appraisal_url(self, review):
        """Page of the review's appraisal, when the reviewer may read that appraisal."""
        appraisal = review.appraisal_id
        return f"/my/appraisals/{appraisal.id}" if appraisal.has_access("read") else ""

    # ------------------------------------------------------------------
    # Appraisals
    # ------------------------------------------------------------------

    @http.route(["/my/appraisals", "/my/appraisals/page/<int:page>"], type="http", auth="user", website=True)
    def perf_appraisals(self, page=1, **kw):
        """My own appraisals, then those of my people."""
        Appraisal = request.env["perf.appraisal"]
        begun = Domain("state", "not in", ("draft", "cancelled"))
        own = Appraisal.search(begun & Domain("perf_role", "=", "self"), limit=OWN_SHOWN)
        team_domain = begun & self._get_team_domain()
        pager = portal_pager("/my/appraisals", Appraisal.search_count(team_domain), page, step=PER_PAGE)
        team = Appraisal.search(team_domain, limit=PER_PAGE, offset=pager["offset"])
        values = {
            "page_name": "perf_appraisals",
            "own": self._prepare_appraisal_rows(own),
            "team": self._prepare_appraisal_rows(team),
            "pager": pager,
        }
        return request.render("perf_appraisal.portal_my_appraisals", values)

    def _get_team_domain(self):
        """Domain of the appraisals of the current user's people, and of those whom HR gave to them to appraise.

        :return: Domain
        """
        own_ids = request.env["perf.reporting.line"]._get_own_employee_ids()
        return Domain("perf_role", "=", "manager") | Domain("manager_id", "in", own_ids)

    def _prepare_appraisal_rows(self, appraisals):
        """What a row of the list says about each appraisal.

        :return: list of dicts of plain values, in the same order
        """
        today = fields.Date.context_today(appraisals)
        roles = {appraisal: appraisal.perf_role == "self" for appraisal in appraisals}
        return [
            {
                "url": f"/my/appraisals/{appraisal.id}",
                "title": cycle if roles[appraisal] else name,
                "subtitle": "" if roles[appraisal] else cycle,
                "state": appraisal.state,
                "step": appraisal.step_label,
                "due_date": appraisal.due_date,
                "is_late": bool(appraisal.due_date and appraisal.due_date < today),
                "date_from": appraisal.date_from,
                "date_to": appraisal.date_to,
            }
            for appraisal, (name, cycle) in zip(appraisals, self._get_names(appraisals), strict=True)
        ]

    @http.route("/my/appraisals/<int:appraisal_id>", type="http", auth="user", methods=["GET"], website=True)
    def perf_appraisal(self, appraisal_id, done="", **kw):
        """The result of one appraisal; before it is shared, the phase in which it is."""
        appraisal = get_record("perf.appraisal", appraisal_id)
        sentences = {
            "rated": request.env._("The rating is saved."),
            "shared": request.env._("The result is shared."),
            "refreshed": request.env._("The score is computed again."),
            "signed": request.env._("Thank you, your sign-off is saved."),
        }
        return self._render_appraisal(appraisal, success=sentences.get(done, ""))

    @http.route("/my/appraisals/<int:appraisal_id>/sign", type="http", auth="user", methods=["POST"], website=True)
    def perf_appraisal_sign(self, appraisal_id, comment="", agree="", **post):
        """Sign: the employee has read the appraisal, and agrees or not."""
        appraisal = get_record("perf.appraisal", appraisal_id)
        comment = normalise_text(comment)
        if agree not in ("yes", "no"):
            error = request.env._("Choose whether you agree or disagree, then sign. You can sign either way.")
        else:
            error = self._attempt(appraisal.action_acknowledge, comment, agree == "yes")
        return self._answer_appraisal(appraisal, "signed", error, {"comment": comment, "agree": agree})

    @http.route("/my/appraisals/<int:appraisal_id>/rating", type="http", auth="user", methods=["POST"], website=True)
    def perf_appraisal_rating(self, appraisal_id, level_id="", reason="", summary="", **post):
        """The manager chooses the overall rating, with a reason where it differs from the score's, and sums up."""
        appraisal = get_record("perf.appraisal", appraisal_id)
        level = to_id(level_id) or False
        reason, summary = normalise_text(reason), normalise_text(summary)
        error = self._attempt(self._rate, appraisal, level, reason.strip(), summary.strip())
        typed = {"level_id": level, "reason": reason, "summary": summary}
        return self._answer_appraisal(appraisal, "rated", error, typed)

    @http.route("/my/appraisals/<int:appraisal_id>/share", type="http", auth="user", methods=["GET"], website=True)
    def perf_appraisal_preview(self, appraisal_id, **kw):
        """The last step before sharing: what the employee will read."""
        appraisal = get_record("perf.appraisal", appraisal_id)
        if appraisal.my_part != "manager" or appraisal.state not in OPEN_STATES or self._get_missing(appraisal):
            return request.redirect(f"/my/appraisals/{appraisal.id}")
        [(name, cycle)] = self._get_names(appraisal)
        values = {
            "page_name": "perf_appraisal_share",
            "perf_breadcrumbs": [*self._get_breadcrumbs("appraisals"), (name, f"/my/appraisals/{appraisal.id}")],
            "appraisal": appraisal,
            "part": "employee",
            "employee_name": name,
            "cycle_name": cycle,
            "result": appraisal._get_result(),
        }
        return request.render("perf_appraisal.portal_appraisal_share", values)

    def _get_missing(self, appraisal):
        """What the reviewing manager has to do before sharing; empty when nothing is missing.

        :param appraisal: checked ``perf.appraisal`` of which the current user is the reviewing manager
        """
        # sudo: how far the reviews are is no secret to the reviewing manager.
        return appraisal.sudo()._get_missing()

    def _rate(self, appraisal, level_id, reason, summary):
        appraisal.action_set_rating(level_id, reason)
        if summary != (appraisal.manager_summary or ""):
            appraisal.manager_summary = summary

    @http.route("/my/appraisals/<int:appraisal_id>/refresh", type="http", auth="user", methods=["POST"], website=True)
    def perf_appraisal_refresh(self, appraisal_id, **post):
        """The manager has the score computed again, with the goals as they are now."""
        appraisal = get_record("perf.appraisal", appraisal_id)
        return self._answer_appraisal(appraisal, "refreshed", self._attempt(appraisal.action_refresh_score))

    @http.route("/my/appraisals/<int:appraisal_id>/share", type="http", auth="user", methods=["POST"], website=True)
    def perf_appraisal_share(self, appraisal_id, **post):
        """The manager shares the result with the employee."""
        appraisal = get_record("perf.appraisal", appraisal_id)
        return self._answer_appraisal(appraisal, "shared", self._attempt(appraisal.action_share))

    def _answer_appraisal(self, appraisal, done, error, typed=None):
        """After a step: the page with what was done, or again as it was left, with what is wrong."""
        if error:
            return self._render_appraisal(appraisal, error=error, typed=typed)
        return request.redirect(f"/my/appraisals/{appraisal.id}?done={done}")

    def _render_appraisal(self, appraisal, error="", success="", typed=None):
        phase = appraisal._get_phase()
        part = appraisal.my_part
        [(name, cycle)] = self._get_names(appraisal)
        is_rater = part == "manager" and appraisal.state in OPEN_STATES
        values = {
            "page_name": "perf_appraisal",
            "perf_breadcrumbs": self._get_breadcrumbs("appraisals"),
            "appraisal": appraisal,
            "part": part,
            "employee_name": name,
            "cycle_name": cycle,
            "phase": phase,
            "steps": self._prepare_steps(phase),
            "result": appraisal._get_result() if appraisal._get_result_record() else None,
            "my_review": self._prepare_my_review(appraisal),
            "rating": self._prepare_rating(appraisal) if is_rater else None,
            "missing": self._get_missing(appraisal) if is_rater else "",
            "can_sign": part == "employee" and appraisal.state == "shared",
            "typed": typed or {},
            "error": error,
            "success": success,
        }
        return request.render("perf_appraisal.portal_my_appraisal", values)

    def _prepare_my_review(self, appraisal):
        """The review of this appraisal that the current user writes or wrote.

        :return: dict, or None when there is none
        """
        domain = Domain("appraisal_id", "=", appraisal.id) & Domain("is_mine", "=", True)
        review = request.env["perf.appraisal.review"].search(domain & Domain("state", "!=", "expired"), limit=1)
        return review and {
            "url": f"/my/reviews/{review.id}",
            "is_done": review.state == "submitted",
            "is_open": review._is_open(),
            "is_begun": review.state == "in_progress",
        }

    def _prepare_rating(self, appraisal):
        """What the reviewing manager chooses from, once the manager's review is in.

        :return: dict, or None
        """
        if not appraisal.manager_review_submitted:
            return None
        levels = appraisal.allowed_level_ids
        return {
            "levels": [
                {"id": level.id, "name": level.name, "description": level.description or ""} for level in levels
            ],
            "level_id": appraisal.final_level_id.id,
            "suggested": appraisal.suggested_level_id.name or "",
            "reason": appraisal.rating_reason or "",
            "summary": appraisal.manager_summary or "",
        }

    # ------------------------------------------------------------------
    # Helpers
    # ------------------------------------------------------------------

    def _attempt(self, method, *args):
        """Call the method; when it refuses, nothing of it is kept.

        :return: what the refusal says to the person, empty when all went well
        """
        try:
            with request.env.cr.savepoint():
                method(*args)
        except UserError as error:
            return str(error)
        return ""

    def _get_breadcrumbs(self, area):
        names = {"reviews": request.env._("Reviews to write"), "appraisals": request.env._("Appraisals")}
        return [(names[area], f"/my/{area}")]

    def _prepare_steps(self, phase):
        """The steps of the phase with their dates in words: when they were done, or until when they are due."""
        return [{**step, "date": step["date"] and self._get_step_day(step)} for step in phase["steps"]]

    def _get_step_day(self, step):
        day = format_date(request.env, step["date"], date_format="d MMM")
        return day if step["state"] == "done" else request.env._("until %(day)s", day=day)
