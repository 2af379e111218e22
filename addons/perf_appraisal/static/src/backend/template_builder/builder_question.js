import {Component} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {RecordSelector} from "@web/core/record_selectors/record_selector";

/** What a kind needs before it can be saved, so that changing the kind works in one step. */
const KIND_DEFAULTS = {
    choice: {options: _t("Yes\nPartly\nNo")},
    goals: {required: false},
    metric: {required: false, metric_start: 0, metric_target: 100},
};

/** One question in the builder: a line that tells all, and below it what can be changed. */
export class BuilderQuestion extends Component {
    static template = "perf_appraisal.BuilderQuestion";
    static components = {RecordSelector};
    static props = {
        question: {type: Object},
        kinds: {type: Array},
        roles: {type: Array},
        scaleId: {type: [Number, Boolean]},
        share: {type: Number},
        problem: {type: String, optional: true},
        isOpen: {type: Boolean},
        canEdit: {type: Boolean},
        onToggle: {type: Function},
        onChange: {type: Function},
        onChangeAnchor: {type: Function},
        onAddAnchor: {type: Function},
        onRemoveAnchor: {type: Function},
        onCopy: {type: Function},
        onRemove: {type: Function},
        onMove: {type: Function},
    };

    get question() {
        return this.props.question;
    }

    get kind() {
        return this.props.kinds.find(({key}) => key === this.question.kind) || this.props.kinds[0];
    }

    get inputId() {
        return `perf_builder_${this.question.id}`;
    }

    get shareText() {
        return this.props.share ? `${Math.round(this.props.share * 10) / 10} %` : "";
    }

    get askedText() {
        const asked = this.props.roles.filter(({key}) => this.question.roles[key]).map(({label}) => label);
        return asked.length ? asked.join(", ") : _t("Nobody");
    }

    set(name, value, atOnce) {
        return this.props.onChange(this.question, {[name]: value}, {[name]: value}, atOnce);
    }

    onWeight(ev) {
        this.set("weight", Math.max(Number(ev.target.value) || 0, 0), false);
    }

    onNumber(name, ev) {
        this.set(name, Number(ev.target.value) || 0, false);
    }

    setKind(kind) {
        const values = {kind, ...KIND_DEFAULTS[kind]};
        if (kind === "choice") {
            values.options = this.question.options || String(KIND_DEFAULTS.choice.options);
        }
        if (kind === "rating") {
            values.scale_id = this.question.scale_id || this.props.scaleId;
        }
        return this.props.onChange(this.question, values, values, true);
    }

    toggleRole(role) {
        const roles = {...this.question.roles, [role]: !this.question.roles[role]};
        return this.props.onChange(this.question, {[`answer_${role}`]: roles[role]}, {roles}, true);
    }

    /** An empty choice is no level between 0 and 100. */
    onProgress(anchor, ev) {
        const progress = Math.min(Math.max(Math.round(Number(ev.target.value) || 0), 0), 100);
        this.props.onChangeAnchor(anchor, {progress}, false);
    }
}
