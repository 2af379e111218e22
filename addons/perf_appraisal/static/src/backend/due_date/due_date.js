import {Component} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";
import {dayText} from "../day_text";

/** A day until which something is due, with how many days that is from today. */
export class DueDateField extends Component {
    static template = "perf_appraisal.DueDate";
    static props = {...standardFieldProps};

    get value() {
        return this.props.record.data[this.props.name];
    }

    get days() {
        return Math.round(this.value.startOf("day").diff(luxon.DateTime.local().startOf("day"), "days").days);
    }

    get day() {
        return dayText(this.value);
    }

    get distance() {
        const days = Math.abs(this.days);
        if (!days) {
            return _t("today");
        }
        if (this.days > 0) {
            return days === 1 ? _t("tomorrow") : _t("in %s days", days);
        }
        return days === 1 ? _t("1 day late") : _t("%s days late", days);
    }
}

registry.category("fields").add("perf_due_date", {
    component: DueDateField,
    supportedTypes: ["date"],
});
