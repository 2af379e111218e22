import {Component, onMounted, onWillUnmount, status, xml} from "@odoo/owl";
import {browser} from "@web/core/browser/browser";
import {registry} from "@web/core/registry";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";

export const RELOAD_MS = 3000;

/** Reads the record again every few seconds, as long as this widget is shown: a form that moves while a job runs. */
export class Reload extends Component {
    static template = xml``;
    static props = {...standardWidgetProps};

    setup() {
        onMounted(() => this.wait());
        onWillUnmount(() => browser.clearTimeout(this.timer));
    }

    wait() {
        this.timer = browser.setTimeout(() => this.reload(), RELOAD_MS);
    }

    async reload() {
        const {record} = this.props;
        if (document.visibilityState === "visible" && !(await record.isDirty())) {
            await record.load();
        }
        if (status(this) === "mounted") {
            this.wait();
        }
    }
}

registry.category("view_widgets").add("perf_reload", {component: Reload});
