"""What is known of the battery of a command, with who says it."""

from __future__ import annotations

from datetime import datetime

from flipconsole.app.batteries import Batteries, Teller
from flipconsole.domain.battery import NOTHING
from flipconsole.domain.battery_words import age_text, field_text, field_title, two_powers_note
from flipconsole.domain.language import _
from flipconsole.ui.detail.fields import Field, Section

_ALWAYS = ("site", "zone")
_REST = ("address", "maker", "model", "serial", "capacity_wh", "rated_w")


def battery_section(batteries: Batteries, device_id: str, now: datetime) -> Section:
    """The lines about a battery; its site and its time zone are there even while nobody knows them."""
    facts = batteries.facts_of(device_id)
    fields = [_field(batteries, device_id, "name", now)] if facts.name else []
    fields += [_field(batteries, device_id, field, now) for field in (*_ALWAYS, *_REST)]
    return Section(_("Battery"), tuple(field for field in fields if field.value))


def where_it_stands(batteries: Batteries, device_id: str) -> str:
    """Site, address and product in one line; "" where nothing is known."""
    facts = batteries.facts_of(device_id)
    if facts is NOTHING:
        return ""
    place = facts.address if facts.site and (facts.address or "").startswith(facts.site) else facts.site
    address = None if place == facts.address else facts.address
    return " · ".join(filter(None, (place, address, facts.product)))


def _field(batteries: Batteries, device_id: str, field: str, now: datetime) -> Field:
    facts, title = batteries.facts_of(device_id), field_title(field)
    text = field_text(facts, field)
    if text:
        note = _said_by(batteries, device_id, field, now)
        if field == "rated_w" and facts.least_rated_w is not None:
            note = _("{who}; {why}").format(who=note, why=two_powers_note())
        return Field(title, text, note)
    if field == "zone":
        return Field(title, _("not known"), _("Flip does not tell it: enter it in the site book"), is_marked=True)
    return Field(title, _("not known") if field in _ALWAYS else "", is_faded=True)


def _said_by(batteries: Batteries, device_id: str, field: str, now: datetime) -> str:
    if batteries.teller_of(device_id, field) is Teller.PERSON:
        return _("from your site book")
    at = batteries.flips_read_at
    return _("from Flip") if at is None else _("from Flip, read {age}").format(age=age_text(at, now))
