import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {Interaction} from "@web/public/interaction";
import {findHints} from "../wording";

/** Says live who will read what one writes, and suggests better words. */
export class FeedbackForm extends Interaction {
    static selector = ".o_perf_feedback_form";
    dynamicContent = {
        _root: {
            "t-on-perf_person_change": this.onPersonChange,
            "t-on-change": this.showReaders,
            "t-on-perf_text_restored": this.onRestored,
        },
        textarea: {"t-on-input": this.debounced(this.showHints, 300)},
    };

    setup() {
        this.readers = JSON.parse(this.el.dataset.readers || "{}");
        this.hints = JSON.parse(this.el.dataset.hints || "[]");
        this.person = this.el.dataset.person || "";
        this.readersEl = this.el.querySelector(".o_perf_feedback_readers");
        this.hintsEl = this.el.querySelector(".o_perf_feedback_hints");
    }

    start() {
        this.showReaders();
        this.showHints();
    }

    onPersonChange(ev) {
        this.person = ev.detail.people[0]?.name || "";
        this.showReaders();
    }

    onRestored() {
        const chosenEl = this.el.querySelector(".o_perf_person_picker input:checked");
        this.person = chosenEl?.dataset.personName || this.person;
        this.showReaders();
        this.showHints();
    }

    showReaders() {
        const visibility = this.el.querySelector("[name=visibility]").value;
        const text = this.readers[visibility] || "";
        this.readersEl.textContent = text.replaceAll("{person}", this.person || _t("the person"));
    }

    showHints() {
        const text = [...this.el.querySelectorAll("textarea")].map((el) => el.value).join("\n");
        this.hintsEl.replaceChildren(
            ...findHints(text, this.hints).map(({word, hint}) => {
                const el = document.createElement("p");
                el.className = "o_perf_feedback_hint mb-1";
                el.textContent = `“${word}”: ${hint}`;
                return el;
            })
        );
    }
}

registry.category("public.interactions").add("perf_feedback.feedback_form", FeedbackForm);
