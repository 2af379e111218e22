{
    "name": "Performance: Recognition from Feedback",
    "summary": "Turns praise into recognition: one button on the feedback, in the back office and on the portal",
    "version": "19.0.1.0.0",
    "category": "Human Resources/Performance",
    "author": "Performance Suite contributors",
    "website": "https://github.com/performance-suite/performance-suite",
    "license": "LGPL-3",
    "depends": ["perf_recognition", "perf_feedback"],
    "data": [
        "views/perf_feedback_views.xml",
        "views/portal_feedback_templates.xml",
    ],
    "auto_install": True,
    "installable": True,
}
