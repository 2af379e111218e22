"""Run in an Odoo shell: random sequences of what can happen to points, against a model of a few dictionaries.

Each step is done by the suite and by the model. Both agree whether it is possible, and afterwards on each account and
on the stock. Prints one line of JSON: how many sequences and steps there were, and how many were refused.
"""

import json
import logging
from collections import Counter

from freezegun import freeze_time
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.exceptions import UserError
from odoo.tests import new_test_user

logging.disable(logging.CRITICAL)

PEOPLE, GRANT, STOCK, START = 3, 100, 2, 50
COSTS = (30, 10)
WORDS = "You carried the whole delivery through the rain today."
EXAMPLES = 60

company = env["res.company"].create({"name": "Sequence", "perf_points_allowance": GRANT, "perf_points_person_cap": 60})
CAP = GRANT * 60 // 100
env.user.company_ids += company
users = [
    new_test_user(env, f"sequence_{number}", groups="base.group_user", company_id=company.id)
    for number in range(PEOPLE)
]
officer = new_test_user(env, "sequence_hr", groups="perf_base.group_perf_officer", company_id=company.id)
people = env["hr.employee"].create(
    [{"name": user.name, "user_id": user.id, "company_id": company.id, "tz": "UTC"} for user in users]
)
rewards = env["perf.reward"].create(
    [
        {"name": "Few", "cost": COSTS[0], "company_id": company.id, "is_limited": True, "quantity": STOCK},
        {"name": "Many", "cost": COSTS[1], "company_id": company.id},
    ]
)
env.flush_all()
ledger = env["perf.points.entry"]
seen = Counter()

person = st.integers(0, PEOPLE - 1)
which = st.integers(0, 9)
steps = st.one_of(
    st.tuples(st.just("give"), person, person, st.integers(1, 70)),
    st.tuples(st.just("give"), person, person, st.integers(20, 50)),
    st.tuples(st.just("retract"), which),
    st.tuples(st.just("order"), person, st.integers(0, 1)),
    st.tuples(st.just("order"), person, st.just(1)),
    st.tuples(st.just("cancel"), which),
    st.tuples(st.just("approve"), which),
    st.tuples(st.just("refuse"), which),
    st.tuples(st.sampled_from(["approve", "deliver"]), st.integers(0, 1)),
    st.tuples(st.just("deliver"), st.integers(0, 1)),
    st.tuples(st.just("adjust"), person, st.sampled_from(["balance", "allowance"]), st.integers(-80, 80).filter(bool)),
    st.tuples(st.just("expire")),
)


class Model:
    """What should be: plain numbers, and the plainest rules on them."""

    def __init__(self):
        self.month = 1
        self.sums = {(number, account): 0 for number in range(PEOPLE) for account in ("balance", "allowance")}
        for number in range(PEOPLE):
            self.sums[number, "allowance"] = GRANT
            self.sums[number, "balance"] = START
        self.given = Counter()
        self.gifts, self.orders = [], []
        self.stock = STOCK

    def give(self, giver, taker, points):
        left = min(self.sums[giver, "allowance"], CAP - self.given[giver, taker, self.month])
        if giver == taker or points > left:
            return False
        self.sums[giver, "allowance"] -= points
        self.sums[taker, "balance"] += points
        self.given[giver, taker, self.month] += points
        self.gifts.append({"giver": giver, "taker": taker, "points": points, "month": self.month, "posted": True})
        return True

    def retract(self, number):
        if not self.gifts:
            return None
        gift = self.gifts[number % len(self.gifts)]
        if not gift["posted"] or self.sums[gift["taker"], "balance"] < gift["points"]:
            return False
        gift["posted"] = False
        self.sums[gift["taker"], "balance"] -= gift["points"]
        self.given[gift["giver"], gift["taker"], gift["month"]] -= gift["points"]
        if gift["month"] == self.month:
            self.sums[gift["giver"], "allowance"] += gift["points"]
        return True

    def order(self, number, reward):
        if self.sums[number, "balance"] < COSTS[reward] or (reward == 0 and not self.stock):
            return False
        self.sums[number, "balance"] -= COSTS[reward]
        self.stock -= reward == 0
        self.orders.append({"person": number, "reward": reward, "state": "requested"})
        return True

    def _move(self, number, state, sources):
        if not self.orders:
            return None
        order = self.orders[number % len(self.orders)]
        if order["state"] not in sources:
            return False
        order["state"] = state
        if state in ("refused", "cancelled"):
            self.sums[order["person"], "balance"] += COSTS[order["reward"]]
            self.stock += order["reward"] == 0
        return True

    def cancel(self, number):
        return self._move(number, "cancelled", ("requested",))

    def approve(self, number):
        return self._move(number, "approved", ("requested",))

    def refuse(self, number):
        return self._move(number, "refused", ("requested", "approved"))

    def deliver(self, number):
        return self._move(number, "delivered", ("approved",))

    def adjust(self, number, account, amount):
        if self.sums[number, account] + amount < 0:
            return False
        self.sums[number, account] += amount
        return True

    def expire(self):
        if self.month == 12:
            return None
        self.month += 1
        for number in range(PEOPLE):
            self.sums[number, "allowance"] = GRANT
        return True


class Suite:
    """What is: the same steps, as the people take them."""

    def __init__(self):
        self.gifts, self.orders, self.adjustments = [], [], 0

    def give(self, giver, taker, points):
        values = {
            "author_employee_id": people[giver].id,
            "recipient_ids": people[taker].ids,
            "message": WORDS,
            "points": points,
        }
        post = env["perf.recognition"].with_context(perf_recognition_silent=True)
        self.gifts.append(post.create(values))

    def retract(self, number):
        gift = self.gifts[number % len(self.gifts)]
        gift.with_user(gift.author_employee_id.user_id).action_retract("It was somebody else")

    def order(self, number, reward):
        self.orders.append(rewards[reward].with_user(users[number]).order().with_env(env))

    def cancel(self, number):
        order = self.orders[number % len(self.orders)]
        order.with_user(order.employee_id.user_id).action_cancel()

    def approve(self, number):
        self._as_officer(number).action_approve()

    def refuse(self, number):
        self._as_officer(number).action_refuse("It is broken")

    def deliver(self, number):
        self._as_officer(number).action_deliver()

    def _as_officer(self, number):
        return self.orders[number % len(self.orders)].with_user(officer).with_context(allowed_company_ids=company.ids)

    def adjust(self, number, account, amount):
        self.adjustments += 1
        ledger._adjust(people[number], account, amount, "Because", f"sequence {self.adjustments}")

    def expire(self):
        ledger._reset_allowances(people)


def compare(model, trace):
    """Fail unless accounts, their entries and the stock are what the model says."""
    env.flush_all()
    env.invalidate_all()
    sums = ledger._get_sums(people)
    found = {(number, account): sums.get((people[number].id, account), 0) for number, account in model.sums}
    assert found == model.sums, (trace, found, model.sums)
    assert min(found.values()) >= 0, trace
    assert rewards[0].available == model.stock, (trace, rewards[0].available, model.stock)


def take(model, suite, step):
    """Take one step both ways; both agree whether it is possible."""
    name, *arguments = step
    possible = getattr(model, name)(*arguments)
    if possible is None:
        return
    with freeze_time(f"2026-{model.month:02}-10 12:00:00"):
        try:
            with env.cr.savepoint():
                getattr(suite, name)(*arguments)
                env.flush_all()
            done = True
        except UserError:
            done = False
            env.invalidate_all()
    seen["steps"] += 1
    seen[name, done] += 1
    assert done == possible, (step, done, possible)


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
@given(st.lists(steps, min_size=8, max_size=25))
def run(sequence):
    """One sequence, which leaves nothing behind."""
    savepoint = env.cr.savepoint()
    try:
        with freeze_time("2026-01-10 12:00:00"):
            ledger._reset_allowances(people)
            ledger._adjust(people, "balance", START, "To begin with", "sequence 0")
        model, suite = Model(), Suite()
        for step in sequence:
            take(model, suite, step)
            compare(model, (sequence, step))
        assert not env["perf.points.check"]._find_differences(), sequence
        seen["sequences"] += 1
    finally:
        savepoint.rollback()
        savepoint.close(rollback=True)
        env.invalidate_all()


run()
refused = sum(count for key, count in seen.items() if isinstance(key, tuple) and not key[1])
kinds = sorted({key[0] for key in seen if isinstance(key, tuple) and key[1]})
print(
    "RESULT " + json.dumps({**{key: seen[key] for key in ("sequences", "steps")}, "refused": refused, "kinds": kinds})
)
