from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .metric_common import PerfMetricCommon

OWNERS = ("employee", "portal_employee")
PROTECTED = {
    # what would make a goal look approved or achieved, field -> value
    "state": "active",
    "progress": 90.0,
    "manual_progress": 90.0,
    "health": "on_track",
    "confidence": 9,
    "approved_on": "2026-01-01",
    "closed_on": "2026-01-01",
    "last_checkin_date": "2026-01-01",
    "checkin_due_date": "2099-01-01",
    "attention_rank": 5,
    "working_days": 100.0,
    "worked_days": 1.0,
    "is_rejected": True,
    "needs_talk": True,
    "state_reason": "Agreed in the corridor",
}
PROTECTED_RESULT = {
    "current_value": 9.0,
    "progress": 90.0,
    "score_raw": 0.9,
    "measured_count": 9,
    "measured_on": "2026-01-01 10:00:00",
    "refresh_run": 9,
}


@tagged("post_install", "-at_install")
class TestPerfGoalCheating(PerfMetricCommon):
    """What people could try to look better than they are, through the ORM as they reach it by RPC and import."""

    def owners(self):
        """Yield the user and employee of each kind of owner, in a subtest."""
        for name in OWNERS:
            with self.subTest(owner=name):
                yield getattr(self, f"user_{name}"), getattr(self, f"employee_{name}")

    def snapshot(self, *records):
        """All that is stored of these records and of the parts of goals, to see that nothing was changed."""
        self.env.flush_all()
        self.env.invalidate_all()
        found = []
        for record in records:
            names = [name for name, field in record._fields.items() if field.store and name != "message_ids"]
            found.append(record.sudo().read(names, load=None))
        return found

    def assertAllRefused(self, attempts, *records):
        """Each attempt, label -> function, ends in a UserError or AccessError; nothing of the records changes."""
        before = self.snapshot(*records)
        for label, attempt in attempts.items():
            with self.subTest(label), self.assertRaises(UserError):
                attempt()
                self.env.flush_all()
        self.assertEqual(self.snapshot(*records), before)

    def assertImportRefused(self, model, names, *rows):
        """An import ends in messages and saves nothing."""
        result = model.load(list(names), [list(row) for row in rows])
        self.assertFalse(result["ids"], result)
        self.assertTrue(any(message["type"] == "error" for message in result["messages"]), result)
        return result["messages"]

    def mine(self, user, model):
        """An empty recordset of the model as that user."""
        return self.as_user(self.env[model], user)

    # ------------------------------------------------------------------
    # Approving the own goal
    # ------------------------------------------------------------------

    def test_owner_cannot_approve_by_writing(self):
        """In no state of the goal does the owner, internal or portal, write its state or what goes with it."""
        for user, employee in self.owners():
            for state in ("draft", "proposed", "active"):
                goal = self.make_goal(employee, state)
                mine = self.as_user(goal, user)
                attempts = {
                    f"{state} {name}": lambda vals={name: value}, mine=mine: mine.write(vals)
                    for name, value in PROTECTED.items()
                    if goal[name] != value
                }
                self.assertAllRefused(attempts, goal, goal.key_result_ids)

    def test_owner_cannot_create_an_approved_goal(self):
        """Neither values nor defaults in the context make a new goal of the owner more than an empty draft."""
        for user, _employee in self.owners():
            Goal = self.mine(user, "perf.goal")
            before = Goal.search_count([])
            for name, value in PROTECTED.items():
                with self.subTest(name), self.assertRaises(UserError):
                    Goal.create(self.goal_values(**{name: value}))
            self.assertEqual(Goal.search_count([]), before)
            defaults = {f"default_{name}": value for name, value in (PROTECTED | PROTECTED_RESULT).items()}
            for goal in (
                Goal.with_context(**defaults).create(self.goal_values()),
                Goal.browse(Goal.with_context(**defaults).name_create("Customers have an answer")[0]),
            ):
                self.assertFreshDraft(goal.sudo())

    def assertFreshDraft(self, goal):
        """The goal is a draft in which nothing has happened."""
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual((goal.state, goal.progress, goal.manual_progress, goal.health), ("draft", 0, 0, False))
        self.assertFalse(goal.approved_on or goal.closed_on or goal.last_checkin_date or goal.needs_talk)
        self.assertFalse(goal.working_days or goal.worked_days)
        for result in goal.key_result_ids:
            self.assertEqual((result.current_value, result.progress, result.score_raw), (0, 0, 0))
            self.assertFalse(result.measured_on or result.measured_count or result.refresh_run)

    def test_context_cannot_prepare_a_key_result(self):
        """Defaults in the context give a key result of a draft no value, score or progress."""
        for user, employee in self.owners():
            goal = self.make_goal(employee, "draft")
            defaults = {f"default_{name}": value for name, value in PROTECTED_RESULT.items()}
            Result = self.mine(user, "perf.goal.key.result").with_context(**defaults, default_has_value=False)
            result = Result.create({"goal_id": goal.id, "name": "Prepared", "target_value": 10.0})
            self.assertFreshDraft(goal)
            self.assertTrue(result.sudo().has_value)

    def test_personal_defaults_cannot_approve(self):
        """Defaults that an internal user may store for themselves don't reach what only the steps set."""
        Default = self.as_user(self.env["ir.default"], self.user_employee)
        for name in PROTECTED:
            Default.set("perf.goal", name, PROTECTED[name], user_id=True)
        for name in PROTECTED_RESULT:
            Default.set("perf.goal.key.result", name, PROTECTED_RESULT[name], user_id=True)
        Default.set("perf.goal.key.result", "is_measured", False, user_id=True)
        Default.set("perf.goal.amendment", "state", "approved", user_id=True)
        Default.set("perf.goal.amendment", "decided_by_id", self.user_manager.partner_id.id, user_id=True)
        Goal = self.as_user(self.env["perf.goal"], self.user_employee)
        goal = Goal.create(self.goal_values())
        self.assertFreshDraft(goal.sudo())
        self.assertFreshDraft(Goal.create(self.goal_values(key_result_ids=False)).sudo())
        self.assertTrue(goal.sudo().key_result_ids.is_measured)
        agreed = self.make_goal(self.employee_employee)
        self.as_user(agreed, self.user_employee).amend({"weight": 2}, "Because.")
        self.assertEqual((agreed.amendment_ids.state, agreed.amendment_ids.decided_by_id.id), ("pending", False))

    def test_copy_is_a_draft_of_the_owner(self):
        """A copy can neither be approved nor belong to somebody else, and one of an active goal is a new draft."""
        for user, employee in self.owners():
            goal = self.make_goal(employee)
            self.check_in(goal, value=9)
            mine = self.as_user(goal, user)
            attempts = {
                name: lambda default={name: value}, mine=mine: mine.copy(default) for name, value in PROTECTED.items()
            }
            attempts |= {
                "colleague": lambda mine=mine: mine.copy({"employee_id": self.employee_colleague.id}),
                "manager": lambda mine=mine: mine.copy({"employee_id": self.employee_manager.id}),
                "company": lambda mine=mine: mine.copy({"level": "company"}),
            }
            count = self.env["perf.goal"].search_count([])
            self.assertAllRefused(attempts, goal, goal.key_result_ids)
            self.assertEqual(self.env["perf.goal"].search_count([]), count)
            self.assertFreshDraft(mine.with_context(default_state="active", default_progress=9.0).copy().sudo())

    def test_import_cannot_approve(self):
        """An import of the owner neither creates an approved goal nor changes one that was agreed."""
        for user, employee in self.owners():
            goal = self.make_goal(employee)
            Goal = self.mine(user, "perf.goal")
            before = self.snapshot(goal, goal.key_result_ids)
            count = Goal.search_count([])
            for label, names, row in (
                ("state", ["name", "state"], ["Imported goal of mine", "active"]),
                ("label of the state", ["name", "state"], ["Imported goal of mine", "Active"]),
                ("progress", ["name", "progress"], ["Imported goal of mine", "90"]),
                ("day of approval", ["name", "approved_on"], ["Imported goal of mine", "2026-01-01"]),
                ("owner", ["name", "employee_id/.id"], ["Imported goal", str(self.employee_colleague.id)]),
                (
                    "value",
                    ["name", "key_result_ids/name", "key_result_ids/target_value", "key_result_ids/current_value"],
                    ["Imported goal of mine", "Answers", "10", "9"],
                ),
                ("state of the goal", [".id", "state"], [str(goal.id), "achieved"]),
                ("name of the goal", [".id", "name"], [str(goal.id), "Something else entirely"]),
                ("end of the goal", [".id", "date_end"], [str(goal.id), "2099-01-01"]),
                (
                    "target of the goal",
                    [".id", "key_result_ids/.id", "key_result_ids/target_value"],
                    [str(goal.id), str(goal.key_result_ids.id), "1"],
                ),
            ):
                with self.subTest(label):
                    self.assertImportRefused(Goal, names, row)
                    self.assertEqual(self.snapshot(goal, goal.key_result_ids), before)
                    self.assertEqual(Goal.search_count([]), count)

    def test_import_of_the_parts_is_refused(self):
        """Check-ins, their values, amendments, measured values and metrics can't be imported."""
        for user, employee in self.owners():
            goal = self.make_goal(employee)
            self.check_in(goal)
            for model, names, row in (
                ("perf.goal.checkin", ["goal_id/.id", "confidence", "progress"], [str(goal.id), "9", "90"]),
                ("perf.goal.checkin.line", [".id", "value"], [str(goal.checkin_ids.line_ids.id), "9"]),
                ("perf.goal.amendment", ["goal_id/.id", "field_name", "reason"], [str(goal.id), "weight", "x"]),
                ("perf.goal.key.result", [".id", "current_value"], [str(goal.key_result_ids.id), "9"]),
                ("perf.metric", ["name"], ["Mine"]),
                ("perf.metric.value", ["value"], ["9"]),
            ):
                with self.subTest(model=model):
                    self.assertImportRefused(self.mine(user, model), names, row)

    # ------------------------------------------------------------------
    # Changing what was agreed
    # ------------------------------------------------------------------

    def test_owner_cannot_change_an_agreed_goal(self):
        """No way of writing changes name, dates, weight or key results of a goal that was agreed."""
        other = self.make_metric(name="Other")
        for user, employee in self.owners():
            for state in ("proposed", "active", "achieved", "cancelled"):
                goal = self.make_goal(employee, state)
                mine, result = self.as_user(goal, user), goal.key_result_ids
                values = {
                    "name": "Something else",
                    "description": "Something else",
                    "date_start": self.day(-1),
                    "date_end": self.day(400),
                    "weight": 9.0,
                    "commitment": "aspirational",
                    "roll_up": True,
                    "company_id": self.company_other.id,
                    "department_id": False,
                    "level": "company",
                    "employee_id": self.employee_colleague.id,
                    "key_result_ids": [fields.Command.clear()],
                }
                for label, command in {
                    "update": fields.Command.update(result.id, {"target_value": 1.0}),
                    "measured": fields.Command.update(result.id, {"metric_id": other.id}),
                    "delete": fields.Command.delete(result.id),
                    "unlink": fields.Command.unlink(result.id),
                    "more": fields.Command.create({"name": "Easy", "target_value": 1.0}),
                    "replace": fields.Command.set([]),
                }.items():
                    values[f"key_result_ids {label}"] = [command]
                attempts = {
                    f"{state} {label}": lambda vals={name: value}, mine=mine: mine.write(vals)
                    for label, value in values.items()
                    for name in label.split()[:1]
                }
                self.assertAllRefused(attempts, goal, result)

    def test_owner_cannot_change_agreed_key_results(self):
        """Key results of an active goal are neither written, moved, copied, measured otherwise nor deleted."""
        other = self.make_metric(name="Other")
        for user, employee in self.owners():
            goal, draft = self.make_measured(employee), self.make_goal(employee, "draft")
            attempts = self.get_result_attempts(self.as_user(goal.key_result_ids, user), draft, other)
            self.assertAllRefused(attempts, goal, goal.key_result_ids, draft)

    def get_result_attempts(self, result, draft, metric):
        """All that one could try with an agreed key result: label -> function."""
        values = {
            "name": "Something else",
            "kind": "percentage",
            "unit": "things",
            "start_value": 1.0,
            "target_value": 1.0,
            "weight": 9.0,
            "sequence": 1,
            "metric_id": metric.id,
            "is_prorated": True,
            "goal_id": draft.id,
            "is_measured": False,
            "has_value": False,
            **PROTECTED_RESULT,
        }
        attempts = {name: lambda vals={name: value}: result.write(vals) for name, value in values.items()}
        new = {"goal_id": result.goal_id.id, "name": "Easy", "target_value": 1.0}
        return attempts | {
            "not measured": lambda: result.write({"metric_id": False}),
            "delete": result.unlink,
            "copy": result.copy,
            "add": lambda: result.create(new),
            "order": lambda: result.web_resequence({"sequence": {}}, offset=5),
            "save": lambda: result.web_save({"target_value": 1.0}, {"target_value": {}}),
        }

    def test_key_results_cannot_be_moved_away(self):
        """No draft takes over the key results of an agreed goal, or hands its own easy one over to it."""
        for user, employee in self.owners():
            goal, draft = self.make_goal(employee), self.make_goal(employee, "draft")
            attempts = self.get_moving_attempts(self.as_user(draft, user), goal, goal.key_result_ids)
            self.assertAllRefused(attempts, goal, goal.key_result_ids, draft, draft.key_result_ids)

    def get_moving_attempts(self, draft, goal, agreed):
        """All that one could try to move key results between a draft and an agreed goal: label -> function."""
        commands = {
            "link": fields.Command.link(agreed.id),
            "set": fields.Command.set(agreed.ids),
            "update": fields.Command.update(agreed.id, {"weight": 0.0}),
            "delete": fields.Command.delete(agreed.id),
        }
        attempts = {
            label: lambda command=command: draft.write({"key_result_ids": [command]})
            for label, command in commands.items()
        }
        attempts |= {
            f"{label} in a new goal": lambda command=command: draft.create(self.goal_values(key_result_ids=[command]))
            for label, command in commands.items()
            if label in ("link", "set")
        }
        child = fields.Command.update(goal.id, {"weight": 9.0})
        return attempts | {
            "hand over": lambda: draft.key_result_ids.write({"goal_id": goal.id}),
            "hand over with a start": lambda: draft.key_result_ids.write(
                {"goal_id": goal.id, "start_value": 0.0, "current_value": 9.0}
            ),
            "copy over": lambda: draft.key_result_ids.copy({"goal_id": goal.id}),
            "children": lambda: draft.write({"child_ids": [child]}),
            "children of a new goal": lambda: draft.create(self.goal_values(child_ids=[child])),
        }

    def test_agreed_goals_cannot_be_deleted(self):
        """Neither the owner nor anybody else deletes a goal that was agreed, however it ended, or its history."""
        for user, employee in self.owners():
            goal = self.make_goal(employee)
            self.check_in(goal)
            self.as_user(goal, self.user_manager).action_cancel("Customer left.")
            for someone in (user, self.user_manager, self.user_top_manager, self.user_officer, self.user_admin):
                mine = self.as_user(goal, someone)
                attempts = {
                    f"{someone.login} goal": mine.unlink,
                    f"{someone.login} withdraw": mine.action_withdraw,
                    f"{someone.login} draft": lambda mine=mine: mine.write({"state": "draft"}),
                    f"{someone.login} key result": lambda mine=mine: mine.key_result_ids.unlink(),
                    f"{someone.login} check-in": lambda mine=mine: mine.checkin_ids.unlink(),
                    f"{someone.login} value": lambda mine=mine: mine.checkin_ids.line_ids.unlink(),
                }
                self.assertAllRefused(attempts, goal, goal.key_result_ids, goal.checkin_ids, goal.checkin_ids.line_ids)

    # ------------------------------------------------------------------
    # Measured values and metrics
    # ------------------------------------------------------------------

    def test_measured_values_cannot_be_forged(self):
        """Nobody creates, copies or changes a value in the history, neither the person nor manager, HR or admin."""
        self.make_measured(self.employee_employee)
        self.make_measured(self.employee_portal_employee)
        self.metric.key_result_ids._refresh_metric_values()
        for user, employee in (
            (self.user_employee, self.employee_employee),
            (self.user_portal_employee, self.employee_portal_employee),
            (self.user_manager, self.employee_employee),
            (self.user_officer, self.employee_employee),
            (self.user_admin, self.employee_employee),
        ):
            with self.subTest(user=user.login):
                value = self.env["perf.metric.value"].search(
                    [("metric_id", "=", self.metric.id), ("employee_id", "=", employee.id)]
                )
                mine = self.as_user(value, user)
                vals = {"metric_id": self.metric.id, "employee_id": employee.id, "value": 9.0}
                vals |= {"date_from": self.monday, "date_to": self.sunday}
                attempts = {
                    "create": lambda mine=mine, vals=vals: mine.create(vals),
                    "copy": lambda mine=mine: mine.copy({"date_from": self.monday}),
                    "write": lambda mine=mine: mine.write({"value": 9.0}),
                    "write nothing": lambda mine=mine: mine.write({}),
                    "save": lambda mine=mine: mine.web_save({"value": 9.0}, {"value": {}}),
                    "delete": mine.unlink,
                }
                self.assertAllRefused(attempts, value)
                self.assertEqual(self.env["perf.metric.value"].search_count([("metric_id", "=", self.metric.id)]), 2)

    def test_metrics_cannot_be_bent(self):
        """Who is measured by a metric changes neither its definition nor its name, and makes no copy of it."""
        goal = self.make_measured(self.employee_employee)
        for user in (self.user_employee, self.user_portal_employee, self.user_manager, self.user_officer):
            mine = self.as_user(self.metric, user)
            attempts = {
                f"{user.login} {name}": lambda mine=mine, vals={name: value}: mine.write(vals)
                for name, value in {
                    "name": "Mine",
                    "domain": "[]",
                    "employee_path": "create_uid",
                    "lower_is_better": True,
                    "user_id": user.id,
                    "active": False,
                    "last_error": "It is broken",
                    "is_refreshing": True,
                    "refresh_run": 99,
                    "key_result_ids": [fields.Command.update(goal.key_result_ids.id, {"current_value": 9.0})],
                }.items()
            }
            attempts |= {
                f"{user.login} copy": mine.copy,
                f"{user.login} archive": mine.action_archive,
                f"{user.login} translate": lambda mine=mine: mine.update_field_translations("name", {"en_US": "Mine"}),
            }
            self.assertAllRefused(attempts, self.metric, goal.key_result_ids)

    # ------------------------------------------------------------------
    # Other people's goals, and the own one through others
    # ------------------------------------------------------------------

    def test_nobody_writes_goals_of_others(self):
        """An employee writes neither the goal of a colleague, nor of the manager, department or company."""
        tag = self.env["perf.goal.tag"].create({"name": "Perf tag of cheating"})
        department = self.make_shared("department")
        shared = self.make_shared("company")
        for user, employee in self.owners():
            peer = self.employee_portal_employee if employee == self.employee_employee else self.employee_employee
            for goal in (
                self.make_goal(peer, "draft"),
                self.make_goal(peer),
                self.make_goal(self.employee_colleague),
                self.make_goal(self.employee_manager),
                department,
                shared,
            ):
                mine, own = self.as_user(goal, user), self.make_goal(employee)
                result = goal.key_result_ids
                attempts = {
                    "name": lambda mine=mine: mine.write({"name": "Something else"}),
                    "tags": lambda mine=mine: mine.write({"tag_ids": [fields.Command.set(tag.ids)]}),
                    "parent": lambda mine=mine: mine.write({"parent_id": shared.id}),
                    "delete": mine.unlink,
                    "key result": lambda mine=mine, result=result: self.as_user(result, mine.env.user).write(
                        {"weight": 9.0}
                    ),
                    "more": lambda mine=mine, goal=goal: mine.env["perf.goal.key.result"].create(
                        {"goal_id": goal.id, "name": "More", "target_value": 1.0}
                    ),
                    "check-in": lambda mine=mine: mine.check_in({"confidence": 1}),
                    "amend": lambda mine=mine: mine.amend({"weight": 9.0}, "Because."),
                    "close": mine.action_close,
                    "cancel": lambda mine=mine: mine.action_cancel("Because."),
                    "reopen": lambda mine=mine: mine.action_reopen("Because."),
                }
                self.assertAllRefused(attempts, goal, result, own)

    def test_owner_cannot_decide_on_own_amendments(self):
        """Asking is all that the owner can do: not decide, not create a decided one, not copy or write one."""
        for user, employee in self.owners():
            goal = self.make_goal(employee)
            self.as_user(goal, user).amend({"weight": 2}, "Because.")
            amendment = self.as_user(goal.amendment_ids, user)
            vals = {"goal_id": goal.id, "field_name": "weight", "new_value": "9", "reason": "x", "state": "approved"}
            attempts = {
                "approve": amendment.action_approve,
                "reject": lambda amendment=amendment: amendment.action_reject("No."),
                "reject without reason": amendment.action_reject,
                "create": lambda amendment=amendment, vals=vals: amendment.create(vals),
                "copy": lambda amendment=amendment: amendment.copy({"state": "approved"}),
                "write": lambda amendment=amendment: amendment.write({"new_value": "9"}),
                "write state": lambda amendment=amendment: amendment.write({"state": "approved"}),
                "delete": amendment.unlink,
                "through the goal": lambda amendment=amendment: amendment.goal_id.write(
                    {"amendment_ids": [fields.Command.update(amendment.id, {"state": "approved"})]}
                ),
            }
            self.assertAllRefused(attempts, goal, goal.amendment_ids)
            self.assertEqual(goal.amendment_ids.state, "pending")

    def test_officers_and_managers_have_their_own_goals_decided_by_others(self):
        """Amendments of the goal of an officer or manager wait for whoever is above them."""
        self.employee_officer.parent_id = self.employee_top_manager
        for name in ("officer", "manager", "portal_manager"):
            with self.subTest(name=name):
                user = getattr(self, f"user_{name}")
                goal = self.make_goal(getattr(self, f"employee_{name}"))
                mine = self.as_user(goal, user)
                mine.amend({"weight": 2}, "Because.")
                self.assertEqual((goal.weight, goal.amendment_ids.state), (1, "pending"))
                attempts = {
                    "approve": lambda mine=mine: mine.amendment_ids.action_approve(),
                    "close": mine.action_close,
                    "cancel": lambda mine=mine: mine.action_cancel("Because."),
                }
                self.assertAllRefused(attempts, goal, goal.amendment_ids)

    # ------------------------------------------------------------------
    # Managers and HR
    # ------------------------------------------------------------------

    def test_nobody_touches_the_check_ins_of_an_employee(self):
        """What an employee said stays as said: neither managers nor HR edit, copy, move or delete it, or add to it."""
        goal, other = self.make_goal(), self.make_goal()
        self.check_in(goal, self.user_portal_employee, value=7, note="It goes well.")
        for user in (
            self.user_manager,
            self.user_top_manager,
            self.user_officer,
            self.user_admin,
            self.user_portal_employee,
        ):
            mine = self.as_user(goal, user)
            checkin, line = mine.checkin_ids, mine.checkin_ids.line_ids
            attempts = {
                f"{user.login} {name}": lambda checkin=checkin, vals={name: value}: checkin.write(vals)
                for name, value in {
                    "note": "It goes badly.",
                    "confidence": 1,
                    "progress": 1.0,
                    "date": self.day(-5),
                    "goal_id": other.id,
                    "author_id": user.partner_id.id,
                    "line_ids": [fields.Command.update(line.id, {"value": 1.0})],
                }.items()
            }
            attempts |= {
                f"{user.login} line {name}": lambda line=line, vals={name: value}: line.write(vals)
                for name, value in {"value": 1.0, "old_value": 1.0, "goal_id": other.id}.items()
            }
            new = {"checkin_id": checkin.id, "key_result_id": goal.key_result_ids.id, "value": 1.0}
            attempts |= {
                f"{user.login} line create": lambda line=line, new=new: line.create(new),
                f"{user.login} line copy": line.copy,
                f"{user.login} line delete": line.unlink,
                f"{user.login} copy": lambda checkin=checkin: checkin.copy({"progress": 1.0}),
                f"{user.login} delete": checkin.unlink,
                f"{user.login} save": lambda checkin=checkin: checkin.web_save({"note": "x"}, {"note": {}}),
            }
            commands = {
                "update": fields.Command.update(checkin.id, {"note": "It goes badly."}),
                "delete": fields.Command.delete(checkin.id),
                "create": fields.Command.create({"confidence": 1, "note": "It goes badly."}),
                "clear": fields.Command.clear(),
            }
            attempts |= {
                f"{user.login} goal {label}": lambda mine=mine, command=command: mine.write({"checkin_ids": [command]})
                for label, command in commands.items()
            }
            self.assertAllRefused(attempts, goal, goal.key_result_ids, goal.checkin_ids, goal.checkin_ids.line_ids)

    def test_a_check_in_of_the_manager_says_so(self):
        """A manager or officer who checks in for somebody stands as its author, whatever they hand in."""
        goal = self.make_goal()
        for user in (self.user_manager, self.user_officer):
            partner = self.user_portal_employee.partner_id.id
            values = {"confidence": 5, "author_id": partner, "create_uid": self.user_portal_employee.id}
            checkin = self.as_user(goal, user).check_in(values)
            found = self.env["perf.goal.checkin"].browse(checkin)
            self.assertEqual((found.author_id, found.create_uid), (user.partner_id, user))

    def test_managers_cannot_change_agreed_goals_by_writing(self):
        """Managers and HR change what was agreed by an amendment only, and never take a goal to another person."""
        goal = self.make_measured(self.employee_employee)
        other = self.make_metric(name="Other")
        for user in (self.user_manager, self.user_top_manager, self.user_officer, self.user_admin):
            mine = self.as_user(goal, user)
            attempts = {
                f"{user.login} {name}": lambda mine=mine, vals={name: value}: mine.write(vals)
                for name, value in {**PROTECTED, "state": "missed", "employee_id": self.employee_colleague.id}.items()
            }
            attempts |= {
                f"{user.login} result {name}": lambda mine=mine, vals={name: value}: mine.key_result_ids.write(vals)
                for name, value in {**PROTECTED_RESULT, "metric_id": other.id, "target_value": 1.0}.items()
            }
            self.assertAllRefused(attempts, goal, goal.key_result_ids)

    def test_steps_need_more_than_a_context(self):
        """No key of the context opens a step to the owner."""
        for user, employee in self.owners():
            goal = self.make_goal(employee, "proposed")
            context = {"default_can_approve": True, "install_mode": True, "module": "perf_goals", "uid": 1, "su": True}
            mine = self.as_user(goal, user).with_context(**context)
            with self.assertRaises(AccessError):
                mine.action_approve()
            self.assertEqual(goal.state, "proposed")
