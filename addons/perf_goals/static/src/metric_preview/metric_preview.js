import {Component} from "@odoo/owl";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

/** What a metric says for three people and the records behind it, following each change before it is saved. */
export class MetricPreview extends Component {
    static template = "perf_goals.MetricPreview";
    static props = {...standardFieldProps};

    get preview() {
        return this.props.record.data[this.props.name] || {};
    }

    get isEmpty() {
        return !this.preview.error && !this.preview.people;
    }
}

registry.category("fields").add("perf_metric_preview", {component: MetricPreview, supportedTypes: ["json"]});
