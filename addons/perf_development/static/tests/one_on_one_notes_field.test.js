import {expect, test} from "@odoo/hoot";
import {queryOne} from "@odoo/hoot-dom";
import {advanceTime, animationFrame} from "@odoo/hoot-mock";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {contains, defineModels, fields, models, mountView, onRpc} from "@web/../tests/web_test_helpers";

class OneOnOne extends models.Model {
    _name = "perf.one.on.one";
    shared_notes = fields.Text();
    notes_version = fields.Integer();
    _records = [{id: 1, shared_notes: "Old", notes_version: 3}];
}

defineMailModels();
defineModels([OneOnOne]);

async function mountNotes() {
    await mountView({
        type: "form",
        resModel: "perf.one.on.one",
        resId: 1,
        arch: `<form><field name="shared_notes" widget="perf_one_on_one_notes"/></form>`,
    });
}

async function type(text) {
    await contains(".o_perf_one_on_one_notes textarea").edit(text, {confirm: false});
    await advanceTime(1100);
    await animationFrame();
}

test("notes are saved while one types, with the version that was read", async () => {
    onRpc("perf.one.on.one", "save_notes", ({args}) => {
        expect.step(args);
        return {saved: true, version: args[2] + 1, text: args[1], message: "Saved"};
    });
    await mountNotes();
    expect(".o_perf_one_on_one_notes textarea").toHaveValue("Old");
    await type("New");
    expect.verifySteps([[[1], "New", 3]]);
    await type("Newer");
    expect.verifySteps([[[1], "Newer", 4]]);
    expect(queryOne(".o_perf_one_on_one_notes [role=status]").textContent).toMatch(/Saved/);
});

test("what the other one wrote is shown, and nothing is overwritten until one says so", async () => {
    onRpc("perf.one.on.one", "save_notes", ({args}) => {
        expect.step(args);
        return args[2] === 5
            ? {saved: true, version: 6, text: args[1], message: "Saved"}
            : {saved: false, version: 5, text: "Theirs", message: "The notes changed"};
    });
    await mountNotes();
    await type("Mine");
    expect.verifySteps([[[1], "Mine", 3]]);
    expect(".o_perf_one_on_one_notes_other").toHaveText("Theirs");
    expect(".o_perf_one_on_one_notes textarea").toHaveValue("Mine");
    await type("Mine and theirs");
    expect.verifySteps([]);
    await contains(".o_perf_one_on_one_notes button").click();
    expect.verifySteps([[[1], "Mine and theirs", 5]]);
    expect(".o_perf_one_on_one_notes_other").toHaveCount(0);
});

test("a lost connection keeps the text", async () => {
    expect.errors(0);
    onRpc("perf.one.on.one", "save_notes", () => {
        throw new Error("offline");
    });
    await mountNotes();
    await type("Mine");
    expect(".o_perf_one_on_one_notes textarea").toHaveValue("Mine");
    expect(".o_perf_one_on_one_notes [role=status]").toHaveClass("text-danger");
});
