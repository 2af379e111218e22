import {contains, defineModels, fields, models, mountView, onRpc} from "@web/../tests/web_test_helpers";
import {describe, expect, test} from "@odoo/hoot";
import {animationFrame} from "@odoo/hoot-mock";
import {defineHrModels} from "@hr/../tests/hr_test_helpers";
import {queryAllTexts} from "@odoo/hoot-dom";
import {getChart} from "@web/../tests/views/graph/graph_test_helpers";
import "@web_hierarchy/../tests/hierarchy_mock_server";

class Goal extends models.Model {
    _name = "perf.test.goal";
    name = fields.Char();
    level = fields.Selection({
        selection: [
            ["company", "Company"],
            ["department", "Department"],
            ["individual", "Individual"],
        ],
    });
    health = fields.Selection({
        selection: [
            ["on_track", "On track"],
            ["at_risk", "At risk"],
            ["off_track", "Off track"],
            ["stale", "No news"],
        ],
        falsy_value_label: "Not under way",
    });
    state = fields.Char({default: "active"});
    date_end = fields.Date();
    employee_id = fields.Many2one({relation: "hr.employee.public"});
    parent_id = fields.Many2one({
        relation: "perf.test.goal",
        inverse_fname_by_model_name: {"perf.test.goal": "active_child_ids"},
    });
    active_child_ids = fields.One2many({relation: "perf.test.goal", relation_field: "parent_id"});
    _records = [
        {id: 1, name: "Customers come back", level: "company", health: "on_track", active_child_ids: [3]},
        {id: 2, name: "People stay", level: "company", health: "at_risk"},
        {id: 3, name: "Fewer defects", level: "department", health: "off_track", parent_id: 1, active_child_ids: [4]},
        {id: 4, name: "Checked orders", level: "individual", health: "stale", parent_id: 3},
        {id: 5, name: "Tidy archive", level: "individual"},
    ];
}

defineHrModels();
defineModels([Goal]);
describe.current.tags("desktop");

const arch = `
    <hierarchy js_class="perf_goal_alignment" parent_field="parent_id" child_field="active_child_ids" draggable="1"
        default_order="id">
        <field name="level"/>
        <templates><t t-name="hierarchy-box"><field name="name"/></t></templates>
    </hierarchy>`;

const mountTree = () => mountView({type: "hierarchy", resModel: "perf.test.goal", arch});
const tree = (row) => queryAllTexts(`.o_hierarchy_container .o_hierarchy_row:eq(${row}) .o_hierarchy_node_content`);

test("the tree opens down to the people, and the tray holds what is not aligned", async () => {
    await mountTree();
    expect(tree(0)).toEqual(["Customers come back", "People stay"]);
    expect(tree(1)).toEqual(["Fewer defects"]);
    expect(tree(2)).toEqual(["Checked orders"]);
    expect(".o_perf_goal_tray h4").toHaveText("Not aligned 1");
    expect(".o_perf_goal_orphan").toHaveText("Tidy archive");
});

test("a goal dropped from the tray on another one is aligned to it", async () => {
    onRpc("write", ({args}) => expect.step(args));
    await mountTree();
    await contains(".o_perf_goal_orphan .o_hierarchy_node").dragAndDrop(
        ".o_hierarchy_container .o_hierarchy_row:eq(1) .o_hierarchy_node:eq(0)"
    );
    await animationFrame();
    expect.verifySteps([[[5], {parent_id: 3}]]);
    expect(tree(2)).toEqual(["Checked orders", "Tidy archive"]);
    expect(".o_perf_goal_tray h4").toHaveText("Not aligned 0");
    expect(".o_notification").toHaveText("“Tidy archive” now contributes to “Fewer defects”.");
});

test("a goal dropped on the tray is not aligned any more", async () => {
    onRpc("write", ({args}) => expect.step(args));
    await mountTree();
    await contains(".o_hierarchy_container .o_hierarchy_row:eq(2) .o_hierarchy_node").dragAndDrop(".o_perf_goal_tray");
    await animationFrame();
    expect.verifySteps([[[4], {parent_id: false}]]);
    expect(queryAllTexts(".o_perf_goal_orphan")).toEqual(["Checked orders", "Tidy archive"]);
});

test("within the tree the branch with the goal that moved stays open", async () => {
    await mountTree();
    await contains(".o_hierarchy_container .o_hierarchy_row:eq(2) .o_hierarchy_node").dragAndDrop(
        ".o_hierarchy_container .o_hierarchy_row:eq(0) .o_hierarchy_node:eq(1)"
    );
    await animationFrame();
    expect(tree(0)).toEqual(["Customers come back", "People stay"]);
    expect(tree(1)).toEqual(["Checked orders"]);
});

test("a refused alignment leaves the tree as it was", async () => {
    expect.errors(1);
    onRpc("write", () => {
        throw new Error("Refused");
    });
    await mountTree();
    await contains(".o_perf_goal_orphan .o_hierarchy_node").dragAndDrop(
        ".o_hierarchy_container .o_hierarchy_row:eq(1) .o_hierarchy_node:eq(0)"
    );
    await animationFrame();
    expect.verifyErrors(["Refused"]);
    expect(tree(2)).toEqual(["Checked orders"]);
    expect(".o_perf_goal_orphan").toHaveText("Tidy archive");
});

test("opened on one goal, the tray still holds what is not aligned", async () => {
    await mountView({type: "hierarchy", resModel: "perf.test.goal", arch, context: {hierarchy_res_id: 3}});
    expect(tree(0)).toEqual(["Customers come back"]);
    expect(".o_perf_goal_orphan").toHaveText("Tidy archive");
});

test("columns by health stand in order, those without health last and with a word", async () => {
    await mountView({
        type: "kanban",
        resModel: "perf.test.goal",
        groupBy: ["health"],
        arch: `<kanban js_class="perf_goal_kanban"><templates><t t-name="card"><field name="name"/></t></templates></kanban>`,
    });
    expect(queryAllTexts(".o_column_title").at(-1)).toMatch(/^Not under way/);
    expect(".o_kanban_group:last .o_kanban_record").toHaveText("Tidy archive");
});

test("a list by health has a word for the others as well", async () => {
    await mountView({
        type: "list",
        resModel: "perf.test.goal",
        groupBy: ["health"],
        arch: `<list js_class="perf_goal_list"><field name="name"/></list>`,
    });
    expect(queryAllTexts(".o_group_name").some((text) => text.startsWith("Not under way"))).toBe(true);
});

test("health is a sign and a word", async () => {
    await mountView({
        type: "list",
        resModel: "perf.test.goal",
        arch: `<list><field name="health" widget="perf_goal_health"/></list>`,
    });
    expect(queryAllTexts(".o_data_row")).toEqual(["On track", "At risk", "Off track", "No news", ""]);
    expect(".o_data_row:eq(2) .fa-times-circle.text-danger").toHaveCount(1);
});

test("bars by health have the colours of the words", async () => {
    const view = await mountView({
        type: "graph",
        resModel: "perf.test.goal",
        arch: `<graph js_class="perf_goal_graph"><field name="level"/><field name="health"/></graph>`,
    });
    const colors = Object.fromEntries(getChart(view).data.datasets.map((set) => [set.label, set.backgroundColor]));
    expect(colors["On track"]).toBe("#28a745");
    expect(colors["Off track"]).toBe("#dc3545");
});
