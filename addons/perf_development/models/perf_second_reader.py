from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL, format_date

from .perf_second_review import OFFERED


class PerfSecondReader(models.Model):
    """A second review for which nobody of HR is independent, as whoever names a reader sees it.

    To name a reader is to organise, not to read: all there is to see is the kind of the document and the day. So HR
    administrators may do it who stand above the person and never read the review itself.
    """

    _name = "perf.second.reader"
    _description = "Reader to Name"
    _auto = False
    _order = "id"
    _depends = {"perf.second.review": ["res_model", "asked_on", "reviewer_id", "state", "closed_on"]}

    res_model = fields.Char(string="Model", readonly=True)
    kind = fields.Char(string="Document", compute="_compute_kind")
    asked_on = fields.Date(string="Waits since", readonly=True)
    can_name = fields.Boolean(compute="_compute_can_name", search="_search_can_name", exportable=False)

    @property
    def _table_query(self):
        return SQL(
            "SELECT id, res_model, asked_on FROM perf_second_review"
            " WHERE reviewer_id IS NULL AND state = 'open' AND closed_on IS NULL"
        )

    @api.depends("res_model")
    @api.depends_context("lang")
    def _compute_kind(self):
        for reader in self:
            reader.kind = self._get_kind(reader.res_model)

    @api.depends("res_model", "asked_on")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for reader in self:
            reader.display_name = self.env._(
                "%(kind)s of %(day)s", kind=reader.kind, day=format_date(self.env, reader.asked_on)
            )

    @api.model
    def _get_kind(self, model):
        """What a document of that model is called, in the language of the reader."""
        return self.env["ir.model"]._get(model).sudo().name  # sudo: the name of a kind of document

    @api.depends_context("uid")
    def _compute_can_name(self):
        mine = self._get_my_ids()
        for reader in self:
            reader.can_name = reader.id in mine

    @api.model
    def _search_can_name(self, operator, value):
        if operator != "in" or True not in value:
            return NotImplemented
        return Domain("id", "in", self._get_my_ids())

    @api.model
    def _get_my_ids(self):
        """Those for which the current user may name a reader: list of ids."""
        if not self.env.user.has_group("perf_base.group_perf_admin"):
            return []
        # sudo: of the reviews the users learn no more than what this model shows
        namers = self.env["perf.second.review"]._get_namers(self._get_waiting())
        return [review_id for review_id, people in namers.items() if self.env.user in people.user_id]

    @api.model
    def _get_waiting(self):
        """All reviews without a reader: ``perf.second.review`` in sudo."""
        # sudo: the callers show each user their own
        return (
            self.env["perf.second.review"]
            .sudo()
            .search([("reviewer_id", "=", False), ("state", "=", "open"), ("closed_on", "=", False)], order="id")
        )

    def action_assign(self, employee_id):
        """Name the reader.

        :param employee_id: id of an employee with an internal user, outside both reporting lines
        """
        self._get_mine()._assign(employee_id)
        return True

    def _get_mine(self):
        """The review for which the current user may name a reader, for the methods that check nothing themselves."""
        self.ensure_one()
        if not self.exists():
            raise UserError(self.env._("Nobody waits for this review any more."))
        self.check_access("read")
        if not self.can_name:
            raise AccessError(self.env._("An HR administrator names the second reviewer."))
        return self.env["perf.second.review"].browse(self.id)

    def action_waive(self, reason=""):
        """Go on without a reader, because nobody can be one.

        :param reason: why; HR reads it
        """
        self._get_mine()._waive(reason)
        return True

    def action_open_waive(self):
        """Ask why it goes on without a reader."""
        return self.env["perf.issue.word"]._get_action(self, "waive")

    def _get_offered_people(self):
        """Some people who can be named: ``hr.employee`` in sudo."""
        return self._get_mine()._get_free_people()[:OFFERED]

    def action_open_assign(self):
        """Ask whom to name."""
        return self.env["perf.issue.word"]._get_action(self, "assign")

    @api.model
    def _get_todo(self, people):
        """Readers that these people have to name. Called in sudo.

        :return: list of pairs of an employee id and an item, see ``hr.employee._perf_todo``
        """
        admins = people & self.env["perf.second.review"]._get_group_people("perf_base.group_perf_admin")
        reviews = self._get_waiting() if admins else self.env["perf.second.review"]
        if not reviews:
            return []
        namers = self.env["perf.second.review"]._get_namers(reviews)
        return [
            (admin.id, self._prepare_todo_item(review)) for review in reviews for admin in namers[review.id] & admins
        ]

    @api.model
    def _prepare_todo_item(self, review):
        """What an HR administrator has to do: the item names neither the person nor the author.

        :param review: ``perf.second.review`` in sudo
        """
        return {
            "key": f"perf.second.review,{review.id},name",
            "icon": "fa-user-plus",
            "title": self.env._(
                "Nobody independent is left in HR: choose somebody to read a document (%(kind)s)",
                kind=self._get_kind(review.res_model),
            ),
            "subject": self.env._("Second review"),
            "due": False,
            "since": review.asked_on,
            "url": f"/odoo/readers-to-name/{review.id}",
            "button": self.env._("Choose"),
        }
