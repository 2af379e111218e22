import {Component, onWillStart, useRef, useState} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {KeepLast} from "@web/core/utils/concurrency";
import {useService} from "@web/core/utils/hooks";
import {useSetupAction} from "@web/search/action_hook";
import {Layout} from "@web/search/layout";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";
import {HomeMe} from "./home_me";
import {HomeOverview} from "./home_overview";
import {HomeTeam} from "./home_team";

const STEPS = {ArrowRight: 1, ArrowLeft: -1, Home: -Infinity, End: Infinity};

/** The first screen of the app: the tabs that the server gives this user, each loaded in one request. */
export class Home extends Component {
    static template = "perf_base.Home";
    static components = {Layout};
    static props = {...standardActionServiceProps};
    static panels = {me: HomeMe, team: HomeTeam, overview: HomeOverview};

    setup() {
        this.orm = useService("orm");
        this.keepLast = new KeepLast();
        this.tablist = useRef("tablist");
        this.state = useState({tabs: [], tab: "", data: {}, loading: false});
        useSetupAction({getLocalState: () => ({tab: this.state.tab})});
        onWillStart(() => this.load(this.props.state?.tab || ""));
    }

    get display() {
        return {controlPanel: {}};
    }

    get panel() {
        return this.constructor.panels[this.state.tab];
    }

    get label() {
        return _t("Performance");
    }

    async load(tab) {
        this.state.loading = true;
        try {
            Object.assign(this.state, await this.keepLast.add(this.orm.call("perf.home", "get_home", [tab])));
        } finally {
            this.state.loading = false;
        }
    }

    async select(tab) {
        if (tab !== this.state.tab) {
            await this.load(tab);
        }
    }

    /** Arrow keys go from tab to tab, as readers of screens expect it. */
    async onKeydown(ev) {
        const step = STEPS[ev.key];
        if (!step) {
            return;
        }
        ev.preventDefault();
        const {tabs} = this.state;
        const last = tabs.length - 1;
        const now = tabs.findIndex((each) => each.key === this.state.tab);
        const next = Number.isFinite(step) ? (now + step + tabs.length) % tabs.length : step > 0 ? last : 0;
        await this.select(tabs[next].key);
        this.tablist.el?.querySelector(`#perf_home_tab_${tabs[next].key}`)?.focus();
    }
}

registry.category("actions").add("perf_home", Home);
