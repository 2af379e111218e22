import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {expect, queryAllTexts, test} from "@odoo/hoot";
import {advanceTime, animationFrame} from "@odoo/hoot-mock";
import {contains, defineModels, fields, models, mountView, onRpc} from "@web/../tests/web_test_helpers";

class Cycle extends models.Model {
    _name = "perf.appraisal.cycle";
    name = fields.Char();
    state = fields.Char();
    appeal_count = fields.Integer();
    anomalies = fields.Json();
    _records = [{id: 1, name: "Round", state: "running", appeal_count: 0, anomalies: []}];
}

defineMailModels();
defineModels([Cycle]);

const STEP = {
    key: "self",
    label: "Self reviews",
    deadline: "2030-01-10",
    done: 1,
    total: 3,
    late: 2,
    departments: [{id: 7, name: "Workshop", path: "Works / Workshop", done: 1, total: 3, late: 2}],
};
const PEOPLE = [
    {id: 21, name: "Anita", owes: "Anita", due: "2030-01-10", late: true, paused: false, reminded: false},
    {id: 22, name: "Tina", owes: "Tina", due: "2030-01-10", late: false, paused: true, reminded: false},
];

function mount(launch = {pending: false, done: 0, total: 0, failures: []}, step = STEP, people = PEOPLE) {
    const looks = [launch].flat();
    onRpc("perf.appraisal.cycle", "get_board", () => ({
        steps: [step],
        phase: "Now: self reviews.",
        paused: 1,
        left: 0,
    }));
    onRpc("perf.appraisal.cycle", "get_launch_progress", () => (looks.length > 1 ? looks.shift() : looks[0]));
    onRpc("perf.appraisal.cycle", "get_board_people", ({args}) => {
        expect.step(`people ${args[1]} ${args[2]}`);
        return {people, more: 0};
    });
    return mountView({
        type: "form",
        resModel: "perf.appraisal.cycle",
        resId: 1,
        arch: `<form><field name="state" invisible="1"/><field name="appeal_count" invisible="1"/>
            <field name="anomalies" invisible="1"/><widget name="perf_cycle_board"/></form>`,
    });
}

test("the bar moves while people are being added, and goes when all are", async () => {
    await mount([
        {pending: true, done: 500, total: 2000, failures: []},
        {pending: true, done: 1500, total: 2000, failures: []},
        {pending: false, done: 2000, total: 2000, failures: ["Nobody"]},
    ]);
    expect(".o_perf_launch [role=progressbar]").toHaveAttribute("aria-valuenow", "25");
    await advanceTime(2100);
    await animationFrame();
    expect(".o_perf_launch [role=progressbar]").toHaveAttribute("aria-valuenow", "75");
    await advanceTime(2100);
    await animationFrame();
    expect(".o_perf_launch").toHaveCount(0);
    expect(".alert-warning").toHaveText("Could not be added: Nobody");
});

test("behind a card stands who owes what, and one is reminded of it", async () => {
    onRpc("perf.appraisal.cycle", "action_remind", ({args}) => {
        expect.step(`remind ${args[1]} ${args[2]}`);
        return {sent: 1, skipped: 0};
    });
    await mount();
    expect(".o_perf_cycle_card").toHaveCount(1);
    expect(".o_perf_phase").toHaveText("Now: self reviews.");
    await contains(".o_perf_cycle_card").click();
    expect.verifySteps(["people self 7"]);
    expect(".o_perf_owing tbody tr").toHaveCount(2);
    expect(".o_perf_remind").not.toBeEnabled();
    await contains(".o_perf_owing tbody tr:first input").click();
    expect(".o_perf_remind").toBeEnabled();
    await contains(".o_perf_remind").click();
    expect.verifySteps(["remind self 21", "people self 7"]);
});

test("who owes something stands first, once for all of it", async () => {
    const people = [
        {...PEOPLE[0], owes: "Jennie"},
        {...PEOPLE[1], owes: "Randall"},
        {...PEOPLE[0], id: 23, name: "Walter", owes: "Jennie"},
    ];
    await mount(undefined, {...STEP, key: "manager", label: "Manager reviews"}, people);
    await contains(".o_perf_cycle_card").click();
    expect.verifySteps(["people manager 7"]);
    expect(queryAllTexts(".o_perf_owing thead th").slice(1, 3)).toEqual(["Owed by", "Appraisal of"]);
    expect(queryAllTexts(".o_perf_owing tbody td:nth-child(2)")).toEqual(["Jennie (2)", "Jennie", "Randall"]);
    expect(queryAllTexts(".o_perf_owing tbody td:nth-child(3)")).toEqual(["Anita", "Walter", "Tina"]);
    expect(".o_perf_owing tbody .visually-hidden").toHaveCount(1);
});

test("more time takes a day and a reason", async () => {
    onRpc("perf.appraisal.cycle", "action_extend", ({args}) => {
        expect.step(`extend ${args.slice(1).join(" ")}`);
        return true;
    });
    await mount();
    await contains(".o_perf_cycle_card").click();
    await contains(".o_perf_owing tbody tr:first input").click();
    await contains(".o_perf_extend").click();
    expect(".modal p:first").toHaveText("Anita");
    expect(".modal .btn-primary").toHaveText("Give more time");
    expect(".modal .btn-primary").not.toBeEnabled();
    await contains(".modal .o_datetime_input").edit("02/01/2030");
    await contains(".modal textarea").edit("Away");
    await contains(".modal .btn-primary").click();
    expect.verifySteps(["people self 7", "extend self 21 2030-02-01 Away", "people self 7"]);
    expect(".modal").toHaveCount(0);
});
