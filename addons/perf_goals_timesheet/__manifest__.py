{
    "name": "Performance: Goals from Timesheets and Tasks",
    "summary": "Ready metrics from Timesheets for goals",
    "version": "19.0.1.0.0",
    "category": "Human Resources/Performance",
    "author": "Performance Suite contributors",
    "website": "https://github.com/performance-suite/performance-suite",
    "license": "LGPL-3",
    "depends": ["perf_goals", "hr_timesheet"],
    "data": [
        "data/perf_metric_data.xml",
    ],
    "auto_install": True,
    "installable": True,
}
