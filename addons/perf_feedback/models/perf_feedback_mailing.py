from odoo import SUPERUSER_ID, models
from odoo.tools import format_date

from odoo.addons.perf_base.models.perf_mailing import MARK

PREFIX = "perf_feedback_"
TEXTS = ("name", "greeting", "asker", "role", "company", "logo", "person", "due", "url")
FLAGS = ("own", "anonymous")


class PerfFeedbackMailing(models.AbstractModel):
    """Queues the same e-mail to many people who were asked.

    A template is rendered once for each language and each combination of ``FLAGS``; what differs from person to person
    (``TEXTS``) is put into the result. The templates get both as keys of the context, such as
    ``ctx.get('perf_feedback_asker')``. One that names ``object`` as well is rendered for each person.
    """

    _name = "perf.feedback.mailing"
    _description = "E-mails to People Asked for Feedback"
    _inherit = ["perf.mailing"]

    def _queue_mails(self, template_xmlid, urls, from_company=False):
        """Queue an e-mail to each of these people; the job of the mail addon sends them.

        The e-mails belong to no record and to no user, so that nobody reads them but their receivers.

        :param template_xmlid: ``mail.template`` on this model
        :param urls: dict of the id of a line -> address on which to answer
        :param from_company: the sender is the company instead of the one who asks
        :return: ``mail.mail`` in the order of ``self``
        """
        lines = self.with_user(SUPERUSER_ID)
        template = lines.env.ref(template_xmlid, raise_if_not_found=False)
        if not template or not lines:
            return lines.env["mail.mail"]
        cache, rows = {"base": lines.browse().get_base_url()}, []
        for line in lines:
            # What is read of the request is read once: this runs for thousands of people.
            request = line.request_id
            asker, company = request.asker_employee_id, request.company_id
            body, subject = line._fill_mail(template, urls[line.id], request, asker, company, cache)
            if from_company:
                if company not in cache:
                    cache[company] = company.email_formatted
                sender = cache[company]
            else:
                sender = line._get_sender()
            rows.append((subject, sender, body, line._get_mail_address()))
        messages = self._create_messages(lines.env, {row[:2] for row in rows})
        return self._create_mails(
            lines.env["mail.mail"],
            [(messages[subject, sender], body, address) for subject, sender, body, address in rows],
        )

    def _fill_mail(self, template, url, request, asker, company, cache):
        """Text and subject of the e-mail to one person.

        :param request: what they are asked
        :param asker: ``hr.employee`` who asks
        :param company: of the request
        :param cache: dict for what was rendered already
        """
        self.ensure_one()
        own = asker == (person := request.employee_id)
        lang, flags, due = self._get_mail_lang(asker), (own, request.anonymous), request.date_due
        key = (template.id, lang, flags)
        if key not in cache:
            cache[key] = self._render_mail(template, lang, flags)
        rendered = cache[key] or self._render_mail(template, lang, flags, each=True)
        if (lang, due) not in cache:
            cache[lang, due] = format_date(self.env, due, lang_code=lang, date_format="d MMM")
        if lang not in cache:
            cache[lang] = self.with_context(lang=lang).env
        if company.id not in cache:
            cache[company.id] = (company.name, f"{cache['base']}/logo.png?company={company.id}")
        asker_name, (company_name, logo) = asker.name, cache[company.id]
        name = self._get_own_name()
        texts = {
            "name": name or self.email or "",
            "greeting": self._get_greeting(cache[lang], name),
            "role": self._get_asker_role(asker, company_name),
            "company": company_name,
            "logo": logo,
            "asker": asker_name,
            "person": asker_name if own else person.name,
            "due": cache[lang, due],
            "url": url,
        }
        return self._fill_marks(rendered, texts)

    def _render_mail(self, template, lang, flags, each=False):
        """The template with marks for the texts, None when it has to be rendered for each person.

        :return: pair of body and subject
        """
        self.ensure_one()
        values = {name: MARK.format(name) for name in TEXTS} | dict(zip(FLAGS, flags, strict=True))
        values = {PREFIX + name: value for name, value in values.items()}
        return self._render_marked(template, self, lang, values, each)
