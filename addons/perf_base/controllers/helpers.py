"""What the portal pages of all addons do alike."""

from werkzeug.exceptions import NotFound

from odoo.exceptions import AccessError, UserError
from odoo.http import request

from ..tools.forms import to_ids

# Pages that somebody without a login opens by a personal link: not kept by browsers, not found by search engines.
OUTSIDE_HEADERS = {
    "X-Robots-Tag": "noindex, nofollow, noarchive",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


def get_record(model, record_id):
    """The record if the current user may read it; forbidden and unknown ids are not found alike.

    :param model: name of the model
    :param record_id: number from the address
    :return: recordset of one record, as the current user
    :raise NotFound: there is none that the user may read
    """
    record = request.env[model].search([("id", "=", record_id)], limit=1)
    if not record:
        raise NotFound()
    return record


def get_form_ids(name):
    """The numbers of all inputs of this name in the form."""
    return to_ids(request.httprequest.form.getlist(name))


def attempt(step, *args):
    """Take a step, all of it or nothing; for pages that show no other page after it, such as those that save by script.

    :param step: function that takes it, called with ``args``
    :return: what is wrong, in words; empty when it was taken
    """
    try:
        with request.env.cr.savepoint():
            step(*args)
    except UserError as error:
        return str(error)
    return ""


def take_step(step, again, url=None, hide=AccessError):
    """Take the step that a form asks for, all of it or nothing, and go on to a page that can be loaded again.

    :param step: function that takes it
    :param again: function that gives the page again with what was typed, called with ``error``: what is wrong
    :param url: address to go on to; without, the step returns it
    :param hide: errors for which the page is not found, ``()`` when what the user may not do is said on the page
    :return: response
    :raise NotFound: for errors to hide
    """
    try:
        with request.env.cr.savepoint():
            result = step()
    except hide:
        raise NotFound() from None
    except UserError as error:
        return again(error=str(error))
    return request.redirect(url or result)


def render_outside(template, values, status=200):
    """A page for somebody without a login, who came by a personal link.

    :param template: xmlid of a template that calls ``perf_base.outside_page``
    :return: response
    """
    response = request.render(template, {"no_header": True, "no_footer": True, **values}, status=status)
    response.headers.update(OUTSIDE_HEADERS)
    return response
