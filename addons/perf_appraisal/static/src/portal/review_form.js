import {_t} from "@web/core/l10n/translation";
import {ConnectionLostError, rpc} from "@web/core/network/rpc";
import {registry} from "@web/core/registry";
import {Interaction} from "@web/public/interaction";

import {isAnswered, lacksRating} from "../answered";
import {isRefusal, KeptAnswers} from "../kept_answers";
import {isSameAnswer, readAnswer, writeAnswer} from "./question";

const SAVE_DELAY = 800;
const RETRY_DELAY = 15000;

/**
 * Saves a review while it is written, and keeps on this device what the server doesn't have yet. The form works
 * without it: it is then saved when it is sent.
 */
export class ReviewForm extends Interaction {
    static selector = ".o_perf_review_form[data-review]";
    dynamicContent = {
        _root: {
            "t-on-input": this.onInput,
            "t-on-focusout": this.onFocusout,
            "t-on-submit": this.onSubmit,
        },
        _window: {"t-on-online": this.save, "t-on-beforeunload": this.onBeforeUnload},
        _document: {"t-on-visibilitychange": this.onVisibilityChange},
        ".o_perf_section_next": {"t-on-click": this.onNextSection},
        ".o_perf_kept_restore": {"t-on-click": this.onRestore},
        ".o_perf_kept_discard": {"t-on-click": this.onDiscard},
    };

    setup() {
        this.reviewId = this.el.dataset.review;
        this.kept = new KeptAnswers(this.reviewId, this.el.dataset.user);
        this.statusEl = this.el.querySelector(".o_perf_save_state");
        this.keptEl = this.el.querySelector(".o_perf_kept");
        this.unsaved = new Map();
        this.offered = new Map(); // kept by an earlier visit, until somebody decides about it
        this.queue = Promise.resolve(true);
        this.isLeaving = false;
        this.saveLater = this.debounced(this.save, SAVE_DELAY);
        this.saveAgain = this.debounced(this.save, RETRY_DELAY);
    }

    start() {
        this.offerKept();
        this.openTarget();
        this.addListener(window, "hashchange", this.openTarget);
    }

    // ------------------------------------------------------------------
    // Writing
    // ------------------------------------------------------------------

    onInput(ev) {
        const questionEl = ev.target.closest("[data-question]");
        if (!questionEl) {
            return;
        }
        this.unsaved.set(questionEl.dataset.question, readAnswer(questionEl));
        this.offered.delete(questionEl.dataset.question);
        this.keep();
        this.markSection(questionEl.closest(".o_perf_section"));
        this.saveLater();
    }

    onFocusout(ev) {
        if (ev.target.matches("textarea") && this.unsaved.size) {
            this.save();
        }
    }

    onVisibilityChange() {
        if (document.visibilityState === "hidden") {
            this.save();
        }
    }

    /** Leaving is fine when all is saved, and when the form itself is being sent. */
    onBeforeUnload(ev) {
        if (this.unsaved.size && !this.isLeaving) {
            ev.preventDefault();
        }
    }

    async onSubmit(ev) {
        if (!this.unsaved.size) {
            this.isLeaving = true;
            return;
        }
        ev.preventDefault();
        if (await this.waitFor(this.save())) {
            this.isLeaving = true;
            this.el.requestSubmit(ev.submitter);
        }
    }

    // ------------------------------------------------------------------
    // Saving
    // ------------------------------------------------------------------

    /**
     * Save what isn't saved yet, after the save that is under way.
     *
     * @returns {Promise<boolean>} whether everything is saved
     */
    save() {
        this.saveLater.cancel();
        this.saveAgain.cancel();
        this.queue = this.queue.then(() => this.sendUnsaved());
        return this.queue;
    }

    async sendUnsaved() {
        if (!this.unsaved.size) {
            return true;
        }
        const sent = new Map(this.unsaved);
        try {
            const result = await this.send(sent);
            if (!result.error) {
                this.confirm(sent, result);
            } else if (sent.size === 1) {
                this.showStatus(_t("Not saved. %s", result.error), true);
            } else {
                await this.sendOneByOne(sent);
            }
        } catch (error) {
            this.showFailure(error);
        }
        return !this.unsaved.size;
    }

    /** One answer is refused: the others are saved all the same. */
    async sendOneByOne(sent) {
        let problem = "";
        for (const [id, answer] of sent) {
            const one = new Map([[id, answer]]);
            const result = await this.send(one);
            if (result.error) {
                problem = result.error;
            } else {
                this.confirm(one, result);
            }
        }
        if (problem) {
            this.showStatus(_t("Not saved. %s", problem), true);
        }
    }

    send(answers) {
        const {autosave, token} = this.el.dataset; // set for people without a login
        const url = autosave || `/my/reviews/${this.reviewId}/autosave`;
        const link = token ? {review: this.reviewId, token} : {};
        return rpc(url, {answers: Object.fromEntries(answers), ...link}, {silent: true});
    }

    confirm(sent, {answered, total}) {
        for (const [id, answer] of sent) {
            if (this.unsaved.get(id) === answer) {
                this.unsaved.delete(id);
            }
        }
        this.keep();
        this.el.querySelector(".o_perf_answered").textContent = _t("%(answered)s of %(total)s answered", {
            answered,
            total,
        });
        const time = new Date().toLocaleTimeString([], {hour: "2-digit", minute: "2-digit"});
        this.showStatus(_t("Saved %s", time));
    }

    showFailure(error) {
        if (error instanceof ConnectionLostError) {
            this.showStatus(
                _t("No connection. Your text is kept on this device and saved as soon as it is back."),
                true
            );
            this.saveAgain();
        } else if (error.exceptionName === "odoo.http.SessionExpiredException") {
            this.showStatus(_t("You were signed out. Your text is kept on this device."), true);
            const linkEl = document.createElement("a");
            linkEl.href = `/web/login?redirect=/my/reviews/${this.reviewId}`;
            linkEl.textContent = _t("Sign in again");
            linkEl.className = "ms-1";
            linkEl.addEventListener("click", () => (this.isLeaving = true));
            this.statusEl.append(linkEl);
        } else if (isRefusal(error)) {
            this.showStatus(
                _t("Not saved: this review can't be changed any more. Reload the page; your text is kept."),
                true
            );
        } else {
            this.showStatus(_t("Not saved yet. Your text is kept on this device and sent again in a moment."), true);
            this.saveAgain();
        }
    }

    showStatus(text, isProblem = false) {
        if (this.statusEl.textContent !== text) {
            this.statusEl.textContent = text;
        }
        this.statusEl.classList.toggle("text-danger", isProblem);
        this.statusEl.classList.toggle("text-muted", !isProblem);
    }

    // ------------------------------------------------------------------
    // Text kept on this device
    // ------------------------------------------------------------------

    getQuestion(id) {
        return this.el.querySelector(`[data-question="${CSS.escape(id)}"]`);
    }

    /** Keep what the server doesn't have: what is typed here, and what an earlier visit left to decide about. */
    keep() {
        this.kept.write(new Map([...this.offered, ...this.unsaved]));
        this.keptEl.classList.toggle("d-none", !this.offered.size);
    }

    offerKept() {
        const {date, answers} = this.kept.read() || {answers: {}};
        this.offered = new Map(
            Object.entries(answers).filter(([id, answer]) => {
                const questionEl = this.getQuestion(id);
                return questionEl && !isSameAnswer(readAnswer(questionEl), answer);
            })
        );
        this.keep();
        if (this.offered.size) {
            const time = date.toLocaleString([], {dateStyle: "medium", timeStyle: "short"});
            this.keptEl.querySelector(".o_perf_kept_text").textContent = _t(
                "Text from %s was not saved. It is still on this device.",
                time
            );
        }
    }

    onRestore() {
        for (const [id, answer] of this.offered) {
            const questionEl = this.getQuestion(id);
            writeAnswer(questionEl, answer);
            this.unsaved.set(id, readAnswer(questionEl));
            this.markSection(questionEl.closest(".o_perf_section"));
        }
        this.offered.clear();
        this.keep();
        this.save();
    }

    onDiscard() {
        this.offered.clear();
        this.keep();
    }

    // ------------------------------------------------------------------
    // Sections
    // ------------------------------------------------------------------

    markSection(sectionEl) {
        const questionEls = [...sectionEl.querySelectorAll("[data-question]")];
        const answered = questionEls.filter((el) => isAnswered(el.dataset.kind, readAnswer(el))).length;
        sectionEl.querySelector(".o_perf_section_answered").textContent = answered;
        sectionEl.classList.toggle("o_perf_section_done", answered === questionEls.length);
        for (const el of questionEls) {
            const isLacking = lacksRating(el.dataset.kind, readAnswer(el));
            el.querySelector(".o_perf_lacks_rating")?.classList.toggle("d-none", !isLacking);
        }
    }

    /** Open the section that the address points to, or that holds the question it points to. */
    openTarget() {
        const id = window.location.hash.slice(1);
        const targetEl = id && this.el.querySelector(`[id="${CSS.escape(id)}"]`);
        if (targetEl) {
            targetEl.closest(".o_perf_section").open = true;
            targetEl.scrollIntoView();
        }
    }

    onNextSection(ev) {
        const sectionEl = this.el.querySelector(ev.currentTarget.getAttribute("href"));
        sectionEl.open = true;
        sectionEl.querySelector("summary").focus({preventScroll: true});
    }
}

registry.category("public.interactions").add("perf_appraisal.review_form", ReviewForm);
