import {Component, useState} from "@odoo/owl";

/** The form as somebody in a role will see it in the portal, beside the builder. */
export class TemplatePreview extends Component {
    static template = "perf_appraisal.TemplatePreview";
    static props = {
        templateId: {type: Number},
        roles: {type: Array},
        version: {type: Number},
    };

    setup() {
        this.state = useState({role: "self", isPhone: false});
        this.place = 0;
    }

    /** A change loads the form again: the reader stays where they were. */
    onLoad(ev) {
        const frame = ev.currentTarget.contentWindow;
        frame.scrollTo(0, this.place);
        frame.addEventListener("scroll", () => (this.place = frame.scrollY));
    }

    setRole(role) {
        this.place = 0;
        this.state.role = role;
    }

    /** The number of the version has the frame load again after each change. */
    get url() {
        return `/my/reviews/preview/${this.props.templateId}/${this.state.role}?version=${this.props.version}`;
    }
}
