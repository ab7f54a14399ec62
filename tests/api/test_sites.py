"""Sites and devices are read strictly: a bad row never hides good ones, and hostile text stays plain."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flipconsole.api.auth import Token
from flipconsole.api.objects import MOST_OBJECTS
from flipconsole.api.site_rows import read_devices, read_site_token, read_sites
from flipconsole.api.sites import SiteReader
from flipconsole.domain.battery import LONGEST_WORDS
from flipconsole.domain.errors import BadPayload, Misdirected, Refused, Throttled, Unauthorized, Unreachable
from flipconsole.domain.sites import Device, Site

SITE = {
    "id": "S-1",
    "first_name": "Alma",
    "last_name": "Abbott",
    "company_name": None,
    "email": "alma@example.com",
    "state_code": "VT",
    "city": "Burlington",
    "zip_code": "05401",
    "street_address": "9 Oak Street",
    "street_address2": "Apt 3",
    "service_account_id": "A-77",
}
DEVICE = {
    "id": "xyz-123",
    "site_id": "S-1",
    "manufacturer_name": "Halden",
    "product_name": "Hearth 13",
    "serial_number": "SN-4",
    "type": "BATTERY",
    "attributes": {"battery_capacity_wh": 13500, "battery_power_input_w": 6000, "battery_power_output_w": 7500},
}
SITE_TOKEN = "canary-site-9c8b7a"


def text(value: object) -> bytes:
    return json.dumps(value).encode()


def test_a_site_is_read_without_the_people_who_live_there() -> None:
    page = read_sites(text([SITE]))
    assert page.sites == (Site("S-1", "9 Oak Street, Burlington", "9 Oak Street, Apt 3, Burlington VT 05401"),)
    assert "Abbott" not in repr(page)
    assert "alma" not in repr(page).lower()


def test_a_device_is_read_with_flips_two_powers() -> None:
    assert read_devices(text([DEVICE]), "S-1").devices == (
        Device("xyz-123", "Halden", "Hearth 13", "SN-4", "BATTERY", 13500.0, 6000.0, 7500.0),
    )


@pytest.mark.parametrize("envelope", ["sites", "data", "results"])
def test_a_list_may_come_in_an_envelope(envelope: str) -> None:
    assert read_sites(text({"total": 1, envelope: [SITE], "next": None})).sites[0].id == "S-1"


@pytest.mark.parametrize(
    ("changes", "label", "address", "zone"),
    [
        ({"company_name": "Bakery"}, "Bakery", "9 Oak Street, Apt 3, Burlington VT 05401", None),
        ({"street_address": None, "street_address2": None}, "Burlington", "Burlington VT 05401", None),
        (dict.fromkeys(SITE, None) | {"id": "S-9"}, "S-9", None, None),
        ({"timezone": "America/New_York"}, "9 Oak Street, Burlington", "9 Oak Street, Apt 3, Burlington VT 05401",
         "America/New_York"),
        ({"timezone": "../../etc/passwd", "city": ["x"]}, "9 Oak Street", "9 Oak Street, Apt 3, VT 05401", None),
        ({"timezone": "Eastern", "state_code": 7}, "9 Oak Street, Burlington",
         "9 Oak Street, Apt 3, Burlington 05401", None),
    ],
)  # fmt: skip
def test_what_is_missing_or_odd_is_left_out_and_no_zone_is_guessed(
    changes: dict[str, Any], label: str, address: str | None, zone: str | None
) -> None:
    (site,) = read_sites(text([SITE | changes])).sites
    assert (site.label, site.address, site.zone) == (label, address, zone)


BAD_ROWS = [
    b"3",
    b"null",
    b'"x"',
    b"[]",
    b"{}",
    b'{"id": null}',
    b'{"id": ""}',
    b'{"id": 7}',
    b'{"id": "  "}',
    b'{"id": "S-8", "id": "S-9"}',
    b'{"id": NaN}',
    b'{"id": "\\ud800"}',
    b'{"id": "' + b"x" * 6000 + b'"}',
    b'{"id": "\xff"}',
    b"{" * 600 + b"}" * 600,
]


@pytest.mark.parametrize("bad", BAD_ROWS, ids=range(len(BAD_ROWS)))
def test_a_bad_row_hides_no_good_one(bad: bytes) -> None:
    sites = read_sites(b"[" + text(SITE) + b"," + bad + b"," + text(SITE | {"id": "S-2"}) + b"]")
    assert [site.id for site in sites.sites] == ["S-1", "S-2"]
    assert (sites.unreadable, sites.size) == (1, 3)
    devices = read_devices(b"[" + text(DEVICE) + b"," + bad + b"]", "S-1")
    assert [device.id for device in devices.devices] == ["xyz-123"]
    assert devices.unreadable == 1


def test_a_device_of_another_site_and_a_double_one_are_left_out() -> None:
    rows = [DEVICE, DEVICE | {"id": "b", "site_id": "S-2"}, DEVICE | {"serial_number": "other"}]
    found = read_devices(text(rows), "S-1")
    assert [(device.id, device.serial) for device in found.devices] == [("xyz-123", "SN-4")]
    assert found.unreadable == 2


@pytest.mark.parametrize("number", [0, -1, 1e300, True, "13500", None, [], 10_000_001])
def test_a_number_that_cannot_be_true_is_not_known(number: object) -> None:
    attributes = {"battery_capacity_wh": number, "battery_power_input_w": number, "battery_power_output_w": 5000}
    (device,) = read_devices(text([DEVICE | {"attributes": attributes}]), "S-1").devices
    assert (device.capacity_wh, device.input_w, device.output_w) == (None, None, 5000.0)


def test_hostile_text_becomes_one_plain_line() -> None:
    hostile = "<b>9</b>\nElm\u202e Street\x1b[31m\u200b" + "x" * 5000
    (site,) = read_sites(text([SITE | {"street_address": hostile, "company_name": hostile}])).sites
    for words in (site.label, site.address or ""):
        assert words.startswith("<b>9</b> Elm Street [31m"), "markup stays literal text"
        assert words.isprintable()
        assert len(words) <= LONGEST_WORDS


@pytest.mark.parametrize(
    "body",
    [b"", b"{}", b"3", b'{"sites": 3}', b"[", b"[{}", b"[] []", b'{"sites": [], "data": []}', b"<html>", b"\xff\xfe[",
     b"[" + b"1," * MOST_OBJECTS + b"1]", b"[" * 100_000],
)  # fmt: skip
def test_what_is_no_list_is_refused(body: bytes) -> None:
    with pytest.raises(BadPayload):
        read_sites(body)


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_no_bytes_do_harm(body: bytes) -> None:
    for read in (read_sites, lambda raw: read_devices(raw, "S-1"), read_site_token):
        try:
            read(body)  # type: ignore[operator]
        except BadPayload:
            continue


@pytest.mark.parametrize("secret", [None, 7, "", " ", "a b", "a\nb", "x" * 9000, "ä", {}])
def test_a_site_token_that_no_header_could_carry_is_refused(secret: object) -> None:
    with pytest.raises(BadPayload):
        read_site_token(text({"site_access_token": secret}))


async def test_each_request_carries_its_own_token_to_its_own_path(wire: Any) -> None:
    seen: list[tuple[str, str, str]] = []

    def serve(request: httpx.Request) -> httpx.Response:
        seen.append((request.method, request.url.raw_path.decode(), request.headers["authorization"]))
        if request.method == "POST":
            assert request.content == b""
            return httpx.Response(200, json={"site_access_token": SITE_TOKEN, "expires_at": "2026-01-01T00:00:00Z"})
        return httpx.Response(200, json=[])

    async with wire.client(serve, "https://gateway.test/flip") as client:
        reader = SiteReader(client)
        await reader.sites(200)
        token = await reader.token("a/b ü?#%")
        await reader.devices("a/b ü?#%", token)
    assert SITE_TOKEN not in repr(token)
    assert seen == [
        ("GET", "/flip/v1/sites?skip=200&limit=100", f"Bearer {wire.secret}"),
        ("POST", "/flip/v1/auth/site/a%2Fb%20%C3%BC%3F%23%25", f"Bearer {wire.secret}"),
        ("GET", "/flip/v1/site/a%2Fb%20%C3%BC%3F%23%25/devices", f"Bearer {SITE_TOKEN}"),
    ]


@pytest.mark.parametrize("site_id", ["..", ".", "", "\ud800"])
async def test_an_id_that_would_lead_elsewhere_is_not_asked_for(wire: Any, site_id: str) -> None:
    def serve(_request: httpx.Request) -> httpx.Response:
        raise AssertionError("something left")

    async with wire.client(serve) as client:
        with pytest.raises(Refused):
            await SiteReader(client).token(site_id)
        with pytest.raises(Refused):
            await SiteReader(client).devices(site_id, Token(SITE_TOKEN))


@pytest.mark.parametrize(
    ("status", "headers", "fault"),
    [
        (401, {}, Unauthorized),
        (403, {}, Refused),
        (404, {}, Refused),
        (422, {}, Refused),
        (429, {"Retry-After": "30"}, Throttled),
        (500, {}, Unreachable),
        (302, {"Location": "https://elsewhere.test/"}, Misdirected),
        (204, {}, BadPayload),
    ],
)
async def test_what_a_status_means(wire: Any, status: int, headers: dict[str, str], fault: type[Exception]) -> None:
    asked: list[str] = []

    def serve(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.host)
        return httpx.Response(status, headers=headers, content=text({"message": f"no {SITE_TOKEN}"}))

    async with wire.client(serve) as client:
        with pytest.raises(fault) as told:
            await SiteReader(client).devices("S-1", Token(SITE_TOKEN))
    assert SITE_TOKEN not in str(told.value), "a server may send the token back"
    assert asked == ["flip.test"], "nothing is followed, nothing is retried"
    if isinstance(told.value, Throttled):
        assert told.value.wait_s == 30


async def test_an_answer_of_many_megabytes_is_not_read(wire: Any) -> None:
    async with wire.client(wire.answering(200, b"[" + b" " * 5_000_000 + b"]")) as client:
        with pytest.raises(BadPayload, match="too large"):
            await SiteReader(client).sites(0)
