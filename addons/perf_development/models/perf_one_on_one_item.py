from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import format_date

# What one of the two may write on an item, besides the author its text.
SHARED = {"done", "sequence"}


class PerfOneOnOneItem(models.Model):
    """One point that somebody wants to talk about. Until it is ticked, it moves on to the next 1-on-1 of the two."""

    _name = "perf.one.on.one.item"
    _description = "Agenda Item of a 1-on-1"
    _inherit = ["perf.text.mixin"]
    _order = "sequence, id"

    one_on_one_id = fields.Many2one("perf.one.on.one", string="1-on-1", required=True, index=True, ondelete="cascade")
    name = fields.Char(string="What to Talk About", required=True)
    author_employee_id = fields.Many2one(
        "hr.employee",
        string="By",
        # not required, so that no form asks for it: whoever of the two saves the item is it, see the constraint
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    author_label = fields.Char(string="Added by", compute="_compute_author_label")
    from_template = fields.Boolean(string="Talking Point", readonly=True, copy=False)
    is_author = fields.Boolean(string="Mine", compute="_compute_is_author")
    done = fields.Boolean(string="Talked About", copy=False)
    sequence = fields.Integer(default=10, aggregator=None)
    carried_from_id = fields.Many2one(
        "perf.one.on.one",
        string="Carried over from",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="The first 1-on-1 on whose agenda it stood.",
    )
    carried = fields.Boolean(string="Carried Over", compute="_compute_carried")
    carried_note = fields.Char(string="From Earlier", compute="_compute_carried")
    kept_label = fields.Char(string="Kept as", compute="_compute_kept", help="Where you kept it. Only you see this.")

    _author_set = models.Constraint("CHECK(author_employee_id IS NOT NULL)", "Somebody has to add an agenda item.")

    @api.depends("author_employee_id")
    @api.depends_context("uid")
    def _compute_is_author(self):
        own = set(self.env["perf.reporting.line"]._get_own_employee_ids())
        for item in self:
            item.is_author = item.author_employee_id._origin.id in own or not item.author_employee_id

    @api.depends("author_employee_id", "from_template")
    @api.depends_context("uid", "lang")
    def _compute_author_label(self):
        for item in self:
            # sudo: the name of one of the two, which portal users can't read from employees
            name = item.author_employee_id.sudo().name or self.env.user.name
            item.author_label = self.env._("Talking point") if item.from_template else name

    @api.depends("carried_from_id")
    def _compute_carried(self):
        for item in self:
            item.carried = bool(item.carried_from_id)
            start = item.carried_from_id.start
            item.carried_note = start and format_date(self.env, fields.Datetime.context_timestamp(item, start).date())

    @api.depends_context("uid")
    def _compute_kept(self):
        kept = self.env["perf.one.on.one.kept"].search([("item_id", "in", self._origin.ids), ("is_author", "=", True)])
        labels = {each.item_id.id: each.label for each in kept}
        for item in self:
            item.kept_label = labels.get(item._origin.id, False)

    @api.model_create_multi
    def create(self, vals_list):
        if self.env.su:
            return super().create(vals_list)
        meetings = self.env["perf.one.on.one"].browse({vals.get("one_on_one_id") for vals in vals_list} - {None, False})
        meetings.check_access("write")
        meetings._check_planned()
        me = {meeting.id: meeting._get_me().id for meeting in meetings}
        return super().create(
            [
                {
                    **vals,
                    "name": self._clean_name(vals.get("name")),
                    "author_employee_id": me.get(vals.get("one_on_one_id")),
                    "carried_from_id": False,
                    "from_template": False,
                }
                for vals in vals_list
            ]
        )

    def write(self, vals):
        if self.env.su:
            return super().write(vals)
        self.check_access("write")
        if vals.keys() - SHARED - {"name"}:
            raise UserError(self.env._("An item stays where it is and keeps its author. Add a new one instead."))
        if "name" in vals:
            if not all(item.is_author for item in self):
                raise AccessError(self.env._("Only who added it can change the words. Add an item of your own."))
            # in words of one's own, it is no talking point of a template any more
            vals = {**vals, "name": self._clean_name(vals["name"]), "from_template": False}
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_of_the_other(self):
        if self.env.su:
            return
        if not all(item.is_author for item in self):
            raise AccessError(self.env._("Only who added it can delete it. Tick it when you have talked about it."))
        self.one_on_one_id._check_planned()

    @api.model
    def _clean_name(self, name):
        """The words of an item without blanks around them.

        :raise UserError: there are none
        """
        name = " ".join(name.split()) if isinstance(name, str) else ""
        if not name:
            raise UserError(self.env._("Write in a few words what to talk about."))
        return name

    def _move_to(self, meeting):
        """Move these items, which were not ticked, to the next 1-on-1 of the same two people. Called in sudo."""
        for origin, items in self.grouped("one_on_one_id").items():
            items.filtered(lambda item: not item.carried_from_id).write({"carried_from_id": origin.id})
            origin.write({"moved_count": origin.moved_count + len(items), "moved_to_id": meeting.id})
        self.write({"one_on_one_id": meeting.id})

    # ------------------------------------------------------------------
    # Keeping an item elsewhere
    # ------------------------------------------------------------------

    def _get_keep_targets(self):
        """Where the current user may keep the text of this item: see ``hr.employee._perf_text_targets``."""
        self.ensure_one()
        return self.one_on_one_id.employee_id._perf_text_targets() if self.one_on_one_id.is_mine else []

    def action_keep(self, key):
        """Keep the text of this item at a target, as a draft or a comment that only the user decides about.

        :param key: one of the keys of ``hr.employee._perf_text_targets``
        :return: action that opens the record
        """
        self.ensure_one()
        self.check_access("read")
        target = next((target for target in self._get_keep_targets() if target["key"] == key), None)
        if not target:
            raise UserError(self.env._("This can't be kept there any more. Reload the page and choose again."))
        record = self.one_on_one_id.employee_id._perf_keep_text(key, self.name)
        self.env["perf.one.on.one.kept"]._remember(self, target["label"], record)
        return self.action_open_kept()

    def action_open_kept(self):
        """Open what the current user kept of this item."""
        self.ensure_one()
        self.check_access("read")
        kept = self._find_kept()
        if not kept:
            raise UserError(self.env._("You have not kept this item elsewhere."))
        record = kept._get_record()
        if not record:
            raise UserError(self.env._("What you kept there does not exist any more, or is not for you any more."))
        return record.get_formview_action()

    def _find_kept(self):
        """Where the current user kept this item: ``perf.one.on.one.kept``, empty for nowhere."""
        self.ensure_one()
        domain = Domain("item_id", "=", self.id) & Domain("is_author", "=", True)
        return self.env["perf.one.on.one.kept"].search(domain, limit=1)

    def action_open_keep(self):
        """Open the dialog in which the user chooses where to keep the item."""
        self.ensure_one()
        return self.env["perf.one.on.one.change"]._get_action(self.one_on_one_id, "keep", item=self)
