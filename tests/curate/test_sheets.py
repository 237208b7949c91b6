"""Sheets: out, changed by hand, and in again; every fault with its cell, both sides of a change kept apart."""

import csv
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook

from briefwright.curate import spreadsheets
from briefwright.curate.notation import Notation
from briefwright.curate.tables import Sheet, SheetColumn
from briefwright.knowledge.vocabulary import pol
from briefwright.terms import Iri, Other
from conftest import BASE, Copy, Run

pytestmark = pytest.mark.slow

Edit = Callable[[dict[str, str]], None]


def edited(path: Path, change: Callable[[list[dict[str, str]]], None]) -> Path:
    """The rows of a CSV as a spreadsheet would save them after a change: by their paths."""
    with path.open(encoding="utf-8", newline="") as stream:
        labels, paths, *rows = list(csv.reader(stream))
    found = [dict(zip(paths, row, strict=True)) for row in rows]
    change(found)
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerows([labels, paths, *([row.get(p, "") for p in paths] for row in found)])
    return path


def row(rows: list[dict[str, str]], record: str) -> dict[str, str]:
    return next(each for each in rows if next(iter(each.values())) == record)


@pytest.fixture
def sheet(run: Run, tmp_path: Path) -> Path:
    path = tmp_path / "claims.csv"
    assert run("sheet", "export", "claim", "-o", str(path)).code == 0
    return path


def test_a_sheet_that_was_not_touched_changes_nothing(run: Run, sheet: Path) -> None:
    said = run("sheet", "import", str(sheet), "--yes")
    assert (said.code, said.out) == (0, "")
    assert "Nothing changes." in said.err


def test_only_the_changed_cell_is_written(run: Run, sheet: Path, workspace_copy: Copy) -> None:
    edited(sheet, lambda rows: row(rows, "claim/vacant-posts").update({"pol:unit": "posts in all"}))
    before = {p: p.read_bytes() for p in (workspace_copy.root / "kb").rglob("*.ttl")}
    said = run("sheet", "import", str(sheet), "--yes", "--keep-review")
    assert said.code == 0
    assert "0 records are new, 1 change." in said.err
    after = {p: p.read_bytes() for p in (workspace_copy.root / "kb").rglob("*.ttl")}
    (changed,) = [p for p in after if before.get(p) != after[p]]
    assert changed == workspace_copy.path("claim/vacant-posts")
    assert [line for line in said.out.splitlines() if line.startswith("+ ")] == ['+    pol:unit "posts in all" ;']


def test_nothing_is_written_without_a_yes(run: Run, sheet: Path, workspace_copy: Copy) -> None:
    edited(sheet, lambda rows: row(rows, "claim/vacant-posts").update({"pol:unit": "posts in all"}))
    before = workspace_copy.path("claim/vacant-posts").read_bytes()
    for words in (("--dry-run",), ()):
        said = run("sheet", "import", str(sheet), *words, given="n\n")
        assert '+    pol:unit "posts in all" ;' in said.out
        assert "Nothing was written." in said.err
        assert workspace_copy.path("claim/vacant-posts").read_bytes() == before


def test_a_new_row_becomes_a_draft_named_after_its_words(run: Run, sheet: Path, workspace_copy: Copy) -> None:
    new = {"pol:statement": "Soup is served on Mondays.", "pol:claimType": "Fact", "pol:marking": "clear",
           "pol:about": "National Audit Office"}  # fmt: skip
    edited(sheet, lambda rows: rows.append(new))
    assert run("sheet", "import", str(sheet), "--yes").code == 0
    written = workspace_copy.path("claim/soup-is-served-on-mondays").read_text(encoding="utf-8")
    assert "pol:about <actor/national-audit-office> ;" in written
    assert "review-status:draft" in written


def test_every_fault_names_its_cell_and_what_stands_there_in_one_run(run: Run, sheet: Path) -> None:
    def spoil(rows: list[dict[str, str]]) -> None:
        row(rows, "claim/vacant-posts").update({"pol:claimType": "fackt", "pol:asOf": "last year"})
        rows.append({"id:claim": "risk/wrong-sheet", "pol:statement": "It is here."})
        rows.append({"id:claim": "claim/vacant-posts", "pol:statement": "It is here twice."})
        rows.append({"pol:marking": "clear"})
        rows.append({"pol:statement": "It is about nobody.", "pol:about": "actor audit ofice; topic/school-meals"})

    edited(sheet, spoil)
    said = run("sheet", "import", str(sheet), "--yes")
    assert said.code == 1
    for words in (
        "(fackt): 'fackt' is not a value of claim-type. Did you mean \"fact\"?",
        "(last year): ",
        "stands in the wrong sheet",
        "stands in another row too",
        "no label from which a name could be made",
        "No record is called 'actor audit ofice'",
    ):
        assert words in said.err
    assert said.err.count("claims.csv, cell ") == 6


def test_a_finding_of_a_check_names_its_cell_too(run: Run, sheet: Path, workspace_copy: Copy) -> None:
    edited(sheet, lambda rows: row(rows, "claim/vacant-posts").update({"pol:statement": "No full stop"}))
    before = workspace_copy.path("claim/vacant-posts").read_bytes()
    said = run("sheet", "import", str(sheet), "--yes")
    assert said.code == 1
    assert "claims.csv, cell B" in said.err
    assert "(No full stop): A claim needs exactly one “statement”" in said.err
    assert workspace_copy.path("claim/vacant-posts").read_bytes() == before


def test_what_changed_on_both_sides_is_merged_by_field_or_told(run: Run, sheet: Path, workspace_copy: Copy) -> None:
    run("edit", "claim/vacant-posts", "unit=posts in the register", "--keep-review")
    edited(sheet, lambda rows: row(rows, "claim/vacant-posts").update({"pol:period": "one year"}))
    assert run("sheet", "import", str(sheet), "--yes", "--keep-review").code == 0
    merged = workspace_copy.path("claim/vacant-posts").read_text(encoding="utf-8")
    assert 'pol:unit "posts in the register"' in merged
    assert 'pol:period "one year"@en' in merged

    edited(sheet, lambda rows: row(rows, "claim/vacant-posts").update({"pol:unit": "posts in the sheet"}))
    refused = run("sheet", "import", str(sheet), "--yes", "--keep-review")
    assert refused.code == 1
    assert (
        "(posts in the sheet): unit was changed in the sheet and in the record, which now has: posts in the register."
        in refused.err
    )
    assert workspace_copy.path("claim/vacant-posts").read_text(encoding="utf-8") == merged
    for side, kept in (("record", "posts in the register"), ("sheet", "posts in the sheet")):
        run("sheet", "import", str(sheet), "--yes", "--keep-review", "--on-conflict", side)
        assert f'pol:unit "{kept}"' in workspace_copy.path("claim/vacant-posts").read_text(encoding="utf-8")


def test_a_new_passage_goes_by_its_source_though_that_is_named_by_its_title(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "passage.csv"
    row_ = "School kitchen pilot: audit of the first year (fixture),page 9,The auditors counted kitchens.,2,clear"
    path.write_text(f"source,locator,gist,credibility,marking\n{row_}\n", encoding="utf-8")
    said = run("sheet", "import", str(path), "--dry-run")
    assert said.code == 0, said.err
    assert "+++ b/kb/passage/audit-office-2024-kitchens--7.ttl" in said.out


def test_an_unknown_column_is_reported_and_left_aside(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "topic.csv"
    path.write_text("record;label;definition;colour\n;Free fruit;Fruit without a fee.;red\n", encoding="utf-8-sig")
    said = run("sheet", "import", str(path), "--dry-run")
    assert said.code == 0
    assert "topic.csv, cell D1: this column is left aside: There is no field 'colour'." in said.err
    assert '+    skos:prefLabel "Free fruit"@en ;' in said.out


def test_a_sheet_that_says_no_class_is_refused_with_what_to_do(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "things.csv"
    path.write_text("label,definition\nx,y\n", encoding="utf-8")
    assert "Name the class of the rows with --class." in run("sheet", "import", str(path)).err
    assert run("sheet", "import", str(path), "--class", "topic", "--dry-run").code == 0


@pytest.fixture
def book(run: Run, tmp_path: Path) -> Path:
    path = tmp_path / "recommendations.xlsx"
    assert run("sheet", "export", "recommendation", "-o", str(path)).code == 0
    return path


def test_a_workbook_has_labels_paths_help_lists_and_a_frozen_head(book: Path) -> None:
    work = load_workbook(book)
    sheet = work["recommendation"]
    assert sheet.freeze_panes == "B4"
    heads = [[cell.value for cell in row] for row in sheet.iter_rows(max_row=3)]
    number = heads[1].index("pol:priority")
    assert heads[0][number] == "priority"
    assert heads[2][number].startswith("How urgent")
    assert sheet.column_dimensions[sheet.cell(1, len(heads[0])).column_letter].hidden
    assert heads[1][-1] == "_hash"
    letter = sheet.cell(4, number + 1).column_letter
    lists = [rule for rule in sheet.data_validations.dataValidation if f"{letter}4" in str(rule.sqref)]
    assert len(lists) == 1
    filled = [cell for row in sheet.iter_rows(min_row=4) for cell in row if cell.value]
    assert {cell.number_format for cell in filled} == {"@"}
    assert {type(cell.value) for cell in filled} == {str}
    assert work["status-event"]["A4"].value.startswith("recommendation/adopt-menu-standard#status-1")


def test_the_same_records_give_the_same_workbook(run: Run, book: Path, tmp_path: Path) -> None:
    run("sheet", "export", "recommendation", "-o", str(tmp_path / "again.xlsx"))
    assert (tmp_path / "again.xlsx").read_bytes() == book.read_bytes()


def test_numbers_and_days_that_a_spreadsheet_made_are_read_as_written(run: Run, book: Path) -> None:
    work = load_workbook(book)
    sheet = work["recommendation"]
    heads = [cell.value for cell in sheet[2]]
    sheet.cell(4, heads.index("dcterms:modified") + 1).value = datetime(2026, 11, 30)  # noqa: DTZ001  as a spreadsheet has it
    sheet.cell(4, heads.index("pol:staffYears") + 1).value = 4.0
    work.save(book)
    said = run("sheet", "import", str(book), "--dry-run", "--keep-review")
    assert said.code == 0, said.err
    assert '+    dcterms:modified "2026-11-30"^^xsd:date .' in said.out
    assert "+    pol:staffYears 4 ;" in said.out


def test_formulas_are_refused_with_their_cells(run: Run, book: Path) -> None:
    work = load_workbook(book)
    work["recommendation"]["C4"].value = '=HYPERLINK("https://x.example")'
    work["recommendation"]["C5"].value = "=1+1"
    work.save(book)
    said = run("sheet", "import", str(book), "--yes")
    assert said.code == 3
    assert "sheet recommendation, cell C4: a formula: =HYPERLINK" in said.err
    assert "cell C5: a formula: =1+1" in said.err


def test_a_cell_far_out_is_refused(run: Run, book: Path) -> None:
    work = load_workbook(book)
    work["recommendation"]["XFD1048576"].value = "x"
    work.save(book)
    said = run("sheet", "import", str(book), "--yes")
    assert said.code == 3
    assert "reaches to row 1048576, column XFD" in said.err


def test_an_archive_that_swells_is_refused(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", bytes(300 << 20))
    assert path.stat().st_size < 1 << 20
    said = run("sheet", "import", str(path), "--yes")
    assert said.code == 3
    assert "swells to 300 MiB" in said.err


@pytest.mark.parametrize(("name", "data", "why"), [
    ("x.xlsx", b"no archive", "cannot be read as XLSX"),
    ("x.csv", b"record,label\n\xff\xfe,x\n", "is not UTF-8"),
    ("x.csv", b'record,label\n"a,b\n', "this is no CSV"),
    ("x.ods", b"", "is neither .xlsx nor .csv"),
])  # fmt: skip
def test_what_is_no_sheet_is_refused(name: str, data: bytes, why: str, run: Run, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(data)
    said = run("sheet", "import", str(tmp_path / name), "--class", "topic")
    assert said.code in (2, 3)
    assert why in said.err


def test_a_formula_in_a_text_is_only_text_in_csv_and_comes_back(run: Run, workspace_copy: Copy, tmp_path: Path) -> None:
    run("edit", "claim/vacant-posts", "unit==1+2", "--keep-review")
    path = tmp_path / "claims.csv"
    run("sheet", "export", "claim", "-o", str(path))
    assert ",'=1+2," in path.read_text(encoding="utf-8")
    assert "Nothing changes." in run("sheet", "import", str(path), "--yes").err


def test_a_text_too_long_for_a_cell_is_refused_with_its_record(run: Run, workspace_copy: Copy, tmp_path: Path) -> None:
    run("edit", "claim/vacant-posts", f"curator-note={'word ' * 8000}", "--keep-review")
    said = run("sheet", "export", "claim", "-o", str(tmp_path / "x.xlsx"))
    assert said.code == 3
    assert "claim/vacant-posts: curator note has" in said.err
    assert run("sheet", "export", "claim", "-o", str(tmp_path / "x.csv")).code == 0


def test_a_record_gone_since_the_export_is_told(run: Run, sheet: Path, workspace_copy: Copy) -> None:
    workspace_copy.remove("claim/vacant-posts")
    said = run("sheet", "import", str(sheet), "--yes")
    assert said.code == 1
    assert "(claim/vacant-posts): The record is gone since the export." in said.err


@pytest.mark.parametrize("sign", list("=+-@\t\r'"), ids=["=", "+", "-", "@", "TAB", "CR", "apostrophe"])
def test_a_cell_that_begins_like_a_formula_is_text_to_a_spreadsheet_and_comes_back(sign: str, tmp_path: Path) -> None:
    cell = f"{sign}1+2"
    table = Sheet(
        "claim", (SheetColumn("id", "id", ""), SheetColumn("statement", "pol:statement", "")), (("claim/x", cell),)
    )
    (path,) = spreadsheets.write([table], tmp_path / "claims.csv")
    with path.open(encoding="utf-8", newline="") as stream:
        shown = list(csv.reader(stream))[2][1]
    assert shown == f"'{cell}"
    assert [line.cells for line in spreadsheets.read(path)][-1] == ("claim/x", cell)
    (book,) = spreadsheets.write([table], tmp_path / "claims.xlsx")
    cells = [cell for row in load_workbook(book)["claim"].iter_rows() for cell in row if cell.value is not None]
    assert {one.data_type for one in cells} == {"s"}


def test_a_quotation_mark_that_nothing_closes_does_not_swallow_the_next_value(notation: Notation) -> None:
    field = next(f for f in notation.forms.by_class[pol("Waiver")].fields if f.prop == pol("waives"))
    values = ('"unclosed', Other("v", "https://example.org/unit"))
    written = notation.write_all(values, field, Iri(BASE + "lesson/x"))
    assert set(notation.read_all(written, field, Iri(BASE + "lesson/x"))) == set(values)
    assert notation.write_all(('"unclosed', "plain"), field, Iri(BASE + "lesson/x")) == '"unclosed; plain'
    assert notation.write_all(("also", "plain"), field, Iri(BASE + "lesson/x")) == "also; plain"
