import {registry} from "@web/core/registry";
import {KanbanController} from "@web/views/kanban/kanban_controller";
import {kanbanView} from "@web/views/kanban/kanban_view";
import {ListController} from "@web/views/list/list_controller";
import {listView} from "@web/views/list/list_view";

import {useEffect, useRef, useState} from "@odoo/owl";

import {PerfPointsHeader} from "./points_header";

/** The wall: cards under a header from which one thanks a colleague; older ones come as one scrolls. */
export class PerfRecognitionWallController extends KanbanController {
    static template = "perf_recognition.WallView";
    static components = {...KanbanController.components, PerfPointsHeader};

    setup() {
        super.setup();
        this.older = useState({busy: false});
        this.olderRef = useRef("older");
        useEffect(
            (el) => {
                if (!el) {
                    return () => {};
                }
                const observer = new IntersectionObserver(
                    (entries) => entries.some((entry) => entry.isIntersecting) && this.loadOlder(),
                    {rootMargin: "400px"}
                );
                observer.observe(el);
                return () => observer.disconnect();
            },
            () => [this.olderRef.el, this.model.root?.records?.length]
        );
    }

    /** Whether there is more than what is shown. */
    get hasOlder() {
        const list = this.model.root;
        if (!this.model.isReady || list.isGrouped || this.model.useSampleModel) {
            return false;
        }
        return list.hasLimitedCount || list.offset + list.records.length < list.count;
    }

    /** Adds the next cards under the last one, each page by one call. */
    async loadOlder() {
        if (this.older.busy || !this.hasOlder) {
            return;
        }
        this.older.busy = true;
        try {
            await this.model.mutex.exec(() => this.addOlder(this.model.root));
        } finally {
            this.older.busy = false;
        }
    }

    async addOlder(list) {
        const shown = list.records.length;
        const offset = list.offset + shown;
        const limit = this.model.initialLimit;
        const countLimit = Math.max(list.config.countLimit, offset + limit);
        const page = await this.model._loadUngroupedList({...list.config, offset, limit, countLimit});
        if (list !== this.model.root || shown !== list.records.length) {
            return; // another search came in between
        }
        const known = new Set(list.records.map((record) => record.resId));
        const added = page.records.filter((values) => !known.has(values.id));
        list.records.push(...added.map((values) => list._createRecordDatapoint(values)));
        await this.model._updateConfig(list.config, {limit: shown + added.length, countLimit}, {reload: false});
        list.hasLimitedCount = false;
        list._updateCount({length: added.length ? page.length : offset});
    }

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
