import {Component, onWillStart, onWillUpdateProps, useState} from "@odoo/owl";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";

/** Where a template was used, and what was changed since then. */
export class TemplateHistory extends Component {
    static template = "perf_appraisal.TemplateHistory";
    static props = {...standardWidgetProps};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({versions: []});
        onWillStart(() => this.load(this.props.record.resId));
        onWillUpdateProps((next) => next.record.resId === this.props.record.resId || this.load(next.record.resId));
    }

    async load(resId) {
        this.state.versions = resId
            ? await this.orm.silent.call("perf.appraisal.template", "get_history", [[resId]])
            : [];
    }

    open(version) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "perf.appraisal.template",
            res_id: version.id,
            views: [[false, "form"]],
        });
    }
}

registry.category("view_widgets").add("perf_template_history", {component: TemplateHistory});
