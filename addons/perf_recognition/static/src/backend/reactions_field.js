import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

import {Component} from "@odoo/owl";

/** Reactions to a recognition: a button a kind with its count; a click puts mine on or takes it off. */
export class PerfRecognitionReactions extends Component {
    static template = "perf_recognition.Reactions";
    static props = {...standardFieldProps};

    setup() {
        this.orm = useService("orm");
    }

    get reactions() {
        return this.props.record.data[this.props.name] || [];
    }

    get canReact() {
        return Boolean(this.props.record.resId);
    }

    async onClick(kind) {
        const {record} = this.props;
        await this.orm.call(record.resModel, "react", [[record.resId], kind]);
        await record.load();
    }
}

export const perfRecognitionReactions = {
    component: PerfRecognitionReactions,
    supportedTypes: ["json"],
};

registry.category("fields").add("perf_recognition_reactions", perfRecognitionReactions);
