"""What comes in: bursts, paths from the settings, words of a later Flip (I4, I11, I13)."""

import json
from dataclasses import replace
from datetime import timedelta

from flipconsole.domain.profile import profile_at
from flipconsole.domain.row import Stage
from flipconsole.domain.words import mode_name
from flipconsole.store import settings


async def test_500_new_commands_are_one_notice_with_how_many_start_soon(open_desk):
    async with open_desk() as desk:
        now = desk.clock()
        for number in range(500):
            ahead = timedelta(minutes=30) if number < 12 else timedelta(hours=5)
            desk.flip.add(starts_at=now + ahead)
        await desk.look()
        assert [notice.text for notice in desk.notices] == ["500 new commands, 12 start within 1 h"]
        assert len(desk.notices[0].command_ids) == 500
        await desk.look()
        assert len(desk.notices) == 1


async def test_paths_from_the_settings_file_are_the_paths_of_the_requests(open_desk, tmp_path):
    """Negative control: with the paths of Flip the same look asks for /v1/commands."""
    own = {"commands_path": "/gateway/v1/commands", "command_path": "/gateway/v1/commands/{id}"}
    settings.save(tmp_path, settings.Settings().using(replace(profile_at("https://gateway.test"), **own)))
    for paths, listed, answered in (
        (settings.load(tmp_path).profiles[0].paths, "/gateway/v1/commands", "/gateway/v1/commands/"),
        (None, "/v1/commands", "/v1/command/"),
    ):
        async with open_desk(paths=paths) as desk:
            command = desk.flip.add()
            asked = []
            desk.wire.leaving = lambda request, asked=asked: asked.append((request.method, request.url.path))
            await desk.look()
            assert asked == [("GET", listed)]
            assert desk.console.answer_by_id(command.id, "OK", None) == ""
            await desk.written()
            desk.pass_seconds(70)
            await desk.round()
            assert all(path == listed for method, path in asked if method == "GET")
            assert all(path == answered + command.id for method, path in asked if method == "PATCH")
            assert ("PATCH", answered + command.id) in asked


async def test_a_word_of_a_later_flip_is_shown_kept_and_sent_back_unchanged(open_desk):
    async with open_desk() as desk:
        command = desk.flip.add(mode="FOO")
        await desk.look()
        held = desk.row(command.id).held.command
        assert mode_name(held.battery_commands.mode) == "FOO (unknown)"
        assert json.loads(held.raw)["battery_commands"]["mode"] == "FOO"
        await desk.answer(command.id)
        await desk.round()
        assert desk.row(command.id).stage is Stage.DELIVERED
        again = desk.row(command.id).held.command
        assert again.battery_commands.mode == "FOO"
    async with open_desk(desk) as desk:
        assert json.loads(desk.row(command.id).held.command.raw)["battery_commands"]["mode"] == "FOO"
