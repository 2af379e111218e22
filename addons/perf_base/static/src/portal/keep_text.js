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
 * form. The server takes a form by redirecting (or by a page without `.o_perf_error`). A refusal with the name of an
 * input (`data-field`) is said at that input. Without JavaScript the form is sent as any other.
 */
export class KeepText extends Interaction {
    static selector = "form.o_perf_keep_text";
    dynamicContent = {
        _root: {
            "t-on-input": this.debounced(this.onInput, 200),
            "t-on-change": this.onInput,
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

    /** What stands in the form, by a key for each field; people and choices may stand in another order next time. */
    get values() {
        const values = {};
        for (const el of this.fieldEls) {
            values[this.getFieldKey(el, values)] = this.isChoice(el) ? el.checked : el.value;
        }
        return values;
    }

    isChoice(el) {
        return ["radio", "checkbox"].includes(el.type);
    }

    getFieldKey(el, values) {
        if (this.isChoice(el)) {
            return `${el.name}=${el.value}`;
        }
        let number = 0;
        while (`${el.name}#${number}` in values) {
            number++;
        }
        return `${el.name}#${number}`;
    }

    /** What was wrong may be right by now: the sentence goes with the next word or choice. */
    onInput() {
        if (!this.sending && this.messageEl?.getAttribute("role") === "alert") {
            this.messageEl.remove();
            this.markWrong(null);
        }
        this.keep();
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
        const kept = JSON.parse(browser.sessionStorage.getItem(this.key) || "{}");
        const seen = {};
        let restored = false;
        for (const el of this.fieldEls) {
            const key = this.getFieldKey(el, seen);
            seen[key] = true;
            if (!(key in kept) || kept[key] === this.initial[key] || el.readOnly || el.disabled) {
                continue;
            }
            el[this.isChoice(el) ? "checked" : "value"] = kept[key];
            el.dispatchEvent(new CustomEvent("perf_text_restored", {bubbles: true}));
            restored = true;
        }
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
        const action = ev.submitter?.getAttribute("formaction") || this.el.getAttribute("action");
        let reply;
        try {
            reply = await this.waitFor(
                fetch(action || window.location.href, {
                    method: this.el.method,
                    body,
                    credentials: "same-origin",
                })
            );
        } catch {
            this.refuse(_t("The connection is lost. Your text is kept: try again when you are online."));
            return;
        }
        await this.onReply(reply);
    }

    async onReply(reply) {
        const path = new URL(reply.url, window.location.href).pathname;
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
                error?.textContent.trim() || _t("This could not be saved. Your text is kept: try again later."),
                error?.dataset.field
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

    refuse(text, field) {
        this.sending = false;
        this.lock(false);
        const fieldEl = (field && this.fieldEls.find((el) => el.name === field)) || null;
        this.say(text, "danger", fieldEl);
        this.markWrong(fieldEl);
    }

    /** Marks the one field that a refusal is about, and puts the cursor there. */
    markWrong(fieldEl) {
        for (const el of this.fieldEls) {
            el.classList.toggle("is-invalid", el === fieldEl);
            if (el === fieldEl) {
                el.setAttribute("aria-invalid", "true");
            } else {
                el.removeAttribute("aria-invalid");
            }
        }
        fieldEl?.focus({preventScroll: true});
    }

    /** Disables the buttons while the form is on its way, so that nothing is sent twice. */
    lock(locked) {
        this.el.setAttribute("aria-busy", locked);
        for (const el of this.el.querySelectorAll("button[type=submit], input[type=submit], button:not([type])")) {
            el.disabled = locked;
        }
    }

    /** Shows one sentence on top of the form, or before the field that it is about; screen readers read it out. */
    say(text, tone, fieldEl) {
        this.messageEl?.remove();
        this.messageEl = document.createElement("div");
        this.messageEl.className = `o_perf_keep_text_message alert alert-${tone}`;
        this.messageEl.setAttribute("role", tone === "danger" ? "alert" : "status");
        this.messageEl.textContent = text;
        const besideEl = fieldEl && (this.isChoice(fieldEl) ? fieldEl.parentElement : fieldEl);
        this.insert(this.messageEl, besideEl || this.el, besideEl ? "beforebegin" : "afterbegin");
        if (tone === "danger") {
            this.messageEl.scrollIntoView({block: "center"});
        }
    }
}

registry.category("public.interactions").add("perf_base.keep_text", KeepText);
