{
    "name": "Performance: Feedback in Concerns",
    "summary": "Links concerns to the feedback that came before, and counts it as guidance",
    "version": "19.0.1.0.0",
    "category": "Human Resources/Performance",
    "author": "Performance Suite contributors",
    "website": "https://github.com/performance-suite/performance-suite",
    "license": "LGPL-3",
    "depends": ["perf_development", "perf_feedback"],
    "data": [
        "views/hr_employee_neglect_views.xml",
        "views/perf_concern_views.xml",
        "views/portal_concern_templates.xml",
    ],
    "assets": {
        "web.assets_frontend": [
            "perf_development_feedback/static/src/portal/**/*",
        ],
        "web.assets_unit_tests_setup": [
            "perf_development_feedback/static/src/portal/**/*",
        ],
        "web.assets_unit_tests": [
            "perf_development_feedback/static/tests/**/*",
        ],
    },
    "auto_install": True,
    "installable": True,
}
