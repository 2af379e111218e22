import {deserializeDate} from "@web/core/l10n/dates";

/**
 * A day in few words, as in the sentences of the server: without the year where it is this one.
 *
 * @param {string|luxon.DateTime|false} day
 */
export function dayText(day) {
    const date = typeof day === "string" ? deserializeDate(day) : day;
    if (!date) {
        return "";
    }
    return date.toFormat(date.year === luxon.DateTime.local().year ? "d MMM" : "d MMM yyyy");
}
