import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {Interaction} from "@web/public/interaction";

/** Says, while one writes, who will read it and how many points it takes. */
export class RecognitionComposer extends Interaction {
    static selector = ".o_perf_recognition_composer";
    dynamicContent = {
        _root: {
            "t-on-perf_person_change": this.onPerson,
            "t-on-perf_text_restored": this.onRestored,
            "t-on-change": this.update,
            "t-on-input": this.update,
        },
    };

    start() {
        this.update();
    }

    get names() {
        return [...this.el.querySelectorAll("input[name=recipient_ids]:checked")].map((el) => el.dataset.personName);
    }

    onRestored() {
        this.el.open = true;
        this.update();
    }

    /** On a phone the first person chosen is mostly the only one: the words are next, without another tap. */
    onPerson() {
        this.update();
        const messageEl = this.el.querySelector("textarea[name=message]");
        if (this.names.length === 1 && !messageEl.value && window.matchMedia("(pointer: coarse)").matches) {
            messageEl.focus();
        }
    }

    update() {
        const names = this.names;
        const audience = this.el.querySelector("input[name=audience]:checked")?.value;
        for (const noteEl of this.el.querySelectorAll(".o_perf_reader_note")) {
            noteEl.hidden = noteEl.dataset.audience !== audience;
            noteEl.textContent = noteEl.dataset.note.replace("{names}", names.join(", ") || _t("the people you thank"));
        }
        this.showPoints(audience);
        this.showSum(names.length);
    }

    /** No points where nobody else sees them, unless the company lets them be. */
    showPoints(audience) {
        const partEl = this.el.querySelector(".o_perf_points_part");
        if (partEl) {
            partEl.hidden = audience === "private" && !partEl.dataset.private;
            partEl.querySelector("input[name=points]").disabled = partEl.hidden;
        }
    }

    /** How many points this takes of those that are left. */
    showSum(people) {
        const sumEl = this.el.querySelector(".o_perf_points_sum");
        const typed = Number(this.el.querySelector("input[name=points]:not(:disabled)")?.value || 0);
        const points = Math.max(0, Math.floor(typed) || 0);
        if (!sumEl) {
            return;
        }
        const sum = points * people;
        const values = {people, points, sum, left: sumEl.dataset.left};
        sumEl.textContent = sum ? _t("%(people)s × %(points)s = %(sum)s of your %(left)s points", values) : "";
        sumEl.classList.toggle("text-danger", sum > Number(sumEl.dataset.left));
    }
}

registry.category("public.interactions").add("perf_recognition.composer", RecognitionComposer);
