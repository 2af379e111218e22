import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {describe, expect, test} from "@odoo/hoot";
import {advanceTime} from "@odoo/hoot-dom";
import {animationFrame} from "@odoo/hoot-mock";
import {
    contains,
    defineModels,
    fields,
    makeServerError,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";
import {makeLadder} from "@perf_appraisal/backend/scale/ladder";
import {computeShares} from "@perf_appraisal/backend/template_builder/shares";

const KINDS = [
    {key: "rating", label: "Rating", icon: "fa-star-o", is_scored: true, is_measured: false},
    {key: "text", label: "Text", icon: "fa-align-left", is_scored: false, is_measured: false},
    {key: "choice", label: "Choice", icon: "fa-list-ul", is_scored: false, is_measured: false},
    {key: "goals", label: "Goals", icon: "fa-bullseye", is_scored: true, is_measured: true},
];
const ROLES = ["self", "manager", "second_manager", "peer", "report", "external"].map((key) => ({
    key,
    label: key,
    help: "",
}));

function makeQuestion(id, values = {}) {
    return {
        id,
        name: `Question ${id}`,
        help: "",
        kind: "rating",
        required: true,
        weight: 1,
        options: "",
        scale_id: false,
        skill_id: false,
        anchors: [],
        roles: {self: true, manager: true, second_manager: false, peer: false, report: false, external: false},
        problem: "",
        ...values,
    };
}

function makeSections() {
    return [
        {id: 1, name: "Work", description: "", weight: 3, questions: [makeQuestion(11), makeQuestion(12, {weight: 3})]},
        {id: 2, name: "Goals", description: "", weight: 1, questions: [makeQuestion(21, {kind: "goals"})]},
    ];
}

describe("shares", () => {
    test("sections and questions count by their weights", () => {
        const shares = computeShares(makeSections(), KINDS);
        expect(shares.total).toBe(4);
        expect(shares.sections[1].share).toBe(75);
        expect(shares.sections[2].share).toBe(25);
        expect([11, 12, 21].map((id) => shares.questions[id])).toEqual([18.75, 56.25, 25]);
    });

    test("what nobody rates gives its share to others", () => {
        const sections = makeSections();
        sections[1].weight = 0;
        expect(computeShares(sections, KINDS).sections[2]).toEqual({share: 0, state: "nothing", total: 1});
        expect(computeShares(sections, KINDS).sections[1].share).toBe(100);
        sections[0].questions[1].roles.manager = false;
        expect(computeShares(sections, KINDS).questions[11]).toBe(100);
        sections[0].questions.forEach((question) => (question.kind = "text"));
        const shares = computeShares(sections, KINDS);
        expect(shares.sections[1].state).toBe("words");
        expect(shares.total).toBe(0);
    });
});

test("the ladder marks gaps and overlaps", () => {
    const make = (...minimums) => makeLadder(minimums.map((min, index) => ({id: index, name: "", value: index, min})));
    expect(make(0, 40, 80).map(({width}) => width)).toEqual([40, 40, 20]);
    expect(make(0, 40, 80).some(({isBad}) => isBad)).toBe(false);
    expect(make(10, 40).map(({isBad}) => isBad)).toEqual([true, false]);
    expect(make(0, 60, 40).map(({isBad}) => isBad)).toEqual([false, true, false]);
    expect(make(0, 50, 50).map(({isBad}) => isBad)).toEqual([false, true, false]);
});

class Template extends models.Model {
    _name = "perf.appraisal.template";

    name = fields.Char();

    _records = [{id: 1, name: "Yearly"}];
}

class Section extends models.Model {
    _name = "perf.appraisal.section";
}

class Question extends models.Model {
    _name = "perf.appraisal.question";
}

defineMailModels();
defineModels([Template, Section, Question]);

test("a new template starts from one that is ready, or empty", async () => {
    onRpc("perf.appraisal.template", "search_read", () => [{id: 4, name: "360 review", description: "All around"}]);
    onRpc("perf.appraisal.template", "copy", ({args}) => {
        expect.step(`copy ${args[0]} ${args[1].name}`);
        return [1];
    });
    onRpc("perf.appraisal.template", "get_builder", () => ({
        can_edit: true,
        scale_id: false,
        kinds: KINDS,
        roles: ROLES,
        sections: makeSections(),
    }));
    await mountView({
        type: "form",
        resModel: "perf.appraisal.template",
        arch: `<form><field name="name"/><widget name="perf_template_builder"/></form>`,
    });
    expect(".o_perf_builder_begin").toHaveCount(1);
    await contains("[name=name] input").edit("For the team leads");
    await contains(".o_perf_builder_ready button").click();
    expect.verifySteps(["copy 4 For the team leads"]);
    await animationFrame();
    expect(".o_perf_builder_section").toHaveCount(2);
    expect("[name=name] input").toHaveValue("Yearly");
});

async function mountBuilder(values = {}) {
    const data = {can_edit: true, scale_id: false, kinds: KINDS, roles: ROLES, sections: makeSections(), ...values};
    onRpc("perf.appraisal.template", "get_builder", () => JSON.parse(JSON.stringify(data)));
    onRpc("perf.appraisal.template", "set_order", ({args}) => {
        expect.step(JSON.stringify(args[1]));
        return true;
    });
    for (const model of ["perf.appraisal.section", "perf.appraisal.question"]) {
        onRpc(model, "write", ({args}) => {
            expect.step(`${model.split(".").at(-1)} ${args[0]} ${JSON.stringify(args[1])}`);
            return true;
        });
    }
    await mountView({
        type: "form",
        resModel: "perf.appraisal.template",
        resId: 1,
        arch: `<form><field name="name"/><widget name="perf_template_builder"/></form>`,
    });
}

test("the shares follow what is typed, which is saved when the typing pauses", async () => {
    await mountBuilder();
    expect(".o_perf_builder_section_share:first").toHaveText("75 %");
    expect(".o_perf_builder_sum_text").toHaveText(/add up to 4/);
    await contains(".o_perf_builder_section_weight:first").edit("1", {confirm: false});
    await animationFrame();
    expect(".o_perf_builder_section_share:first").toHaveText("50 %");
    expect.verifySteps([]);
    await advanceTime(800);
    await animationFrame();
    expect.verifySteps(['section 1 {"weight":1}']);
});

test("a section that counts nothing says so", async () => {
    await mountBuilder();
    expect(".o_perf_builder_warning").toHaveCount(0);
    await contains(".o_perf_builder_section_weight:last").edit("0", {confirm: false});
    await animationFrame();
    expect(".o_perf_builder_warning").toHaveText(/its weight is 0/);
    await advanceTime(800);
    expect.verifySteps(['section 2 {"weight":0}']);
});

test("a question is changed in its place", async () => {
    await mountBuilder();
    expect(".o_perf_builder_editor").toHaveCount(0);
    await contains("[data-question='11'] .o_perf_builder_toggle").click();
    await contains("[data-question='11'] .o_perf_builder_role[data-role='peer']").click();
    await animationFrame();
    expect.verifySteps(['question 11 {"answer_peer":true}']);
    await contains("[data-question='11'] .o_perf_builder_kind[data-kind='choice']").click();
    await animationFrame();
    expect.verifySteps(['question 11 {"kind":"choice","options":"Yes\\nPartly\\nNo"}']);
});

test("what the server refuses stays, with what to do", async () => {
    await mountBuilder();
    let isRefused = true;
    onRpc("perf.appraisal.question", "write", ({args}) => {
        if (isRefused) {
            throw makeServerError({message: "Nobody answers this"});
        }
        expect.step(JSON.stringify(args[1]));
        return true;
    });
    await contains("[data-question='11'] .o_perf_builder_toggle").click();
    await contains("[data-question='11'] .o_perf_builder_role[data-role='self']").click();
    await animationFrame();
    expect("[data-question='11'] .o_perf_builder_problem").toHaveText("Nobody answers this");
    expect("[data-question='11'] .o_perf_builder_role[data-role='self']").toHaveAttribute("aria-pressed", "false");
    isRefused = false;
    await contains("[data-question='11'] .o_perf_builder_role[data-role='peer']").click();
    await animationFrame();
    expect.verifySteps(['{"answer_self":false,"answer_peer":true}']);
    expect("[data-question='11'] .o_perf_builder_problem").toHaveCount(0);
});

test("a question is moved with the keyboard", async () => {
    await mountBuilder();
    await contains("[data-question='12'] .o_perf_builder_toggle").click();
    await contains("[data-question='12'] button[aria-label='Move down']").click();
    await animationFrame();
    expect.verifySteps(["[[1,[11]],[2,[12,21]]]"]);
});

test("a question is dragged into another section", async () => {
    await mountBuilder();
    await contains("[data-question='11'] .o_perf_builder_question_handle").dragAndDrop("[data-question='21']");
    await animationFrame();
    expect.verifySteps(["[[1,[12]],[2,[11,21]]]"]);
});

test("a new question waits for its words", async () => {
    await mountBuilder();
    onRpc("perf.appraisal.question", "create", ({args}) => {
        expect.step(JSON.stringify(args[0]));
        return [12];
    });
    await contains(".o_perf_builder_add:first").click();
    await animationFrame();
    expect.verifySteps(['[{"section_id":1,"name":"New question","sequence":30,"kind":"text","scale_id":false}]']);
    expect("[data-question='12'] .o_perf_builder_name").toBeFocused();
});

test("a copy in use is only read", async () => {
    await mountBuilder({can_edit: false});
    expect(".o_perf_builder_handle").toHaveCount(0);
    expect(".o_perf_builder_add").toHaveCount(0);
    await contains("[data-question='11'] .o_perf_builder_toggle").click();
    expect(".o_perf_builder_editor").toHaveProperty("disabled", true);
});

test("the preview shows whose form is asked for", async () => {
    await mountBuilder();
    expect(".o_perf_preview_frame").toHaveAttribute("data-url", "/my/reviews/preview/1/self?version=1");
    await contains(".o_perf_preview_role[data-role='peer']").click();
    expect(".o_perf_preview_frame").toHaveAttribute("data-url", "/my/reviews/preview/1/peer?version=1");
    await contains(".o_perf_preview_switch").click();
    expect(".o_perf_preview_phone").toHaveCount(1);
});
