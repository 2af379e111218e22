import {Component} from "@odoo/owl";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

/** How clear a goal is, and what would make it clearer; follows what is typed. */
export class GoalClarity extends Component {
    static template = "perf_goals.GoalClarity";
    static props = {...standardFieldProps};

    get score() {
        return this.props.record.data.clarity_score;
    }

    get missing() {
        return this.props.record.data[this.props.name] || [];
    }
}

registry.category("fields").add("perf_goal_clarity", {
    component: GoalClarity,
    supportedTypes: ["json"],
    fieldDependencies: [{name: "clarity_score", type: "integer"}],
});
