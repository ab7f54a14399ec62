from flipconsole.domain.command import Answer
from flipconsole.domain.environment import Environment
from flipconsole.domain.evidence import EvidenceMode
from flipconsole.domain.row import Row, Stage
from flipconsole.domain.work import Work
from flipconsole.ui.answering.plan import Plan, needs_dialog, plan
from flipconsole.ui.answering.verbs import confirm_text, heading
from tests.ui.desk import NEW_YORK, NOW, a_row, rows_of_every_stage


def planned(shown: list[Row], *standing: Row, gone: tuple[str, ...] = (), answer: Answer = Answer.OK) -> Plan:
    current = {row.id: row for row in shown} | {row.id: row for row in standing}
    for command_id in gone:
        del current[command_id]
    return plan(shown, current, answer, NEW_YORK, NOW)


def whys(view: Plan) -> list[str]:
    return [one.why for one in view.left_out]


def test_identical_instructions_form_one_group() -> None:
    view = planned([a_row(1), a_row(2), a_row(3, setpoint_w=3000)])
    assert [len(group.rows) for group in view.groups] == [2, 1]


def test_schedule_and_remove_are_never_one_group() -> None:
    view = planned([a_row(1), a_row(2, status="CANCELED"), a_row(3, status="OPT_OUT")])
    assert [group.work for group in view.groups] == [Work.SCHEDULE, Work.REMOVE, Work.REMOVE]
    assert view.works == {Work.SCHEDULE, Work.REMOVE}


def test_every_row_is_planned_or_left_out_with_a_reason() -> None:
    rows = list(rows_of_every_stage().values())
    for answer in Answer:
        view = planned(rows, answer=answer)
        assert len(view.rows) + len(view.left_out) == len(rows)
        assert all(whys(view))


def test_the_rows_are_those_that_were_shown() -> None:
    shown = a_row(1)
    view = planned([shown, a_row(2)], a_row(1, updated_at=NOW))
    assert view.rows[0] is shown


def test_a_changed_row_is_left_out_with_what_changed() -> None:
    view = planned([a_row(1)], a_row(1, setpoint_w=3000))
    assert not view.rows
    assert whys(view) == ["It changed while you were looking (power): left out. Look at it again."]


def test_a_cancelled_row_is_left_out_and_says_so() -> None:
    assert "Flip cancelled it" in whys(planned([a_row(1)], a_row(1, status="CANCELED")))[0]
    assert "opted out" in whys(planned([a_row(1)], a_row(1, status="OPT_OUT")))[0]


def test_a_row_answered_by_somebody_else_is_left_out() -> None:
    assert "answered while you were looking" in whys(planned([a_row(1)], a_row(1, device_status="OK")))[0]


def test_a_gone_row_is_left_out() -> None:
    assert "gone" in whys(planned([a_row(1)], gone=(a_row(1).id,)))[0]
    assert "gone" in whys(planned([a_row(1)], a_row(1, held={"gone_at": NOW})))[0]


def test_a_newer_update_of_the_same_terms_does_not_matter() -> None:
    assert planned([a_row(1)], a_row(1, updated_at=NOW, device_status_reason="new words")).rows


def test_among_several_the_answered_ones_are_left_out() -> None:
    rows = [a_row(1), a_row(2, device_status="OK"), a_row(3, device_status="OK", status="CANCELED")]
    assert whys(planned(rows)) == [
        "Already answered (OK): Flip waits for no answer.",
        "Cancelled, and answered already (OK).",
    ]


def test_one_answered_row_may_be_changed_after_a_question() -> None:
    view = planned([a_row(1, device_status="OK")])
    assert "Change the one that stands?" in view.questions[0]


def test_the_same_ok_is_not_given_twice() -> None:
    holding = rows_of_every_stage()[Stage.HOLDING]
    assert whys(planned([holding])) == ["Already answered: this OK is under way."]
    assert planned([holding], answer=Answer.FAILED_FAULT).questions


def test_only_a_single_usual_ok_needs_no_dialog() -> None:
    assert not needs_dialog([a_row(1)], Answer.OK, EvidenceMode.OFF)
    assert needs_dialog([a_row(1)], Answer.OK, EvidenceMode.ASK)
    assert not needs_dialog([a_row(1, status="CANCELED")], Answer.OK, EvidenceMode.OFF)
    assert needs_dialog([a_row(1)], Answer.FAILED_OFFLINE, EvidenceMode.OFF)
    assert needs_dialog([a_row(1), a_row(2)], Answer.OK, EvidenceMode.OFF)
    assert needs_dialog([a_row(1, status="SUSPENDED")], Answer.OK, EvidenceMode.OFF)
    assert needs_dialog([rows_of_every_stage()[Stage.HOLDING]], Answer.OK, EvidenceMode.OFF)


def test_the_words_for_a_removal_never_speak_of_scheduling() -> None:
    for answer in Answer:
        for count in (1, 3):
            words = heading(Work.REMOVE, answer, count)
            assert "remove" in words
            assert "schedul" not in words
            assert "removed" not in heading(Work.SCHEDULE, answer, count)


def test_a_mixed_selection_gets_no_verb_of_one_of_them() -> None:
    view = planned([a_row(1), a_row(2, status="CANCELED")])
    assert confirm_text(view, Answer.OK, Environment.SANDBOX) == "OK (2 commands)"
    assert confirm_text(view, Answer.OK, Environment.PRODUCTION) == "OK (2 commands) (PRODUCTION)"


def test_among_several_the_expired_ones_are_left_out_and_alone_they_ask() -> None:
    replaced = a_row(2, replaced_by=a_row(9).id)
    over = a_row(3, ends_at=NOW)
    assert whys(planned([a_row(1), replaced, over])) == [
        "Expired: Flip has probably sent a new command in its place.",
        "Expired: its time is over.",
    ]
    assert "Answer the old one all the same?" in planned([replaced]).questions[0]
    assert planned([over]).rows


def test_what_expired_while_it_was_looked_at_is_not_called_answered() -> None:
    standing = a_row(1, device_status="FAILED_OFFLINE", replaced_by=a_row(9).id)
    assert whys(planned([a_row(1)], standing))[0].startswith("Expired: Flip gave up waiting")
