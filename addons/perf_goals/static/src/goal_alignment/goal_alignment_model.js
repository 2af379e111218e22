import {_t} from "@web/core/l10n/translation";
import {Domain} from "@web/core/domain";
import {HierarchyModel} from "@web_hierarchy/hierarchy_model";
import {orderByToString} from "@web/search/utils/order_by";

/** How many goals that are not aligned are shown beside the tree; the others are one click away. */
const TRAY_LIMIT = 20;
/** How many rows beneath the first one are unfolded at the start: departments, then people. */
const FIRST_ROWS = 2;

/** The tree of goals, and beside it the goals of people that are not aligned to anything. */
export class GoalAlignmentModel extends HierarchyModel {
    static services = [...HierarchyModel.services, "action"];

    setup(params, services) {
        super.setup(params, services);
        this.action = services.action;
        this.tray = {records: [], length: 0};
        this.path = [];
        this.searchDomain = [];
    }

    /** On top stands what contributes to nothing that is active, or to nothing that the reader may see. */
    get defaultDomain() {
        const parent = this.parentFieldName;
        return ["|", [parent, "=", false], "!", [parent, "any", [["state", "=", "active"]]]];
    }

    /** Goals of people that are not aligned: they wait in the tray, and would hide the top of the tree. */
    get trayDomain() {
        return [
            ["level", "=", "individual"],
            [this.parentFieldName, "=", false],
        ];
    }

    /**
     * Opened on one goal, the tree shows that one alone, but the tray what the search finds as ever.
     *
     * @override
     */
    _getNextConfig(currentConfig, params) {
        this.searchDomain = params.domain || this.searchDomain;
        return super._getNextConfig(currentConfig, params);
    }

    /** @override */
    async load(params = {}) {
        await super.load(params);
        await this.loadTray();
    }

    /** @override */
    async reload() {
        await super.reload();
        await this.loadTray();
    }

    async loadTray() {
        const domain = Domain.and([this.searchDomain, this.trayDomain]).toList({});
        this.tray = await this.orm.webSearchRead(this.resModel, domain, {
            specification: {name: {}, employee_id: {fields: {display_name: {}}}},
            limit: TRAY_LIMIT,
            order: "date_end, id",
            context: this.context,
        });
        this.notify({scrollTarget: "none"});
    }

    /** @override */
    async _loadData(config, reload = false) {
        const isStart = !reload && !config.resIds?.length && this.isSearchDefaultOrEmpty();
        const domain = Domain.and([config.domain, Domain.not(this.trayDomain)]).toList({});
        const data = await super._loadData({...config, domain}, reload);
        if (isStart && data.length > 1) {
            await this._unfold(data, config, FIRST_ROWS);
        }
        return data;
    }

    /**
     * Unfold one goal in each of the next rows: that of the path, or else the first one that has others beneath.
     *
     * @param {Object[]} records data of one row
     * @param {Object} config
     * @param {Number} depth how many rows at most
     */
    async _unfold(records, config, depth) {
        const name = this.childFieldName;
        const parents = records.filter((record) => record[name].length);
        const parent = parents.find((record) => this.path.includes(record.id)) || parents[0];
        if (!parent || !(depth || this.path.includes(parent.id))) {
            return;
        }
        const {records: children} = await this.orm.webSearchRead(
            this.resModel,
            [["id", "in", parent[name].map((child) => child.id ?? child)]],
            {
                specification: this._getFieldsSpec(config.context),
                context: this.context,
                order: orderByToString(config.orderBy),
            }
        );
        parent[name] = children;
        await this._unfold(children, config, Math.max(depth - 1, 0));
    }

    /**
     * The goal above may belong to a manager and be closed to the reader.
     *
     * @override
     */
    async fetchManager(node) {
        const found = await this.orm.searchCount(this.resModel, [["id", "=", node.parentResId]]);
        if (found) {
            await super.fetchManager(node);
        } else {
            this.notification.add(_t("This goal contributes to one that you can't see."), {type: "info"});
        }
    }

    /** @override */
    async updateParentNode(nodeId, {parentNodeId, parentResId}) {
        const node = this.root.nodePerNodeId[nodeId];
        const parentNode = parentNodeId && this.root.nodePerNodeId[parentNodeId];
        if (!node || (parentNode && !this.validateUpdateParentNode(node, parentNode))) {
            return;
        }
        await this.align(node.data, parentNode?.resId || parentResId || false);
    }

    /**
     * Say what a goal contributes to. The server decides whether that may be, and says why not.
     *
     * @param {Object} goal with ``id`` and ``name``
     * @param {Number|false} parentId
     */
    async align(goal, parentId) {
        if ((goal[this.parentFieldName]?.id || false) === parentId) {
            return;
        }
        await this.mutex.exec(() =>
            this.orm.write(this.resModel, [goal.id], {[this.parentFieldName]: parentId}, {context: this.context})
        );
        const nodes = Object.values(this.root.nodePerNodeId);
        const parent = nodes.find((node) => node.resId === parentId);
        this.path = nodes.filter((node) => node.nodes.length).map((node) => node.resId);
        for (let node = parent; node; node = node.parentNode) {
            const beside = node.parentNode ? node.parentNode.nodes : this.root.rootNodes;
            const besideIds = beside.map((other) => other.resId);
            this.path = [node.resId, ...this.path.filter((id) => !besideIds.includes(id))];
        }
        await this.load();
        const message = parent
            ? _t("“%(goal)s” now contributes to “%(parent)s”.", {goal: goal.name, parent: parent.data.name})
            : _t("“%s” is not aligned any more.", goal.name);
        this.notification.add(message, {type: "success"});
    }

    /** Open all goals that are not aligned, as a list. */
    openTray() {
        return this.action.doAction("perf_goals.perf_goal_action_unaligned");
    }
}
