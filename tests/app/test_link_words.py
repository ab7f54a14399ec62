"""Every state of the link has its guidance, and there is none for a state that is not."""

from flipconsole.app.link import LinkState
from flipconsole.domain.troubleshooting import link_guidance


def test_every_state_has_a_text_of_its_own() -> None:
    texts = {state: link_guidance(state) for state in LinkState}
    assert all(texts.values())
    assert len(set(texts.values())) == len(texts)
