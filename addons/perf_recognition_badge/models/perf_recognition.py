from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class PerfRecognition(models.Model):
    """A recognition, which may carry a badge to each recipient."""

    _inherit = "perf.recognition"

    badge_id = fields.Many2one(
        "gamification.badge",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('perf_is_grantable', '=', True)]",
        help="Goes to each person you thank. Each badge has its own rule of who may give it, and how often.",
    )
    # A link of the grant would outlive this addon in core's list of constraints, so it stands on this side.
    badge_user_ids = fields.Many2many(
        "gamification.badge.user",
        "perf_recognition_badge_user_rel",
        "recognition_id",
        "badge_user_id",
        string="Grants",
        readonly=True,
        copy=False,
        groups="base.group_system",
    )

    @api.model
    def _prepare_posted_values(self, vals):
        """With the badge, which must be one that the person may give."""
        values = super()._prepare_posted_values(vals)
        badge = self._find_perf_badge(vals.get("badge_id"))
        if badge and values["audience"] != "company":
            raise ValidationError(
                self.env._(
                    "A badge can be seen by everybody. Let everybody read this recognition, or leave the badge out."
                )
            )
        return {**values, "badge_id": badge.id, "badge_user_ids": False}

    @api.model
    def _find_perf_badge(self, badge_id):
        """The badge that somebody chose, which its own rules let the current user give.

        :param badge_id: from anywhere, also from a forged call
        :return: ``gamification.badge`` of the current user, empty when none was chosen
        :raise UserError: there is no such badge, or it is not this user's to give
        """
        Badge = self.env["gamification.badge"]
        if not badge_id:
            return Badge
        # sudo: only whether there is such a badge goes out; its rules are asked as the user.
        badge = Badge.sudo().search([("id", "=", badge_id)]).sudo(False) if type(badge_id) is int else Badge
        if not badge:
            raise UserError(self.env._("Choose a badge from the list, or none."))
        badge._check_perf_granting()
        return badge

    @api.model_create_multi
    def create(self, vals_list):
        """As recognition itself, and the badges are granted."""
        recognitions = super().create(vals_list)
        recognitions._grant_badges()
        return recognitions

    def _grant_badges(self):
        """Give the badges to the recipients who have a user, within the limit of each badge.

        The comment of a grant stays empty: what was said is read on the wall, by those who may.
        """
        # sudo: portal users may not read the people they thank, nor create grants; the badge's own rules were asked
        # as the user.
        with_badge = self.sudo().filtered("badge_id")
        pairs = [(one, recipient) for one in with_badge for recipient in one.recipient_ids if recipient.user_id]
        grants = with_badge.env["gamification.badge.user"].create(
            [
                {
                    "user_id": recipient.user_id.id,
                    "sender_id": self.env.uid,
                    "badge_id": recognition.badge_id.id,
                    **self._prepare_perf_grant_person(recipient),
                }
                for recognition, recipient in pairs
            ]
        )
        of_each = {}
        for (recognition, _recipient), grant in zip(pairs, grants, strict=True):
            of_each[recognition] = of_each.get(recognition, grants.browse()) | grant
        for recognition, own in of_each.items():
            recognition.badge_user_ids = own
        if not self.env.su:
            self.env["gamification.badge"].browse(with_badge.badge_id.ids)._check_perf_limit()

    @api.model
    def _prepare_perf_grant_person(self, employee):
        """Values that name the employee on a grant, where *Gamification for HR* is installed: dict."""
        return {"employee_id": employee.id} if "employee_id" in self.env["gamification.badge.user"]._fields else {}

    def _retract(self, reason):
        """With the badges, which go with the recognition."""
        result = super()._retract(reason)
        # sudo: nobody may delete grants; who may take this recognition back was checked.
        self.sudo().badge_user_ids.unlink()
        return result

    def _prepare_wall_cards(self):
        """With the badge."""
        cards = super()._prepare_wall_cards()
        # sudo: the reader of a recognition reads the name of its badge, archived ones too.
        for card, recognition in zip(cards, self.sudo(), strict=True):
            badge = recognition.badge_id
            card["badge"] = (badge and {"name": badge.name}) or {}
        return cards
