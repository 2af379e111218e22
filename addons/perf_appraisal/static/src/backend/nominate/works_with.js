import {Component} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

/** Who works with the person, as chips that add somebody to the people chosen. */
export class WorksWith extends Component {
    static template = "perf_appraisal.WorksWith";
    static props = {...standardFieldProps};

    get chips() {
        const {role, suggestions, person_ids: people} = this.props.record.data;
        const chosen = people.currentIds;
        return (suggestions || []).filter(({id, role: own}) => own === role && !chosen.includes(id));
    }

    label({name, text}) {
        return _t("Add %(name)s: %(text)s", {name, text});
    }

    add({id}) {
        const people = this.props.record.data.person_ids;
        return people.addAndRemove({add: [id]});
    }
}

registry.category("fields").add("perf_works_with", {
    component: WorksWith,
    displayName: _t("Works with"),
    supportedTypes: ["json"],
});
