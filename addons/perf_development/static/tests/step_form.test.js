import {describe, expect, queryAll, queryOne, select, click, test} from "@odoo/hoot";
import {setupInteractionWhiteList, startInteractions} from "@web/../tests/public/helpers";

setupInteractionWhiteList("perf_development.step_form");
describe.current.tags("interaction_dev");

const FORM = (skill, level) => `
    <form class="o_perf_step_form">
        <select name="skill_id">
            <option value="">None</option>
            <optgroup label="Languages" data-type-id="1">
                <option value="11" ${skill === 11 ? "selected" : ""}>English</option>
            </optgroup>
            <optgroup label="Crafts" data-type-id="2">
                <option value="21" ${skill === 21 ? "selected" : ""}>Welding</option>
            </optgroup>
        </select>
        <select name="skill_level_id">
            <option value="">Open</option>
            <optgroup label="Languages" data-type-id="1">
                <option value="12" ${level === 12 ? "selected" : ""}>B2</option>
            </optgroup>
            <optgroup label="Crafts" data-type-id="2">
                <option value="22">Expert</option>
            </optgroup>
        </select>
    </form>`;

function shownGroups() {
    return queryAll("[name=skill_level_id] optgroup")
        .filter((el) => !el.hidden && !el.disabled)
        .map((el) => el.label);
}

async function choose(value) {
    await click("[name=skill_id]");
    await select(value);
}

test("no level without a skill", async () => {
    await startInteractions(FORM());
    expect("[name=skill_level_id]").not.toBeEnabled();
    expect(shownGroups()).toEqual([]);
});

test("the levels follow the skill", async () => {
    await startInteractions(FORM());
    await choose("21");
    expect("[name=skill_level_id]").toBeEnabled();
    expect(shownGroups()).toEqual(["Crafts"]);
});

test("a level of another kind of skill is dropped, a fitting one stays", async () => {
    await startInteractions(FORM(11, 12));
    expect(queryOne("[name=skill_level_id]").value).toBe("12");
    await choose("21");
    expect(queryOne("[name=skill_level_id]").value).toBe("");
});
