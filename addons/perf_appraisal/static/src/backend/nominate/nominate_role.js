import {registry} from "@web/core/registry";
import {RadioField, radioField} from "@web/views/fields/radio/radio_field";

/** Kinds of reviewers as radio buttons; those that the form asks nothing are left out. */
export class NominateRole extends RadioField {
    static props = {...RadioField.props, allowedField: {type: String, optional: true}};

    get items() {
        const allowed = this.props.record.data[this.props.allowedField] || [];
        return super.items.filter(([key]) => allowed.includes(key));
    }
}

export const nominateRole = {
    ...radioField,
    component: NominateRole,
    extractProps(params, dynamicInfo) {
        return {
            ...radioField.extractProps(params, dynamicInfo),
            orientation: "horizontal",
            allowedField: params.options.allowed_field,
        };
    },
};

registry.category("fields").add("perf_nominate_role", nominateRole);
