import {Component, onMounted, onWillStart, onWillUnmount, onWillUpdateProps, useRef, useState} from "@odoo/owl";
import {browser} from "@web/core/browser/browser";
import {deserializeDate} from "@web/core/l10n/dates";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {user} from "@web/core/user";
import {useService} from "@web/core/utils/hooks";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";
import {isAnswered} from "../../answered";
import {isRefusal, KeptAnswers} from "../../kept_answers";
import {dayText} from "../day_text";
import {PhaseStepper} from "../phase_stepper/phase_stepper";
import {ReviewQuestion} from "./review_question";

const TYPING_PAUSE = 800;
const RETRY_PAUSE = 5000;
const WIDE = "(min-width: 992px)";

/**
 * The place where a review is written: what happened on the left, the questions in the middle, the other review on the
 * right. What is typed is saved at once; what could not be saved yet waits in the browser.
 */
export class ReviewWidget extends Component {
    static template = "perf_appraisal.ReviewWidget";
    static components = {PhaseStepper, ReviewQuestion};
    static props = {...standardWidgetProps};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.notification = useService("notification");
        this.state = useState({
            form: null,
            problem: "",
            months: [],
            panel: {months: [], warnings: [], goals: []},
            kinds: [],
            kind: "",
            other: {state: "none", form: false},
            status: "",
            failed: false,
            isAsked: false, // whether what is missing was asked for, by handing in
            offer: null, // kept by an earlier visit, until somebody decides about it: text and answers
        });
        this.root = useRef("root");
        this.isWide = browser.matchMedia(WIDE).matches;
        this.pending = {};
        this.sent = {}; // on its way
        this.onLeave = (ev) => this.leave(ev);
        onWillStart(() => this.load(this.resId));
        onWillUpdateProps((next) => {
            if (next.record.resId !== this.resId || next.record.data.state !== this.state.form?.state) {
                return this.load(next.record.resId);
            }
            return undefined;
        });
        onMounted(() => browser.addEventListener("beforeunload", this.onLeave));
        onWillUnmount(() => {
            browser.removeEventListener("beforeunload", this.onLeave);
            browser.clearTimeout(this.timer);
            this.flush();
        });
    }

    get resId() {
        return this.props.record.resId;
    }

    get kept() {
        return new KeptAnswers(this.resId, user.userId, "form");
    }

    get canEdit() {
        return this.state.form.can_edit;
    }

    // Loading ---------------------------------------------------------------------------------------------------------

    async load(resId) {
        if (this.resId !== resId) {
            await this.flush();
            browser.clearTimeout(this.timer);
            this.pending = {}; // what could not be sent is kept, and offered with its own review
            Object.assign(this.state, {offer: null, status: "", failed: false, isAsked: false});
        }
        const isMine = this.props.record.data.is_mine;
        try {
            const silent = this.orm.silent;
            const [form, evidence, panel, other] = await Promise.all([
                silent.call("perf.appraisal.review", "get_form", [[resId]]),
                isMine ? silent.call("perf.appraisal.review", "get_evidence", [[resId]]) : [],
                isMine ? silent.call("perf.appraisal.review", "get_evidence_panel", [[resId]]) : this.state.panel,
                isMine ? silent.call("perf.appraisal.review", "get_other_review", [[resId]]) : this.state.other,
            ]);
            Object.assign(this.state, {form, panel, other, problem: ""});
            this.groupEvidence(evidence);
        } catch (error) {
            this.state.problem = error.data?.message || _t("These answers can't be read at the moment.");
            return;
        }
        this.restore();
    }

    groupEvidence(items) {
        const months = new Map();
        for (const item of [...items].reverse()) {
            const day = deserializeDate(item.date);
            const key = day.toFormat("yyyy-MM");
            if (!months.has(key)) {
                months.set(key, {key, label: day.toFormat("LLLL yyyy"), items: []});
            }
            months.get(key).items.push({...item, day: dayText(day)});
        }
        this.state.months = [...months.values()];
        const kinds = items.map((item) => item.kind).filter((kind) => kind !== "gap");
        this.state.kinds = [...new Set(kinds)].sort();
    }

    get shownMonths() {
        const kind = this.state.kind;
        return this.state.months
            .map((month) => ({
                ...month,
                items: month.items.filter((item) => !kind || item.kind === kind || item.kind === "gap"),
                isGap: month.items.every((item) => item.kind === "gap"),
            }))
            .filter((month) => month.items.length);
    }

    /** How much of the shown kind was noted in a month. */
    cellCount(cell) {
        return this.state.kind ? cell.kinds[this.state.kind] || 0 : cell.count;
    }

    cellTitle(cell) {
        const count = this.cellCount(cell);
        return count ? _t("%(month)s: %(count)s", {month: cell.name, count}) : _t("%s: nothing noted", cell.name);
    }

    historyText(goal) {
        return goal.history.map(([day, progress]) => `${dayText(day)}: ${progress} %`).join(" · ");
    }

    get answeredText() {
        const {answered, total} = this.state.form;
        return _t("%(answered)s of %(total)s answered", {answered, total});
    }

    openEvidence(item) {
        this.action.doAction({
            type: "ir.actions.act_window",
            res_model: item.model,
            res_id: item.res_id,
            views: [[false, "form"]],
            target: "new",
        });
    }

    // Saving ----------------------------------------------------------------------------------------------------------

    onChange(question, changes, atOnce) {
        Object.assign(question.answer, changes);
        this.pending[question.id] = {...this.pending[question.id], ...changes};
        this.withdrawOffer(question.id);
        this.keep();
        this.schedule(atOnce ? 0 : TYPING_PAUSE);
    }

    schedule(pause) {
        browser.clearTimeout(this.timer);
        this.timer = browser.setTimeout(() => this.flush(), pause);
    }

    /** Send what waits; one request at a time, so that answers arrive in the order in which they were given. */
    async flush() {
        if (this.saving) {
            await this.saving;
        }
        if (!Object.keys(this.pending).length || !this.state.form?.can_edit) {
            return;
        }
        this.saving = this.send(this.resId);
        await this.saving;
        this.saving = null;
    }

    async send(resId) {
        this.sent = this.pending;
        this.pending = {};
        let refusal = "";
        try {
            refusal = await this.sendAnswers(resId, this.sent);
            this.state.failed = Boolean(refusal);
        } catch {
            this.pending = this.merge(this.sent, this.pending);
            this.state.failed = true;
            this.state.status = _t("Not saved yet. Your text is kept here and sent again.");
            this.schedule(RETRY_PAUSE);
        }
        this.sent = {};
        if (refusal) {
            this.state.status = refusal;
        }
        this.keep();
    }

    /**
     * Send answers; when they are refused, one by one, so that those that fit are saved. The others wait on.
     *
     * @returns {Promise<string>} why something was refused, empty when all is saved
     */
    async sendAnswers(resId, answers) {
        try {
            this.showSaved(await this.orm.silent.call("perf.appraisal.review", "save_answers", [[resId], answers]));
            return "";
        } catch (error) {
            const entries = Object.entries(answers);
            if (!isRefusal(error)) {
                throw error;
            }
            if (entries.length === 1) {
                this.pending = this.merge(answers, this.pending);
                return error.data.message;
            }
            let refusal = "";
            for (const [id, changes] of entries) {
                refusal = (await this.sendAnswers(resId, {[id]: changes})) || refusal;
            }
            return refusal;
        }
    }

    showSaved({saved_at: savedAt, answered, total}) {
        Object.assign(this.state.form, {answered, total});
        if (this.state.form.state === "invited") {
            this.state.form.state = "in_progress";
            this.props.record.load();
        }
        const time = luxon.DateTime.fromISO(savedAt).toFormat("HH:mm");
        this.state.status = _t("Saved %s", time);
    }

    /** Send what waits before the page closes; the browser asks first, as nobody knows whether it still arrives. */
    leave(ev) {
        if (Object.keys({...this.sent, ...this.pending}).length) {
            ev.preventDefault();
        }
        this.flush();
    }

    merge(older, newer) {
        const merged = {...older};
        for (const [id, changes] of Object.entries(newer)) {
            merged[id] = {...merged[id], ...changes};
        }
        return merged;
    }

    /** Keep what the server doesn't have: what is typed here, and what an earlier visit left to decide about. */
    keep() {
        const own = this.merge(this.sent, this.pending);
        this.kept.write(new Map(Object.entries({...this.state.offer?.answers, ...own})));
    }

    get questions() {
        return new Map(
            this.state.form.sections.flatMap((section) => section.questions).map((each) => [String(each.id), each])
        );
    }

    /** Show what waits in a form that was loaded anew, and offer what an earlier visit could not send. */
    restore() {
        if (!this.canEdit) {
            return;
        }
        const own = this.merge(this.sent, this.pending);
        this.apply(own);
        const {date, answers} = this.kept.read() || {answers: {}};
        const questions = this.questions;
        const offered = Object.entries(answers).filter(
            ([id, changes]) =>
                !(id in own) &&
                questions.has(id) &&
                Object.keys(changes).some((name) => changes[name] !== questions.get(id).answer[name])
        );
        const time = date?.toLocaleString([], {dateStyle: "medium", timeStyle: "short"});
        this.state.offer = offered.length
            ? {
                  text: _t("Text from %s was not saved. It is still on this device.", time),
                  answers: Object.fromEntries(offered),
              }
            : null;
        this.keep();
    }

    apply(answers) {
        const questions = this.questions;
        for (const [id, changes] of Object.entries(answers)) {
            Object.assign(questions.get(id)?.answer || {}, changes);
        }
    }

    takeOffer() {
        const {answers} = this.state.offer;
        this.apply(answers);
        this.pending = this.merge(answers, this.pending);
        this.dropOffer();
        this.schedule(0);
    }

    dropOffer() {
        this.state.offer = null;
        this.keep();
    }

    /** What is typed anew is not offered any more. */
    withdrawOffer(id) {
        if (this.state.offer) {
            delete this.state.offer.answers[id];
            if (!Object.keys(this.state.offer.answers).length) {
                this.state.offer = null;
            }
        }
    }

    // Handing in ------------------------------------------------------------------------------------------------------

    /** Required questions without an answer, in order. */
    get missing() {
        return [...this.questions.values()].filter((each) => each.required && !isAnswered(each.kind, each.answer));
    }

    isMissing(question) {
        return this.state.isAsked && this.canEdit && this.missing.includes(question);
    }

    get missingText() {
        const count = this.state.isAsked && this.canEdit ? this.missing.length : 0;
        if (!count) {
            return "";
        }
        return count === 1 ? _t("1 question is still open") : _t("%s questions are still open", count);
    }

    goTo(question) {
        const questionEl = this.root.el.querySelector(`[data-question="${question.id}"]`);
        questionEl.scrollIntoView({block: "center"});
        questionEl.focus({preventScroll: true});
    }

    /** How many things are noted, for the fold above the questions. */
    get evidenceTitle() {
        const count = this.state.months.flatMap((month) => month.items).filter((item) => item.kind !== "gap").length;
        return _t("What happened in this period (%s)", count);
    }

    async submit() {
        browser.clearTimeout(this.timer);
        await this.flush();
        if (this.state.failed) {
            this.notification.add(this.state.status, {type: "warning"});
            return;
        }
        const missing = this.missing;
        if (missing.length) {
            this.state.isAsked = true;
            this.goTo(missing[0]);
            return;
        }
        await this.orm.call("perf.appraisal.review", "action_submit", [[this.resId]]);
        this.notification.add(_t("Your review was submitted."), {type: "success"});
        await this.props.record.load();
        await this.load(this.resId);
    }

    openAppraisal() {
        return this.action.doActionButton({
            type: "object",
            name: "action_open_appraisal",
            resModel: "perf.appraisal.review",
            resId: this.resId,
            resIds: [this.resId],
        });
    }
}

registry.category("view_widgets").add("perf_review", {component: ReviewWidget});
