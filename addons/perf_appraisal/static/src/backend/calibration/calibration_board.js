import {Component, onWillStart, onWillUnmount, onWillUpdateProps, useState} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {formatFloat} from "@web/views/fields/formatters";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";
import {CalibrationDialog} from "./calibration_dialog";

const SESSION = "perf.calibration";
const LINE = "perf.calibration.line";
const NOTICE = "perf_calibration/changed";

/**
 * A calibration session: how levels are spread before and after, the nine-box, and the list. Facilitators move people by
 * drag and drop or by the keyboard; what others change comes in by itself.
 */
export class CalibrationBoard extends Component {
    static template = "perf_appraisal.CalibrationBoard";
    static props = {...standardWidgetProps};

    setup() {
        this.orm = useService("orm");
        this.dialog = useService("dialog");
        this.notification = useService("notification");
        this.bus = useService("bus_service");
        this.state = useState({board: null, over: "", said: ""});
        this.dragged = null;
        this.asking = false;
        const hear = ({id, revision}) => this.hear(id, revision);
        this.bus.subscribe(NOTICE, hear);
        onWillUnmount(() => this.bus.unsubscribe(NOTICE, hear));
        onWillStart(() => this.load());
        onWillUpdateProps((next) => {
            const {resId, data} = this.props.record;
            const same = next.record.resId === resId && next.record.data === data;
            return same ? undefined : this.load(next.record);
        });
    }

    async load(record = this.props.record) {
        const isThere = record.resId && record.data.state !== "draft";
        this.state.board = isThere ? await this.orm.call(SESSION, "get_board", [[record.resId]]) : null;
    }

    /** Somebody changed something: look again, and when the session took a step, let the form do so too. */
    async hear(id, revision) {
        const {board} = this.state;
        if (id !== this.props.record.resId || !board || revision <= board.revision) {
            return;
        }
        const before = board.state;
        await this.load();
        if (this.state.board.state !== before) {
            await this.props.record.load();
        }
        this.state.said = _t("Somebody changed something. The page is up to date.");
    }

    get board() {
        return this.state.board;
    }

    // ------------------------------------------------------------------
    // Words
    // ------------------------------------------------------------------

    level(id) {
        return this.board.levels.find((level) => level.id === id);
    }

    levelName(id) {
        return id ? this.level(id).label : "–";
    }

    potentialName(key) {
        const found = this.board.potentials.find(([value]) => value === key);
        return found ? found[1] : _t("Not said yet");
    }

    /** Up, down or not moved, as a number. */
    move(row) {
        return Math.sign(this.level(row.level).value - this.level(row.original).value);
    }

    moveText(row) {
        const from = this.levelName(row.original);
        return this.move(row) > 0 ? _t("Up from %s", from) : _t("Down from %s", from);
    }

    number(value) {
        return value === null ? "–" : formatFloat(value, {digits: [16, 2]});
    }

    count(levelId) {
        return this.board.distribution.levels.find((each) => each.id === levelId);
    }

    percent(count) {
        const total = this.board.distribution.before.count;
        return total ? Math.round((count / total) * 100) : 0;
    }

    get moveSummary() {
        const {up, down, same} = this.board.distribution;
        return _t("%(up)s up, %(down)s down, %(same)s as proposed.", {up, down, same});
    }

    get spreadText() {
        const {before, after} = this.board.distribution;
        if (before.spread === null || before.spread === after.spread) {
            return "";
        }
        return after.spread < before.spread
            ? _t("The levels are closer together than before: calibration tends to the middle. Is that meant?")
            : _t("The levels are further apart than before.");
    }

    voteText(row) {
        return this.board.votes
            .filter(([key]) => row.counts && row.counts[key])
            .map(([key, label]) => `${label}: ${row.counts[key]}`)
            .join(", ");
    }

    cardLabel(row) {
        const parts = [
            row.name,
            this.levelName(row.level),
            _t("Potential: %s", this.potentialName(row.potential)),
            row.is_report ? _t("reports to you") : "",
        ];
        return parts.filter(Boolean).join(", ");
    }

    // ------------------------------------------------------------------
    // Nine-box
    // ------------------------------------------------------------------

    get bands() {
        return [0, 1, 2]
            .map((band) => ({band, levels: this.board.levels.filter((level) => level.band === band)}))
            .filter(({levels}) => levels.length)
            .map((each) => ({...each, label: each.levels.map((level) => level.label).join(" · ")}));
    }

    get potentialRows() {
        const rows = [...this.board.potentials].reverse().map(([key, label]) => ({key, label}));
        if (this.board.rows.some((row) => !row.potential)) {
            rows.push({key: "", label: _t("Not said yet")});
        }
        return rows;
    }

    inBox(potential, band) {
        return this.board.rows.filter((row) => row.potential === potential && this.level(row.level).band === band);
    }

    canMove(row) {
        return this.board.can_change && !row.is_report;
    }

    drag(row, ev) {
        this.dragged = row;
        if (ev.dataTransfer) {
            ev.dataTransfer.effectAllowed = "move";
            ev.dataTransfer.setData("text/plain", row.name);
        }
    }

    dragOver(key, ev) {
        if (this.dragged) {
            ev.preventDefault();
            this.state.over = key;
        }
    }

    dragEnd() {
        this.dragged = null;
        this.state.over = "";
    }

    /** Ask why for the person who was dropped; a box of several levels proposes the one next to the present level. */
    drop(potential, band, ev) {
        ev.preventDefault();
        const row = this.dragged;
        this.dragEnd();
        if (!row) {
            return;
        }
        const present = this.level(row.level);
        const levels = this.board.levels.filter((level) => level.band === band);
        const distance = (level) => Math.abs(level.value - present.value);
        const [level] = [...levels].sort((one, two) => distance(one) - distance(two));
        if (level.id !== row.level || (potential && potential !== row.potential)) {
            this.change(row, {level: level.id, potential: potential || row.potential});
        }
    }

    // ------------------------------------------------------------------
    // Steps
    // ------------------------------------------------------------------

    async change(row, to = {level: row.level, potential: row.potential}) {
        if (this.asking) {
            return; // a second click, before the dialog of the first one is there
        }
        this.asking = true;
        try {
            const evidence = await this.orm.call(LINE, "get_evidence", [[row.id]]);
            this.dialog.add(CalibrationDialog, {
                row,
                levels: this.board.levels,
                potentials: this.board.potentials,
                evidence,
                level: to.level,
                potential: to.potential,
                confirm: (values) => this.save(row, values),
            });
        } finally {
            this.asking = false;
        }
    }

    /** Save, unless somebody else was faster: then say so, and show what they decided. */
    async save(row, values) {
        try {
            await this.orm.call(LINE, "action_change", [[row.id], values, row.version]);
            this.state.said = _t("Saved: %s", row.name);
        } finally {
            await this.load();
        }
    }

    async vote(row, vote) {
        await this.orm.call(LINE, "action_vote", [[row.id], vote, row.my_note]);
        row.my_vote = vote;
        this.state.said = _t("Saved: %s", row.name);
    }

    async note(row, ev) {
        row.my_note = ev.target.value;
        if (row.my_vote) {
            await this.vote(row, row.my_vote);
        }
    }
}

registry.category("view_widgets").add("perf_calibration_board", {component: CalibrationBoard});
