from odoo.tests import HttpCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestColleagues(HttpCase):
    """Portal users find colleagues by name, and learn nothing else about them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context=dict(cls.env.context, tracking_disable=True, no_reset_password=True))
        cls.company = cls.env["res.company"].create({"name": "Picker Inc."})
        cls.other_company = cls.env["res.company"].create({"name": "Elsewhere Inc."})
        cls.user_portal = new_test_user(
            cls.env,
            "picker_portal",
            "base.group_portal",
            company_id=cls.company.id,
            company_ids=[(6, 0, cls.company.ids)],
        )
        cls.user_stranger = new_test_user(cls.env, "picker_stranger", "base.group_portal")
        cls.department = cls.env["hr.department"].create({"name": "Picking", "company_id": cls.company.id})
        cls.manager = cls._create_person("Zoe Manager")
        cls.me = cls._create_person(
            "Ida Myself", user_id=cls.user_portal.id, parent_id=cls.manager.id, department_id=cls.department.id
        )
        cls.neighbour = cls._create_person("Yan Neighbour", department_id=cls.department.id)
        cls.colleague = cls._create_person("Abe Colleague", job_title="Baker")
        cls.leaver = cls._create_person("Abe Leaver", active=False)
        cls.outsider = cls._create_person("Abe Outsider", company_id=cls.other_company.id)

    @classmethod
    def _create_person(cls, name, **values):
        return cls.env["hr.employee"].create({"name": name, "company_id": cls.company.id, **values})

    def _find(self, query="", user=None, **kwargs):
        model = self.env["hr.employee"].with_user(user or self.user_portal)
        return [person["name"] for person in model._perf_search_colleagues(query, **kwargs)]

    def test_nearest_first(self):
        """The manager, then the department, then everybody else; never oneself, leavers or other companies."""
        self.assertEqual(self._find(), ["Zoe Manager", "Yan Neighbour", "Abe Colleague"])

    def test_by_name(self):
        """Part of a name is enough, wildcards find nothing."""
        self.assertEqual(self._find("abe"), ["Abe Colleague"])
        self.assertEqual(self._find("%"), [])
        self.assertEqual(self._find("x" * 100_000), [])
        self.assertEqual(self._find({"id": 1}), [])

    def test_cross_company_manager(self):
        """The reporting line counts in any company, both ways."""
        self.manager.parent_id = self.outsider
        self.assertIn("Abe Outsider", self._find())
        self.outsider.user_id = self.user_stranger
        self.assertIn("Ida Myself", self._find(user=self.user_stranger))

    def test_limit(self):
        """At most twenty, whatever is asked for."""
        self.env["hr.employee"].create([{"name": f"Bea {i}", "company_id": self.company.id} for i in range(30)])
        self.assertEqual(len(self._find()), 20)
        self.assertEqual(len(self._find("Bea", limit=1000)), 20)
        self.assertEqual(self._find("Bea", limit=-1), [])

    def test_no_employee(self):
        """A user who is no employee, or a former one, finds nobody."""
        self.assertEqual(self._find(user=self.user_stranger), [])
        self.me.active = False
        self.assertEqual(self._find(), [])

    def test_person_values(self):
        """Only plain values go out; people whose photo is not given out get a placeholder."""
        model = self.env["hr.employee"].with_user(self.user_portal)
        people = model.browse([self.me.id, self.colleague.id, self.outsider.id])._perf_person_values()
        self.assertEqual(people[self.colleague.id].keys(), {"id", "name", "job_title", "avatar_url"})
        self.assertEqual(people[self.colleague.id]["avatar_url"], f"/my/colleague/{self.colleague.id}/avatar")
        self.assertEqual(people[self.me.id]["avatar_url"], f"/my/colleague/{self.me.id}/avatar")
        self.assertNotIn("/my/", people[self.outsider.id]["avatar_url"])

    def test_queries_do_not_grow(self):
        """Finding twenty people costs as many queries as finding two."""

        def count():
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._find("Bea")
            return self.env.cr.sql_log_count - before

        self.env["hr.employee"].create([{"name": f"Bea {i}", "company_id": self.company.id} for i in range(2)])
        count()
        few = count()
        self.env["hr.employee"].create([{"name": f"Bea {i}", "company_id": self.company.id} for i in range(18)])
        self.assertLessEqual(count(), few)

    def test_route(self):
        """The route of the picker gives names, job titles and photos, and no e-mail address."""
        self.authenticate("picker_portal", "picker_portal")
        result = self.make_jsonrpc_request("/my/performance/colleagues", {"query": "abe"})
        self.assertEqual(
            result["people"],
            [
                {
                    "id": self.colleague.id,
                    "name": "Abe Colleague",
                    "job_title": "Baker",
                    "avatar_url": f"/my/colleague/{self.colleague.id}/avatar",
                }
            ],
        )

    def test_avatar(self):
        """Photos of colleagues and of oneself are served; strangers and unknown ids are not found alike."""
        self.authenticate("picker_portal", "picker_portal")
        for person in self.me | self.colleague | self.manager:
            response = self.url_open(f"/my/colleague/{person.id}/avatar")
            self.assertEqual(response.status_code, 200)
            self.assertIn("image/", response.headers["Content-Type"])
            self.assertNotIn("public", response.headers.get("Cache-Control", ""))
        for employee_id in (self.outsider.id, self.leaver.id, 2**30):
            self.assertEqual(self.url_open(f"/my/colleague/{employee_id}/avatar").status_code, 404)

    def test_avatar_needs_login(self):
        """Nobody sees photos without logging in."""
        response = self.url_open(f"/my/colleague/{self.colleague.id}/avatar", allow_redirects=False)
        self.assertNotEqual(response.status_code, 200)
