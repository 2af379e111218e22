import logging
from collections import defaultdict
from datetime import UTC, datetime

from odoo import api, fields, models
from odoo.fields import NO_ACCESS
from odoo.tools import SQL, split_every

from ..tools.reminders import is_sending_time, needs_reminder
from ..tools.todo import group_items, sort_items

_logger = logging.getLogger(__name__)

BATCH = 500
TEMPLATE = "perf_base.mail_template_perf_digest"
POSITION = "perf_base.digest_position"


class PerfDigest(models.Model):
    """One e-mail that told a person on a day what waits for them. There is at most one a day."""

    _name = "perf.digest"
    _description = "Reminder E-mail"
    _order = "date desc, id desc"
    _rec_name = "employee_id"

    employee_id = fields.Many2one("hr.employee", required=True, readonly=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", readonly=True, index=True)
    date = fields.Date(required=True, readonly=True, help="In the time zone of the person.")
    # Closed to everybody: the keys, and the number from one day to the next, would tell an administrator which
    # confidential records there are, and who has answered an anonymous request.
    item_count = fields.Integer(
        string="Waiting",
        readonly=True,
        groups=NO_ACCESS,
        exportable=False,
        help="How many things waited for the person.",
    )
    item_keys = fields.Json(
        readonly=True,
        groups=NO_ACCESS,
        exportable=False,
        help="What the e-mail told, so that news can be told from what is known.",
    )

    _employee_date_uniq = models.UniqueIndex(
        "(employee_id, date DESC)", "This person has got the reminder of this day already."
    )

    def _mail_get_operation_for_mail_message_operation(self, message_operation):
        """What an e-mail said is read by the one who got it: whoever may read the log may not read the messages."""
        return defaultdict(bool)

    # ------------------------------------------------------------------
    # Sending
    # ------------------------------------------------------------------

    @api.model
    def _cron_send(self):
        """Send the digests that are due, batch by batch; each batch is committed with its log.

        A job that was stopped goes on after the last batch that it committed, and nobody gets two e-mails a day.
        """
        employees = self._get_candidates(after=self._get_position())
        progress = self.env["ir.cron"]._commit_progress
        progress(remaining=len(employees))
        for ids in split_every(BATCH, employees.ids):
            self._send_batch(employees.browse(ids).with_prefetch(ids))
            self._set_position(ids[-1])
            if not progress(len(ids)):
                return
        self._set_position(0)
        progress()

    @api.model
    def _get_candidates(self, after=0):
        """People who may get a digest: active ones with a user, in companies that send digests.

        :param after: id of the last person done by an interrupted job
        :return: ``hr.employee`` by id
        """
        return self.env["hr.employee"].search(
            [("user_id.active", "=", True), ("company_id.perf_digest", "=", True), ("id", ">", after)], order="id"
        )

    @api.model
    def _send_batch(self, employees):
        """Send what is due to these people, in a constant number of queries for each language.

        :param employees: ``hr.employee`` in sudo
        """
        now = datetime.now(UTC)
        local_times = {employee: now.astimezone(employee._get_perf_timezone()) for employee in employees}
        awake = employees.filtered(lambda employee: is_sending_time(local_times[employee]))
        last = self._get_last_digests(awake.ids)
        todo = self._get_todo(awake)
        values, items = [], {}
        for employee in awake:
            today = local_times[employee].date()
            last_day, known_keys = last.get(employee.id, (None, []))
            found = todo.get(employee.id) or []
            if last_day == today or not needs_reminder(found, known_keys, last_day, today):
                continue
            items[employee.id] = group_items(found, today)
            values.append(self._prepare_values(employee, today, found))
        self._send(values, items)

    @api.model
    def _send_now(self, employees):
        """Tell these people what waits for them, because somebody asks for it, whatever the hour of the day.

        Who got the e-mail of the day already gets no second one.

        :param employees: ``hr.employee`` in sudo
        :return: those of them who got the e-mail now
        """
        employees = employees.filtered(lambda employee: employee.user_id.active)
        zones = employees._get_perf_timezones() if employees else {}
        last = self._get_last_digests(employees.ids)
        todo = self._get_todo(employees)
        values, items = [], {}
        for employee in employees:
            today = datetime.now(zones[employee.id]).date()
            found = todo.get(employee.id) or []
            reachable = employee.user_id.partner_id.email_normalized
            if found and reachable and last.get(employee.id, (None,))[0] != today:
                items[employee.id] = group_items(found, today)
                values.append(self._prepare_values(employee, today, found))
        self._send(values, items)
        return employees.browse(items)

    @api.model
    def _prepare_values(self, employee, today, items):
        """Values of the log of one e-mail.

        :return: dict
        """
        return {
            "employee_id": employee.id,
            "company_id": employee.company_id.id,
            "date": today,
            "item_count": len(items),
            "item_keys": [item["key"] for item in sort_items(items)],
        }

    @api.model
    def _get_last_digests(self, employee_ids):
        """The latest digest of each of these people.

        :return: dict id -> pair of its date and of the keys of its items
        """
        self.flush_model(["employee_id", "date", "item_keys"])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT ON (employee_id) employee_id, date, item_keys
                  FROM perf_digest
                 WHERE employee_id = ANY(%s)
              ORDER BY employee_id, date DESC
                """,
                list(employee_ids),
            )
        )
        return {employee_id: (day, keys or []) for employee_id, day, keys in rows}

    @api.model
    def _get_todo(self, employees):
        """What waits for these people, in their own languages. Who breaks it is left out.

        :return: dict id -> list of items
        """
        todo = {}
        for lang, group in employees.grouped(lambda employee: employee.user_id.lang).items():
            todo.update(self._get_todo_safely(group.with_context(lang=lang)))
        return todo

    @api.model
    def _get_todo_safely(self, employees):
        try:
            with self.env.cr.savepoint():
                return employees._perf_todo()
        except Exception:
            if len(employees) == 1:
                _logger.exception("No reminder for employee %s: what waits cannot be told", employees.id)
                return {}
        todo = {}
        for employee in employees:
            todo.update(self._get_todo_safely(employee))
        return todo

    @api.model
    def _send(self, values_list, items):
        """Log and queue these digests; if one breaks the batch, one by one.

        :param values_list: values of the log records
        :param items: dict employee id -> grouped items
        """
        if not values_list:
            return
        try:
            with self.env.cr.savepoint():
                self._queue(values_list, items)
        except Exception:
            if len(values_list) == 1:
                _logger.exception("No reminder for employee %s", values_list[0]["employee_id"])
                return
            for values in values_list:
                self._send([values], items)

    @api.model
    def _queue(self, values_list, items):
        digests = self.create(values_list)
        reachable = digests.filtered(lambda digest: digest.employee_id.user_id.partner_id.email_normalized)
        for digest in digests - reachable:
            _logger.warning("No reminder for employee %s: the user has no e-mail", digest.employee_id.id)
        template = self.env.ref(TEMPLATE).with_context(perf_digest_items=items)
        template.send_mail_batch(reachable.ids)

    # ------------------------------------------------------------------
    # Forgetting
    # ------------------------------------------------------------------

    @api.model
    def _forget(self, items):
        """Take items out of the log of reminders, and delete the e-mails that told them: who still owed an anonymous
        answer on which day tells when it was given. Called in superuser mode.

        :param items: list of tuples of the id of an employee, the day since when the item waited, and its key
        """
        if not items:
            return
        self.flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                WITH forgotten AS (
                    SELECT known.employee_id, MIN(known.since) AS since, array_agg(known.key) AS keys
                      FROM unnest(%s::int[], %s::date[], %s::text[]) AS known(employee_id, since, key)
                  GROUP BY known.employee_id
                )
                UPDATE perf_digest digest
                   SET item_keys = digest.item_keys - forgotten.keys,
                       item_count = jsonb_array_length(digest.item_keys - forgotten.keys)
                  FROM forgotten
                 WHERE digest.employee_id = forgotten.employee_id AND digest.date >= forgotten.since - 1
                   AND jsonb_typeof(digest.item_keys) = 'array' AND digest.item_keys ?| forgotten.keys
             RETURNING digest.id, digest.item_count, digest.date
                """,
                *(list(column) for column in zip(*items, strict=True)),
            )
        )
        self.invalidate_model()
        # those that wait to be sent tell of other things too
        digest_ids = [digest_id for digest_id, _count, _day in rows]
        sent = [("model", "=", self._name), ("res_id", "in", digest_ids), ("mail_ids.state", "!=", "outgoing")]
        today = fields.Date.context_today(self)
        empty = [digest_id for digest_id, count, day in rows if not count and day < today]
        self.browse(empty).unlink()
        self.env["mail.message"].sudo().search(sent).unlink()

    # ------------------------------------------------------------------
    # Where the job is
    # ------------------------------------------------------------------

    @api.model
    def _get_position(self):
        """Id of the last person done, 0 when the job is to start anew; not cached, since other processes move it."""
        rows = self.env.execute_query(SQL("SELECT value FROM ir_config_parameter WHERE key = %s", POSITION))
        return int(rows[0][0] or 0) if rows else 0

    @api.model
    def _set_position(self, employee_id):
        """Remember how far the job is, without emptying the caches of all processes as ``set_param`` would."""
        self.env.cr.execute(SQL("UPDATE ir_config_parameter SET value = %s WHERE key = %s", str(employee_id), POSITION))
