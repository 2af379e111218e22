import {expect, test} from "@odoo/hoot";
import {click} from "@odoo/hoot-dom";
import {animationFrame} from "@odoo/hoot-mock";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {defineModels, fields, models, mountView, onRpc} from "@web/../tests/web_test_helpers";

class Recognition extends models.Model {
    _name = "perf.recognition";

    message = fields.Char();
    reaction_summary = fields.Json();

    _records = [
        {
            id: 1,
            message: "Thank you",
            reaction_summary: [
                {kind: "clap", icon: "fa-thumbs-up", label: "Well done", count: 2, mine: false},
                {kind: "heart", icon: "fa-heart", label: "Love it", count: 0, mine: true},
            ],
        },
    ];
}

defineMailModels();
defineModels([Recognition]);

const ARCH = `<form edit="0"><field name="reaction_summary" widget="perf_recognition_reactions"/></form>`;

test("reactions show count, icon and whether they are mine", async () => {
    await mountView({type: "form", resModel: "perf.recognition", resId: 1, arch: ARCH});
    expect(".o_perf_reaction").toHaveCount(2);
    expect(".o_perf_reaction[data-kind=clap]").toHaveText("2");
    expect(".o_perf_reaction[data-kind=clap]").toHaveAttribute("aria-label", "Well done, 2");
    expect(".o_perf_reaction[data-kind=heart]").toHaveAttribute("aria-pressed", "true");
    expect(".o_perf_reaction[data-kind=heart]").toHaveClass("o_perf_reaction_mine");
});

test("a click puts the reaction on", async () => {
    onRpc("perf.recognition", "react", ({args}) => {
        expect.step(args);
        return [];
    });
    await mountView({type: "form", resModel: "perf.recognition", resId: 1, arch: ARCH});
    await click(".o_perf_reaction[data-kind=clap]");
    await animationFrame();
    expect.verifySteps([[[1], "clap"]]);
});
