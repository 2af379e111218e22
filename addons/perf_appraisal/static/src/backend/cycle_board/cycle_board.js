import {Component, onWillStart, onWillUnmount, onWillUpdateProps, useState} from "@odoo/owl";
import {browser} from "@web/core/browser/browser";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";
import {dayText} from "../day_text";
import {CycleBoardDialog} from "./cycle_board_dialog";

const MODEL = "perf.appraisal.cycle";
const PAUSE = 2000; // milliseconds between two looks at the launch

/**
 * How far a cycle is: the launch while it runs, what is worth a look, and the board: a column for each step, a card for
 * each department, and behind it who owes what, with what HR can do about it.
 */
export class CycleBoard extends Component {
    static template = "perf_appraisal.CycleBoard";
    static props = {...standardWidgetProps};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.dialog = useService("dialog");
        this.notification = useService("notification");
        this.state = useState({
            steps: [],
            phase: "",
            paused: 0,
            left: 0,
            launch: null,
            chosen: null,
            people: [],
            more: 0,
        });
        this.checked = useState(new Set());
        onWillStart(() => this.load());
        onWillUpdateProps((next) => {
            const {resId, data} = this.props.record;
            const same = next.record.resId === resId && next.record.data === data;
            return same ? undefined : this.load(next.record);
        });
        onWillUnmount(() => browser.clearTimeout(this.timer));
    }

    get data() {
        return this.props.record.data;
    }

    get resId() {
        return this.props.record.resId;
    }

    call(method, ...args) {
        return this.orm.call(MODEL, method, [[this.resId], ...args]);
    }

    // ------------------------------------------------------------------
    // What there is
    // ------------------------------------------------------------------

    async load(record = this.props.record) {
        if (!record.resId || record.data.state === "draft") {
            Object.assign(this.state, {steps: [], phase: "", launch: null, chosen: null});
            return;
        }
        const [board, launch] = await Promise.all([
            this.orm.call(MODEL, "get_board", [[record.resId]]),
            this.orm.call(MODEL, "get_launch_progress", [[record.resId]]),
        ]);
        Object.assign(this.state, {...board, launch});
        this.watch();
    }

    /** Look again and again while people are being added. */
    watch() {
        browser.clearTimeout(this.timer);
        if (this.state.launch.pending) {
            this.timer = browser.setTimeout(() => this.look(), PAUSE);
        }
    }

    async look() {
        this.state.launch = await this.call("get_launch_progress");
        if (this.state.launch.pending) {
            Object.assign(this.state, await this.call("get_board"));
            this.watch();
        } else {
            await this.props.record.load();
            await this.load();
        }
    }

    get launchPercent() {
        const {done, total} = this.state.launch;
        return total ? Math.round((done / total) * 100) : 0;
    }

    get launchText() {
        const {done, total} = this.state.launch;
        return _t("%(done)s of %(total)s people added", {done, total});
    }

    get failureText() {
        return _t("Could not be added: %s", this.state.launch.failures.join(", "));
    }

    percent(cell) {
        return cell.total ? Math.round((cell.done / cell.total) * 100) : 0;
    }

    countText(cell) {
        return _t("%(done)s of %(total)s", {done: cell.done, total: cell.total});
    }

    lateText(cell) {
        return _t("%s late", cell.late);
    }

    day(value) {
        return dayText(value);
    }

    untilText(step) {
        return _t("until %s", this.day(step.deadline));
    }

    /** Whose turn it is stands under each column's number, so that the cards begin at the same height. */
    dueText(step) {
        return step.deadline ? this.untilText(step) : _t("after the sharing");
    }

    get appealText() {
        return _t("Open appeals: %s", this.data.appeal_count);
    }

    get asideText() {
        const parts = [];
        if (this.state.paused) {
            parts.push(_t("%s paused", this.state.paused));
        }
        if (this.state.left) {
            parts.push(_t("%s left the company", this.state.left));
        }
        return parts.join(", ");
    }

    get departments() {
        const names = new Map();
        for (const step of this.state.steps) {
            for (const cell of step.departments) {
                names.set(cell.id, cell.name);
            }
        }
        return [...names].map(([id, name]) => ({id, name}));
    }

    cellOf(step, department) {
        return step.departments.find((cell) => cell.id === department.id) || {done: 0, total: 0, late: 0};
    }

    get anomalies() {
        return this.data.anomalies || [];
    }

    names(anomaly) {
        const more = anomaly.more;
        const names = anomaly.names.join(["no_manager_user", "handover"].includes(anomaly.kind) ? "; " : ", ");
        return more > 0 ? _t("%(names)s and %(more)s more", {names, more}) : names;
    }

    async open(method, argument) {
        await this.props.record.save();
        return this.action.doAction(await this.call(method, argument));
    }

    async decide(method) {
        await this.call(method);
        await this.props.record.load();
    }

    // ------------------------------------------------------------------
    // Who owes what
    // ------------------------------------------------------------------

    isChosen(step, department) {
        const chosen = this.state.chosen;
        return Boolean(chosen) && chosen.step === step.key && chosen.department === department;
    }

    async choose(step, department) {
        if (this.isChosen(step, department)) {
            this.state.chosen = null;
            return;
        }
        this.state.chosen = {step: step.key, department, label: step.label};
        await this.loadPeople();
    }

    async loadPeople() {
        const {step, department} = this.state.chosen;
        const {people, more} = await this.call("get_board_people", step, department);
        Object.assign(this.state, {people, more});
        this.checked.clear();
    }

    /** Place of the list among the columns: on a phone it opens below the column that was tapped. */
    get chosenOrder() {
        return 2 * this.state.steps.findIndex((step) => step.key === this.state.chosen.step) + 1;
    }

    /** The person who is appraised owes these steps: saying so twice is one column too many. */
    get showsOwes() {
        return !["self", "sign"].includes(this.state.chosen.step);
    }

    /** The people with what they owe together: a manager who owes three reviews stands there once, with the number. */
    get owing() {
        const groups = new Map();
        for (const person of this.state.people) {
            // Of colleagues only the number is said: each of their rows stands for itself.
            const key = this.state.chosen.step === "peers" ? person.id : person.owes;
            groups.set(key, [...(groups.get(key) || []), person]);
        }
        return [...groups.values()].flatMap((own) =>
            own.map((person, place) => ({...person, first: place === 0, owed: own.length}))
        );
    }

    get chosenNames() {
        const names = this.state.people.filter((person) => this.checked.has(person.id)).map((person) => person.name);
        const shown = names.slice(0, 3).join(", ");
        return names.length > 3 ? _t("%(names)s and %(more)s more", {names: shown, more: names.length - 3}) : shown;
    }

    get chosenIds() {
        return this.state.people.filter((person) => this.checked.has(person.id)).map((person) => person.id);
    }

    get allChecked() {
        return this.state.people.length > 0 && this.checked.size === this.state.people.length;
    }

    get moreText() {
        return _t("and %s more; open them as a list", this.state.more);
    }

    toggle(id) {
        if (this.checked.has(id)) {
            this.checked.delete(id);
        } else {
            this.checked.add(id);
        }
    }

    toggleAll() {
        if (this.allChecked) {
            this.checked.clear();
        } else {
            this.state.people.forEach((person) => this.checked.add(person.id));
        }
    }

    noteText(person) {
        if (person.paused) {
            return _t("Paused");
        }
        return [
            person.late ? _t("Late") : "",
            person.more_time ? _t("Has more time") : "",
            person.begun ? _t("Begun") : "",
            person.reminded ? _t("Reminded on %s", this.day(person.reminded)) : "",
        ]
            .filter(Boolean)
            .join(", ");
    }

    async remind() {
        const reminded = this.chosenIds;
        const {sent, skipped} = await this.call("action_remind", this.state.chosen.step, this.chosenIds);
        const told = _t("E-mails sent: %s.", sent);
        const known = skipped ? _t("Not sent, since they have today's e-mail or no address: %s.", skipped) : "";
        this.notification.add(`${told} ${known}`.trim(), {type: sent ? "success" : "warning"});
        await this.loadPeople();
        // Still chosen, so that they can get more time at once.
        const there = new Set(this.state.people.map((person) => person.id));
        reminded.filter((id) => there.has(id)).forEach((id) => this.checked.add(id));
    }

    /** Ask why, and until when where there is more time, and do it. */
    ask(method, title, text, withDay = false) {
        const ids = this.chosenIds;
        this.dialog.add(CycleBoardDialog, {
            title,
            text,
            names: this.chosenNames,
            withDay,
            confirm: async (reason, day) => {
                const args = withDay ? [this.state.chosen.step, ids, day, reason] : [ids, reason];
                await this.call(method, ...args);
                await this.props.record.load();
                await this.load();
                await this.loadPeople();
            },
        });
    }

    extend() {
        const text = _t(
            "They get more time for: %s. Later steps never come before the new day.",
            this.state.chosen.label
        );
        this.ask("action_extend", _t("Give more time"), text, true);
    }

    pause() {
        const text = _t("Nobody is reminded meanwhile. When it goes on, the days move by the length of the pause.");
        this.ask("action_pause_people", _t("Pause"), text);
    }

    get canResume() {
        return this.state.people.some((person) => person.paused && this.checked.has(person.id));
    }

    async resume() {
        await this.call("action_resume_people", this.chosenIds);
        await this.load();
        await this.loadPeople();
    }

    exclude() {
        const text = _t("Their appraisals are cancelled. What was written is kept, and nobody is asked for more.");
        this.ask("action_exclude", _t("Exclude from the cycle"), text);
    }
}

registry.category("view_widgets").add("perf_cycle_board", {component: CycleBoard});
