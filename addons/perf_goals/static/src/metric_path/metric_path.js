import {registry} from "@web/core/registry";
import {FieldSelectorField, fieldSelectorField} from "@web/views/fields/field_selector/field_selector_field";

const PEOPLE = ["hr.employee", "hr.employee.public", "res.users", "res.partner"];

/** The way from a record to a person: the short ones to click on, and all relations to walk through. */
export class MetricPath extends FieldSelectorField {
    static template = "perf_goals.MetricPath";
    static props = {...FieldSelectorField.props, choices: {type: String}};

    get choices() {
        return this.props.record.data[this.props.choices] || [];
    }

    get path() {
        return this.props.record.data[this.props.name];
    }

    get hasRecords() {
        return Boolean(this.props.record.data[this.props.resModel]);
    }

    /** Only relations lead on: to one record each, or at the end to several people. */
    filter(fieldDef) {
        if (!fieldDef.store || ["create_uid", "write_uid"].includes(fieldDef.name)) {
            return false;
        }
        return fieldDef.type === "many2one" || (fieldDef.type === "many2many" && PEOPLE.includes(fieldDef.relation));
    }
}

registry.category("fields").add("perf_metric_path", {
    ...fieldSelectorField,
    component: MetricPath,
    extractProps: (fieldInfo, dynamicInfo) => ({
        ...fieldSelectorField.extractProps(fieldInfo, dynamicInfo),
        choices: fieldInfo.options.choices,
    }),
});
