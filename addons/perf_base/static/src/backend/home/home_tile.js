import {Component} from "@odoo/owl";
import {registry} from "@web/core/registry";
import {useOpenTarget} from "./open_target";
import {HomeYear} from "./home_year";

const tileRegistry = registry.category("perf_home_tiles");
const rowProps = {tile: Object, open: Function};

/** Rows with a title, a text and maybe a bar: goals, the latest feedback... */
export class TileRows extends Component {
    static template = "perf_base.TileRows";
    static props = rowProps;

    width(row) {
        return `width: ${Math.max(0, Math.min(row.progress, 100))}%`;
    }

    mark(row) {
        return `inset-inline-start: ${Math.max(0, Math.min(row.expected, 100))}%`;
    }
}

/** Counts beside each other, as bars with their figures. */
export class TileBars extends Component {
    static template = "perf_base.TileBars";
    static props = rowProps;

    width(row) {
        return `width: ${row.total ? Math.round((row.count / row.total) * 100) : 0}%`;
    }
}

/** A year of evidence: bars by month, and the figures as a table. */
export class TileYear extends Component {
    static template = "perf_base.TileYear";
    static components = {HomeYear};
    static props = rowProps;
}

tileRegistry.add("rows", {component: TileRows, isEmpty: (tile) => !tile.rows.length});
tileRegistry.add("bars", {component: TileBars, isEmpty: (tile) => !tile.rows.length});
tileRegistry.add("year", {component: TileYear, isEmpty: (tile) => !tile.cells.length});

/** The frame of a tile: heading, what its addon shows, and the way to all of it. */
export class HomeTile extends Component {
    static template = "perf_base.HomeTile";
    static props = {tile: Object};

    setup() {
        this.open = useOpenTarget();
    }

    get type() {
        return tileRegistry.get(this.props.tile.type);
    }

    get isEmpty() {
        return this.type.isEmpty(this.props.tile);
    }
}
