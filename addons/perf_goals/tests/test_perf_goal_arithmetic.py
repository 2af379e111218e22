import random

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import PerfGoalCommon

COUNTED = ("active", "achieved", "partial", "missed")
CHECKINS = 1000
ROUNDED = 0.5e-4 + 1e-9  # progress is rounded to four decimals once on each level


@tagged("post_install", "-at_install")
class TestPerfGoalArithmetic(PerfGoalCommon):
    """Progress adds up through all levels, whatever happens to the goals in between."""

    def make_parent(self, level="company", **values):
        """A goal of the company or department that follows those aligned to it."""
        return self.make_shared(level, key_result_ids=False, roll_up=True, **values)

    def make_tree(self, dice):
        """A goal of the company above goals of the department above goals of people in all states, at random."""
        root = self.make_parent()
        middles = self.env["perf.goal"]
        for _number in range(3):
            middles |= self.make_parent("department", parent_id=root.id, weight=dice.choice([0, 0.5, 1, 2.75, 10]))
        leaves = self.env["perf.goal"]
        for middle in middles:
            for _number in range(dice.randrange(5)):
                leaves |= self.make_leaf(dice, middle)
        return root, middles, leaves

    def make_leaf(self, dice, parent):
        """A goal of a person with one to three key results, with a check-in, in a state that comes of a step."""
        results = [
            {
                "name": f"Result {number}",
                "start_value": start,
                "target_value": start + dice.choice([-1, 1]) * dice.uniform(1, 1000),
                "weight": dice.choice([0, 1, dice.uniform(0.1, 9)]),
            }
            for number in range(dice.randint(1, 3))
            for start in [dice.uniform(-100, 100)]
        ]
        leaf = self.make_goal(
            parent_id=parent.id,
            weight=dice.choice([0, 1, dice.uniform(0.1, 9)]),
            key_result_ids=[fields.Command.create(values) for values in results],
        )
        lines = {
            result.id: result.start_value + dice.uniform(-0.5, 2) * (result.target_value - result.start_value)
            for result in leaf.key_result_ids
        }
        leaf.check_in({"confidence": 8, "lines": lines})
        self.take_step(leaf, dice.choice(["stay", "stay", "close", "cancel", "draft"]))
        return leaf

    def take_step(self, goal, step):
        """End a goal as its manager does, or put it back among those that were not agreed."""
        if step == "close":
            goal.with_user(self.user_manager).action_close()
        elif step == "cancel":
            goal.with_user(self.user_manager).action_cancel("No longer needed.")
        elif step == "draft":
            goal.state = "draft"

    def get_mean(self, pairs):
        """The weighted mean of (value, weight) written down as in a book; the plain one when all weigh nothing."""
        pairs = list(pairs)
        total = sum(weight for _value, weight in pairs)
        if not total:
            pairs, total = [(value, 1) for value, _weight in pairs], len(pairs)
        return sum(value * weight for value, weight in pairs) / total if pairs else 0.0

    def get_expected(self, goal):
        """Progress of a goal worked out from the bottom, without what is stored on goals and key results."""
        if goal.child_ids:
            children = goal.child_ids.filtered(lambda child: child.state in COUNTED)
            return self.get_mean((self.get_expected(child), child.weight) for child in children)
        if goal.roll_up:
            return 0.0
        return self.get_mean((self.get_result_percent(result), result.weight) for result in goal.key_result_ids)

    def get_result_percent(self, result):
        """Progress of a key result worked out anew."""
        share = (result.current_value - result.start_value) / (result.target_value - result.start_value)
        return 100 * min(1, max(0, share))

    def assertTree(self, goals):
        """Each goal has the progress that follows from what is below it, also when it is read from the database."""
        self.env.flush_all()
        self.env.invalidate_all()
        for goal in goals:
            self.assertAlmostEqual(goal.progress, self.get_expected(goal), delta=3 * ROUNDED, msg=goal.name)

    # ------------------------------------------------------------------
    # Roll-up
    # ------------------------------------------------------------------

    def test_trees_add_up(self):
        """Random trees of three levels: each goal is the mean by weight of its active and closed children."""
        for seed in (1, 19, 2026):
            with self.subTest(seed=seed):
                root, middles, leaves = self.make_tree(random.Random(seed))
                self.assertTrue(leaves)
                self.assertTree(root | middles | leaves)

    def test_trees_add_up_after_changes(self):
        """They still do after check-ins, moves, new weights, cancelling and closing in random order."""
        dice = random.Random(7)
        root, middles, leaves = self.make_tree(dice)
        leaves |= self.make_leaf(dice, middles[0])
        for _turn in range(25):
            leaf = dice.choice(leaves)
            leaf.parent_id = dice.choice(middles)
            leaf.weight = dice.uniform(0, 5)
            if leaf.state == "active":
                result = leaf.key_result_ids[0]
                self.check_in(leaf, value=dice.uniform(result.start_value, result.target_value))
                self.take_step(leaf, dice.choice(["stay", "close", "cancel"]))
            elif leaf.state != "draft":
                leaf.with_user(self.user_manager).action_reopen("Again.")
        self.assertTree(root | middles | leaves)

    def test_moving_counts_for_both_parents(self):
        """A goal that moves takes its share from the old parent, brings it to the new one, and so on above them."""
        roots = [self.make_parent(), self.make_parent()]
        old, new = (self.make_parent("department", parent_id=root.id) for root in roots)
        leaf, stays, other = (self.make_goal(parent_id=parent.id) for parent in (old, old, new))
        for goal, value in ((leaf, 8), (stays, 2), (other, 4)):
            self.check_in(goal, value=value)
        self.assertEqual([goal.progress for goal in (old, new, *roots)], [50, 40, 50, 40])
        leaf.parent_id = new
        self.assertEqual([goal.progress for goal in (old, new, *roots)], [20, 60, 20, 60])
        leaf.parent_id = False
        self.assertEqual([goal.progress for goal in (old, new, *roots)], [20, 40, 20, 40])

    def test_cancelled_goals_do_not_count(self):
        """Cancelling takes a goal out of its parent, reopening brings it back with what it had reached."""
        parent = self.make_parent()
        leaf, other = self.make_goal(parent_id=parent.id, weight=3), self.make_goal(parent_id=parent.id)
        self.check_in(leaf, value=10)
        self.check_in(other, value=2)
        self.assertEqual(parent.progress, 80)
        leaf.with_user(self.user_manager).action_cancel("Customer left.")
        self.assertEqual((leaf.progress, parent.progress), (100, 20))
        leaf.with_user(self.user_manager).action_reopen("Customer is back.")
        self.assertEqual((leaf.progress, parent.progress), (100, 80))

    def test_cancelled_goals_cannot_raise_a_score(self):
        """Nothing that happens to a cancelled goal moves it or its parent: no check-in, no value, no weight."""
        parent = self.make_parent()
        leaf, other = self.make_goal(parent_id=parent.id), self.make_goal(parent_id=parent.id)
        self.check_in(leaf, value=3)
        self.check_in(other, value=2)
        leaf.with_user(self.user_manager).action_cancel("Customer left.")
        with self.assertRaises(UserError):
            self.check_in(leaf, self.user_portal_employee, value=10)
        leaf.key_result_ids.current_value = 10
        leaf.weight = 1000
        self.env.flush_all()
        self.assertEqual((leaf.progress, parent.progress), (30, 20))
        leaf.parent_id = False
        leaf.parent_id = parent
        self.assertEqual(parent.progress, 20)

    def test_only_cancelled_children_are_nothing(self):
        """A parent whose children were all cancelled stands at nothing, not at what they had reached."""
        parent = self.make_parent()
        leaf = self.make_goal(parent_id=parent.id)
        self.check_in(leaf, value=10)
        self.assertEqual(parent.progress, 100)
        leaf.with_user(self.user_manager).action_cancel("Customer left.")
        self.assertEqual(parent.progress, 0)

    def test_closed_goals_stand_still(self):
        """What a closed goal reached stays in the roll-up, whatever is written to its key results afterwards."""
        parent = self.make_parent()
        leaf = self.make_goal(parent_id=parent.id)
        self.check_in(leaf, value=6)
        leaf.with_user(self.user_manager).action_close()
        leaf.key_result_ids.current_value = 10
        self.env.flush_all()
        self.assertEqual((leaf.state, leaf.progress, parent.progress), ("partial", 60, 60))

    # ------------------------------------------------------------------
    # Rounding
    # ------------------------------------------------------------------

    def test_no_drift_after_a_thousand_check_ins(self):
        """Values that go up and down a thousand times leave what the last ones give, up to one rounding a level."""
        dice = random.Random(1000)
        parent = self.make_parent()
        goal = self.make_goal(
            parent_id=parent.id,
            weight=0.7,
            key_result_ids=[
                fields.Command.create({"name": "Up", "start_value": 0.1, "target_value": 33.3, "weight": 0.3}),
                fields.Command.create({"name": "Down", "start_value": 1000 / 3, "target_value": 7.7, "weight": 1.1}),
            ],
        )
        other = self.make_goal(parent_id=parent.id, weight=1.9)
        self.check_in(other, value=10 / 3)
        up, down = goal.key_result_ids
        for _number in range(CHECKINS):
            values = {up.id: dice.uniform(-5, 40), down.id: dice.uniform(0, 350)}
            goal.check_in({"confidence": 8, "lines": values})
        self.assertEqual(len(goal.checkin_ids), CHECKINS)
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual((up.current_value, down.current_value), tuple(values.values()))
        for result in (up, down):
            self.assertAlmostEqual(result.progress, self.get_result_percent(result), delta=ROUNDED)
        expected = self.get_mean((self.get_result_percent(result), result.weight) for result in (up, down))
        self.assertAlmostEqual(goal.progress, expected, delta=2 * ROUNDED)
        self.assertEqual(goal.checkin_ids[0].progress, goal.progress)
        self.assertAlmostEqual(parent.progress, self.get_mean([(expected, 0.7), (100 / 3, 1.9)]), delta=3 * ROUNDED)

    # ------------------------------------------------------------------
    # Beyond the target
    # ------------------------------------------------------------------

    def test_stretch_is_kept_but_not_counted(self):
        """What goes beyond a target is kept as it is, and counts as the target in progress and roll-ups."""
        parent = self.make_parent()
        goal = self.make_goal(
            parent_id=parent.id,
            key_result_ids=[
                fields.Command.create({"name": "Far beyond", "start_value": 0, "target_value": 10}),
                fields.Command.create({"name": "Nothing yet", "start_value": 0, "target_value": 10}),
            ],
        )
        beyond, nothing = goal.key_result_ids
        goal.check_in({"confidence": 8, "lines": {beyond.id: 35, nothing.id: 0}})
        self.assertEqual((beyond.score_raw, beyond.progress), (3.5, 100))
        self.assertEqual((goal.progress, parent.progress), (50, 50), "the excess does not make up for the other one")
        goal.check_in({"confidence": 8, "lines": {beyond.id: 35, nothing.id: -20}})
        self.assertEqual((nothing.score_raw, nothing.progress, goal.progress), (-2, 0, 50))

    def test_stretch_counts_up_to_the_cap_of_the_company(self):
        """A company that counts up to 120 % does so in the key result, the goal and what follows it, and no further."""
        parent = self.make_parent()
        goal, other = self.make_goal(parent_id=parent.id), self.make_goal(parent_id=parent.id)
        self.check_in(goal, value=35)
        self.assertEqual((goal.progress, parent.progress), (100, 50))
        self.company.perf_score_cap = 1.2
        self.env.flush_all()
        result = goal.key_result_ids
        self.assertEqual((result.score_raw, result.progress, goal.progress, parent.progress), (3.5, 120, 120, 60))
        self.check_in(other, value=11)
        self.assertEqual((other.progress, parent.progress), (110, 115))
        goal.with_user(self.user_manager).action_close()
        self.assertEqual((goal.state, goal.progress, parent.progress), ("achieved", 120, 115))
        self.company.perf_score_cap = 1.0
        self.env.flush_all()
        self.assertEqual((goal.progress, other.progress), (120, 100), "what is closed stays as it was judged")
