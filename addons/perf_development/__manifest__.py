{
    "name": "Performance: Development",
    "summary": "1-on-1s, development plans, and performance issues handled early and fairly",
    "version": "19.0.1.0.0",
    "category": "Human Resources/Performance",
    "author": "Performance Suite contributors",
    "website": "https://github.com/performance-suite/performance-suite",
    "license": "LGPL-3",
    "depends": ["perf_base", "calendar", "hr_skills"],
    "data": [
        "security/ir.model.access.csv",
        # 1-on-1s
        "security/perf_one_on_one_security.xml",
        "security/perf_one_on_one_calendar_security.xml",
        "data/perf_one_on_one_template_data.xml",
        "wizard/perf_one_on_one_change_views.xml",
        "views/perf_one_on_one_views.xml",
        "views/perf_one_on_one_template_views.xml",
        # development plans
        "security/perf_development_plan_security.xml",
        "wizard/perf_development_word_views.xml",
        "views/perf_development_action_views.xml",
        "views/perf_development_plan_views.xml",
        "views/hr_employee_neglect_views.xml",
        # concerns, second reviews, protected events
        "security/perf_concern_security.xml",
        "data/perf_concern_cron_data.xml",
        "report/perf_second_review_templates.xml",
        "report/perf_concern_report.xml",
        "views/perf_concern_views.xml",
        "views/perf_second_review_views.xml",
        "views/perf_protected_event_views.xml",
        "wizard/perf_issue_word_views.xml",
        # improvement plans
        "security/perf_improvement_security.xml",
        "security/perf_development_wizard_security.xml",
        "views/perf_improvement_plan_views.xml",
        "views/perf_improvement_proposal_views.xml",
        "wizard/perf_improvement_wizard_views.xml",
        "report/perf_improvement_report_templates.xml",
        # settings, menus
        "views/res_config_settings_views.xml",
        "views/perf_development_menus.xml",
        "views/perf_improvement_menus.xml",
        # portal
        "views/portal_development_templates.xml",
        # 1-on-1s in the portal
        "views/portal_one_on_one_templates.xml",
        # development plans in the portal
        "views/portal_plan_templates.xml",
        # concerns in the portal
        "views/portal_concern_templates.xml",
        # improvement plans in the portal
        "views/portal_improvement_templates.xml",
    ],
    "demo": [
        # 1-on-1s
        "demo/perf_one_on_one_demo.xml",
        # development plans
        "demo/perf_development_plan_demo.xml",
        # concerns
        "demo/perf_concern_demo.xml",
        # improvement plans
        "demo/perf_improvement_demo.xml",
    ],
    "assets": {
        "web.assets_frontend": [
            "perf_development/static/src/portal/**/*",
        ],
        "web.assets_backend": [
            "perf_development/static/src/one_on_one_notes/**/*",
        ],
        "web.assets_unit_tests_setup": [
            "perf_development/static/src/portal/**/*.js",
        ],
        "web.assets_unit_tests": [
            "perf_development/static/tests/**/*",
        ],
    },
    "application": True,
    "installable": True,
}
