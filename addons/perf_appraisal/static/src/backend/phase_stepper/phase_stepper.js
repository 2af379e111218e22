import {Component} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";
import {dayText} from "../day_text";

const STATE_WORDS = {
    done: _t("done"),
    current: _t("now"),
    todo: _t("to come"),
};

/** Where an appraisal stands: one sentence, and the steps with their dates. */
export class PhaseStepper extends Component {
    static template = "perf_appraisal.PhaseStepper";
    static props = {phase: {type: Object}};

    /** The day on which a step was done, or until which it is due. */
    dayText(step) {
        const day = dayText(step.date);
        return step.state === "done" ? day : _t("until %s", day);
    }

    stateWord(step) {
        return STATE_WORDS[step.state];
    }
}

export class PhaseField extends Component {
    static template = "perf_appraisal.PhaseField";
    static components = {PhaseStepper};
    static props = {...standardFieldProps};

    get phase() {
        return this.props.record.data[this.props.name];
    }
}

registry.category("fields").add("perf_phase", {
    component: PhaseField,
    supportedTypes: ["json"],
});
