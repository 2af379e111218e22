import {Component, onMounted, useRef, useState} from "@odoo/owl";
import {DateTimeInput} from "@web/core/datetime/datetime_input";
import {Dialog} from "@web/core/dialog/dialog";
import {serializeDate} from "@web/core/l10n/dates";

/** Why, and where it is about more time, until when. */
export class CycleBoardDialog extends Component {
    static template = "perf_appraisal.CycleBoardDialog";
    static components = {DateTimeInput, Dialog};
    static props = {
        title: String,
        text: String,
        names: String,
        withDay: {type: Boolean, optional: true},
        confirm: Function,
        close: Function,
    };

    setup() {
        this.state = useState({day: false, reason: "", busy: false});
        this.body = useRef("body");
        onMounted(() => this.body.el.querySelector("input, textarea").focus());
    }

    get canConfirm() {
        return !this.state.busy && this.state.reason.trim() && (!this.props.withDay || this.state.day);
    }

    setDay(day) {
        this.state.day = day;
    }

    async confirm() {
        this.state.busy = true;
        try {
            await this.props.confirm(this.state.reason, this.state.day && serializeDate(this.state.day));
            this.props.close();
        } finally {
            this.state.busy = false;
        }
    }
}
