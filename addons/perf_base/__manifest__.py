{
    "name": "Performance",
    "summary": "Roles, reporting lines, evidence and portal shell of the performance suite",
    "version": "19.0.1.0.0",
    "category": "Human Resources/Performance",
    "author": "Performance Suite contributors",
    "website": "https://github.com/performance-suite/performance-suite",
    "license": "LGPL-3",
    "depends": ["hr", "portal"],
    "data": [
        "security/perf_base_groups.xml",
        "security/ir.model.access.csv",
        "security/perf_base_security.xml",
        "data/ir_config_parameter_data.xml",
        "data/mail_template_data.xml",
        "data/ir_cron_data.xml",
        "views/perf_value_views.xml",
        "views/perf_digest_views.xml",
        "views/res_config_settings_views.xml",
        "wizard/perf_portal_access_views.xml",
        "views/portal_templates.xml",
        "views/portal_performance_templates.xml",
        "views/portal_person_picker.xml",
        "views/perf_base_menus.xml",
    ],
    "demo": [
        "demo/perf_base_demo.xml",
    ],
    "assets": {
        "web.assets_frontend": [
            "perf_base/static/src/portal/**/*",
        ],
        "web.assets_unit_tests_setup": [
            "perf_base/static/src/portal/**/*.js",
            "perf_base/static/src/portal/**/*.xml",
        ],
        "web.assets_unit_tests": [
            "perf_base/static/tests/**/*.test.js",
        ],
    },
    "post_init_hook": "post_init_hook",
    "application": True,
    "installable": True,
}
