import io
import zipfile

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.perf_base.tests.common import PerfHttpCommon

from .common import AppraisalCommon

QUIET = ("odoo.http", "odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model", "odoo.models")
REPORT = "perf_appraisal.report_appraisal_"


class ReportCommon(AppraisalCommon):
    """A result that was shared, with a potential and an appeal."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.perf_appraisal_release = "manager"

    def to_decided(self):
        self.submit_self()
        self.submit_manager()
        manager = self.as_user(self.appraisal, self.user_manager)
        manager.write({"manager_summary": "A good year"})
        manager.action_set_rating(self.levels[3].id, "For good reasons")
        manager.action_set_potential("3")
        manager.action_share()
        self.acknowledge(agree=False)
        self.as_user(self.appraisal, self.user_officer).action_decide_appeal(
            "upheld", "The fair was hers", self.levels[4].id
        )

    def render(self, version, user, appraisal=None):
        """The pages as HTML, as that user."""
        report = self.as_user(self.env["ir.actions.report"], user)
        html, _kind = report._render_qweb_html(REPORT + version, (appraisal or self.appraisal).ids)
        return html.decode()


@tagged("post_install", "-at_install")
class TestPerfAppraisalReport(ReportCommon, PerfHttpCommon):
    """What is printed is what the one who prints it may read."""

    @mute_logger(*QUIET)
    def test_versions(self):
        self.to_decided()
        words = (self.levels[4].name, "A good year", "For good reasons", "The fair was hers", "My own view")
        for user in (self.user_employee, self.user_manager, self.user_head, self.user_officer):
            page = self.render("employee", user)
            for word in words:
                self.assertIn(word, page, user.login)
            for word in ("far larger role", "Who took part", self.appraisal.evidence_hash):
                self.assertNotIn(word, page, user.login)
        page = self.render("hr", self.user_officer)
        for word in (*words, "Who took part", "History", self.appraisal.evidence_hash, "Unchanged since"):
            self.assertIn(word, page)
        for user in (self.user_employee, self.user_manager, self.user_head, self.user_other_officer):
            with self.assertRaises(AccessError, msg=user.login):
                self.render("hr", user)
        for user in (self.user_colleague, self.user_portal_colleague):
            with self.assertRaises(AccessError, msg=user.login):
                self.render("employee", user)

    def test_disagreement_stands_in_the_head(self):
        """Whoever reads the first page only knows that the result is contested."""
        self.to_shared()
        self.assertNotIn("Signed:", self.render("employee", self.user_employee))
        self.acknowledge(agree=False)
        self.assertTrue(self.appraisal.appeal_deadline)

        def get_head():
            page = " ".join(self.render("employee", self.user_manager).split())
            return page[: page.index("How the score comes about")]

        self.assertIn("the employee disagrees. The appeal is open; HR decides until", get_head())
        officer = self.as_user(self.appraisal, self.user_officer)
        officer.action_decide_appeal("rejected", "Nothing new")
        self.assertIn("The appeal was rejected; the result stays.", get_head())

    @mute_logger(*QUIET)
    def test_before_sharing(self):
        """Nothing is printed before it is shared, by nobody and by no way."""
        self.submit_self()
        self.submit_manager()
        for user in (self.user_employee, self.user_manager, self.user_officer):
            with self.assertRaises(UserError, msg=user.login):
                self.render("employee", user)
        self.login(self.user_employee)
        self.assertEqual(self.get_page(f"/my/appraisals/{self.appraisal.id}/pdf").status_code, 404)
        for version in ("employee", "hr"):
            response = self.get_page(f"/report/html/{REPORT}{version}/{self.appraisal.id}")
            self.assertNotIn("The manager&#39;s view", response.text)
            self.assertNotEqual(response.status_code, 200)

    @mute_logger(*QUIET)
    def test_own_hr_version(self):
        """An officer does not print the HR version about themselves."""
        self.to_decided()
        self.user_employee.group_ids += self.env.ref("perf_base.group_perf_officer")
        with self.assertRaises(AccessError):
            self.render("hr", self.user_employee)

    def test_portal(self):
        appraisal = self.make_appraisal(self.employee_portal_employee)
        self.submit_both(appraisal)
        self.share(appraisal)
        url = f"/my/appraisals/{appraisal.id}"
        self.login(self.user_portal_employee)
        self.assertIn(f"{url}/pdf", self.get_page(url).text)
        response = self.get_page(f"{url}/pdf")
        self.assertEqual((response.status_code, response.headers["Content-Type"]), (200, "application/pdf"))
        self.login(self.user_portal_colleague)
        self.assertEqual(self.get_page(f"{url}/pdf").status_code, 404)

    def test_unnamed_reviewers(self):
        """Of colleagues only the number stands in the version for HR."""
        self.env["perf.appraisal.review"].create(
            {
                "appraisal_id": self.appraisal.id,
                "role": "peer",
                "reviewer_employee_id": self.employee_portal_colleague.id,
            }
        )
        self.to_decided()
        page = self.render("hr", self.user_officer)
        self.assertIn("1 unnamed", " ".join(page.split()))
        self.assertNotIn(self.employee_portal_colleague.name, page)

    def test_changed_evidence_shows(self):
        """HR sees when what was frozen is not what it was any more."""
        self.to_decided()
        own = self.as_user(self.appraisal, self.user_officer)
        self.assertIn("Unchanged since", own.evidence_check)
        self.env.cr.execute(
            "UPDATE perf_appraisal_result SET evidence = evidence || '{\"score\": 1}' WHERE appraisal_id = %s",
            [self.appraisal.id],
        )
        own = self.as_user(self.appraisal, self.user_officer)
        self.assertIn("Changed after it was frozen", own.evidence_check)

    # ------------------------------------------------------------------
    # All of a cycle
    # ------------------------------------------------------------------

    def run_job(self):
        self.env.flush_all()
        self.env.ref("perf_appraisal.ir_cron_perf_appraisal_archive").method_direct_trigger()
        self.env.invalidate_all()

    def start(self, user=None):
        action = self.as_user(self.cycle, user or self.user_officer).action_print_all()
        return self.env["perf.appraisal.archive"].browse(action["res_id"])

    @mute_logger(*QUIET)
    def test_archive(self):
        self.to_decided()
        second = self.make_appraisal(self.employee_portal_employee)
        self.submit_both(second)
        self.share(second)
        archive = self.start()
        self.assertEqual((archive.state, archive.total_count, archive.progress), ("pending", 2, 0))
        with self.assertRaisesRegex(UserError, "not ready yet"):
            self.as_user(archive, self.user_officer).action_download()
        self.run_job()
        self.assertEqual((archive.state, archive.progress), ("done", 100))
        attachment = self.env["ir.attachment"].search([("res_model", "=", archive._name), ("res_id", "=", archive.id)])
        self.assertEqual(len(attachment), 1, "the single PDFs are gone")
        with zipfile.ZipFile(io.BytesIO(attachment.raw)) as file:
            self.assertEqual(len(file.namelist()), 2)
        notice = self.env["mail.message"].search([("partner_ids", "in", self.user_officer.partner_id.ids)], limit=1)
        self.assertIn("are ready", notice.subject)
        self.check_file(archive, attachment)
        self.check_forged(archive)

    def check_file(self, archive, attachment):
        """Only the officer who asked reads record and file, through the ORM, RPC and the address."""
        for name, (_manager, groups) in self.PEOPLE.items():
            if not groups:
                continue
            user, allowed = getattr(self, f"user_{name}"), name == "officer"
            found = self.as_user(self.env["ir.attachment"], user).search([("id", "=", attachment.id)])
            self.assertEqual(bool(found), allowed, name)
            self.assertEqual(self.as_user(archive, user).has_access("read"), allowed, name)
        for user in (self.user_admin, self.user_manager, self.user_portal_employee):
            self.login(user)
            self.assertTrue(self.rpc("ir.attachment", "read", attachment.ids, ["raw"])[1])
            self.assertNotEqual(self.get_page(f"/web/content/{attachment.id}?download=true").content[:2], b"PK")
        self.login(self.user_officer)
        action, _error = self.rpc(archive._name, "action_download", archive.ids)
        self.assertEqual(self.get_page(action["url"]).content[:2], b"PK")

    def check_forged(self, archive):
        """Nobody makes or changes such a record by hand."""
        for user in (self.user_officer, self.user_admin, self.user_manager):
            self.login(user)
            vals = {"cycle_id": self.cycle.id, "user_id": user.id, "waiting_ids": self.appraisal.ids}
            self.assertTrue(self.rpc(archive._name, "create", vals)[1])
            self.assertTrue(self.rpc(archive._name, "write", archive.ids, {"user_id": user.id})[1])

    def test_archive_is_deleted(self):
        self.to_decided()
        archive = self.start()
        file = self.env["ir.attachment"].create({"name": "x", "res_model": archive._name, "res_id": archive.id})
        archive._gc_archives()
        self.assertTrue(archive.exists())
        self.env.cr.execute(
            "UPDATE perf_appraisal_archive SET create_date = %s WHERE id = %s",
            [fields.Datetime.subtract(fields.Datetime.now(), days=8), archive.id],
        )
        self.env.invalidate_all()
        archive._gc_archives()
        self.assertFalse(archive.exists() or file.exists())

    @mute_logger(*QUIET)
    def test_archive_needs_rights(self):
        """Who is no officer (any more) gets nothing; the job says so."""
        self.to_decided()
        for user in (self.user_manager, self.user_employee, self.user_other_officer):
            self.assertForbidden(self.start, user)
        archive = self.start()
        self.user_officer.group_ids -= self.env.ref("perf_base.group_perf_officer")
        with mute_logger("odoo.addons.perf_appraisal.models.perf_appraisal_archive"):
            self.run_job()
        self.assertEqual(archive.state, "failed")
        self.assertIn(self.employee_employee.name, archive.problem)
        self.assertFalse(
            self.env["ir.attachment"].search([("res_model", "=", archive._name), ("res_id", "=", archive.id)])
        )

    @mute_logger(*QUIET, "odoo.addons.perf_appraisal.models.perf_appraisal_archive")
    def test_one_that_fails_is_left_out(self):
        self.to_decided()
        second = self.make_appraisal(self.employee_portal_employee)
        self.submit_both(second)
        self.share(second)
        archive = self.start()
        second.sudo().write({"state": "open"})
        self.run_job()
        self.assertEqual(archive.state, "done")
        self.assertIn("can be printed once it is shared", archive.problem)
        attachment = self.env["ir.attachment"].search([("res_model", "=", archive._name), ("res_id", "=", archive.id)])
        with zipfile.ZipFile(io.BytesIO(attachment.raw)) as file:
            self.assertEqual(len(file.namelist()), 1)

    def test_nothing_to_print(self):
        with self.assertRaisesRegex(UserError, "nothing to print"):
            self.start()

    # ------------------------------------------------------------------
    # Exports
    # ------------------------------------------------------------------

    @mute_logger(*QUIET)
    def test_export(self):
        """An export gives what the rules give, no more, and neither do pivots."""
        self.to_decided()
        result = self.appraisal.result_ids
        columns = ["employee_id/name", "final_level_id/name", "score", "appraisal_id/potential"]
        # One by one: written together, each would get the groups of all.
        for user in (self.user_officer, self.user_colleague, self.user_other_officer):
            user.group_ids += self.env.ref("base.group_allow_export")
        self.login(self.user_officer)
        values, _error = self.rpc(result._name, "export_data", result.ids, columns)
        self.assertEqual(values["datas"][0][1], self.levels[4].name)
        self.assertIn("far larger", values["datas"][0][3])
        groups, _error = self.rpc(result._name, "formatted_read_group", [], ["final_level_id"], ["level_value:avg"])
        self.assertIn(self.levels[4].id, [group["final_level_id"] and group["final_level_id"][0] for group in groups])
        for user in (self.user_colleague, self.user_portal_colleague, self.user_other_officer):
            self.login(user)
            values, _error = self.rpc(result._name, "export_data", result.ids, columns)
            for secret in (self.levels[4].name, self.employee_employee.name, "far larger", str(result.score)):
                self.assertNotIn(secret, str(values), user.login)
            groups, _error = self.rpc(
                result._name, "formatted_read_group", [("id", "=", result.id)], ["level_value"], []
            )
            self.assertFalse(groups, user.login)
