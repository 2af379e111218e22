import {registry} from "@web/core/registry";
import {Interaction} from "@web/public/interaction";

/** Sends what was chosen to see of the wall at once, so that the button is for browsers without scripts only. */
export class RecognitionFilters extends Interaction {
    static selector = ".o_perf_wall_filters";
    dynamicContent = {
        _root: {"t-on-change": () => this.el.requestSubmit()},
        "button[type=submit]": {"t-att-class": () => ({"d-none": true})},
    };
}

/** Brings the older cards under the last one as soon as one gets near it; the link stays for those who choose it. */
export class RecognitionPager extends Interaction {
    static selector = ".o_perf_recognition:has(.o_perf_wall) .o_perf_wall_pager";

    setup() {
        this.wallEl = this.el.parentElement.querySelector(".o_perf_wall");
        this.busy = false;
    }

    start() {
        const observer = new IntersectionObserver(
            (entries) => {
                if (entries.some((entry) => entry.isIntersecting)) {
                    this.loadOlder();
                }
            },
            {rootMargin: "600px"}
        );
        observer.observe(this.el);
        this.registerCleanup(() => observer.disconnect());
    }

    get olderEl() {
        return this.el.querySelector("a[rel=next]");
    }

    async loadOlder() {
        if (this.busy || !this.olderEl) {
            return;
        }
        this.busy = true;
        const page = await this.waitFor(this.fetchPage(this.olderEl.href));
        if (page) {
            this.show(page);
        }
        this.busy = !page; // without a connection the link remains
    }

    /** The page at an address, null when it can't be had. */
    async fetchPage(url) {
        try {
            const response = await fetch(url);
            const text = response.ok && !response.redirected ? await response.text() : "";
            return text ? new DOMParser().parseFromString(text, "text/html") : null;
        } catch {
            return null;
        }
    }

    show(page) {
        const known = new Set([...this.wallEl.children].map((el) => el.dataset.id));
        for (const cardEl of page.querySelectorAll(".o_perf_wall > *")) {
            if (!known.has(cardEl.dataset.id)) {
                this.insert(document.importNode(cardEl, true), this.wallEl, "beforeend", false);
            }
        }
        const older = page.querySelector(".o_perf_wall_pager a[rel=next]")?.getAttribute("href");
        if (older) {
            this.olderEl.setAttribute("href", older);
        } else {
            this.olderEl.remove();
        }
    }
}

registry.category("public.interactions").add("perf_recognition.filters", RecognitionFilters);
registry.category("public.interactions").add("perf_recognition.pager", RecognitionPager);
