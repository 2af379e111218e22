import {_t} from "@web/core/l10n/translation";
import {HierarchyRenderer} from "@web_hierarchy/hierarchy_renderer";

/** The tree of goals with a tray for those that are not aligned; goals are dragged from one to the other. */
export class GoalAlignmentRenderer extends HierarchyRenderer {
    static template = "perf_goals.GoalAlignmentRenderer";
    static props = {...HierarchyRenderer.props};

    get tray() {
        return this.props.model.tray;
    }

    get trayRest() {
        return this.tray.length - this.tray.records.length;
    }

    openOrphan(goal) {
        this.props.openRecord({resId: goal.id});
    }

    /** @override */
    async nodeDrop({element, row, nextRow, newParentNode}) {
        const isTray = (part) => Boolean(part?.closest(".o_perf_goal_tray"));
        const fromTray = isTray(row);
        const toTray = isTray(newParentNode) || isTray(nextRow);
        if (fromTray && !toTray) {
            await this.dropOrphan(element, newParentNode?.dataset.nodeId || nextRow?.dataset.parentNodeId);
        } else if (toTray && !fromTray) {
            await this.props.model.updateParentNode(element.dataset.nodeId, {parentResId: false});
        } else if (!fromTray) {
            await super.nodeDrop(...arguments);
        }
    }

    /**
     * Align a goal from the tray to the one it was dropped on, or on whose row.
     *
     * @param {HTMLElement} element
     * @param {String} [parentNodeId]
     */
    async dropOrphan(element, parentNodeId) {
        const parent = parentNodeId && this.props.model.root.nodePerNodeId[parentNodeId];
        if (!parent) {
            this.notification.add(_t("Drop the goal onto the one that it contributes to."), {type: "info"});
            return;
        }
        const goal = this.tray.records.find((record) => record.id === Number(element.dataset.goalId));
        await this.props.model.align(goal, parent.resId);
    }
}
