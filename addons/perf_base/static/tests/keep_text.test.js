import {advanceTime, click, describe, edit, expect, queryFirst, queryOne, test} from "@odoo/hoot";
import {setupInteractionWhiteList, startInteractions} from "@web/../tests/public/helpers";
import {onRpc} from "@web/../tests/web_test_helpers";
import {browser} from "@web/core/browser/browser";
import {user} from "@web/core/user";

setupInteractionWhiteList(["perf_base.keep_text", "perf_base.autogrow"]);
describe.current.tags("interaction_dev");

const FORM = `
    <form class="o_perf_keep_text" name="checkin" method="post" action="/my/checkin">
        <input type="hidden" name="csrf_token" value="secret"/>
        <textarea name="note" class="o_perf_autogrow"></textarea>
        <input type="radio" name="mood" value="good"/>
        <input type="radio" name="mood" value="bad"/>
        <button type="submit">Send</button>
    </form>`;

function getKept() {
    const keys = Object.keys(browser.sessionStorage).filter((key) => key.startsWith("perf_text:"));
    return keys.map((key) => JSON.parse(browser.sessionStorage.getItem(key)));
}

async function type(text) {
    await click("textarea");
    await edit(text);
    await advanceTime(300);
}

test("typed text is kept, secrets are not", async () => {
    await startInteractions(FORM);
    await type("Half of it is done");
    await click("input[value=bad]");
    expect(getKept()).toEqual([{"note#0": "Half of it is done", "mood=good": false, "mood=bad": true}]);
});

test("typed text comes back", async () => {
    const key = ["perf_text", user.userId, window.location.pathname, "checkin"].join(":");
    browser.sessionStorage.setItem(key, JSON.stringify({"note#0": "Half of it is done", "mood=bad": true}));
    await startInteractions(FORM);
    expect("textarea").toHaveValue("Half of it is done");
    expect("input[value=bad]").toBeChecked();
    expect(queryOne(".o_perf_keep_text_message")).toHaveAttribute("role", "status");
});

test("text stays when the connection is lost", async () => {
    onRpc(
        "/my/checkin",
        () => {
            throw new TypeError("Failed to fetch");
        },
        {pure: true}
    );
    await startInteractions(FORM);
    await type("Nearly there");
    await click("button");
    await advanceTime(0);
    expect(queryOne(".o_perf_keep_text_message")).toHaveAttribute("role", "alert");
    expect("textarea").toHaveValue("Nearly there");
    expect(getKept()).toHaveLength(1);
    expect("button").toBeEnabled();
});

test("text stays when the server refuses it", async () => {
    onRpc("/my/checkin", () => new Response("<p class='o_perf_error'>Choose a mood.</p>", {status: 200}), {pure: true});
    await startInteractions(FORM);
    await type("Nearly there");
    await click("button");
    await advanceTime(0);
    expect(".o_perf_keep_text_message").toHaveText("Choose a mood.");
    expect(getKept()).toHaveLength(1);
    await click("input[value=good]");
    await advanceTime(300);
    expect(".o_perf_keep_text_message").toHaveCount(0);
    expect(getKept()).toHaveLength(1);
});

test("a refusal is said at the field that it is about", async () => {
    const error = "<p class='o_perf_error' data-field='note'>Say it in a sentence.</p>";
    onRpc("/my/checkin", () => new Response(error, {status: 200}), {pure: true});
    await startInteractions(FORM);
    await click("button");
    await advanceTime(0);
    expect(".o_perf_keep_text_message + textarea").toHaveAttribute("aria-invalid", "true");
    expect("textarea").toBeFocused();
    await edit("It goes well");
    await advanceTime(300);
    expect(".o_perf_keep_text_message").toHaveCount(0);
    expect("textarea").not.toHaveAttribute("aria-invalid");
});

test("a textarea is as high as its text", async () => {
    await startInteractions(FORM);
    const before = queryFirst("textarea").offsetHeight;
    await type("one\ntwo\nthree\nfour\nfive\nsix\nseven\neight");
    expect(queryFirst("textarea").offsetHeight).toBeGreaterThan(before);
});
