import {Component, onWillStart, onWillUpdateProps, useState} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";
import {goalText} from "../goal_text";

const ROLES = {
    self: _t("Employee"),
    manager: _t("Manager"),
    second_manager: _t("Second manager"),
    external: _t("From outside"),
};

/** The shared result: the level in words, and the answers side by side. */
export class ResultWidget extends Component {
    static template = "perf_appraisal.ResultWidget";
    static props = {...standardWidgetProps};

    setup() {
        this.orm = useService("orm");
        this.state = useState({result: null});
        onWillStart(() => this.load(this.props.record.resId));
        onWillUpdateProps((next) => this.load(next.record.resId));
    }

    async load(resId) {
        try {
            this.state.result = await this.orm.silent.call("perf.appraisal", "get_result", [[resId]]);
        } catch {
            this.state.result = null;
        }
    }

    goalText(goal) {
        return goalText(goal);
    }

    /** Who answered, how many, and the mean where there is one. */
    groupTitle({label, count, mean, low, high}) {
        const parts = [label];
        if (count) {
            parts.push(_t("%s answers", count));
        }
        if (typeof mean === "number") {
            parts.push(_t("mean %(mean)s (%(low)s to %(high)s)", {mean: mean.toFixed(1), low, high}));
        }
        return parts.join(" · ");
    }

    roleLabel(role) {
        return ROLES[role] || role;
    }
}

registry.category("view_widgets").add("perf_result", {component: ResultWidget});
