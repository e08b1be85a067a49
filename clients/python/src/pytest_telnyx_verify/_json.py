"""How values become JSON of the control API, and how its JSON becomes values."""

from __future__ import annotations

from datetime import timedelta
from enum import Enum
from typing import Any, Callable, Mapping, Sequence, TypeVar, Union
from urllib.parse import quote

Duration = Union[str, int, float, timedelta]
"""A time span: a text like `"90s"`, `"5m"` or `"2h30m"`, milliseconds, or a `timedelta`."""


class Unset(Enum):
    """The type of `UNSET`."""

    UNSET = "UNSET"


UNSET = Unset.UNSET
"""A field that is left out of a request, where `None` means JSON's null."""

T = TypeVar("T")


def maybe(read: Callable[[Any], T], value: Any) -> T | None:
    """Read a value that may be null or absent."""
    return None if value is None else read(value)


def each(read: Callable[[Any], T]) -> Callable[[Sequence[Any]], list[T]]:
    """Return a function that reads the items of a list."""
    return lambda values: [read(value) for value in values]


def encode(
    kept: Mapping[str, Any], dropped_if_none: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Return the JSON of an object.

    Args:
        kept: Members that are sent even if they are None, unless they are `UNSET`.
        dropped_if_none: Members that are left out if they are None.
    """
    members = {name: value for name, value in kept.items() if value is not UNSET}
    members.update(
        (name, value) for name, value in (dropped_if_none or {}).items() if value is not None
    )
    return {name: to_wire(value) for name, value in members.items()}


def path_part(value: str, name: str) -> str:
    """Return a value as one part of a path.

    Args:
        name: The parameter, for the error.

    Raises:
        ValueError: For an empty text and for dots, which would name another path, and for
            anything but a text.
    """
    if not isinstance(value, str) or value in ("", ".", ".."):
        raise ValueError(f"{name} must be a text that is neither empty nor dots; it is {value!r}.")
    return quote(value, safe="")


def to_wire(value: Any) -> Any:
    """Return the JSON of any value: of models, of time spans, and of what they are in."""
    if isinstance(value, timedelta):
        return value / timedelta(milliseconds=1)
    if isinstance(value, Mapping):
        return {name: to_wire(member) for name, member in value.items()}
    if isinstance(value, (list, tuple)):
        return [to_wire(item) for item in value]
    to_json = getattr(value, "to_json", None)
    return value if to_json is None else to_json()
