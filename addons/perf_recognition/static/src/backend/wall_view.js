import {registry} from "@web/core/registry";
import {KanbanController} from "@web/views/kanban/kanban_controller";
import {kanbanView} from "@web/views/kanban/kanban_view";
import {ListController} from "@web/views/list/list_controller";
import {listView} from "@web/views/list/list_view";

import {PerfPointsHeader} from "./points_header";

/** The wall: cards under a header from which one thanks a colleague. */
export class PerfRecognitionWallController extends KanbanController {
    static template = "perf_recognition.WallView";
    static components = {...KanbanController.components, PerfPointsHeader};

    async onPosted() {
        await this.model.load();
    }
}

/** My points: the entries under what I have. */
export class PerfPointsOwnController extends ListController {
    static template = "perf_recognition.PointsOwnView";
    static components = {...ListController.components, PerfPointsHeader};

    async onPosted() {
        await this.model.load();
    }

    /** The line says all there is: nothing to open. */
    async openRecord() {}
}

registry.category("views").add("perf_recognition_wall", {
    ...kanbanView,
    Controller: PerfRecognitionWallController,
});
registry.category("views").add("perf_points_own", {...listView, Controller: PerfPointsOwnController});
