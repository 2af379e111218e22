"""A calibration session of five people, led by the HR officer, with three managers in it."""

from .common import AppraisalCommon


class CalibrationCommon(AppraisalCommon):
    """Rated people, and a session about them in any state a test asks for.

    In the session are ``employee`` (reviewed by ``manager``), ``manager`` (by ``head``), ``head`` (by ``director``),
    ``colleague`` (by ``other_manager``) and ``portal_employee`` (by ``manager``). Participants are ``manager``, who is
    in it as well, ``other_manager`` and ``employee``, who is below two others. ``admin`` and ``officer`` lead it.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.perf_appraisal_release = "manager"
        reviewers = {
            "manager": cls.employee_head,
            "head": cls.employee_director,
            "colleague": cls.employee_other_manager,
            "portal_employee": cls.employee_manager,
        }
        cls.appraisals = {"employee": cls.appraisal}
        for name, reviewer in reviewers.items():
            cls.appraisals[name] = cls.make_appraisal(getattr(cls, f"employee_{name}"), reviewer)
        tester = cls.__new__(cls)  # reviews are submitted by methods of a test
        for appraisal in cls.appraisals.values():
            tester.rate(appraisal)
        cls.calibration = cls.make_session()

    def rate(self, appraisal, level=3, potential="2"):
        """Review and rate as the reviewing manager."""
        self.submit(self.review_of(appraisal, "manager"), level=level)
        own = appraisal.with_user(appraisal.manager_id.user_id)
        own.action_set_rating(self.levels[level].id, "Because of the fair")
        own.action_set_potential(potential)

    @classmethod
    def make_session(cls, cycle=None, **values):
        """A draft session about everybody of the cycle, led by the officer and the administrator."""
        return (
            cls.env["perf.calibration"]
            .with_user(cls.user_officer)
            .with_context(allowed_company_ids=cls.company.ids)
            .create(
                {
                    "name": "Spring",
                    "company_id": cls.company.id,
                    "cycle_id": (cycle or cls.cycle).id,
                    "facilitator_ids": [(6, 0, (cls.user_officer | cls.user_admin).ids)],
                    "participant_ids": [(6, 0, (cls.user_manager | cls.user_other_manager | cls.user_employee).ids)],
                    **values,
                }
            )
            .sudo()
            .with_user(cls.env.user)
        )

    def to(self, state, session=None):
        """Bring a session to a state, as the officer.

        :return: the session in sudo
        """
        own = self.as_user(session or self.calibration, self.user_officer)
        steps = {
            "draft": [],
            "pre_read": ["action_start_pre_read"],
            "open": ["action_start_pre_read", "action_open"],
            "locked": ["action_open", "action_lock"],
            "released": ["action_open", "action_lock", "action_release"],
        }
        for step in steps.get(state, []):
            getattr(own, step)()
        if state == "cancelled":
            own.action_cancel("Not this time")
        return self.env["perf.calibration"].browse(own.id)

    def line_of(self, name, session=None):
        """The row about somebody, in sudo."""
        lines = (session or self.calibration).line_ids
        return lines.filtered(lambda line: line.employee_id == getattr(self, f"employee_{name}"))

    def change(self, name, level=1, user=None, version=0, **values):
        """Decide on another level for somebody, as a facilitator."""
        line = self.line_of(name)
        return self.as_user(line, user or self.user_officer).action_change(
            {
                "level_id": self.levels[level].id,
                "level_reason": "Compared with the others of the job",
                "evidence": f"perf.appraisal,{line.appraisal_id.id}",
                **values,
            },
            version,
        )
