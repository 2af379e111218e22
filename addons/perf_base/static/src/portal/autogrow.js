import {registry} from "@web/core/registry";
import {Interaction} from "@web/public/interaction";

/** A textarea that is always as high as its text: `<textarea class="form-control o_perf_autogrow"/>`. */
export class Autogrow extends Interaction {
    static selector = "textarea.o_perf_autogrow";
    dynamicContent = {
        _root: {"t-on-input": this.grow, "t-on-perf_text_restored": this.grow},
        _window: {"t-on-resize": this.throttled(this.grow)},
    };

    start() {
        this.grow();
    }

    grow() {
        this.el.style.height = "auto";
        if (this.el.scrollHeight) {
            this.el.style.height = `${this.el.scrollHeight + this.el.offsetHeight - this.el.clientHeight}px`;
        }
    }
}

registry.category("public.interactions").add("perf_base.autogrow", Autogrow);
