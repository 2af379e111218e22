{
    "name": "Performance: Appraisals",
    "summary": "Fair appraisals on evidence: templates, cycles, self and manager reviews, results and sign-off",
    "version": "19.0.1.1.0",
    "category": "Human Resources/Performance",
    "author": "Performance Suite contributors",
    "website": "https://github.com/performance-suite/performance-suite",
    "license": "LGPL-3",
    "depends": ["perf_base", "hr_skills"],
    "data": [
        "security/ir.model.access.csv",
        "security/perf_appraisal_security.xml",
        "data/perf_rating_scale_data.xml",
        "data/mail_activity_type_data.xml",
        "data/mail_template_data.xml",
        "data/ir_cron_data.xml",
        "wizard/perf_appraisal_wizard_views.xml",
        "wizard/perf_appraisal_import_views.xml",
        "views/perf_rating_scale_views.xml",
        "views/perf_appraisal_template_views.xml",
        "views/perf_appraisal_views.xml",
        "views/perf_appraisal_review_views.xml",
        "views/perf_appraisal_result_views.xml",
        "views/perf_appraisal_cycle_views.xml",
        "views/perf_appraisal_menus.xml",
        "views/portal_review_templates.xml",
        "views/portal_appraisal_templates.xml",
    ],
    "demo": [
        "demo/perf_appraisal_demo.xml",
    ],
    "assets": {
        "web.assets_backend": [
            "perf_appraisal/static/src/backend/**/*",
        ],
        "web.assets_unit_tests": [
            "perf_appraisal/static/tests/**/*.test.js",
        ],
        "web.assets_frontend": [
            "perf_appraisal/static/src/portal/**/*",
        ],
        "web.assets_tests": [
            "perf_appraisal/static/tests/tours/**/*",
        ],
    },
    "installable": True,
}
