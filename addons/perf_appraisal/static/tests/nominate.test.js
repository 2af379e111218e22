import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {expect, test} from "@odoo/hoot";
import {contains, defineModels, fields, models, mountView, onRpc} from "@web/../tests/web_test_helpers";

class Employee extends models.Model {
    _name = "hr.employee";

    name = fields.Char();

    _records = [
        {id: 1, name: "Ann Lee"},
        {id: 2, name: "Bob Ray"},
        {id: 3, name: "Cem Kaya"},
    ];
}

class Nominate extends models.Model {
    _name = "perf.appraisal.nominate";

    role = fields.Selection({
        selection: [
            ["peer", "Colleagues"],
            ["report", "People they lead"],
            ["external", "People from outside"],
        ],
    });
    roles = fields.Json();
    suggestions = fields.Json();
    person_ids = fields.Many2many({relation: "hr.employee"});

    _records = [
        {
            id: 1,
            role: "peer",
            roles: ["peer", "report"],
            suggestions: [
                {id: 1, name: "Ann Lee", role: "peer", text: "12 tasks together"},
                {id: 2, name: "Bob Ray", role: "peer", text: "3 meetings"},
                {id: 3, name: "Cem Kaya", role: "report", text: "same team"},
            ],
            person_ids: [],
        },
    ];
}

defineMailModels();
defineModels([Employee, Nominate]);

async function mountDialog() {
    await mountView({
        type: "form",
        resModel: "perf.appraisal.nominate",
        resId: 1,
        arch: `
            <form>
                <field name="roles" invisible="1"/>
                <field name="role" widget="perf_nominate_role" options="{'allowed_field': 'roles'}"/>
                <field name="suggestions" widget="perf_works_with"/>
                <field name="person_ids" widget="many2many_tags"/>
            </form>`,
    });
}

test("only the kinds of people whom the form asks are offered", async () => {
    await mountDialog();
    expect(".o_field_perf_nominate_role input").toHaveCount(2);
    expect(".o_field_perf_nominate_role").toHaveText(/Colleagues\s*People they lead/);
});

test("suggestions say why, for the chosen kind alone", async () => {
    await mountDialog();
    expect(".o_perf_works_with button").toHaveCount(2);
    expect(".o_perf_works_with button:first").toHaveText(/Ann Lee\s*12 tasks together/);
    expect(".o_perf_works_with button:first").toHaveAttribute("aria-label", "Add Ann Lee: 12 tasks together");
    await contains(".o_field_perf_nominate_role input:last").click();
    expect(".o_perf_works_with button").toHaveCount(1);
    expect(".o_perf_works_with button").toHaveText(/Cem Kaya/);
});

test("a click chooses somebody, and takes them off the suggestions", async () => {
    onRpc("perf.appraisal.nominate", "web_save", ({args}) => {
        expect.step(JSON.stringify(args[1].person_ids));
    });
    await mountDialog();
    await contains(".o_perf_works_with button:first").click();
    expect(".o_field_widget[name='person_ids'] .o_tag").toHaveText("Ann Lee");
    expect(".o_perf_works_with button").toHaveCount(1);
    await contains(".o_perf_works_with button").click();
    expect(".o_perf_works_with").toHaveText("Nobody else comes to mind.");
    await contains(".o_form_button_save").click();
    expect.verifySteps(["[[4,1],[4,2]]"]);
});
