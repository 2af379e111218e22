import {advanceTime, click, describe, edit, expect, queryOne, test} from "@odoo/hoot";
import {setupInteractionWhiteList, startInteractions} from "@web/../tests/public/helpers";
import {contains, onRpc} from "@web/../tests/web_test_helpers";

setupInteractionWhiteList("perf_goals.goal_form");
describe.current.tags("interaction_dev");

const FORM = `
    <form class="o_perf_goal_form">
        <input name="name"/><textarea name="description"></textarea>
        <input name="date_start" value="2026-04-01"/><input name="date_end" value="2026-04-30"/>
        <div class="o_perf_goal_result">
            <input name="result_name"/>
            <select name="result_metric_id" class="o_perf_goal_metric">
                <option value="">I say it at check-ins</option>
                <option value="7" data-name="Orders" data-purpose="Quotations don't count.">Measured: Orders</option>
            </select>
            <div class="o_perf_goal_metric_purpose" hidden="hidden"></div>
            <div class="o_perf_goal_typed">Kind</div>
            <input name="result_start_value" value="0"/><input name="result_target_value" value="9"/>
            <div class="o_perf_goal_measured" hidden="hidden">Part of the time</div>
            <div class="o_perf_goal_realism" hidden="hidden">
                <span class="o_perf_goal_realism_label"></span><div class="o_perf_goal_realism_lines"></div>
            </div>
        </div>
        <section class="o_perf_goal_clarity" hidden="hidden">
            <span class="o_perf_goal_clarity_score"></span>
            <div role="meter"><div class="progress-bar"></div></div>
            <p class="o_perf_goal_clarity_hint"></p>
        </section>
    </form>`;

function answer(realism) {
    onRpc("/my/goals/clarity", async (request) => {
        const {params} = await request.json();
        expect.step(params.values.results.map((row) => row.metric_id).join());
        return {score: 65, missing: [{key: "name", points: 15, hint: "Say what will be different."}], realism};
    });
}

test("clarity follows what is typed", async () => {
    answer([null]);
    await startInteractions(FORM);
    await click("input[name=name]");
    await edit("Fewer mistakes");
    await advanceTime(500);
    expect(".o_perf_goal_clarity").toBeVisible();
    expect(".o_perf_goal_clarity_score").toHaveText("65 of 100");
    expect(".o_perf_goal_clarity_hint").toHaveText("+15: Say what will be different.");
    expect(".o_perf_goal_realism").not.toBeVisible();
    expect.verifySteps(["", ""]);
});

test("what a metric says of itself is not asked for, and the target is compared", async () => {
    answer([{name: "Orders", label: "Stretch", lines: ["Reached seldom.", "Anita: 3, 2 orders."]}]);
    await startInteractions(FORM);
    expect(".o_perf_goal_typed").toBeVisible();
    await contains(".o_perf_goal_metric").select("7");
    await advanceTime(500);
    expect(".o_perf_goal_typed").not.toBeVisible();
    expect(".o_perf_goal_measured").toBeVisible();
    expect(".o_perf_goal_metric_purpose").toHaveText("Quotations don't count.");
    expect("input[name=result_name]").toHaveValue("Orders");
    expect(".o_perf_goal_realism_label").toHaveText("Stretch");
    expect(queryOne(".o_perf_goal_realism_lines").children).toHaveLength(2);
    expect.verifySteps(["", "7"]);
});
