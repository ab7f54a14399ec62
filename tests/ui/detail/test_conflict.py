from flipconsole.domain.ack import AckState
from flipconsole.domain.row import Stage
from flipconsole.ui.detail.conflict import Conflict, conflict_of
from tests.ui.desk import NEW_YORK, a_row, an_ack, rows_of_every_stage


def conflict(**changes: object) -> Conflict:
    ack = an_ack(state=AckState.NEEDS_REVIEW)
    found = conflict_of(a_row(acks=[ack], stage=Stage.NEEDS_REVIEW, **changes), NEW_YORK)
    assert found is not None
    return found


def test_only_an_answer_in_review_is_a_conflict() -> None:
    rows = rows_of_every_stage()
    assert [stage for stage, row in rows.items() if conflict_of(row, NEW_YORK)] == [Stage.NEEDS_REVIEW]


def test_seen_answered_and_now_stand_side_by_side() -> None:
    lines = conflict(setpoint_w=3000, device_status="FAILED_FAULT").lines
    assert [(line.title, line.saw, line.answered, line.now) for line in lines] == [
        ("Device status", "Not answered", "OK", "Failed: fault"),
        ("Power", "5.0 kW", "", "3.0 kW"),
    ]


def test_the_reason_of_the_others_is_told_where_they_have_answered() -> None:
    theirs = conflict(device_status="FAILED_FAULT", device_status_reason="Inverter E12")
    assert theirs.their_reason == "Inverter E12"
    assert conflict(setpoint_w=3000, device_status_reason="an old one").their_reason == ""


def test_mine_may_be_sent_for_a_changed_command() -> None:
    assert not conflict(setpoint_w=3000).why_not_mine


def test_mine_is_never_sent_for_a_cancelled_command() -> None:
    for status in ("CANCELED", "OPT_OUT"):
        assert conflict(status=status).why_not_mine


def test_every_term_has_a_readable_value() -> None:
    lines = conflict(
        device_id="other",
        ends_at=None,
        starts_at=None,
        mode="TURBO",
        power_mode=None,
        setpoint_w=None,
        enable_grid_import=True,
        backup_reserve_percentage=30,
    ).lines
    assert [line.now for line in lines] == [
        "Not answered", "other", "none", "open end", "TURBO (unknown)", "Not given", "none", "yes", "30 %",
    ]  # fmt: skip
