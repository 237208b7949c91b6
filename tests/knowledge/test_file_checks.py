"""The catalogue of the program's own checks: whole, in words for people, and each check fires and falls silent."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from briefwright.findings import Finding
from briefwright.knowledge import rules
from briefwright.knowledge.check import check
from briefwright.knowledge.file_checks import FILE_CHECKS, FileCheck
from briefwright.knowledge.kb import open_kb
from conftest import Copy

ROOT = Path(__file__).parents[2]
RULES = {rule.code: rule for rule in FILE_CHECKS}
RECORD = "claim/contract-saving"
OTHER = "<https://example.org/meals/claim/contract-saving> a <https://w3id.org/briefwright/policy#Claim> ."
LINE = "    pol:marking marking:clear ;\n"

Spoil = Callable[[bytes], bytes]


def swap(old: str, new: str) -> Spoil:
    """Put `new` for the first `old` of the file, which must hold it."""

    def spoil(data: bytes) -> bytes:
        assert old.encode() in data
        return data.replace(old.encode(), new.encode(), 1)

    return spoil


def line(text: str) -> Spoil:
    """One property more in the record."""
    return swap(LINE, f"    {text} ;\n{LINE}")


def waiving(code: str) -> Spoil:
    """A whole waiver of the code, good for a long time."""
    waiver = f"""
<{RECORD}#waiver>
    a pol:Waiver ;
    pol:expiresOn "2999-01-01"^^xsd:date ;
    pol:reason "The guild will publish its figures within the year."@en ;
    pol:waivedBy <actor/meals-desk-editors> ;
    pol:waives "{code}" .
"""
    return lambda data: line(f"pol:waiver <{RECORD}#waiver>")(data) + waiver.encode()


def unsupported(data: bytes) -> bytes:
    """The record without its support, which is a violation."""
    return swap("    pol:supportedBy <passage/guild-2025-supply-paper--1> ;\n", "")(data)


SLIPS: dict[str, tuple[str, Spoil]] = {
    "Latin-1": ("TTL001", lambda data: data.replace(b'statement "', b'statement "Caf\xe9: ', 1)),
    "UTF-16": ("TTL001", lambda data: data.decode().encode("utf-16")),
    "byte order mark": ("TTL002", lambda data: b"\xef\xbb\xbf" + data),
    "Windows line ends": ("TTL003", lambda data: data.replace(b"\n", b"\r\n")),
    "escape character": ("TTL004", swap('statement "', 'statement "\x1b')),
    "noncharacter by its number": ("TTL004", swap('statement "', 'statement "\\uFFFE')),
    "right-to-left override": ("TTL005", swap('statement "', 'statement "\u202e')),
    "letter and accent apart": ("TTL006", swap('statement "', 'statement "Cafe\u0301 ')),
    "merge conflict": ("TTL007", swap(LINE, f"<<<<<<< ours\n{LINE}=======\n{LINE}>>>>>>> theirs\n")),
    "five mebibytes": ("TTL008", lambda data: data + b"#" * (5 << 20)),
    "deep brackets": ("TTL009", lambda data: data + b"<#x> pol:note " + b"[ pol:note " * 600),
    "long text": ("TTL010", line(f'pol:curatorNote "{"x" * 65_537}"@en')),
    "30 February": ("TTL011", line('pol:reviewBy "2024-02-30"^^xsd:date')),
    "29 February of a common year": ("TTL011", line('pol:reviewBy "2023-02-29"^^xsd:date')),
    "month 13": ("TTL011", line('pol:reviewBy "2024-13"^^xsd:gYearMonth')),
    "decimal comma": ("TTL012", line("pol:low 20,5")),
    "blank node": ("TTL013", line('pol:check [ pol:curatorNote "x" ]')),
    "script as address": ("TTL014", line("pol:topic <javascript:alert>")),
    "statement about a statement": ("TTL015", line('pol:curatorNote "x"@en {| pol:low 1 |}')),
    "mark of classified information": ("TTL016", line('pol:curatorNote "(S//NF) a note"@en')),
    "no dot at the end": ("TTL020", lambda data: data.rstrip().removesuffix(b".") + b"\n"),
    "no semicolon": ("TTL021", swap(LINE, LINE.replace(" ;", ""))),
    "comma for semicolon": ("TTL022", swap(LINE, LINE.replace(" ;", " ,"))),
    "text not closed": ("TTL023", line('pol:curatorNote "a note')),
    "quotation mark in a text": ("TTL024", line('pol:curatorNote "a "new" note"@en')),
    "prefix not declared": ("TTL025", line("pol:low nowhere:x")),
    "space in an address": ("TTL026", line("pol:topic <topic/school meals>")),
    "text for a property": ("TTL027", line('"low" 5')),
    "unknown backslash": ("TTL028", line('pol:curatorNote "C:\\data"@en')),
    "language with underscore": ("TTL029", line('pol:curatorNote "a note"@en_US')),
    "misspelt prefix line": ("TTL030", swap("@prefix pol:", "@prefx pol:")),
    "bracket that closes nothing": ("TTL031", line("pol:low 5 ]")),
    "no value": ("TTL032", line("pol:low")),
    "bare word": ("TTL033", line("pol:low five")),
    "typographic quotation marks": ("TTL034", line("pol:curatorNote “a note”@en")),
    "dot too many": ("TTL035", lambda data: data.rstrip() + b" .\n"),
    "number without its end": ("TTL099", line("pol:low 1e")),
    "statements of another record": ("KB002", lambda data: data + OTHER.replace("contract", "tender").encode()),
    "only a comment": ("KB003", lambda _: b"# to be written\n"),
    "a waiver of a violation": ("KB011", lambda data: waiving("KB101")(unsupported(data))),
    "a waiver of nothing": ("KB012", waiving("KB102")),
    "eleven words": ("KB010", line(f'pol:anchor "{" ".join("abcdefghijk")}"@en')),
}
"""What went wrong with the file -> the code that says so, and how the file is spoilt."""

SOUND: dict[str, Spoil] = {
    "as it is": lambda data: data,
    "composed letters, other scripts, tabs": line('pol:curatorNote "Café\\t水道 שלום"@en'),
    "29 February of a leap year": line('pol:reviewBy "2024-02-29"^^xsd:date'),
    "a comma in a text and between two values": line('pol:curatorNote "20,5 and [x] <javascript:y>"@en, "b"@de'),
    "the longest text": line(f'pol:curatorNote "{"x" * 65_000}"@en'),
    "ten words": line(f'pol:anchor "{" ".join("abcdefghij")}"@en'),
    "no support, and no waiver": unsupported,
    "a part": lambda data: data + OTHER.replace("saving>", "saving#part>").encode(),
}


def found(copy: Copy) -> set[Finding]:
    """What the program itself says about the workspace, apart from shapes and queries."""
    return {f for f in check(open_kb(copy.workspace)).findings if f.code in RULES or f.code.startswith("TTL")}


def spoilt(copy: Copy, spoil: Spoil) -> Copy:
    path = copy.path(RECORD)
    path.write_bytes(spoil(path.read_bytes()))
    return copy


@pytest.mark.parametrize(("code", "spoil"), SLIPS.values(), ids=SLIPS)
def test_each_slip_gives_its_code_in_its_file(workspace_copy: Copy, code: str, spoil: Spoil) -> None:
    findings = found(spoilt(workspace_copy, spoil))
    assert {(f.code, f.file, f.severity) for f in findings} == {(code, f"kb/{RECORD}.ttl", RULES[code].severity)}


@pytest.mark.parametrize("spoil", SOUND.values(), ids=SOUND)
def test_a_sound_file_gives_none(workspace_copy: Copy, spoil: Spoil) -> None:
    assert found(spoilt(workspace_copy, spoil)) == set()


@pytest.mark.parametrize("name", ["claims/x.ttl", "claim/Contract_Saving.ttl", "claim/more/x.ttl", "x.ttl"])
def test_a_file_elsewhere_is_in_the_wrong_place(workspace_copy: Copy, name: str) -> None:
    path = workspace_copy.root / "kb" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(OTHER, encoding="utf-8")
    assert {(f.code, f.file) for f in found(workspace_copy)} == {("KB001", f"kb/{name}")}


def test_every_code_of_the_catalogue_is_given_a_fixture() -> None:
    assert {code for code, _ in SLIPS.values()} | {"KB001"} == RULES.keys()


def test_the_catalogue_holds_every_code_the_program_gives_and_no_other() -> None:
    package = ROOT / "generator" / "briefwright"
    catalogue = package / "knowledge" / "file_checks.py"
    assert catalogue.is_file()
    source = "".join(path.read_text(encoding="utf-8") for path in package.rglob("*.py") if path != catalogue)
    assert set(re.findall(r'"((?:TTL|KB)\d{3})"', source)) == RULES.keys()


def test_no_code_is_taken_twice_and_they_stand_in_order() -> None:
    codes = [rule.code for rule in FILE_CHECKS]
    assert codes == sorted(set(codes))
    assert not {rule.code for rule in rules.load(ROOT / "ontology" / "rules")} & set(codes)


@pytest.mark.parametrize("rule", FILE_CHECKS, ids=lambda rule: rule.code)
def test_each_entry_is_written_for_people(rule: FileCheck) -> None:
    assert rule.title[0].isupper()
    assert not rule.title.endswith(".")
    assert rule.explanation.endswith(".")
    assert rule.mend[0].isupper()
    assert rule.mend.endswith(".")


def test_no_two_entries_say_the_same() -> None:
    for texts in ([r.title for r in FILE_CHECKS], [r.explanation for r in FILE_CHECKS], [r.mend for r in FILE_CHECKS]):
        assert len(set(texts)) == len(texts)
