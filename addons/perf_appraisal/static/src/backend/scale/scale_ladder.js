import {Component} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";
import {makeLadder} from "./ladder";

/** Which scores suggest which level, as a bar from 0 to 100 that follows what is typed in the list of levels. */
export class ScaleLadder extends Component {
    static template = "perf_appraisal.ScaleLadder";
    static props = {...standardWidgetProps};

    get steps() {
        const records = this.props.record.data.level_ids?.records || [];
        return makeLadder(
            records.map(({id, data}) => ({
                id,
                name: data.name || "",
                value: data.value,
                min: data.min_score,
                color: data.color,
            }))
        );
    }

    rangeOf(step) {
        return step.isLast
            ? _t("%s to 100", Math.round(step.from))
            : _t("%(from)s to under %(to)s", {from: Math.round(step.from), to: Math.round(step.to)});
    }
}

registry.category("view_widgets").add("perf_scale_ladder", {component: ScaleLadder});
