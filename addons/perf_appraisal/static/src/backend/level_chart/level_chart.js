import {Component} from "@odoo/owl";
import {registry} from "@web/core/registry";
import {formatFloat} from "@web/views/fields/formatters";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

/** Past levels of a person: a small line, and the table that says the same. */
export class LevelChartField extends Component {
    static template = "perf_appraisal.LevelChart";
    static props = {...standardFieldProps};

    get chart() {
        return this.props.record.data[this.props.name];
    }

    get line() {
        return this.chart.points.map(({x, y}) => `${x},${y}`).join(" ");
    }

    score(row) {
        return row.score === null ? "–" : formatFloat(row.score, {digits: [16, 0]});
    }
}

registry.category("fields").add("perf_level_chart", {
    component: LevelChartField,
    supportedTypes: ["json"],
});
