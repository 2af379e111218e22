from odoo import models
from odoo.tools import format_date

from ..tools.days import LONG
from ..tools.differences import differences

HISTORY_SHOWN = 20


class PerfAppraisalTemplate(models.Model):
    """Where a template was used, and what was changed since."""

    _inherit = "perf.appraisal.template"

    def get_history(self):
        """The cycles that used this template, the latest first, each with what differs from today.

        :return: list of dicts with ``id`` of the copy, ``cycle``, ``date``, ``people`` and ``changes``: list of dicts
            with ``text``, and ``by``: who changed it and when, where that is known
        """
        self.ensure_one()
        self.check_access("read")
        # No sudo: the rules say of which companies' cycles the reader knows.
        snapshots = self.with_context(active_test=False).search(
            [("snapshot_of_id", "=", self.id)], order="id desc", limit=HISTORY_SHOWN
        )
        counts = snapshots._count_people()
        now = self._get_version()
        return [
            {
                "id": snapshot.id,
                "cycle": snapshot.cycle_id.name or "",
                "date": format_date(self.env, snapshot.create_date.date(), date_format=LONG),
                "people": counts.get(snapshot.id, 0),
                "changes": self._list_changes(snapshot._get_version(), now),
            }
            for snapshot in snapshots
        ]

    def _count_people(self):
        """How many people were or are appraised with each of these templates: dict template id -> number."""
        # sudo: plain numbers, which include the officer's own appraisal.
        groups = (
            self.env["perf.appraisal"]
            .sudo()
            ._read_group([("template_id", "in", self.ids), ("state", "!=", "cancelled")], ["template_id"], ["__count"])
        )
        return {template.id: count for template, count in groups}

    def _get_version(self):
        """This template in plain values: dict key of a part -> dict of a field's label -> value in words.

        A part of a copy has the key of the part that it was copied from, so that both can be compared.
        """
        self.ensure_one()
        version = {}
        for section in self.section_ids:
            version["section", section.origin_id.id or section.id] = section._prepare_version_values()
            for question in section.question_ids:
                version["question", question.origin_id.id or question.id] = question._prepare_version_values()
        return version

    def _list_changes(self, before, after):
        """What differs, in sentences.

        :param before: older version, as of :meth:`_get_version`
        :param after: newer version
        :return: list of dicts with ``text`` and ``by``
        """
        found = differences(before, after)
        name = self._get_name_label()
        added = [self.env._("New: “%(part)s”", part=after[key][name]) for key in found["added"]]
        removed = [self.env._("Removed: “%(part)s”", part=before[key][name]) for key in found["removed"]]
        changed = [
            self.env._(
                "“%(part)s”, %(field)s: %(old)s, now %(new)s",
                part=after[key][name],
                field=field,
                old=old or self.env._("nothing"),
                new=new or self.env._("nothing"),
            )
            for key, fields in found["changed"].items()
            for field, (old, new) in fields.items()
        ]
        authors = [self._get_author(key) for key in found["added"]] + [""] * len(removed)
        authors += [self._get_author(key) for key, fields in found["changed"].items() for _field in fields]
        texts = [*added, *removed, *changed]
        return [{"text": text, "by": author} for text, author in zip(texts, authors, strict=True)]

    def _get_name_label(self):
        """The key under which a version has the name of a part."""
        return self.env["perf.appraisal.section"]._fields["name"]._description_string(self.env)

    def _get_author(self, key):
        """Who changed a part of this template last and when, in words.

        :param key: as in :meth:`_get_version`
        """
        kind, part_id = key
        parts = self.section_ids if kind == "section" else self.section_ids.question_ids
        part = parts.browse(part_id).with_prefetch(parts._prefetch_ids)
        # sudo: the name of a colleague of HR who changed a template that the reader may read.
        author = part.sudo().write_uid
        if not author or author._is_superuser():
            return ""
        day = format_date(self.env, part.write_date.date(), date_format=LONG)
        return self.env._("%(name)s, %(day)s", name=author.name, day=day)
