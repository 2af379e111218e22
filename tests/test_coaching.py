"""Feedback, talks and issues through the year, as people hold them on their phones and in the back office.

After each step those who must not see something try to, over RPC.
"""

import re
from datetime import date, timedelta

import pytest
from screens import Portal
from test_story import Company

PRAISE = "You showed the new colleague each station and waited for her questions."
POINT = "The late shift and my evening course"
ANSWER = "The label printer stood still on Monday, and I told nobody. I will."
CONCERN = {
    "name": "Pallets without labels",
    "facts": "On Monday four pallets left without a label.",
    "expectation": "Each pallet has its label before it leaves.",
    "impact": "Two customers called, and one pallet came back.",
}
OUTSIDE = "Every question was answered the same day."
SETTINGS = {"perf_review_days": 0, "perf_guard_percent": 0}


@pytest.fixture
def company(suite_db, clone_db, live_server, browser, rpc, odoo_shell):
    """The people of the demo company; documents are released at once, and chance asks nobody to read them twice."""
    database = clone_db(suite_db)
    address = live_server(database, refusals=True)
    people = Company(address, database, browser, rpc, odoo_shell)
    people.admin("res.company", "write", [1], SETTINGS)
    return people


def test_coaching(company, query):
    praise_in_half_a_minute(company)
    talk(company)
    ask_a_customer(company, query)
    concern = tell_a_concern(company)
    improve(company, concern)


def praise_in_half_a_minute(company):
    """Two taps and the text."""
    phone = company.portal("anita", 390)
    phone.open("/my/feedback/new")
    phone.page.locator(".o_perf_person_picker_people label", has_text="Jennie").first.tap()
    phone.page.get_by_label("Message").or_(phone.page.locator("textarea[name=body]")).first.fill(PRAISE)
    with phone.page.expect_navigation():
        phone.page.get_by_role("button", name="Send", exact=True).first.tap()
    assert "Sent." in phone.text()
    (feedback,) = company.ids("employee", "perf.feedback", [("body", "=", PRAISE)])
    company.hidden("manager", "perf.feedback", feedback)
    company.hidden("officer", "perf.feedback", feedback)
    phone.page.context.close()


def talk(company):
    """Anita adds a point to the next 1-on-1; her manager finds it there, and nobody else does."""
    phone = company.portal("anita", 390)
    phone.open("/my/development")
    phone.page.get_by_label("What do you want to talk about?").first.fill(POINT)
    phone.submit("Add")
    assert POINT in phone.text()
    phone.page.context.close()

    (item,) = company.ids("manager", "perf.one.on.one.item", [("name", "=", POINT)])
    (meeting, title) = company.call["manager"]("perf.one.on.one.item", "read", [item], ["one_on_one_id"])[0][
        "one_on_one_id"
    ]
    assert "late shift" not in title
    screen = company.back_office("manager")
    screen.open(f"one-on-ones/{meeting}")
    screen.page.locator(".o_field_widget[name='item_ids']", has_text=POINT).wait_for()
    screen.page.context.close()
    for login in ("officer", "employee", "stranger"):
        company.hidden(login, "perf.one.on.one", meeting)
        company.hidden(login, "perf.one.on.one.item", item)
    assert not company.admin("perf.one.on.one", "search_count", [])
    names = company.admin("calendar.event", "search_read", [("name", "ilike", "late shift")], ["name"])
    assert not names


def ask_a_customer(company, query):
    """Jennie asks a customer, who answers once by the link in the e-mail, without a log-in."""
    request = company.call["employee"](
        "perf.feedback.request",
        "create",
        {"outsider_emails": "Ann Berg <ann@customer.example.com>", "question": "How is it to work with us?"},
    )
    company.call["employee"]("perf.feedback.request", "action_send", [request])
    bodies = query(company.database, "SELECT body_html FROM mail_mail WHERE body_html LIKE '%/feedback/answer/%'")
    links = {found for (body,) in bodies for found in re.findall(r"/feedback/answer/[\w-]+/[\w-]+", body)}
    mine = [link for link in links if _opens(company, link)]
    assert mine, f"no link opens: {links}"

    visitor = Portal(company.browser.page(390), company.address)
    visitor.open(mine[0])
    assert "Jennie Fletcher" in visitor.page.locator("body").inner_text()
    visitor.page.locator("textarea").first.fill(OUTSIDE)
    with visitor.page.expect_navigation():
        visitor.page.get_by_role("button", name="Send", exact=True).first.tap()
    visitor.page.get_by_text("Thank you", exact=True).wait_for()
    again = visitor.page.context.request.get(company.address + mine[0])
    unknown = visitor.page.context.request.get(company.address + mine[0][:-4] + "AAAA")
    assert "Jennie" not in again.text()
    assert (again.status, len(again.text())) == (unknown.status, len(unknown.text())), (
        "a used link says that it was one"
    )
    visitor.page.context.close()

    portal = company.portal("employee")
    portal.open(f"/my/feedback/requests/{request}")
    assert "Ann Berg" in portal.text()
    portal.page.context.close()
    company.hidden("manager", "perf.feedback.request", request)


def _opens(company, link):
    """Whether a link belongs to the request of this test."""
    page = company.browser.page()
    text = page.context.request.get(company.address + link).text()
    page.context.close()
    return "How is it to work with us?" in text


def tell_a_concern(company):
    """The manager writes it down, HR reads it, then Anita does, and answers."""
    screen = company.back_office("manager")
    screen.open("concerns/new")
    screen.choose("employee_id", "Anita Oliver")
    screen.fill("occurred_on", (date.today() - timedelta(days=2)).strftime("%m/%d/%Y"))
    for name, text in CONCERN.items():
        screen.fill(name, text)
    screen.save()
    concern = screen.record_id()
    for login in ("anita", "officer", "employee"):
        company.hidden(login, "perf.concern", concern)
    screen.button("action_submit")
    screen.wait_state("hr_review")
    company.hidden("anita", "perf.concern", concern)
    company.refused("manager", "perf.concern", "action_release", [concern])
    company.refused("manager", "perf.concern", "write", [concern], {"facts": "Something else"})
    screen.page.context.close()

    screen = company.back_office("officer")
    screen.open(f"concern-reviews/{concern}")
    screen.button("action_open_release")
    screen.confirm()
    screen.wait_state("shared")
    screen.page.context.close()

    phone = company.portal("anita", 390)
    phone.open("/my/development")
    phone.page.get_by_role("link", name=re.compile(CONCERN["name"])).first.tap()
    phone.page.get_by_label("Your answer").fill(ANSWER)
    phone.submit("I have read it, and send my answer")
    assert ANSWER in phone.text()
    phone.page.context.close()
    company.hidden("employee", "perf.concern", concern)
    company.refused("manager", "perf.concern", "write", [concern], {"facts": "Something else"})
    company.refused("anita", "perf.concern", "write", [concern], {"state": "resolved"})
    return concern


def improve(company, concern):
    """A plan with help that is named goes through HR, and Anita reads it on a calm page of its own."""
    today = date.today()
    values = {
        "employee_id": company.call["anita"]("perf.concern", "read", [concern], ["employee_id"])[0]["employee_id"][0],
        "date_start": str(today),
        "duration": "30",
        "concern_ids": [(6, 0, [concern])],
        "gap": CONCERN["facts"],
        "expectation": CONCERN["expectation"],
        "impact": CONCERN["impact"],
        "consequences": "Then we look for another task together.",
        "objective_ids": [(0, 0, {"name": "Labels", "measure": "Pallets with a label", "target": "All"})],
        "checkpoint_ids": [(0, 0, {"date_planned": str(today + timedelta(days=days))}) for days in (7, 14, 21, 28)],
    }
    call = company.call["manager"]
    running = company.ids("manager", "perf.improvement.plan", [("state", "=", "active"), ("perf_role", "=", "manager")])
    for plan in running:
        company.refused("anita", "perf.improvement.plan", "action_cancel", [plan], "Mine")
        call("perf.improvement.plan", "action_cancel", [plan], "Replaced by the next one")
    company.refused(
        "manager", "perf.improvement.plan", "action_submit", [call("perf.improvement.plan", "create", values)]
    )
    plan = call("perf.improvement.plan", "create", {**values, "support": "A second printer, and an hour with Jennie."})
    call("perf.improvement.plan", "action_submit", [plan])
    company.hidden("anita", "perf.improvement.plan", plan)
    company.call["officer"]("perf.improvement.plan", "action_release", [plan])

    phone = company.portal("anita", 390)
    phone.open(f"/my/development/improvement/{plan}")
    assert "A second printer" in phone.text()
    reply = phone.page.context.request.get(f"{company.address}/my/development/improvement/{plan}/pdf")
    assert reply.body().startswith(b"%PDF")
    phone.page.context.close()
    company.hidden("employee", "perf.improvement.plan", plan)
    company.refused("anita", "perf.improvement.plan", "write", [plan], {"expectation": "Less"})
    company.refused("manager", "perf.improvement.plan", "action_end", [plan], "not_met", "Too few labels")
