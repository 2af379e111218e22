from odoo.tests import tagged

from odoo.addons.perf_base.tests.matrix import PerfMatrixCommon, anybody

from .test_perf_appraisal_kinds import CompetencyCommon

TEMPLATES = """
| who | create | of the company | for all companies | copy of a cycle |
|---|---|---|---|---|
| HR officer | yes | RWD | RWD | R |
| HR administrator | yes | RWD | RWD | R |
| HR officer of another company | - | - | RWD | - |
| manager | - | - | - | - |
| portal manager | - | - | - | - |
| the person | - | - | - | - |
| the person, in the portal | - | - | - | - |
"""
LEVELS = """
| who | create | of the company | for all companies | in use |
|---|---|---|---|---|
| HR officer | yes | RWD | RWD | R |
| HR administrator | yes | RWD | RWD | R |
| HR officer of another company | - | R | RWD | R |
| manager | - | R | R | R |
| portal manager | - | R | R | R |
| the person | - | R | R | R |
| the person, in the portal | - | R | R | R |
"""


@tagged("post_install", "-at_install")
class TestTemplateMatrix(CompetencyCommon, PerfMatrixCommon):
    """The tables of ``docs/security.md`` on templates with their parts, and on levels of scales, are true."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.used = cls.make_competent().template_id
        cls.used.active = True  # searches leave archived ones out, whatever the rights
        cls.users = {
            "HR officer": cls.user_officer,
            "HR administrator": cls.user_admin,
            "HR officer of another company": cls.user_other_officer,
            "manager": cls.user_manager,
            "portal manager": cls.user_portal_manager,
            "the person": cls.user_employee,
            "the person, in the portal": cls.user_portal_employee,
        }

    def make_template(self, _who, state):
        if state == "copy of a cycle":
            return self.used
        company = self.company if state == "of the company" else self.company.browse()
        return self.template.copy({"company_id": company.id})

    def part_of(self, model, template):
        """The part of a template with the competency that is a record of that model."""
        question = template.section_ids.question_ids.filtered("skill_id")
        parts = {
            "perf.appraisal.template": template,
            "perf.appraisal.section": question.section_id,
            "perf.appraisal.question": question,
            "perf.appraisal.anchor": question.anchor_ids[:1],
        }
        return parts[model]

    def check_parts(self, model, values):
        own = self.template.copy({"company_id": self.company.id})

        def create(_who):
            owners = {
                "perf.appraisal.template": {"company_id": self.company.id},
                "perf.appraisal.section": {"template_id": own.id},
                "perf.appraisal.question": {"section_id": own.section_ids[0].id, "kind": "text"},
                "perf.appraisal.anchor": {"question_id": own.section_ids.question_ids.filtered("skill_id").id},
            }
            return model, {**owners[model], **values}

        def make(who, state):
            return self.part_of(model, self.make_template(who, state))

        self.check_matrix(TEMPLATES, self.users, make, create=create, write=values, alike=anybody)

    def test_templates(self):
        self.check_parts("perf.appraisal.template", {"name": "x"})

    def test_sections(self):
        self.check_parts("perf.appraisal.section", {"name": "x"})

    def test_questions(self):
        self.check_parts("perf.appraisal.question", {"name": "x"})

    def test_anchors(self):
        self.check_parts("perf.appraisal.anchor", {"name": "x"})

    def test_levels(self):
        def make_level(_who, state):
            if state == "in use":
                return self.scale.level_ids[0]
            company = self.company if state == "of the company" else self.company.browse()
            return self.scale.copy({"company_id": company.id}).level_ids[0]

        def create(_who):
            scale = self.scale.copy({"company_id": self.company.id})
            return "perf.rating.level", {"scale_id": scale.id, "value": 99, "name": "x", "min_score": 99}

        self.check_matrix(LEVELS, self.users, make_level, create=create, write={"name": "x"}, alike=anybody)
