import {_t} from "@web/core/l10n/translation";
import {rpc} from "@web/core/network/rpc";
import {registry} from "@web/core/registry";
import {Interaction} from "@web/public/interaction";

/**
 * Finds colleagues while the name is typed. Without it the people that the page came with can be chosen all the same:
 * they are plain radio buttons (or checkboxes, when more than one person may be chosen).
 */
export class PersonPicker extends Interaction {
    static selector = ".o_perf_person_picker";
    dynamicContent = {
        ".o_perf_person_picker_query": {
            "t-on-input": this.debounced(this.onSearch, 250),
            "t-on-keydown": this.onKeydown,
        },
        ".o_perf_person_picker_change": {"t-on-click": this.onChangeClick},
        ".o_perf_person_picker_people": {
            "t-on-change": this.onChoose,
            "t-on-perf_text_restored": this.onChoose,
        },
    };

    setup() {
        this.multiple = Boolean(this.el.dataset.multiple);
        this.queryEl = this.el.querySelector(".o_perf_person_picker_query");
        this.peopleEl = this.el.querySelector(".o_perf_person_picker_people");
        this.statusEl = this.el.querySelector(".o_perf_person_picker_status");
        this.changeEl = this.el.querySelector(".o_perf_person_picker_change");
    }

    start() {
        this.showChoice();
    }

    get chosenEls() {
        return [...this.peopleEl.querySelectorAll("input:checked")];
    }

    async onSearch() {
        const query = this.queryEl.value.trim();
        const {people} = await this.waitFor(rpc("/my/performance/colleagues", {query}));
        if (query === this.queryEl.value.trim()) {
            this.showPeople(people);
        }
    }

    onKeydown(ev) {
        if (ev.key === "Enter") {
            ev.preventDefault(); // would send the form
            this.peopleEl.querySelector("input:not(:checked)")?.focus();
        }
    }

    onChoose() {
        this.showChoice();
        const people = this.chosenEls.map((el) => ({id: Number(el.value), name: el.dataset.personName}));
        this.el.dispatchEvent(new CustomEvent("perf_person_change", {bubbles: true, detail: {people}}));
    }

    onChangeClick() {
        this.el.classList.remove("o_perf_person_picker_done");
        this.changeEl.classList.add("d-none");
        this.queryEl.focus();
    }

    /** Replaces the people that are not chosen by the ones found. */
    showPeople(people) {
        const chosen = new Set(this.chosenEls.map((el) => Number(el.value)));
        for (const el of [...this.peopleEl.querySelectorAll("input:not(:checked)")]) {
            el.closest(".o_perf_person").remove();
        }
        for (const person of people.filter(({id}) => !chosen.has(id))) {
            this.renderAt(
                "perf_base.PersonTile",
                {
                    person,
                    name: this.el.dataset.name,
                    multiple: this.multiple,
                    required: Boolean(this.el.dataset.required),
                },
                this.peopleEl
            );
        }
        this.statusEl.textContent = this.getStatus(people.length);
    }

    getStatus(count) {
        if (!count) {
            return _t("Nobody of this name. Try the family name, or fewer letters.");
        }
        return count === 1 ? _t("1 colleague found") : _t("%s colleagues found", count);
    }

    showChoice() {
        const done = !this.multiple && this.chosenEls.length > 0;
        this.el.classList.toggle("o_perf_person_picker_done", done);
        this.changeEl.classList.toggle("d-none", !done);
        if (done) {
            this.statusEl.textContent = "";
        }
    }
}

registry.category("public.interactions").add("perf_base.person_picker", PersonPicker);
