"""A person's word to send: what waits for its own next try waits no longer."""

from __future__ import annotations

from flipconsole.app.console import Console
from flipconsole.app.waiting import until

_PATIENCE_S = 5.0


async def hurry(console: Console) -> None:
    """Let every answer that waits from before go out with the round that follows."""
    paused = [ack.seq for ack in console.unsent() if ack.next_at is not None]
    for seq in paused:
        console.retry(seq)

    def is_written() -> bool:
        acks = [console.ack(seq) for seq in paused]
        return all(ack is None or ack.state.is_settled or ack.next_at is None for ack in acks)

    await until(is_written, console.acks_changed, timeout_s=_PATIENCE_S)
