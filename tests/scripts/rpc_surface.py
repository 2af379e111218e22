"""Run in an Odoo shell on the demo database: call everything that RPC could call, as people with no right to it.

For each model of the suite it takes records that the person may not read, and calls every public method of the suite,
and the ORM's own verbs, on them. Prints one line of JSON: how many calls were made, and those that were not refused.
"""

import inspect
import json
import logging

from odoo.exceptions import AccessError, MissingError, UserError
from odoo.service.model import get_public_method
from odoo.tests import new_test_user

logging.disable(logging.CRITICAL)

REFUSED = (AccessError, MissingError, UserError)
SUITE_MODULE = "odoo.addons.perf_"
ARGUMENTS = {
    "reason": "because",
    "comment": "text",
    "text": "text",
    "body": "text",
    "agree": True,
    "values": {},
    "vals": {},
}
ORM_CALLS = {
    "read": ([],),
    "web_read": ({"display_name": {}},),
    "export_data": (["id", "display_name"],),
    "write": ({"display_name": "x"},),
    "web_save": ({}, {}),
    "unlink": (),
    "copy": (),
    "message_post": (),
    "message_subscribe": ("own partner",),
    "activity_schedule": (),
}


def person(login, groups):
    user = new_test_user(env, login, groups=groups)
    env["hr.employee"].create({"name": login.title(), "user_id": user.id})
    return user


def suite_methods(model):
    """Names of the model's public methods that an addon of the suite defines."""
    names = {}
    for cls in type(model).mro():
        if not cls.__module__.startswith(SUITE_MODULE):
            continue
        for name, function in vars(cls).items():
            if inspect.isfunction(function) and not name.startswith("_"):
                names.setdefault(name, function)
    return names


def arguments(function):
    parameters = list(inspect.signature(function).parameters.values())[1:]
    return [
        ARGUMENTS.get(parameter.name, 1)
        for parameter in parameters
        if parameter.default is parameter.empty and parameter.kind is parameter.POSITIONAL_OR_KEYWORD
    ]


def attempt(records, name, args):
    """True when the call was refused, or is not open to RPC at all."""
    try:
        get_public_method(records.browse(), name)
    except (AccessError, AttributeError):
        return True
    savepoint = env.cr.savepoint(flush=False)
    try:
        getattr(records, name)(*args)
        env.flush_all()
        if name == "message_subscribe":  # core refuses in silence: nobody follows
            return records.env.user.partner_id not in records.sudo().message_partner_ids
    except REFUSED:
        return True
    except Exception as error:  # a crash is no refusal: report it
        holes.append([records._name, name, records.env.user.login, f"{type(error).__name__}: {error}"[:200]])
        return True
    finally:
        env.invalidate_all(flush=False)
        savepoint.close(rollback=True)
        env.transaction.clear()
    return False


holes, calls = [], 0
people = [person("stranger_portal", "base.group_portal"), person("stranger_internal", "base.group_user")]
env.flush_all()
suite = [model for name, model in sorted(env.items()) if name.startswith("perf.") and not model._abstract]
for model in suite:
    everything = model.sudo().with_context(active_test=False).search([])
    methods = suite_methods(model)
    for user in people:
        mine = model.with_user(user).with_context(active_test=False)
        visible = mine.search([]).ids if mine.has_access("read") else []
        hidden = mine.browse([id_ for id_ in everything.ids if id_ not in set(visible)][:3])
        if not hidden:
            continue
        plan = {
            name: arguments(function)
            for name, function in methods.items()
            if not getattr(function, "_api_model", False)
        }
        plan |= {name: list(args) for name, args in ORM_CALLS.items() if hasattr(model, name)}
        for name, args in plan.items():
            args = [user.partner_id.ids if arg == "own partner" else arg for arg in args]
            calls += 1
            if not attempt(hidden[:1], name, args):
                holes.append([model._name, name, user.login, "not refused"])
print("RESULT " + json.dumps({"calls": calls, "holes": holes}))
env.cr.rollback()
