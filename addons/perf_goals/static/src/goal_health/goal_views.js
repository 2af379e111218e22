import {Group} from "@web/model/relational_model/group";
import {KanbanRenderer} from "@web/views/kanban/kanban_renderer";
import {kanbanView} from "@web/views/kanban/kanban_view";
import {listView} from "@web/views/list/list_view";
import {registry} from "@web/core/registry";
import {RelationalModel} from "@web/model/relational_model/relational_model";

/** The goals without health have a word too: they are not under way. */
class GoalGroup extends Group {
    setup() {
        super.setup(...arguments);
        this.displayName ??= this.groupByField.falsy_value_label;
    }
}

class GoalModel extends RelationalModel {
    static Group = GoalGroup;
}

/** Columns in the order of the selection; what has no health yet, or no more, comes last. */
class GoalKanbanRenderer extends KanbanRenderer {
    getGroupsOrRecords() {
        const columns = super.getGroupsOrRecords();
        if (!this.props.list.isGrouped || this.props.list.groupByField.name !== "health") {
            return columns;
        }
        return [...columns.filter(({group}) => group.value), ...columns.filter(({group}) => !group.value)];
    }
}

registry.category("views").add("perf_goal_kanban", {
    ...kanbanView,
    Model: GoalModel,
    Renderer: GoalKanbanRenderer,
});
registry.category("views").add("perf_goal_list", {...listView, Model: GoalModel});
