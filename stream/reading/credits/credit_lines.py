"""The closing credit of a text: a chain alone on the last line, or short behind the last words.

``Xinhua/VNA/CVN`` under a story is the strongest claim of origin there is: ordered, origin first,
publisher last. The short forms (``.-AVI``, ``(TTXVN/Vietnam+)``, ``Theo TTXVN``, ``==Kyodo``)
name one or two hops. A bare end mark (``Enditem``, ``./.``, ``（完）``) names nobody and only ends the text.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from stream.dispatch import Credit, Slot
from stream.reading.credits.agencies import ambiguous, is_common, is_weak, resolve
from stream.reading.credits.chains import Chain, chain, is_name, is_parted
from stream.reading.credits.photo_credits import photo_credit
from stream.text.fold import fold
from stream.text.languages import words_of

__all__ = ["credit_line", "end_credit", "photo_credit"]

# A closing credit is found in so many last characters or not at all.
_TAIL = 140
_MOST_DASHES = 6

_CLOSES_SENTENCE = ".!?…»”\"'’。！？)/।۔؟"
_DASH = re.compile(r"(?:--|[-–—])")
_END_MARK = re.compile(r"(?P<mark>\s?\bEnditems?\b\.?|\./\.|\s?/\.|\s?[(\uff08]完[)\uff09])$", re.IGNORECASE)
_DESK = re.compile(r"[a-z]{2,4}(?:/[a-z]{2,4}){1,6}")
_WIRE_DESK = re.compile(r"(?P<who>[a-z]{3,4})(?: [a-z]{2,4}){1,6}")
_THEO = re.compile(r"(?:^|(?<=[.!?…”\"]) ?)Theo (?P<who>[^.;:!?]{2,80})\.?$")
# Where the last sentence ends and what is behind it begins with a letter. A stop behind a short word with a capital,
# or behind a letter, is an abbreviation's ("Mr.", "Prof.", "v.").
_SHORT = "".join(rf"(?<!\b[A-Z]\w{{{more}}})" for more in range(4))
_BEHIND_SENTENCE = re.compile(rf"(?:(?<=\w\w){_SHORT}[.!?]|[.!?](?=/)|[…。！？؟।])/?\.?['\"”’»)]*\s*(?=[^\W\d_])")
_CITING = frozenset(fold(word) for word in words_of(lambda language: language.credits.cited_before))
_MOST_CITING = 3  # words: "d'après" is one, "according to" two
_LISTED = re.compile(r"\s?[,;&/+]\s?|\s(?:et|and|y|e|und|va|và)\s")
_SLASHES = re.compile(r"/(?P<who>[^/\s][^/]{1,28})/\.?$")
_DOUBLE_EQUALS = re.compile(r"={2,}\s?(?P<who>[^=]{2,40})$")


def credit_line(line: str, *, closing: bool = False, language: str | None = None, site: str = "") -> Credit | None:
    """Return the chain that ``line`` is from end to end, as ``Slot.CREDIT_LINE``.

    A line with one name only is as likely a heading, a list item or a logo. ``Reuters`` is taken
    because the word means nothing else; ``AP``, ``Belga`` or ``Bloomberg`` alone only if the
    caller says that this is the ``closing`` line of the text. A person with an agency in brackets
    behind the name is the short form of `end_credit`, and so is a chain in brackets. Of a line of the text,
    not of a field, a name before initials of many meanings (``Economy/STA``) is no author. Only there does a house
    that no table knows end a chain, behind one agency alone that of the ``site`` which prints the text. ``language``
    tells whose initials several agencies have.
    """
    text = line.strip()
    if text.endswith((")", "\uff09")):
        return None
    found = chain(text[:-1] if text.endswith(".") else text, house=closing, language=language, site=site)
    if found is None:
        return None
    if found.printed == 1 and ambiguous(text.rstrip(".")) and not (closing and text != text.lower()):
        return None
    if closing and found.weak and found.author is not None:
        return None
    return Credit(Slot.CREDIT_LINE, text, found.parties, found.author)


class _Closing(NamedTuple):
    start: int  # of the credit, in the line
    credit: Credit | None


def end_credit(paragraph: str, *, language: str | None = None, site: str = "") -> tuple[str, Credit | None] | None:
    """Return the last paragraph without its closing credit or end mark, and the credit if any.

    None when the paragraph closes with neither. ``.-AVI`` leaves the full stop to the sentence;
    an empty rest means that the whole paragraph was the credit. Marks and credits may follow each
    other (``… ./. (TTXVN)``): all are taken, the credit nearest to the text counts. ``language`` is that of the text.
    """
    rest = paragraph.rstrip()
    credit: Credit | None = None
    taken = False
    # Two marks and a credit are the most that is printed; more rounds would eat prose.
    for _ in range(3):
        closing = _closing(rest, language, site, mark_only=credit is not None)
        if closing is None:
            break
        taken = True
        rest = rest[: closing.start].rstrip()
        credit = closing.credit or credit
        if not rest:
            break
    return (rest, credit) if taken else None


def _closing(text: str, language: str | None, site: str, *, mark_only: bool) -> _Closing | None:
    if not text:
        return None
    if (last := text[-1]) in "./mMsS)\uff09" and (mark := _end_mark(text)) is not None:
        return _Closing(mark, None)
    if mark_only:
        return None
    offset = max(len(text) - _TAIL, text.rfind("\n") + 1, 0)
    line = text[offset:]
    whole = offset == 0 or text[offset - 1] == "\n"
    found = _in_brackets(line, language, site) if last in ")\uff09." else None
    found = found or _after_dash(line, site) or _after_words(line, site, whole=whole)
    return found and _Closing(offset + found.start, found.credit)


def _end_mark(text: str) -> int | None:
    tail = text[-20:]
    # Nearly every text has none of these, and the search costs ten times the look.
    if not tail.endswith(("/.", "完)", "完\uff09")) and "nditem" not in tail.lower():
        return None
    match = _END_MARK.search(tail)
    if match is None:
        return None
    word = text[-_TAIL:].split()[-1]
    if "://" in word or word.startswith("www."):
        return None  # an address that ends a sentence: "https://example.org/."
    # Of "./." the first full stop belongs to the sentence.
    keeps = 1 if match["mark"].startswith(".") else 0
    return len(text) - len(tail) + match.start() + keeps


def _in_brackets(line: str, language: str | None, site: str) -> _Closing | None:
    """``(TTXVN/Vietnam+)``, ``MINH NGUYỆT (TTXVN/VIETNAM+)``, ``(SDA/sj)``, ``(Theo TTXVN)``."""
    text = line.rstrip(".")
    if not text.endswith((")", "\uff09")) or len(line) - len(text) > 1:
        return None
    start = max(text.rfind("("), text.rfind("\uff08"))
    if start < 0:
        return None
    inside = text[start + 1 : -1].strip()
    names = _behind_citing(inside)
    theo = names != inside and fold(inside).startswith("theo ")
    before = text[:start].rstrip()
    found = chain(names, person=False, house=before[-1:] in _CLOSES_SENTENCE, language=language, site=site) or _listed(
        names
    )
    if found is None:
        return None
    alone = found.printed == 1 and names == inside
    if before and before[-1] not in _CLOSES_SENTENCE:
        signed = _signature(before)
        if signed is not None and not (alone and ambiguous(inside)) and text is line:
            return _Closing(
                signed, Credit(Slot.END_CREDIT, line[signed:].strip(), found.parties, before[signed:].strip())
            )
        if alone or (names != inside and not theo):
            return None  # "… said the state agency (Xinhua)", "(according to AFP)": an aside in a sentence
    if alone and ambiguous(inside) and text is not line:
        return None  # "… of the Aam Aadmi Party (AAP)."
    return _Closing(start, Credit(Slot.END_CREDIT, line[start:], found.parties))


def _behind_citing(inside: str) -> str:
    """What "Theo TTXVN", "selon AFP" and "Source: AFP" name; the text itself where it does not begin so."""
    words = inside.split()
    for count in range(1, min(_MOST_CITING, len(words) - 1) + 1):
        if fold(" ".join(words[:count])).rstrip(" :") in _CITING:
            return " ".join(words[count:])
    return inside


def _listed(names: str) -> Chain | None:
    """Several agencies with commas between: ``Reuters, AFP``."""
    tokens = _LISTED.split(names)
    parties = [resolve(token) for token in tokens]
    known = tuple(dict.fromkeys(party for party in parties if party is not None))
    if len(tokens) < 2 or None in parties or all(map(is_common, tokens)):
        return None
    return Chain(known, None, len(tokens), all(map(is_weak, tokens)))


def _signature(before: str) -> int | None:
    """Where the name begins that stands alone between the last sentence and the brackets with its agency."""
    begin = _last_end(before)
    return begin if is_name(before[begin:]) else None


def _last_end(line: str) -> int:
    """Where the last sentence of a line has ended; 0 where none has."""
    begin = 0
    for end in _BEHIND_SENTENCE.finditer(line):
        begin = end.end()
    return begin


def _alone(line: str, site: str) -> _Closing | None:
    """A chain, or an agency in capitals, behind the last sentence: ``… no. EFE``, ``… mại./. Hoàng Anh/TTXVN``."""
    if not _may_be_alone(line):
        return None
    begin = _last_end(line)
    tail = line[begin:].rstrip(".")
    if not begin or not tail or len(tail) > _TAIL // 2:
        return None
    found = chain(tail, house=True, site=site)
    if found is None or found.weak or (found.printed == 1 and not (tail.isupper() and not is_common(tail))):
        return None
    return _Closing(begin, Credit(Slot.END_CREDIT, line[begin:].strip(), found.parties, found.author))


def _may_be_alone(line: str) -> bool:
    """Whether a line may end in names: several have a sign between them, and one is in capitals to its end.

    Quickly, since nearly every text ends in a sentence, and to find where that begins costs ten times as much.
    """
    return not line.rstrip(".")[-1:].islower() or is_parted(line)


def _after_dash(line: str, site: str) -> _Closing | None:
    """``. – VNA``, ``.-AVI``, `` –VNA``, ``-VOV/VNA``: the longest chain behind a dash."""
    if "-" not in line and "–" not in line and "—" not in line:
        return None
    dashes = list(_DASH.finditer(line))[-_MOST_DASHES:]
    best: _Closing | None = None
    for dash in reversed(dashes):
        before, behind = line[: dash.start()], line[dash.end() :]
        ends = not before.strip() or before.rstrip()[-1] in _CLOSES_SENTENCE
        found = chain(behind.strip(), person=ends, house=ends, site=site)
        if found is None or not (ends or _may_close(before, behind, found)):
            continue
        if found.weak and found.author is not None:
            continue
        start = dash.start()
        best = _Closing(start, Credit(Slot.END_CREDIT, line[start:].strip(), found.parties, found.author))
        if ends:
            break  # what ends a sentence before a name is the end dash, not a separator
    return best


def _may_close(before: str, behind: str, found: Chain) -> bool:
    """Tell whether a dash in the middle of words still opens a credit.

    With a space before it, it does. Glued to a word it does where an acronym follows a common
    word (``région-AVI``), not inside a name (``ITAR-TASS``) and not before small letters. Initials of many
    meanings (``the treaty -STA``) never do.
    """
    if found.weak:
        return False
    if len(before) > 0 and before[-1].isspace():
        return found.printed > 1 or not ambiguous(behind) or behind.strip().isupper()
    return before[-1:].islower() and behind.isupper() and not behind[:1].isspace()


def _after_words(line: str, site: str, *, whole: bool) -> _Closing | None:
    """``==Kyodo``, ``Theo TTXVN`` and the initials of the desk, ``asl/tib/pid/cac``."""
    if "==" in line and (match := _DOUBLE_EQUALS.search(line)) and (ident := resolve(match["who"])):
        return _Closing(match.start(), Credit(Slot.END_CREDIT, match.group().strip(), (ident,)))
    if "Theo " in line and (match := _THEO.search(line)) and (whole or match.start() > 0):
        found = chain(match["who"], person=False) or _listed(match["who"])
        if found is not None:
            return _Closing(match.start(), Credit(Slot.END_CREDIT, match.group().strip(), found.parties))
    if line.endswith(("/", "/.")) and (match := _SLASHES.search(line)):
        ident = resolve(match["who"])
        if ident is not None and not ambiguous(match["who"]):
            return _Closing(match.start(), Credit(Slot.END_CREDIT, match.group().strip(), (ident,)))
    if whole and line.islower():
        return _desk(line)
    return _alone(line, site)


def _desk(line: str) -> _Closing | None:
    if _DESK.fullmatch(line):
        parts = line.split("/")
        # "afp/reuters" names two agencies: that is a chain, not a desk.
        return None if any(resolve(part) and not ambiguous(part) for part in parts) else _Closing(0, None)
    match = _WIRE_DESK.fullmatch(line)
    ident = resolve(match["who"]) if match else None
    if match is None or ident is None or ambiguous(fold(match["who"])):
        return None
    return _Closing(0, Credit(Slot.END_CREDIT, line, (ident,)))
