import {registry} from "@web/core/registry";
import {Interaction} from "@web/public/interaction";
import {findHints} from "@perf_feedback/wording";

/** Suggests better words while somebody writes a concern, as the form for feedback does. */
export class ConcernForm extends Interaction {
    static selector = ".o_perf_concern_form";
    dynamicContent = {
        _root: {"t-on-perf_text_restored": this.showHints},
        "textarea, [name=name]": {"t-on-input": this.debounced(this.showHints, 300)},
    };

    setup() {
        this.hints = JSON.parse(this.el.dataset.hints || "[]");
        this.hintsEl = this.el.querySelector(".o_perf_concern_hints");
    }

    start() {
        this.showHints();
    }

    showHints() {
        const text = [...this.el.querySelectorAll("textarea, [name=name]")].map((el) => el.value).join("\n");
        this.hintsEl.replaceChildren(
            ...findHints(text, this.hints).map(({word, hint}) => {
                const el = document.createElement("p");
                el.className = "mb-1";
                el.textContent = `“${word}”: ${hint}`;
                return el;
            })
        );
    }
}

registry.category("public.interactions").add("perf_development_feedback.concern_form", ConcernForm);
