"""A damaged outbox loses no byte, and gives back the answers that can be read."""

import contextlib
import os
import random
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from flipconsole.domain.ack import Ack, AckState
from flipconsole.domain.journal import JournalLine
from flipconsole.store import outbox_file
from flipconsole.store.outbox import Outbox
from tests.gates import Gate

OpenOutbox = Callable[..., Outbox]
COUNT = 120


def cut(content: bytearray, chance: random.Random) -> bytearray:
    return content[: chance.randrange(1, len(content))]


def header(content: bytearray, chance: random.Random) -> bytearray:
    content[:100] = chance.randbytes(100)
    return content


def first_page(content: bytearray, chance: random.Random) -> bytearray:
    content[:4096] = chance.randbytes(4096)
    return content


def page(content: bytearray, chance: random.Random) -> bytearray:
    start = 4096 * chance.randrange(1, len(content) // 4096)
    content[start : start + 4096] = chance.randbytes(4096)
    return content


def text_file(content: bytearray, chance: random.Random) -> bytearray:
    return bytearray(b"Dear diary,\n" * chance.randrange(1, 500))


def zeroes(content: bytearray, chance: random.Random) -> bytearray:
    return bytearray(len(content))


Damage = Callable[[bytearray, random.Random], bytearray]


@pytest.fixture
def filled(
    tmp_path: Path, open_outbox: OpenOutbox, make_ack: Callable[..., Ack], make_line: Callable[..., JournalLine]
) -> list[Ack]:
    outbox = open_outbox()
    outbox.put([make_ack(n, reason="r" * 300) for n in range(COUNT)], [make_line(n) for n in range(COUNT)]).result(5)
    outbox.change(3, {AckState.QUEUED}, state=AckState.SENDING, attempts=1).result(5)
    acks = outbox.load(is_sender=False).acks
    outbox.close()
    return acks


def originals(folder: Path) -> list[Path]:
    return sorted(folder.glob("outbox.corrupt-*.sqlite3"))


@pytest.mark.gate("R12")
@pytest.mark.parametrize("damage", [cut, header, first_page, page, text_file, zeroes])
def test_nothing_is_deleted_and_what_can_be_read_is_rescued(
    tmp_path: Path, open_outbox: OpenOutbox, filled: list[Ack], make_ack: Callable[..., Ack], damage: Damage, gate: Gate
) -> None:
    path = tmp_path / "outbox.sqlite3"
    whole = path.read_bytes()
    slowest_s, seeds = 0.0, gate.size(4, 50)
    for seed in range(seeds):
        content = bytes(damage(bytearray(whole), random.Random(seed)))
        for old in tmp_path.glob("outbox.*"):
            if old.name != "outbox.marker":
                old.unlink()
        path.write_bytes(content)
        began = time.monotonic()
        outbox = open_outbox()
        loaded = outbox.load(is_sender=False)
        slowest_s = max(slowest_s, time.monotonic() - began)
        (original,) = originals(tmp_path)
        assert original.read_bytes() == content
        assert loaded.trouble.startswith("The file with your saved answers was damaged.")
        assert original.name in loaded.trouble
        assert f"{len(loaded.acks)} " in loaded.trouble
        assert {ack.seq: ack for ack in filled}.items() >= {ack.seq: ack for ack in loaded.acks}.items()
        if damage in (header, first_page):
            assert loaded.acks == filled
            assert f"{COUNT} of {COUNT} answers" in loaded.trouble
            assert len(outbox.journal()) == COUNT
        put = outbox.put([make_ack(COUNT + 1)]).result(5).acks[0]
        assert put.seq > max((ack.seq for ack in loaded.acks), default=0)
        assert outbox.verify() is None
        outbox.close()
        again = open_outbox()
        assert again.load(is_sender=False).trouble == ""
        again.close()
    assert slowest_s <= 5
    gate.reached(
        "6 corruptions x 50 seeds: starts in 5 s, bytes kept, rescued count told, 0 files deleted",
        f"{damage.__name__}: {seeds} seeds, slowest {slowest_s:.2f} s, 0 deleted",
    )


@pytest.mark.gate("R12")
def test_a_rule_that_deletes_a_broken_file_is_found_out(
    tmp_path: Path, open_outbox: OpenOutbox, filled: list[Ack], monkeypatch: pytest.MonkeyPatch, gate: Gate
) -> None:
    """The negative control: what is right for a cache of files (remove the broken database, begin anew)."""

    def remove(path: Path) -> Path:
        path.unlink()
        return path

    monkeypatch.setattr(outbox_file, "put_aside", remove)
    (tmp_path / "outbox.sqlite3").write_bytes(bytes(4096))
    open_outbox()
    assert originals(tmp_path) == []
    gate.caught("a broken file is removed: the original bytes are gone")


def test_a_broken_page_in_the_middle_costs_its_own_rows_only(
    tmp_path: Path, open_outbox: OpenOutbox, filled: list[Ack]
) -> None:
    path = tmp_path / "outbox.sqlite3"
    content = bytearray(path.read_bytes())
    at = content.index(filled[60].command_id.encode())
    start = at - at % 4096
    content[start : start + 4096] = bytes(4096)
    path.write_bytes(content)
    loaded = open_outbox().load(is_sender=False)
    assert COUNT - 20 <= len(loaded.acks) < COUNT
    assert loaded.acks[0].seq == 1
    assert loaded.acks[-1].seq == COUNT


def test_an_index_that_disagrees_costs_nothing(tmp_path: Path, open_outbox: OpenOutbox, filled: list[Ack]) -> None:
    path = tmp_path / "outbox.sqlite3"
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("DROP INDEX acks_by_command")
        connection.commit()
    loaded = open_outbox().load(is_sender=False)
    assert loaded.acks == filled
    assert f"{COUNT} of {COUNT}" in loaded.trouble


def test_rows_between_two_broken_pages_are_found(tmp_path: Path, open_outbox: OpenOutbox, filled: list[Ack]) -> None:
    path = tmp_path / "outbox.sqlite3"
    content = bytearray(path.read_bytes())
    for number in (30, 90):
        at = content.index(filled[number].command_id.encode())
        content[at - at % 4096 : at - at % 4096 + 4096] = bytes(4096)
    path.write_bytes(content)
    loaded = open_outbox().load(is_sender=False)
    assert filled[60] in loaded.acks
    assert COUNT - 40 <= len(loaded.acks) < COUNT


def test_a_new_answer_never_gets_the_number_of_a_lost_one(
    tmp_path: Path, open_outbox: OpenOutbox, make_ack: Callable[..., Ack], make_line: Callable[..., JournalLine]
) -> None:
    """The journal still speaks of answer 500, which is gone with the counter that would have known."""
    outbox = open_outbox()
    outbox.note([make_line(ack_seq=500)]).result(5)
    outbox.close()
    with contextlib.closing(sqlite3.connect(tmp_path / "outbox.sqlite3")) as connection:
        connection.execute("DROP INDEX acks_by_command")
    assert open_outbox().put([make_ack()]).result(5).acks[0].seq == 501


@pytest.mark.parametrize("loss", ["empty", "gone"])
def test_an_empty_or_missing_file_is_a_loss_when_there_was_one(
    tmp_path: Path, open_outbox: OpenOutbox, filled: list[Ack], loss: str
) -> None:
    path = tmp_path / "outbox.sqlite3"
    path.unlink()
    if loss == "empty":
        path.touch()
    outbox = open_outbox()
    assert "empty or gone" in outbox.load(is_sender=True).trouble
    outbox.close()
    assert len(originals(tmp_path)) == (loss == "empty")


def test_an_empty_file_is_new_when_there_was_none(tmp_path: Path, open_outbox: OpenOutbox) -> None:
    (tmp_path / "outbox.sqlite3").touch()
    assert open_outbox().load(is_sender=True).trouble == ""
    assert originals(tmp_path) == []


def test_a_folder_in_the_place_of_the_file_is_put_aside(tmp_path: Path, open_outbox: OpenOutbox) -> None:
    (tmp_path / "outbox.sqlite3").mkdir()
    (tmp_path / "outbox.sqlite3" / "note").write_text("mine")
    assert "damaged" in open_outbox().load(is_sender=True).trouble
    (aside,) = originals(tmp_path)
    assert (aside / "note").read_text() == "mine"


@pytest.mark.parametrize("step", range(6))
def test_a_crash_during_the_rescue_loses_nothing(
    tmp_path: Path,
    open_outbox: OpenOutbox,
    filled: list[Ack],
    monkeypatch: pytest.MonkeyPatch,
    step: int,
) -> None:
    """The n-th rename of the rescue does not happen, and the process with it ends."""
    path = tmp_path / "outbox.sqlite3"
    content = bytearray(path.read_bytes())
    content[:100] = bytes(100)
    path.write_bytes(content)
    rename = os.rename
    done = 0

    def crash(source: object, target: object) -> None:
        nonlocal done
        done += 1
        if done > step:
            raise KeyboardInterrupt
        rename(source, target)  # type: ignore[arg-type]

    monkeypatch.setattr(outbox_file.os, "rename", crash)
    with contextlib.suppress(KeyboardInterrupt):
        open_outbox()
    assert done > step
    monkeypatch.undo()
    assert open_outbox().load(is_sender=False).acks == filled
    assert any(one.read_bytes() == content for one in originals(tmp_path))
