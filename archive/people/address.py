"""Where a request came from."""

from __future__ import annotations

import ipaddress

from django.conf import settings
from django.http import HttpRequest


def of(request: HttpRequest) -> str:
    """The address of whoever asks. Behind proxies of our own (MUNIMENT_PROXIES) it is what the outermost of
    them wrote down: anything before that in the header, the asker could have written. Of an IPv6 address
    only the network counts, because one home has billions of them."""
    given = request.META.get("REMOTE_ADDR", "")
    told = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    if settings.MUNIMENT_PROXIES and len(told) >= settings.MUNIMENT_PROXIES:
        given = told[-settings.MUNIMENT_PROXIES]
    try:
        address = ipaddress.ip_address(given)
    except ValueError:
        return "unknown"
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return str(address.ipv4_mapped)
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)
