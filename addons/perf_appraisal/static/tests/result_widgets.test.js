import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {expect, test} from "@odoo/hoot";
import {advanceTime, queryAllTexts} from "@odoo/hoot-dom";
import {animationFrame} from "@odoo/hoot-mock";
import {MockServer, defineModels, fields, models, mountView, onRpc} from "@web/../tests/web_test_helpers";
import {RELOAD_MS} from "@perf_appraisal/backend/reload/reload";

class Level extends models.Model {
    _name = "perf.rating.level";
    name = fields.Char();
    color = fields.Char();
    _records = [
        {id: 1, name: "Solid", color: "sky"},
        {id: 2, name: "Strong", color: "blue"},
    ];
}

class Result extends models.Model {
    _name = "perf.appraisal.result";
    state = fields.Char();
    level_id = fields.Many2one({relation: "perf.rating.level"});
    level_color = fields.Char();
    allowed_level_ids = fields.Many2many({relation: "perf.rating.level"});
    suggested_level_id = fields.Many2one({relation: "perf.rating.level"});
    chart = fields.Json();
    _records = [
        {
            id: 1,
            state: "pending",
            level_id: 2,
            level_color: "blue",
            suggested_level_id: 1,
            allowed_level_ids: [1, 2],
            chart: {
                points: [
                    {x: 4, y: 20, color: "sky", text: "Last year: Solid"},
                    {x: 96, y: 12, color: "blue", text: "This year: Strong"},
                ],
                top: "Outstanding",
                bottom: "Needs a new start",
                first: "Dec 2025",
                last: "Dec 2026",
                rows: [
                    {
                        appraisal_id: 8,
                        cycle: "This year",
                        day: "12/31/2026",
                        level: "Strong",
                        color: "blue",
                        score: 71.4,
                    },
                    {
                        appraisal_id: 7,
                        cycle: "Last year",
                        day: "12/31/2025",
                        level: "Solid",
                        color: "sky",
                        score: null,
                    },
                ],
            },
        },
    ];
}

defineMailModels();
defineModels([Level, Result]);

const mountForm = (arch) => mountView({type: "form", resModel: "perf.appraisal.result", resId: 1, arch});

test("a level to be read has its name beside its colour", async () => {
    await mountForm(`
        <form>
            <field name="level_color" invisible="1"/>
            <field name="level_id" widget="perf_level_name" options="{'color_field': 'level_color'}"/>
        </form>`);
    expect(".o_field_widget[name=level_id]").toHaveText("Strong");
    expect(".o_field_widget[name=level_id] .o_perf_color_blue").toHaveAttribute("aria-hidden", "true");
});

test("the levels to choose from have colours, and a mark at the suggested one", async () => {
    await mountForm(`
        <form>
            <field name="allowed_level_ids" invisible="1"/>
            <field name="suggested_level_id" invisible="1"/>
            <field name="level_id" widget="perf_level"/>
        </form>`);
    expect(queryAllTexts(".o_radio_item label")).toEqual(["Solid", "Strong"]);
    expect(".o_radio_item:first-child .o_perf_color_sky").toHaveCount(1);
    expect(".o_radio_item:first-child .o_perf_suggested").toHaveCount(1);
    expect(".o_perf_suggested").toHaveCount(1);
});

test("the line of past levels says what its ends mean, and stands as a table as well", async () => {
    await mountForm(`<form><field name="chart" widget="perf_level_chart"/></form>`);
    expect(".o_perf_history_line polyline").toHaveAttribute("points", "4,20 96,12");
    expect(queryAllTexts(".o_perf_history_axis span")).toEqual(["Outstanding", "Needs a new start"]);
    expect(queryAllTexts(".o_perf_history_dates span")).toEqual(["Dec 2025", "Dec 2026"]);
    expect(queryAllTexts(".o_perf_level_chart tbody td:last-child")).toEqual(["71", "–"]);
    expect(".o_perf_level_chart tbody tr:first-child a").toHaveAttribute("href", "/odoo/performance-appraisals/8");
});

test("a form reads itself again while a job runs, and stops when it is done", async () => {
    let reads = 0;
    onRpc("perf.appraisal.result", "web_read", () => {
        reads++;
    });
    await mountForm(`
        <form>
            <field name="state"/>
            <widget name="perf_reload" invisible="state != 'pending'"/>
        </form>`);
    expect(reads).toBe(1);
    await advanceTime(RELOAD_MS);
    await animationFrame();
    expect(reads).toBe(2);
    MockServer.env["perf.appraisal.result"].write([1], {state: "done"});
    await advanceTime(RELOAD_MS);
    await animationFrame();
    expect(reads).toBe(3);
    expect(".o_field_widget[name=state] input").toHaveValue("done");
    await advanceTime(3 * RELOAD_MS);
    await animationFrame();
    expect(reads).toBe(3);
});
