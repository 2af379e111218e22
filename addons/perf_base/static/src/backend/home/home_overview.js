import {Component} from "@odoo/owl";
import {HomeTile} from "./home_tile";

/** How the companies of an HR officer are doing: a tile an addon, each with the way to the list behind it. */
export class HomeOverview extends Component {
    static template = "perf_base.HomeOverview";
    static components = {HomeTile};
    static props = {data: Object};
}
