"""A paper in another language has no English bones: what is printed comes from words, templates, schemes and records.

The test makes a French set of its own: each text in English, of records, document types, schemes and words, has its
vowels accented, and months and ordinals are French. A word that is printed with plain vowels is then one that the code
or a template says in English whatever the language."""

import ast
import re
import shutil
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest

import briefwright
from briefwright.compose import Order, briefs, compose, prepare
from briefwright.errors import DataError
from briefwright.knowledge.kb import KnowledgeBase, open_kb
from briefwright.knowledge.workspace import find, seed
from briefwright.render import html, markdown
from briefwright.words import read_words
from conftest import Copy
from every_type import add_every_type

ACCENTS = str.maketrans("aeiouAEIOU", "àéîôùÀÉÎÔÙ")
MONTHS = ("janvier", "février", "mars", "avril", "mai", "juin",
          "juillet", "août", "septembre", "octobre", "novembre", "décembre")  # fmt: skip
_BRACES = re.compile(r"(\{[^{}]*\})")
_QUOTED = re.compile(r"'[^']*'")
_IN_ENGLISH = re.compile(r'"((?:[^"\\]|\\.)*)"@en')
_LABEL = re.compile(r'((?:skos:prefLabel|pol:phrase|pol:unnamedAs|pol:secondRowLabel) (?:"[^"]*"@en))')
_TOML = re.compile(r'"((?:[^"\\]|\\.)*)"')
_SAID = (
    "heading", "caption", "intro", "label", "show", "item", "title", "lead", "side", "tooltip", "group", "choices",
    "default", "again", "own", "own_unaddressed", "others", "others_unaddressed", "bill", "rationale_unseen",
)  # fmt: skip
_WORD = re.compile(r"[^\W\d_]{3,}")
_PLAIN = re.compile(r"[aeiouAEIOU]")


def french(text: str) -> str:
    """The words of a text or pattern, outside its braces and in the quotation marks within them, accented."""
    parts = _BRACES.split(text)
    return "".join(
        _QUOTED.sub(lambda words: words[0].translate(ACCENTS), part)
        if part.startswith("{")
        else part.translate(ACCENTS)
        for part in parts
    )


def _french_records(root: Path) -> None:
    for path in (*(root / "kb").rglob("*.ttl"), *(root / "issued").rglob("*.ttl")):
        text = path.read_text(encoding="utf-8")
        text = _IN_ENGLISH.sub(lambda said: f'"{_cited(said[1])}"@fr', text)
        path.write_text(text, encoding="utf-8")


def _cited(prose: str) -> str:
    """Prose in French; the records that its sentences cite keep their names."""
    parts = re.split(r"(\[[^\]]*@[^\]]*\])", prose)
    return "".join(part if part.startswith("[") else part.translate(ACCENTS) for part in parts)


def _french_ontology(root: Path) -> None:
    for path in [root / "ontology" / "policy.ttl", *(root / "ontology" / "schemes").glob("*.ttl")]:
        text = path.read_text(encoding="utf-8")
        path.write_text(
            _IN_ENGLISH.sub(lambda said: f'{said[0]}, "{said[1].translate(ACCENTS)}"@fr', text), encoding="utf-8"
        )


def _french_templates(root: Path) -> None:
    for path in (root / "templates").rglob("*.toml"):
        lines = []
        for line in path.read_text(encoding="utf-8").splitlines():
            said = re.match(rf"\s*({'|'.join(_SAID)}|[\w-]+) = ", line)
            is_said = path.parent.name in ("citations", "voices") or (said and said[1] in _SAID) or "show =" in line
            is_said = is_said or line.lstrip().startswith('"')
            lines.append(_line(line) if is_said else line)
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _line(line: str) -> str:
    """A line of a template with its texts in French; a part of the house style is named by a code."""
    codes = ("about", "funding", "contact")
    return _TOML.sub(lambda text: text[0] if text[1] in codes else f'"{french(text[1])}"', line)


def _french_words(root: Path) -> None:
    folder = root / "templates" / "words"
    text = (folder / "en.toml").read_text(encoding="utf-8")
    _, _, rest = text.partition("\n]\n")
    lines = [line if line.startswith(("#", "ordinals")) else _line(line) for line in rest.splitlines()]
    lines = ['ordinals = { "" = "{number}e" }' if line.startswith("ordinals") else line for line in lines]
    months = ", ".join(f'"{month}"' for month in MONTHS)
    (folder / "fr.toml").write_text(f"months = [{months}]\n" + "\n".join(lines) + "\n", encoding="utf-8")
    (folder / "en.toml").write_text(text, encoding="utf-8")


@pytest.fixture
def in_french(workspace_copy: Copy) -> KnowledgeBase:
    root = workspace_copy.root
    for name in ("ontology", "templates"):
        shutil.copytree(seed() / name, root / name, ignore=shutil.ignore_patterns("fonts"), dirs_exist_ok=True)
    add_every_type(workspace_copy)
    words = (root / "templates" / "words" / "en.toml").read_bytes()
    _french_records(root)
    _french_ontology(root)
    _french_templates(root)
    (root / "templates" / "words" / "en.toml").write_bytes(words)
    _french_words(root)
    settings = root / "briefwright.toml"
    settings.write_text(settings.read_text(encoding="utf-8").replace('language = "en"', 'language = "fr"'))
    return open_kb(find(root))


class _Seen(HTMLParser):
    """What a reader of a page sees or hears, piece by piece."""

    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in ("style", "script", "code")
        heard = ("alt", "title", "aria-label", "data-label")
        self.pieces += [value for name, value in attrs if name in heard and value]
        if ("name", "description") in attrs:
            self.pieces += [value for name, value in attrs if name == "content" and value]

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in ("style", "script", "code")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.pieces.append(data)


def _plain_literals(root: Path) -> set[str]:
    """The words of what has no language in the records and the house style: names, addresses, places in sources."""
    texts = [re.sub(r'"[^"]*"@\w+', "", path.read_text(encoding="utf-8")) for path in (root / "kb").rglob("*.ttl")]
    texts += [(root / "brand.toml").read_text(encoding="utf-8")]
    return {word for text in texts for quoted in re.findall(r'"[^"]*"', text) for word in _WORD.findall(quoted)}


def _english(text: str, known: set[str]) -> Iterator[str]:
    """The words with a plain vowel, but for addresses, names of places in the file and what stands in code."""
    for word in _WORD.findall(re.sub(r"https?://\S+|\{#[^}]*\}|`[^`]*`", "", text)):
        if _PLAIN.search(word) and word not in known and word.lower() not in MONTHS:
            yield word


def test_a_paper_in_french_has_no_english_bones(in_french: KnowledgeBase) -> None:
    known = _plain_literals(in_french.workspace.root)
    found: dict[str, set[str]] = {}
    for brief, audience in briefs(in_french):
        document = compose(prepare(in_french, Order(brief, audience, draft=True))).document
        page = _Seen()
        page.feed(html.render(document, "0" * 64, in_french.workspace.templates, in_french.workspace.brand))
        text = markdown.render(document, "0" * 64, in_french.workspace.words).decode()
        words = {*_english(" ".join(page.pieces), known), *_english(text, known)}
        if words:
            found[f"{document.type} {audience}"] = words
    assert {kind: sorted(words) for kind, words in found.items()} == {}


def test_dates_and_ordinals_are_those_of_the_language(in_french: KnowledgeBase) -> None:
    words = in_french.workspace.words
    assert [words.date(iso) for iso in ("2024-06-27", "2024-06", "2024")] == ["27 juin 2024", "juin 2024", "2024"]
    assert words.ordinal(118) == "118e"


def test_english_dates_ordinals_and_lists() -> None:
    words = read_words(seed() / "templates", "en-GB")
    assert [words.ordinal(n) for n in (1, 2, 3, 4, 11, 12, 13, 21, 101, 111, 118)] == [
        "1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "101st", "111th", "118th"]  # fmt: skip
    cited = [words.date(iso, citation=True) for iso in ("2024-06-27", "2024-06", "2024")]
    assert cited == ["June 27, 2024", "June 2024", "2024"]
    assert [words.listed(list(names)) for names in ("a", "ab", "abc")] == ["a", "a and b", "a, b, and c"]


def test_a_language_without_words_is_refused_with_what_to_write() -> None:
    with pytest.raises(DataError, match=r"words/eo\.toml is missing.*Copy en\.toml"):
        read_words(seed() / "templates", "eo")


def test_templates_without_words_are_told_where_to_get_them(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"words/en\.toml is missing.*Put it back from git"):
        read_words(tmp_path, "fr")


def test_all_faults_of_a_file_of_words_are_named(tmp_path: Path) -> None:
    folder = tmp_path / "words"
    folder.mkdir()
    english = (seed() / "templates" / "words" / "en.toml").read_text(encoding="utf-8")
    (folder / "en.toml").write_text(english, encoding="utf-8")
    faulty = english.replace('draft = "Draft"', "").replace("Edition {edition}", "Édition").replace('"May", ', "")
    (folder / "fr.toml").write_text(faulty + 'strange = "x"\n', encoding="utf-8")
    with pytest.raises(DataError) as refusal:
        read_words(tmp_path, "fr")
    said = str(refusal.value)
    wanted = ("fr.toml", "draft", "strange", "edition must have in braces edition", "twelve months")
    assert [part for part in wanted if part not in said] == []


def _patterns(node: ast.expr) -> Iterator[str]:
    """The names that an expression may give, as patterns."""
    match node:
        case ast.Constant(value=str(name)):
            yield re.escape(name)
        case ast.IfExp():
            yield from (*_patterns(node.body), *_patterns(node.orelse))
        case ast.JoinedStr():
            parts = [re.escape(str(part.value)) if isinstance(part, ast.Constant) else r"\w+" for part in node.values]
            yield "".join(parts)


def _asked(path: Path) -> Iterator[str]:
    """The names by which a module asks for words, as patterns."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.Subscript(value=ast.Name("words" | "said") | ast.Attribute(attr="words" | "said")):
                yield from _patterns(node.slice)
            case ast.Call(func=ast.Attribute(attr="say"), args=[first, *_]):
                yield from _patterns(first)


def test_every_word_asked_for_exists_and_every_word_is_asked_for() -> None:
    """Of names put together all that fit are asked for; a name looked up in a table stands in it as text."""
    package, templates = Path(briefwright.__file__).parent, seed() / "templates"
    there = set(read_words(templates, "en").texts)
    modules = {path: path.read_text(encoding="utf-8") for path in package.rglob("*.py")}
    asked = {
        path: set(_asked(path)) for path in modules if "briefwright.words" in modules[path] or ".words" in modules[path]
    }
    strange = {
        f"{path.name}: {name}" for path, names in asked.items() for name in names
        if not any(re.fullmatch(name, one) for one in there)
    }  # fmt: skip
    assert strange == set()
    texts = {name for module in modules.values() for name in re.findall(r"""["'](\w+)["']""", module)}
    texts |= {n for t in templates.rglob("*.j2") for n in re.findall(r"words\.(\w+)", t.read_text(encoding="utf-8"))}
    names = {name for found in asked.values() for name in found}
    unused = {one for one in there - texts if not any(re.fullmatch(name, one) for name in names)}
    assert unused == set()
