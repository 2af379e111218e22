import {Component} from "@odoo/owl";

/**
 * Where each of several figures lies on one line, with its interval and with what it is compared with. Each row opens the
 * sentence that says what it means; all that the drawing shows stands beside it in words and numbers as well.
 */
export class FairnessChart extends Component {
    static template = "perf_appraisal.FairnessChart";
    static props = {
        rows: {
            type: Array,
            element: {
                type: Object,
                shape: {
                    key: [String, Number],
                    label: String,
                    value: Number,
                    text: String,
                    low: {type: [Number, Boolean], optional: true},
                    high: {type: [Number, Boolean], optional: true},
                    mark: {type: [Number, Boolean], optional: true},
                    people: Number,
                    flag: [Boolean, String],
                    sentences: Array,
                },
            },
        },
        from: {type: Number, optional: true},
        until: {type: Number, optional: true},
        zero: {type: Boolean, optional: true},
    };

    /**
     * The ends of the line: those that are given, or what it takes to show everything.
     */
    get ends() {
        const shown = this.props.rows.flatMap((row) => [row.value, row.low, row.high, row.mark]);
        const numbers = shown.filter((value) => typeof value === "number");
        const low = Math.min(this.props.from ?? 0, ...numbers);
        const high = Math.max(this.props.until ?? 0, ...numbers);
        if (!this.props.zero) {
            return [low, high || 1];
        }
        const widest = Math.max(Math.abs(low), Math.abs(high), 1);
        return [-widest, widest];
    }

    /**
     * @param {Number} value
     * @returns {Number} its place on the line, in per cent
     */
    place(value) {
        const [low, high] = this.ends;
        return (100 * (value - low)) / (high - low);
    }

    /**
     * @param {Object} row
     * @returns {String} place of what is drawn as a bar: the interval, or from nothing to the value
     */
    bar(row) {
        const hasInterval = typeof row.low === "number" && typeof row.high === "number";
        const [from, until] = hasInterval ? [row.low, row.high] : [Math.min(0, row.value), Math.max(0, row.value)];
        return `left: ${this.place(from)}%; width: ${this.place(until) - this.place(from)}%`;
    }
}
