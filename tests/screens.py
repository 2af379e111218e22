"""How the tests use Odoo's screens: by what a person sees, field names and labels, never by generated ids."""

import re

TIMEOUT = 30_000


class BackOffice:
    """The web client of one person."""

    def __init__(self, page, address):
        self.page = page
        self.address = address
        page.set_default_timeout(TIMEOUT)

    def open(self, path):
        """Open an action by its path, such as ``my-goals`` or ``my-goals/12``."""
        self.page.goto(f"{self.address}/odoo/{path}")
        self.page.locator(".o_action_manager .o_view_controller").first.wait_for()

    def scope(self):
        """The open dialog if there is one, else the page."""
        dialogs = self.page.locator(".modal.o_technical_modal")
        return dialogs.last if dialogs.count() else self.page.locator(".o_action_manager")

    def field(self, name, within=None):
        """The widget of a field."""
        return (within or self.scope()).locator(f".o_field_widget[name='{name}']").first

    def fill(self, name, value, within=None):
        """Type into a text, number or date field; a date that has a value already is a button until it is pressed."""
        widget = self.field(name, within)
        widget.locator("input, textarea, button").first.wait_for()
        if not widget.locator("input, textarea").count():
            widget.locator("button").first.click()
        box = widget.locator("input, textarea").first
        box.fill(value)
        box.press("Enter" if self.page.locator(".o_datetime_picker").count() else "Tab")

    def choose(self, name, text, within=None):
        """Choose a record in a many2one or many2many field by typing its name, or the end of it."""
        widget = self.field(name, within)
        widget.locator("input").first.click()
        widget.locator("input").first.fill(text)
        ending = re.compile(re.escape(text) + r"\s*$")
        item = self.page.locator(".o-autocomplete--dropdown-item", has_text=ending).first
        for _attempt in range(5):  # what a click finds may be replaced by newer results at that moment
            item.click()
            if self.vanishes(self.page.locator(".o-autocomplete--dropdown-menu"), 3_000):
                return
        raise AssertionError(f"“{text}” can't be chosen in {name}")

    def vanishes(self, locator, milliseconds):
        """Whether everything of the locator goes away within that time."""
        for _tick in range(milliseconds // 100):
            if not locator.count():
                return True
            self.page.wait_for_timeout(100)
        return False

    def edit_cell(self, name, cell):
        """Click into a cell of the last line, which is edited from then on whether it was before or not.

        :return: the line
        """
        widget = self.field(name)
        widget.locator("tr.o_data_row").last.locator(f"td[name='{cell}']").click()
        row = widget.locator("tr.o_selected_row")
        self.field(cell, row).locator("input").first.wait_for()
        return row

    def select(self, name, label, within=None):
        """Choose an option of a selection field."""
        widget = self.field(name, within)
        native = widget.locator("select")
        if native.count():
            native.select_option(label=label)
            return
        widget.locator("input").first.click()
        self.page.locator(".o_select_menu_item", has_text=label).first.click()

    def add_line(self, name, within=None):
        """Press *Add a line* under a list of lines, and return the new row (or the page, where a dialog opens)."""
        widget = self.field(name, within)
        widget.locator(".o_field_x2many_list_row_add a, .o_field_x2many_list_row_add button").first.click()
        row = widget.locator("tr.o_selected_row")
        self.page.locator(".modal.o_technical_modal .o_form_view, tr.o_selected_row").last.wait_for()
        return row

    def button(self, name):
        """Press a button of the form by the name of its method."""
        self.scope().locator(f"button[name='{name}']:visible").first.click()

    def press(self, label):
        """Press a button by its label."""
        self.scope().get_by_role("button", name=label, exact=True).first.click()

    def confirm(self):
        """Agree to what a dialog asks."""
        dialog = self.page.locator(".modal").last
        dialog.wait_for()
        dialog.locator(".modal-footer .btn-primary").first.click()
        dialog.wait_for(state="detached")

    def save(self):
        """Save the form."""
        self.page.locator(".o_form_button_save").first.click()
        self.page.locator(".o_form_status_indicator_buttons.invisible").first.wait_for(state="attached")

    def record_id(self):
        """Id of the record on the form."""
        self.page.wait_for_url(lambda url: url.rstrip("/").rsplit("/", 1)[-1].isdigit())
        return int(self.page.url.rstrip("/").rsplit("/", 1)[-1])

    def state(self):
        """Value of the status bar."""
        return self.page.locator(".o_statusbar_status .o_arrow_button_current").first.get_attribute("data-value")

    def wait_state(self, value):
        """Wait until the status bar says so."""
        self.page.locator(f".o_statusbar_status .o_arrow_button_current[data-value='{value}']").first.wait_for()


class Portal:
    """The portal of one person."""

    def __init__(self, page, address):
        self.page = page
        self.address = address
        page.set_default_timeout(TIMEOUT)

    def open(self, path):
        """Open a page, which must be there and must not scroll sideways."""
        reply = self.page.goto(self.address + path)
        assert reply.status == 200, f"{path}: {reply.status}"
        self.check_width()

    def status(self, path):
        """What the server answers to a path."""
        return self.page.context.request.get(self.address + path, max_redirects=0).status

    def check_width(self):
        """Fail when the page is wider than the window."""
        overflow = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert overflow <= 0, f"{self.page.url} scrolls sideways by {overflow} px"

    def submit(self, label):
        """Press a button that sends a form, and wait for the answer."""
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=label, exact=True).first.click()
        problem = self.page.locator(".alert-danger:visible")
        assert not problem.count(), problem.first.inner_text()
        self.check_width()

    def text(self):
        """All text of the page."""
        return self.page.locator("#wrap, main").first.inner_text()
