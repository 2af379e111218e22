"""A goal that measures itself, from the metric that HR builds to the order that moves it, on people's screens."""

from datetime import date, timedelta

import pytest
from conftest import RpcError
from screens import BackOffice, Portal

METRIC = "Orders of regular customers"
GOAL = "Regular customers order again before the year ends"


@pytest.fixture
def company(suite_db, clone_db, live_server, browser, rpc):
    """The demo company with all addons: screens and RPC of its people."""
    database = clone_db(suite_db)
    address = live_server(database, refusals=True)
    logins = ("admin", "employee", "manager", "anita")
    return {
        "call": {login: rpc(address, database, login) for login in logins},
        "back_office": lambda login: BackOffice(browser.login(address, login), address),
        "portal": lambda login: Portal(browser.login(address, login, width=390), address),
    }


def test_goal_measures_itself(company):
    metric = build_metric(company)
    goal, result = propose_measured(company, metric)
    approve(company, goal)
    sell(company, metric, goal, result)
    stays_closed(company, goal, result, metric)


def build_metric(company):
    """Choose records, conditions and person; the sentence and the figures follow before anything is saved."""
    screen = company["back_office"]("admin")
    screen.open("metrics/new")
    screen.fill("name", METRIC)
    screen.choose("model_id", "Sales Order")
    warning = screen.page.locator(".o_perf_metric_preview [role=status]")
    warning.wait_for()
    assert "Of Whom" in warning.inner_text()
    screen.page.get_by_role("button", name="Salesperson", exact=True).click()
    screen.choose("field_date_id", "Order Date (Sales Order)")
    screen.page.locator(".o_perf_metric_preview td", has_text="Jennie Fletcher").wait_for()
    screen.page.get_by_text("Count of “Sales Order”, by Salesperson, dated by Order Date", exact=True).wait_for()
    assert not company["call"]["admin"]("perf.metric", "search", [("name", "=", METRIC)]), "nothing is saved yet"
    screen.fill("unit", "orders")
    screen.save()
    metric = screen.record_id()
    screen.page.context.close()
    return metric


def propose_measured(company, metric):
    """On the phone: choose the metric, see how realistic the target is, propose."""
    screen = company["portal"]("employee")
    screen.open("/my/goals/new")
    page = screen.page
    page.get_by_label("What will be different?").fill(GOAL)
    page.get_by_label("What is measured?").first.fill("Orders")
    page.get_by_label("Where does the value come from?").first.select_option(label=f"Measured: {METRIC}")
    assert not page.get_by_label("Unit").first.is_visible(), "what the metric says of itself is not asked for"
    page.get_by_label("Today", exact=True).first.fill("0")
    page.get_by_label("Target", exact=True).first.fill("500")
    start = date.today() - timedelta(days=20)
    page.get_by_label("From", exact=True).fill(str(start))
    page.get_by_label("Until", exact=True).fill(str(start + timedelta(days=90)))
    label = page.locator(".o_perf_goal_realism_label", has_text="Beyond anything seen")
    label.wait_for()
    page.get_by_label("Target", exact=True).first.fill("8")
    label.wait_for(state="detached")
    screen.submit("Propose")
    page.context.close()
    goal = company["call"]["employee"]("perf.goal", "search", [("name", "=", GOAL)])[0]
    (result,) = company["call"]["employee"]("perf.goal", "read", [goal], ["key_result_ids"])[0]["key_result_ids"]
    assert (
        company["call"]["employee"]("perf.goal.key.result", "read", [result], ["metric_id"])[0]["metric_id"][0]
        == metric
    )
    return goal, result


def approve(company, goal):
    """The manager sees how realistic it is, and approves; from then on it is measured."""
    screen = company["back_office"]("manager")
    screen.open(f"team-goals/{goal}")
    screen.page.locator(".o_perf_goal_realism", has_text="Jennie Fletcher").wait_for()
    screen.button("action_approve")
    screen.wait_state("active")
    screen.page.context.close()


def sell(company, metric, goal, result):
    """Two more orders move the goal at the next refresh; a cancelled one takes its share back."""
    admin, employee = company["call"]["admin"], company["call"]["employee"]
    value = employee("perf.goal.key.result", "read", [result], ["current_value"])[0]["current_value"]
    customer = admin("res.partner", "search", [("is_company", "=", True)], limit=1)[0]
    (user,) = admin("res.users", "search", [("login", "=", "employee")])
    orders = admin("sale.order", "create", [{"partner_id": customer, "user_id": user} for _order in range(2)])
    refresh(company, metric)
    assert employee("perf.goal.key.result", "read", [result], ["current_value"])[0]["current_value"] == value + 2
    admin("sale.order", "unlink", [orders[0]])
    refresh(company, metric)
    screen = company["portal"]("employee")
    screen.open(f"/my/goals/{goal}")
    assert f"{value + 1:g} orders" in screen.text()
    assert "updated today" in screen.text()
    screen.page.get_by_role("link", name=f"from {METRIC}").click()
    screen.page.get_by_role("heading", name="Behind “Orders”").wait_for()
    assert "You may not open them yourself" in screen.text(), "no access to orders follows from a goal"
    screen.page.context.close()


def refresh(company, metric):
    company["call"]["admin"]("perf.metric", "action_refresh", [metric])


def stays_closed(company, goal, result, metric):
    """Neither owner, manager nor a colleague writes what is measured, and the colleague sees nothing of it."""
    attempts = [
        ("employee", "perf.goal.key.result", "write", [result], {"current_value": 500}),
        ("employee", "perf.goal.key.result", "write", [result], {"target_value": 1}),
        ("manager", "perf.goal.key.result", "write", [result], {"current_value": 0}),
        ("employee", "perf.metric", "write", [metric], {"domain": "[]"}),
        ("employee", "perf.metric", "action_refresh", [metric]),
        ("anita", "perf.goal", "read", [goal], ["progress"]),
        ("anita", "perf.goal.key.result", "action_open_records", [result]),
    ]
    for login, *call in attempts:
        with pytest.raises(RpcError):
            company["call"][login](*call)
    assert not company["call"]["anita"]("perf.metric.value", "search", [("metric_id", "=", metric)])
