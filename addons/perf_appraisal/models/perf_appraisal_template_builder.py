from itertools import chain

from odoo import models
from odoo.exceptions import UserError

from ..tools.kinds import RATED_KINDS
from ..tools.roles import ROLES, answer_field


class PerfAppraisalTemplate(models.Model):
    """What the builder shows, and the one thing that it does to several parts at once: to put them in order."""

    _inherit = "perf.appraisal.template"

    def get_builder(self):
        """Everything on the builder's screen, for HR.

        :return: dict with ``can_edit``, ``scale_id`` for new ratings, ``kinds``, ``roles`` and ``sections``: dicts with
            the fields of a section and its ``questions``, see ``perf.appraisal.question._prepare_builder_values``
        """
        self.ensure_one()
        self.check_access("read")
        Question = self.env["perf.appraisal.question"]
        labels = dict(Question._fields["kind"]._description_selection(self.env))
        scored = {*RATED_KINDS, *Question._get_measured_kinds()}
        return {
            "can_edit": not self.snapshot_of_id and self.has_access("write"),
            "scale_id": (self.scale_id or self._default_scale_id() or self.env["perf.rating.scale"]).id,
            "kinds": [
                {
                    "key": key,
                    "label": label,
                    "icon": Question._get_kind_icons().get(key, "fa-question"),
                    "is_scored": key in scored,
                    "is_measured": key in Question._get_measured_kinds(),
                }
                for key, label in labels.items()
            ],
            "roles": [
                {
                    "key": role,
                    "label": Question._fields[answer_field(role)]._description_string(self.env),
                    "help": Question._fields[answer_field(role)]._description_help(self.env) or "",
                }
                for role in ROLES
            ],
            "sections": [section._prepare_builder_values() for section in self.section_ids],
        }

    def set_order(self, sections):
        """Put sections and questions in order; a question may go to another section.

        :param sections: list of lists [section id, list of question ids], with all parts of this template
        """
        self.ensure_one()
        self.check_access("write")
        self._check_editable()
        places = self._read_order(sections)
        known = self.section_ids
        if set(places) != set(known.ids) or sorted(chain.from_iterable(places.values())) != sorted(
            known.question_ids.ids
        ):
            raise UserError(
                self.env._("Somebody changed this template meanwhile. Reload the page, then put it in order again.")
            )
        for place, (section_id, question_ids) in enumerate(places.items(), start=1):
            known.browse(section_id)._set_place({"sequence": 10 * place})
            for question_place, question in enumerate(known.question_ids.browse(question_ids), start=1):
                question._set_place({"sequence": 10 * question_place, "section_id": section_id})
        return True

    def _read_order(self, sections):
        """An order from outside as dict section id -> list of question ids.

        :raise UserError: when it can't be read
        """
        try:
            places = {int(section_id): [int(question_id) for question_id in ids] for section_id, ids in sections}
        except (TypeError, ValueError):
            places = {}
        return places
