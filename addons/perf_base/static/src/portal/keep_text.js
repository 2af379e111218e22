import {browser} from "@web/core/browser/browser";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {user} from "@web/core/user";
import {redirect} from "@web/core/utils/urls";
import {Interaction} from "@web/public/interaction";

const KEPT_TYPES =
    "textarea, select, input[type=radio], input[type=checkbox], input[type=range], input[type=number], input[type=date], input[type=text], input[type=search], input[type=url], input:not([type])";

/**
 * Keeps what is typed into a form until the server has taken it: `<form class="o_perf_keep_text" name="checkin">`.
 *
 * The values stand in the session storage, by user, path and name of the form. Sending goes through fetch: when the
 * connection or the session is lost, or the server refuses, the person stays on the page and the text stays in the
 * form. The server takes a form by redirecting (or by a page without `.o_perf_error`). Without JavaScript the form is
 * sent as any other.
 */
export class KeepText extends Interaction {
    static selector = "form.o_perf_keep_text";
    dynamicContent = {
        _root: {
            "t-on-input": this.debounced(this.keep, 200),
            "t-on-change": this.keep,
            "t-on-submit.prevent": this.onSubmit,
        },
        _window: {"t-on-pagehide": this.onPageHide},
    };

    setup() {
        this.key = ["perf_text", user.userId, window.location.pathname, this.el.getAttribute("name") || ""].join(":");
        this.sending = false;
        this.done = false;
    }

    start() {
        this.initial = this.values;
        this.restore();
    }

    get fieldEls() {
        return [...this.el.querySelectorAll(KEPT_TYPES)].filter((el) => el.name && el.name !== "csrf_token");
    }

    /** What stands in the form: list of [name, value] in the order of the page. */
    get values() {
        return this.fieldEls.map((el) => [
            el.name,
            ["radio", "checkbox"].includes(el.type) ? `${el.value}:${el.checked}` : el.value,
        ]);
    }

    keep() {
        const values = this.values;
        if (this.done || JSON.stringify(values) === JSON.stringify(this.initial)) {
            return;
        }
        browser.sessionStorage.setItem(this.key, JSON.stringify(values));
    }

    onPageHide() {
        if (browser.sessionStorage.getItem(this.key) || !this.sending) {
            this.keep();
        }
    }

    restore() {
        const kept = JSON.parse(browser.sessionStorage.getItem(this.key) || "[]");
        const fieldEls = this.fieldEls;
        let restored = false;
        kept.forEach(([name, value], index) => {
            const el = fieldEls[index]?.name === name ? fieldEls[index] : undefined;
            if (!el || el.readOnly || el.disabled || this.initial[index][1] === value) {
                return;
            }
            if (["radio", "checkbox"].includes(el.type)) {
                el.checked = value === `${el.value}:true`;
            } else {
                el.value = value;
            }
            el.dispatchEvent(new CustomEvent("perf_text_restored", {bubbles: true}));
            restored = true;
        });
        if (restored) {
            this.say(_t("What you typed earlier is here again. It is not sent yet."), "info");
        }
    }

    async onSubmit(ev) {
        if (this.sending) {
            return;
        }
        this.keep();
        this.sending = true;
        const body = new FormData(this.el, ev.submitter);
        this.lock(true);
        try {
            const action = ev.submitter?.getAttribute("formaction") || this.el.getAttribute("action") || "";
            const reply = await this.waitFor(
                fetch(action || window.location.href, {
                    method: this.el.method,
                    body,
                    credentials: "same-origin",
                })
            );
            await this.onReply(reply);
        } catch {
            this.refuse(_t("The connection is lost. Your text is kept: try again when you are online."));
        }
    }

    async onReply(reply) {
        const path = new URL(reply.url).pathname;
        if (path.startsWith("/web/login")) {
            this.refuse(_t("You were logged out. Your text is kept: log in again, then come back to this page."));
            redirect(`/web/login?redirect=${encodeURIComponent(window.location.pathname + window.location.search)}`);
            return;
        }
        if (reply.status === 400) {
            this.refuse(_t("This page was open for too long. Your text is kept: load the page again and send it."));
            return;
        }
        const page = new DOMParser().parseFromString(await this.waitFor(reply.text()), "text/html");
        const error = page.querySelector(".o_perf_error");
        if (!reply.ok || error) {
            this.refuse(
                error?.textContent.trim() || _t("This could not be saved. Your text is kept: try again later.")
            );
            return;
        }
        this.done = true;
        browser.sessionStorage.removeItem(this.key);
        if (reply.url === window.location.href) {
            window.location.reload();
        } else {
            redirect(reply.url);
        }
    }

    refuse(text) {
        this.sending = false;
        this.lock(false);
        this.say(text, "danger");
    }

    /** Disables the buttons while the form is on its way, so that nothing is sent twice. */
    lock(locked) {
        this.el.setAttribute("aria-busy", locked);
        for (const el of this.el.querySelectorAll("button[type=submit], input[type=submit], button:not([type])")) {
            el.disabled = locked;
        }
    }

    /** Shows one sentence on top of the form; screen readers read it out. */
    say(text, tone) {
        this.messageEl?.remove();
        this.messageEl = document.createElement("div");
        this.messageEl.className = `o_perf_keep_text_message alert alert-${tone}`;
        this.messageEl.setAttribute("role", tone === "danger" ? "alert" : "status");
        this.messageEl.textContent = text;
        this.insert(this.messageEl, this.el, "afterbegin");
        if (tone === "danger") {
            this.messageEl.scrollIntoView({block: "center"});
        }
    }
}

registry.category("public.interactions").add("perf_base.keep_text", KeepText);
