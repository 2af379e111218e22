from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.perf_base.tests.common import PerfHttpCommon
from odoo.addons.perf_base.tests.matrix import QUIET, PerfMatrixCommon
from odoo.addons.perf_recognition.tests.common import RecognitionCommon

GRANTS = """
| who | create | granted |
|---|---|---|
| receiver in the portal | - | R |
| giver in the portal | - | R |
| other portal user | - | - |
| portal manager | - | - |
"""


class BadgeCommon(RecognitionCommon):
    """The people of the suite, and badges with one rule each."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        Badge = cls.env["gamification.badge"]
        cls.badge_open = Badge.create({"name": "Perf Open", "rule_auth": "everyone"})
        cls.badge_limited = Badge.create(
            {"name": "Perf Limited", "rule_auth": "everyone", "rule_max": True, "rule_max_number": 2}
        )
        cls.badge_chosen = Badge.create(
            {"name": "Perf Chosen", "rule_auth": "users", "rule_auth_user_ids": [(6, 0, cls.user_portal_employee.ids)]}
        )
        cls.badge_having = Badge.create(
            {"name": "Perf Having", "rule_auth": "having", "rule_auth_badge_ids": [(6, 0, cls.badge_open.ids)]}
        )
        cls.badge_nobody = Badge.create({"name": "Perf Nobody", "rule_auth": "nobody"})

    def grants(self, badge):
        """All grants of a badge."""
        self.env.invalidate_all()
        return self.env["gamification.badge.user"].search([("badge_id", "=", badge.id)])


@tagged("post_install", "-at_install")
class TestPerfRecognitionBadge(BadgeCommon):
    """A recognition carries a badge by the rules of the badge."""

    def test_grants(self):
        """Recipients with a user get a grant without words; those without one have it on the wall."""
        people = self.employee_colleague | self.employee_no_user
        recognition = self.thank(self.user_portal_employee, people, badge_id=self.badge_open.id)
        grant = self.grants(self.badge_open)
        self.assertEqual(grant.user_id, self.user_colleague)
        self.assertEqual(grant.sender_id, self.user_portal_employee)
        self.assertEqual(recognition.badge_user_ids, grant)
        self.assertFalse(grant.comment)
        card = self.as_user(recognition, self.user_portal_colleague)._prepare_wall_cards()[0]
        self.assertEqual(card["badge"], {"name": "Perf Open"})

    def test_without(self):
        recognition = self.thank(self.user_employee, self.employee_colleague)
        self.assertFalse(recognition.badge_id)
        self.assertFalse(self.as_user(recognition, self.user_colleague)._prepare_wall_cards()[0]["badge"])

    def test_rules(self):
        """What is offered is what core lets the person give, whoever asks."""
        badges = self.badge_open | self.badge_limited | self.badge_chosen | self.badge_having | self.badge_nobody
        self.thank(self.user_other_manager, self.employee_employee, badge_id=self.badge_open.id)
        for user in (self.user_employee, self.user_portal_employee, self.user_manager, self.user_portal_manager):
            own = self.as_user(badges, user)
            offered = own._get_perf_grantable() & own
            for badge in own:
                with self.subTest(user=user.login, badge=badge.name):
                    self.assertEqual(badge._can_grant_badge() == badge.CAN_GRANT, badge in offered)
                    self.assertEqual(badge.perf_is_grantable, badge in offered)
                    found = badge.search([("perf_is_grantable", "=", True), ("id", "=", badge.id)])
                    self.assertEqual(bool(found), badge in offered)

    def test_refused(self):
        for badge in (self.badge_chosen, self.badge_having, self.badge_nobody):
            with self.subTest(badge=badge.name), self.assertRaises(UserError):
                self.thank(self.user_employee, self.employee_colleague, badge_id=badge.id)
            self.assertFalse(self.grants(badge))
        self.badge_open.action_archive()
        for wrong in (self.badge_open.id, 0x7FFFFFFF, "1", [1], True):
            with self.subTest(wrong=wrong), self.assertRaisesRegex(UserError, "from the list"):
                self.thank(self.user_employee, self.employee_colleague, badge_id=wrong)

    def test_limit(self):
        """The limit counts all people of the month, those without a user too."""
        three = self.employee_colleague | self.employee_no_user | self.employee_manager
        with self.assertRaises(UserError) as caught:
            self.thank(self.user_employee, three, badge_id=self.badge_limited.id)
        self.assertIn("2 people a month", str(caught.exception))
        self.thank(self.user_employee, self.employee_no_user, badge_id=self.badge_limited.id)
        self.thank(self.user_employee, self.employee_no_user, badge_id=self.badge_limited.id)
        with self.assertRaisesRegex(UserError, "too many time"):
            self.thank(self.user_employee, self.employee_no_user, badge_id=self.badge_limited.id)
        self.assertNotIn(self.badge_limited, self.as_user(self.badge_limited, self.user_employee)._get_perf_grantable())
        self.thank(self.user_manager, self.employee_colleague, badge_id=self.badge_limited.id)

    def test_retract(self):
        """Taken back, the badge is gone, and may be given to somebody else."""
        people = self.employee_colleague | self.employee_manager
        recognition = self.thank(self.user_employee, people, badge_id=self.badge_limited.id)
        self.assertEqual(len(self.grants(self.badge_limited)), 2)
        self.as_user(recognition, self.user_employee).action_retract("Wrong person")
        self.assertFalse(self.grants(self.badge_limited))
        self.thank(self.user_employee, people, badge_id=self.badge_limited.id)

    def test_audience(self):
        """A badge would tell what the audience may not know."""
        for audience in ("team", "private"):
            with self.assertRaisesRegex(UserError, "seen by everybody"):
                self.thank(self.user_employee, self.employee_colleague, badge_id=self.badge_open.id, audience=audience)

    def test_queries(self):
        """Posting to many people and offering many badges takes as many queries as for few."""

        def make_people(count):
            return self.make_employees(count, parent_id=self.employee_other_manager.id)

        def post(people):
            values = {"recipient_ids": people.ids, "message": "Thank you for all of this.", "badge_id": badge.id}
            self.as_user(self.env["perf.recognition"], self.user_employee).post(values)

        badge = self.badge_open
        self.env.ref("perf_recognition.mail_template_perf_recognition_received").unlink()
        self.assertQueriesDontGrow(make_people, post, small=2, large=40)

        def make_badges(count):
            return self.env["gamification.badge"].create(
                [
                    {
                        "name": f"A perf badge {number}",
                        "rule_auth": "having",
                        "rule_auth_badge_ids": [(6, 0, self.badge_open.ids)],
                        "rule_max": True,
                        "rule_max_number": 1,
                    }
                    for number in range(count)
                ]
            )

        self.assertQueriesDontGrow(
            make_badges, lambda badges: self.as_user(badges, self.user_portal_employee)._get_perf_grantable()
        )


@tagged("post_install", "-at_install")
class TestPerfRecognitionBadgeMatrix(BadgeCommon, PerfMatrixCommon):
    """The table of ``docs/security.md`` on grants of badges is true."""

    def test_grants(self):
        values = {"badge_id": self.badge_open.id, "user_id": self.user_portal_employee.id}
        self.check_matrix(
            GRANTS,
            {
                "receiver in the portal": self.user_portal_employee,
                "giver in the portal": self.user_portal_colleague,
                "other portal user": self.user_portal_report,
                "portal manager": self.user_portal_manager,
            },
            lambda _who, _state: self.env["gamification.badge.user"].create(
                {**values, "sender_id": self.user_portal_colleague.id}
            ),
            create=lambda _who: ("gamification.badge.user", {**values, "user_id": self.user_colleague.id}),
            write={"comment": "x"},
        )


@tagged("post_install", "-at_install")
class TestPerfRecognitionBadgeAttacks(BadgeCommon, PerfHttpCommon):
    """What portal users could do with grants of badges before, tried over RPC."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.grant = cls.env["gamification.badge.user"].create(
            {
                "user_id": cls.user_employee.id,
                "sender_id": cls.user_manager.id,
                "badge_id": cls.badge_open.id,
                "comment": "perf secret words",
            }
        )

    def test_portal_reads_nothing_of_others(self):
        self.login(self.user_portal_employee)
        domains = (
            ("gamification.badge.user", [("comment", "ilike", "perf secret")]),
            ("gamification.badge.user", [("user_id", "=", self.user_employee.id)]),
            ("perf.recognition", [("badge_user_ids.comment", "ilike", "perf secret")]),
            ("gamification.badge", [("owner_ids.comment", "ilike", "perf secret")]),
            ("gamification.badge", [("owner_ids.user_id", "=", self.user_employee.id)]),
            ("res.users", [("badge_ids.comment", "ilike", "perf secret")]),
        )
        for model, domain in domains:
            for method, arguments in (
                ("search_count", [domain]),
                ("search_read", [domain, ["id"]]),
                ("formatted_read_group", [domain, [], ["__count"]]),
            ):
                with self.subTest(domain=domain, method=method), mute_logger(*QUIET):
                    result, error = self.rpc(model, method, *arguments)
                    count = result[0]["__count"] if result and method == "formatted_read_group" else result
                    self.assertTrue(error or not count, result)
        with mute_logger(*QUIET):
            self.assertRpcForbidden("gamification.badge.user", "read", [self.grant.id], ["comment"])
            result, _error = self.rpc("gamification.badge", "read", [self.badge_open.id], ["owner_ids"])
            self.assertFalse(result and result[0]["owner_ids"])
            result, _error = self.rpc("gamification.badge.user", "name_search", "Perf")
            self.assertFalse(result)
            result, error = self.rpc("mail.message", "search_count", [("model", "=", "gamification.badge.user")])
            self.assertTrue(error or not result)

    def test_portal_forges_and_rewrites_nothing(self):
        self.login(self.user_portal_employee)
        own = self.env["gamification.badge.user"].create(
            {"user_id": self.user_portal_employee.id, "badge_id": self.badge_open.id, "comment": "mine"}
        )
        base = {"badge_id": self.badge_open.id, "user_id": self.user_colleague.id}
        with mute_logger(*QUIET):
            for extra in (
                {},
                {"sender_id": self.user_manager.id},
                {"user_id": self.user_portal_employee.id},
                {"sender_id": self.user_portal_employee.id},
            ):
                self.assertRpcForbidden("gamification.badge.user", "create", {**base, **extra})
            for grant in (self.grant, own):
                for values in (
                    {"comment": "rewritten"},
                    {"user_id": self.user_portal_employee.id},
                    {"badge_id": self.badge_nobody.id},
                ):
                    self.assertRpcForbidden("gamification.badge.user", "write", [grant.id], values)
                self.assertRpcForbidden("gamification.badge.user", "unlink", [grant.id])
                _result, error = self.rpc("gamification.badge.user", "message_post", [grant.id], body="hello")
                self.assertTrue(error)
            self.assertRpcForbidden(
                "gamification.badge.user.wizard", "create", {**base, "user_id": self.user_colleague.id}
            )
        self.assertEqual(own.comment, "mine")
        self.assertEqual(self.grant.comment, "perf secret words")
        self.assertEqual(len(self.grants(self.badge_open)), 2)

    def test_portal_reads_own(self):
        """What one received or gave stays readable: core's own rules of badges ask for it."""
        self.thank(self.user_portal_employee, self.employee_colleague, badge_id=self.badge_open.id)
        self.thank(self.user_colleague, self.employee_portal_employee, badge_id=self.badge_open.id)
        self.login(self.user_portal_employee)
        result, error = self.rpc("gamification.badge.user", "search_read", [], ["sender_id", "user_id"])
        self.assertFalse(error)
        self.assertEqual(len(result), 2)

    def test_internal_users(self):
        """Nobody grants to themselves, in another's name, past a rule, or changes who gave what to whom."""
        self.login(self.user_manager)
        base = {"badge_id": self.badge_open.id}
        with mute_logger(*QUIET):
            for values in (
                {**base, "user_id": self.user_manager.id},
                {**base, "user_id": self.user_colleague.id, "sender_id": self.user_head.id},
            ):
                self.assertRpcForbidden("gamification.badge.user", "create", values)
            _result, error = self.rpc(
                "gamification.badge.user",
                "create",
                {**base, "user_id": self.user_colleague.id},
                context={"default_sender_id": self.user_head.id},
            )
            self.assertEqual(error["name"], f"{AccessError.__module__}.AccessError")
            for values in ({"user_id": self.user_manager.id}, {"sender_id": self.user_head.id}):
                self.assertRpcForbidden("gamification.badge.user", "write", [self.grant.id], values)
            _result, error = self.rpc(
                "gamification.badge.user", "create", {"badge_id": self.badge_nobody.id, "user_id": self.user_head.id}
            )
            self.assertTrue(error)
        result, error = self.rpc(
            "gamification.badge.user",
            "create",
            {**base, "user_id": self.user_colleague.id, "sender_id": self.user_manager.id},
        )
        self.assertFalse(error)
        self.assertTrue(result)

    def test_goals(self):
        """A portal user can't reach the goal that brings a badge by writing it."""
        definition = self.env["gamification.goal.definition"].create(
            {"name": "Perf goal", "computation_mode": "manually", "condition": "higher"}
        )
        challenge = self.env["gamification.challenge"].create(
            {"name": "Perf challenge", "user_ids": [(6, 0, (self.user_portal_employee | self.user_employee).ids)]}
        )
        goal = self.env["gamification.goal"].create(
            {
                "user_id": self.user_portal_employee.id,
                "definition_id": definition.id,
                "challenge_id": challenge.id,
                "target_goal": 100,
                "state": "inprogress",
            }
        )
        self.login(self.user_portal_employee)
        with mute_logger(*QUIET):
            self.assertRpcForbidden("gamification.goal", "write", [goal.id], {"current": 100, "state": "reached"})
        result, error = self.rpc("gamification.goal", "read", [goal.id], ["current"])
        self.assertFalse(error)
        self.assertEqual(result[0]["current"], 0)

    def test_forged_recognition(self):
        """Grants can't be tied to a recognition, nor a badge added to one that is posted."""
        recognition = self.thank(self.user_portal_employee, self.employee_colleague)
        self.login(self.user_portal_employee)
        with mute_logger(*QUIET):
            self.assertRpcForbidden("perf.recognition", "write", [recognition.id], {"badge_id": self.badge_open.id})
            values = {"recipient_ids": self.employee_colleague.ids, "message": "A thank you in enough words."}
            for forged in (
                {"badge_id": self.badge_nobody.id},
                {"badge_id": self.badge_having.id},
                {"badge_id": "x"},
                {"badge_id": True},
            ):
                _result, error = self.rpc("perf.recognition", "post", {**values, **forged})
                self.assertTrue(error)
        _result, error = self.rpc(
            "perf.recognition",
            "post",
            {**values, "badge_user_ids": [(6, 0, self.grant.ids)]},
            context={"default_badge_id": self.badge_nobody.id, "default_badge_user_ids": [(6, 0, self.grant.ids)]},
        )
        self.assertFalse(error)
        self.assertFalse(self.grants(self.badge_nobody))
        posted = self.env["perf.recognition"].search([("author_employee_id", "=", self.employee_portal_employee.id)])
        self.assertFalse(posted.badge_user_ids)

    def test_grants_of_others_stay(self):
        """Nobody ties a grant that they can read to a recognition of their own, to take it back with that."""
        self.login(self.user_colleague)
        result, error = self.rpc(
            "perf.recognition",
            "create",
            {"recipient_ids": self.employee_employee.ids, "message": "A thank you in enough words."},
            context={"default_badge_user_ids": [(6, 0, self.grant.ids)]},
        )
        self.assertFalse(error)
        recognition = self.env["perf.recognition"].browse(result)
        self.assertFalse(recognition.badge_user_ids)
        _result, error = self.rpc("perf.recognition", "action_retract", [recognition.id], "Wrong person")
        self.assertFalse(error)
        self.assertTrue(self.grant.exists())

    def test_portal_page(self):
        """The composer offers what one may give; what was chosen stands on the card."""
        self.login(self.user_portal_employee)
        page = self.get_page("/my/recognition?compose=1").text
        self.assertIn("Perf Chosen", page)
        self.assertNotIn("Perf Nobody", page)
        values = {
            "recipient_ids": self.employee_colleague.id,
            "message": "You carried the whole stock alone, thank you.",
            "audience": "company",
        }
        response = self.post("/my/recognition/post", **values, badge_id=self.badge_nobody.id)
        self.assertEqual(response.status_code, 200)
        self.assertIn("You carried the whole stock alone", response.text)
        response = self.post("/my/recognition/post", **values, badge_id=self.badge_chosen.id)
        self.assertEqual(response.status_code, 303)
        self.assertEqual(self.grants(self.badge_chosen).user_id, self.user_colleague)
        self.assertIn("Perf Chosen", self.get_page("/my/recognition").text)
