"""What changed between two states: each change once, as its kind, and no other; layout plays no part."""

from collections.abc import Callable
from pathlib import Path

import pytest

from briefwright.analyse.diff import Change, Kind, of_field, of_texts, summary
from briefwright.analyse.record_diff import Difference, difference
from briefwright.analyse.versions import version
from briefwright.errors import DataError, UsageError
from briefwright.knowledge.kb import KnowledgeBase
from briefwright.knowledge.vocabulary import pol
from briefwright.terms import shorten
from conftest import KB, Copy, git

Edit = Callable[[Copy], object]


def replaced(record: str, *pairs: tuple[str, str]) -> Edit:
    def edit(copy: Copy) -> None:
        for old, new in pairs:
            copy.replace(record, old, new)

    return edit


def cloned(record: str, new: str) -> Edit:
    def edit(copy: Copy) -> None:
        copy.create(new, copy.path(record).read_text(encoding="utf-8").replace(f"<{record}>", f"<{new}>"))

    return edit


def part_added(record: str, part: str, prop: str, text: str) -> Edit:
    def edit(copy: Copy) -> None:
        copy.add(record, f"{prop} <{record}#{part}>")
        path = copy.path(record)
        path.write_text(f"{path.read_text(encoding='utf-8')}\n<{record}#{part}> {text} .\n", encoding="utf-8")

    return edit


JUDGMENT, PRICE, UPTAKE = "claim/act-will-stay-unpaid", "claim/cost-per-meal", "claim/uptake-with-kitchen"
CHANGES: tuple[tuple[str, Kind, Edit], ...] = (
    ("claim/one-more", Kind.ADDED, cloned("claim/two-year-limit", "claim/one-more")),
    ("event/one-more", Kind.ADDED, cloned("event/pilot-begins", "event/one-more")),
    ("passage/one-more--1", Kind.ADDED, cloned("passage/parent-letter-2026--1", "passage/one-more--1")),
    ("risk/grant-ends-early", Kind.ADDED, part_added("risk/grant-ends-early", "m9", "pol:milestone",
        'a pol:Milestone ; pol:action "ask the towns"@en')),
    ("claim/visits-announced", Kind.WITHDRAWN, lambda copy: copy.remove("claim/visits-announced")),
    ("event/inspection-hearing", Kind.WITHDRAWN, lambda copy: copy.remove("event/inspection-hearing")),
    ("claim/leftovers-sold", Kind.WITHDRAWN, replaced("claim/leftovers-sold",
        ("review-status:source-checked", "review-status:retired"))),
    ("source/town-gazette-2026", Kind.WITHDRAWN, replaced("source/town-gazette-2026",
        ("source-status:current", "source-status:withdrawn"))),
    (PRICE, Kind.VALUE, replaced(PRICE, ("3.40 talers in", "3.60 talers in"), ('"3.40 talers"', '"3.60 talers"'),
        ("pol:value 3.40", "pol:value 3.60"))),
    (UPTAKE, Kind.VALUE, replaced(UPTAKE, ("61 percent", "64 percent"), ("pol:value 61", "pol:value 64"))),
    ("source/fee-blog-2021-arrears", Kind.VALUE, replaced("source/fee-blog-2021-arrears",
        ("pol:tier 3", "pol:tier 2"))),
    ("recommendation/secure-kitchen-grant", Kind.VALUE, replaced("recommendation/secure-kitchen-grant",
        ("2026-12-31", "2027-03-31"))),
    ("recommendation/allow-five-year-contracts", Kind.VALUE, replaced("recommendation/allow-five-year-contracts",
        ("pol:addressee <actor/national-assembly>", "pol:addressee <actor/ministry-of-education>"))),
    ("claim/staff-limits-growth", Kind.VALUE, replaced("claim/staff-limits-growth", ("will keep", "will not keep"))),
    (JUDGMENT, Kind.MOVED, replaced(JUDGMENT, ("likelihood:unl", "likelihood:roc"),
        ("It is unlikely that", "There is a roughly even chance that"))),
    ("claim/complaints-will-fall", Kind.MOVED, replaced("claim/complaints-will-fall",
        ("pol:confidence confidence:", "pol:confidence confidence:x"))),
    ("risk/kitchen-staff-shortage", Kind.MOVED, replaced("risk/kitchen-staff-shortage",
        ("pol:likelihood likelihood:", "pol:likelihood likelihood:x"))),
    ("claim/fees-will-rise", Kind.MOVED, replaced("claim/fees-will-rise",
        ("pol:likelihood likelihood:", "pol:likelihood likelihood:x"),
        ("pol:marking ", "pol:confidence <https://w3id.org/briefwright/scheme/confidence/low> ; pol:marking "))),
    ("claim/break-clause-answer", Kind.STATUS, replaced("claim/break-clause-answer",
        ("review-status:source-checked", "review-status:draft"))),
    ("recommendation/adopt-menu-standard", Kind.STATUS, part_added("recommendation/adopt-menu-standard", "status-9",
        "pol:statusEvent", 'a pol:StatusEvent ; pol:eventDate "2026-11"^^<http://www.w3.org/2001/XMLSchema#gYearMonth>')),
    ("initiative/kitchen-pilot", Kind.STATUS, replaced("initiative/kitchen-pilot", ("12 of 16", "13 of 16"))),
    ("brief/kitchen-actions", Kind.STATUS, replaced("brief/kitchen-actions",
        ("pol:reviewStatus review-status:source-checked", "pol:reviewStatus review-status:in-review"))),
    ("claim/vacant-posts", Kind.SOURCE, replaced("claim/vacant-posts",
        ("<passage/", "<passage/x-"))),
    ("recommendation/publish-meal-counts", Kind.SOURCE, replaced("recommendation/publish-meal-counts",
        ("pol:proposedIn <passage/", "pol:proposedIn <passage/x-"))),
    ("passage/guild-2025-supply-paper--1", Kind.SOURCE, replaced("passage/guild-2025-supply-paper--1",
        ("<source/guild-2025-supply-paper>", "<source/parent-letter-2026>"))),
    ("claim/contract-saving", Kind.SOURCE, lambda copy: copy.add("claim/contract-saving",
        "pol:contradictedBy <passage/parent-letter-2026--2>")),
    ("claim/hot-meal-duty", Kind.WORDING, replaced("claim/hot-meal-duty", ("obliges", "requires"))),
    ("topic/canteen-fees", Kind.WORDING, replaced("topic/canteen-fees",
        ('skos:definition "', 'skos:definition "In short: '))),
    ("recommendation/hire-inspectors", Kind.WORDING, replaced("recommendation/hire-inspectors",
        ('pol:action "', 'pol:action "swiftly '))),
    ("passage/parent-letter-2026--1", Kind.WORDING, replaced("passage/parent-letter-2026--1",
        ('pol:gist "', 'pol:gist "The letter: '))),
)  # fmt: skip


def between(kb: KnowledgeBase, before: Path, after: Path) -> Difference:
    return difference(
        kb.ontology, kb.workspace.words, version(kb.workspace, str(before)), version(kb.workspace, str(after))
    )


def kinds(kb: KnowledgeBase, found: Difference) -> list[tuple[str, Kind]]:
    return sorted((shorten(change.record, kb.workspace.base_iri), change.kind) for change in found.changes)


def test_there_are_thirty_changes_of_every_kind() -> None:
    assert len(CHANGES) == 30
    assert {kind for _, kind, _ in CHANGES} == set(Kind)
    assert len({record for record, _, _ in CHANGES}) == 30


def test_each_of_thirty_changes_is_told_once_as_its_kind_and_no_other(kb: KnowledgeBase, workspace_copy: Copy) -> None:
    for _, _, edit in CHANGES:
        edit(workspace_copy)
    found = between(kb, KB, workspace_copy.root)
    assert kinds(kb, found) == sorted((record, kind) for record, kind, _ in CHANGES)


@pytest.mark.parametrize(("record", "kind", "edit"), CHANGES, ids=[f"{kind}-{record}" for record, kind, _ in CHANGES])
def test_each_change_alone(record: str, kind: Kind, edit: Edit, kb: KnowledgeBase, workspace_copy: Copy) -> None:
    edit(workspace_copy)
    assert kinds(kb, between(kb, KB, workspace_copy.root)) == [(record, kind)]


def test_before_and_after_are_told_as_people_read_them(kb: KnowledgeBase, workspace_copy: Copy) -> None:
    workspace_copy.replace(JUDGMENT, "confidence:moderate", "confidence:low")
    workspace_copy.replace("recommendation/secure-kitchen-grant", "2026-12-31", "2027-03-31")
    confidence, target = between(kb, KB, workspace_copy.root).changes
    assert (confidence.field, confidence.before, confidence.after) == (
        "confidence",
        ("moderate confidence",),
        ("low confidence",),
    )
    assert (target.field, target.before, target.after) == ("target date", ("31 December 2026",), ("31 March 2027",))


def relaid(text: str) -> str:
    """The same triples, laid out otherwise: prefixes turned round, comments, and blank lines."""
    head, _, body = text.partition("\n\n")
    return "\n".join([*reversed(head.splitlines()), "# a comment", "", body.replace(" ;\n    ", "\n  ;\n        ")])


def test_another_layout_is_no_change(kb: KnowledgeBase, workspace_copy: Copy) -> None:
    for path in (workspace_copy.root / "kb").rglob("*.ttl"):
        text = path.read_text(encoding="utf-8")
        path.write_text(relaid(text), encoding="utf-8")
    found = between(kb, KB, workspace_copy.root)
    assert (found.changes, found.redated) == ((), 0)


def test_a_new_date_of_keeping_is_counted_and_not_told(kb: KnowledgeBase, workspace_copy: Copy) -> None:
    workspace_copy.replace(UPTAKE, 'dcterms:modified "2026-11-20"', 'dcterms:modified "2026-11-28"')
    found = between(kb, KB, workspace_copy.root)
    assert (found.changes, found.redated) == ((), 1)
    assert summary(found.changes, "a", "b", found.redated).endswith("1 record only got a new date.")


def test_there_is_no_difference_from_itself_and_the_way_back_mirrors_the_way_there(
    kb: KnowledgeBase, workspace_copy: Copy
) -> None:
    for place, (_, _, edit) in enumerate(CHANGES):
        if place % 3 == 0:
            edit(workspace_copy)
    assert between(kb, workspace_copy.root, workspace_copy.root).changes == ()
    there = kinds(kb, between(kb, KB, workspace_copy.root))
    back = [(record, _TURNED.get(kind, kind)) for record, kind in kinds(kb, between(kb, workspace_copy.root, KB))]
    assert sorted(back) == there


_TURNED = {Kind.ADDED: Kind.WITHDRAWN, Kind.WITHDRAWN: Kind.ADDED}


def test_all_files_that_cannot_be_read_are_named(kb: KnowledgeBase, workspace_copy: Copy) -> None:
    for record in (UPTAKE, PRICE):
        workspace_copy.replace(record, "a pol:Claim ;", "a pol:Claim")
    with pytest.raises(DataError, match=r"kb/claim/cost-per-meal\.ttl:\d+") as raised:
        between(kb, KB, workspace_copy.root)
    assert "kb/claim/uptake-with-kitchen.ttl" in str(raised.value)


def test_revisions_are_compared_with_each_other_and_with_folders(workspace_copy: Copy) -> None:
    place = workspace_copy.workspace
    git(place.root, "init", "-q")
    git(place.root, "add", ".")
    git(place.root, "commit", "-qm", "first")
    workspace_copy.replace("claim/hot-meal-duty", "obliges", "requires")
    git(place.root, "commit", "-qam", "second")
    workspace_copy.remove("event/inspection-hearing")
    kb = workspace_copy.kb()

    def told(before: str, after: str) -> list[str]:
        return [
            str(c.kind)
            for c in difference(kb.ontology, kb.workspace.words, version(place, before), version(place, after)).changes
        ]

    assert told("HEAD~1", "HEAD") == ["wording only"]
    assert told("HEAD", str(place.root)) == ["withdrawn"]
    assert told("HEAD~1", str(place.root)) == ["wording only", "withdrawn"]
    assert told("HEAD", "HEAD") == []
    with pytest.raises(UsageError, match="neither a workspace nor a revision"):
        version(place, "no-such-tag")
    with pytest.raises(UsageError, match="neither a workspace nor a revision"):
        version(place, "--output=/tmp/x")


def test_files_of_equal_hashes_are_not_read(kb: KnowledgeBase) -> None:
    same = version(kb.workspace, str(KB))

    def never(keys: object) -> dict[str, bytes]:
        raise AssertionError(keys)

    unread = type(same)(same.name, same.base_iri, same.blobs, never)
    assert difference(kb.ontology, kb.workspace.words, unread, unread).changes == ()


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        ("61 percent eat it.", "64 percent eat it.", Kind.VALUE),
        ("It is paid.", "It is not paid.", Kind.VALUE),
        ("It is paid.", "It has been paid.", Kind.WORDING),
        ("Of 40 kitchens 11 shut.", "11 of 40 kitchens shut.", Kind.WORDING),
    ],
)
def test_a_text_with_other_figures_or_a_negation_says_another_thing(before: str, after: str, kind: Kind) -> None:
    assert of_texts(before, after) is kind


def test_the_paragraph_says_how_many_of_each_kind_and_what_to_look_at() -> None:
    def change(kind: Kind, name: str) -> Change:
        return Change(kind, name, name.title(), "", "", (), ())  # type: ignore[arg-type]

    found = [change(Kind.ADDED, "a"), change(Kind.VALUE, "b"), change(Kind.VALUE, "c"), change(Kind.WORDING, "a")]
    assert summary(found, "May", "June") == (
        "Between May and June: 4 changes in 3 records; 1 added, 2 changed in value and 1 in wording only. Look first "
        "at “B”; “C”."
    )


@pytest.mark.parametrize(
    ("prop", "kind"),
    [
        ("likelihood", Kind.MOVED), ("riskLevel", Kind.MOVED), ("confidenceBasis", None), ("changeIndicator", None),
        ("progress", Kind.STATUS), ("state", Kind.STATUS), ("statement", None),
    ],
)  # fmt: skip
def test_records_and_papers_are_told_alike_by_the_role_of_the_field(
    prop: str, kind: Kind | None, kb: KnowledgeBase
) -> None:
    """The words on what a confidence rests on are no scale: reworded, they have not moved."""
    assert of_field(kb.ontology, pol(prop)) == kind
