import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {expect, test} from "@odoo/hoot";
import {animationFrame} from "@odoo/hoot-mock";
import {contains, defineModels, fields, models, mountView, onRpc} from "@web/../tests/web_test_helpers";

import {findHints} from "@perf_feedback/wording";

const HINTS = [
    {word: "always", hint: "Say when it happened."},
    {word: "bad attitude", hint: "Say what happened."},
];

class Message extends models.Model {
    body = fields.Text();

    _records = [{id: 1, body: ""}];
}

defineMailModels();
defineModels([Message]);

test("whole words are found, whatever their capitals", () => {
    const words = (text) => findHints(text, HINTS).map(({word}) => word);
    expect(words("You ALWAYS do")).toEqual(["always"]);
    expect(words("With a bad attitude, always!")).toEqual(["always", "bad attitude"]);
    expect(words("alwaysness, éalways")).toEqual([]);
    expect(words("")).toEqual([]);
});

test("hints show while typing, and typing goes on", async () => {
    onRpc("perf.feedback.hint", "get_hints", () => HINTS);
    await mountView({
        type: "form",
        resModel: "message",
        resId: 1,
        arch: `<form><field name="body" widget="perf_feedback_text"/></form>`,
    });
    await contains("textarea").edit("You are always late", {confirm: false});
    await animationFrame();
    expect(".o_perf_feedback_hints").toHaveText("“always”: Say when it happened.");
    await contains("textarea").edit("You came at ten on Monday", {confirm: false});
    await animationFrame();
    expect(".o_perf_feedback_hints").toHaveText("");
    expect("textarea").toHaveValue("You came at ten on Monday");
});
