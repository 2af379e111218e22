import {expect, test} from "@odoo/hoot";
import {defineHrModels} from "@hr/../tests/hr_test_helpers";
import {contains, defineModels, fields, models, mountView} from "@web/../tests/web_test_helpers";

class Metric extends models.Model {
    _name = "perf.test.metric";
    name = fields.Char();
    model_name = fields.Char();
    employee_path = fields.Char();
    path_choices = fields.Json();
    preview = fields.Json();
    targets = fields.Json();
    user_id = fields.Many2one({string: "Salesperson", relation: "res.users", store: true});
    _records = [
        {
            id: 1,
            name: "Orders",
            model_name: "perf.test.metric",
            employee_path: "",
            path_choices: [{path: "user_id", label: "Salesperson"}],
            preview: {
                period: "this year",
                model: "Sales Order",
                people: [{name: "Anita", value: "3 orders", count: 3}],
                records: [{id: 7, name: "S0007", date: "", amount: ""}],
            },
            targets: [{name: "Orders", label: "Stretch", lines: ["Reached seldom so far.", "Anita: 3, 2."]}],
        },
        {id: 2, name: "Broken", preview: {error: "Choose the records."}, targets: []},
        {id: 3, name: "Empty", preview: {}, targets: []},
    ];
}

defineHrModels();
defineModels([Metric]);

const mount = (resId, arch) => mountView({type: "form", resModel: "perf.test.metric", resId, arch});

test("a short way to the person is one click", async () => {
    await mount(
        1,
        `<form><field name="model_name"/><field name="path_choices" invisible="1"/>
            <field name="employee_path" widget="perf_metric_path"
                options="{'model': 'model_name', 'choices': 'path_choices'}"/></form>`
    );
    await contains("button:contains(Salesperson)").click();
    expect("button:contains(Salesperson)").toHaveAttribute("aria-pressed", "true");
    expect(".o_field_widget[name=employee_path] .o_model_field_selector_chain_part").toHaveText("Salesperson");
});

test("without records there is no way to choose", async () => {
    await mount(
        2,
        `<form><field name="model_name"/><field name="path_choices" invisible="1"/>
            <field name="employee_path" widget="perf_metric_path"
                options="{'model': 'model_name', 'choices': 'path_choices'}"/></form>`
    );
    expect(".o_field_widget[name=employee_path]").toHaveText("Choose the records first.");
});

test("the preview shows people, their values and the records behind", async () => {
    await mount(1, `<form><field name="preview" widget="perf_metric_preview"/></form>`);
    expect(".o_perf_metric_preview td:first").toHaveText("Anita");
    expect(".o_perf_metric_preview td:nth-child(2):first").toHaveText("3 orders");
    expect(".o_perf_metric_preview table:last").toHaveText("S0007");
});

test("the preview says what is wrong, or what to do", async () => {
    await mount(2, `<form><field name="preview" widget="perf_metric_preview"/></form>`);
    expect(".o_perf_metric_preview [role=status]").toHaveText("Choose the records.");
});

test("a target is shown with its label and the figures behind it", async () => {
    await mount(1, `<form><field name="targets" widget="perf_goal_realism"/></form>`);
    expect(".o_perf_goal_realism .badge").toHaveText("Stretch");
    expect(".o_perf_goal_realism p:last").toHaveText("Anita: 3, 2.");
});

test("without measured targets it says how to get there", async () => {
    await mount(3, `<form><field name="targets" widget="perf_goal_realism"/></form>`);
    expect(".o_perf_goal_realism").toHaveText(/Measure a key result/);
});
