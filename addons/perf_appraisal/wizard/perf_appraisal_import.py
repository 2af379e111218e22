import base64
import csv
import io

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL, html2plaintext, split_every

from odoo.addons.perf_base.tools.text import TEXT_LIMIT

from ..tools.importing import CANCELLED, DONE, number_in_year, read_state
from ..tools.scale import spread_minimums

SOURCE = "hr_appraisal"
NOTES = "hr_appraisal_note"
# Managers of an appraisal: Odoo Enterprise, OCA.
MANAGER_TABLES = ("appraisal_manager_rel", "hr_appraisal_managers_rel")
MODULE = "__perf_import__"  # of the external ids, by which a second run knows what was taken
NEEDED = {"id", "employee_id", "state", "date_close"}
TEXTS = {"self": "employee_feedback", "manager": "manager_feedback"}
BATCH = 500


class PerfAppraisalImport(models.TransientModel):
    """Take over finished appraisals from the tables of Odoo Enterprise or of the OCA addon, after a dry run.

    The tables are read as they are, also when their addon is not installed any more, and stay untouched. What was
    taken is known by external ids, so that running it again takes only what is new.
    """

    _name = "perf.appraisal.import"
    _description = "Import Appraisals of Another Addon"

    state = fields.Selection([("draft", "Settings"), ("checked", "Dry Run"), ("done", "Imported")], default="draft")
    show_rating = fields.Boolean(
        string="Show Final Ratings to Employees",
        help="In Odoo Enterprise only managers and HR see the final rating. Without this, it stands in the history "
        "of the appraisal, which the employee doesn't read.",
    )
    level_ids = fields.One2many(
        "perf.appraisal.import.level",
        "import_id",
        string="Ratings, Lowest First",
        default=lambda self: self._default_level_ids(),
    )
    report = fields.Json(string="Outcome", readonly=True)
    report_table = fields.Html(compute="_compute_report_table")
    report_file = fields.Binary(string="Report", readonly=True, attachment=False)
    report_name = fields.Char(readonly=True)

    @api.depends("report")
    def _compute_report_table(self):
        row = Markup('<tr><td>%s</td><td class="text-end">%s</td></tr>')
        for wizard in self:
            rows = Markup("").join(row % (line["label"], line["count"]) for line in wizard.report or [])
            wizard.report_table = rows and Markup('<table class="table table-sm w-auto">%s</table>') % rows

    # ------------------------------------------------------------------
    # The other addon's tables
    # ------------------------------------------------------------------

    @api.model
    def _get_columns(self, table):
        """Names of the columns of a table, empty when there is no such table."""
        query = (
            "SELECT column_name FROM information_schema.columns WHERE table_schema = current_schema AND table_name = %s"
        )
        return {name for (name,) in self.env.execute_query(SQL(query, table))}

    @api.model
    def _get_names(self, table):
        """Names of the records of a table of the other addon, which may be translated: dict id -> name."""
        if not {"id", "name"} <= self._get_columns(table):
            return {}
        rows = self.env.execute_query(SQL("SELECT id, to_jsonb(name) FROM %s ORDER BY id", SQL.identifier(table)))
        lang = self.env.lang or "en_US"
        return {
            key: (name.get(lang) or name.get("en_US") or next(iter(name.values()), ""))
            if isinstance(name, dict)
            else name
            for key, name in rows
        }

    @api.model
    def _default_level_ids(self):
        """The ratings that the other addon knows, in its own order; nothing for those who can't import."""
        if not self.has_access("create"):
            return []
        columns = self._get_columns(NOTES)
        if not columns or "assessment_note" not in self._get_columns(SOURCE):
            return []
        order = SQL.identifier("sequence") if "sequence" in columns else SQL.identifier("id")
        rows = self.env.execute_query(
            SQL(
                """
                SELECT note.id, COUNT(appraisal.id)
                  FROM hr_appraisal_note note
             LEFT JOIN hr_appraisal appraisal ON appraisal.assessment_note = note.id
              GROUP BY note.id
              ORDER BY note.%s, note.id
                """,
                order,
            )
        )
        names = self._get_names(NOTES)
        return [
            (0, 0, {"sequence": number, "note_id": note_id, "name": names.get(note_id, ""), "count": count})
            for number, (note_id, count) in enumerate(rows)
        ]

    @api.model
    def _read_source(self):
        """All appraisals of the other addon, oldest first.

        :return: list of dicts with ``id``, ``employee_id``, ``state``, ``date``, ``note_id``, ``managers`` (ids),
            ``self`` and ``manager`` (plain texts, empty when never published)
        :raise UserError: when there are no such tables
        """
        columns = self._get_columns(SOURCE)
        if not columns >= NEEDED:
            raise UserError(
                self.env._(
                    "This database has no appraisals of Odoo Enterprise or of the OCA addon hr_appraisal_oca. "
                    "Restore their tables first; the addon itself isn't needed."
                )
            )
        managers = self._read_managers()
        rows = self.env.execute_query_dict(
            SQL("SELECT %s FROM hr_appraisal ORDER BY date_close, id", self._get_wanted(columns))
        )
        return [
            {
                "id": row["id"],
                "employee_id": row["employee_id"],
                "state": read_state(row["state"]),
                "date": row["date_close"],
                "note_id": row.get("assessment_note"),
                "managers": managers.get(row["id"], []),
                **{role: self._read_text(row, name) for role, name in TEXTS.items()},
            }
            for row in rows
        ]

    @api.model
    def _get_wanted(self, columns):
        """The columns to read, of those that there are."""
        wanted = [
            *sorted(NEEDED),
            "assessment_note",
            *TEXTS.values(),
            *(f"{name}_published" for name in TEXTS.values()),
        ]
        return SQL(", ").join(SQL.identifier(name) for name in wanted if name in columns)

    @api.model
    def _read_text(self, row, name):
        """One side's feedback as plain text; what was never published is nobody's to show."""
        if not row.get(name) or row.get(f"{name}_published") is False:
            return ""
        return html2plaintext(row[name], include_references=False).strip()[:TEXT_LIMIT]

    @api.model
    def _read_managers(self):
        """The managers of each appraisal: dict appraisal id -> list of employee ids."""
        for table in MANAGER_TABLES:
            if {"hr_appraisal_id", "hr_employee_id"} <= self._get_columns(table):
                query = SQL(
                    "SELECT hr_appraisal_id, array_agg(hr_employee_id ORDER BY hr_employee_id) FROM %s GROUP BY 1",
                    SQL.identifier(table),
                )
                return dict(self.env.execute_query(query))
        return {}

    # ------------------------------------------------------------------
    # Plan
    # ------------------------------------------------------------------

    def _prepare_plan(self):
        """What an import would do, without doing anything of it.

        :return: list of dicts as of :meth:`_read_source`, with ``outcome`` (``take``, ``there``, or the reason why
            not: ``open``, ``cancelled``, ``no_person``, ``no_date``) and ``place`` (year and number in it)
        """
        # sudo: HR administrators take over the appraisals of all companies; checked by the actions.
        people = self.env["hr.employee"].sudo().with_context(active_test=False)
        source = self._read_source()
        known = set(people.browse({each["employee_id"] for each in source if each["employee_id"]}).exists().ids)
        there = self._get_taken_ids()
        places = number_in_year(
            [(each["id"], each["employee_id"], each["date"].year) for each in source if each["date"]]
        )
        for each in source:
            each["outcome"] = self._get_outcome(each, known, there)
            each["place"] = places.get(each["id"])
        return source

    @api.model
    def _get_outcome(self, row, known, there):
        """What becomes of one appraisal of the other addon.

        :param known: ids of the employees that there are
        :param there: ids of the appraisals that were taken before
        """
        if row["id"] in there:
            return "there"
        if row["state"] != DONE:
            return "cancelled" if row["state"] == CANCELLED else "open"
        if row["employee_id"] not in known:
            return "no_person"
        return "take" if row["date"] else "no_date"

    @api.model
    def _get_taken_ids(self):
        """Ids, in the other addon's table, of the appraisals that were taken before."""
        # sudo: external ids are the system administrator's to read.
        taken = self.env["ir.model.data"].sudo().search([("module", "=", MODULE), ("model", "=", "perf.appraisal")])
        return {int(name.removeprefix("appraisal_")) for name in taken.mapped("name")}

    def _get_outcome_words(self):
        """Words for the outcomes, in the order of the report."""
        return {
            "take": self.env._("Taken") if self.state == "done" else self.env._("Will be taken"),
            "there": self.env._("Taken by an earlier run"),
            "open": self.env._("Not taken: not finished"),
            "cancelled": self.env._("Not taken: cancelled"),
            "no_person": self.env._("Not taken: the employee is not there any more"),
            "no_date": self.env._("Not taken: no date"),
        }

    def _set_report(self, plan):
        """Keep the report: counts for the screen, each appraisal in a file.

        :param plan: as of :meth:`_prepare_plan`
        """
        words = self._get_outcome_words()
        counts = dict.fromkeys(words, 0)
        for row in plan:
            counts[row["outcome"]] += 1
        lines = [{"label": words[key], "count": count} for key, count in counts.items() if count]
        people = self.env["hr.employee"].sudo().with_context(active_test=False)
        names = {
            person.id: person.name
            for person in people.browse({row["employee_id"] for row in plan if row["employee_id"]}).exists()
        }
        output = io.StringIO()
        writer = csv.writer(output)
        writer.writerow([self.env._("Number"), self.env._("Employee"), self.env._("Date"), self.env._("Outcome")])
        for row in plan:
            writer.writerow([row["id"], names.get(row["employee_id"], ""), row["date"] or "", words[row["outcome"]]])
        self.write(
            {
                "report": lines,
                "report_file": base64.b64encode(output.getvalue().encode("utf-8-sig")),
                "report_name": self.env._("appraisal_import.csv"),
            }
        )

    # ------------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------------

    def _check_admin(self):
        """HR administrators only; also for callers of the external API."""
        self.check_access("write")
        if not self.env.su and not self.env.user.has_group("perf_base.group_perf_admin"):
            raise AccessError(self.env._("Only HR administrators take over appraisals of another addon."))

    def action_check(self):
        """Dry run: say what would be taken and what not. Nothing changes."""
        self.ensure_one()
        self._check_admin()
        self.state = "checked"
        self._set_report(self._prepare_plan())
        return self._reopen()

    def action_import(self):
        """Take what the dry run showed. Running it again takes only what is new since."""
        self.ensure_one()
        self._check_admin()
        if self.state != "checked":
            raise UserError(self.env._("Do the dry run first, and read what it says."))
        plan = self._prepare_plan()
        # sudo: finished appraisals are made by the suite only; the administrator was checked.
        wizard = self.sudo()
        taken = [row for row in plan if row["outcome"] == "take"]
        for rows in split_every(BATCH, taken):
            wizard._take(rows)
        self.state = "done"
        self._set_report(plan)
        return self._reopen()

    def _reopen(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Import Appraisals"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
        }

    def action_view_imported(self):
        """Open what was taken, by this run and earlier ones."""
        self.ensure_one()
        self._check_admin()
        # sudo: external ids are the system administrator's to read.
        taken = self.env["ir.model.data"].sudo().search([("module", "=", MODULE), ("model", "=", "perf.appraisal")])
        action = self.env["ir.actions.actions"].sudo()._for_xml_id("perf_appraisal.perf_appraisal_action")
        return {**action, "domain": [("id", "in", taken.mapped("res_id"))], "context": {"create": False}}

    # ------------------------------------------------------------------
    # Taking
    # ------------------------------------------------------------------

    def _take(self, rows):
        """Create closed appraisals. Called in sudo.

        :param rows: items of the plan, each of a person who has none in its cycle
        """
        people = self.env["hr.employee"].browse([row["employee_id"] for row in rows])
        known = set(self.env["hr.employee"].browse({m for row in rows for m in row["managers"]}).exists().ids)
        cycles = self._get_cycles(
            {(person.company_id, *row["place"]) for person, row in zip(people, rows, strict=True)}
        )
        templates = {cycle: cycle.population_ids.template_id._get_snapshot(cycle) for cycle in cycles.values()}
        values = []
        for person, row in zip(people, rows, strict=True):
            cycle = cycles[(person.company_id, *row["place"])]
            managers = [manager for manager in row["managers"] if manager in known and manager != person.id]
            values.append(
                {
                    "cycle_id": cycle.id,
                    "employee_id": person.id,
                    "template_id": templates[cycle].id,
                    "manager_id": managers[0] if managers else person._perf_get_appraiser().id,
                    "state": "closed",
                    "shared_date": row["date"],
                    "acknowledged_date": row["date"],
                }
            )
        appraisals = self.env["perf.appraisal"].create(values)
        self._name_records({f"appraisal_{row['id']}": each for row, each in zip(rows, appraisals, strict=True)})
        self._take_texts(rows, appraisals)
        self._take_ratings(rows, appraisals)

    def _take_texts(self, rows, appraisals):
        """The two sides' feedback as submitted reviews with one answer each."""
        sides = [
            (row, appraisal, role)
            for row, appraisal in zip(rows, appraisals, strict=True)
            for role in TEXTS
            if row[role]
        ]
        reviews = self.env["perf.appraisal.review"].create(
            [
                {
                    "appraisal_id": appraisal.id,
                    "role": role,
                    "reviewer_employee_id": (appraisal.employee_id if role == "self" else appraisal.manager_id).id,
                    "state": "submitted",
                    "submitted_date": row["date"],
                }
                for row, appraisal, role in sides
            ]
        )
        self.env["perf.appraisal.answer"].create(
            [
                {
                    "review_id": review.id,
                    "question_id": appraisal.template_id.section_ids.question_ids._filter_role(role)[:1].id,
                    "text": row[role],
                }
                for review, (row, appraisal, role) in zip(reviews, sides, strict=True)
            ]
        )

    def _take_ratings(self, rows, appraisals):
        """The final ratings: as levels where employees may see them, else in the history, which HR reads."""
        names = {level.note_id: level.name for level in self.level_ids}
        rated = [(row, each) for row, each in zip(rows, appraisals, strict=True) if row["note_id"] in names]
        self.env["perf.appraisal.log"]._add(
            "rating",
            [(appraisal, "", names[row["note_id"]]) for row, appraisal in rated],
            self.env._("Taken over from the earlier appraisals"),
        )
        if not self.show_rating:
            return
        results = self.env["perf.appraisal.result"].search([("appraisal_id", "in", appraisals.ids)])
        by_appraisal = results.grouped("appraisal_id")
        for row, appraisal in rated:
            levels = appraisal.template_id.scale_id.level_ids
            level = levels.filtered(lambda each, name=names[row["note_id"]]: each.name == name)[:1]
            by_appraisal[appraisal].final_level_id = level

    def _get_cycles(self, places):
        """The closed cycles of the years, made where there are none yet. Called in sudo.

        :param places: set of tuples (company, year, number in the year)
        :return: dict tuple -> ``perf.appraisal.cycle``
        """
        cycles = {}
        for company, year, number in sorted(places, key=lambda place: (place[0].id, *place[1:])):
            name = f"cycle_{company.id}_{year}_{number}"
            cycle = self.env.ref(f"{MODULE}.{name}", raise_if_not_found=False)
            cycles[company, year, number] = cycle or self._create_cycle(name, company, year, number)
        return cycles

    def _create_cycle(self, name, company, year, number):
        """A closed cycle of one calendar year, with the template of imported appraisals."""
        title = self.env._("Earlier appraisals %(year)s", year=year)
        end = f"{year}-12-31"
        cycle = self.env["perf.appraisal.cycle"].create(
            {
                "name": title if number == 1 else f"{title} ({number})",
                "company_id": company.id,
                "date_from": f"{year}-01-01",
                "date_to": end,
                "self_deadline": end,
                "manager_deadline": end,
                "share_deadline": end,
                "population_ids": [
                    (0, 0, {"template_id": self._get_template(company).id, "domain": "[('id', '=', 0)]"})
                ],
                "state": "closed",
            }
        )
        self._name_records({name: cycle})
        return cycle

    def _get_template(self, company):
        """The template of imported appraisals: what each side wrote, on the scale of the imported ratings."""
        name = f"template_{company.id}"
        if template := self.env.ref(f"{MODULE}.{name}", raise_if_not_found=False):
            return template
        question = {"kind": "text", "required": False}
        questions = [
            {**question, "name": self.env._("What the employee wrote"), "answer_self": True, "answer_manager": False},
            {**question, "name": self.env._("What the manager wrote"), "answer_self": False, "answer_manager": True},
        ]
        template = self.env["perf.appraisal.template"].create(
            {
                "name": self.env._("Earlier appraisals"),
                "company_id": company.id,
                "active": False,
                "scale_id": self._create_scale(company).id,
                "section_ids": [
                    (0, 0, {"name": self.env._("Feedback"), "question_ids": [(0, 0, vals) for vals in questions]})
                ],
            }
        )
        self._name_records({name: template})
        return template

    def _create_scale(self, company):
        """The scale of the imported ratings, in the order that the administrator chose; none without ratings."""
        scales = self.env["perf.rating.scale"]
        levels = self.level_ids.sorted("sequence")
        if not levels:
            return scales
        minimums = spread_minimums(len(levels))
        return scales.create(
            {
                "name": self.env._("Earlier ratings"),
                "company_id": company.id,
                "level_ids": [
                    (0, 0, {"sequence": place, "value": place, "name": level.name, "min_score": minimum})
                    for place, (level, minimum) in enumerate(zip(levels, minimums, strict=True), 1)
                ],
            }
        )

    def _name_records(self, records):
        """External ids, by which a second run knows what is there.

        :param records: dict name -> record
        """
        self.env["ir.model.data"]._update_xmlids(
            [{"xml_id": f"{MODULE}.{name}", "record": record, "noupdate": True} for name, record in records.items()]
        )
