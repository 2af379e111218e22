import {_t} from "@web/core/l10n/translation";
import {rpc} from "@web/core/network/rpc";
import {registry} from "@web/core/registry";
import {Interaction} from "@web/public/interaction";

/** Buttons below a recognition that put my reaction on or take it off, without leaving the page. */
export class RecognitionReactions extends Interaction {
    static selector = ".o_perf_recognition .o_perf_reactions";
    dynamicContent = {
        ".o_perf_reaction": {"t-on-click": this.onClick},
    };

    async onClick(ev) {
        const {kind} = ev.currentTarget.dataset;
        const {reactions} = await this.waitFor(rpc(this.el.dataset.url, {kind}));
        for (const reaction of reactions) {
            this.show(reaction);
        }
    }

    /** Shows count and state of one kind of reaction. */
    show({kind, label, count, mine}) {
        const buttonEl = this.el.querySelector(`[data-kind="${kind}"]`);
        buttonEl.classList.toggle("o_perf_reaction_mine", mine);
        buttonEl.setAttribute("aria-pressed", String(mine));
        buttonEl.setAttribute("aria-label", _t("%(label)s, %(count)s", {label, count}));
        buttonEl.querySelector(".o_perf_reaction_count").textContent = count || "";
    }
}

registry.category("public.interactions").add("perf_recognition.reactions", RecognitionReactions);
