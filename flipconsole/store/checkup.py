"""The self-test's look at the disk: a commit that stays, and a log that can be written."""

from __future__ import annotations

import contextlib
import logging
import tempfile
from pathlib import Path
from uuid import uuid4

from flipconsole.domain.checkup import Unfit
from flipconsole.domain.errors import StoreError
from flipconsole.domain.language import _
from flipconsole.store.database import Connect, Schema, connect, connect_to_read, open_durable
from flipconsole.store.home import Home
from flipconsole.store.log import FILE_NAME, start_log, stop_log

_SCHEMA = Schema(0x5E1F, (("CREATE TABLE said (word TEXT NOT NULL)",),))


def check_database(directory: Path, connect: Connect = connect) -> str:
    """A real commit on the disk of the data directory, in the mode that answers are saved in, read back by another.

    Raises:
        Unfit: the pragmas do not hold there, or what was committed is not there.
    """
    try:
        with tempfile.TemporaryDirectory(prefix="selftest-", dir=Home(directory).directory) as scratch:
            path = Path(scratch) / "selftest.sqlite3"
            opened = open_durable(path, _SCHEMA, connect)
            word = uuid4().hex
            with contextlib.closing(opened.connection) as connection:
                connection.execute("BEGIN IMMEDIATE")
                connection.execute("INSERT INTO said VALUES (?)", (word,))
                connection.execute("COMMIT")
                mode, level = (
                    connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "synchronous")
                )
                version = connection.execute("SELECT sqlite_version()").fetchone()[0]
                with contextlib.closing(connect_to_read(path)) as other:
                    heard = other.execute("SELECT word FROM said").fetchall()
            with contextlib.closing(open_durable(path, _SCHEMA, connect).connection) as connection:
                kept = connection.execute("SELECT word FROM said").fetchall()
    except StoreError as error:
        raise Unfit(str(error), _("Choose another data directory, on a disk of this computer.")) from error
    if not heard == kept == [(word,)]:
        raise Unfit(
            _("What was just saved in {folder} is not there any more.").format(folder=directory),
            _("Choose another data directory, on a disk of this computer."),
        )
    found = _("SQLite {version} keeps what it commits (journal_mode={mode}, synchronous={level}).").format(
        version=version, mode=mode, level=level
    )
    return f"{found} {opened.trouble}".rstrip()


def check_log(directory: Path) -> str:
    """A line that was logged can be read in the file.

    Raises:
        Unfit: it is not there.
    """
    word = uuid4().hex
    advice = _("Check the permissions of the data directory, and whether its disk is full.")
    try:
        home = Home(directory)
        handler = start_log(home)
        try:
            logging.getLogger(__name__).info("self-test %s", word)
        finally:
            stop_log(handler)
        path = home.log / FILE_NAME
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    except StoreError as error:
        raise Unfit(str(error), advice) from error
    except OSError as error:
        raise Unfit(_("The log cannot be used: {why}.").format(why=error.strerror or error), advice) from error
    if not any(word in line for line in lines[-50:]):
        raise Unfit(_("What is logged does not reach {path}.").format(path=path), advice)
    return _("{path} is written.").format(path=path)
