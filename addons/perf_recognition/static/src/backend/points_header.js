import {_t} from "@web/core/l10n/translation";
import {useService} from "@web/core/utils/hooks";
import {FormViewDialog} from "@web/views/view_dialogs/form_view_dialog";

import {Component, onWillStart, useState} from "@odoo/owl";

/** Top of the wall and of My Points: my points to give and earned, and the button that opens the composer. */
export class PerfPointsHeader extends Component {
    static template = "perf_recognition.PointsHeader";
    static props = {
        onPosted: {type: Function, optional: true},
    };

    setup() {
        this.orm = useService("orm");
        this.dialog = useService("dialog");
        this.notification = useService("notification");
        this.state = useState({standing: {}});
        onWillStart(() => this.load());
    }

    async load() {
        this.state.standing = await this.orm.call("perf.recognition", "get_composer_values", []);
    }

    get capText() {
        return _t("At most %s go to one person in a month. What is left lapses on the 1st.", this.state.standing.cap);
    }

    compose() {
        this.dialog.add(FormViewDialog, {
            resModel: "perf.recognition",
            title: _t("Thank a colleague"),
            context: {form_view_ref: "perf_recognition.perf_recognition_view_form_composer"},
            canExpand: false,
            size: "md",
            onRecordSaved: async () => {
                this.notification.add(_t("Your thanks are on the wall."), {type: "success"});
                await this.load();
                await this.props.onPosted?.();
            },
        });
    }
}
