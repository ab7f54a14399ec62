"""Sites and devices from the objects in which Flip tells of them, every field judged for itself."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import NamedTuple

from flipconsole.api.auth import Token
from flipconsole.api.fields import MOST_DEVICE_ID, cut
from flipconsole.api.objects import read_object, read_objects
from flipconsole.api.server_text import plain_line
from flipconsole.api.split import Text
from flipconsole.domain.battery import LONGEST_WORDS, MOST_W, MOST_WH, zone_of
from flipconsole.domain.errors import BadPayload, ProfileError
from flipconsole.domain.language import _
from flipconsole.domain.sites import Device, Site

MOST_SITE_ID = 500
LONGEST_TOKEN = 8_000

Row = Mapping[str, object]


class SitesPage(NamedTuple):
    """One page of the list of sites, without their devices; `size` counts all its elements."""

    sites: tuple[Site, ...]
    unreadable: int
    size: int


class DevicesRead(NamedTuple):
    """The devices at a site; `unreadable` counts the elements that are none, or belong to another site."""

    devices: tuple[Device, ...]
    unreadable: int


def read_sites(body: Text) -> SitesPage:
    """The sites of a page; one without an id that could be asked for is unreadable.

    Of the people at a site no name, mail address or contract is taken over.

    Raises:
        BadPayload: as `read_objects`.
    """
    found = read_objects(body, ("sites", "data", "results"))
    sites = [site for row in found.rows if (site := _site(row)) is not None]
    return SitesPage(tuple(sites), found.size - len(sites), found.size)


def read_devices(body: Text, site_id: str) -> DevicesRead:
    """The devices at a site.

    Raises:
        BadPayload: as `read_objects`.
    """
    found = read_objects(body, ("devices", "data", "results"))
    devices: dict[str, Device] = {}
    for row in found.rows:
        device = _device(row, site_id)
        if device is not None:
            devices.setdefault(device.id, device)
    return DevicesRead(tuple(devices.values()), found.size - len(devices))


def read_site_token(body: Text) -> Token:
    """The token that opens one site.

    Raises:
        BadPayload: there is none in it that a header could carry.
    """
    secret = read_object(body).get("site_access_token")
    try:
        if isinstance(secret, str) and len(secret) <= LONGEST_TOKEN:
            return Token(secret)
    except ProfileError:
        pass  # what it says would be about a token that a person has typed
    raise BadPayload(_("The server gave no token for the site."), status=200)


def _site(row: Row) -> Site | None:
    site_id = row.get("id")
    if not isinstance(site_id, str) or not site_id.strip() or len(site_id) > MOST_SITE_ID:
        return None
    street, city = _words(row, "street_address"), _words(row, "city")
    town = " ".join(filter(None, (city, _words(row, "state_code"), _words(row, "zip_code"))))
    address = ", ".join(filter(None, (street, _words(row, "street_address2"), town)))
    label = _words(row, "company_name") or ", ".join(filter(None, (street, city)))
    zone = row.get("timezone")
    return Site(
        site_id,
        cut(label or plain_line(site_id) or _("site without a name"), LONGEST_WORDS),
        cut(address, LONGEST_WORDS) or None,
        zone if isinstance(zone, str) and len(zone) <= LONGEST_WORDS and zone_of(zone) is not None else None,
    )


def _device(row: Row, site_id: str) -> Device | None:
    device_id = row.get("id")
    if not isinstance(device_id, str) or not device_id.strip() or len(device_id) > MOST_DEVICE_ID:
        return None
    if row.get("site_id", site_id) not in (site_id, None):
        return None
    attributes = row.get("attributes")
    numbers: Row = attributes if isinstance(attributes, dict) else {}
    return Device(
        device_id,
        _words(row, "manufacturer_name"),
        _words(row, "product_name"),
        _words(row, "serial_number"),
        _words(row, "type"),
        _number(numbers, "battery_capacity_wh", MOST_WH),
        _number(numbers, "battery_power_input_w", MOST_W),
        _number(numbers, "battery_power_output_w", MOST_W),
    )


def _words(row: Row, name: str) -> str | None:
    """The text on one line, without characters that hide or turn others; None where there is nothing to read."""
    value = row.get(name)
    if not isinstance(value, str):
        return None
    return cut(plain_line(value[: 4 * LONGEST_WORDS]), LONGEST_WORDS) or None


def _number(row: Row, name: str, most: float) -> float | None:
    value = row.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    return float(value) if 0 < value <= most else None
