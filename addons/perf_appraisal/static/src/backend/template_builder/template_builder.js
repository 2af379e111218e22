import {
    Component,
    onMounted,
    onWillStart,
    onWillUnmount,
    onWillUpdateProps,
    useEffect,
    useRef,
    useState,
} from "@odoo/owl";
import {browser} from "@web/core/browser/browser";
import {ConfirmationDialog} from "@web/core/confirmation_dialog/confirmation_dialog";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {useSortable} from "@web/core/utils/sortable_owl";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";
import {TemplatePreview} from "../template_preview/template_preview";
import {BuilderQuestion} from "./builder_question";
import {COLORS, computeShares} from "./shares";

const TYPING_PAUSE = 700;
const READY_SHOWN = 8;
const MODELS = {
    section: "perf.appraisal.section",
    question: "perf.appraisal.question",
    anchor: "perf.appraisal.anchor",
};

/**
 * The place where HR builds a form: sections and questions on the left, as somebody will see them on the right. Each
 * change is saved at once; what the server refuses stays on the screen, with what to do, until it is right.
 */
export class TemplateBuilder extends Component {
    static template = "perf_appraisal.TemplateBuilder";
    static components = {BuilderQuestion, TemplatePreview};
    static props = {...standardWidgetProps};

    setup() {
        this.orm = useService("orm");
        this.dialog = useService("dialog");
        this.state = useState({data: null, ready: [], open: null, status: "", problems: {}, version: 0});
        this.pending = new Map();
        this.queue = Promise.resolve();
        this.root = useRef("root");
        onWillStart(() => this.load(this.props.record.resId));
        onWillUpdateProps(async (next) => {
            if (next.record.resId !== this.resId) {
                await this.flush();
                await this.load(next.record.resId);
            }
        });
        this.toFocus = null;
        useEffect(() => this.focusWaiting());
        this.onLeave = () => this.flush();
        onMounted(() => browser.addEventListener("beforeunload", this.onLeave));
        onWillUnmount(() => {
            browser.removeEventListener("beforeunload", this.onLeave);
            browser.clearTimeout(this.timer);
            this.flush();
        });
        useSortable({
            ref: this.root,
            elements: ".o_perf_builder_question",
            groups: ".o_perf_builder_questions",
            handle: ".o_perf_builder_question_handle",
            connectGroups: true,
            cursor: "grabbing",
            placeholderClasses: ["opacity-50"],
            enable: () => this.canEdit,
            onDrop: ({element, previous, parent}) => this.dropQuestion(element, previous, parent),
        });
        useSortable({
            ref: this.root,
            elements: ".o_perf_builder_section",
            handle: ".o_perf_builder_section_handle",
            cursor: "grabbing",
            placeholderClasses: ["opacity-50"],
            enable: () => this.canEdit,
            onDrop: ({element, previous}) => this.dropSection(element, previous),
        });
    }

    get resId() {
        return this.props.record.resId;
    }

    get sections() {
        return this.state.data.sections;
    }

    get canEdit() {
        return Boolean(this.state.data?.can_edit);
    }

    // Loading ---------------------------------------------------------------------------------------------------------

    async load(resId) {
        this.state.data = resId ? await this.orm.call("perf.appraisal.template", "get_builder", [[resId]]) : null;
        if (!resId) {
            this.state.ready = await this.orm.searchRead(
                "perf.appraisal.template",
                [
                    ["snapshot_of_id", "=", false],
                    ["section_ids", "!=", false],
                ],
                ["name", "description"],
                {limit: READY_SHOWN, order: "id"}
            );
        }
        this.state.version++;
    }

    /** Begin with a copy of another template, with the name that was typed, if there is one. */
    async beginFrom({id, name}) {
        const {record} = this.props;
        const values = record.data.name ? {name: record.data.name} : {name: _t("New: %s", name)};
        const [copy] = await this.orm.call("perf.appraisal.template", "copy", [[id], values]);
        await record.discard();
        await record.model.load({resId: copy});
    }

    /** Save the template itself first, so that there is something to add sections to. */
    async begin() {
        if (await this.props.record.save()) {
            await this.load(this.resId);
            await this.addSection();
        }
    }

    // Shares ----------------------------------------------------------------------------------------------------------

    get shares() {
        return computeShares(this.sections, this.state.data.kinds);
    }

    colorOf(index) {
        return COLORS[index % COLORS.length];
    }

    get sumText() {
        const total = Math.round(this.shares.total * 100) / 100;
        if (!total) {
            return _t("Nothing counts in a score yet.");
        }
        return total === 100
            ? _t("The weights of the sections add up to 100.")
            : _t("The weights of the sections add up to %s. They are relative: the bar shows what each counts.", total);
    }

    formatShare(share) {
        return `${Math.round(share * 10) / 10} %`;
    }

    warningOf(section) {
        if (this.shares.sections[section.id].state !== "nothing") {
            return "";
        }
        if (!section.weight) {
            return _t("This section counts nothing: its weight is 0.");
        }
        return _t("This section counts nothing: give a question that the manager answers a weight.");
    }

    // Saving ----------------------------------------------------------------------------------------------------------

    /**
     * Keep a change of a part and send it, at once or when the typing pauses.
     *
     * @param {"section"|"question"|"anchor"} kind
     * @param {Object} part
     * @param {Object} changes as the server takes them
     * @param {Object} shown the same as the screen shows them
     * @param {Boolean} atOnce
     */
    change(kind, part, changes, shown, atOnce = false) {
        Object.assign(part, shown);
        const key = `${kind},${part.id}`;
        this.pending.set(key, {...this.pending.get(key), ...changes});
        browser.clearTimeout(this.timer);
        if (atOnce) {
            return this.flush();
        }
        this.timer = browser.setTimeout(() => this.flush(), TYPING_PAUSE);
        return undefined;
    }

    /** Send what waits, one request at a time. */
    flush() {
        browser.clearTimeout(this.timer);
        this.queue = this.queue.then(() => this.send());
        return this.queue;
    }

    async send() {
        let isDone = false;
        let isAsked = false;
        for (const [key, changes] of [...this.pending]) {
            this.pending.delete(key);
            const [kind, id] = key.split(",");
            isDone = (await this.attempt(key, () => this.write(kind, Number(id), changes))) || isDone;
            if (this.state.problems[key]) {
                this.pending.set(key, {...changes, ...this.pending.get(key)});
            }
            isAsked = isAsked || Object.keys(changes).some((name) => name.startsWith("answer_"));
        }
        if (isDone) {
            await this.refresh();
        }
        if (isDone && isAsked) {
            await this.refreshForm();
        }
    }

    /** What the form around shows depends on who is asked; what somebody types there stays. */
    async refreshForm() {
        if (!(await this.props.record.isDirty())) {
            await this.props.record.load();
        }
    }

    write(kind, id, changes) {
        return this.orm.silent.write(MODELS[kind], [id], changes);
    }

    /** Do something on the server; when it refuses, say beside the part what is wrong. */
    async attempt(key, step) {
        try {
            await step();
            delete this.state.problems[key];
            this.state.status = _t("Saved");
            return true;
        } catch (error) {
            if (!error.data?.message) {
                this.state.status = _t("No connection: not saved yet.");
                this.state.problems[key] = this.state.status;
            } else {
                this.state.status = _t("Not saved yet: see the hint.");
                this.state.problems[key] = error.data.message;
            }
            return false;
        }
    }

    /** Read the parts anew, apart from those whose changes wait. */
    async refresh() {
        const data = await this.orm.silent.call("perf.appraisal.template", "get_builder", [[this.resId]]);
        const waiting = new Set([...this.pending.keys()]);
        const present = new Map(this.sections.flatMap(({questions}) => questions).map((each) => [each.id, each]));
        for (const section of data.sections) {
            if (waiting.has(`section,${section.id}`)) {
                const {name, description, weight} = this.sections.find(({id}) => id === section.id) || section;
                Object.assign(section, {name, description, weight});
            }
            section.questions = section.questions.map((question) => {
                const isWaiting =
                    waiting.has(`question,${question.id}`) ||
                    question.anchors.some(({id}) => waiting.has(`anchor,${id}`));
                return (isWaiting && present.get(question.id)) || question;
            });
        }
        this.state.data = data;
        this.state.version++;
    }

    problemOf(question) {
        const own = this.state.problems[`question,${question.id}`];
        const anchor = question.anchors.find(({id}) => this.state.problems[`anchor,${id}`]);
        return own || (anchor && this.state.problems[`anchor,${anchor.id}`]) || question.problem;
    }

    // Sections --------------------------------------------------------------------------------------------------------

    changeSection(section, name, value, atOnce) {
        return this.change("section", section, {[name]: value}, {[name]: value}, atOnce);
    }

    onWeight(section, ev) {
        const weight = Math.max(Number(ev.target.value) || 0, 0);
        this.changeSection(section, "weight", weight, false);
    }

    async addSection() {
        await this.flush();
        const last = Math.max(0, ...this.sections.map((_section, index) => 10 * (index + 1)));
        const values = {template_id: this.resId, name: _t("New section"), sequence: last + 10};
        let id = null;
        if (await this.attempt("new", async () => ([id] = await this.orm.create("perf.appraisal.section", [values])))) {
            await this.refresh();
            this.focus(`[data-section='${id}'] .o_perf_builder_section_name`);
        }
    }

    removeSection(section) {
        const remove = () => this.remove("section", section);
        if (!section.questions.length) {
            return remove();
        }
        return this.dialog.add(ConfirmationDialog, {
            title: _t("Delete the section?"),
            body: _t("Its %s questions go with it. Cycles that were launched keep theirs.", section.questions.length),
            confirmLabel: _t("Delete"),
            confirm: remove,
            cancel: () => {},
        });
    }

    async remove(kind, part) {
        this.pending.delete(`${kind},${part.id}`);
        await this.flush();
        if (await this.attempt(`${kind},${part.id}`, () => this.orm.unlink(MODELS[kind], [part.id]))) {
            await this.refresh();
        }
    }

    // Questions -------------------------------------------------------------------------------------------------------

    /** A new question starts as a rating where there is a scale, so that it can be saved before it is finished. */
    async addQuestion(section) {
        await this.flush();
        const scale = this.state.data.scale_id;
        const values = {
            section_id: section.id,
            name: _t("New question"),
            sequence: 10 * (section.questions.length + 1),
            kind: scale ? "rating" : "text",
            scale_id: scale,
        };
        let id = null;
        const create = async () => ([id] = await this.orm.create("perf.appraisal.question", [values]));
        if (await this.attempt("new", create)) {
            this.state.open = id;
            await this.refresh();
            this.focus(`[data-question='${id}'] .o_perf_builder_name`);
        }
    }

    toggleQuestion(question) {
        this.state.open = this.state.open === question.id ? null : question.id;
    }

    changeQuestion(question, changes, shown, atOnce) {
        return this.change("question", question, changes, shown, atOnce);
    }

    changeAnchor(anchor, changes, atOnce) {
        return this.change("anchor", anchor, changes, changes, atOnce);
    }

    async addAnchor(question) {
        await this.flush();
        const values = {question_id: question.id, name: _t("New level"), progress: 50};
        if (await this.attempt(`question,${question.id}`, () => this.orm.create("perf.appraisal.anchor", [values]))) {
            await this.refresh();
        }
    }

    async copyQuestion(question) {
        await this.flush();
        if (await this.attempt("new", () => this.orm.call(MODELS.question, "copy", [[question.id]]))) {
            await this.refresh();
        }
    }

    // Order -----------------------------------------------------------------------------------------------------------

    async arrange() {
        const order = this.sections.map(({id, questions}) => [id, questions.map((question) => question.id)]);
        await this.flush();
        const step = () => this.orm.call("perf.appraisal.template", "set_order", [[this.resId], order]);
        await this.attempt("order", step);
        await this.refresh();
    }

    dropQuestion(element, previous, parent) {
        const id = Number(element.dataset.question);
        const target = this.sections.find((section) => section.id === Number(parent.dataset.section));
        const source = this.sections.find(({questions}) => questions.some((each) => each.id === id));
        const question = source.questions.find((each) => each.id === id);
        source.questions = source.questions.filter((each) => each.id !== id);
        const place = previous
            ? target.questions.findIndex((each) => each.id === Number(previous.dataset.question))
            : -1;
        target.questions.splice(place + 1, 0, question);
        return this.arrange();
    }

    dropSection(element, previous) {
        const id = Number(element.dataset.section);
        const section = this.sections.find((each) => each.id === id);
        const others = this.sections.filter((each) => each.id !== id);
        const place = previous ? others.findIndex((each) => each.id === Number(previous.dataset.section)) : -1;
        others.splice(place + 1, 0, section);
        this.state.data.sections = others;
        return this.arrange();
    }

    /** The same with the keyboard: a question goes one place up or down, past the end into the next section. */
    moveQuestion(question, step) {
        const index = this.sections.findIndex(({questions}) => questions.some(({id}) => id === question.id));
        const {questions} = this.sections[index];
        const place = questions.findIndex(({id}) => id === question.id);
        const next = this.sections[index + step];
        if (place + step >= 0 && place + step < questions.length) {
            questions.splice(place, 1);
            questions.splice(place + step, 0, question);
        } else if (next) {
            questions.splice(place, 1);
            next.questions.splice(step > 0 ? 0 : next.questions.length, 0, question);
        } else {
            return undefined;
        }
        return this.arrange();
    }

    moveSection(index, step) {
        const [section] = this.sections.splice(index, 1);
        this.sections.splice(index + step, 0, section);
        return this.arrange();
    }

    /** Once it is on the screen. */
    focus(selector) {
        this.toFocus = selector;
        this.render();
    }

    focusWaiting() {
        const inputEl = this.toFocus && this.root.el?.querySelector(this.toFocus);
        if (inputEl) {
            this.toFocus = null;
            inputEl.focus();
            inputEl.select();
        }
    }
}

registry.category("view_widgets").add("perf_template_builder", {component: TemplateBuilder});
