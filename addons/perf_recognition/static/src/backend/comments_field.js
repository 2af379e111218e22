import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

import {Component, useState} from "@odoo/owl";

/** Comments on a recognition with a box to add one, and a way to remove one's own. */
export class PerfRecognitionComments extends Component {
    static template = "perf_recognition.Comments";
    static props = {...standardFieldProps};

    setup() {
        this.orm = useService("orm");
        this.state = useState({text: "", busy: false});
    }

    get comments() {
        return this.props.record.data[this.props.name].records.map((record) => ({
            id: record.resId,
            employeeId: record.data.employee_id?.id,
            author: record.data.author_name,
            body: record.data.body,
            when: record.data.create_date?.toRelative(),
            own: record.data.is_own,
        }));
    }

    get label() {
        return _t("Write a comment");
    }

    async send() {
        const text = this.state.text.trim();
        const {record} = this.props;
        if (!text || this.state.busy) {
            return;
        }
        this.state.busy = true;
        try {
            await this.orm.call(record.resModel, "comment", [[record.resId], text]);
            this.state.text = "";
            await record.load();
        } finally {
            this.state.busy = false;
        }
    }

    async remove(commentId) {
        await this.orm.call("perf.recognition.comment", "action_remove", [[commentId]]);
        await this.props.record.load();
    }
}

export const perfRecognitionComments = {
    component: PerfRecognitionComments,
    supportedTypes: ["one2many"],
    useSubView: false,
    relatedFields: [
        {name: "employee_id", type: "many2one", relation: "hr.employee"},
        {name: "author_name", type: "char"},
        {name: "body", type: "text"},
        {name: "create_date", type: "datetime"},
        {name: "is_own", type: "boolean"},
    ],
};

registry.category("fields").add("perf_recognition_comments", perfRecognitionComments);
