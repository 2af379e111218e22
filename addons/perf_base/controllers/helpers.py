"""What the portal pages of all addons do alike."""

from werkzeug.exceptions import NotFound

from odoo.http import request

from ..tools.forms import to_ids


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
