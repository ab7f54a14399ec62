"""How this Flip speaks where no page says how Flip does."""

from dataclasses import dataclass, fields, replace
from typing import Literal, get_args

from flipconsole.simulator.replies import ErrorStyle


@dataclass(frozen=True, slots=True)
class Settings:
    """The choices that a client has to live with.

    `list`: the list keeps answered commands, drops them, or does not exist (404). `envelope`: the name of the
    field that wraps the list, or none for a bare list. `paging`: `skip` and `limit` are honoured, 100 rows a page
    if not asked otherwise and 1,000 at most. `generation`: how rows are written (see `command.Form`); a change is
    for new commands. `errors`: the spelling of error bodies. `sites`: whether there is a list of sites. `tells_zones`:
    sites name their time zone, as only a draft page of Flip's has it.
    """

    list: Literal["keeps", "drops", "none"] = "keeps"
    envelope: Literal["none", "commands", "data", "results"] = "none"
    paging: bool = False
    generation: Literal["mixed", "G1", "G1b"] = "mixed"
    errors: ErrorStyle = "flip"
    sites: bool = True
    tells_zones: bool = False

    def changed(self, wanted: dict[str, object]) -> "Settings":
        """The settings with some changed; raises ValueError for an unknown one or a value that it cannot have."""
        allowed = {
            "list": ("keeps", "drops", "none"),
            "envelope": ("none", "commands", "data", "results"),
            "paging": (True, False),
            "generation": ("mixed", "G1", "G1b"),
            "errors": get_args(ErrorStyle),
            "sites": (True, False),
            "tells_zones": (True, False),
        }
        for name, value in wanted.items():
            if name not in {field.name for field in fields(self)}:
                raise ValueError(f"there is no setting {name!r}")
            if not any(value is choice or (isinstance(value, str) and value == choice) for choice in allowed[name]):
                raise ValueError(f"{name} is one of {', '.join(map(str, allowed[name]))}, not {value!r}")
        return replace(self, **wanted)  # type: ignore[arg-type]
