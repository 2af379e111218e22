"""The suite's main job, from a template to a closed appraisal, as the people of one company do it on their screens.

After each step those who must not see something yet try to, over RPC.
"""

from datetime import date, timedelta

import pytest
from conftest import RpcError
from screens import BackOffice, Portal

GOAL = "Cut the time to a first answer to under four hours"
PRAISE = "You called the customer back the same evening and wrote down what you agreed."
THANKS = "Thank you for showing me how the returns desk works, step by step."
STRENGTH = "The handover book that everybody uses now."
DEPARTMENT = "R&D USA"


class Company:
    """The people of the story, each with their screens and with RPC in their name."""

    LOGINS = ("officer", "manager", "employee", "anita", "stranger")

    def __init__(self, address, database, browser, rpc, odoo_shell):
        self.address, self.database, self.browser = address, database, browser
        odoo_shell(database, STRANGER)
        self.call = {login: rpc(address, database, login) for login in self.LOGINS}
        self.admin = rpc(address, database, "admin")

    def back_office(self, login):
        return BackOffice(self.browser.login(self.address, login), self.address)

    def portal(self, login, width=1366):
        return Portal(self.browser.login(self.address, login, width=width), self.address)

    def take_pictures(self, folder):
        """Keep what the open pages show, to see why a step failed."""
        pages = [page for context in self.browser.chromium.contexts for page in context.pages]
        for number, page in enumerate(pages):
            page.screenshot(path=folder / f"story-{number}.png")

    def ids(self, login, model, domain):
        """What a person finds; nothing where the model itself is closed to them."""
        try:
            return self.call[login](model, "search", domain)
        except RpcError as error:
            if error.name.endswith("AccessError"):
                return []
            raise

    def refused(self, login, model, method, *args, **kwargs):
        """The call must end in a refusal that people can read."""
        with pytest.raises(RpcError) as caught:
            self.call[login](model, method, *args, **kwargs)
        kind = caught.value.name.rsplit(".", 1)[-1]
        assert kind in ("AccessError", "UserError", "ValidationError", "MissingError"), str(caught.value)

    def hidden(self, login, model, record_id):
        """The person neither finds the record nor can read it."""
        assert not self.ids(login, model, [("id", "=", record_id)])
        self.refused(login, model, "read", [record_id], ["display_name"])


STRANGER = """
from odoo.tests import new_test_user
user = new_test_user(env, "stranger", groups="base.group_portal", password="stranger", name="Sam Stranger")
env["hr.employee"].create({"name": "Sam Stranger", "user_id": user.id, "parent_id": env.ref("hr.employee_ngh").id})
env.cr.commit()
"""


@pytest.fixture
def company(suite_db, clone_db, live_server, browser, rpc, odoo_shell):
    database = clone_db(suite_db)
    return Company(live_server(database, "--max-cron-threads=1", refusals=True), database, browser, rpc, odoo_shell)


def test_story(company, bed):
    try:
        tell(company)
    except BaseException:
        company.take_pictures(bed.log_dir)
        raise


def tell(company):
    write_template(company)
    cycle = write_cycle(company)
    goal = propose_goal(company)
    approve_goal(company, goal)
    check_in_twice(company, goal)
    feedback = give_feedback(company)
    recognise(company)
    appraisal, reviews = launch(company, cycle)
    write_self_review(company, appraisal, reviews)
    write_manager_review(company, appraisal, reviews, feedback)
    rate_and_share(company, appraisal)
    acknowledge(company, appraisal)
    close(company, appraisal, cycle)


# ----------------------------------------------------------------------
# HR prepares
# ----------------------------------------------------------------------


def write_template(company):
    """A goals section, two rated questions and a text question."""
    screen = company.back_office("officer")
    screen.open("performance-templates/new")
    screen.fill("name", "Story review")
    sections = {
        "Goals of the period": [("Goals", "goals")],
        "How the work is done": [("Quality of the work", "rating"), ("Working together", "rating")],
        "In your own words": [("What are you proud of?", "text")],
    }
    builder = screen.page.locator(".o_perf_builder")
    for number, (section, questions) in enumerate(sections.items()):
        add = "Add a section" if number else "Empty: name it, and add the first section"
        builder.get_by_role("button", name=add, exact=True).click()
        part = builder.locator(".o_perf_builder_section").nth(number)
        part.locator(".o_perf_builder_section_name").fill(section)
        for place, (name, kind) in enumerate(questions):
            part.get_by_role("button", name="Add a question", exact=True).click()
            question = part.locator(".o_perf_builder_question").nth(place)
            question.locator(".o_perf_builder_name").fill(name)
            question.locator(f".o_perf_builder_kind[data-kind='{kind}']").click()
            question.locator(f".o_perf_builder_kind[data-kind='{kind}'][aria-pressed='true']").wait_for()
    screen.page.wait_for_timeout(1000)  # what was typed last is saved a moment later
    builder.locator(".o_perf_builder_status", has_text="Saved").wait_for()
    template = screen.record_id()
    company.hidden("anita", "perf.appraisal.template", template)
    company.hidden("employee", "perf.appraisal.template", template)
    company.refused("manager", "perf.appraisal.template", "write", [template], {"name": "Mine"})
    screen.page.context.close()


def write_cycle(company):
    """A cycle over this year for one department."""
    today = date.today()
    screen = company.back_office("officer")
    screen.open("performance-cycles/new")
    screen.fill("name", "Story cycle")
    days = {
        "date_from": today - timedelta(days=90),
        "date_to": today + timedelta(days=1),
        "self_deadline": today + timedelta(days=7),
        "manager_deadline": today + timedelta(days=14),
        "share_deadline": today + timedelta(days=21),
    }
    for name, day in days.items():
        screen.fill(name, day.strftime("%m/%d/%Y"))
    screen.save()
    cycle = screen.record_id()
    screen.button("action_launch")
    refusal = screen.page.locator(".modal .modal-body")
    refusal.filter(has_text="people").last.wait_for()
    screen.page.keyboard.press("Escape")
    assert company.admin("perf.appraisal.cycle", "read", [cycle], ["state"])[0]["state"] == "draft"

    screen.open(f"performance-cycles/{cycle}")
    row = screen.add_line("population_ids")
    screen.choose("template_id", "Story review", row)
    screen.choose("department_ids", DEPARTMENT, screen.edit_cell("population_ids", "department_ids"))
    screen.save()
    company.hidden("anita", "perf.appraisal.cycle", cycle)
    company.refused("manager", "perf.appraisal.cycle", "action_launch", [cycle])
    screen.page.context.close()
    return cycle


# ----------------------------------------------------------------------
# A goal
# ----------------------------------------------------------------------


def propose_goal(company):
    """Anita keeps a draft that is hers alone, then proposes it from her phone."""
    phone = company.portal("anita", 390)
    phone.open("/my/goals/new")
    page = phone.page
    page.fill("input[name=name]", GOAL)
    page.fill("textarea[name=description]", "Customers wait too long for a first word.")
    page.locator("input[name=result_name]").first.fill("Hours until the first answer")
    page.locator("input[name=result_start_value]").first.fill("12")
    page.locator("input[name=result_target_value]").first.fill("4")
    page.locator("input[name=result_unit]").first.fill("hours")
    page.fill("input[name=date_start]", str(date.today() - timedelta(days=30)))
    page.fill("input[name=date_end]", str(date.today() + timedelta(days=30)))
    phone.submit("Keep as draft")
    (goal,) = company.ids("anita", "perf.goal", [("name", "=", GOAL)])
    for login in ("manager", "employee", "stranger", "officer"):
        company.hidden(login, "perf.goal", goal)
    company.refused("anita", "perf.goal", "write", [goal], {"state": "active"})
    company.refused("anita", "perf.goal", "action_approve", [goal])

    phone.open(f"/my/goals/{goal}")
    phone.submit("Propose")
    assert company.call["manager"]("perf.goal", "read", [goal], ["state"])[0]["state"] == "proposed"
    for login in ("employee", "stranger"):
        company.hidden(login, "perf.goal", goal)
    other = company.portal("stranger")
    assert other.status(f"/my/goals/{goal}") == other.status("/my/goals/99999999") == 404
    other.page.context.close()
    page.context.close()
    return goal


def approve_goal(company, goal):
    """Keith approves on the form; nobody else could."""
    for login in ("anita", "employee", "stranger"):
        company.refused(login, "perf.goal", "action_approve", [goal])
    screen = company.back_office("manager")
    screen.open(f"team-goals/{goal}")
    screen.button("action_approve")
    screen.wait_state("active")
    (result,) = company.admin("perf.goal", "read", [goal], ["key_result_ids"])[0]["key_result_ids"]
    company.refused("anita", "perf.goal.key.result", "write", [result], {"target_value": 11})
    company.refused("anita", "perf.goal", "write", [goal], {"progress": 100})
    screen.page.context.close()


def check_in_twice(company, goal):
    """Progress moves with each check-in from the phone."""
    phone = company.portal("anita", 390)
    seen = []
    for hours, note in (("10", "The new rota started."), ("6", "Two colleagues answer in the morning now.")):
        phone.open(f"/my/goals/{goal}/checkin")
        phone.page.locator("input[name^=result_]").first.fill(hours)
        phone.page.fill("textarea[name=note]", note)
        phone.submit("Save")
        seen.append(company.call["anita"]("perf.goal", "read", [goal], ["progress"])[0]["progress"])
    assert seen == [25, 75], "(12 - 10) / (12 - 4), then (12 - 6) / (12 - 4)"
    phone.open(f"/my/goals/{goal}")
    assert "75" in phone.text()
    (checkin, *_rest) = company.ids("anita", "perf.goal.checkin", [("goal_id", "=", goal)])
    company.refused("anita", "perf.goal.checkin", "write", [checkin], {"note": "never said"})
    company.refused("anita", "perf.goal.checkin", "unlink", [checkin])
    company.hidden("stranger", "perf.goal.checkin", checkin)
    phone.page.context.close()


# ----------------------------------------------------------------------
# Colleagues
# ----------------------------------------------------------------------


def give_feedback(company):
    """Jennie praises Anita; Anita and her manager read it, others don't."""
    portal = company.portal("employee")
    portal.open("/my/feedback/new")
    page = portal.page
    page.fill(".o_perf_person_picker_query", "Anita")
    page.locator(".o_perf_person label", has_text="Anita Oliver").first.click()
    page.locator("label", has_text="Praise").first.click()
    page.fill("textarea[name=body]", PRAISE)
    page.select_option("select[name=visibility]", "employee_manager")
    portal.submit("Send")
    (feedback,) = company.ids("anita", "perf.feedback", [("body", "=", PRAISE)])
    assert company.call["manager"]("perf.feedback", "read", [feedback], ["body"])[0]["body"] == PRAISE
    company.hidden("stranger", "perf.feedback", feedback)
    company.refused("employee", "perf.feedback", "write", [feedback], {"body": "something else"})
    company.refused("anita", "perf.feedback", "write", [feedback], {"body": "something nicer"})
    page.context.close()

    phone = company.portal("anita", 390)
    phone.open(f"/my/feedback/{feedback}")
    assert PRAISE in phone.text()
    phone.page.context.close()
    return feedback


def recognise(company):
    """Jennie thanks Anita on the wall, which the whole company reads."""
    portal = company.portal("employee")
    portal.open("/my/recognition")
    page = portal.page
    if not page.locator("textarea[name=message]").is_visible():
        page.locator(".o_perf_recognition_composer summary").click()
    page.fill(".o_perf_person_picker_query", "Anita")
    page.locator(".o_perf_person label", has_text="Anita Oliver").first.click()
    page.fill("textarea[name=message]", THANKS)
    page.fill("input[name=points]", "0")
    portal.submit("Post your thanks")
    assert THANKS in portal.text()
    (thanks,) = company.ids("stranger", "perf.recognition", [("message", "=", THANKS)])
    company.refused("anita", "perf.recognition", "write", [thanks], {"points": 100})
    entries = company.ids("anita", "perf.points.entry", [])
    assert entries
    company.refused("anita", "perf.points.entry", "write", entries[:1], {"amount": 1000})
    company.hidden("employee", "perf.points.entry", entries[-1])
    page.context.close()


# ----------------------------------------------------------------------
# The appraisal
# ----------------------------------------------------------------------


def launch(company, cycle):
    """HR launches; the job invites the people of the department."""
    screen = company.back_office("officer")
    screen.open(f"performance-cycles/{cycle}")
    screen.button("action_launch")
    screen.confirm()
    screen.wait_state("running")
    for _attempt in range(60):
        if not company.admin("perf.appraisal.cycle", "read", [cycle], ["launch_pending"])[0]["launch_pending"]:
            break
        screen.page.wait_for_timeout(1000)
    mine = [("cycle_id", "=", cycle), ("employee_id.name", "=", "Anita Oliver")]
    (appraisal,) = company.admin("perf.appraisal", "search", mine)
    found = company.admin("perf.appraisal.review", "search_read", [("appraisal_id", "=", appraisal)], ["role"])
    reviews = {review["role"]: review["id"] for review in found}
    assert sorted(reviews) == ["manager", "self"]
    for login in ("employee", "stranger"):
        company.hidden(login, "perf.appraisal", appraisal)
        company.hidden(login, "perf.appraisal.review", reviews["self"])
    screen.page.context.close()
    return appraisal, reviews


def write_self_review(company, appraisal, reviews):
    """Anita writes her review on the phone; her manager can't read it before his own is in."""
    phone = company.portal("anita", 390)
    phone.open("/my/performance")
    assert "review" in phone.text().lower()
    phone.open(f"/my/reviews/{reviews['self']}")
    page = phone.page
    for section in page.locator("details.o_perf_section").all():
        if section.get_attribute("open") is None:
            section.locator("summary").click()
    assert GOAL in phone.text()
    for question in page.locator("fieldset[data-kind=rating]").all():
        question.locator("label.btn").nth(3).click()
    page.locator("fieldset[data-kind=goals] textarea").first.fill("I am three quarters there.")
    page.locator("fieldset[data-kind=text] textarea").first.fill(STRENGTH)
    page.locator(".o_perf_save_state", has_text="Saved").first.wait_for()
    phone.submit("Read and submit")
    assert STRENGTH in phone.text()
    answers = company.ids("anita", "perf.appraisal.answer", [("review_id", "=", reviews["self"])])
    assert answers
    company.refused("employee", "perf.appraisal.review", "save_answers", [reviews["self"]], {})
    phone.submit("Submit")
    for login in ("manager", "employee", "stranger"):
        assert not company.ids(login, "perf.appraisal.answer", [("id", "in", answers)])
        assert not company.ids(login, "perf.appraisal.answer", [("text", "=", STRENGTH)])
    company.refused("manager", "perf.appraisal.answer", "read", answers, ["text"])
    company.refused("anita", "perf.appraisal.review", "save_answers", [reviews["self"]], {})
    page.context.close()


def write_manager_review(company, appraisal, reviews, feedback):
    """Keith writes his with goal, feedback and recognition of the period beside the questions."""
    screen = company.back_office("manager")
    screen.open(f"my-reviews/{reviews['manager']}")
    page = screen.page
    evidence = page.locator(".o_perf_evidence")
    evidence.locator("button", has_text=GOAL).first.wait_for()
    evidence.locator("li", has_text=PRAISE[:40]).first.wait_for()
    evidence.locator("li", has_text=THANKS[:40]).first.wait_for()
    assert STRENGTH not in page.locator(".o_perf_review").inner_text()
    for question in page.locator(".o_perf_question", has=page.locator(".o_perf_levels")).all():
        question.locator(".o_perf_level").nth(3).click()
    for box in page.locator(".o_perf_question textarea:visible").all():
        box.fill("Seen all year, and the figures say the same.")
        box.press("Tab")
    page.locator(".o_perf_saved", has_text="Saved").first.wait_for()
    answers = company.ids("manager", "perf.appraisal.answer", [("review_id", "=", reviews["manager"])])
    assert answers
    for login in ("anita", "employee", "stranger", "officer"):
        assert not company.ids(login, "perf.appraisal.answer", [("id", "in", answers)])
    page.locator("button.o_perf_submit").click()
    if page.locator(".modal").count():
        screen.confirm()
    page.locator(".o_perf_context", has_text=STRENGTH).first.wait_for()
    for login in ("anita", "employee", "stranger"):
        assert not company.ids(login, "perf.appraisal.answer", [("id", "in", answers)])
    page.context.close()


def rate_and_share(company, appraisal):
    """The score shows its arithmetic; the level differs from the suggested one, with a reason; then it is shared."""
    screen = company.back_office("manager")
    screen.open(f"team-appraisals/{appraisal}")
    page = screen.page
    lines = company.call["manager"]("perf.appraisal", "read", [appraisal], ["score", "score_lines"])[0]
    counted = [line for line in lines["score_lines"] if line["score"] is not None and line["score"] is not False]
    assert round(sum(line["points"] for line in counted), 1) == round(lines["score"], 1)
    assert round(sum(line["effective_weight"] for line in counted)) in (1, 100)
    assert {"Goals", "Quality of the work", "Working together"} <= {line["label"] for line in counted}
    page.locator(".o_perf_score_card", has_text="Quality of the work").first.wait_for()
    unread(company, appraisal)

    suggested = company.call["manager"]("perf.appraisal", "read", [appraisal], ["suggested_level_id"])[0]
    labels = page.locator(".o_field_widget[name=final_level_id] .o_radio_item label")
    labels.first.wait_for()
    chosen = next(label for label in labels.all_inner_texts() if label != suggested["suggested_level_id"][1])
    labels.filter(has_text=chosen).first.click()
    screen.fill("rating_reason", "The second half of the year was stronger than the first.")
    screen.fill("manager_summary", "A year in which others learned from you. Next: lead the rota.")
    screen.save()
    unread(company, appraisal)
    screen.button("action_share")
    screen.confirm()
    page.locator(".o_perf_step[data-step=sign][aria-current=step]").wait_for()
    company.hidden("employee", "perf.appraisal", appraisal)
    page.context.close()


def unread(company, appraisal):
    """Before sharing, the employee can't learn the result: not by reading, searching, sorting or grouping."""
    secret = ("score", "score_lines", "suggested_level_id", "final_level_id", "rating_reason", "manager_summary")
    values = company.call["anita"]("perf.appraisal", "read", [appraisal], secret)[0]
    assert not [name for name in secret if values[name]]
    for name in set(secret) - {"score_lines"}:
        for question in ([(name, "!=", False)], [(name, "not in", [0])]):
            domain = [*question, ("id", "=", appraisal), ("result_ids", "!=", False)]
            assert not company.call["anita"]("perf.appraisal", "search", domain), name
    assert not company.ids("anita", "perf.appraisal.result", [("appraisal_id", "=", appraisal)])


def acknowledge(company, appraisal):
    """Anita reads the result, comments and signs."""
    phone = company.portal("anita", 390)
    phone.open(f"/my/appraisals/{appraisal}")
    text = phone.text()
    assert "A year in which others learned from you." in text
    assert "The second half of the year was stronger than the first." in text
    company.refused("manager", "perf.appraisal", "action_acknowledge", [appraisal], "I agree with myself", True)
    phone.page.fill("textarea[name=comment]", "I would like to start with the rota in spring.")
    phone.page.locator("label[for=sign_agree]").click()
    phone.submit("Sign")
    assert company.admin("perf.appraisal", "read", [appraisal], ["state"])[0]["state"] == "acknowledged"
    stranger = company.portal("stranger")
    assert stranger.status(f"/my/appraisals/{appraisal}") == stranger.status("/my/appraisals/99999999") == 404
    stranger.page.context.close()
    phone.page.context.close()


def close(company, appraisal, cycle):
    """HR closes the appraisal; nothing of it changes afterwards."""
    company.refused("anita", "perf.appraisal", "action_close", [appraisal])
    company.refused("manager", "perf.appraisal", "action_close", [appraisal])
    screen = company.back_office("officer")
    screen.open(f"performance-appraisals/{appraisal}")
    screen.button("action_close")
    screen.page.locator(".o_perf_phase_sentence", has_text="complete").wait_for()
    for login in ("manager", "officer"):
        company.refused(login, "perf.appraisal", "write", [appraisal], {"manager_summary": "Changed my mind"})
    screen.page.context.close()
