"""What tests cite and what `docs/promises.md` promises are the same gates."""

import re

from tests.house import tree

GATE = re.compile(r"\b(?:R|SEC)\d{1,2}b?\b")
ROW = re.compile(r"^\| (\w+) \|(.+)\|$", re.MULTILINE)
TEST = re.compile(r"`(tests/[\w/]+\.py)`")

CITED = {
    tree.name(path): set(GATE.findall(path.read_text(encoding="utf-8")))
    for path in tree.modules("tests")
    if path.name != "test_promises.py"
}
PROMISED = {
    gate: cells
    for gate, cells in ROW.findall((tree.ROOT / "docs" / "promises.md").read_text(encoding="utf-8"))
    if GATE.fullmatch(gate)
}


def test_every_gate_that_a_test_cites_is_promised() -> None:
    assert PROMISED
    unknown = {path: sorted(gates - PROMISED.keys()) for path, gates in CITED.items() if gates - PROMISED.keys()}
    assert unknown == {}


def test_every_promise_names_the_tests_that_show_it() -> None:
    for gate, cells in PROMISED.items():
        columns = [cell.strip() for cell in cells.split("|")]
        assert len(columns) == 4, gate
        assert all(len(cell) > 15 for cell in columns), gate
        tests = TEST.findall(columns[-1])
        assert tests, gate
        assert [test for test in tests if gate not in CITED.get(test, set())] == [], gate
