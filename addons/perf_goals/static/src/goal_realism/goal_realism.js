import {Component} from "@odoo/owl";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

/** How each measured target compares with what was reached before, with the figures; follows what is typed. */
export class GoalRealism extends Component {
    static template = "perf_goals.GoalRealism";
    static props = {...standardFieldProps};

    get targets() {
        return this.props.record.data[this.props.name] || [];
    }
}

registry.category("fields").add("perf_goal_realism", {component: GoalRealism, supportedTypes: ["json"]});
