"""A profile: one Flip that this console works with, and everything that belongs to that Flip alone."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path, PurePath
from typing import NamedTuple

from flipconsole.domain.environment import Environment, Origin, read_origin
from flipconsole.domain.errors import ProfileError
from flipconsole.domain.grant_address import check_client_id, read_grant_address
from flipconsole.domain.language import _
from flipconsole.domain.paths import Paths

MAIN = "main"
"""The id of the first profile, and of an address that is used without one."""

USUAL_POLL_S = 60.0
"""Flip's Control guide names one poll a minute."""
SHORTEST_POLL_S, LONGEST_POLL_S = 15.0, 240.0
"""The longest is well below the five minutes after which a list counts as old."""

LONGEST_NAME = 60
LONGEST_WORD = 16

COLOURS = ("blue", "green", "violet", "amber", "grey")
"""What a sign may look like, by name; production's own is not among them."""

_ID = re.compile(r"[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?")


class TokenKind(StrEnum):
    """What a person holds to be let in."""

    CLIENT = "client"
    KEY = "key"
    OAUTH = "oauth"


@dataclass(frozen=True)
class Sign:
    """What says on every window and dialog which Flip this is: the word, its colour ("" for the environment's), the
    name of the profile.
    """

    environment: Environment
    word: str
    colour: str = ""
    name: str = ""

    @classmethod
    def of(cls, environment: Environment) -> Sign:
        """The sign of an environment that no profile names."""
        return cls(environment, environment.value)

    @property
    def text(self) -> str:
        """The word, and the name where it says more than the word."""
        return self.word if self.name.casefold() in ("", self.word.casefold()) else f"{self.word} · {self.name}"


@dataclass(frozen=True)
class Profile:
    """`id` never changes, whatever else does; `name` is what people call it. The files, the token and the answers of a
    profile are those of its id and its origin: after a change of `base_url` nothing of the old address goes to the new.

    `client_id` and `token_url` go with TokenKind.OAUTH: the secret of that id is given to that address alone.

    `poll_s` is in seconds. `word` and `colour` are those of the sign, "" for the environment's own; `is_production`
    says of another address (a company's gateway) that real batteries are behind it. `read_only`: nothing is answered or
    sent. `own_folder`: another profile has the same address, so that this one's files lie under its id. `ca_file`
    is the whole path of a file with certificates (PEM) whose issuers are trusted beside the system's, "" for none.
    """

    id: str = ""
    name: str = ""
    base_url: str = ""
    commands_path: str = Paths().commands
    command_path: str = Paths().command
    token_kind: TokenKind = TokenKind.CLIENT
    client_id: str = ""
    token_url: str = ""
    poll_s: float = USUAL_POLL_S
    is_production: bool = False
    word: str = ""
    colour: str = ""
    read_only: bool = False
    own_folder: bool = False
    ca_file: str = ""

    @property
    def origin(self) -> Origin:
        """Where its token and its answers go, and nowhere else; ProfileError when there is no such address."""
        return read_origin(self.base_url)

    @property
    def secret_name(self) -> str:
        """What its secret is kept under: a token is no secret of a client, and one client's is not another's.

        So a token that was kept is never sent to a token address that the profile names later.
        """
        if self.token_kind is TokenKind.OAUTH:
            return f"{self.id} client {self.client_id} at {self.token_url}"
        return self.id

    @property
    def folder(self) -> PurePath:
        """Where its files lie in the data directory: no other profile, and no other address of its own, shares it."""
        folder = PurePath(self.origin.folder)
        return PurePath("profiles", self.id, folder) if self.own_folder else folder

    @property
    def paths(self) -> Paths:
        """The path templates."""
        return Paths(self.commands_path, self.command_path)

    @property
    def environment(self) -> Environment:
        """Which kind of Flip it is: known addresses speak for themselves, others are what the profile says."""
        environment = self.origin.environment
        return Environment.PRODUCTION if environment is Environment.CUSTOM and self.is_production else environment

    @property
    def sign(self) -> Sign:
        """The sign; production's word and colour cannot be changed."""
        environment = self.environment
        if environment is Environment.PRODUCTION:
            return Sign(environment, environment.value, name=self.name)
        return Sign(environment, self.word or environment.value, self.colour, self.name)

    def checked(self) -> Profile:
        """Itself, when every value can be used; else ProfileError."""
        if _ID.fullmatch(self.id) is None:
            raise ProfileError(_("The profile's id “{id}” is not one.").format(id=self.id[:LONGEST_NAME]))
        if not self.name.strip() or self.name != self.name.strip() or len(self.name) > LONGEST_NAME:
            raise ProfileError(_("A profile needs a name of 1 to {most} characters.").format(most=LONGEST_NAME))
        if not self.name.isprintable() or not self.word.isprintable():
            raise ProfileError(_("The profile's name holds characters that cannot be shown."))
        read_origin(self.base_url)
        self.paths.checked()
        if self.ca_file and not (self.ca_file.isprintable() and Path(self.ca_file).is_absolute()):
            raise ProfileError(_("The file of certificates must be named with its whole path."))
        if self.token_kind is TokenKind.OAUTH:
            check_client_id(self.client_id)
            read_grant_address(self.token_url, self.origin)
        if not SHORTEST_POLL_S <= self.poll_s <= LONGEST_POLL_S:
            raise ProfileError(
                _("The list can be asked for every {least:.0f} to {most:.0f} seconds.").format(
                    least=SHORTEST_POLL_S, most=LONGEST_POLL_S
                )
            )
        if len(self.word) > LONGEST_WORD or self.word != self.word.strip():
            raise ProfileError(_("The word of a profile has at most {most} characters.").format(most=LONGEST_WORD))
        if self.word.casefold() == Environment.PRODUCTION.casefold():
            raise ProfileError(_("The word PRODUCTION stands on production alone: say that it is production instead."))
        if self.colour and self.colour not in COLOURS:
            raise ProfileError(_("The colour must be one of: {names}.").format(names=", ".join(COLOURS)))
        return self


def profile_at(base_url: str, *, id: str = MAIN, name: str = "") -> Profile:
    """A profile for an address about which nothing else is known.

    Raises:
        ProfileError: it is not an address that a token may be sent to.
    """
    origin = read_origin(base_url)
    return Profile(id, name or usual_name(origin), origin.base_url)


def usual_name(origin: Origin) -> str:
    """What a profile is called until a person calls it something else."""
    match origin.environment:
        case Environment.PRODUCTION:
            return _("Production")
        case Environment.SANDBOX:
            return _("Sandbox")
        case Environment.SIMULATOR:
            return _("Simulator")
    return origin.host[:LONGEST_NAME]


def new_id() -> str:
    """An id that no other profile has."""
    return os.urandom(6).hex()


def checked_profiles(profiles: tuple[Profile, ...]) -> tuple[Profile, ...]:
    """Themselves, when each can be used and none can be taken for another; else ProfileError."""
    seen: set[str] = set()
    for profile in profiles:
        profile.checked()
        for word in {profile.id, profile.name.casefold()}:
            if word in seen:
                raise ProfileError(_("Two profiles are called “{name}”.").format(name=profile.name))
            seen.add(word)
    if len({profile.folder for profile in profiles}) < len(profiles):
        raise ProfileError(_("Two profiles would share their files."))
    return profiles


def placed(profile: Profile, others: Iterable[Profile]) -> Profile:
    """The profile, with a folder of its own if another has the address's: nobody's files ever move by that."""
    is_shared = any(
        other.id != profile.id and other.origin == profile.origin and not other.own_folder for other in others
    )
    return replace(profile, own_folder=True) if is_shared else profile


def free_name(name: str, others: Iterable[Profile]) -> str:
    """The name, with a number where another profile has it."""
    taken = {other.name.casefold() for other in others}
    names = (name, *(f"{name[: LONGEST_NAME - 4]} {number}" for number in range(2, 1000)))
    return next(free for free in names if free.casefold() not in taken)


class Wanted(NamedTuple):
    """The profile that was asked for at the start, by its name (or id) or by an address; neither: the one in use."""

    name: str = ""
    base_url: str = ""


def chosen_profile(profiles: tuple[Profile, ...], current: str, wanted: Wanted) -> Profile | None:
    """The profile that is asked for: by name (or id), by address, or else the one in use; None when there is none.

    An address that no profile has is worked with by itself: of the profiles it takes the paths of the main one and
    whether the one in use is read-only, and nothing with which anybody is let in.

    Raises:
        ProfileError: there is no profile of that name, or no token may be sent to that address.
    """
    name = wanted.name
    if name:
        for profile in profiles:
            if name == profile.id or name.casefold() == profile.name.casefold():
                return profile
        known = ", ".join(profile.name for profile in profiles) or _("none")
        raise ProfileError(_("There is no profile “{name}”. There are: {known}.").format(name=name, known=known))
    in_use = next((profile for profile in profiles if profile.id == current), None)
    if not wanted.base_url:
        return in_use
    origin = read_origin(wanted.base_url)
    in_order = profiles if in_use is None else (in_use, *profiles)
    for profile in in_order:
        if profile.origin == origin:
            return profile
    paths = next((profile.paths for profile in profiles if profile.id == MAIN), Paths())
    only_looks = in_use is not None and in_use.read_only
    return replace(
        profile_at(wanted.base_url), commands_path=paths.commands, command_path=paths.command, read_only=only_looks
    )
