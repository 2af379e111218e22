import {Component, onWillStart, onWillUpdateProps, useState} from "@odoo/owl";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";
import {ReviewQuestion} from "../review_form/review_question";

/** The form as employee or manager will see it, beside the builder. */
export class TemplatePreview extends Component {
    static template = "perf_appraisal.TemplatePreview";
    static components = {ReviewQuestion};
    static props = {...standardWidgetProps};

    setup() {
        this.orm = useService("orm");
        this.state = useState({role: "self", phone: false, sections: [], dirty: false});
        onWillStart(() => this.load(this.props.record));
        onWillUpdateProps((next) => this.load(next.record));
    }

    async load(record) {
        this.state.dirty = await record.isDirty();
        if (record.resId && !this.state.dirty) {
            this.state.sections = await this.orm.silent.call("perf.appraisal.template", "get_preview", [
                [record.resId],
                this.state.role,
            ]);
        }
    }

    setRole(role) {
        this.state.role = role;
        return this.load(this.props.record);
    }

    async save() {
        if (await this.props.record.save()) {
            await this.load(this.props.record);
        }
    }

    onChange(question, changes) {
        Object.assign(question.answer, changes);
    }
}

registry.category("view_widgets").add("perf_template_preview", {component: TemplatePreview});
