import {registry} from "@web/core/registry";

registry.category("web_tour.tours").add("perf_appraisal_self_review", {
    steps: () => [
        {
            content: "Nothing is wider than the phone",
            trigger: ".o_perf_review_form:not(:has(.o_perf_section_done))",
            run() {
                if (document.documentElement.scrollWidth > window.innerWidth) {
                    throw new Error("The page scrolls sideways.");
                }
            },
        },
        {
            content: "Say that it can't be rated",
            trigger: ".o_perf_question[data-kind='rating'] label:contains(Unable to rate)",
            run: "click",
        },
        {trigger: ".o_perf_save_state:contains(Saved)"},
        {
            content: "Rate after all: the anchor of the chosen level appears",
            trigger: ".o_perf_question[data-kind='rating'] label:contains(Strong)",
            run: "click",
        },
        {trigger: ".o_perf_question[data-kind='rating'] .o_perf_anchor:visible:contains(More than expected)"},
        {
            content: "Write",
            trigger: ".o_perf_question[data-kind='text'] textarea",
            run: "edit The fair in May",
        },
        {trigger: ".o_perf_answered:contains(2 of 4 answered)"},
        {trigger: ".o_perf_section_done .o_perf_section_answered:contains(2)"},
        {content: "Go on", trigger: ".o_perf_section_next:visible", run: "click"},
        {
            trigger: ".o_perf_section[open] .o_perf_question[data-kind='choice'] label:contains(Elsewhere)",
            run: "click",
        },
        {trigger: ".o_perf_answered:contains(3 of 4 answered)"},
        {
            content: "Read before submitting",
            trigger: ".o_perf_review_next",
            run: "click",
            expectUnloadPage: true,
        },
        {trigger: ".o_perf_review_summary:contains(The fair in May):not(:has(.o_perf_missing))"},
        {trigger: ".o_perf_submit", run: "click", expectUnloadPage: true},
        {trigger: ".o_perf_success:contains(submitted)"},
    ],
});
