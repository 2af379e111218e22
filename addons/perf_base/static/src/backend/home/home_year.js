import {Component} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";

/** Twelve bars, one a month, with the number above, and a table that says of what they are made. */
export class HomeYear extends Component {
    static template = "perf_base.HomeYear";
    static props = {cells: Array, months: Array};

    get rows() {
        return this.props.cells.map((cell, index) => ({...cell, month: this.props.months[index]}));
    }

    get most() {
        return Math.max(...this.props.cells.map((cell) => cell.count), 1);
    }

    get label() {
        return _t("Evidence by month; the figures stand in the table below.");
    }

    height(cell) {
        return `height: ${Math.round((cell.count / this.most) * 100)}%`;
    }
}
