from functools import partial

from odoo import fields
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.perf_base.tests.common import PerfHttpCommon

from ..tools import steps
from .common import AppraisalCommon

QUIET = ("odoo.http", "odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model", "odoo.models")
REFUSALS = (AccessError, MissingError, UserError)


@tagged("post_install", "-at_install")
class TestPerfAppraisalStates(AppraisalCommon, PerfHttpCommon):
    """Every cell of ``docs/appraisal_states.md``: who may take a step does, everybody else is refused, both ways."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.perf_appraisal_release = "manager"

    def attempt(self, user, record, action, arguments, prepare=None):
        """Take a step, in the two ways, and undo it.

        :param arguments: what it is called with, or what returns that for the record
        :param prepare: called with the record in sudo before
        :return: tuple of two booleans: whether it worked through the ORM and through RPC
        """
        done = []
        for way in (self._by_orm, self._by_rpc):
            with self.env.cr.savepoint() as savepoint:
                if prepare:
                    prepare(record)
                    self.env.flush_all()
                done.append(way(user, record, action, arguments(record) if callable(arguments) else arguments))
                savepoint.rollback()
            self.env.invalidate_all()
        return tuple(done)

    def _by_orm(self, user, record, action, arguments):
        try:
            with self.env.cr.savepoint():
                getattr(self.as_user(record, user), action)(*arguments)
                self.env.flush_all()
        except REFUSALS:
            return False
        return True

    def _by_rpc(self, user, record, action, arguments):
        _result, error = self.rpc(record._name, action, record.ids, *arguments)
        if error:
            names = [f"{each.__module__}.{each.__name__}" for each in REFUSALS]
            names += ["odoo.exceptions.ValidationError"]
            self.assertIn(error["name"], names, error["message"])
        return not error

    def check_cells(self, model, people, records, arguments, release="manager", actions=None, prepare=None):
        """Try all cells of a model's table.

        :param people: list of tuples of a user and the roles that they have in all these records
        :param records: dict phase -> record in sudo
        :param arguments: dict action -> what it is called with, see :meth:`attempt`
        :param prepare: dict action -> what is called before it, see :meth:`attempt`
        :return: how many cells were tried
        """
        count = 0
        self.assertEqual(set(records), set(steps.PHASES[model]))
        with mute_logger(*QUIET), self.quick_refusals():
            for user, roles in people:
                self.login(user)
                for phase, record in records.items():
                    for action in actions or steps.get_actions(model):
                        expected = bool(roles & steps.get_roles(model, action, phase, release))
                        with self.subTest(user=user.login, phase=phase, action=action, release=release):
                            before = (prepare or {}).get(action)
                            done = self.attempt(user, record, action, arguments.get(action, ()), before)
                            self.assertEqual(done, (expected, expected))
                            count += 1
        return count

    # ------------------------------------------------------------------
    # Appraisals
    # ------------------------------------------------------------------

    def make_phases(self):
        """One appraisal in every phase, with both reviews in and a rating as far as the phase has them."""
        records = {}
        for phase in steps.PHASES[steps.APPRAISAL]:
            cycle = self.make_cycle(f"Round: {phase}")
            vals = {
                "cycle_id": cycle.id,
                "employee_id": self.employee_employee.id,
                "template_id": self.template.id,
                "manager_id": self.employee_manager.id,
            }
            appraisal = self.env["perf.appraisal"].create(vals)
            if phase != "draft":
                self.bring_to(appraisal, phase)
            records[phase] = self.env["perf.appraisal"].browse(appraisal.id)
        self.env.flush_all()
        return records

    def bring_to(self, appraisal, phase):
        appraisal.action_open()
        self.submit_both(appraisal)
        appraisal.with_user(self.user_manager).action_set_rating(self.levels[3].id, "Because")
        if phase in ("shared", "acknowledged", "appeal", "closed"):
            appraisal._share()
        if phase in ("acknowledged", "appeal", "closed"):
            appraisal.with_user(self.user_employee).action_acknowledge("Read", phase != "appeal")
        if phase == "ready":
            appraisal._set_ready(self.env.cr.now())
        if phase in ("calibration", "closed", "cancelled"):
            appraisal._set_state(phase)
        self.assertEqual(appraisal._get_table_phase(), phase)

    def get_arguments(self):
        return {
            "action_set_rating": (self.levels[1].id, "On second thoughts"),
            "action_set_potential": ("2",),
            "action_acknowledge": ("Read", True),
            "action_decide_appeal": ("rejected", "Talked over"),
            "action_cancel": ("No longer needed",),
            "action_extend": lambda appraisal: (
                "sign" if appraisal.state == "shared" else "share",
                str(fields.Date.add(self.today, years=1)),
                "Away",
            ),
            "action_pause": ("Away",),
        }

    def get_preparations(self):
        """What has to be so before some steps make sense: a pause, a new manager."""
        new_manager = {"handover_manager_id": self.employee_other_manager.id}
        return {
            "action_resume": lambda appraisal: appraisal.write({"paused_since": self.today, "pause_kind": "hr"}),
            "action_change_manager": lambda appraisal: appraisal.write(new_manager),
            "action_keep_manager": lambda appraisal: appraisal.write(new_manager),
        }

    def test_appraisal(self):
        records = self.make_phases()
        people = [
            (self.user_employee, {steps.EMPLOYEE}),
            (self.user_manager, {steps.MANAGER}),
            (self.user_officer, {steps.OFFICER, steps.INDEPENDENT}),
            (self.user_head, set()),
            (self.user_portal_colleague, set()),
            (self.user_other_officer, set()),
        ]
        count = self.check_cells(
            steps.APPRAISAL, people, records, self.get_arguments(), prepare=self.get_preparations()
        )
        self.assertEqual(count, 6 * 9 * len(steps.get_actions(steps.APPRAISAL)))

    def test_appraisal_where_hr_shares(self):
        """The setting moves two steps only; the manager and the employee may be of HR themselves."""
        records = self.make_phases()
        self.company.perf_appraisal_release = "hr"
        (self.user_manager | self.user_employee).group_ids += self.env.ref("perf_base.group_perf_officer")
        people = [
            (self.user_employee, {steps.EMPLOYEE}),
            (self.user_manager, {steps.MANAGER, steps.OFFICER}),
            (self.user_admin, {steps.OFFICER, steps.INDEPENDENT}),
        ]
        actions = ["action_hand_over", "action_take_back", "action_share", "action_decide_appeal"]
        self.check_cells(steps.APPRAISAL, people, records, self.get_arguments(), "hr", actions)

    # ------------------------------------------------------------------
    # Reviews and cycles
    # ------------------------------------------------------------------

    def test_review(self):
        records = {}
        for state in steps.PHASES[steps.REVIEW]:
            appraisal = self.make_appraisal(self.employee_employee, cycle=self.make_cycle(f"Round: {state}"))
            review = self.review_of(appraisal, "self")
            self.submit(review, submit=state == "submitted")
            if state != "submitted":
                review._set_state(state)
            records[state] = self.env["perf.appraisal.review"].browse(review.id)
        self.env.flush_all()
        people = [
            (self.user_employee, {steps.REVIEWER}),
            (self.user_officer, {steps.OFFICER}),
            (self.user_manager, set()),
            (self.user_head, set()),
            (self.user_portal_colleague, set()),
            (self.user_other_officer, set()),
        ]
        self.check_cells(
            steps.REVIEW, people, records, {"save_answers": ({},), "action_reopen": ("Something is missing",)}
        )

    def test_cycle(self):
        records = {}
        for state in steps.PHASES[steps.CYCLE]:
            cycle = self.make_population_cycle(self.employee_employee, name=f"Round: {state}")
            cycle.sudo().write({"state": state})
            records[state] = self.env["perf.appraisal.cycle"].browse(cycle.id)
        self.env.flush_all()
        people = [
            (self.user_officer, {steps.OFFICER}),
            (self.user_admin, {steps.OFFICER}),
            (self.user_manager, set()),
            (self.user_portal_manager, set()),
            (self.user_other_officer, set()),
        ]
        day = str(fields.Date.add(self.today, years=1))
        arguments = {
            "action_cancel": ("No longer needed",),
            "action_remind": lambda cycle: ("self", cycle.appraisal_ids.ids),
            "action_extend": lambda cycle: ("self", cycle.appraisal_ids.ids, day, "Away"),
            "action_pause_people": lambda cycle: (cycle.appraisal_ids.ids, "Away"),
            "action_resume_people": lambda cycle: (cycle.appraisal_ids.ids,),
            "action_exclude": lambda cycle: (cycle.appraisal_ids.ids, "Not this time"),
        }
        states = {
            "action_resume_people": {"paused_since": self.today, "pause_kind": "hr"},
            "action_change_managers": {"handover_manager_id": self.employee_other_manager.id},
            "action_keep_managers": {"handover_manager_id": self.employee_other_manager.id},
        }
        others = {"action_launch", "action_add_newcomers", "action_close", "action_cancel"}
        prepare = {
            action: partial(self.add_open_appraisal, values=states.get(action, {}))
            for action in set(steps.get_actions(steps.CYCLE)) - others
        }
        self.check_cells(steps.CYCLE, people, records, arguments, prepare=prepare)

    def add_open_appraisal(self, cycle, values):
        """An open appraisal, whatever the state of the cycle."""
        appraisal = self.env["perf.appraisal"].create(
            {
                "cycle_id": cycle.id,
                "employee_id": self.employee_employee.id,
                "template_id": self.template.id,
                "manager_id": self.employee_manager.id,
            }
        )
        appraisal._begin()
        appraisal.write(values)
