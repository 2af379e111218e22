import {Component} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";

/** How far a cycle is, step by step, and what is worth a look before and during it. */
export class CycleBoard extends Component {
    static template = "perf_appraisal.CycleBoard";
    static props = {...standardWidgetProps};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
    }

    get data() {
        return this.props.record.data;
    }

    get steps() {
        const data = this.data;
        const people = data.appraisal_count;
        return [
            {key: "self", label: _t("Self reviews in"), done: data.self_done_count, total: data.self_count},
            {key: "manager", label: _t("Manager reviews in"), done: data.manager_done_count, total: people},
            {key: "share", label: _t("Results shared"), done: data.shared_count, total: people},
            {key: "sign", label: _t("Signed off"), done: data.signed_count, total: people},
        ].map((step) => ({...step, percent: step.total ? (step.done / step.total) * 100 : 0}));
    }

    totalText(step) {
        return _t("of %s", step.total);
    }

    get appealText() {
        return _t("Open appeals: %s", this.data.appeal_count);
    }

    get anomalies() {
        return this.data.anomalies || [];
    }

    names(anomaly) {
        const more = anomaly.more;
        const names = anomaly.names.join(anomaly.kind === "no_manager_user" ? "; " : ", ");
        return more > 0 ? _t("%(names)s and %(more)s more", {names, more}) : names;
    }

    async open(method, argument) {
        await this.props.record.save();
        const action = await this.orm.call("perf.appraisal.cycle", method, [[this.props.record.resId], argument]);
        return this.action.doAction(action);
    }
}

registry.category("view_widgets").add("perf_cycle_board", {component: CycleBoard});
