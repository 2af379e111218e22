import {rpc} from "@web/core/network/rpc";
import {registry} from "@web/core/registry";
import {_t} from "@web/core/l10n/translation";
import {Interaction} from "@web/public/interaction";
import {KeepText} from "@perf_base/portal/keep_text";

const RESULT_FIELDS = ["name", "metric_id", "start_value", "target_value"];

/** The clarity meter below the form of a goal: follows what is typed, and shows the hint that helps most. */
export class GoalForm extends Interaction {
    static selector = "form.o_perf_goal_form";
    refreshSoon = this.debounced(this.refresh, 400);
    dynamicContent = {
        _root: {
            "t-on-input": this.refreshSoon,
            "t-on-perf_text_restored": this.refreshSoon,
        },
        ".o_perf_goal_metric": {"t-on-change": this.onMetricChange},
        ".o_perf_goal_template": {"t-on-click": this.onTemplate},
    };

    start() {
        this.refresh();
    }

    onMetricChange({currentTarget}) {
        this.takeOverMetric(currentTarget);
        this.showSources();
        this.refreshSoon();
    }

    /** A name and a start that nobody typed are those of the metric: its name, and nothing counted yet. */
    takeOverMetric(selectEl) {
        const resultEl = selectEl.closest(".o_perf_goal_result");
        const name = selectEl.selectedOptions[0]?.dataset.name;
        const nameEl = resultEl.querySelector("input[name=result_name]");
        const startEl = resultEl.querySelector("input[name=result_start_value]");
        if (name && nameEl.value === nameEl.defaultValue) {
            nameEl.value = nameEl.defaultValue = name;
            if (startEl.value === startEl.defaultValue) {
                startEl.value = startEl.defaultValue = "0";
            }
        }
    }

    /** What was typed is not replaced by a template unasked. */
    onTemplate(ev) {
        const typed = [...this.el.querySelectorAll("input[name=name], textarea[name=description]")];
        const isTyped = typed.some((boxEl) => boxEl.value && boxEl.value !== boxEl.defaultValue);
        if (isTyped && !window.confirm(_t("Replace what you wrote by this template?"))) {
            ev.preventDefault();
        }
    }

    /** Shows of each key result what has to be typed: what a metric says of itself is not asked for. */
    showSources() {
        for (const resultEl of this.el.querySelectorAll(".o_perf_goal_result")) {
            const selectEl = resultEl.querySelector(".o_perf_goal_metric");
            const purpose = selectEl.selectedOptions[0]?.dataset.purpose || "";
            for (const typedEl of resultEl.querySelectorAll(".o_perf_goal_typed")) {
                typedEl.hidden = Boolean(selectEl.value);
            }
            resultEl.querySelector(".o_perf_goal_measured").hidden = !selectEl.value;
            const purposeEl = resultEl.querySelector(".o_perf_goal_metric_purpose");
            purposeEl.textContent = purpose;
            purposeEl.hidden = !purpose;
        }
    }

    get typed() {
        const data = new FormData(this.el);
        const columns = RESULT_FIELDS.map((name) => data.getAll(`result_${name}`));
        return {
            name: data.get("name"),
            description: data.get("description"),
            date_start: data.get("date_start"),
            date_end: data.get("date_end"),
            results: columns[0].map((name, index) =>
                Object.fromEntries(RESULT_FIELDS.map((field, column) => [field, columns[column][index]]))
            ),
        };
    }

    async refresh() {
        this.showSources();
        const goalId = parseInt(this.el.dataset.goal) || null;
        let clarity;
        try {
            clarity = await this.waitFor(
                rpc("/my/goals/clarity", {values: this.typed, goal_id: goalId}, {silent: true})
            );
        } catch {
            return; // The meter is a help only: without a connection the form works as well.
        }
        this.show(clarity);
    }

    show({score, missing, realism}) {
        this.showRealism(realism);
        const meterEl = this.el.querySelector(".o_perf_goal_clarity");
        meterEl.hidden = false;
        meterEl.querySelector(".o_perf_goal_clarity_score").textContent = _t("%s of 100", score);
        meterEl.querySelector("[role=meter]").setAttribute("aria-valuenow", score);
        meterEl.querySelector(".progress-bar").style.width = `${score}%`;
        const best = missing[0];
        meterEl.querySelector(".o_perf_goal_clarity_hint").textContent = best
            ? `+${best.points}: ${best.hint}`
            : _t("Nothing is missing.");
    }

    /** Below each target that is measured: how it compares with what was reached before. */
    showRealism(realism) {
        for (const [index, resultEl] of this.el.querySelectorAll(".o_perf_goal_result").entries()) {
            const found = realism[index];
            resultEl.querySelector(".o_perf_goal_realism").hidden = !found;
            resultEl.querySelector(".o_perf_goal_realism_label").textContent = found?.label || "";
            resultEl.querySelector(".o_perf_goal_realism_lines").replaceChildren(
                ...(found?.lines || []).map((line) => {
                    const lineEl = document.createElement("p");
                    lineEl.className = "mb-0";
                    lineEl.textContent = line;
                    return lineEl;
                })
            );
        }
    }
}

/**
 * Keeps what is typed, as `KeepText` does, and shows what the server says about single boxes beside them: boxes that it
 * marked as invalid are marked here as well, and a question that it asks stands in its place above the buttons.
 */
export class GoalKeepText extends KeepText {
    static selector = "form.o_perf_goal_keep_text";

    async onReply(reply) {
        const page = new DOMParser().parseFromString(await this.waitFor(reply.clone().text()), "text/html");
        const answerEl = page.querySelector(`form.o_perf_goal_keep_text[name="${this.el.getAttribute("name")}"]`);
        this.mark(answerEl);
        const firstEl = this.el.querySelector(".is-invalid, .o_perf_goal_question");
        if (!reply.ok || !firstEl) {
            await super.onReply(reply);
            return;
        }
        this.sending = false;
        this.lock(false);
        this.messageEl?.remove();
        firstEl.closest("details")?.setAttribute("open", "open");
        firstEl.focus();
        firstEl.scrollIntoView({block: "center"});
    }

    /** Takes over the marks and the question of the form that the server answered with; none when it took the form. */
    mark(answerEl) {
        for (const feedbackEl of this.el.querySelectorAll(".invalid-feedback[id$=_error]")) {
            const boxEl = this.el.querySelector(`#${feedbackEl.id.replace(/_error$/, "")}`);
            const answer = answerEl?.querySelector(`#${boxEl.id}.is-invalid`);
            boxEl.classList.toggle("is-invalid", Boolean(answer));
            boxEl.setAttribute("aria-invalid", Boolean(answer));
            feedbackEl.textContent = answer ? answerEl.querySelector(`#${feedbackEl.id}`).textContent : "";
        }
        const placeEl = this.el.querySelector(".o_perf_goal_question_place");
        placeEl?.replaceChildren(...(answerEl?.querySelector(".o_perf_goal_question_place")?.childNodes || []));
    }
}

/** Shows the number that the confidence slider stands at. */
export class GoalConfidence extends Interaction {
    static selector = "form.o_perf_goal_checkin_form";
    dynamicContent = {
        "input[name=confidence]": {"t-on-input": this.show, "t-on-perf_text_restored": this.show},
    };

    show(ev) {
        this.el.querySelector(".o_perf_goal_confidence").textContent = ev.currentTarget.value;
    }
}

/** Takes the mark off a box as soon as it is changed: whether it is right now, the server says when it is sent. */
export class GoalBoxes extends Interaction {
    static selector = "form.o_perf_goal_keep_text";
    dynamicContent = {
        _root: {"t-on-input": this.unmark},
    };

    unmark({target}) {
        target.classList.remove("is-invalid");
        target.removeAttribute("aria-invalid");
    }
}

registry.category("public.interactions").add("perf_goals.goal_boxes", GoalBoxes);
registry.category("public.interactions").add("perf_goals.goal_form", GoalForm);
registry.category("public.interactions").add("perf_goals.goal_confidence", GoalConfidence);
registry.category("public.interactions").add("perf_goals.goal_keep_text", GoalKeepText);
