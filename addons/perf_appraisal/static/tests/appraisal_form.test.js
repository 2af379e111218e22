import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {expect, test} from "@odoo/hoot";
import {animationFrame} from "@odoo/hoot-mock";
import {clickSave, contains, defineModels, fields, models, mountView} from "@web/../tests/web_test_helpers";

class Appraisal extends models.Model {
    _name = "perf.appraisal";
    level = fields.Char();
    rating_reason = fields.Char();
    _records = [{id: 1, level: "Solid", rating_reason: false}];
}

defineMailModels();
defineModels([Appraisal]);

test("a missing reason is named, and the sentence goes when it is there", async () => {
    await mountView({
        type: "form",
        resModel: "perf.appraisal",
        resId: 1,
        arch: `<form js_class="perf_appraisal_form">
            <field name="level"/><field name="rating_reason" required="level != 'Solid'"/></form>`,
    });
    await contains("[name=level] input").edit("Strong");
    await clickSave();
    await animationFrame();
    expect(".o_notification").toHaveText("Say why another level fits better than the suggested one.");
    await contains("[name=rating_reason] input").edit("The fair was hers");
    await animationFrame();
    expect(".o_notification").toHaveCount(0);
});
