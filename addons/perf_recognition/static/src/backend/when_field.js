import {formatDateTime} from "@web/core/l10n/dates";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

import {Component} from "@odoo/owl";

/** A moment in words ("2 days ago"), with the exact time on hover. */
export class PerfRecognitionWhen extends Component {
    static template = "perf_recognition.When";
    static props = {...standardFieldProps};

    get moment() {
        return this.props.record.data[this.props.name];
    }

    get words() {
        if (!this.moment) {
            return "";
        }
        return luxon.DateTime.now() - this.moment < 60000 ? _t("just now") : this.moment.toRelative();
    }

    get exact() {
        return this.moment ? formatDateTime(this.moment) : "";
    }
}

registry.category("fields").add("perf_recognition_when", {
    component: PerfRecognitionWhen,
    supportedTypes: ["datetime"],
});
