{
    "name": "Performance: Reviewers from Timesheets",
    "summary": "Suggest reviewers by the tasks and projects that people share",
    "version": "19.0.1.0.0",
    "category": "Human Resources/Performance",
    "author": "Performance Suite contributors",
    "website": "https://github.com/performance-suite/performance-suite",
    "license": "LGPL-3",
    "depends": ["perf_appraisal", "hr_timesheet"],
    "auto_install": True,
    "installable": True,
}
