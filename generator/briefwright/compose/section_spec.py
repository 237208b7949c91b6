"""What a document type says of a section: a small type for each form."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal, get_args

from briefwright.compose.declaration import Counting, Ladder, declared
from briefwright.compose.pattern import Pattern
from briefwright.errors import choices


@dataclass(frozen=True, slots=True)
class Slot:
    """A labelled ladder: a table column (`share` is its width in percent) or a field of an entry."""

    label: str
    show: Ladder
    share: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionSpec:
    """What a section of any form may say.

    `empty` says what happens without blocks: "error", "notice" ("None recorded") or "leave" the section out.
    `drop` 0 means its blocks are left as they are whatever the page budget; the higher, the sooner they give way. The
    first `keep` may be shortened and stay."""

    form: ClassVar[str] = ""
    tells_of_the_rest: ClassVar[bool] = False
    """Whether it tells of what all other sections print, and so is made after them."""

    id: str
    heading: str = ""
    look: Literal["plain", "box", "side", "annex"] = "plain"
    intro: str = ""
    empty: Literal["error", "notice", "leave"] = "error"
    keep: int = 1
    drop: int = 0

    @property
    def ladders(self) -> tuple[Ladder, ...]:
        """Those that shorten a block of the section."""
        return ()

    @property
    def shorter(self) -> int:
        """How many shorter forms a block of the section has."""
        return max((len(ladder) - 1 for ladder in self.ladders), default=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProseSpec(SectionSpec):
    """The brief's own paragraphs for the section."""

    form = "prose"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceSpec(SectionSpec):
    """The same, and boxes of which one is ticked: `choices` are the words beside each."""

    form = "choice"
    choices: tuple[str, ...]
    caption: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldsSpec(SectionSpec):
    """Labelled fields of the brief itself."""

    form = "fields"
    slots: tuple[Slot, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseSpec(SectionSpec):
    """What `brand.toml` says of the institution."""

    form = "house"
    show: Literal["about", "funding", "contact"]


@dataclass(frozen=True, slots=True, kw_only=True)
class WordsSpec(SectionSpec):
    """The caption alone."""

    form = "words"
    caption: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ScaleSpec(SectionSpec):
    """The likelihood words used, as a figure."""

    form = "scale"
    tells_of_the_rest = True
    caption: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SourcingSpec(SectionSpec):
    """What the sources noted are worth together."""

    form = "sourcing"
    tells_of_the_rest = True


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionSpec(SectionSpec):
    """What changed since the last edition."""

    form = "edition"
    tells_of_the_rest = True
    caption: Counting


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionsSpec(SectionSpec):
    """The sentences of an issued paper that no longer stand."""

    form = "corrections"
    caption: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AskingSpec(SectionSpec):
    """A section made from the rows of a question, at most `limit` of them if that is given."""

    query: str
    arguments: Mapping[str, str] = field(default_factory=dict)
    limit: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ListSpec(AskingSpec):
    """An item a record."""

    form = "list"
    item: Ladder

    @property
    def ladders(self) -> tuple[Ladder, ...]:
        """The item."""
        return (self.item,)


@dataclass(frozen=True, slots=True, kw_only=True)
class MatrixSpec(AskingSpec):
    """The risks in the grid of their likelihood and consequence."""

    form = "matrix"
    caption: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusesSpec(AskingSpec):
    """How many records stood at which status, over the years."""

    form = "statuses"
    caption: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SlottedSpec(AskingSpec):
    """A section whose slots say what is printed of a row."""

    slots: tuple[Slot, ...]

    @property
    def ladders(self) -> tuple[Ladder, ...]:
        """Those of the slots."""
        return tuple(slot.show for slot in self.slots)


@dataclass(frozen=True, slots=True, kw_only=True)
class TableSpec(SlottedSpec):
    """A row a record, a column a slot."""

    form = "table"
    caption: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineSpec(SlottedSpec):
    """Dated records on a line; the first slot is the date, the second what happened."""

    form = "timeline"
    caption: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GraphSpec(SlottedSpec):
    """Boxes for the records and for what each slot leads to."""

    form = "graph"
    caption: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparisonSpec(SlottedSpec):
    """A column a record, headed by `title`, and a row a slot; `side` heads the first column."""

    form = "comparison"
    caption: str
    title: Ladder
    side: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EntrySpec(SlottedSpec):
    """A title, a lead and labelled fields a record."""

    title: Ladder
    lead: Ladder = ()

    @property
    def ladders(self) -> tuple[Ladder, ...]:
        """Those of title, lead and slots."""
        return (self.title, self.lead, *(slot.show for slot in self.slots))


@dataclass(frozen=True, slots=True, kw_only=True)
class EntriesSpec(EntrySpec):
    """Entries, one after another."""

    form = "entries"


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupedSpec(EntrySpec):
    """Entries under a heading a group."""

    form = "grouped"
    group: Pattern


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionsSpec(EntrySpec):
    """Entries with a box to tick, under a heading a group."""

    form = "actions"
    group: Pattern
    tooltip: Pattern


Form = (
    ProseSpec
    | ChoiceSpec
    | FieldsSpec
    | HouseSpec
    | WordsSpec
    | ScaleSpec
    | SourcingSpec
    | EditionSpec
    | CorrectionsSpec
    | ListSpec
    | MatrixSpec
    | StatusesSpec
    | TableSpec
    | TimelineSpec
    | GraphSpec
    | ComparisonSpec
    | EntriesSpec
    | GroupedSpec
    | ActionsSpec
)
FORMS: Mapping[str, type[Form]] = {spec.form: spec for spec in get_args(Form)}


def read_section(key: str, raw: Mapping[str, Any], faults: list[str]) -> Form | None:
    """The section as its form takes it; what is wrong with it is added to `faults`, and then there is none."""
    form, said = raw.get("form", ""), {name: value for name, value in raw.items() if name != "form"}
    if form not in FORMS:
        faults.append(f"section {key}: form {form!r} is none. {choices(str(form), FORMS)}")
        return None
    return declared(FORMS[form], said, faults, f"section {key}, a {form}", id=key)
