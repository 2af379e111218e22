import {Component, onMounted, useRef, useState} from "@odoo/owl";
import {Dialog} from "@web/core/dialog/dialog";
import {_t} from "@web/core/l10n/translation";
import {dayText} from "../day_text";

/** Which level and potential, why, and on what evidence. */
export class CalibrationDialog extends Component {
    static template = "perf_appraisal.CalibrationDialog";
    static components = {Dialog};
    static props = {
        row: Object,
        levels: Array,
        potentials: Array,
        evidence: Array,
        level: Number,
        potential: String,
        confirm: Function,
        close: Function,
    };

    setup() {
        this.state = useState({
            level: this.props.level,
            potential: this.props.potential,
            level_reason: "",
            potential_reason: "",
            evidence: "",
            busy: false,
        });
        this.body = useRef("body");
        onMounted(() => {
            const first = this.levelChanges || this.potentialChanges ? "textarea" : "input:checked";
            this.body.el.querySelector(first).focus();
        });
    }

    get title() {
        return _t("Calibrate %s", this.props.row.name);
    }

    get levelChanges() {
        return this.state.level !== this.props.row.level;
    }

    get potentialChanges() {
        return this.state.potential !== this.props.row.potential;
    }

    setLevel(id) {
        this.state.level = id;
    }

    setPotential(key) {
        this.state.potential = key;
    }

    get canConfirm() {
        const {busy, level_reason, potential_reason, evidence} = this.state;
        const level = !this.levelChanges || (level_reason.trim() && evidence);
        const potential = !this.potentialChanges || potential_reason.trim();
        return !busy && (this.levelChanges || this.potentialChanges) && level && potential;
    }

    evidenceText(item) {
        return item.date ? `${dayText(item.date)} · ${item.title}` : item.title;
    }

    async confirm() {
        const {level, potential, level_reason, potential_reason, evidence} = this.state;
        const values = {evidence};
        if (this.levelChanges) {
            Object.assign(values, {level_id: level, level_reason});
        }
        if (this.potentialChanges) {
            Object.assign(values, {potential, potential_reason});
        }
        this.state.busy = true;
        try {
            await this.props.confirm(values);
        } finally {
            this.state.busy = false;
            this.props.close();
        }
    }
}
