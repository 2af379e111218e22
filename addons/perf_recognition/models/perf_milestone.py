from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

# A day that the job missed, since the server stood still, is still celebrated so much later.
CATCH_UP_DAYS = 2
BATCH = 200


class PerfMilestone(models.AbstractModel):
    """What the wall celebrates by itself: years of work, birthdays and goals achieved, each once.

    Birthdays and goals are celebrated of those who chose it themselves, years of work of all but those who declined.
    """

    _name = "perf.milestone"
    _description = "Milestones on the Wall"

    @api.model
    def _cron_post(self, batch=BATCH):
        """Post what is due, in batches that commit. The key of each makes sure that nothing is posted twice."""
        cron = self.env["ir.cron"]
        due = self._find_due()
        cron._commit_progress(remaining=len(due))
        for start in range(0, len(due), batch):
            items = due[start : start + batch]
            self._post(items)
            if not cron._commit_progress(len(items)):
                break

    @api.model
    def _find_due(self):
        """What is to be celebrated today, and what a day before could not be.

        :return: list of dicts with ``employee_id``, ``kind``, ``key``, ``date``, and ``years`` or ``name``
        """
        today = fields.Date.today()
        first, last = today - timedelta(days=CATCH_UP_DAYS + 1), today + timedelta(days=1)
        self.env.flush_all()
        items = [
            *self._find_anniversaries(first, last),
            *self._find_birthdays(first, last),
            *self._find_others(first, last),
        ]
        items = self._filter_days(items)
        posted = self._get_posted_keys([item["key"] for item in items])
        return [item for item in items if item["key"] not in posted]

    @api.model
    def _find_anniversaries(self, first, last):
        """Years since the start of the first contract, of people whose company celebrates them and who don't decline.

        :param first: first day, inclusive
        :param last: last day, inclusive
        :return: list of items
        """
        rows = self._find_yearly(
            SQL(
                """
                SELECT employee.id, started.day
                  FROM hr_employee employee
                  JOIN (
                       SELECT employee_id, MIN(contract_date_start) AS day FROM hr_version GROUP BY employee_id
                       ) started ON started.employee_id = employee.id
                  JOIN res_company company ON company.id = employee.company_id AND company.perf_milestone_anniversary
             LEFT JOIN res_users account ON account.id = employee.user_id
                 WHERE employee.active AND COALESCE(account.perf_celebrate_anniversary, TRUE)
                """
            ),
            first,
            last,
        )
        return [self._prepare_item(employee_id, "anniversary", day, years=years) for employee_id, day, years in rows]

    @api.model
    def _find_birthdays(self, first, last):
        """Birthdays of people who chose that and whose company celebrates them; the age is left out.

        :return: list of items
        """
        rows = self._find_yearly(
            SQL(
                """
                SELECT employee.id, employee.birthday AS day
                  FROM hr_employee employee
                  JOIN res_company company ON company.id = employee.company_id AND company.perf_milestone_birthday
                  JOIN res_users account ON account.id = employee.user_id AND account.perf_celebrate_birthday
                 WHERE employee.active AND employee.birthday IS NOT NULL
                """
            ),
            first,
            last,
        )
        return [self._prepare_item(employee_id, "birthday", day) for employee_id, day, _years in rows]

    @api.model
    def _find_yearly(self, people, first, last):
        """Days that come back every year; the 29th of February is the 28th in most years.

        :param people: SQL of the ids of employees and a ``day`` in the past
        :return: list of tuples of employee id, day in these days, and years between
        """
        days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
        return self.env.execute_query(
            SQL(
                """
                SELECT person.id, calendar.day, span.years
                  FROM (%s) person
            CROSS JOIN unnest(%s::date[]) AS calendar(day)
          CROSS JOIN LATERAL (
                       SELECT (EXTRACT(YEAR FROM calendar.day) - EXTRACT(YEAR FROM person.day))::int AS years
                       ) span
                 WHERE span.years > 0 AND (person.day + make_interval(years => span.years))::date = calendar.day
              ORDER BY calendar.day, person.id
                """,
                people,
                days,
            )
        )

    @api.model
    def _find_others(self, first, last):
        """What other addons know of, see ``hr.employee._perf_milestones``, as far as the people chose it.

        :return: list of items
        """
        # sudo: the job looks at everybody; what goes out is what the people chose to have celebrated.
        Employee = self.env["hr.employee"].sudo()
        items = Employee._perf_milestones(first, last)
        people = Employee.browse({item["employee_id"] for item in items}).filtered(
            lambda person: (
                person.active and person.company_id.perf_milestone_goal and person.user_id.perf_celebrate_goals
            )
        )
        return [item for item in items if item["employee_id"] in people._ids and item["kind"] == "goal"]

    @api.model
    def _prepare_item(self, employee_id, kind, day, **values):
        """A milestone of a year, under a key of that year."""
        return {
            "employee_id": employee_id,
            "kind": kind,
            "key": f"{kind},{employee_id},{day.year}",
            "date": day,
            **values,
        }

    @api.model
    def _filter_days(self, items):
        """Those that have come where the people live, and not too long ago."""
        now = fields.Datetime.now()
        zones = self.env["hr.employee"].sudo().browse({item["employee_id"] for item in items})._get_perf_timezones()
        todays = {
            zone: fields.Datetime.context_timestamp(self.with_context(tz=str(zone)), now).date()
            for zone in set(zones.values())
        }
        return [
            item for item in items if 0 <= (todays[zones[item["employee_id"]]] - item["date"]).days <= CATCH_UP_DAYS
        ]

    @api.model
    def _get_posted_keys(self, keys):
        """Those of these keys under which something was posted, taken back or not: set."""
        rows = self.env.execute_query(
            SQL("SELECT milestone_key FROM perf_recognition WHERE milestone_key = ANY(%s)", keys)
        )
        return {key for (key,) in rows}

    @api.model
    def _post(self, items):
        """Put these on the wall, in the language of the company.

        :param items: see :meth:`_find_due`
        :return: ``perf.recognition`` recordset
        """
        # sudo: nobody may post for nobody; the job does.
        Recognition = self.env["perf.recognition"].sudo().with_context(perf_recognition_silent=True)
        people = self.env["hr.employee"].sudo().browse([item["employee_id"] for item in items])
        return Recognition.create(
            [
                {
                    "recipient_ids": [(6, 0, person.ids)],
                    "company_id": person.company_id.id,
                    "message": self.with_context(lang=person.company_id.partner_id.lang)._get_message(person, item),
                    "milestone": item["kind"],
                    "milestone_key": item["key"],
                    # Goals are between the person and the managers: even those who like it celebrate with their team.
                    "audience": "team" if item["kind"] == "goal" else "company",
                }
                for person, item in zip(people, items, strict=True)
            ]
        )

    @api.model
    def _get_message(self, person, item):
        """What stands on the wall.

        :param person: ``hr.employee`` in sudo
        :param item: see :meth:`_find_due`
        """
        name = person.name
        if item["kind"] == "birthday":
            return self.env._("It is the birthday of %(name)s. Many happy returns!", name=name)
        if item["kind"] == "goal":
            return self.env._("%(name)s achieved a goal: “%(goal)s”. Well done!", name=name, goal=item["name"])
        if item["years"] == 1:
            return self.env._("%(name)s has been with us for a year. Thank you for all of it!", name=name)
        return self.env._(
            "%(name)s has been with us for %(years)s years. Thank you for all of them!", name=name, years=item["years"]
        )
