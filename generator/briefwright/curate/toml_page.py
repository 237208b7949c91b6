"""A record as a page of text that a person can edit: TOML, with a note above each field that says what may stand in it.

Values are written as `curate.notation` has them. Any field of any record can be written so and is read back the same.
"""

import dataclasses
import re
import textwrap
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from briefwright.curate.notation import Notation, UnreadableError
from briefwright.errors import BriefwrightError, UsageError
from briefwright.knowledge.ontology import TYPE, Facts
from briefwright.knowledge.record_forms import CLASS_KEY, FormField
from briefwright.knowledge.records import label, name
from briefwright.terms import Iri, Triple, Value

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_LINE = re.compile(r"line (\d+)")
_PARTS = "part"
_FAULT = "#! "
_WIDTH = 110
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t"}
_HEAD = """\
# {name}
# Lines that begin with # are notes; they are not kept. A list is written ["one", "two"]; a field is emptied by taking
# its line out. A record is written class/slug. Save and close to go on; empty the page to leave the record as it is.
"""


@dataclass(frozen=True, slots=True)
class PageFault:
    """What is wrong with a page: the line it is on, from 1, and a sentence."""

    line: int
    message: str


class PageError(BriefwrightError):
    """A page cannot be read. `faults` has everything that is wrong with it."""

    exit_code = UsageError.exit_code

    def __init__(self, faults: Iterable[PageFault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(f"line {fault.line}: {fault.message}" for fault in self.faults))


def write(notation: Notation, record: Iri, facts: Facts, cls: Iri) -> str:
    """The page of a record, with every field of its class: those it has, and the others to be filled in."""
    own = facts.get(record, {})
    blocks = [_HEAD.format(name=name(notation.kb, record)), *_fields(notation, record, own or {TYPE: (cls,)})]
    blocks += _empty(notation, cls, own)
    for part in sorted(facts.keys() - {record}):
        key = part.removeprefix(f"{record}#")
        blocks.append(f"[{_PARTS}.{key if _BARE.fullmatch(key) else _quoted(key)}]\n")
        blocks += _fields(notation, record, facts[part])
    blocks += _partless(notation, cls)
    return "\n".join(blocks)


def _fields(notation: Notation, record: Iri, own: Mapping[Iri, tuple[Value, ...]]) -> Iterator[str]:
    cls = notation.forms.cls_of(own.get(TYPE, ()))
    form = notation.forms.by_class.get(cls)
    order = {field.prop: i for i, field in enumerate(form.fields if form else ())}
    type_first = sorted(own, key=lambda prop: (prop != TYPE, order.get(prop, len(order)), prop))
    for prop in type_first:
        field = notation.forms.field(cls, prop)
        written = sorted(notation.write(value, field, record) for value in own[prop])
        quoted = ", ".join(map(_quoted, written))
        value = quoted if len(written) == 1 else "[\n" + "".join(f"    {_quoted(w)},\n" for w in written) + "]"
        yield f"{_note(notation, field)}{_key(field)} = {value}\n{_named(notation, own[prop])}"


def _empty(notation: Notation, cls: Iri, own: Mapping[Iri, tuple[Value, ...]]) -> Iterator[str]:
    form = notation.forms.by_class.get(cls)
    left = [field for field in (form.fields if form else ()) if field.prop not in own]
    if left:
        yield "# ---- Empty fields: take away the # before a name and write a value ----\n"
    for field in left:
        yield f"{_note(notation, field)}# {_key(field)} = {'[]' if field.most != 1 else _quoted('')}\n"


def _partless(notation: Notation, cls: Iri) -> Iterator[str]:
    keys = [notation.forms.by_class[part].name.lower() for part in notation.forms.parts(cls)]
    if keys:
        yield (
            "# ---- Parts ----\n"
            f"# The record may have parts: {', '.join(keys)}.\n"
            '# A part begins with [part.NAME] and class = "...", and the record names it by "#NAME".\n'
        )


def _note(notation: Notation, field: FormField) -> str:
    if field.prop == TYPE:
        return ""
    needed = ", needed" if field.least else ""
    several = "several" if field.most != 1 else "one"
    choices = [
        code if concept.label.casefold() == concept.code else f"{code} ({concept.label})"
        for code, concept in notation.choices(field)
    ]
    words = f"{field.name} ({several}{needed}): {field.help}" if field.help else f"{field.name}:"
    words += f" One of: {', '.join(choices)}." if choices else f" Write {field.expects}."
    return "".join(f"# {line}\n" for line in textwrap.wrap(words, _WIDTH, break_on_hyphens=False))


def _named(notation: Notation, values: Iterable[Value]) -> str:
    """A note of what the records are called that a field names."""
    records = sorted(value for value in values if isinstance(value, Iri) and value in notation.kb.aggregates)
    lines = [f"{name(notation.kb, iri)}: {label(notation.kb, iri)}" for iri in records]
    return "".join(f"#     {textwrap.shorten(line, _WIDTH, placeholder=' …')}\n" for line in lines)


def _key(field: FormField) -> str:
    return field.key if _BARE.fullmatch(field.key) else _quoted(field.key)


def _quoted(text: str) -> str:
    plain = "".join(_ESCAPES.get(c, c if c.isprintable() or c == "\u00ad" else _escaped(c)) for c in text)
    return f"'{text}'" if '"' in text and "'" not in text and text.isprintable() else f'"{plain}"'


def _escaped(character: str) -> str:
    return f"\\u{ord(character):04X}" if ord(character) <= 0xFFFF else f"\\U{ord(character):08X}"


def read(notation: Notation, record: Iri, text: str) -> tuple[Triple, ...]:
    """The triples of a page of a record and its parts. Raises PageError with all faults of the page."""
    try:
        content = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        line = _LINE.search(str(error))
        end = text.count("\n") + 1
        raise PageError([PageFault(int(line[1]) if line else end, f"This cannot be read: {error}.")]) from error
    parts = content.pop(_PARTS, {})
    triples: list[Triple] = []
    faults: list[PageFault] = []
    for subject, fields in ((record, content), *_parts(record, parts)):
        heading = "" if subject == record else subject[len(record) + 1 :]
        reader = _PageReader(notation, record, subject, text, heading)
        triples += reader.triples(fields)
        faults += reader.faults
    if faults:
        raise PageError(sorted(faults, key=lambda fault: fault.line))
    return tuple(triples)


def _parts(record: Iri, parts: object) -> Iterator[tuple[Iri, Mapping[str, object]]]:
    for key, fields in parts.items() if isinstance(parts, dict) else ():
        yield Iri(f"{record}#{key}"), fields if isinstance(fields, dict) else {}


@dataclass(slots=True)
class _PageReader:
    """Reads the fields of the record or of one part; `faults` is what was wrong in those read so far."""

    notation: Notation
    record: Iri
    subject: Iri
    text: str
    heading: str
    faults: list[PageFault] = dataclasses.field(default_factory=list, init=False)

    def triples(self, fields: Mapping[str, object]) -> Iterator[Triple]:
        cls = Iri("")
        if CLASS_KEY not in fields:
            self._fault(self.heading, f'The class is missing. Write {CLASS_KEY} = "..." at the beginning.')
        for key in sorted(fields, key=lambda each: each != CLASS_KEY):
            try:
                prop = TYPE if key == CLASS_KEY else self.notation.forms.property(key)
            except UsageError as error:
                self._fault(key, str(error))
                continue
            for value in self._values(key, self.notation.forms.field(cls, prop), fields[key]):
                cls = Iri(str(value)) if prop == TYPE and not cls else cls
                yield Triple(self.subject, prop, value)

    def _values(self, key: str, field: FormField, given: object) -> Iterator[Value]:
        for item in given if isinstance(given, list) else [given]:
            if isinstance(item, list | dict):
                self._fault(key, f"{field.name}: a value stands here that has parts. Write texts only.")
                continue
            written = str(item).lower() if isinstance(item, bool) else str(item)
            if written == "" and not isinstance(given, list):
                continue  # an empty field
            try:
                yield self.notation.read(written, field, self.record)
            except UnreadableError as error:
                self._fault(key, str(error))

    def _fault(self, key: str, message: str) -> None:
        self.faults.append(PageFault(line_of(self.text, self.heading, key), message))


def line_of(text: str, part: str, key: str) -> int:
    """The line on which a field of a part begins, or of the record where `part` is empty; else that of the part."""
    inside, at = "", 1
    for number, line in enumerate(text.splitlines(), 1):
        heading = re.match(r"\s*\[\s*part\s*\.\s*[\"']?([^\"'\]]+?)[\"']?\s*\]", line)
        if heading:
            inside = heading[1]
            at = number if inside == part else at
        elif inside == part and re.match(rf"\s*[\"']?{re.escape(key)}[\"']?\s*=", line):
            return number
    return at


def with_faults(text: str, faults: Iterable[PageFault]) -> str:
    """The page with a line above each fault that says what is wrong, and without those of an earlier reading."""
    lines = text.splitlines()
    above: dict[int, list[str]] = {}
    for fault in faults:
        above.setdefault(fault.line, []).append(_FAULT + " ".join(fault.message.split()))
    marked = [line for number, own in enumerate(lines, 1) for line in (*above.get(number, ()), own)]
    behind = [line for number, those in above.items() if number > len(lines) for line in those]
    return "\n".join((*marked, *behind)) + "\n"


def without_faults(text: str) -> str:
    """The page without the lines that say what is wrong with it."""
    return "".join(line for line in text.splitlines(keepends=True) if not line.startswith(_FAULT))
