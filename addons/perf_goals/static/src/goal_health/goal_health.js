import {Component} from "@odoo/owl";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

const SIGNS = {
    on_track: "fa-check-circle text-success",
    at_risk: "fa-exclamation-triangle text-warning",
    off_track: "fa-times-circle text-danger",
    stale: "fa-clock-o text-muted",
};

/** How a goal is going: sign, colour and word together. */
export class GoalHealth extends Component {
    static template = "perf_goals.GoalHealth";
    static props = {...standardFieldProps};

    get value() {
        return this.props.record.data[this.props.name];
    }

    get sign() {
        return SIGNS[this.value];
    }

    get word() {
        const {selection} = this.props.record.fields[this.props.name];
        return Object.fromEntries(selection)[this.value];
    }
}

registry.category("fields").add("perf_goal_health", {
    component: GoalHealth,
    supportedTypes: ["selection"],
    isEmpty: (record, name) => !record.data[name],
});
