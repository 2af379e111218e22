"""Run in an Odoo shell: people, a reward with one piece left, and points for a test with many sessions at once.

Prints one line of JSON: logins, the reward, the colleague who is thanked, and the employees by login.
"""

import json

SESSIONS = 50
company = env.ref("base.main_company")
company.write({"perf_points_allowance": 100, "perf_points_person_cap": 100})
groups = [env.ref("base.group_user").id, env.ref("base.group_portal").id]
users = (
    env["res.users"]
    .with_context(no_reset_password=True)
    .create(
        [
            {
                "name": f"Crowd {number}",
                "login": f"crowd_{number}",
                "password": f"crowd_{number}",
                "company_id": company.id,
                "company_ids": [(6, 0, company.ids)],
                "group_ids": [(6, 0, [groups[number % 2]])],
            }
            for number in range(SESSIONS)
        ]
    )
)
people = env["hr.employee"].create(
    [{"name": user.name, "user_id": user.id, "company_id": company.id} for user in users]
)
thanked = env["hr.employee"].create({"name": "Crowd Thanked", "company_id": company.id})
last, some = env["perf.reward"].create(
    [
        {"name": "Last piece", "cost": 40, "company_id": company.id, "is_limited": True, "quantity": 1},
        {"name": "Some pieces", "cost": 10, "company_id": company.id, "is_limited": True, "quantity": 1000},
    ]
)
env["perf.points.entry"]._adjust(people, "balance", 100, "For the test", "crowd")
env["perf.points.entry"]._reset_allowances(people)
env.cr.commit()
print(
    "RESULT "
    + json.dumps(
        {
            "logins": users.mapped("login"),
            "employees": people.ids,
            "thanked": thanked.id,
            "last": last.id,
            "some": some.id,
        }
    )
)
