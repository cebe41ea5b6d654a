"""The tag that every form has: the token against forgery, and whose the form is."""

from django import template
from django.utils.html import format_html_join

from crm.writer import mark

register = template.Library()
HIDDEN = '<input type="hidden" name="{}" value="{}">'


@register.simple_tag(takes_context=True)
def csrf_token(context):
    """Stands for Django's own of that name in all templates (settings.TEMPLATES): the token tells
    a form from the same form sent again (crm/sending.py), and the mark whose words they are when
    their login has run out (crm/unsent.py)."""
    token = context.get("csrf_token", "")
    if not token or token == "NOTPROVIDED":  # noqa: S105  Django's own word for none
        return ""
    reader = context.get("reader")
    user = reader.user if reader else None
    fields = {"csrfmiddlewaretoken": token} | ({"writer": mark(user)} if user else {})
    return format_html_join("", HIDDEN, fields.items())
