import {Component} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {deserializeDate, formatDate} from "@web/core/l10n/dates";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

/** Expected and actual progress of a goal over its period, with a dot per check-in and the figures behind. */
export class GoalChart extends Component {
    static template = "perf_goals.GoalChart";
    static props = {...standardFieldProps};

    get figure() {
        return this.props.record.data[this.props.name];
    }

    get summary() {
        const last = this.figure.rows.at(-1);
        if (!last) {
            return _t("Progress chart without check-ins so far");
        }
        return _t("Progress chart: %(actual)s %% actual, %(expected)s %% expected at the last check-in", {
            actual: last.progress,
            expected: last.expected,
        });
    }

    shown(day) {
        return formatDate(deserializeDate(day));
    }
}

registry.category("fields").add("perf_goal_chart", {component: GoalChart, supportedTypes: ["json"]});
