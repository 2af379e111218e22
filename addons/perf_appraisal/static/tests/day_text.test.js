import {expect, test} from "@odoo/hoot";
import {mockDate} from "@odoo/hoot-mock";
import {dayText} from "@perf_appraisal/backend/day_text";

test("days are written as in the sentences of the server", () => {
    mockDate("2026-11-25 12:00:00");
    expect(dayText("2026-12-09")).toBe("9 Dec");
    expect(dayText("2027-01-02")).toBe("2 Jan 2027");
    expect(dayText(luxon.DateTime.local(2026, 12, 9))).toBe("9 Dec");
    expect(dayText(false)).toBe("");
});
