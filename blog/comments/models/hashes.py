"""What is kept of addresses: hashes that only this site can compute."""

import hashlib
import hmac
import ipaddress

from django.conf import settings


def keyed_hash(text: str) -> str:
    """A hash that only this site can compute: 32 hexadecimal characters (128 bits); "" of ""."""
    if not text:
        return ""
    key = settings.SECRET_KEY.encode()
    return hmac.new(key, text.strip().casefold().encode(), hashlib.sha256).hexdigest()[:32]


def address_block(address: str | None) -> str:
    """The part of an IP address that one household has: IPv4 whole, IPv6 its /64; "" for none."""
    if not address:
        return ""
    ip = ipaddress.ip_address(address)
    ip = getattr(ip, "ipv4_mapped", None) or ip  # what a socket for both versions calls IPv4
    return str(ip) if ip.version == 4 else str(ipaddress.ip_network((ip, 64), strict=False))
