import {browser} from "@web/core/browser/browser";

const PREFIX = "perf_appraisal.review";
const MAX_AGE = 14 * 24 * 3600 * 1000;

/**
 * Answers that the server hasn't confirmed, kept on this device for one person and one review, and only until the
 * server has them. Everything works without it, when the browser refuses to keep anything.
 */
export class KeptAnswers {
    /**
     * @param {string} reviewId
     * @param {string} userId
     */
    constructor(reviewId, userId) {
        this.key = `${PREFIX}.${reviewId}.${userId}`;
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
