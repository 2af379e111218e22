import {Component, onWillStart, useState} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {Layout} from "@web/search/layout";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";
import {FairnessChart} from "./fairness_chart";

const MODEL = "perf.fairness.report";
const FIRST = 12; // raters shown before one asks for more

/**
 * @param {Number|Boolean} value figure of the server, false where there is none
 * @returns {Boolean} whether there is one
 */
const isFigure = (value) => typeof value === "number";

/**
 * @param {Number} value
 * @returns {String} a figure in levels, with its sign
 */
const signed = (value) => (value > 0 ? "+" : value < 0 ? "−" : "") + Math.abs(value).toFixed(1);

/**
 * A page to read about the ratings of a cycle: a question, what came out, a chart, the numbers on demand, and what to do.
 */
export class Fairness extends Component {
    static template = "perf_appraisal.Fairness";
    static components = {Layout, FairnessChart};
    static props = {...standardActionServiceProps};

    setup() {
        this.orm = useService("orm");
        this.display = {controlPanel: {}};
        this.state = useState({report: {cycles: []}, departments: {}, all: {}});
        onWillStart(() => this.load());
    }

    /**
     * @param {Number|null} cycle id, or nothing for the latest
     */
    async load(cycle = null) {
        this.state.report = await this.orm.call(MODEL, "get_report", [cycle]);
        this.state.departments = {};
        this.state.all = {};
    }

    /**
     * @param {String} value id of a cycle, as the list gives it
     */
    choose(value) {
        return this.load(Number(value));
    }

    showAll(key) {
        this.state.all[key] = true;
    }

    async loadDepartments(dimension) {
        const report = await this.orm.call(MODEL, "get_departments", [this.report.cycle, dimension]);
        this.state.departments[dimension] = report;
    }

    get report() {
        return this.state.report;
    }

    // ------------------------------------------------------------------
    // Raters
    // ------------------------------------------------------------------

    /**
     * The questions about those who rate, each with its figure.
     */
    get questions() {
        return [
            {
                key: "leniency",
                title: _t("Does anyone rate much higher or lower than the facts suggest?"),
                figure: "leniency",
                column: _t("Levels above the others"),
                ends: ["low", "high"],
                zero: true,
                also: ["correlation", "places"],
                next: _t(
                    "Talk with the person about two or three ratings and what they rest on, before results are shared. A strong team is a good reason."
                ),
            },
            {
                key: "compression",
                title: _t("Does anyone give nearly everybody the same?"),
                figure: "spread",
                column: _t("Levels by which people differ"),
                mark: "spread_others",
                next: _t("Ask who of the team did best and who needs most help, and whether the ratings say so."),
            },
            {
                key: "halo",
                title: _t("Does anyone give one person nearly the same on every question?"),
                figure: "told_apart",
                column: _t("How far apart questions lie"),
                mark: "told_apart_others",
                next: _t("Suggest rating one question for all people first, then the next one."),
            },
            {
                key: "recency",
                title: _t("Does what was noted come from the end of the period only?"),
                figure: "recent",
                column: _t("From the last quarter"),
                percent: true,
                until: 100,
                counted: "noted",
                next: _t("Remind them to write feedback and notes of 1-on-1s all year round."),
            },
            {
                key: "gap",
                title: _t("Do people see themselves very differently from their manager?"),
                figure: "gap",
                column: _t("Self less manager, in levels"),
                ends: ["gap_low", "gap_high"],
                zero: true,
                counted: "gaps",
                next: _t("Let manager and person talk about what they mean by the levels before the result is shared."),
            },
        ];
    }

    /**
     * @param {Object} question
     * @returns {Object[]} raters with this figure, those worth a look first
     */
    allRows(question) {
        const known = this.report.raters.filter((rater) => isFigure(rater[question.figure]));
        const rows = known.map((rater) => ({
            key: rater.id,
            label: rater.name,
            people: rater[question.counted || "people"],
            value: rater[question.figure],
            text: this.shown(question, rater),
            low: question.ends ? rater[question.ends[0]] : false,
            high: question.ends ? rater[question.ends[1]] : false,
            mark: question.mark ? rater[question.mark] : false,
            flag: Boolean(rater.flags[question.key]),
            sentences: [question.key, ...(question.also || [])].map((key) => rater.sentences[key]).filter(Boolean),
        }));
        return rows.sort((one, other) => other.flag - one.flag || other.value - one.value);
    }

    shownRows(question) {
        const rows = this.allRows(question);
        return this.state.all[question.key] ? rows : rows.slice(0, FIRST);
    }

    shown(question, rater) {
        const value = rater[question.figure];
        if (question.percent) {
            return `${value} %`;
        }
        return question.zero ? signed(value) : value.toFixed(1);
    }

    interval(row) {
        return isFigure(row.low) && isFigure(row.high) ? `${signed(row.low)} … ${signed(row.high)}` : "";
    }

    // ------------------------------------------------------------------
    // Groups
    // ------------------------------------------------------------------

    groupRows(dimension) {
        return dimension.rows.map((row) => ({
            key: String(row.key),
            label: row.label,
            people: row.people,
            value: row.rate,
            text: `${row.rate} %`,
            flag: row.flag,
            sentences: [this.groupSentence(row, dimension)],
        }));
    }

    groupSentence(row, dimension) {
        const best = dimension.rows.find((each) => each.best);
        if (!best || row.best) {
            return _t("%(rate)s of %(people)s people are rated in the upper levels.", {...row, rate: `${row.rate} %`});
        }
        return _t(
            "%(rate)s of %(people)s people are rated in the upper levels, %(ratio)s times the rate of “%(best)s”; below 0.8, with a chance of at most 5 in 100 (here %(p)s) and at least one person missing (here %(shortfall)s), it is worth a look.",
            {...row, rate: `${row.rate} %`, best: best.label}
        );
    }
}

registry.category("actions").add("perf_appraisal.fairness", Fairness);
