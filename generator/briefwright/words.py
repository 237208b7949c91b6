"""The words a paper says itself, by language: `templates/words/<language>.toml`, read and checked.

What it says of the world comes from records, its headings and labels from document types and schemes. The rest, from
the names of months to "None recorded.", stands here, so that no paper mixes two languages."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from string import Formatter
from typing import Any

from briefwright.errors import DataError

FOLDER = "words"
MODEL = "en"
"""The language whose file says which words there are."""
_LISTS = {"months": list, "ordinals": dict}


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a language, by name. `months` are its twelve months; of the `ordinals`, ending -> form, the longest
    ending that a number has gives the form."""

    file: Path
    texts: Mapping[str, str]
    months: tuple[str, ...]
    ordinals: Mapping[str, str]

    def __getitem__(self, name: str) -> str:
        """The words of this name, as they stand. Raises DataError when the file has none."""
        try:
            return self.texts[name]
        except KeyError:
            raise DataError(f"{self.file}: the words {name} are missing.") from None

    def say(self, name: str, **given: object) -> str:
        """The words of this name, with what stands in braces filled in."""
        return self[name].format_map(given)

    def date(self, iso: str, *, citation: bool = False) -> str:
        """A day, month or year in words: `2024-06-27` -> `27 June 2024`, `2024-06` -> `June 2024`, `2024` -> `2024`.

        A `citation` may put a day otherwise."""
        year, _, rest = iso.partition("-")
        month, _, day = rest.partition("-")
        if not month:
            return year
        name = self.months[int(month) - 1]
        if not day:
            return self.say("date_of_month", month=name, year=year)
        return self.say("date_in_citation" if citation else "date", day=int(day), month=name, year=year)

    def ordinal(self, number: int) -> str:
        """`1` -> `1st`, `118` -> `118th`."""
        fitting = (ending for ending in self.ordinals if str(number).endswith(ending))
        return self.ordinals[max(fitting, key=len)].format(number=number)

    def listed(self, texts: list[str]) -> str:
        """One, one and another, one, another, and a third."""
        *most, last = texts or [""]
        if not most:
            return last
        return f"{self['comma'].join(most)}{self['and_after_comma' if len(most) > 1 else 'and']}{last}"


def read_words(templates: Path, language: str) -> Words:
    """The words of a language, or of the language without its region: those of `pt` for `pt-BR`.

    Raises DataError when there are none, naming the file to write, and for a file in which words are missing, are not
    known, or have other braces than those of `en.toml` beside it: all of them."""
    folder = templates / FOLDER
    for tag in (language, language.partition("-")[0]):
        if (folder / f"{tag}.toml").is_file():
            return _words(folder / f"{tag}.toml", (folder / f"{tag}.toml").read_bytes(), _model(folder))
    if not (folder / f"{MODEL}.toml").is_file():
        raise DataError(
            f"{folder / MODEL}.toml is missing, which says what words a paper has of its own. Put it back from git, or "
            "leave out the folder templates/ of the workspace to use the installed one."
        )
    raise DataError(
        f"{folder / language}.toml is missing, so papers cannot be written in the language {language!r} of "
        f"briefwright.toml. Copy {MODEL}.toml beside it and put its words into that language."
    )


def style(templates: Path, language: str) -> str:
    """The words of style sheets in a language (`words/<language>.css`), nothing where those of the templates serve."""
    files = (templates / FOLDER / f"{tag}.css" for tag in (language, language.partition("-")[0]))
    return next((file.read_text(encoding="utf-8") for file in files if file.is_file()), "")


def _model(folder: Path) -> bytes:
    path = folder / f"{MODEL}.toml"
    return path.read_bytes() if path.is_file() else b""


@lru_cache(maxsize=4)
def _words(file: Path, data: bytes, model: bytes) -> Words:
    raw = _parsed(file, data)
    faults = list(_faults(raw, _parsed(file.with_name(f"{MODEL}.toml"), model) or raw))
    if faults:
        raise DataError(f"{file}: {' '.join(faults)}")
    texts = {name: text for name, text in raw.items() if name not in _LISTS}
    return Words(file, texts, tuple(raw["months"]), dict(raw["ordinals"]))


def _parsed(file: Path, data: bytes) -> dict[str, Any]:
    try:
        return tomllib.loads(data.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DataError(f"{file}: cannot be read as TOML: {error}.") from error


def _faults(raw: Mapping[str, Any], model: Mapping[str, Any]) -> Iterator[str]:
    if missing := sorted({*model, *_LISTS} - raw.keys()):
        yield f"The words {', '.join(missing)} are missing."
    if strange := sorted(raw.keys() - model.keys()):
        yield f"The words {', '.join(strange)} are not known."
    for name, said in raw.items():
        if name in _LISTS or name not in model:
            continue
        if not isinstance(said, str):
            yield f"{name} must be text in quotation marks."
        elif _braces(said) != _braces(str(model[name])):
            yield f"{name} must have in braces {', '.join(sorted(_braces(str(model[name])) or ())) or 'nothing'}."
    months, ordinals = raw.get("months"), raw.get("ordinals")
    if months is not None and not (isinstance(months, list) and len(months) == 12 and _are_texts(months)):
        yield "months must be the names of the twelve months."
    if ordinals is not None and not (
        isinstance(ordinals, dict)
        and "" in ordinals
        and _are_texts(ordinals.values())
        and all(_braces(form) == frozenset({"number"}) for form in ordinals.values())
    ):
        yield 'ordinals must be a table of endings, "" among them, each with a text that has {number}.'


def _are_texts(values: Any) -> bool:
    return all(isinstance(value, str) for value in values)


def _braces(text: str) -> frozenset[str] | None:
    """The names in braces; nothing for a text whose braces cannot be filled in."""
    try:
        return frozenset(name for _, name, _, _ in Formatter().parse(text) if name is not None)
    except ValueError:
        return None
