"""One tree of errors, told in full by the module's own docstring."""

from __future__ import annotations

import re

import pytest

from stream import errors
from stream.errors import CopytasterError, Fatal, Invalid, Reason, SchemeMismatch, Usage
from stream.schemas import schema


def tree() -> dict[str, str | None]:
    """Each class of the docstring's tree, and the class it is drawn under."""
    drawn: dict[str, str | None] = {}
    above: list[tuple[int, str]] = []
    for line in (errors.__doc__ or "").splitlines():
        match = re.match(r"    ([│ ]*(?:[├└]── )?)([A-Z]\w+)(?:\s{2,}|$)", line)
        if match:
            depth = len(match[1])
            above = [each for each in above if each[0] < depth]
            drawn[match[2]] = above[-1][1] if above else None
            above.append((depth, match[2]))
    return drawn


def test_the_docstring_draws_the_tree_that_is_there() -> None:
    """Every class, under its own parent, and no other."""
    classes = [each for each in vars(errors).values() if isinstance(each, type) and issubclass(each, CopytasterError)]
    there = {each.__name__: each.__bases__[0].__name__ if each is not CopytasterError else None for each in classes}
    assert tree() == there
    assert len(there) == 5


def test_all_names_what_is_public() -> None:
    """Each class and the reasons."""
    assert set(errors.__all__) == {"Reason", *tree()}


@pytest.mark.parametrize("kind", [Usage, Fatal, SchemeMismatch])
def test_an_error_says_its_message(kind: type[CopytasterError]) -> None:
    """One except clause catches all of them."""
    with pytest.raises(CopytasterError, match="what to do"):
        raise kind("what to do")


def test_invalid_carries_its_reason() -> None:
    """Of the closed list, beside the message."""
    error = Invalid(Reason.DATE, "versionCreated: no such day")
    assert (error.reason, str(error)) == (Reason.DATE, "versionCreated: no such day")


def test_the_list_of_reasons_is_that_of_the_schema() -> None:
    """A reject with a reason that its schema does not know could not be read by others."""
    assert sorted(schema("reject")["properties"]["reason"]["enum"]) == sorted(reason.value for reason in Reason)
