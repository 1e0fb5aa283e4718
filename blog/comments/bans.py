"""Keeping somebody from commenting, and letting them again."""

import ipaddress
import re
from datetime import datetime

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from blog.comments.models import Ban, address_block, mailbox_hash, plain_domain
from blog.comments.policy import Writer

# The widest network that can be banned: wider ones are whole towns and countries of people.
WIDEST = {4: 16, 6: 32}
DOMAIN = re.compile(r"(?=.{4,150}$)([\w-]{1,63}\.)+[\w-]{2,63}")


def normalised(kind: str, value: str) -> str:
    """What is stored of a login name, an e-mail address, a domain or a network.

    Raises ValidationError, with a sentence, for what is none.
    """
    match kind:
        case Ban.Kind.ACCOUNT:
            return _account(value.strip())
        case Ban.Kind.EMAIL:
            return _email(value.strip())
        case Ban.Kind.DOMAIN:
            return _domain(value)
        case Ban.Kind.NETWORK:
            return _network(value.strip())
    raise ValidationError(_("Please choose what is banned."))


def _account(name: str) -> str:
    users = get_user_model().objects
    named = users.filter(username=name).first() or users.filter(username__iexact=name).first()
    if named is None:
        raise ValidationError(
            _("There is no account with the login name “%(name)s”."), params={"name": name}
        )
    return named.get_username()


def _email(address: str) -> str:
    try:
        validate_email(address)
    except ValidationError:
        raise ValidationError(
            _("This is not an e-mail address. One looks like name@example.org.")
        ) from None
    return mailbox_hash(address)


def _domain(value: str) -> str:
    domain = plain_domain(value)
    if not DOMAIN.fullmatch(domain):
        raise ValidationError(_("This is not a domain. One looks like example.org."))
    return domain


def _network(value: str) -> str:
    try:
        network = ipaddress.ip_network(value, strict=False)
    except ValueError:
        raise ValidationError(
            _(
                "This is neither an IP address nor a network. They look like 192.0.2.7,"
                " 192.0.2.0/24, 2001:db8::7 or 2001:db8::/48."
            )
        ) from None
    if network.prefixlen < WIDEST[network.version]:
        raise ValidationError(
            _(
                "This network is so wide that it would keep out very many people who have done"
                " nothing. The widest that can be banned is /%(length)d."
            ),
            params={"length": WIDEST[network.version]},
        )
    if network.version == 6 and network.prefixlen > 64:
        return address_block(str(network.network_address))  # one household has a whole /64
    return str(network)


def ban(*, kind: str, value: str, until: datetime | None, reason: str, by: Writer) -> Ban:
    """Keep somebody from commenting. Raises ValidationError as `normalised` does."""
    with transaction.atomic():
        made = Ban.objects.create(
            kind=kind,
            value=normalised(kind, value),
            until=until,
            reason=reason,
            made_by_id=by.pk,
        )
        _log(made, "ban", by)
    return made


def end(*, ban: Ban, by: Writer) -> bool:
    """Let somebody comment again, and keep the record; ended before, it stays as it was.

    Gives whether it held until now: of many who press at once, to one alone.
    """
    with transaction.atomic():
        has_held = bool(Ban.objects.in_force().filter(pk=ban.pk).update(until=timezone.now()))
        if has_held:
            _log(ban, "ban_ended", by)
    return has_held


def delete(*, ban: Ban, by: Writer) -> bool:
    """Let somebody comment again, and keep no record but the line in the log.

    Gives whether it held until now: of many who press at once, to one alone.
    """
    with transaction.atomic():
        current = Ban.objects.select_for_update(of=("self",)).filter(pk=ban.pk).first()
        if current is None:
            return False
        _log(current, "ban_deleted", by)
        current.delete()
    return not current.has_ended


def _log(ban: Ban, action: str, by: Writer) -> None:
    """Who did it, and to which kind: no name and no address is in the log."""
    log(instance=ban, action=f"comments.{action}", user=by, title=str(ban))
