from odoo import fields, models

CELEBRATIONS = ("perf_celebrate_birthday", "perf_celebrate_anniversary", "perf_celebrate_goals")


class ResUsers(models.Model):
    """A user, who chooses what the wall celebrates of the own person."""

    _inherit = "res.users"

    perf_celebrate_birthday = fields.Boolean(
        string="Celebrate My Birthday", help="The wall wishes you a happy birthday, without your age."
    )
    perf_celebrate_anniversary = fields.Boolean(
        string="Celebrate My Work Anniversary", default=True, help="The wall says how many years you have been here."
    )
    perf_celebrate_goals = fields.Boolean(
        string="Celebrate My Goals", help="The wall tells your team and managers when you have achieved a goal."
    )

    @property
    def SELF_READABLE_FIELDS(self):  # noqa: N802, named by core
        """With what the wall celebrates."""
        return [*super().SELF_READABLE_FIELDS, *CELEBRATIONS]

    @property
    def SELF_WRITEABLE_FIELDS(self):  # noqa: N802, named by core
        """With what the wall celebrates."""
        return [*super().SELF_WRITEABLE_FIELDS, *CELEBRATIONS]

    def _get_perf_celebrations(self):
        """What the current user can choose, for the portal.

        :return: list of dicts with ``name``, ``label`` and ``chosen``
        """
        self.ensure_one()
        labels = {
            "perf_celebrate_birthday": self.env._("My birthday, without my age. Everybody at the company reads it."),
            "perf_celebrate_anniversary": self.env._(
                "How many years I have been here. Everybody at the company reads it."
            ),
            "perf_celebrate_goals": self.env._("Goals that I achieved. My team mates, my managers and HR read it."),
        }
        own = self.sudo()  # sudo: the user's own choice
        return [{"name": name, "label": labels[name], "chosen": own[name]} for name in CELEBRATIONS]

    def _set_perf_celebrations(self, values):
        """Keep what a form of the portal chose: what is missing in it is not chosen.

        :param values: dict of texts
        """
        self.ensure_one()
        self.write({name: bool(values.get(name)) for name in CELEBRATIONS})
