import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {expect, queryAllTexts, test} from "@odoo/hoot";
import {press, queryFirst} from "@odoo/hoot-dom";
import {animationFrame} from "@odoo/hoot-mock";
import {targetAction} from "@perf_base/backend/home/open_target";
import {contains, getService, mountWithCleanup, onRpc, patchWithCleanup} from "@web/../tests/web_test_helpers";
import {WebClient} from "@web/webclient/webclient";

defineMailModels();

const TABS = [
    {key: "me", label: "My performance"},
    {key: "team", label: "My team"},
    {key: "overview", label: "Overview"},
];
const MONTHS = Array.from({length: 12}, (_each, index) => ({short: "M", long: `Month ${index + 1}`}));
const CELLS = MONTHS.map((_month, index) => ({count: index, strength: 1, text: index ? `Goal: ${index}` : ""}));
const EMPTY = MONTHS.map(() => ({count: 0, strength: 0, text: ""}));
const ITEM = {
    key: "perf.goal,1,approve",
    icon: "fa-flag",
    title: "Approve",
    subject: "Anita",
    due: "2030-01-09",
    since: "2030-01-01",
    button: "Open",
    dated: false,
    target: {model: "perf.goal", id: 1},
};
const DATA = {
    me: {
        name: "Tina",
        today: "2030-01-10",
        waiting: [
            {key: "overdue", items: [ITEM]},
            {key: "week", items: [{...ITEM, key: "b", due: "2030-01-10"}]},
        ],
        tiles: [
            {
                key: "goals",
                title: "My goals",
                icon: "fa-bullseye",
                type: "rows",
                rows: [{key: 1, title: "Faster", text: "40 % - At risk", progress: 40, expected: 60}],
                empty: "Teach",
            },
            {key: "none", title: "Nothing", icon: "fa-star", type: "rows", rows: [], empty: "Thank somebody"},
            {key: "year", title: "My year", icon: "fa-star", type: "year", cells: CELLS, months: MONTHS, empty: ""},
        ],
        actions: [{key: "a", label: "Check in", icon: "fa-flag", target: {url: "/my/goals"}}],
    },
    team: {
        columns: [{key: "goals", label: "Goals"}],
        months: MONTHS,
        people: [
            {
                id: 7,
                name: "Anita",
                job_title: "Welder",
                avatar_url: "",
                facts: {goals: {label: "Goals", text: "1 off track", value: 100, tone: "danger", url: "/my/goals"}},
                flags: [{label: "Needs a talk", text: "no conversation since", url: "/my/x"}],
                cells: CELLS,
            },
            {id: 8, name: "Bert", job_title: "", avatar_url: "", facts: {}, flags: [], cells: EMPTY},
        ],
        more: 2,
        actions: [
            {
                key: "thank",
                label: "Recognise",
                icon: "fa-star",
                target: {model: "perf.recognition", id: 0},
                person: "default_recipient_ids",
                many: true,
            },
        ],
    },
    overview: {
        tiles: [
            {
                key: "cycles",
                title: "Cycles",
                icon: "fa-refresh",
                type: "bars",
                rows: [
                    {key: "1", label: "Self", group: "Spring", count: 1, total: 4, text: "1 of 4"},
                    {key: "2", label: "Signed", group: "Spring", count: 0, total: 4, text: "0 of 4"},
                ],
                empty: "",
            },
        ],
    },
};

async function mount(data = DATA, tabs = TABS) {
    onRpc("perf.home", "get_home", ({args}) => {
        expect.step(`get_home ${args[0]}`);
        const tab = args[0] || "me";
        return {tabs, tab, data: data[tab]};
    });
    await mountWithCleanup(WebClient);
    await getService("action").doAction({type: "ir.actions.client", tag: "perf_home"});
    patchWithCleanup(getService("action"), {
        doAction(action) {
            expect.step(JSON.stringify(action.url || [action.res_model, action.res_id, action.context]));
        },
    });
}

test("one request brings what waits, in words, and opens where a click leads", async () => {
    await mount();
    expect.verifySteps(["get_home "]);
    expect(queryAllTexts("h3")).toEqual(["Overdue (1)", "In the next seven days (1)"]);
    expect(queryAllTexts(".o_perf_home_waiting small")).toEqual(["Was due 9 Jan", "Due today"]);
    expect(".o_perf_home_waiting .btn-primary").toHaveCount(1);
    await contains(".o_perf_home_waiting .btn-primary").click();
    expect.verifySteps(['["perf.goal",1,{}]']);
    expect(".o_perf_home_empty").toHaveText("Thank somebody");
    expect("details tbody tr").toHaveCount(12);
});

test("arrow keys go from tab to tab", async () => {
    await mount();
    queryFirst("[role=tab]").focus();
    await press("ArrowRight");
    await animationFrame();
    expect("[role=tab][aria-selected=true]").toHaveText("My team");
    expect("#perf_home_tab_team").toBeFocused();
    expect("[role=tab][tabindex='0']").toHaveCount(1);
    await press("End");
    await animationFrame();
    expect("#perf_home_tab_overview").toBeFocused();
    await press("ArrowRight");
    await animationFrame();
    expect("#perf_home_tab_me").toBeFocused();
    expect("[role=tabpanel]").toHaveAttribute("aria-labelledby", "perf_home_tab_me");
    expect.verifySteps(["get_home ", "get_home team", "get_home overview", "get_home me"]);
});

test("the team is found, sorted, filtered and acted upon", async () => {
    await mount();
    await contains("#perf_home_tab_team").click();
    expect(queryAllTexts(".o_perf_home_person .fw-bold")).toEqual(["Anita", "Bert"]);
    await contains("thead button:contains(Evidence)").click();
    expect(queryAllTexts(".o_perf_home_person .fw-bold")).toEqual(["Bert", "Anita"]);
    expect("th[aria-sort=ascending]").toHaveCount(1);
    await contains("#perf_home_attention").click();
    expect(queryAllTexts(".o_perf_home_person .fw-bold")).toEqual(["Anita"]);
    expect(".o_perf_home_flag").toHaveAttribute("aria-label", "Needs a talk: no conversation since");
    await contains(".o_perf_home_acts button").click();
    await contains(".o_perf_home_search").edit("nobody");
    expect(".o_perf_home_team").toHaveCount(0);
    expect(".o_perf_home_empty").toHaveCount(1);
    expect.verifySteps(["get_home ", "get_home team", '["perf.recognition",false,{"default_recipient_ids":[7]}]']);
});

test("bars say their figures, and rows of one group stand under one heading", async () => {
    await mount();
    await contains("#perf_home_tab_overview").click();
    expect("th[scope=colgroup]").toHaveCount(1);
    expect(queryAllTexts("td.text-end")).toEqual(["1 of 4", "0 of 4"]);
    expect.verifySteps(["get_home ", "get_home overview"]);
});

test("without an employee the screen says whom to ask", async () => {
    await mount({me: {name: "", today: "2030-01-10", waiting: [], tiles: [], actions: []}}, TABS.slice(0, 1));
    expect(".o_perf_home_empty").toHaveText(/Ask HR to link it/);
    expect.verifySteps(["get_home "]);
});

test("a target opens a page, a record, or a new record about somebody", () => {
    expect(targetAction({url: "/my/goals"}).type).toBe("ir.actions.act_url");
    expect(targetAction({model: "perf.goal", id: 3}).res_id).toBe(3);
    expect(targetAction({model: "perf.goal", id: 3}).target).toBe("current");
    const composer = targetAction({model: "perf.recognition", id: 0, view: 5, dialog: true});
    expect([composer.views[0][0], composer.target]).toEqual([5, "new"]);
    expect(targetAction({model: "perf.goal", id: 0, context: {a: 1}}, {b: 2}).context).toEqual({a: 1, b: 2});
});
