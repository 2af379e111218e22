import {useState} from "@odoo/owl";
import {rpc} from "@web/core/network/rpc";
import {registry} from "@web/core/registry";
import {TextField, textField} from "@web/views/fields/text/text_field";
import {findHints} from "@perf_feedback/wording";

let hintsPromise;

/** Hints are the same for all texts of a session: they are asked for once. */
async function loadHints() {
    hintsPromise ??= rpc("/web/dataset/call_kw/perf.feedback.hint/get_hints", {
        model: "perf.feedback.hint",
        method: "get_hints",
        args: [],
        kwargs: {},
    }).catch(() => {
        hintsPromise = undefined;
        return [];
    });
    return hintsPromise;
}

/** A text field that suggests better words while one types. */
export class HintTextField extends TextField {
    static template = "perf_feedback.HintTextField";

    setup() {
        super.setup();
        this.hints = useState([]);
    }

    async onType(ev) {
        const text = ev.target.value;
        const found = findHints(text, await loadHints());
        this.hints.splice(0, this.hints.length, ...found);
    }
}

registry.category("fields").add("perf_feedback_text", {
    ...textField,
    component: HintTextField,
    additionalClasses: ["o_field_text"],
});
