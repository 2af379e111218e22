import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {expect, press, queryOne, test, waitForNone} from "@odoo/hoot";
import {animationFrame} from "@odoo/hoot-mock";
import {contains, defineModels, fields, mockService, models, mountView, onRpc} from "@web/../tests/web_test_helpers";

class Calibration extends models.Model {
    _name = "perf.calibration";
    name = fields.Char();
    state = fields.Char();
    _records = [{id: 1, name: "Spring", state: "open"}];
}

defineMailModels();
defineModels([Calibration]);

const LEVELS = [
    {id: 11, label: "Growing", value: 1, color: "stone", description: "", band: 0},
    {id: 12, label: "Solid", value: 2, color: "sky", description: "", band: 1},
    {id: 13, label: "Strong", value: 3, color: "plum", description: "", band: 2},
];
const POTENTIALS = [
    ["1", "Well placed"],
    ["2", "Ready for more"],
    ["3", "Ready for much more"],
];
const VOTES = [
    ["agree", "Agree"],
    ["question", "Question"],
    ["prefer_not", "Prefer not to say"],
];
const ROW = {
    job: "",
    department: "Shop",
    manager: "Tina",
    is_report: false,
    is_reviewed: false,
    suggested: 12,
    original: 12,
    level: 12,
    level_reason: "",
    original_potential: "2",
    potential: "2",
    potential_reason: "",
    version: 4,
    changed_by: "",
    my_vote: "",
    my_note: "",
    counts: {agree: 2, question: 1, prefer_not: 0},
    notes: [],
};

function getBoard(values = {}) {
    return {
        revision: 3,
        state: "open",
        phase: "The session is open.",
        can_change: true,
        can_vote: false,
        levels: LEVELS,
        potentials: POTENTIALS,
        votes: VOTES,
        people: [{id: 5, name: "Olga", leads: true, online: true}],
        rows: [
            {...ROW, id: 21, employee_id: 31, name: "Anita", appraisal_id: 41},
            {...ROW, id: 22, employee_id: 32, name: "Randall", appraisal_id: 42, level: 13, is_report: true},
        ],
        distribution: {
            levels: [
                {id: 11, before: 0, after: 0},
                {id: 12, before: 2, after: 1},
                {id: 13, before: 0, after: 1},
            ],
            before: {count: 2, mean: 2, spread: 0},
            after: {count: 2, mean: 2.5, spread: 0.71},
            up: 1,
            down: 0,
            same: 1,
        },
        ...values,
    };
}

function mount(...boards) {
    const looks = boards.length ? boards : [getBoard()];
    const heard = {};
    mockService("bus_service", {
        subscribe: (type, callback) => (heard[type] = callback),
        unsubscribe: () => {},
        addEventListener: () => {},
        removeEventListener: () => {},
        addChannel: () => {},
        deleteChannel: () => {},
        start: () => {},
    });
    onRpc("perf.calibration", "get_board", () => {
        expect.step("board");
        return looks.length > 1 ? looks.shift() : looks[0];
    });
    onRpc("perf.calibration.line", "get_evidence", () => [
        {key: "perf.appraisal,41", title: "The reviews", date: false},
        {key: "perf.goal,7", title: "Spring fair", date: "2030-02-01"},
    ]);
    onRpc("perf.calibration.line", "action_change", ({args}) => {
        expect.step(`change ${JSON.stringify(args)}`);
        return 5;
    });
    onRpc("perf.calibration.line", "action_vote", ({args}) => {
        expect.step(`vote ${JSON.stringify(args)}`);
        return true;
    });
    return mountView({
        type: "form",
        resModel: "perf.calibration",
        resId: 1,
        arch: `<form><field name="state" invisible="1"/><widget name="perf_calibration_board"/></form>`,
    }).then(() => heard);
}

test("spread before and after stands in a table, with what moved", async () => {
    await mount();
    expect.verifySteps(["board"]);
    expect(".o_perf_distribution tbody tr").toHaveCount(3);
    expect(".o_perf_distribution tbody tr:last .o_perf_count:first").toHaveText("0");
    expect(".o_perf_distribution tbody tr:last .o_perf_count:last").toHaveText("1");
    expect(".o_perf_distribution tfoot tr:last td:first").toHaveText("0.00");
    expect(".o_perf_distribution tfoot tr:last td:last").toHaveText("0.71");
    expect(".o_perf_moves").toHaveText("1 up, 0 down, 1 as proposed.");
});

test("a person is moved by the keyboard: level, reason and evidence", async () => {
    await mount();
    expect("[data-box='2-1'] .o_perf_face").toHaveAttribute("aria-label", "Anita, Solid, Potential: Ready for more");
    queryOne("[data-box='2-1'] .o_perf_face").focus();
    await press("Enter");
    await animationFrame();
    await animationFrame();
    expect(".modal").toHaveCount(1);
    expect(".modal .btn-primary").not.toBeEnabled();
    expect("#o_perf_level_reason").toHaveCount(0);
    expect("#o_perf_level_12").toBeFocused();
    await contains("#o_perf_level_11").click();
    await contains("#o_perf_level_reason").edit("Compared with others");
    expect(".modal .btn-primary").not.toBeEnabled();
    await contains("#o_perf_evidence").select("perf.goal,7");
    await contains(".modal .btn-primary").click();
    const values = {evidence: "perf.goal,7", level_id: 11, level_reason: "Compared with others"};
    expect.verifySteps(["board", `change ${JSON.stringify([[21], values, 4])}`, "board"]);
    await waitForNone(".modal");
});

test("a person is dragged to another box, and why is asked for both", async () => {
    await mount();
    const {drop} = await contains("[data-box='2-1'] .o_perf_face").drag();
    await drop("[data-box='3-2']");
    await animationFrame();
    expect("#o_perf_level_13").toBeChecked();
    expect("#o_perf_potential_3").toBeChecked();
    await contains("#o_perf_level_reason").edit("Led the fair");
    await contains("#o_perf_potential_reason").edit("Could lead a shop");
    await contains("#o_perf_evidence").select("perf.appraisal,41");
    await contains(".modal .btn-primary").click();
    const values = {
        evidence: "perf.appraisal,41",
        level_id: 13,
        level_reason: "Led the fair",
        potential: "3",
        potential_reason: "Could lead a shop",
    };
    expect.verifySteps(["board", `change ${JSON.stringify([[21], values, 4])}`, "board"]);
});

test("own reports are marked and left to another facilitator", async () => {
    await mount();
    expect.verifySteps(["board"]);
    expect("[data-box='2-2'] .o_perf_face").not.toBeEnabled();
    expect("[data-box='2-2'] .o_perf_face").toHaveText(/Reports to you/);
    expect("[data-box='2-2'] .o_perf_move").toHaveText("Up from Solid");
    expect(".o_perf_change").toHaveCount(1);
});

test("what another facilitator changes comes in by itself", async () => {
    const later = getBoard({revision: 4});
    later.rows[0].level = 11;
    const heard = await mount(getBoard(), later);
    heard["perf_calibration/changed"]({id: 1, revision: 3});
    heard["perf_calibration/changed"]({id: 2, revision: 9});
    await animationFrame();
    expect.verifySteps(["board"]);
    heard["perf_calibration/changed"]({id: 1, revision: 4});
    await animationFrame();
    await animationFrame();
    expect.verifySteps(["board"]);
    expect("[data-box='2-0'] .o_perf_face").toHaveCount(1);
});

test("participants vote while they read, and move nobody", async () => {
    const board = getBoard({state: "pre_read", can_change: false, can_vote: true});
    board.rows[0].counts = null;
    Object.assign(board.rows[1], {counts: null, is_reviewed: true});
    await mount(board);
    expect(".o_perf_face:enabled").toHaveCount(0);
    expect(".o_perf_change").toHaveCount(0);
    expect(".o_perf_calibration_list fieldset").toHaveCount(1);
    await contains("label[for=o_perf_vote_21question]").click();
    await contains(".o_perf_calibration_list fieldset input[type=text]").edit("Higher than ours", {confirm: "blur"});
    expect.verifySteps(["board", 'vote [[21],"question",""]', 'vote [[21],"question","Higher than ours"]']);
});
