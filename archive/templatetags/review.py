"""Shares as people read them."""

from __future__ import annotations

from django import template
from django.utils.formats import number_format
from django.utils.translation import gettext as _

register = template.Library()


@register.filter
def percent(share: float) -> str:
    """0.0312 as "3.1 %"; small shares with two places, so that they are not told as nothing."""
    value = share * 100
    return _("%(number)s %%") % {"number": number_format(value, decimal_pos=2 if value < 1 else 1)}
