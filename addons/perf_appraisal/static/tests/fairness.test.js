import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {expect, test} from "@odoo/hoot";
import {queryAll, queryAllTexts} from "@odoo/hoot-dom";
import {animationFrame} from "@odoo/hoot-mock";
import {contains, getService, mountWithCleanup, onRpc} from "@web/../tests/web_test_helpers";
import {WebClient} from "@web/webclient/webclient";

defineMailModels();

const FLAGS = {leniency: false, compression: false, halo: false, recency: false, gap: false};
const RATER = {
    people: 8,
    goals: 8,
    noted: false,
    gaps: false,
    median: 3,
    spread: 0.6,
    spread_others: 0.7,
    one_point: 40,
    correlation: 0.7,
    told_apart: 0.5,
    told_apart_others: 0.6,
    recent: false,
    gap: false,
    gap_low: false,
    gap_high: false,
    places: [],
    sentences: {leniency: "What it means."},
};
const REPORT = {
    cycles: [
        {id: 1, name: "This year"},
        {id: 2, name: "Last year"},
    ],
    cycle: 1,
    message: false,
    minimum: 5,
    raters: [
        {...RATER, id: 1, name: "Ann", leniency: 0.1, low: -0.3, high: 0.5, flags: FLAGS},
        {...RATER, id: 2, name: "Bob", leniency: 0.9, low: 0.4, high: 1.4, flags: {...FLAGS, leniency: "lenient"}},
    ],
    raters_hidden: 1,
    raters_more: 0,
    agreement: {one: 12, mean: 50, sentence: "12 % go with who rates."},
    answers: {leniency: "1 of 2 raters are worth a look.", compression: "", halo: "", recency: "", gap: ""},
    dimensions: [
        {
            key: "gender",
            label: "Gender",
            hidden: 0,
            sentence: "No difference.",
            rows: [
                {
                    key: "f",
                    label: "Female",
                    people: 9,
                    rate: 50,
                    ratio: false,
                    p: false,
                    shortfall: 0,
                    best: true,
                    flag: false,
                },
                {
                    key: "m",
                    label: "Male",
                    people: 8,
                    rate: 48,
                    ratio: 0.96,
                    p: 0.9,
                    shortfall: 0,
                    best: false,
                    flag: false,
                },
            ],
        },
    ],
    off: ["Age"],
};

async function open(report) {
    onRpc("perf.fairness.report", "get_report", ({args}) => {
        expect.step(`report ${args[0]}`);
        return {...report, cycle: args[0] || report.cycle};
    });
    onRpc("perf.fairness.report", "get_departments", ({args}) => {
        expect.step(`departments ${args.join(" ")}`);
        return {
            columns: ["Female"],
            rows: [{id: 3, name: "Shop", cells: [{people: 6, rate: 50}]}],
            hidden: 1,
            sentence: "One.",
        };
    });
    await mountWithCleanup(WebClient);
    await getService("action").doAction({type: "ir.actions.client", tag: "perf_appraisal.fairness"});
    await animationFrame();
}

test("who is worth a look comes first, in words, with the interval in a table", async () => {
    await open(REPORT);
    expect.verifySteps(["report null"]);
    const chart = ".o_perf_fairness_chart:first summary";
    expect(queryAllTexts(chart)[0]).toMatch(/Bob[\s\S]*\+0\.9[\s\S]*worth a look/);
    expect(queryAllTexts(chart)[1]).not.toMatch(/worth a look/);
    const table = queryAll("section:first table tbody tr")[0];
    expect(table.textContent.replace(/\s+/g, "")).toBe("Bob8+0.9+0.4…+1.4Yes");
    expect(".o_perf_fairness").toHaveText(/What to do next/);
});

test("another cycle is asked for, and departments on demand", async () => {
    await open(REPORT);
    await contains("select[aria-label=Cycle]").select("2");
    await contains("button:contains(By department)").click();
    expect.verifySteps(["report null", "report 2", "departments 2 gender"]);
    expect("td:contains(50 % of 6)").toHaveCount(1);
});

test("without anything to show it says what for", async () => {
    await open({cycles: [], cycle: false, message: "Once managers have rated people.", minimum: 5});
    expect.verifySteps(["report null"]);
    expect(".o_perf_fairness").toHaveText(/Are ratings given evenly\?\s+Once managers have rated people\./);
});
