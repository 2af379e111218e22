import {Component, onMounted, onWillStart, onWillUnmount, onWillUpdateProps, useState} from "@odoo/owl";
import {browser} from "@web/core/browser/browser";
import {deserializeDate, formatDate} from "@web/core/l10n/dates";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";
import {PhaseStepper} from "../phase_stepper/phase_stepper";
import {ReviewQuestion} from "./review_question";

const TYPING_PAUSE = 800;
const RETRY_PAUSE = 5000;

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
        });
        this.pending = {};
        this.onLeave = () => this.flush();
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

    get storageKey() {
        return `perf_appraisal.review.${this.resId}`;
    }

    get canEdit() {
        return this.state.form.can_edit;
    }

    // Loading ---------------------------------------------------------------------------------------------------------

    async load(resId) {
        if (this.resId !== resId) {
            await this.flush();
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
            months.get(key).items.push({...item, day: formatDate(day)});
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
        return goal.history.map(([day, progress]) => `${formatDate(deserializeDate(day))}: ${progress} %`).join(" · ");
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
        const answers = this.pending;
        this.pending = {};
        try {
            const saved = await this.orm.silent.call("perf.appraisal.review", "save_answers", [[resId], answers]);
            this.state.form.answered = saved.answered;
            this.state.form.total = saved.total;
            this.state.failed = false;
            if (this.state.form.state === "invited") {
                this.state.form.state = "in_progress";
                this.props.record.load();
            }
            const time = luxon.DateTime.fromISO(saved.saved_at).toFormat("HH:mm");
            this.state.status = _t("Saved %s", time);
        } catch (error) {
            this.pending = this.merge(answers, this.pending);
            this.state.failed = true;
            this.state.status = error.data?.message
                ? error.data.message
                : _t("Not saved yet. Your text is kept here and sent again.");
            if (!error.data) {
                this.schedule(RETRY_PAUSE);
            }
        }
        this.keep();
    }

    merge(older, newer) {
        const merged = {...older};
        for (const [id, changes] of Object.entries(newer)) {
            merged[id] = {...merged[id], ...changes};
        }
        return merged;
    }

    keep() {
        if (Object.keys(this.pending).length) {
            browser.localStorage.setItem(this.storageKey, JSON.stringify(this.pending));
        } else {
            browser.localStorage.removeItem(this.storageKey);
        }
    }

    /** Bring back what an earlier visit could not send. */
    restore() {
        const kept = browser.localStorage.getItem(this.storageKey);
        if (!kept || !this.canEdit) {
            return;
        }
        const questions = this.state.form.sections.flatMap((section) => section.questions);
        for (const [id, changes] of Object.entries(JSON.parse(kept))) {
            const question = questions.find((each) => each.id === Number(id));
            if (question) {
                Object.assign(question.answer, changes);
                this.pending[id] = {...changes, ...this.pending[id]};
            }
        }
        this.schedule(0);
    }

    // Handing in ------------------------------------------------------------------------------------------------------

    async submit() {
        browser.clearTimeout(this.timer);
        await this.flush();
        if (this.state.failed) {
            this.notification.add(this.state.status, {type: "warning"});
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
