import {advanceTime, click, describe, edit, expect, queryOne, test} from "@odoo/hoot";
import {setupInteractionWhiteList, startInteractions} from "@web/../tests/public/helpers";
import {makeServerError, patchWithCleanup} from "@web/../tests/web_test_helpers";
import {browser} from "@web/core/browser/browser";
import {ConnectionLostError, rpc} from "@web/core/network/rpc";

setupInteractionWhiteList("perf_appraisal.review_form");
describe.current.tags("interaction_dev");

const KEY = "perf_appraisal.review.7.3";

const question = (id, kind = "text", control = "") => `
    <fieldset class="o_perf_question" data-question="${id}" data-kind="${kind}">
        ${control}
        <textarea name="q${id}_text"></textarea>
        <p class="o_perf_lacks_rating d-none">Rating missing</p>
    </fieldset>`;

const FORM = `
    <form class="o_perf_review_form" data-review="7" data-user="3" method="post">
        <div class="o_perf_kept d-none">
            <p class="o_perf_kept_text"></p>
            <button type="button" class="o_perf_kept_restore">Put it back</button>
            <button type="button" class="o_perf_kept_discard">Discard it</button>
        </div>
        <details class="o_perf_section" open="open">
            <summary><span class="o_perf_section_answered">0</span></summary>
            ${question(11)}${question(12)}
        </details>
        <div class="o_perf_answered"></div>
        <div class="o_perf_save_state"></div>
    </form>`;

/** What the server does with the next saves: an error to throw, or else what it answers. */
function mockServer() {
    const server = {trouble: null, refused: [], saved: {}, requests: 0};
    patchWithCleanup(rpc, {
        async _rpc(url, {answers}) {
            if (url !== "/my/reviews/7/autosave") {
                return super._rpc(...arguments);
            }
            server.requests++;
            if (server.trouble) {
                throw server.trouble;
            }
            if (Object.keys(answers).some((id) => server.refused.includes(id))) {
                return {error: "The text is too long."};
            }
            for (const [id, {text}] of Object.entries(answers)) {
                server.saved[id] = text;
            }
            return {saved_at: "2026-11-22T10:42:00+00:00", answered: 1, total: 2};
        },
    });
    return server;
}

function getKept() {
    const {answers = {}} = JSON.parse(browser.localStorage.getItem(KEY)) || {};
    return Object.fromEntries(Object.entries(answers).map(([id, {text}]) => [id, text]));
}

async function type(id, text) {
    await click(`[name=q${id}_text]`);
    await edit(text);
}

function isAskedBeforeLeaving() {
    const ev = new Event("beforeunload", {cancelable: true});
    window.dispatchEvent(ev);
    return ev.defaultPrevented;
}

test("one small request once the typing pauses, with what was typed alone", async () => {
    const server = mockServer();
    await startInteractions(FORM);
    await type(11, "The fair in May");
    expect(getKept()).toEqual({11: "The fair in May"});
    await advanceTime(1000);
    expect(server.requests).toBe(1);
    expect(server.saved).toEqual({11: "The fair in May"});
    expect(".o_perf_save_state").toHaveText(/^Saved/);
    expect(getKept()).toEqual({});
    expect(isAskedBeforeLeaving()).toBe(false);
});

test("nothing is lost while the connection is away, and all is saved when it is back", async () => {
    const server = mockServer();
    server.trouble = new ConnectionLostError("/my/reviews/7/autosave");
    await startInteractions(FORM);
    await type(11, "Begun in the tunnel");
    await advanceTime(1000);
    expect(".o_perf_save_state").toHaveText(/^No connection/);
    await type(12, "Went on in the tunnel");
    await advanceTime(1000);
    expect(getKept()).toEqual({11: "Begun in the tunnel", 12: "Went on in the tunnel"});
    expect(isAskedBeforeLeaving()).toBe(true);
    server.trouble = null;
    window.dispatchEvent(new Event("online"));
    await advanceTime(0);
    expect(server.saved).toEqual({11: "Begun in the tunnel", 12: "Went on in the tunnel"});
    expect(getKept()).toEqual({});
    expect(isAskedBeforeLeaving()).toBe(false);
});

test("a server in trouble is asked again, however often it fails", async () => {
    const server = mockServer();
    server.trouble = makeServerError({errorName: "psycopg2.errors.LockNotAvailable"});
    await startInteractions(FORM);
    await type(11, "Patience");
    await advanceTime(1000);
    expect(".o_perf_save_state").toHaveText(/^Not saved yet/);
    await advanceTime(16000);
    expect(server.requests).toBe(2);
    server.trouble = null;
    await advanceTime(16000);
    expect(server.saved).toEqual({11: "Patience"});
    expect(".o_perf_save_state").toHaveText(/^Saved/);
});

test("a closed review is said, and not asked for again", async () => {
    const server = mockServer();
    server.trouble = makeServerError({errorName: "werkzeug.exceptions.NotFound"});
    await startInteractions(FORM);
    await type(11, "Too late");
    await advanceTime(1000);
    expect(".o_perf_save_state").toHaveText(/can't be changed any more/);
    await advanceTime(60000);
    expect(server.requests).toBe(1);
    expect(getKept()).toEqual({11: "Too late"});
});

test("one refused answer keeps no other from being saved", async () => {
    const server = mockServer();
    server.refused = ["11"];
    await startInteractions(FORM);
    await type(11, "Far too long");
    await type(12, "Just right");
    await advanceTime(1000);
    expect(server.saved).toEqual({12: "Just right"});
    expect(".o_perf_save_state").toHaveText("Not saved. The text is too long.");
    expect(getKept()).toEqual({11: "Far too long"});
    expect("[name=q11_text]").toHaveValue("Far too long");
});

test("what an earlier visit could not save is offered until it is decided about", async () => {
    const server = mockServer();
    const answer = {level_id: false, anchor_id: false, text: "From the train", choice: "", unable: false};
    browser.localStorage.setItem(KEY, JSON.stringify({date: Date.now(), answers: {11: answer}}));
    await startInteractions(FORM);
    expect(queryOne(".o_perf_kept")).not.toHaveClass("d-none");
    await type(12, "Another thought");
    await advanceTime(1000);
    expect(queryOne(".o_perf_kept")).not.toHaveClass("d-none", {message: "typing elsewhere takes no offer away"});
    expect(getKept()).toEqual({11: "From the train"});
    await click(".o_perf_kept_restore");
    await advanceTime(1000);
    expect("[name=q11_text]").toHaveValue("From the train");
    expect(server.saved).toEqual({11: "From the train", 12: "Another thought"});
    expect(queryOne(".o_perf_kept")).toHaveClass("d-none");
    expect(getKept()).toEqual({});
});

test("words without their rating say so at the question", async () => {
    mockServer();
    const rated = question(11, "rating", '<input type="radio" name="q11_level" value="3"/>');
    await startInteractions(FORM.replace(question(11), rated));
    await click("textarea[name=q11_text]");
    await edit("Because of the year");
    expect("[data-question='11'] .o_perf_lacks_rating").not.toHaveClass("d-none");
    expect("[data-question='12'] .o_perf_lacks_rating").toHaveClass("d-none");
    await click("input[name=q11_level]");
    expect("[data-question='11'] .o_perf_lacks_rating").toHaveClass("d-none");
});
