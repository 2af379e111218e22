import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {expect, test} from "@odoo/hoot";
import {advanceTime, press} from "@odoo/hoot-dom";
import {animationFrame} from "@odoo/hoot-mock";
import {
    contains,
    defineModels,
    fields,
    makeServerError,
    models,
    mountView,
    onRpc,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";
import {browser} from "@web/core/browser/browser";
import {user} from "@web/core/user";

const OPTIONS = [
    {id: 11, label: "On the way", description: "Some of it", value: 1},
    {id: 12, label: "Solid", description: "All of it", value: 2},
];

function makeForm(values = {}) {
    return {
        title: "Self review: Anita",
        role: "self",
        readers: "Read by your manager, once both reviews are submitted.",
        phase: {sentence: "Self review until 12 Dec.", steps: []},
        deadline: false,
        state: "invited",
        answered: 0,
        total: 2,
        can_edit: true,
        saved_at: false,
        sections: [
            {
                id: 1,
                name: "Work",
                description: "",
                questions: [
                    {
                        id: 5,
                        name: "Quality",
                        help: "",
                        kind: "rating",
                        required: true,
                        options: OPTIONS,
                        answer: {level_id: false, text: "", choice: "", unable: false},
                        goal_lines: [],
                    },
                    {
                        id: 6,
                        name: "What went well?",
                        help: "",
                        kind: "text",
                        required: true,
                        options: [],
                        answer: {level_id: false, text: "", choice: "", unable: false},
                        goal_lines: [],
                    },
                ],
            },
        ],
        ...values,
    };
}

class Review extends models.Model {
    _name = "perf.appraisal.review";

    state = fields.Selection({
        selection: [
            ["invited", "Not Begun"],
            ["submitted", "Submitted"],
        ],
    });
    is_mine = fields.Boolean();

    _records = [{id: 1, state: "invited", is_mine: true}];
}

defineMailModels();
defineModels([Review]);

async function mountReview(form = makeForm(), save = () => {}) {
    onRpc("perf.appraisal.review", "get_form", () => form);
    onRpc("perf.appraisal.review", "get_evidence", () => [
        {date: "2026-02-03", kind: "goal", icon: "fa-flag", title: "A goal", summary: "", model: "x", res_id: 1},
        {date: "2026-03-01", kind: "gap", icon: "", title: "Nothing", summary: "", model: "", res_id: 0},
    ]);
    onRpc("perf.appraisal.review", "get_evidence_panel", () => ({
        months: [
            {month: "2026-02-01", label: "Feb", name: "February 2026", count: 1, kinds: {goal: 1}},
            {month: "2026-03-01", label: "Mar", name: "March 2026", count: 0, kinds: {}},
        ],
        kinds: ["goal"],
        warnings: ["In 1 of 2 months nothing was noted."],
        goals: [{name: "A goal", progress: 40, history: [["2026-02-03", 40]]}],
    }));
    onRpc("perf.appraisal.review", "get_other_review", () => ({state: "invited", form: false}));
    onRpc("perf.appraisal.review", "save_answers", async ({args}) => {
        await save(args[1]);
        return {saved_at: "2026-11-22T10:42:00+00:00", answered: 1, total: 2};
    });
    await mountView({
        type: "form",
        resModel: "perf.appraisal.review",
        resId: 1,
        arch: `<form><field name="state" invisible="1"/><field name="is_mine" invisible="1"/><widget name="perf_review"/></form>`,
    });
}

test("a chosen level is saved at once and shows its words", async () => {
    await mountReview(makeForm(), (answers) => expect.step(JSON.stringify(answers)));
    expect(".o_perf_answered").toHaveText("0 of 2 answered");
    await contains(".o_perf_level[data-level='2']").click();
    await advanceTime(0);
    await animationFrame();
    expect.verifySteps(['{"5":{"level_id":12,"unable":false}}']);
    expect(".o_perf_level[data-level='2']").toHaveAttribute("aria-checked", "true");
    expect(".o_perf_anchor").toHaveText("All of it");
    expect(".o_perf_answered").toHaveText("1 of 2 answered");
    expect(".o_perf_saved").toHaveText(/^Saved \d\d:\d\d$/);
});

test("words are saved when the typing pauses", async () => {
    await mountReview(makeForm(), (answers) => expect.step(JSON.stringify(answers)));
    await contains("#perf_question_6").edit("Much", {confirm: false});
    await advanceTime(500);
    expect.verifySteps([]);
    await advanceTime(500);
    await animationFrame();
    expect.verifySteps(['{"6":{"text":"Much"}}']);
});

test("levels are walked with the arrow keys", async () => {
    await mountReview();
    await contains(".o_perf_level[data-level='1']").focus();
    await press("ArrowRight");
    expect(".o_perf_level[data-level='2']").toBeFocused();
    await press("ArrowRight");
    expect(".o_perf_level[data-level='1']").toBeFocused();
});

test("handing in with gaps marks them and leads to the first", async () => {
    onRpc("perf.appraisal.review", "action_submit", () => {
        expect.step("submit");
        return true;
    });
    await mountReview();
    expect(".o_perf_question_missing").toHaveCount(0);
    await contains(".o_perf_submit").click();
    expect.verifySteps([]);
    expect(".o_perf_question_missing").toHaveCount(2);
    expect("[data-question='5']").toBeFocused();
    expect("[data-question='5'] .o_perf_question_problem").toHaveText(/^Please choose/);
    expect(".o_perf_to_missing").toHaveText("2 questions are still open");
    await contains(".o_perf_level[data-level='2']").click();
    expect(".o_perf_question_missing").toHaveCount(1);
    await contains(".o_perf_to_missing").click();
    expect("[data-question='6']").toBeFocused();
    await contains("#perf_question_6").edit("Much", {confirm: false});
    expect(".o_perf_question_missing").toHaveCount(0);
    await contains(".o_perf_submit").click();
    expect.verifySteps(["submit"]);
});

test("words without their rating say so", async () => {
    await mountReview();
    await contains("#perf_question_5").edit("Because", {confirm: false});
    expect("[data-question='5'] .o_perf_question_problem").toHaveText(/^Rating missing/);
    await contains(".o_perf_level[data-level='2']").click();
    expect(".o_perf_question_problem").toHaveCount(0);
});

test("on a phone what happened waits folded above the questions", async () => {
    patchWithCleanup(browser, {matchMedia: () => ({matches: false})});
    await mountReview();
    expect(".o_perf_evidence details").not.toHaveAttribute("open");
    expect(".o_perf_evidence_fold").toHaveText("What happened in this period (1)");
    expect(".o_perf_evidence + .o_perf_questions").toHaveCount(1);
});

test("a submitted review is only read", async () => {
    await mountReview(makeForm({can_edit: false, state: "invited"}));
    expect("textarea").toHaveCount(0);
    expect(".o_perf_level:enabled").toHaveCount(0);
    expect(".o_perf_submit").toHaveCount(0);
});

test("evidence stands by month, the latest first, with gaps marked", async () => {
    await mountReview();
    expect(".o_perf_evidence h3:first").toHaveText(/^March 2026\s*nothing noted$/);
    expect(".o_perf_evidence h3:last").toHaveText("February 2026");
    expect(".o_perf_gaps").toHaveText(/^In 1 of 2 months/);
    expect(".o_perf_month").toHaveCount(2);
    expect(".o_perf_month:first").toHaveAttribute("title", "February 2026: 1");
    expect(".o_perf_month:last").toHaveAttribute("title", "March 2026: nothing noted");
    await contains(".o_perf_goal_history summary").click();
    expect(".o_perf_goal_history").toHaveText(/A goal/);
});

test("a competency shows what its level looks like", async () => {
    const form = makeForm();
    Object.assign(form.sections[0].questions[0], {kind: "competency"});
    form.sections[0].questions[0].answer.anchor_id = false;
    await mountReview(form, (answers) => expect.step(JSON.stringify(answers)));
    await contains(".o_perf_level[data-level='2']").click();
    await advanceTime(0);
    await animationFrame();
    expect.verifySteps(['{"5":{"anchor_id":12,"unable":false}}']);
    expect(".o_perf_anchor").toHaveText("All of it");
    expect("[data-question='5'] .form-check-label").toHaveText("Unable to rate");
    await contains("[data-question='5'] input[type='checkbox']").click();
    await advanceTime(0);
    expect.verifySteps(['{"5":{"unable":true,"level_id":false,"anchor_id":false,"choice":""}}']);
    expect(".o_perf_level[aria-checked='true']").toHaveCount(0);
});

test("a figure stands above the words about it", async () => {
    const form = makeForm();
    Object.assign(form.sections[0].questions[1], {kind: "metric", figure: "Orders: 12 of 20"});
    await mountReview(form);
    expect("[data-question='6'] .o_perf_figure").toHaveText("Orders: 12 of 20");
});

const getKey = () => `perf_appraisal.form.1.${user.userId}`;
const getKept = () => JSON.parse(browser.localStorage.getItem(getKey()))?.answers;

function isAskedBeforeLeaving() {
    const ev = new Event("beforeunload", {cancelable: true});
    window.dispatchEvent(ev);
    return ev.defaultPrevented;
}

test("nothing is lost while the server is in trouble, and all is saved when it is back", async () => {
    let trouble = makeServerError({errorName: "psycopg2.errors.LockNotAvailable"});
    await mountReview(makeForm(), (answers) => {
        if (trouble) {
            throw trouble;
        }
        expect.step(JSON.stringify(answers));
    });
    await contains("#perf_question_6").edit("Much", {confirm: false});
    await advanceTime(1000);
    await animationFrame();
    expect(".o_perf_saved").toHaveText(/^Not saved yet/);
    await contains(".o_perf_level[data-level='2']").click();
    await advanceTime(100);
    expect(getKept()).toEqual({5: {level_id: 12, unable: false}, 6: {text: "Much"}});
    expect(isAskedBeforeLeaving()).toBe(true);
    await advanceTime(100);
    trouble = null;
    await advanceTime(6000);
    await animationFrame();
    expect.verifySteps(['{"5":{"level_id":12,"unable":false},"6":{"text":"Much"}}']);
    expect(".o_perf_saved").toHaveText(/^Saved/);
    expect(getKept()).toBe(undefined);
    expect(isAskedBeforeLeaving()).toBe(false);
});

test("one refused answer keeps no other from being saved", async () => {
    await mountReview(makeForm(), (answers) => {
        if ("6" in answers) {
            throw makeServerError({type: "ValidationError", message: "The text is too long."});
        }
        expect.step(JSON.stringify(answers));
    });
    await contains("#perf_question_6").edit("Far too much", {confirm: false});
    await contains(".o_perf_level[data-level='2']").click();
    await advanceTime(1000);
    await animationFrame();
    expect.verifySteps(['{"5":{"level_id":12,"unable":false}}']);
    expect(".o_perf_saved").toHaveText("The text is too long.");
    expect(getKept()).toEqual({6: {text: "Far too much"}});
    expect("#perf_question_6").toHaveValue("Far too much");
});

test("what an earlier visit could not save is offered, and never put over newer words by itself", async () => {
    browser.localStorage.setItem(getKey(), JSON.stringify({date: Date.now(), answers: {6: {text: "From the train"}}}));
    const form = makeForm();
    form.sections[0].questions[1].answer.text = "Written since";
    await mountReview(form, (answers) => expect.step(JSON.stringify(answers)));
    await advanceTime(1000);
    expect.verifySteps([]);
    expect("#perf_question_6").toHaveValue("Written since");
    await contains(".o_perf_level[data-level='2']").click();
    await advanceTime(100);
    await animationFrame();
    expect.verifySteps(['{"5":{"level_id":12,"unable":false}}']);
    expect(getKept()).toEqual({6: {text: "From the train"}});
    await contains(".o_perf_kept .btn-primary").click();
    await advanceTime(100);
    await animationFrame();
    expect.verifySteps(['{"6":{"text":"From the train"}}']);
    expect("#perf_question_6").toHaveValue("From the train");
    expect(".o_perf_kept").toHaveCount(0);
    expect(getKept()).toBe(undefined);
});
