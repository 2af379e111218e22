import io
import logging
import zipfile

from markupsafe import Markup
from psycopg2 import OperationalError

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .perf_appraisal import SHARED_STATES

_logger = logging.getLogger(__name__)

PRINT_BATCH = 5
KEEP_DAYS = 7
REPORT = "perf_appraisal.report_appraisal_hr"


class PerfAppraisalArchive(models.Model):
    """The PDFs of all shared results of a cycle in one file, made in the background for one HR officer.

    Each PDF is printed with the rights of that officer. The file is an attachment of this record, so nobody else reads
    it, and is deleted with it after a week.
    """

    _name = "perf.appraisal.archive"
    _description = "PDFs of a Cycle"
    _order = "id desc"
    _rec_name = "cycle_id"

    cycle_id = fields.Many2one("perf.appraisal.cycle", required=True, readonly=True, ondelete="cascade", index=True)
    user_id = fields.Many2one("res.users", string="For", required=True, readonly=True, ondelete="cascade", index=True)
    state = fields.Selection(
        [("pending", "Being Made"), ("done", "Ready"), ("failed", "Failed")],
        default="pending",
        required=True,
        readonly=True,
    )
    waiting_ids = fields.Json(readonly=True, help="Ids of the appraisals that are still to be printed.")
    total_count = fields.Integer(string="Results", readonly=True, aggregator=None)
    done_count = fields.Integer(string="Printed", compute="_compute_progress")
    progress = fields.Integer(compute="_compute_progress", aggregator=None)
    problem = fields.Text(readonly=True)
    delete_date = fields.Date(string="Deleted On", compute="_compute_delete_date")
    file_size = fields.Integer(compute="_compute_file_size", aggregator=None)

    _pending_idx = models.Index("(id) WHERE state = 'pending'")

    @api.depends("waiting_ids", "total_count")
    def _compute_progress(self):
        for archive in self:
            archive.done_count = archive.total_count - len(archive.waiting_ids or [])
            archive.progress = 100 * archive.done_count // archive.total_count if archive.total_count else 100

    @api.depends("create_date")
    def _compute_delete_date(self):
        for archive in self:
            archive.delete_date = archive.create_date and fields.Date.add(archive.create_date.date(), days=KEEP_DAYS)

    @api.depends("state")
    def _compute_file_size(self):
        for archive in self:
            archive.file_size = archive._get_file().file_size

    # ------------------------------------------------------------------
    # Asking
    # ------------------------------------------------------------------

    @api.model
    def _start(self, cycle):
        """Have the PDFs of a cycle made, for the current user, an officer who was checked.

        :param cycle: ``perf.appraisal.cycle``
        :return: action that shows how far it is
        """
        # No sudo: what this officer may not read, such as their own appraisal, is not printed for them.
        results = self.env["perf.appraisal"].search(
            [("cycle_id", "=", cycle.id), ("state", "in", SHARED_STATES), ("perf_role", "in", ("manager", "officer"))]
        )
        if not results:
            raise UserError(self.env._("No result of this cycle is shared yet: there is nothing to print."))
        # sudo: records of this model are made here only; who asks was checked.
        archive = self.sudo().create(
            {
                "cycle_id": cycle.id,
                "user_id": self.env.uid,
                "waiting_ids": results.ids,
                "total_count": len(results),
            }
        )
        self.env.ref("perf_appraisal.ir_cron_perf_appraisal_archive").sudo()._trigger()
        return archive._get_action()

    def _get_action(self):
        """Action that shows how far it is."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Results as PDF"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
        }

    def action_download(self):
        """Download the file, once it is ready."""
        self.ensure_one()
        self.check_access("read")
        attachment = self._get_file()
        if not attachment:
            raise UserError(self.env._("The file is not ready yet. You are told when it is."))
        return {"type": "ir.actions.act_url", "url": f"/web/content/{attachment.id}?download=true", "target": "self"}

    def _get_file(self):
        """The finished file: ``ir.attachment`` as the current user may read it, maybe empty."""
        return self.env["ir.attachment"].search(self._get_files_domain() & Domain("mimetype", "=", "application/zip"))

    def _get_files_domain(self):
        """Domain of all files of these records: PDFs while they are made, the archive afterwards.

        :return: Domain
        """
        return Domain("res_model", "=", self._name) & Domain("res_id", "in", self.ids)

    # ------------------------------------------------------------------
    # Making
    # ------------------------------------------------------------------

    @api.model
    def _cron_make(self, batch=None):
        """Print, a few results at a time. May be killed and run again at any moment: what is printed stays."""
        commit = self.env["ir.cron"]._commit_progress
        pending = self.search([("state", "=", "pending")], order="id")
        commit(remaining=sum(len(archive.waiting_ids or []) + 1 for archive in pending))
        for archive in pending:
            while archive.waiting_ids:
                ids = archive.waiting_ids[: batch or PRINT_BATCH]
                archive._print(ids)
                archive.waiting_ids = archive.waiting_ids[len(ids) :]
                if not commit(len(ids)):
                    return
            archive._finish()
            if not commit(1):
                return

    def _print(self, appraisal_ids):
        """Print some of the results, with the rights of the one who asked; one that fails is noted and left out.

        :param appraisal_ids: list of ids
        """
        self.ensure_one()
        try:
            with self.env.cr.savepoint():
                self._print_results(appraisal_ids)
            return
        except OperationalError:  # a conflict with another transaction: the batch runs again
            raise
        except Exception as error:  # noqa: BLE001  one that fails, whatever for, never keeps the others from being printed
            if len(appraisal_ids) > 1:
                for appraisal_id in appraisal_ids:
                    self._print([appraisal_id])
                return
            _logger.warning("No PDF of appraisal %s: %s", appraisal_ids, error)
            words = str(error) if isinstance(error, UserError) else self.env._("it could not be printed")
        name = self.env["perf.appraisal"].browse(appraisal_ids).display_name
        self.problem = "\n".join(filter(None, [self.problem, f"{name}: {words}"]))

    def _print_results(self, appraisal_ids):
        """See :meth:`_print`."""
        user = self.user_id
        context = {"allowed_company_ids": user.company_ids.ids, "lang": user.lang, "tz": user.tz}
        appraisals = self.env["perf.appraisal"].with_user(user).with_context(**context).browse(appraisal_ids).exists()
        values = [
            {
                "name": f"{appraisal.display_name.replace('/', '-')} ({appraisal.id}).pdf",
                "raw": pdf,
                "mimetype": "application/pdf",
                "res_model": self._name,
                "res_id": self.id,
            }
            for appraisal, pdf in self._make_pdfs(appraisals)
        ]
        self.env["ir.attachment"].create(values)

    @api.model
    def _make_pdfs(self, appraisals):
        """The PDF of each result: the pages of all are read together, and each is printed by itself.

        :param appraisals: ``perf.appraisal`` records, with the rights of the one who asked
        :return: list of tuples (appraisal, bytes)
        """
        if not appraisals:
            return []
        report = appraisals.env["ir.actions.report"].with_context(debug=False)
        if report.get_wkhtmltopdf_state() == "install":
            raise UserError(self.env._("PDFs can't be made on this server: wkhtmltopdf is not installed."))
        html, _kind = report._render_qweb_html(REPORT, appraisals.ids)
        layout = report._get_report(REPORT).with_context(debug=False)
        bodies, _ids, header, footer, paper = layout._prepare_html(html, report_model=appraisals._name)
        common = {"report_ref": REPORT, "header": header, "footer": footer, "specific_paperformat_args": paper}
        return [
            (appraisal, report._run_wkhtmltopdf([body], **common))
            for appraisal, body in zip(appraisals, bodies, strict=True)
        ]

    def _finish(self):
        """Put the PDFs into one file, delete them, and tell the one who asked."""
        self.ensure_one()
        pdfs = self.env["ir.attachment"].search(
            self._get_files_domain() & Domain("mimetype", "=", "application/pdf"), order="name"
        )
        if not pdfs:
            self.state = "failed"
            self._tell()
            return
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            for pdf in pdfs:
                archive.writestr(pdf.name, pdf.raw)
        self.env["ir.attachment"].create(
            {
                "name": f"{self.cycle_id.name}.zip",
                "raw": buffer.getvalue(),
                "mimetype": "application/zip",
                "res_model": self._name,
                "res_id": self.id,
            }
        )
        pdfs.unlink()
        self.state = "done"
        self._tell()

    def _tell(self):
        """Tell the one who asked that the file is ready, or that it failed."""
        self.ensure_one()
        record = self.with_context(lang=self.user_id.lang)
        done = self.state == "done"
        text = (
            record.env._("The PDFs of “%(cycle)s” are ready.", cycle=self.cycle_id.name)
            if done
            else record.env._("The PDFs of “%(cycle)s” could not be made.", cycle=self.cycle_id.name)
        )
        link = Markup('<p>%s <a href="%s/odoo/%s/%s">%s</a></p>') % (
            text,
            self.get_base_url(),
            self._name,
            self.id,
            record.env._("Open"),
        )
        self.env["mail.thread"].sudo().message_notify(
            partner_ids=self.user_id.partner_id.ids,
            subject=text,
            body=link,
            email_layout_xmlid="mail.mail_notification_light",
        )
        self.user_id._bus_send(
            "simple_notification", {"message": text, "type": "success" if done else "warning", "sticky": True}
        )

    @api.autovacuum
    def _gc_archives(self):
        """Delete what is older than a week; the files go with the record."""
        self.search([("create_date", "<", fields.Datetime.subtract(fields.Datetime.now(), days=KEEP_DAYS))]).unlink()
