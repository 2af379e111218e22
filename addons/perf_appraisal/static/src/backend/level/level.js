import {registry} from "@web/core/registry";
import {RadioField, radioField} from "@web/views/fields/radio/radio_field";

/** The levels to choose from, with a mark at the one that the score suggests. */
export class LevelField extends RadioField {
    static template = "perf_appraisal.Level";

    isSuggested(item) {
        return this.props.record.data.suggested_level_id?.id === item[0];
    }
}

registry.category("fields").add("perf_level", {
    ...radioField,
    component: LevelField,
    supportedTypes: ["many2one"],
});
