import {Component, useState} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {useOpenTarget} from "./open_target";

const TROUBLE = ["danger", "warning"];

function compare(one, other) {
    if (typeof one === "string" || typeof other === "string") {
        return String(one || "").localeCompare(String(other || ""));
    }
    return (one || 0) - (other || 0);
}

/** A row a person: how the goals go, when somebody last spoke with them, the year by month, and what to do next. */
export class HomeTeam extends Component {
    static template = "perf_base.HomeTeam";
    static props = {data: Object};

    setup() {
        this.open = useOpenTarget();
        this.state = useState({query: "", attention: false, sort: "name", down: false});
    }

    get people() {
        const query = this.state.query.trim().toLowerCase();
        const shown = this.props.data.people.filter(
            (person) =>
                person.name.toLowerCase().includes(query) && (!this.state.attention || this.needsAttention(person))
        );
        const sign = this.state.down ? -1 : 1;
        return shown.sort((one, other) => sign * compare(this.value(one), this.value(other)));
    }

    needsAttention(person) {
        return person.flags.length > 0 || Object.values(person.facts).some((fact) => TROUBLE.includes(fact.tone));
    }

    value(person) {
        const {sort} = this.state;
        if (sort === "name") {
            return person.name;
        }
        return sort === "year" ? this.total(person) : (person.facts[sort]?.value ?? "");
    }

    total(person) {
        return person.cells.reduce((sum, cell) => sum + cell.count, 0);
    }

    sortBy(key) {
        this.state.down = this.state.sort === key && !this.state.down;
        this.state.sort = key;
    }

    ariaSort(key) {
        if (this.state.sort !== key) {
            return "none";
        }
        return this.state.down ? "descending" : "ascending";
    }

    sortIcon(key) {
        if (this.state.sort !== key) {
            return "fa-sort text-muted";
        }
        return this.state.down ? "fa-sort-desc" : "fa-sort-asc";
    }

    cellText(cell, index) {
        const month = this.props.data.months[index].long;
        return cell.text ? `${month}: ${cell.text}` : month;
    }

    yearText(person) {
        const told = person.cells.map((cell, index) => cell.count && this.cellText(cell, index)).filter(Boolean);
        return told.length ? told.join("; ") : _t("No evidence in the last twelve months");
    }

    actionLabel(action, person) {
        return _t("%(action)s: %(person)s", {action: action.label, person: person.name});
    }

    act(action, person) {
        return this.open(action.target, {[action.person]: action.many ? [person.id] : person.id});
    }

    openFact(fact) {
        return this.open(fact.target || {url: fact.url});
    }

    get moreText() {
        return _t("%s more people report to you; the lists in the menus show all.", this.props.data.more);
    }
}
