from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flipconsole.domain.environment import Environment, read_origin
from flipconsole.domain.errors import ProfileError


@pytest.mark.parametrize(
    ("text", "environment"),
    [
        ("https://api.flip.energy", "PRODUCTION"),
        ("https://API.Flip.Energy/", "PRODUCTION"),
        ("https://api.flip.energy:443", "PRODUCTION"),
        ("https://api.flip.energy.", "PRODUCTION"),
        ("https://api-sandbox.flip.energy", "SANDBOX"),
        ("http://127.0.0.1:8123", "SIMULATOR"),
        ("http://localhost:8123", "SIMULATOR"),
        ("http://[::1]:8123", "SIMULATOR"),
        ("https://127.0.0.2", "SIMULATOR"),
        ("https://api.flip.energy:8443", "CUSTOM"),
        ("https://api.flip.energy/gateway", "CUSTOM"),
        ("https://api.flip.energy.example", "CUSTOM"),
        ("https://xapi.flip.energy", "CUSTOM"),
        ("https://mock.apidog.com/m1/479670-0-default", "CUSTOM"),
        ("https://192.168.1.5", "CUSTOM"),
    ],
)
def test_the_environment_comes_from_the_origin_alone(text: str, environment: str) -> None:
    assert read_origin(text).environment == Environment(environment)


@pytest.mark.parametrize(
    ("text", "base_url"),
    [
        (" https://api.flip.energy/ ", "https://api.flip.energy"),
        ("HTTPS://API.flip.energy:443/", "https://api.flip.energy"),
        ("http://localhost:80", "http://localhost"),
        ("http://[::1]:8123/", "http://[::1]:8123"),
        ("https://gateway.example:8443/flip/", "https://gateway.example:8443/flip"),
    ],
)
def test_an_address_has_one_spelling(text: str, base_url: str) -> None:
    assert read_origin(text).base_url == base_url
    assert read_origin(base_url) == read_origin(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "api.flip.energy",
        "//api.flip.energy",
        "ftp://api.flip.energy",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "https://",
        "https:///v1",
        "https://:443",
        "http://api.flip.energy",
        "http://192.168.1.5",
        "http://localhost.example",
        "http://127.0.0.1.example",
        "http://2130706433",
        "https://user@api.flip.energy",
        "https://user:secret@api.flip.energy",
        "https://api.flip.energy@evil.example",
        "https://@api.flip.energy",
        "https://api.flip.energy?x=1",
        "https://api.flip.energy?",
        "https://api.flip.energy#x",
        "https://api.flip.energy#",
        "https://api.flip.energy:port",
        "https://api.flip.energy:99999",
        "https://api.flip.energy:-1",
        "https://[::1",
        "https://api.flip.energy\\@evil.example",
        "https://api.flip.energy\r\nX: 1",
        "https://api.flip.energy/\x00",
        "https://api flip.energy",
        "https://аpi.flip.energy",
        "https://api.flip.energy/../x",
        "https://api.flip.energy/%2e%2e/x",
        "https://api.flip.energy//x",
        "https://api.flip.energy/{id}",
    ],
)
def test_a_token_may_not_be_sent_to_a_doubtful_address(text: str) -> None:
    with pytest.raises(ProfileError) as caught:
        read_origin(text)
    assert str(caught.value).endswith((".", "#."))
    assert "secret" not in str(caught.value)


def test_no_two_origins_share_a_folder() -> None:
    texts = (
        "https://api.flip.energy",
        "https://api-sandbox.flip.energy",
        "https://api.flip.energy:8443",
        "https://api.flip.energy/a",
        "https://api.flip.energy/a/b",
        "https://api.flip.energy/a-b",
        "https://api.flip.energy/a.b",
        "http://localhost:8443",
        "https://localhost:8443",
        "http://[::1]:8443",
        "http://127.0.0.1:8443",
    )
    folders = {read_origin(text).folder for text in texts}
    assert len(folders) == len(texts)
    for folder in folders:
        assert not set(folder) & set('/\\:*?"<>|')


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=40) | st.text("htps:/@.?#[]%ae1", max_size=30).map("https://".__add__))
def test_any_text_is_an_origin_or_a_plain_refusal(text: str) -> None:
    try:
        origin = read_origin(text)
    except ProfileError:
        return
    assert origin.host
    assert origin.scheme == "https" or origin.is_loopback
    assert read_origin(origin.base_url) == origin
