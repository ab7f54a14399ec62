"""Where access tokens are given out: the one address beside the server's own to which a secret may go."""

from __future__ import annotations

from urllib.parse import urlsplit

from flipconsole.domain.environment import Origin, read_origin
from flipconsole.domain.errors import ProfileError
from flipconsole.domain.language import _

FLIPS_OWN = "https://oauth.flip.energy/token"
"""For production and sandbox (flip-api.md, "Authentication": from a draft page)."""

LONGEST_ID = 200


def read_grant_address(token_url: str, origin: Origin) -> tuple[Origin, str]:
    """The origin and the path of the token address of a server.

    It is https, like the server's own; a simulator on this computer is given no secret of a true server, and a true
    server's tokens are not fetched from a program on this computer.

    Raises:
        ProfileError: no client secret may go there.
    """
    text = token_url.strip()
    path = urlsplit(text).path
    if not path.strip("/"):
        raise ProfileError(_("The token address must name a path, like {example}.").format(example=FLIPS_OWN))
    try:
        read = read_origin(text)
    except ProfileError as error:
        raise ProfileError(_("The token address cannot be used. {why}").format(why=error)) from error
    if read.is_loopback != origin.is_loopback:
        raise ProfileError(
            _("The token address and the server are both on this computer, or neither: a secret goes to no stand-in.")
        )
    return Origin(read.scheme, read.host, read.port), read.prefix


def check_client_id(client_id: str) -> None:
    """Raises ProfileError for what cannot be a client id."""
    if not client_id or len(client_id) > LONGEST_ID or not all("!" <= letter <= "~" for letter in client_id):
        raise ProfileError(
            _("The client id is 1 to {most} letters, digits and signs without blanks.").format(most=LONGEST_ID)
        )
