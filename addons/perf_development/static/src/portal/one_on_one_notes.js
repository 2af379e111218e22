import {browser} from "@web/core/browser/browser";
import {_t} from "@web/core/l10n/translation";
import {rpc} from "@web/core/network/rpc";
import {registry} from "@web/core/registry";
import {user} from "@web/core/user";
import {Interaction} from "@web/public/interaction";

/**
 * Saves the shared notes of a 1-on-1 while somebody types, and never over what the other one wrote meanwhile.
 *
 * `<form class="o_perf_one_on_one_notes" data-url="…/autosave" data-version="3">` with one textarea. What is not saved
 * yet stands in the session storage with the version that was read. Without JavaScript the form is sent as any other.
 */
export class OneOnOneNotes extends Interaction {
    static selector = "form.o_perf_one_on_one_notes";
    dynamicContent = {
        textarea: {"t-on-input": this.onInput},
        _root: {"t-on-submit.prevent": this.onSubmit},
        _window: {"t-on-online": this.save, "t-on-pagehide": this.keep},
    };

    setup() {
        this.textEl = this.el.querySelector("textarea");
        this.statusEl = this.el.querySelector(".o_perf_one_on_one_status");
        this.versionEl = this.el.querySelector("input[name=version]");
        this.version = parseInt(this.el.dataset.version, 10) || 0;
        this.saved = this.textEl.value;
        this.conflict = false;
        this.key = ["perf_one_on_one_notes", user.userId, window.location.pathname].join(":");
        this.saveLater = this.debounced(this.save, 1500);
    }

    start() {
        const kept = JSON.parse(browser.sessionStorage.getItem(this.key) || "null");
        if (!kept || kept.text === this.saved) {
            return;
        }
        if (kept.version === this.version) {
            this.textEl.value = kept.text;
            this.textEl.dispatchEvent(new CustomEvent("perf_text_restored", {bubbles: true}));
            this.saveLater();
        } else {
            this.showText(_t("What you typed earlier was not saved, since the notes changed meanwhile:"), kept.text);
        }
    }

    onInput() {
        this.keep();
        if (!this.conflict) {
            this.saveLater();
        }
    }

    /** After a conflict only the button saves: the person has read what the other one wrote. */
    onSubmit() {
        this.conflict = false;
        this.save();
    }

    keep() {
        if (this.textEl.value !== this.saved) {
            browser.sessionStorage.setItem(this.key, JSON.stringify({text: this.textEl.value, version: this.version}));
        }
    }

    async save() {
        const text = this.textEl.value;
        if (text === this.saved || this.saving || this.conflict) {
            return;
        }
        this.saving = true;
        let reply;
        try {
            reply = await this.waitFor(rpc(this.el.dataset.url, {text, version: this.version}, {silent: true}));
        } catch (error) {
            this.say(error.data?.message || _t("Not saved yet. Your text stays here and is tried again."), true);
            return;
        } finally {
            this.saving = false;
        }
        this.setVersion(reply.version);
        if (!reply.saved) {
            this.conflict = true;
            this.saved = reply.text;
            this.showText(reply.message, reply.text);
            return;
        }
        this.saved = text;
        this.otherEl?.remove();
        browser.sessionStorage.removeItem(this.key);
        const time = new Date().toLocaleTimeString([], {hour: "2-digit", minute: "2-digit"});
        this.say(_t("Saved %s", time), false);
        if (this.textEl.value !== text) {
            this.saveLater();
        }
    }

    setVersion(version) {
        this.version = version;
        this.versionEl.value = version;
    }

    /** One line below the box; screen readers read it out. */
    say(text, isError) {
        this.statusEl.textContent = text;
        this.statusEl.classList.toggle("text-danger", isError);
    }

    /** Shows a text above the box, which keeps what was typed. */
    showText(message, text) {
        this.otherEl?.remove();
        this.otherEl = document.createElement("div");
        this.otherEl.className = "o_perf_one_on_one_other alert alert-warning";
        this.otherEl.setAttribute("role", "alert");
        const messageEl = document.createElement("p");
        messageEl.textContent = message;
        const textEl = document.createElement("div");
        textEl.className = "o_perf_one_on_one_kept";
        textEl.textContent = text;
        this.otherEl.append(messageEl, textEl);
        this.insert(this.otherEl, this.el, "afterbegin");
        this.say("", false);
    }
}

registry.category("public.interactions").add("perf_development.one_on_one_notes", OneOnOneNotes);
