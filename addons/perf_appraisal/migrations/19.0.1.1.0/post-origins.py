from odoo.tools import SQL

# Colours of the scale that every database has, by the value of its levels.
COLORS = {1: "stone", 2: "sand", 3: "sky", 4: "blue", 5: "indigo"}


def migrate(cr, version):
    """Copies of templates that were made before say of which parts they are copies, and levels get their colours."""
    cr.execute(
        SQL(
            """
            UPDATE perf_appraisal_section copy
               SET origin_id = origin.id
              FROM perf_appraisal_template template, perf_appraisal_section origin
             WHERE template.id = copy.template_id
               AND origin.template_id = template.snapshot_of_id
               AND origin.name = copy.name
               AND copy.origin_id IS NULL
            """
        )
    )
    cr.execute(
        SQL(
            """
            UPDATE perf_appraisal_question copy
               SET origin_id = origin.id
              FROM perf_appraisal_template template, perf_appraisal_question origin
             WHERE template.id = copy.template_id
               AND origin.template_id = template.snapshot_of_id
               AND origin.name = copy.name
               AND origin.kind = copy.kind
               AND copy.origin_id IS NULL
            """
        )
    )
    for value, color in COLORS.items():
        cr.execute(
            SQL(
                """
                UPDATE perf_rating_level level
                   SET color = %s
                  FROM ir_model_data data
                 WHERE data.module = 'perf_appraisal'
                   AND data.model = 'perf.rating.level'
                   AND data.name = %s
                   AND data.res_id = level.id
                """,
                color,
                f"perf_rating_level_default_{value}",
            )
        )
