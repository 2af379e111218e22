import {Component} from "@odoo/owl";
import {deserializeDate} from "@web/core/l10n/dates";
import {_t} from "@web/core/l10n/translation";
import {HomeTile} from "./home_tile";
import {useOpenTarget} from "./open_target";

/** A day in few words: without the year where it is this one. */
export function dayText(value, today) {
    const sameYear = value.slice(0, 4) === today.slice(0, 4);
    return deserializeDate(value).toFormat(sameYear ? "d MMM" : "d MMM yyyy");
}

/** What waits for me, the most urgent first, and beside it how it goes. */
export class HomeMe extends Component {
    static template = "perf_base.HomeMe";
    static components = {HomeTile};
    static props = {data: Object};

    setup() {
        this.open = useOpenTarget();
    }

    get actions() {
        return this.props.data.actions.filter((each) => each.target);
    }

    heading(group) {
        const titles = {
            first: _t("First of all"),
            overdue: _t("Overdue"),
            week: _t("In the next seven days"),
            later: _t("Later, or any time"),
        };
        return _t("%(title)s (%(count)s)", {title: titles[group.key], count: group.items.length});
    }

    /** Until when, in words: the sign and the colour of what is overdue only come on top. */
    dueText(item, group) {
        const {today} = this.props.data;
        if (group.key === "first" && item.since) {
            return _t("Since %s", dayText(item.since, today));
        }
        if (!item.due || item.dated) {
            return "";
        }
        if (item.due === today) {
            return _t("Due today");
        }
        const day = dayText(item.due, today);
        return item.due < today ? _t("Was due %s", day) : _t("Due %s", day);
    }

    buttonLabel(item) {
        return `${item.button}: ${item.title} ${item.subject || ""}`.trim();
    }
}
