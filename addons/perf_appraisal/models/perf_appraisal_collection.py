from collections import Counter
from datetime import datetime
from zoneinfo import ZoneInfo

from odoo import SUPERUSER_ID, api, fields, models
from odoo.fields import Domain

from ..tools.groups import GROUPS, OTHERS, distribute
from ..tools.roles import ANONYMOUS_ROLES, PEER, REPORT, answer_field
from .perf_appraisal import OPEN_STATES, SHARED_STATES, search_lines

COLLECT_BATCH = 100
LAST_ZONE = ZoneInfo("Etc/GMT+12")  # where a day is over last of all
OWED = ("invited", "in_progress")


class PerfAppraisal(models.Model):
    """How the answers of colleagues and reports are collected, and shown as those of a group.

    While they are collected, each stands with the one who writes it. When the collection closes, what enough people
    answered is written anew without names, dates and order, and all else of it is deleted.
    """

    _inherit = "perf.appraisal"

    anonymity_threshold = fields.Integer(
        compute="_compute_anonymity_threshold",
        store=True,
        precompute=True,
        aggregator=None,
        help="From how many answers on those of a group are shown. Stays as it was when the appraisal was made.",
    )
    collection_closed = fields.Boolean(
        string="Answers Collected",
        readonly=True,
        copy=False,
        help="The answers of colleagues and reports are collected; nobody can add one any more.",
    )
    group_answer_ids = fields.One2many(
        "perf.appraisal.group.answer", "appraisal_id", readonly=True, search=search_lines("group_answer_ids")
    )

    @api.depends("cycle_id")
    def _compute_anonymity_threshold(self):
        for appraisal in self:
            appraisal.anonymity_threshold = appraisal.cycle_id.company_id.perf_anonymity_threshold

    def _get_threshold(self):
        """From how many answers on those of a group are shown; never less than two. Called in sudo."""
        self.ensure_one()
        return max(self.anonymity_threshold, 2)

    # ------------------------------------------------------------------
    # Closing
    # ------------------------------------------------------------------

    def _close_collection(self, keep=True):
        """Show what may be shown of the answers of colleagues and reports, and forget the rest for good.

        Whoever it is leaves no trace; may be called again, and does nothing then. Called in sudo, after the checks.

        :param keep: False deletes all answers unread
        """
        appraisals = self.with_user(SUPERUSER_ID).filtered(lambda each: not each.collection_closed)
        if not appraisals:
            return
        reviews = appraisals._get_reviews().filtered(lambda each: each.role in ANONYMOUS_ROLES)
        if keep:
            self.env["perf.appraisal.group.answer"].with_user(SUPERUSER_ID)._release(appraisals)
        reviews._get_answers().unlink()
        reviews._forget()
        appraisals.write({"collection_closed": True})

    def _set_state(self, state, reason=""):
        """Answers of a group to an appraisal that is cancelled are deleted unread."""
        result = super()._set_state(state, reason)
        if state == "cancelled":
            self._close_collection(keep=False)
        return result

    def _share(self):
        """What is collected until now goes into the result; what is not in by then is over."""
        # sudo: whoever may share closes the collection; an error undoes both.
        self.sudo()._close_collection()
        result = super()._share()
        # sudo: links of reviews that nobody waits for any more
        self.sudo()._get_reviews()._drop_links()
        return result

    def _prepare_evidence(self):
        """With what colleagues and reports answered, as a group."""
        evidence = super()._prepare_evidence()
        # sudo: the result is written for the readers of the appraisal, and holds only what they may all read.
        for appraisal_id, groups in self.sudo()._get_all_group_results().items():
            evidence[appraisal_id]["groups"] = groups
        return evidence

    @api.model
    def _get_collected_domain(self):
        """Domain of the running appraisals with reviews of colleagues and reports that are not collected yet.

        :return: Domain
        """
        return (
            Domain("collection_closed", "=", False)
            & Domain("state", "in", OPEN_STATES)
            & Domain("paused_since", "=", False)
            & Domain("cycle_id.state", "in", ("running", "calibration"))
            & Domain("review_ids", "any", [("role", "in", ANONYMOUS_ROLES)])
        )

    @api.model
    def _get_collection_over_domain(self):
        """Of these, domain of those whose day is over everywhere on earth, and of those that wait for nobody.

        :return: Domain
        """
        over = datetime.now(LAST_ZONE).date()
        owed = [("role", "in", ANONYMOUS_ROLES), ("state", "in", OWED)]
        late = Domain("review_ids", "any", [*owed, ("deadline", "<", over)])
        return self._get_collected_domain() & (late | ~Domain("review_ids", "any", owed))

    @api.model
    def _cron_collect(self, batch=None):
        """Close the collections that are over, each night, so that the hour tells nothing of the last answer."""
        domain = self._get_collection_over_domain()
        progress = self.env["ir.cron"]._commit_progress
        found = self.search(domain).ids
        progress(remaining=len(found))
        size = batch or COLLECT_BATCH
        for start in range(0, len(found), size):
            appraisals = self.browse(found[start : start + size]).with_prefetch().try_lock_for_update()
            appraisals._filter_collection_over()._close_collection()
            if not progress(len(appraisals)):
                return
        self.env["perf.appraisal.review"]._cron_withdraw_leavers()
        self.env["perf.appraisal.review"]._cron_expire_outside()

    def _filter_collection_over(self):
        """Those whose deadline is over, and those where all have answered, nobody waits to be asked, and it is enough.

        With too few answers a collection stays open until the deadline, so that somebody else can be asked.
        """
        over = datetime.now(LAST_ZONE).date()
        by_appraisal = self._get_reviews().filtered(lambda each: each.role in ANONYMOUS_ROLES).grouped("appraisal_id")
        proposed = self._get_nominations().filtered(lambda each: each.state == "proposed").appraisal_id
        return self.filtered(
            lambda each: (
                each in by_appraisal
                and (
                    max(by_appraisal[each].filtered("deadline").mapped("deadline"), default=over) < over
                    or (each not in proposed and each._has_enough(by_appraisal[each]))
                )
            )
        )

    def _has_enough(self, reviews):
        """Whether all have answered, and enough people of each role that was asked.

        :param reviews: those of colleagues and reports in this appraisal
        """
        self.ensure_one()
        least = max(self._get_threshold(), self.template_id.nominate_min)
        counts = Counter(reviews.filtered(lambda each: each.state == "submitted").mapped("role"))
        waiting = any(review.state in OWED for review in reviews)
        return not waiting and all(counts[role] >= least for role in set(reviews.mapped("role")))

    # ------------------------------------------------------------------
    # Reading
    # ------------------------------------------------------------------

    def _get_group_results(self):
        """What colleagues and reports answered, as far as the current user may read it.

        :return: list of sections: dicts with ``name`` and ``questions``, dicts with ``name``, ``kind``, ``withheld``
            (a sentence, empty when something is shown) and ``groups``: dicts with ``group``, ``label``, ``count``,
            ``mean`` (None without levels), ``low`` and ``high`` (ends of the scale), ``levels``: dicts with ``name``,
            ``count`` and ``percent``, and ``texts`` in an order that tells nothing
        """
        self.ensure_one()
        return self._get_all_group_results()[self.id]

    def _get_all_group_results(self):
        """What colleagues and reports answered in each of these appraisals.

        :return: dict appraisal id -> list as of :meth:`_get_group_results`
        """
        readable = self.filtered(lambda each: each._can_read_groups())
        # No sudo: the rules of the answers decide whether the reader gets to see them.
        answers = self.env["perf.appraisal.group.answer"].search([("appraisal_id", "in", readable.ids)])
        # sudo: questions and levels of answers that the rules just gave to this reader, and which roles were asked.
        given = answers.sudo().grouped(lambda each: (each.appraisal_id.id, each.question_id))
        asked = {}
        for review in readable._get_reviews():
            if review.role in ANONYMOUS_ROLES:
                asked.setdefault(review.appraisal_id.id, set()).add(review.role)
        nothing = {appraisal_id: [] for appraisal_id in self.ids}
        return nothing | {
            appraisal.id: appraisal._prepare_group_sections(asked[appraisal.id], given)
            for appraisal in readable
            if appraisal.id in asked
        }

    def _prepare_group_sections(self, asked, given):
        """The sections of one appraisal with the answers of groups.

        :param asked: set of the roles that were asked
        :param given: dict (appraisal id, question) -> ``perf.appraisal.group.answer`` in sudo
        """
        self.ensure_one()
        # sudo: the questions of an appraisal whose answers the current user may read.
        template = self.sudo().template_id
        nothing = self.env["perf.appraisal.group.answer"].sudo()
        sections = []
        for section in template.section_ids:
            questions = [
                self._prepare_group_question(question, given.get((self.id, question), nothing))
                for question in section.question_ids
                if any(question[answer_field(role)] for role in asked)
            ]
            if questions:
                sections.append({"name": section.name, "questions": questions})
        return sections

    def _can_read_groups(self):
        """Whether the answers of groups are there for the current user: as the record rules say."""
        self.ensure_one()
        # sudo: whether they are collected is no secret to somebody who may read the appraisal.
        if self.env.su or not self.sudo().collection_closed:
            return self.sudo().collection_closed
        if self._has_part("manager") or self._has_part("officer"):
            return True
        return self.state in SHARED_STATES and self.perf_role in ("self", "manager")

    def _prepare_group_question(self, question, answers):
        """One question with the answers of each group.

        :param question: ``perf.appraisal.question`` in sudo
        :param answers: ``perf.appraisal.group.answer`` in sudo
        """
        by_group = answers.grouped("group")
        groups = [self._prepare_group(question, name, by_group[name]) for name in GROUPS if name in by_group]
        withheld = self.env._(
            "Fewer than %(count)s people answered this. Nothing is shown, so that nobody can be recognised.",
            count=self.sudo()._get_threshold(),
        )
        return {
            "name": question.name,
            "kind": question.kind,
            "groups": groups,
            "withheld": "" if groups else withheld,
        }

    def _prepare_group(self, question, group, answers):
        """What one group answered to one question, as plain values."""
        labels = {
            PEER: self.env._("Colleagues"),
            REPORT: self.env._("People they lead"),
            OTHERS: self.env._("Colleagues and people they lead"),
        }
        # The texts stand in the order of their ids, which was drawn when they were written.
        result = {"group": group, "label": labels[group], "texts": [each.text for each in answers if each.text]}
        levels = answers.level_id.scale_id.level_ids
        colors = levels.mapped("color")
        if levels:
            names = levels.mapped("name")
            counted = distribute([each.level_id.value for each in answers if each.level_id], levels.mapped("value"))
        elif question.anchor_ids:
            names = question.anchor_ids.mapped("name")
            places = {anchor: str(anchor.id) for anchor in question.anchor_ids}
            counted = distribute([places[each.anchor_id] for each in answers if each.anchor_id], list(places.values()))
        else:
            names = question._get_options()
            counted = distribute([each.choice for each in answers if each.choice], names)
        colors = colors or [""] * len(names)
        return {
            **result,
            "count": counted["count"],
            "mean": counted["mean"],
            "low": min(levels.mapped("value"), default=None),
            "high": max(levels.mapped("value"), default=None),
            "levels": [
                {"name": name, "color": color, "count": count, "percent": percent}
                for name, color, (count, percent) in zip(names, colors, counted["shares"], strict=True)
            ]
            if counted["count"]
            else [],
        }
