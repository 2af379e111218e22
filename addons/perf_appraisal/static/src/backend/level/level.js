import {Component} from "@odoo/owl";
import {registry} from "@web/core/registry";
import {useSpecialData} from "@web/views/fields/relational_utils";
import {RadioField, radioField} from "@web/views/fields/radio/radio_field";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

/** The levels to choose from, each with its colour, and a mark at the one that the score suggests. */
export class LevelField extends RadioField {
    static template = "perf_appraisal.Level";

    isSuggested(item) {
        return this.props.record.data.suggested_level_id?.id === item[0];
    }

    setup() {
        super.setup();
        this.colors = useSpecialData(async (orm, props) => {
            const ids = props.record.data.allowed_level_ids?.currentIds || [];
            const levels = ids.length ? await orm.read("perf.rating.level", ids, ["color"]) : [];
            return Object.fromEntries(levels.map((level) => [level.id, level.color]));
        });
    }

    color(item) {
        return this.colors.data[item[0]];
    }
}

registry.category("fields").add("perf_level", {
    ...radioField,
    component: LevelField,
    supportedTypes: ["many2one"],
});

/** One level to be read: its colour and its name. */
export class LevelNameField extends Component {
    static template = "perf_appraisal.LevelName";
    static props = {...standardFieldProps, colorField: {type: String, optional: true}};

    get color() {
        return this.props.record.data[this.props.colorField];
    }

    get label() {
        return this.props.record.data[this.props.name]?.display_name || "";
    }
}

registry.category("fields").add("perf_level_name", {
    component: LevelNameField,
    supportedTypes: ["many2one"],
    extractProps: ({options}) => ({colorField: options.color_field}),
});
