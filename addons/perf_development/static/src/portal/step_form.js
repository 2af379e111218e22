import {registry} from "@web/core/registry";
import {Interaction} from "@web/public/interaction";

/** Offers only the levels that belong to the chosen skill; without JavaScript all stand there, by kind of skill. */
export class StepForm extends Interaction {
    static selector = ".o_perf_step_form";
    dynamicContent = {
        "[name=skill_id]": {"t-on-change": this.showLevels},
        _root: {"t-on-perf_text_restored": this.showLevels},
    };

    setup() {
        this.skillEl = this.el.querySelector("[name=skill_id]");
        this.levelEl = this.el.querySelector("[name=skill_level_id]");
    }

    start() {
        this.showLevels();
    }

    showLevels() {
        const typeId = this.skillEl.selectedOptions[0]?.closest("optgroup")?.dataset.typeId;
        this.levelEl.disabled = !typeId;
        for (const groupEl of this.levelEl.querySelectorAll("optgroup")) {
            const isMeant = groupEl.dataset.typeId === typeId;
            groupEl.hidden = !isMeant;
            groupEl.disabled = !isMeant;
        }
        const chosenEl = this.levelEl.selectedOptions[0];
        if (chosenEl?.value && chosenEl.closest("optgroup").dataset.typeId !== typeId) {
            this.levelEl.value = "";
        }
    }
}

registry.category("public.interactions").add("perf_development.step_form", StepForm);
