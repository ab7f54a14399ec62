"""No line of the program can turn the check of certificates off, but for one look over which nothing is sent (P11)."""

import ast

import pytest

from tests.house import tree

_NAMES = {"CERT_NONE", "CERT_OPTIONAL", "_create_unverified_context", "_create_stdlib_context"}
_SWITCHES = {"verify", "check_hostname", "verify_mode"}


REVIEWED = {"flipconsole/api/handshake.py": "look_at_certificate"}
"""Reads the certificate that was refused, to name its issuer, and gives the connection up before anything is sent
(tests/api/test_tls.py hears that nothing is)."""


def weakened(source: str) -> list[int]:
    """The lines that switch a check off or name what would."""
    found = []
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Attribute(attr=name) | ast.Name(id=name) if name in _NAMES:
                found.append(node.lineno)
            case ast.keyword(arg=name, value=ast.Constant(value=False)) if name in _SWITCHES:
                found.append(node.value.lineno)
            case ast.Assign(targets=[*_, ast.Attribute(attr=name)], value=ast.Constant(value=False)) if (
                name in _SWITCHES
            ):
                found.append(node.lineno)
    return found


def test_nothing_in_the_program_turns_the_check_of_certificates_off() -> None:
    modules = tree.modules("flipconsole")
    assert modules
    found = {tree.name(path): lines for path in modules if (lines := weakened(path.read_text(encoding="utf-8")))}
    assert found.keys() == REVIEWED.keys()
    for name, function in REVIEWED.items():
        [reviewed] = [
            node
            for node in ast.walk(ast.parse((tree.ROOT / name).read_text(encoding="utf-8")))
            if isinstance(node, ast.AsyncFunctionDef) and node.name == function
        ]
        assert all(reviewed.lineno <= line <= (reviewed.end_lineno or 0) for line in found[name])


@pytest.mark.parametrize(
    "line",
    [
        "httpx.AsyncClient(verify=False)",
        "context.check_hostname = False",
        "context.verify_mode = ssl.CERT_NONE",
        "ssl._create_unverified_context()",
        "from ssl import CERT_NONE\nmode = CERT_NONE",
    ],
)
def test_a_planted_switch_is_found(line: str) -> None:
    assert weakened(line)
