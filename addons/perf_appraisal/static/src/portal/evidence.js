import {Interaction} from "@web/public/interaction";
import {registry} from "@web/core/registry";

const WIDE = "(min-width: 992px)";

/** What happened in the period stands open beside the questions; on a phone it waits above them, closed. */
export class PerfEvidence extends Interaction {
    static selector = "details.o_perf_evidence";

    start() {
        this.el.open = this.el.open || window.matchMedia(WIDE).matches;
    }
}

registry.category("public.interactions").add("perf_appraisal.evidence", PerfEvidence);
