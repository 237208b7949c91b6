"""What may travel: nothing above the ceiling, in no byte of a paper; and nothing printed bare for want of it."""

import re
from html import unescape
from pathlib import Path

import pytest

from briefwright.document import canonical
from briefwright.errors import RefusedError
from briefwright.findings import Finding
from briefwright.terms import SCHEME, Iri
from briefwright.warrant.release import Release, release
from conftest import BASE, BRIEFS, Built, Copy, composed, papers_of, readable

CLEAR, GREEN, RED = (Iri(f"{SCHEME}marking/{code}") for code in ("clear", "green", "red"))
SECRETS = {
    "claim": "claim/staff-limits-growth",
    "risk": "risk/grant-ends-early",
    "recommendation": "recommendation/adopt-menu-standard",
    "lesson": "lesson/share-kitchens",
    "case": "case/shared-village-kitchens",
    "initiative": "initiative/kitchen-pilot",
    "actor": "actor/national-audit-office",
    "source": "source/audit-office-2024-kitchens",
    "passage": "passage/audit-office-2024-kitchens--1",
    "option": "option/extend-grant",
    "event": "event/assembly-hearing",
    "legal-authority": "legal-authority/school-meals-regulation",
}
"""Class -> the record that is doubled with a secret in each of its texts."""

TEXT = re.compile(r'"((?:[^"\\]|\\.)*)"(@\w+|\^\^[\w:-]+|)')

LINKS = (
    ("claim/first-kitchen-count", "pol:supportedBy <passage/secret-passage>"),
    ("claim/vacant-posts", "pol:contradictedBy <passage/secret-passage>"),
    ("initiative/kitchen-pilot", "pol:participant <actor/secret-actor>"),
    ("recommendation/adopt-menu-standard", "pol:addressee <actor/secret-actor>"),
    ("recommendation/publish-meal-counts", "pol:authority <legal-authority/secret-legal-authority>"),
    ("recommendation/secure-kitchen-grant", "pol:mitigates <risk/secret-risk>"),
    ("recommendation/secure-kitchen-grant", "pol:committee <actor/secret-actor>"),
    ("lesson/share-kitchens", "pol:case <case/secret-case>"),
    ("risk/grant-ends-early", "pol:because <claim/secret-claim>"),
    ("option/extend-grant", "pol:includes <recommendation/secret-recommendation>"),
    ("source/morning-post-2024-repost", "pol:basedOn <source/secret-source>"),
    ("brief/kitchens-after-the-grant", "pol:features <risk/secret-risk>, <recommendation/secret-recommendation>"),
    ("brief/kitchen-grant-for-the-assembly", "pol:features <claim/secret-claim>, <lesson/secret-lesson>"),
)
"""From records that are printed to the secret ones."""


def plant(copy: Copy, marking: str) -> dict[str, str]:
    """Add the secret records and the links to them; each secret word with the record and text it stands in."""
    words: dict[str, str] = {}
    for kind, model in SECRETS.items():
        text = copy.path(model).read_text(encoding="utf-8").replace(f"<{model}", f"<{kind}/secret-{kind}")
        text = (
            text.replace("<source/audit-office-2024-kitchens>", "<source/secret-source>") if kind == "passage" else text
        )

        def hide(match: re.Match[str], kind: str = kind) -> str:
            if match[2].startswith("^^") and "anyURI" not in match[2]:
                return match[0]
            word = f"quokka{len(words):03d}{kind.replace('-', '')}"
            words[word] = f"{kind}: {match[1]}"
            said = f"https://{word}.example/" if "anyURI" in match[2] else f"{match[1].rstrip('.')} {word}."
            return f'"{said}"{match[2]}'

        copy.create(f"{kind}/secret-{kind}", TEXT.sub(hide, text).replace("marking:clear", f"marking:{marking}"))
    for record, line in LINKS:
        copy.add(record, line)
    return words


def released(copy: Copy, ceiling: Iri = CLEAR) -> Release:
    return release(copy.kb(), ceiling)


def why(copy: Copy, record: str) -> str:
    found = released(copy)
    return found.withheld.get(Iri(BASE + record), "")


@pytest.mark.pages
def test_no_secret_is_in_any_byte_of_a_public_paper(workspace_copy: Copy, tmp_path: Path) -> None:
    words = plant(workspace_copy, "red")
    assert len(words) > 40
    built = papers_of(workspace_copy, tmp_path / "out")
    assert len(built.papers) == 4
    hidden = [*words, "quokka", "secret-"]
    for path in sorted(built.out.iterdir()):
        data = readable(path) if path.suffix == ".pdf" else path.read_bytes()
        plain = (data.decode("utf-8", errors="replace") + unescape(data.decode("utf-8", errors="replace"))).casefold()
        utf16 = data.lower() if path.suffix == ".pdf" else b""
        for word in hidden:
            assert word not in plain, (path.name, words.get(word, word))
            for encoded in (
                word.encode("utf-16-be"),
                word.encode("utf-16-be").hex().encode(),
                word.encode().hex().encode(),
            ):
                assert encoded not in utf16, (path.name, words.get(word, word))


def test_the_same_secrets_are_printed_where_the_ceiling_allows_it(workspace_copy: Copy) -> None:
    """The control: what the test above looks for is really there when it may be."""
    words = plant(workspace_copy, "red")
    for brief in BRIEFS:
        workspace_copy.replace(f"brief/{brief}", "pol:ceiling marking:clear", "pol:ceiling marking:red")
    kb = workspace_copy.kb()
    said = b"".join(canonical(composed(kb, brief).document) for brief in BRIEFS).decode()
    shown = {words[word].partition(":")[0] for word in words if word in said}
    assert shown >= {"claim", "risk", "recommendation", "lesson", "case", "initiative", "source", "passage", "option",
                     "actor", "legal-authority"}  # fmt: skip
    assert composed(kb, BRIEFS[0]).document.banner.label == "TLP:RED"


def test_readable_finds_what_a_pdf_holds(built: Built) -> None:
    """The control of the control: page text, attachment, metadata and bookmarks are all looked into."""
    data = readable(built.file("kitchens-after-the-grant-executive.pdf")).decode("utf-8", errors="replace")
    for said in ("Twenty", "By June 2024 twelve of sixteen planned", "claim/uptake-with-kitchen", "Principal risks",
                 "School kitchens after the grant", "TLP:CLEAR"):  # fmt: skip
        assert (said in data) == (said != "Twenty"), said


def test_what_is_above_the_ceiling_or_unmarked_is_withheld(workspace_copy: Copy) -> None:
    assert why(workspace_copy, "claim/subsidy-talks") == "above the ceiling"
    assert why(workspace_copy, "claim/hot-meal-duty") == ""
    workspace_copy.drop("claim/hot-meal-duty", "pol:marking")
    assert why(workspace_copy, "claim/hot-meal-duty") == "unmarked"
    workspace_copy.mark("claim/two-year-limit", "green")
    assert why(workspace_copy, "claim/two-year-limit") == "above the ceiling"
    assert Iri(BASE + "claim/two-year-limit") not in released(workspace_copy, GREEN).withheld


def test_a_marking_that_does_not_exist_is_no_marking(workspace_copy: Copy) -> None:
    workspace_copy.mark("claim/hot-meal-duty", "transparent")
    assert why(workspace_copy, "claim/hot-meal-duty") == "unmarked"


def test_of_two_markings_the_higher_counts_and_an_unknown_one_is_none(workspace_copy: Copy) -> None:
    workspace_copy.mark("claim/hot-meal-duty", "clear, marking:red")
    workspace_copy.mark("claim/two-year-limit", "clear, marking:transparent")
    assert why(workspace_copy, "claim/hot-meal-duty") == "above the ceiling"
    assert why(workspace_copy, "claim/two-year-limit") == "unmarked"


def test_another_support_below_the_ceiling_is_used(workspace_copy: Copy) -> None:
    workspace_copy.mark("passage/audit-office-2024-kitchens--1", "amber")
    assert why(workspace_copy, "claim/first-kitchen-count") == ""
    document = composed(workspace_copy.kb(), "kitchens-after-the-grant").document
    (said,) = [s for s in document.statements if s.text.startswith("The pilot opened 12")]
    assert [support.passage for support in said.supports] == [BASE + "passage/morning-post-2024-repost--1"]
    assert said.marking == "TLP:CLEAR"
    assert not any("kitchens--1" in r.passage for r in document.references if "audit" in r.passage)


def test_a_claim_whose_only_support_is_above_the_ceiling_is_withheld_with_all_that_needs_it(
    workspace_copy: Copy,
) -> None:
    workspace_copy.mark("passage/university-2025-uptake-study--1", "amber")
    assert why(workspace_copy, "claim/uptake-with-kitchen") == "its support is above the ceiling"
    assert why(workspace_copy, "recommendation/secure-kitchen-grant") == "", "two further claims carry it"
    for claim in ("claim/canteens-closed", "claim/grant-ends-2026"):
        workspace_copy.mark(claim, "amber")
    assert why(workspace_copy, "recommendation/secure-kitchen-grant") == "its support is above the ceiling"
    assert why(workspace_copy, "risk/grant-ends-early") == "its support is above the ceiling"


def test_a_source_above_the_ceiling_takes_its_passages_and_claims_along(workspace_copy: Copy) -> None:
    workspace_copy.mark("source/history-society-1998-canteens", "amber")
    for record in ("passage/history-society-1998-canteens--1", "claim/canteens-closed", "case/municipal-canteens",
                   "lesson/plan-for-the-end-of-the-grant"):  # fmt: skip
        assert why(workspace_copy, record) == "its support is above the ceiling", record


def test_the_released_knowledge_does_not_even_name_what_is_withheld(workspace_copy: Copy) -> None:
    plant(workspace_copy, "amber")
    found = released(workspace_copy)
    assert b"secret" not in found.kb.ntriples
    assert not any("secret" in str(triple) for a in found.kb.aggregates.values() for triple in a.triples)
    assert {iri.removeprefix(BASE).partition("/")[0] for iri in found.withheld if "/secret-" in iri} == SECRETS.keys()


def test_what_was_unsupported_before_stays_an_error_and_is_not_hidden(workspace_copy: Copy) -> None:
    workspace_copy.mark("passage/university-2025-uptake-study--1", "amber")
    assert why(workspace_copy, "claim/fee-debt-total") == "", "it has no passage at all"


def test_prose_that_cites_what_is_withheld_is_refused(workspace_copy: Copy) -> None:
    workspace_copy.mark("claim/hot-meal-duty", "amber")
    findings = composed(workspace_copy.kb(), "kitchens-after-the-grant").findings
    assert [(f.code, f.focus) for f in findings] == [("WAR10", BASE + "brief/kitchens-after-the-grant#p5")]
    assert findings[0].line == workspace_copy.line(
        "brief/kitchens-after-the-grant", "The School Meals Regulation obliges"
    )
    assert "above the ceiling" in findings[0].message


def test_a_draft_does_not_tell_what_it_withholds(workspace_copy: Copy) -> None:
    """The finding names the record for the author; the paper, also as a draft, names it for nobody."""
    workspace_copy.mark("claim/hot-meal-duty", "amber")
    composition = composed(workspace_copy.kb(), "kitchens-after-the-grant", draft=True)
    assert "claim/hot-meal-duty" in composition.findings[0].message
    assert any(s.unsupported for s in composition.document.statements)
    assert b"hot-meal-duty" not in canonical(composition.document)


@pytest.mark.pages
def test_the_receipt_counts_and_is_in_no_paper(workspace_copy: Copy, tmp_path: Path) -> None:
    workspace_copy.mark("source/history-society-1998-canteens", "amber")
    workspace_copy.drop("actor/talvia", "pol:marking").drop("event/pilot-begins", "pol:marking")
    found = released(workspace_copy)
    counts = {reason: int(n) for n, reason in re.findall(r"(\d+) ([a-z ]+)", found.receipt())}
    assert counts["unmarked"] == 2
    assert counts["above the ceiling"] == 2
    assert counts["its support is above the ceiling"] == len(found.withheld) - 4 > 4
    log: list[str] = []
    built = papers_of(workspace_copy, tmp_path / "out", log.append, what="brief/kitchen-actions")
    assert any(found.receipt() in line for line in log)
    assert "withheld" not in built.file(".html").read_text(encoding="utf-8")


def test_nothing_withheld_is_said_too(workspace_copy: Copy) -> None:
    assert released(workspace_copy, RED).receipt() == "withheld: nothing"


def test_the_banner_is_the_highest_mark_that_is_left(workspace_copy: Copy) -> None:
    assert composed(workspace_copy.kb(), "kitchen-actions").document.banner.label == "TLP:CLEAR"
    workspace_copy.mark("passage/audit-office-2024-kitchens--4", "green")
    workspace_copy.replace("brief/kitchen-actions", "pol:ceiling marking:clear", "pol:ceiling marking:amber")
    assert composed(workspace_copy.kb(), "kitchen-actions").document.banner.label == "TLP:GREEN"


def test_the_banner_counts_a_record_that_is_only_named(workspace_copy: Copy) -> None:
    """Its name is printed as an addressee; a paper that prints it is marked as it is."""
    workspace_copy.mark("actor/ministry-of-education", "green")
    workspace_copy.replace("brief/kitchen-actions", "pol:ceiling marking:clear", "pol:ceiling marking:amber")
    assert composed(workspace_copy.kb(), "kitchen-actions").document.banner.label == "TLP:GREEN"


def refused(copy: Copy) -> Finding:
    with pytest.raises(RefusedError) as refusal:
        composed(copy.kb(), "kitchen-actions", draft=True)
    (finding,) = refusal.value.findings
    assert isinstance(finding, Finding)
    assert (finding.code, finding.focus, finding.file) == (
        "CMP03", BASE + "brief/kitchen-actions", "kb/brief/kitchen-actions.ttl")  # fmt: skip
    return finding


def test_a_brief_above_its_own_ceiling_is_refused_even_as_a_draft(workspace_copy: Copy) -> None:
    finding = refused(workspace_copy.mark("brief/kitchen-actions", "amber"))
    assert "above its own ceiling" in finding.message
    assert finding.line == workspace_copy.line("brief/kitchen-actions", "pol:marking")


def test_an_unmarked_brief_is_refused(workspace_copy: Copy) -> None:
    assert "unmarked" in refused(workspace_copy.drop("brief/kitchen-actions", "pol:marking")).message


@pytest.mark.parametrize("ceiling", [None, "marking:transparent"])
def test_a_brief_without_a_ceiling_is_refused(workspace_copy: Copy, ceiling: str | None) -> None:
    if ceiling:
        workspace_copy.replace("brief/kitchen-actions", "pol:ceiling marking:clear", f"pol:ceiling {ceiling}")
    else:
        workspace_copy.drop("brief/kitchen-actions", "pol:ceiling")
    assert "no marking ceiling" in refused(workspace_copy).message
