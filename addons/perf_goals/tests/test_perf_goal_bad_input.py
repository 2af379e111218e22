import psycopg2

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .metric_common import PerfMetricCommon

NO_NUMBERS = (float("nan"), float("inf"), float("-inf"), 1e15, -1e15)
NO_NUMBER_TEXTS = ("nan", "NaN", "inf", "-inf", "Infinity", "1e400")
MEGABYTE = "x" * 1_000_000


@tagged("post_install", "-at_install")
class TestPerfGoalBadInput(PerfMetricCommon):
    """Nonsense, whichever way it comes in, ends in a message that names what is wrong, and is not saved."""

    def count(self):
        """How many goals and key results there are."""
        self.env.flush_all()
        return [self.env[model].search_count([]) for model in ("perf.goal", "perf.goal.key.result")]

    def assertRefused(self, pattern, function, *args):
        """The call ends in a UserError or ValidationError that says this, and nothing is created."""
        before = self.count()
        with self.assertRaisesRegex(UserError, pattern), self.env.cr.savepoint():
            function(*args)
            self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(self.count(), before)

    def result_values(self, **values):
        """Values of a goal with one key result."""
        result = {"name": "Answers within a day", "start_value": 0.0, "target_value": 10.0, **values}
        return self.goal_values(key_result_ids=[fields.Command.create(result)])

    # ------------------------------------------------------------------
    # Numbers
    # ------------------------------------------------------------------

    def test_no_numbers_in_new_goals(self):
        """Start, target and weights take ordinary numbers only, as numbers and as texts."""
        Goal = self.as_user(self.env["perf.goal"], self.user_portal_employee)
        for value in (*NO_NUMBERS, *NO_NUMBER_TEXTS):
            for name in ("start_value", "target_value", "weight"):
                with self.subTest(value=value, name=name):
                    self.assertRefused("Answers within a day", Goal.create, self.result_values(**{name: value}))
            with self.subTest(value=value, name="weight of the goal"):
                self.assertRefused("weight", Goal.create, self.goal_values(weight=value))

    def test_no_numbers_in_drafts(self):
        """Neither do they when a draft is changed, or when they are written in superuser mode."""
        goal = self.make_goal(state="draft")
        mine = self.as_user(goal, self.user_portal_employee)
        for value in (*NO_NUMBERS, *NO_NUMBER_TEXTS):
            for name in ("start_value", "target_value", "weight"):
                with self.subTest(value=value, name=name):
                    self.assertRefused("Answers within a day", mine.key_result_ids.write, {name: value})
            with self.subTest(value=value, name="current"):
                self.assertRefused("Answers within a day", goal.key_result_ids.write, {"current_value": value})
            with self.subTest(value=value, name="weight of the goal"):
                self.assertRefused("weight", mine.write, {"weight": value})
        result = goal.key_result_ids
        self.assertEqual((result.start_value, result.target_value, result.weight, goal.weight), (0, 10, 1, 1))

    def test_no_numbers_in_check_ins(self):
        """Values, progress and confidence of a check-in are ordinary numbers; else nothing moves."""
        goal, by_hand = self.make_goal(), self.make_goal(key_result_ids=False)
        mine, mine_by_hand = (self.as_user(one, self.user_portal_employee) for one in (goal, by_hand))
        result = goal.key_result_ids
        for value in (*NO_NUMBERS, *NO_NUMBER_TEXTS, 10**400, True, [5], {"value": 5}, "ten", b"5"):
            with self.subTest(value=str(value)[:20]):
                self.assertRefused(
                    "Answers within a day", mine.check_in, {"confidence": 5, "lines": {result.id: value}}
                )
                self.assertRefused("confident", mine.check_in, {"confidence": value})
                self.assertRefused("Progress", mine_by_hand.check_in, {"confidence": 5, "progress": value})
        self.assertFalse(goal.checkin_ids | by_hand.checkin_ids)
        self.assertEqual((result.current_value, by_hand.progress, goal.last_checkin_date), (0, 0, False))

    def test_no_numbers_in_amendments(self):
        """An amendment to no number is refused when it is asked for, by owner and manager alike."""
        goal = self.make_goal()
        result = goal.key_result_ids
        for user in (self.user_portal_employee, self.user_manager):
            mine = self.as_user(goal, user)
            for value in (*NO_NUMBERS, *NO_NUMBER_TEXTS, 10**400, None, True, "ten", [5]):
                with self.subTest(user=user.login, value=str(value)[:20]):
                    self.assertRefused("Weight", mine.amend, {"weight": value}, "Because.")
                    for name, label in (("start_value", "Start"), ("target_value", "Target"), ("weight", "Weight")):
                        changes = {"key_results": {result.id: {name: value}}}
                        self.assertRefused(label, mine.amend, changes, "Because.")
        self.assertFalse(goal.amendment_ids)
        self.assertEqual((goal.weight, result.start_value, result.target_value, result.weight), (1, 0, 10, 1))

    # ------------------------------------------------------------------
    # Dates
    # ------------------------------------------------------------------

    def test_dates_outside_living_memory(self):
        """The years 1 and 9999 are refused by the name of the box in goals and amendments, and in check-ins."""
        Goal = self.as_user(self.env["perf.goal"], self.user_portal_employee)
        draft, active = self.make_goal(state="draft"), self.make_goal()
        mine, agreed = (self.as_user(goal, self.user_portal_employee) for goal in (draft, active))
        for day in ("0001-01-01", "9999-12-31", fields.Date.to_date("9999-12-31"), "1899-12-31", "2201-01-01"):
            for name, label in (("date_start", "From"), ("date_end", "Until")):
                with self.subTest(day=day, name=name):
                    self.assertRefused(label, Goal.create, self.goal_values(**{name: day}))
                    self.assertRefused(label, mine.write, {name: day})
                    self.assertRefused(label, agreed.amend, {name: day}, "Because.")
            with self.subTest(day=day, name="check-in"):
                self.assertRefused("can be dated from", agreed.check_in, {"confidence": 5, "date": day})
        self.assertFalse(active.amendment_ids | draft.amendment_ids)
        self.assertEqual((draft.date_start, active.date_end), (self.day(-50), self.day(50)))

    def test_texts_that_are_no_dates(self):
        """Words, and days that no month has, are refused in amendments and check-ins."""
        goal = self.make_goal()
        mine = self.as_user(goal, self.user_portal_employee)
        for day in ("soon", "2026-02-30", "2026-13-01", "31/12/2026", 5, [2026], {"day": 1}, True):
            with self.subTest(day=day):
                self.assertRefused("Until", mine.amend, {"date_end": day}, "Because.")
                self.assertRefused("is no date", mine.check_in, {"confidence": 5, "date": day})
        self.assertFalse(goal.amendment_ids)
        self.assertFalse(goal.checkin_ids)

    def test_end_before_start(self):
        """A goal never ends before it starts: not new, not as a draft, not by amendments one after the other."""
        Goal = self.as_user(self.env["perf.goal"], self.user_portal_employee)
        draft, active = self.make_goal(state="draft"), self.make_goal()
        mine, agreed = (self.as_user(goal, self.user_portal_employee) for goal in (draft, active))
        self.assertRefused("before it starts", Goal.create, self.goal_values(date_end=self.day(-51)))
        self.assertRefused("before it starts", mine.write, {"date_end": self.day(-51)})
        self.assertRefused("before it starts", mine.write, {"date_start": self.day(51)})
        both = {"date_start": str(self.day(10)), "date_end": str(self.day(5))}
        self.assertRefused("before it starts", agreed.amend, both, "Because.")
        self.assertFalse(active.amendment_ids)
        agreed.amend({"date_end": str(self.day(10))}, "Earlier.")
        agreed.amend({"date_start": str(self.day(20))}, "Later.")
        manager = self.as_user(active.amendment_ids.sorted("id"), self.user_manager)
        manager[0].action_approve()
        self.assertRefused("before it starts", manager[1].action_approve)
        self.assertEqual((active.date_start, active.date_end), (self.day(-50), self.day(10)))
        self.assertEqual(manager.mapped("state"), ["approved", "pending"])

    # ------------------------------------------------------------------
    # Texts
    # ------------------------------------------------------------------

    def test_absurdly_long_texts(self):
        """A megabyte of name, unit, note, reason or comment is refused with the limit, and nothing is kept."""
        draft, active = self.make_goal(state="draft"), self.make_goal()
        mine, agreed = (self.as_user(goal, self.user_portal_employee) for goal in (draft, active))
        manager = self.as_user(active, self.user_manager)
        for label, (pattern, function, *args) in {
            "name": ("Name.*500 are possible", mine.write, {"name": MEGABYTE}),
            "description": ("Why It Matters", mine.write, {"description": MEGABYTE}),
            "name of a result": ("Name", mine.key_result_ids.write, {"name": MEGABYTE}),
            "unit of a result": ("Unit", mine.key_result_ids.write, {"unit": MEGABYTE}),
            "note": ("What Changed", agreed.check_in, {"confidence": 5, "note": MEGABYTE}),
            "new name": ("Name", agreed.amend, {"name": MEGABYTE}, "Because."),
            "reason to amend": ("Reason", agreed.amend, {"weight": 2}, MEGABYTE),
            "reason to cancel": ("Reason", manager.action_cancel, MEGABYTE),
            "comment": ("too long", lambda body: agreed.message_post(body=body), MEGABYTE),
        }.items():
            with self.subTest(label):
                self.assertRefused(pattern, function, *args)
        self.assertFalse(active.amendment_ids)
        self.assertFalse(active.checkin_ids)
        self.assertEqual(active.state, "active")

    def test_characters_that_cannot_be_kept(self):
        """A null character is named by its box instead of crashing the database."""
        draft, active = self.make_goal(state="draft"), self.make_goal()
        mine, agreed = (self.as_user(goal, self.user_portal_employee) for goal in (draft, active))
        for label, (function, *args) in {
            "Name": (mine.write, {"name": "A\0B"}),
            "Unit": (mine.key_result_ids.write, {"unit": "A\0B"}),
            "What Changed": (agreed.check_in, {"confidence": 5, "note": "A\0B"}),
            "Reason": (agreed.amend, {"weight": 2}, "A\0B"),
        }.items():
            with self.subTest(label):
                self.assertRefused(f"{label}.*can't be kept", function, *args)

    # ------------------------------------------------------------------
    # Import
    # ------------------------------------------------------------------

    def load(self, names, *rows):
        """Import as the internal employee: the messages, once it is clear that nothing was saved."""
        before = self.count()
        Goal = self.as_user(self.env["perf.goal"], self.user_employee)
        with mute_logger("odoo.sql_db"):
            result = Goal.load(list(names), [list(row) for row in rows])
        self.assertFalse(result["ids"])
        self.assertEqual(self.count(), before)
        self.assertTrue(result["messages"])
        return result["messages"]

    def test_import_names_what_is_wrong(self):
        """Each bad cell ends in a message with the name of its field, goal or key result."""
        good = "Customers have an answer within a day"
        result = ("name", "key_result_ids/name")
        for label, names, row, pattern in (
            ("no number", ("name", "weight"), (good, "heavy"), "heavy.*Weight"),
            ("nan", ("name", "weight"), (good, "nan"), "weight is an ordinary number"),
            ("infinity", ("name", "weight"), (good, "-inf"), "weight is an ordinary number"),
            ("too large", ("name", "weight"), (good, "1e400"), "weight is an ordinary number"),
            ("negative", ("name", "weight"), (good, "-1"), "weight is an ordinary number"),
            ("nan target", (*result, "key_result_ids/target_value"), (good, "Answers", "nan"), "“Answers”"),
            ("infinite start", (*result, "key_result_ids/start_value"), (good, "Answers", "inf"), "“Answers”"),
            ("word as target", (*result, "key_result_ids/target_value"), (good, "Answers", "many"), "many.*Target"),
            ("target is start", (*result, "key_result_ids/target_value"), (good, "Answers", "0"), "“Answers”"),
            ("nan weight", (*result, "key_result_ids/weight"), (good, "Answers", "nan"), "“Answers”"),
            ("word as date", ("name", "date_end"), (good, "soon"), "soon.*Until"),
            ("no such day", ("name", "date_end"), (good, "2026-02-30"), "2026-02-30.*Until"),
            ("year 9999", ("name", "date_end"), (good, "9999-12-31"), "“Until”"),
            ("end before start", ("name", "date_start", "date_end"), (good, "2026-05-05", "2026-05-04"), f"“{good}”"),
            ("long name", ("name",), (MEGABYTE,), "“Name”"),
            ("no name", ("name",), ("",), "Name"),
            ("commitment", ("name", "commitment"), (good, "maybe"), "maybe.*Commitment"),
            ("yes or no", ("name", "roll_up"), (good, "perhaps"), "perhaps.*Progress from Aligned Goals"),
            ("parent", ("name", "parent_id/.id"), (good, "999999999"), "999999999.*Aligned to"),
        ):
            with self.subTest(label):
                messages = self.load(names, row)
                self.assertRegex(" ".join(message["message"] for message in messages), f"(?s){pattern}")

    def test_good_rows_wait_for_the_bad_ones(self):
        """One bad row keeps the whole file out, so that nobody imports half of it twice; the message says which row."""
        rows = [["Customers have an answer within a day", "1"], ["Orders leave the house the same day", "nan"]]
        messages = self.load(["name", "weight"], *rows, rows[0])
        last = messages[-1]
        self.assertIn("weight is an ordinary number", last["message"])
        self.assertEqual(last["rows"], {"from": 1, "to": 1})

    def test_export_comes_back(self):
        """What an owner exports of a draft can be changed in the file and imported again."""
        goal = self.make_goal(self.employee_employee, "draft")
        Goal = self.as_user(self.env["perf.goal"], self.user_employee)
        names = [".id", "name", "weight", "date_end"]
        result = Goal.load(names, [[str(goal.id), "Customers have an answer within an hour", "2.5", "2026-12-31"]])
        self.assertEqual((result["ids"], result["messages"]), (goal.ids, []))
        self.assertEqual(goal.name, "Customers have an answer within an hour")
        self.assertEqual((goal.weight, str(goal.date_end)), (2.5, "2026-12-31"))

    def test_good_rows_are_imported(self):
        """The import that refuses the bad rows takes good ones, with their key results."""
        Goal = self.as_user(self.env["perf.goal"], self.user_employee)
        names = ["name", "weight", "date_end", "key_result_ids/name", "key_result_ids/target_value"]
        rows = [
            ["Customers have an answer within a day", "2.5", "2026-12-31", "Answers", "10"],
            ["", "", "", "Praise", "3"],
        ]
        result = Goal.load(names, rows)
        self.assertFalse(result["messages"])
        goal = self.env["perf.goal"].browse(result["ids"])
        self.assertEqual((goal.state, goal.employee_id, goal.weight), ("draft", self.employee_employee, 2.5))
        self.assertEqual(goal.key_result_ids.mapped("target_value"), [10, 3])

    # ------------------------------------------------------------------
    # Metrics
    # ------------------------------------------------------------------

    def test_import_of_bad_metrics(self):
        """A metric that can't be measured is refused by an import as by the form, with the field that is wrong."""
        Metric = self.as_user(self.env["perf.metric"], self.user_admin)
        names = ["name", "aggregate", "model_id/.id", "employee_path", "domain"]
        model = str(self.env["ir.model"]._get_id("res.partner"))
        before = Metric.search_count([])
        for label, row, pattern in (
            ("path to nobody", ("Bad", "Count", model, "country_id", "[]"), "Of Whom.*employee, a user or a contact"),
            ("path to nowhere", ("Bad", "Count", model, "nothing", "[]"), "Of Whom.*nothing"),
            ("missing field", ("Bad", "Count", model, "user_id", "[('gone', '=', 1)]"), "Which.*gone"),
            ("no filter", ("Bad", "Count", model, "user_id", "everything"), "Which"),
            ("no records", ("Bad", "Count", "", "user_id", "[]"), "Records"),
            ("ratio of nothing", ("Bad", "Ratio", "", "", "[]"), "Share Of"),
        ):
            with self.subTest(label):
                result = Metric.load(names, [list(row)])
                self.assertFalse(result["ids"])
                self.assertRegex(" ".join(message["message"] for message in result["messages"]), f"(?s){pattern}")
                self.assertEqual(Metric.search_count([]), before)

    def test_metric_stays_sound_when_it_is_changed(self):
        """A sound metric can't be changed into one that has no person, no such field or an endless text."""
        Metric = self.as_user(self.metric, self.user_admin)
        before = self.metric.read(["domain", "employee_path", "name"])
        for values, pattern in (
            ({"employee_path": "calendar_id"}, "Of Whom"),
            ({"employee_path": MEGABYTE}, "Of Whom"),
            ({"domain": "[('gone', '=', 1)]"}, "Which.*gone"),
            ({"domain": "[" * 400}, "Which"),
            ({"domain": MEGABYTE}, "Which"),
            ({"name": MEGABYTE}, "Name"),
        ):
            with self.subTest(pattern=pattern, values=str(values)[:60]):
                self.assertRefused(f"(?s){pattern}", Metric.write, values)
        self.env.invalidate_all()
        self.assertEqual(self.metric.read(["domain", "employee_path", "name"]), before)

    def test_currency_without_rate(self):
        """It is named to the one who asks and on the metric; the key result keeps its value and nothing is written."""
        currency = self.env["res.currency"].create({"name": "PQX", "symbol": "q"})
        metric = self.make_money_metric(currency)
        goal = self.make_measured(self.employee_employee, metric)
        result = goal.key_result_ids
        with self.assertRaisesRegex(UserError, "Wages.*PQX.*no exchange rate"):
            metric._measure(self.employee_employee, self.monday, self.sunday)
        result.current_value = 7
        result._refresh_metric_values()
        self.assertIn("PQX", metric.last_error)
        self.assertEqual((result.current_value, result.measured_on, goal.progress), (7, False, 70))
        self.assertFalse(self.env["perf.metric.value"].search([("metric_id", "=", metric.id)]))
        Goal = self.as_user(self.env["perf.goal"], self.user_employee)
        self.assertRefused("Wages", Goal.create, self.result_values(metric_id=metric.id))

    def test_ratio_by_zero(self):
        """Nothing out of nothing is no value: the key result does not count, and no figure goes into the history."""
        share = self.make_metric(
            name="Share", aggregate="ratio", numerator_id=self.metric.id, denominator_id=self.metric.id
        )
        goal = self.make_measured(self.employee_employee, share)
        result = goal.key_result_ids
        result._refresh_metric_values()
        self.assertEqual((result.is_measured, result.has_value, result.current_value), (False, False, 0))
        self.assertEqual((goal.progress, share.last_error), (0, False))
        self.assertFalse(self.env["perf.metric.value"].search([("metric_id", "=", share.id)]))
        self.make_absence(self.employee_employee, "2026-03-03 10:00:00")
        result._refresh_metric_values()
        self.assertEqual((result.has_value, result.current_value, goal.progress), (True, 100, 100))

    def test_nothing_to_measure_between(self):
        """Start and target that differ by next to nothing would make any score, so they count as the same."""
        Goal = self.as_user(self.env["perf.goal"], self.user_portal_employee)
        self.assertRefused("nothing to reach", Goal.create, self.result_values(target_value=5e-324))
        goal = self.make_goal()
        mine = self.as_user(goal, self.user_portal_employee)
        changes = {"key_results": {goal.key_result_ids.id: {"target_value": 1e-300}}}
        self.assertRefused("nothing to reach", mine.amend, changes, "Because.")

    def test_empty_names(self):
        """A goal and its key results say something."""
        Goal = self.as_user(self.env["perf.goal"], self.user_portal_employee)
        for name in ("", "   "):
            with self.subTest(name=name):
                self.assertRefused("what will be different", Goal.create, self.goal_values(name=name))
                self.assertRefused("what is measured", Goal.create, self.result_values(name=name))

    def test_missing_start(self):
        """A draft without a first day is refused, not a crash."""
        mine = self.as_user(self.make_goal(state="draft"), self.user_portal_employee)
        with self.assertRaises(psycopg2.errors.NotNullViolation), mute_logger("odoo.sql_db"):
            mine.write({"date_start": False})
            mine.flush_recordset()
