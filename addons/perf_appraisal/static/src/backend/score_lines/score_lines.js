import {Component} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {formatFloat} from "@web/views/fields/formatters";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

/** A score with its arithmetic, line by line: weight, score, points. */
export class ScoreLinesField extends Component {
    static template = "perf_appraisal.ScoreLines";
    static props = {...standardFieldProps};

    get lines() {
        return this.props.record.data[this.props.name] || [];
    }

    get hasScore() {
        return this.lines.some((line) => line.effective_weight);
    }

    get total() {
        return this.lines.reduce((sum, line) => sum + line.points, 0);
    }

    get totalText() {
        return _t("%s of 100", this.number(this.total));
    }

    number(value) {
        return formatFloat(value, {digits: [16, 1]});
    }

    weight(line) {
        return line.weight === line.effective_weight
            ? _t("%s %", this.number(line.effective_weight))
            : _t("%(now)s % (was %(before)s %)", {
                  now: this.number(line.effective_weight),
                  before: this.number(line.weight),
              });
    }
}

registry.category("fields").add("perf_score_lines", {
    component: ScoreLinesField,
    supportedTypes: ["json"],
});
