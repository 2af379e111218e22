import {registry} from "@web/core/registry";
import {Interaction} from "@web/public/interaction";

/** A text box that grows with its text, in browsers that don't do it by themselves (`field-sizing`). */
export class GrowingText extends Interaction {
    static selector = "textarea.o_perf_grow";
    dynamicContent = {_root: {"t-on-input": this.grow}};

    start() {
        this.grow();
    }

    grow() {
        if (!CSS.supports("field-sizing", "content")) {
            this.el.style.height = "auto";
            this.el.style.height = `${this.el.scrollHeight + 2}px`;
        }
    }
}

registry.category("public.interactions").add("perf_appraisal.growing_text", GrowingText);
