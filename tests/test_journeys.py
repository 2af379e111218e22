"""What people do across addons, in a real browser, on the demo company with everything installed."""

import pytest

PEOPLE = ("admin", "officer", "manager", "employee")


@pytest.fixture
def address(suite_db, clone_db, live_server):
    """A server of a fresh copy of the demo company."""
    return live_server(clone_db(suite_db))


def test_everyone_can_open_their_home(address, browser):
    for login in PEOPLE:
        page = browser.login(address, login)
        page.wait_for_selector(".o_web_client .o_main_navbar", timeout=60000)
        page.context.close()


@pytest.mark.parametrize("width", [1366, 390])
def test_portal_employee_opens_my_performance(address, browser, width):
    page = browser.login(address, "anita", width=width)
    page.goto(f"{address}/my/performance")
    assert page.locator("main h1, #wrap h1, h1").first.is_visible()
    overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert overflow <= 0, "the page scrolls sideways"
