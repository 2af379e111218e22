import {advanceTime, click, describe, edit, expect, queryAllTexts, test} from "@odoo/hoot";
import {setupInteractionWhiteList, startInteractions} from "@web/../tests/public/helpers";

setupInteractionWhiteList("perf_development_feedback.concern_form");
describe.current.tags("interaction_dev");

const HINTS = JSON.stringify([
    {word: "always", hint: "Say when, and how often."},
    {word: "lazy", hint: "Say what was not done."},
]);
const FORM = `
    <form class="o_perf_concern_form" data-hints='${HINTS}'>
        <input name="name"/>
        <textarea name="facts">He is always late.</textarea>
        <div class="o_perf_concern_hints"></div>
    </form>`;

test("what is written already and what is typed gets hints", async () => {
    await startInteractions(FORM);
    expect(queryAllTexts(".o_perf_concern_hints p")).toEqual(["“always”: Say when, and how often."]);
    await click("textarea");
    await edit("Lazy on Monday");
    await advanceTime(300);
    expect(queryAllTexts(".o_perf_concern_hints p")).toEqual(["“lazy”: Say what was not done."]);
});
