"""Who may take which step of an appraisal, a review or a cycle, and when: one table for code, page and tests."""

import sys
from typing import NamedTuple

APPRAISAL, REVIEW, CYCLE = "perf.appraisal", "perf.appraisal.review", "perf.appraisal.cycle"
CALIBRATION, CALIBRATION_LINE = "perf.calibration", "perf.calibration.line"

# What somebody is to an appraisal; the same person can be several of them.
EMPLOYEE, MANAGER, OFFICER = "employee", "manager", "officer"
INDEPENDENT = "independent officer"  # an officer who is not the reviewing manager
REVIEWER = "reviewer"
FACILITATOR, PARTICIPANT = "facilitator", "participant"  # of a calibration session

# Phases of an appraisal: its states, with "ready" for a result that waits for HR, and "appeal" for an open appeal.
OPEN_PHASES = ("open", "calibration")
UNSHARED_PHASES = ("draft", *OPEN_PHASES, "ready")
GOING_PHASES = ("running", "calibration")  # of a cycle
SESSION_PHASES = ("draft", "pre_read", "open", "locked", "released", "cancelled")  # of a calibration session
PHASES = {
    APPRAISAL: ("draft", "open", "calibration", "ready", "shared", "acknowledged", "appeal", "closed", "cancelled"),
    REVIEW: ("invited", "in_progress", "submitted", "declined", "expired"),
    CYCLE: ("draft", "running", "calibration", "closed", "cancelled"),
    CALIBRATION: SESSION_PHASES,
    CALIBRATION_LINE: SESSION_PHASES,
}
ROLES = {
    APPRAISAL: (EMPLOYEE, MANAGER, OFFICER, INDEPENDENT),
    REVIEW: (REVIEWER, OFFICER),
    CYCLE: (OFFICER,),
    CALIBRATION: (FACILITATOR, PARTICIPANT),
    CALIBRATION_LINE: (FACILITATOR, PARTICIPANT),
}


class Step(NamedTuple):
    """A step, who may take it, and in which phases."""

    model: str
    action: str
    roles: tuple
    phases: tuple
    release: str | None = None  # only where results are released by "manager" or "hr"


STEPS = (
    Step(APPRAISAL, "action_open", (OFFICER,), ("draft",)),
    Step(APPRAISAL, "action_set_rating", (MANAGER, OFFICER), ("open",)),
    Step(APPRAISAL, "action_set_rating", (OFFICER,), ("ready",)),
    Step(APPRAISAL, "action_set_potential", (MANAGER, OFFICER), ("open",)),
    Step(APPRAISAL, "action_set_potential", (OFFICER,), ("ready",)),
    Step(APPRAISAL, "action_refresh_score", (MANAGER, OFFICER), ("open",)),
    Step(APPRAISAL, "action_refresh_score", (OFFICER,), ("ready",)),
    Step(APPRAISAL, "action_hand_over", (MANAGER, OFFICER), ("open",), release="hr"),
    Step(APPRAISAL, "action_take_back", (MANAGER, OFFICER), ("ready",)),
    Step(APPRAISAL, "action_share", (MANAGER, OFFICER), ("open",), release="manager"),
    Step(APPRAISAL, "action_share", (OFFICER,), ("ready",)),
    Step(APPRAISAL, "action_acknowledge", (EMPLOYEE,), ("shared",)),
    Step(APPRAISAL, "action_decide_appeal", (INDEPENDENT,), ("appeal",)),
    Step(APPRAISAL, "action_close", (OFFICER,), ("shared", "acknowledged")),
    Step(APPRAISAL, "action_cancel", (OFFICER,), UNSHARED_PHASES),
    Step(APPRAISAL, "action_extend", (OFFICER,), (*UNSHARED_PHASES, "shared")),
    Step(APPRAISAL, "action_pause", (OFFICER,), (*OPEN_PHASES, "ready")),
    Step(APPRAISAL, "action_resume", (OFFICER,), (*OPEN_PHASES, "ready")),
    Step(APPRAISAL, "action_change_manager", (OFFICER,), UNSHARED_PHASES),
    Step(APPRAISAL, "action_keep_manager", (OFFICER,), UNSHARED_PHASES),
    Step(REVIEW, "save_answers", (REVIEWER,), ("invited", "in_progress")),
    Step(REVIEW, "action_submit", (REVIEWER,), ("invited", "in_progress")),
    Step(REVIEW, "action_reopen", (OFFICER,), ("submitted",)),
    Step(CYCLE, "action_launch", (OFFICER,), ("draft",)),
    Step(CYCLE, "action_add_newcomers", (OFFICER,), ("running",)),
    Step(CYCLE, "action_remind", (OFFICER,), GOING_PHASES),
    Step(CYCLE, "action_extend", (OFFICER,), GOING_PHASES),
    Step(CYCLE, "action_pause_people", (OFFICER,), GOING_PHASES),
    Step(CYCLE, "action_resume_people", (OFFICER,), GOING_PHASES),
    Step(CYCLE, "action_exclude", (OFFICER,), GOING_PHASES),
    Step(CYCLE, "action_change_managers", (OFFICER,), GOING_PHASES),
    Step(CYCLE, "action_keep_managers", (OFFICER,), GOING_PHASES),
    Step(CYCLE, "action_close", (OFFICER,), GOING_PHASES),
    Step(CYCLE, "action_cancel", (OFFICER,), ("draft", *GOING_PHASES)),
    Step(CALIBRATION, "action_start_pre_read", (FACILITATOR,), ("draft",)),
    Step(CALIBRATION, "action_open", (FACILITATOR,), ("draft", "pre_read")),
    Step(CALIBRATION, "action_add_people", (FACILITATOR,), ("pre_read", "open")),
    Step(CALIBRATION, "action_lock", (FACILITATOR,), ("open",)),
    Step(CALIBRATION, "action_reopen", (FACILITATOR,), ("locked",)),
    Step(CALIBRATION, "action_release", (FACILITATOR,), ("locked",)),
    Step(CALIBRATION, "action_cancel", (FACILITATOR,), ("draft", "pre_read", "open")),
    Step(CALIBRATION_LINE, "action_vote", (PARTICIPANT,), ("pre_read",)),
    Step(CALIBRATION_LINE, "action_change", (FACILITATOR,), ("open",)),
)

TITLES = {
    APPRAISAL: "Appraisal",
    REVIEW: "Review",
    CYCLE: "Cycle",
    CALIBRATION: "Calibration session",
    CALIBRATION_LINE: "A person in a calibration session",
}
NOTES = {
    APPRAISAL: (
        "*Employee* is the person appraised, *manager* the reviewing manager, *officer* an HR officer or\n"
        "administrator of the company other than the employee; an *independent officer* is not the reviewing manager\n"
        "either. Managers above, colleagues and officers of other companies take no step. *ready* is an open\n"
        "appraisal that the manager handed over to HR, *calibration* one that is in a calibration session, which\n"
        "alone decides about its level meanwhile, *appeal* one that was signed without agreeing and waits\n"
        "for HR. More time (`action_extend`) is for the sign-off in *shared*, for the steps before it otherwise."
    ),
    REVIEW: (
        "*Reviewer* is the one who was asked, while the appraisal is open and its cycle runs; *officer* as above,\n"
        "until the result is shared."
    ),
    CYCLE: (
        "*Officer* is an HR officer or administrator of the company of the cycle. Steps for some of its people ask\n"
        "the table of the appraisal as well, and leave out the officer's own."
    ),
    CALIBRATION: (
        "*Facilitator* is an HR officer or administrator of its company who leads it, *participant* a manager who\n"
        "was invited. Everybody else takes no step, other HR officers included."
    ),
    CALIBRATION_LINE: (
        "As above, by the state of the session. Nobody takes a step for themselves or a manager of theirs, nobody\n"
        "votes on a person whom they review, and no facilitator changes somebody whom they review or lead."
    ),
}


def appraisal_phase(state, is_ready, appeal_state):
    """Phase of an appraisal in the table.

    >>> appraisal_phase("open", False, "none"), appraisal_phase("open", True, "none")
    ('open', 'ready')
    >>> appraisal_phase("calibration", True, "none")
    'calibration'
    >>> appraisal_phase("acknowledged", True, "open"), appraisal_phase("acknowledged", True, "upheld")
    ('appeal', 'acknowledged')
    """
    if is_ready and state == "open":
        return "ready"
    if appeal_state == "open" and state == "acknowledged":
        return "appeal"
    return state


def get_actions(model):
    """Names of the steps of a model, in the order of the table.

    >>> get_actions(REVIEW)
    ['save_answers', 'action_submit', 'action_reopen']
    """
    return list(dict.fromkeys(step.action for step in STEPS if step.model == model))


def get_roles(model, action, phase=None, release="manager"):
    """Who may take a step in a phase, or, without a phase, in any of them under any setting.

    >>> sorted(get_roles(APPRAISAL, "action_share", "open"))
    ['manager', 'officer']
    >>> sorted(get_roles(APPRAISAL, "action_share", "open", release="hr"))
    []
    >>> sorted(get_roles(APPRAISAL, "action_share"))
    ['manager', 'officer']
    """
    steps = [step for step in STEPS if (step.model, step.action) == (model, action)]
    if phase:
        steps = [step for step in steps if phase in step.phases and step.release in (None, release)]
    return {role for step in steps for role in step.roles}


def _get_cell(model, action, phase):
    """One cell of the page: who, and under which setting when that matters."""
    usual, by_hr = (get_roles(model, action, phase, release) for release in ("manager", "hr"))
    parts = []
    for role in ROLES[model]:
        if role in usual and role in by_hr:
            parts.append(role)
        elif role in usual:
            parts.append(f"{role} ¹")
        elif role in by_hr:
            parts.append(f"{role} ²")
    return ", ".join(parts) or "-"


def _get_table(model):
    """Lines of the table of a model: a row a step, a column a phase."""
    phases = PHASES[model]
    yield f"| step | {' | '.join(phases)} |"
    yield "|---|" + "---|" * len(phases)
    for action in get_actions(model):
        yield f"| `{action}` | {' | '.join(_get_cell(model, action, phase) for phase in phases)} |"


def get_page():
    """The page ``docs/appraisal_states.md``.

    >>> "| `action_acknowledge` | - | - | - | - | employee | - | - | - | - |" in get_page()
    True
    """
    lines = [
        "# Steps of an appraisal",
        "",
        "Who may take which step, and when. States change through these steps only. The table is written by",
        "`tools/steps.py` of `perf_appraisal`, by which the code decides as well: run that file to write the page",
        "anew. `tests/test_appraisal_states.py` compares the two; `test_perf_appraisal_states` of the addon tries",
        "every cell as that person, through the ORM and through RPC. `-` means nobody.",
    ]
    for model, title in TITLES.items():
        lines += ["", f"## {title}", "", f"`{model}`. {NOTES[model]}", "", *_get_table(model)]
    lines += [
        "",
        "¹ Where managers share results (setting of the company).",
        "² Where HR shares results: the manager hands them over.",
        "",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.stdout.write(get_page())  # python3 addons/perf_appraisal/tools/steps.py > docs/appraisal_states.md
