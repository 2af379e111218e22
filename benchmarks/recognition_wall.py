"""How long a page of the wall takes with a hundred posts and with a million, in the back office and on the portal.

    PERF_BENCH_DB=some_database python benchmarks/recognition_wall.py

The database has ``perf_recognition`` installed; PG* variables and PYTHONPATH are as for Odoo. Two thousand people in
teams of ten and the posts, with two values each, are inserted inside one transaction, which is rolled back at the end.
Measured are pages of 40 posts: the newest as the back office loads it (``web_search_read`` with reactions, names and
count), and the newest, one deep down, one of a team and one of a value as the portal does, all through the record
rules as somebody with a manager and team mates, nothing cached. The yardstick is the plainest SQL for the same posts.
Fails when a page of a million takes more queries than one of a hundred, longer than half a second, or when a plan of
the wall reads the table of posts from end to end.
"""

import statistics
import sys
import time
from collections import Counter
from unittest.mock import patch

from _loading import fill_required, run_report

from odoo.sql_db import Cursor

FEW, MANY = 100, 1_000_000
PEOPLE, TEAM = 2_000, 10
PAGE, ROUNDS = 40, 5
SLACK = 2  # queries that are no growth: a page with more kinds of people reads one table more
SECONDS = 0.5  # nobody waits longer for a page
FIRST = 40_000_000
READER = FIRST + 15  # reports to FIRST + 10, as nine others
PEOPLE_SQL = f"""
    INSERT INTO resource_resource (id, name, resource_type, time_efficiency, tz, company_id, active)
         SELECT {FIRST} + n, 'Bench ' || n, 'user', 100, 'UTC', %(company)s, TRUE
           FROM generate_series(0, {PEOPLE - 1}) n;
    INSERT INTO hr_employee (id, name, company_id, resource_id, parent_id, active)
         SELECT {FIRST} + n, 'Bench ' || n, %(company)s, {FIRST} + n,
                CASE WHEN n %% {TEAM} = 0 THEN NULL ELSE {FIRST} + n - n %% {TEAM} END, TRUE
           FROM generate_series(0, {PEOPLE - 1}) n;
"""
POSTS_SQL = f"""
    INSERT INTO perf_recognition (id, author_employee_id, company_id, message, points, date, audience, state)
         SELECT {FIRST} + n, {FIRST} + n * 7 %% {PEOPLE}, %(company)s, 'Post ' || n || ': you helped me on time.', 0,
                now() AT TIME ZONE 'UTC' - n * interval '1 minute',
                CASE n %% 20 WHEN 0 THEN 'private' WHEN 1 THEN 'team' ELSE 'company' END,
                CASE WHEN n %% 50 = 0 THEN 'retracted' ELSE 'posted' END
           FROM generate_series(%(first)s, %(last)s) n;
    INSERT INTO perf_recognition_recipient_rel (recognition_id, employee_id)
         SELECT {FIRST} + n, {FIRST} + (n * 7 + 1 + n %% 13) %% {PEOPLE} FROM generate_series(%(first)s, %(last)s) n;
    INSERT INTO %(relation)s (perf_recognition_id, perf_value_id)
         SELECT {FIRST} + n, (%(values)s)[1 + n %% 5] FROM generate_series(%(first)s, %(last)s) n;
"""
SPECIFICATION = {
    "author_employee_id": {"fields": {"display_name": {}}},
    "author_name": {},
    "recipient_ids": {"fields": {"display_name": {}}},
    "recipient_names": {},
    "value_ids": {"fields": {"display_name": {}, "color": {}}},
    "message": {},
    "date": {},
    "points": {},
    "audience": {},
    "state": {},
    "reaction_summary": {},
    "comment_count": {},
}
POSTED = [("state", "=", "posted")]


def report(env):
    """Insert people, then a hundred posts and then a million; time the pages at both, and print the result."""
    fill_required(env, "resource_resource", "hr_employee", "perf_recognition")
    readers, values = load_people(env)
    load_posts(env, values, 0, FEW - 1)
    few = measure_all(env, readers, values)
    load_posts(env, values, FEW, MANY - 1)
    many = measure_all(env, readers, values)
    print(f"A page of {PAGE} posts, with {FEW:,} posts of {PEOPLE:,} people and with {MANY:,}")
    print(f"  {'page':<26}{FEW:>9,}{MANY:>14,}{'plain SQL':>12}{'ratio':>7}{'queries':>12}")
    bad = False
    for name, (seconds, queries, raw) in many.items():
        bad = bad or queries > few[name][1] + SLACK or seconds > SECONDS
        print(
            f"  {name:<26}{few[name][0] * 1000:>6.1f} ms{seconds * 1000:>11.1f} ms{raw * 1000:>9.1f} ms"
            f"{seconds / raw:>7.1f}{few[name][1]:>6} /{queries:>4}"
        )
    scans = [show_plan(env, user, name, domain) for name, user, domain in get_searches(env, readers, values)]
    return int(bad or any(scans))


def load_people(env):
    """People in teams, two of them with a user, and five values.

    :return: dict of users, and list of ids of values
    """
    values = env["perf.value"].create([{"name": f"Bench {number}"} for number in range(5)]).ids
    env.flush_all()
    env.cr.execute(PEOPLE_SQL, {"company": env.company.id})
    for table in ("resource_resource", "hr_employee"):
        env.cr.execute(f"ANALYZE {table}")
    env["perf.reporting.line"]._rebuild()
    env.invalidate_all()
    readers = {}
    for kind, group, employee_id in (
        ("internal", "base.group_user", READER),
        ("portal", "base.group_portal", READER + 1),
    ):
        readers[kind] = env["res.users"].create(
            {
                "name": f"Bench {kind}",
                "login": f"bench_wall_{kind}",
                "group_ids": [(6, 0, env.ref(group).ids)],
                "company_id": env.company.id,
                "company_ids": [(6, 0, env.company.ids)],
            }
        )
        env.flush_all()
        env.cr.execute("UPDATE hr_employee SET user_id = %s WHERE id = %s", (readers[kind].id, employee_id))
    env.invalidate_all()
    return readers, values


def load_posts(env, values, first, last):
    """Posts of these numbers, the higher the older."""
    relation = env["perf.recognition"]._fields["value_ids"].relation
    parameters = {"company": env.company.id, "first": first, "last": last, "values": values}
    env.cr.execute(POSTS_SQL.replace("%(relation)s", relation), parameters)
    for table in ("perf_recognition", "perf_recognition_recipient_rel", relation):
        env.cr.execute(f"ANALYZE {table}")
    env.invalidate_all()


def get_searches(env, readers, values):
    """The pages that are searched for.

    :return: list of tuples of name, user and domain
    """
    Recognition = env["perf.recognition"].with_user(readers["portal"])
    oldest = Recognition.search([], order="date, id", limit=PAGE * 2)[-1:]
    wall = Recognition._get_wall_domain
    return [
        ("back office, newest", readers["internal"], POSTED),
        ("portal, newest", readers["portal"], wall({})),
        ("portal, deep down", readers["portal"], wall({}) & Recognition._get_older_domain(oldest.id)),
        ("portal, my team", readers["portal"], wall({"team": 1})),
        ("portal, one value", readers["portal"], wall({"value": values[0]})),
    ]


def measure_all(env, readers, values):
    """Time each page and its yardstick.

    :return: dict name -> tuple of seconds, queries, and seconds of plain SQL
    """
    results = {}
    for name, user, domain in get_searches(env, readers, values):
        Recognition = env["perf.recognition"].with_user(user).with_context(allowed_company_ids=env.company.ids)
        if user == readers["internal"]:
            seconds, queries = measure(env, load_back_office, Recognition, domain)
        else:
            seconds, queries = measure(env, load_portal, Recognition, domain)
        ids = list(Recognition.search(domain, limit=PAGE).ids)
        raw, _queries = measure(env, fetch_plain, env, ids)
        results[name] = (seconds, queries, raw)
    return results


def load_back_office(wall, domain):
    """The page as the kanban loads it, with the count that its pager shows."""
    return wall.web_search_read(domain, SPECIFICATION, limit=PAGE, count_limit=201)


def load_portal(wall, domain):
    """The page as the portal's controller makes it."""
    return wall.search(domain, limit=PAGE + 1)[:PAGE]._prepare_wall_cards()


def fetch_plain(env, ids):
    """The same posts in SQL, sorted out beforehand: people, values, reactions and comments."""
    relation = env["perf.recognition"]._fields["value_ids"].relation
    env.cr.execute(
        f"""
        SELECT post.id, post.message, post.date, author.name, post.points, post.audience,
               ARRAY(SELECT person.name FROM perf_recognition_recipient_rel recipient
                       JOIN hr_employee person ON person.id = recipient.employee_id
                      WHERE recipient.recognition_id = post.id),
               ARRAY(SELECT one.name FROM {relation} link JOIN perf_value one ON one.id = link.perf_value_id
                      WHERE link.perf_recognition_id = post.id),
               (SELECT COUNT(*) FROM perf_recognition_reaction reaction WHERE reaction.recognition_id = post.id),
               (SELECT COUNT(*) FROM perf_recognition_comment remark WHERE remark.recognition_id = post.id)
          FROM perf_recognition post LEFT JOIN hr_employee author ON author.id = post.author_employee_id
         WHERE post.id = ANY(%s) ORDER BY post.date DESC, post.id DESC
        """,
        (ids,),
    )
    return env.cr.fetchall()


def measure(env, run, *arguments):
    """Median seconds with nothing cached, and the number of queries.

    :return: tuple
    """
    seconds, queries = [], Counter()
    execute = Cursor.execute

    def counted(cursor, query, params=None, log_exceptions=True):
        queries["all"] += 1
        return execute(cursor, query, params, log_exceptions)

    run(*arguments)
    for _round in range(ROUNDS):
        env.invalidate_all()
        queries.clear()
        with patch.object(Cursor, "execute", counted):
            start = time.perf_counter()
            run(*arguments)
            seconds.append(time.perf_counter() - start)
    return statistics.median(seconds), queries["all"]


def show_plan(env, user, name, domain):
    """Print the plan of the search for a page.

    :return: whether it reads the posts from end to end
    """
    Recognition = env["perf.recognition"].with_user(user).with_context(allowed_company_ids=env.company.ids)
    query = Recognition._search(domain, limit=PAGE + 1, order=Recognition._order)
    sql = query.select()
    env.cr.execute("EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF, SUMMARY OFF) " + sql.code, sql.params)
    plan = [line for (line,) in env.cr.fetchall()]
    print(f"  plan of {name}:")
    print("\n".join(f"    {line[:150]}" for line in plan))
    return any("Seq Scan on perf_recognition " in line for line in plan)


if __name__ == "__main__":
    sys.exit(run_report(report))
