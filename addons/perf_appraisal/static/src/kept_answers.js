import {browser} from "@web/core/browser/browser";

const MAX_AGE = 14 * 24 * 3600 * 1000;

/** What the server says no to for good: sending it again would change nothing. */
const REFUSALS = [
    "odoo.exceptions.AccessError",
    "odoo.exceptions.MissingError",
    "odoo.exceptions.UserError",
    "odoo.exceptions.ValidationError",
    "werkzeug.exceptions.Forbidden",
    "werkzeug.exceptions.NotFound",
];

/**
 * Whether the server refused; else it, or the way to it, is in trouble and will take the answers later.
 *
 * @param {Error} error of an rpc
 */
export function isRefusal(error) {
    return REFUSALS.includes(error.exceptionName);
}

/**
 * Answers that the server hasn't confirmed, kept on this device for one person and one review, and only until the
 * server has them. Everything works without it, when the browser refuses to keep anything.
 */
export class KeptAnswers {
    /**
     * @param {string|number} reviewId
     * @param {string|number} userId
     * @param {string} form name of the form, as each keeps answers in its own way
     */
    constructor(reviewId, userId, form = "review") {
        this.key = `perf_appraisal.${form}.${reviewId}.${userId}`;
    }

    /**
     * @returns {{date: Date, answers: Object}|null} what was kept, null when nothing or too old
     */
    read() {
        try {
            const {date, answers} = JSON.parse(browser.localStorage.getItem(this.key)) || {};
            if (!answers || Date.now() - date > MAX_AGE) {
                this.clear();
                return null;
            }
            return {date: new Date(date), answers};
        } catch {
            return null;
        }
    }

    /**
     * @param {Map<string, Object>} answers those not saved yet; none removes what was kept
     */
    write(answers) {
        if (!answers.size) {
            this.clear();
            return;
        }
        try {
            const value = {date: Date.now(), answers: Object.fromEntries(answers)};
            browser.localStorage.setItem(this.key, JSON.stringify(value));
        } catch {
            // full or forbidden: the page still saves to the server
        }
    }

    clear() {
        try {
            browser.localStorage.removeItem(this.key);
        } catch {
            // forbidden: then nothing is there either
        }
    }
}
