import {registry} from "@web/core/registry";
import {SelectionField, selectionField} from "@web/views/fields/selection/selection_field";

/** The colour of a level: a dot and its name. */
export class LevelColorField extends SelectionField {
    static template = "perf_appraisal.LevelColor";
}

registry.category("fields").add("perf_level_color", {
    ...selectionField,
    component: LevelColorField,
    supportedTypes: ["selection"],
});
