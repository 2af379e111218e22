import {GraphRenderer} from "@web/views/graph/graph_renderer";
import {graphView} from "@web/views/graph/graph_view";
import {registry} from "@web/core/registry";

const COLORS = {on_track: "#28a745", at_risk: "#ffac00", off_track: "#dc3545", stale: "#adb5bd"};

/** Bars of goals by health have the colours that the words have everywhere else. */
export class GoalGraphRenderer extends GraphRenderer {
    getBarChartData() {
        const data = super.getBarChartData();
        const {fields, groupBy} = this.model.metaData;
        if (groupBy.some(({fieldName}) => fieldName === "health")) {
            const colors = new Map(fields.health.selection.map(([value, word]) => [word, COLORS[value]]));
            for (const dataset of data.datasets) {
                const word = dataset.label?.split(" / ").find((part) => colors.has(part));
                dataset.backgroundColor = colors.get(word) || dataset.backgroundColor;
            }
        }
        return data;
    }
}

registry.category("views").add("perf_goal_graph", {...graphView, Renderer: GoalGraphRenderer});
