from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

LINE_FIELDS = {"parent_id", "active"}
WATCHED_FIELDS = {*LINE_FIELDS, "user_id"}


class HrEmployee(models.Model):
    """An employee, with lines to all managers and people, and the hooks through which the addons speak of a person."""

    _inherit = "hr.employee"

    perf_manager_line_ids = fields.One2many(
        "perf.reporting.line", "employee_id", string="Managers at All Levels", groups="hr.group_hr_user"
    )
    perf_report_line_ids = fields.One2many(
        "perf.reporting.line", "manager_id", string="Reports at All Levels", groups="hr.group_hr_user"
    )

    # ------------------------------------------------------------------
    # Keeping the reporting lines in step with the org chart
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        employees = super().create(vals_list)
        # Who has no manager has no lines yet; those who get one as manager are written, see below.
        self.env["perf.reporting.line"]._sync(employees.filtered("parent_id").ids)
        self.env["perf.reporting.line"]._invalidate_roles()
        return employees

    def write(self, vals):
        self._check_perf_identity(vals)
        result = super().write(vals)
        if WATCHED_FIELDS & vals.keys():
            self.flush_recordset(list(WATCHED_FIELDS))
        return result

    def _check_perf_identity(self, vals):
        """Refuse that people give themselves other eyes: what one may read and decide follows from user and manager.

        HR may link a user to somebody without one, and choose everybody's manager. To take over an employee who
        has a user, to unlink oneself, or to be without a manager, takes an HR administrator.

        :param vals: values as given to ``write``
        :raise AccessError: says whom to ask
        """
        if self.env.su or not {"user_id", "parent_id"} & vals.keys() or self.env.user._is_perf_trusted():
            return
        own = self.browse(self.env["perf.reporting.line"]._get_own_employee_ids())
        relinked = self.filtered(lambda person: person.user_id.id != vals.get("user_id", person.user_id.id))
        if relinked.user_id or relinked & own or (relinked and vals["user_id"] == self.env.uid):
            raise AccessError(
                self.env._("The login of an employee decides what it reads. Ask an HR administrator to change it.")
            )
        if self & own and "parent_id" in vals and (not vals["parent_id"] or vals["parent_id"] in own.ids):
            raise AccessError(self.env._("Your manager stands for your goals and reviews. Ask an HR administrator."))

    def _write_multi(self, vals_list):
        """Every change of the manager, the user or ``active`` reaches the database here, computed ones too."""
        result = super()._write_multi(vals_list)
        lines = self.env["perf.reporting.line"]
        lines._sync([employee.id for employee, vals in zip(self, vals_list, strict=True) if LINE_FIELDS & vals.keys()])
        if any("user_id" in vals for vals in vals_list):
            lines._invalidate_roles()
        return result

    def unlink(self):
        """Archive people, so that no history is lost. Only the system deletes those without any.

        Users archive everybody: who was deleted instead would be known to have no record, of whatever kind.

        :raise UserError: all of them are archived already
        """
        self.check_access("unlink")
        self._check_perf_archiving()
        with_history = self._filter_with_perf_history() if self.env.su else self
        if with_history:
            with_history.with_context(no_wizard=True).action_archive()
        deleted = self - with_history
        # The database empties the manager of their direct reports, archived ones too, without telling the ORM.
        reports = deleted.sudo().with_context(active_test=False).search([("parent_id", "in", deleted.ids)]) - deleted
        result = super(HrEmployee, deleted).unlink()
        self.env["perf.reporting.line"]._sync(reports.ids)
        self.env["perf.reporting.line"]._invalidate_roles()
        return result

    def _check_perf_archiving(self):
        """Tell users who delete archived people that these stay.

        :raise UserError: all of them are archived already
        """
        if self and not self.env.su and not any(self.mapped("active")):
            raise UserError(
                self.env._("They are archived already. Archived employees stay, so that their history is not lost.")
            )

    def _filter_with_perf_history(self):
        """The people of ``self`` whom a record of the suite names in any part, in one query a field."""
        kept = set()
        for model, field in self._get_perf_history_fields():
            groups = model._read_group([(field, "in", self.ids)], [field])
            kept.update(employee.id for (employee,) in groups)
        return self.filtered(lambda employee: employee.id in kept)

    def _get_perf_history_fields(self):
        """Fields through which records of the suite name people and would lose them.

        :return: list of tuples of a model in sudo, archived records included, and a field name
        """
        heirs = self.env.registry.descendants(["perf.employee.mixin"], "_inherit")
        names = {name for name in self.env.registry if name.startswith("perf.")} | set(heirs)
        found = []
        for name in sorted(names):
            model = self.env[name].sudo().with_context(active_test=False)
            if not (model._abstract or model._transient or not model._auto):
                found += [(model, field.name) for field in model._fields.values() if self._keeps_perf_history(field)]
        return found

    @api.model
    def _keeps_perf_history(self, field):
        """Whether a field names people in a way that must outlast the deletion of an employee."""
        if not field.store or field.comodel_name != "hr.employee":
            return False
        return field.type == "many2many" or (field.type == "many2one" and field.ondelete != "cascade")

    def action_perf_grant_portal_access(self):
        """Open the dialog that gives these people a login to the portal."""
        return self.env["perf.portal.access"]._open(self)

    def _get_perf_timezone(self):
        """The time zone in which this person's days begin: the user's, else the working place's.

        :return: ``ZoneInfo``
        """
        self.ensure_one()
        return self._pick_perf_timezone(self.user_id.tz, self.tz, self.company_id.resource_calendar_id.tz)

    @staticmethod
    def _pick_perf_timezone(*names):
        """The first of these names that is a time zone: ``ZoneInfo``."""
        for name in names:
            try:
                return ZoneInfo(name)
            except (ValueError, TypeError, OSError, ZoneInfoNotFoundError):
                continue
        return ZoneInfo("UTC")

    def _get_perf_timezones(self):
        """As :meth:`_get_perf_timezone`, for many people in one query: dict employee id -> ``ZoneInfo``."""
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT employee.id, partner.tz, resource.tz, calendar.tz
                  FROM hr_employee employee
             LEFT JOIN resource_resource resource ON resource.id = employee.resource_id
             LEFT JOIN res_users account ON account.id = employee.user_id
             LEFT JOIN res_partner partner ON partner.id = account.partner_id
             LEFT JOIN res_company company ON company.id = employee.company_id
             LEFT JOIN resource_calendar calendar ON calendar.id = company.resource_calendar_id
                 WHERE employee.id = ANY(%s)
                """,
                list(self.ids),
            )
        )
        zones = {names: self._pick_perf_timezone(*names) for names in {tuple(names) for _id, *names in rows}}
        return {employee_id: zones[tuple(names)] for employee_id, *names in rows}

    # ------------------------------------------------------------------
    # Hooks that the addons of the suite fill
    # ------------------------------------------------------------------

    def _perf_timeline(self, date_from, date_to):
        """All evidence about these people that the current user may see, oldest first.

        :param date_from: first day, inclusive
        :param date_to: last day, inclusive
        :return: list of dicts, see ``perf.evidence.mixin._prepare_perf_evidence_values``, with ``employee_id``
        """
        models_ = self._get_perf_evidence_models()
        items = [item for model in models_ for item in model._get_perf_evidence(self, date_from, date_to)]
        return self._sort_perf_evidence(items)

    @api.model
    def _get_perf_evidence_models(self):
        """The models of all installed addons that contribute to timelines: list of empty recordsets."""
        names = self.env.registry.descendants(["perf.evidence.mixin"], "_inherit")
        return [self.env[name] for name in sorted(names) if not self.env[name]._abstract]

    @api.model
    def _sort_perf_evidence(self, items):
        """Items of a timeline, oldest first."""
        return sorted(items, key=lambda item: (item["date"], item["model"], item["res_id"]))

    def _perf_shared_timeline(self, readers, date_from, date_to):
        """The evidence about each of these people that both the person and one other reader may see.

        Called in sudo. For readers who are managers of the person at any level, all timelines are read at once from
        the models that say what such two may read; all else is asked from the rules of each reader.

        :param readers: dict id of one of these people -> ``res.users`` of the other reader
        :param date_from: first day, inclusive
        :param date_to: last day, inclusive
        :return: dict id -> list of items as of :meth:`_perf_timeline`; empty where one of the two has no user
        """
        people = self.filtered(lambda person: person.user_id and readers.get(person.id))
        led = people._filter_perf_led_by(readers)
        items = []
        for model in self._get_perf_evidence_models():
            at_once = led if model._get_perf_evidence_shared_domain() is not None else self.browse()
            items += model._get_perf_evidence_shared(at_once, date_from, date_to)
            items += model._get_perf_evidence_of_both(people - at_once, readers, date_from, date_to)
        timelines = {employee_id: [] for employee_id in self.ids}
        for item in self._sort_perf_evidence(items):
            timelines[item["employee_id"]].append(item)
        return timelines

    def _filter_perf_led_by(self, readers):
        """Those of these people who report, at any level, to the user who is given for them. Called in sudo.

        :param readers: see :meth:`_perf_shared_timeline`
        """
        lines = self.env["perf.reporting.line"].search_fetch(
            [("employee_id", "in", self.ids), ("manager_id.user_id", "in", [user.id for user in readers.values()])],
            ["employee_id", "manager_id"],
        )
        led = {(line.employee_id.id, line.manager_id.user_id.id) for line in lines}
        return self.filtered(lambda person: (person.id, readers[person.id].id) in led)

    def _perf_adverse_action_guard(self, action, date):
        """Reasons why a harmful step against these people needs an independent second reviewer.

        :param action: word for the step: ``rating_drop``, ``concern``, ``improvement_plan``...
        :param date: day on which it is to take effect
        :return: list of reasons, plain texts; empty when nothing speaks against it
        """
        return []

    def _perf_todo(self):
        """What waits for each of these people. Called in sudo, about the people's own work only.

        Addons extend the lists with one query for all people. An item is a dict with ``key`` (unique text, such as
        ``perf.goal,12,approve``), ``icon`` (Font Awesome class), ``title`` (what to do), ``subject`` (about whom or
        what, may be empty), ``due`` (date or False), ``since`` (date from which it waits), ``url`` (page in the
        portal) and ``button`` (label of the action). It may have ``first`` (to be read before all else) and ``dated``
        (its words say the day already).

        :return: dict id -> list of items
        """
        return {employee_id: [] for employee_id in self.ids}

    def _perf_portal_cards(self):
        """Cards of the addons on the page *My performance* of one employee. Called in sudo for that employee.

        :return: list of dicts with ``key``, ``sequence``, ``title``, ``text`` (one line of news), ``icon``, ``url``,
            ``count`` (how many wait for me), ``due`` (date or False) and maybe ``phase`` (where a common process
            stands, a sentence that the page opens with)
        """
        self.ensure_one()
        return []

    def _perf_portal_actions(self):
        """Quick actions of the addons on the page *My performance* of one employee. Called in sudo for that employee.

        :return: list of dicts with ``key``, ``sequence``, ``label`` (two words at most), ``icon`` and ``url``
        """
        self.ensure_one()
        return []

    def _perf_team_facts(self):
        """What a manager wants to know at a glance about each of these people. Called in sudo on checked reports.

        :return: dict id -> list of dicts with ``label``, ``text``, ``url`` (may be empty) and ``tone`` (Bootstrap
            colour word for goals and dates, ``secondary`` for everything else). For the home screen of the back office
            they may have ``key`` (of the column), ``value`` (to sort by), ``short`` (text without the label),
            ``target`` (see ``perf.home``), ``parts`` (a small bar: ``key``, ``tone``, ``count``) and ``flag`` (true for
            what the manager is to notice)
        """
        return {employee_id: [] for employee_id in self.ids}

    def _perf_slippage(self):
        """Signs that the work of these people goes less well than agreed. Called in sudo.

        Addons extend the lists with one query for all people. A sign is a dict with ``since`` (date on which it began)
        and ``text`` (what it is, in calm words, that the person's managers and HR may both read).

        :return: dict id -> list of signs
        """
        return {employee_id: [] for employee_id in self.ids}

    @api.model
    def _perf_milestones(self, date_from, date_to):
        """What these days brought to people that may be celebrated, if they want that. Called in sudo, for all people.

        Addons add to the list with one query. An item is a dict with ``employee_id``, ``kind`` (word for it), ``key``
        (unique text, such as ``goal,12``: what has been celebrated once never is again), ``date`` and ``name``.

        :param date_from: first day, inclusive
        :param date_to: last day, inclusive
        :return: list of items
        """
        return []

    def _perf_conversations(self):
        """When somebody last spoke with each of these people about their work. Called in sudo.

        A conversation is feedback that the person reads, a 1-on-1 that was held, or a concern that was shared, with one
        of the person's managers. Only dates leave, never who said what.

        :return: dict id -> list of dates, the latest of each kind
        """
        return {employee_id: [] for employee_id in self.ids}

    def _perf_text_targets(self):
        """Where the current user may keep a text about this person, such as a point of a conversation.

        :return: list of dicts with ``key`` (unique text), ``label`` and ``icon`` (Font Awesome class)
        """
        self.ensure_one()
        return []

    def _perf_keep_text(self, key, text):
        """Keep a text about this person at the target, as the current user: a draft, or a comment.

        :param key: one of the keys of :meth:`_perf_text_targets`; addons answer for theirs
        :param text: the text
        :return: record that holds it now
        :raise UserError: nobody answers for the key
        """
        self.ensure_one()
        raise UserError(self.env._("This can't be kept there any more. Reload the page and choose again."))
