import {Component, useState} from "@odoo/owl";
import {Dialog} from "@web/core/dialog/dialog";
import {useAutofocus} from "@web/core/utils/hooks";

/** Why, and where it is about more time, until when. */
export class CycleBoardDialog extends Component {
    static template = "perf_appraisal.CycleBoardDialog";
    static components = {Dialog};
    static props = {
        title: String,
        withDay: {type: Boolean, optional: true},
        confirm: Function,
        close: Function,
    };

    setup() {
        this.state = useState({day: "", reason: "", busy: false});
        useAutofocus({refName: "first"});
    }

    get canConfirm() {
        return !this.state.busy && this.state.reason.trim() && (!this.props.withDay || this.state.day);
    }

    async confirm() {
        this.state.busy = true;
        try {
            await this.props.confirm(this.state.reason, this.state.day);
            this.props.close();
        } finally {
            this.state.busy = false;
        }
    }
}
