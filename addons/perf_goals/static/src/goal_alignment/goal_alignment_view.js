import {GoalAlignmentModel} from "./goal_alignment_model";
import {GoalAlignmentRenderer} from "./goal_alignment_renderer";
import {hierarchyView} from "@web_hierarchy/hierarchy_view";
import {registry} from "@web/core/registry";

export const goalAlignmentView = {
    ...hierarchyView,
    Model: GoalAlignmentModel,
    Renderer: GoalAlignmentRenderer,
};

registry.category("views").add("perf_goal_alignment", goalAlignmentView);
