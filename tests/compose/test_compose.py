"""The whole paper as a Document: voices, notes, dates, assessments, empty sections."""

import re

import pytest

from briefwright.document import Action, Document, Entry, Paragraph, Row, Runs, Scale, Table, Warrant
from briefwright.findings import Finding, Severity
from briefwright.knowledge.kb import KnowledgeBase
from briefwright.terms import Iri
from conftest import BASE, BRIEFS, Copy, blocks_of, body_runs, composed

SUMMARY, ASSEMBLY, ACTIONS, ASSEMBLY_ACTIONS = BRIEFS


def said(document: Document) -> str:
    return "".join(run.text for run in body_runs(document))


def leads(document: Document) -> dict[str, str]:
    """Block id -> the proposal as it reads."""
    return {b.id: "".join(r.text for r in b.lead) for b in blocks_of(document) if isinstance(b, Action)}


def test_a_proposal_of_others_names_them_in_each_voice(kb: KnowledgeBase) -> None:
    record = "actions-executive-recommendation-publish-meal-counts"
    advised, neutral = (leads(composed(kb, ACTIONS, voice=voice).document)[record] for voice in ("advise", "neutral"))
    tail = "publish every quarter how many meals each central kitchen served."
    assert advised.startswith("National Audit Office, in a text of 27 June 2024, recommends that ")
    assert neutral.startswith("National Audit Office, in a text of 27 June 2024, has proposed that ")
    assert advised.endswith(tail)
    assert neutral.endswith(tail)


def test_an_own_proposal_advises_or_offers_an_option(kb: KnowledgeBase) -> None:
    record = "actions-congress-recommendation-secure-kitchen-grant"
    advised, neutral = (
        leads(composed(kb, ASSEMBLY_ACTIONS, voice=voice).document)[record] for voice in ("advise", "neutral")
    )
    assert "National Assembly should fund the central kitchens" in advised
    assert neutral.startswith("An option for ")
    assert "is to fund the central kitchens" in neutral


@pytest.mark.parametrize("brief", [ACTIONS, ASSEMBLY_ACTIONS])
def test_the_neutral_voice_has_no_should(kb: KnowledgeBase, brief: str) -> None:
    text = said(composed(kb, brief, voice="neutral").document).casefold()
    assert "should" not in text
    assert "must" not in text


@pytest.mark.parametrize("voice", ["advise", "neutral"])
def test_a_proposal_to_nobody_says_so(workspace_copy: Copy, voice: str) -> None:
    workspace_copy.drop("recommendation/publish-meal-counts", "pol:addressee")
    document = composed(workspace_copy.kb(), ACTIONS, voice=voice).document
    lead = leads(document)["actions-executive-recommendation-publish-meal-counts"]
    assert lead.startswith("National Audit Office, ")
    assert "with no addressee stated in the part seen, to publish" in lead


@pytest.mark.parametrize("brief", BRIEFS)
def test_every_proposal_of_others_is_attributed(kb: KnowledgeBase, brief: str) -> None:
    document = composed(kb, brief).document
    proposals = {s.id: s for s in document.statements
                 if s.property.endswith("#action") and "/recommendation/" in s.record}  # fmt: skip
    assert proposals
    for block in blocks_of(document):
        cells = [c for row in block.rows for c in row.cells] if isinstance(block, Table) else []
        cells += [block.lead] if isinstance(block, Entry) else []
        for cell in cells:
            for run in cell:
                if run.statement in proposals and "secure-kitchen-grant" not in proposals[run.statement].record:
                    text = "".join(r.text for r in cell)
                    assert text.startswith(
                        ("National Audit Office, in a text of ", "Kitchen Suppliers’ Guild, in a text of ")
                    ), text


@pytest.mark.parametrize("brief", BRIEFS)
def test_a_place_in_a_source_has_one_number(kb: KnowledgeBase, brief: str) -> None:
    references = composed(kb, brief).document.references
    places = [(r.source, r.locator) for r in references]
    assert len(places) == len(set(places))
    assert [r.number for r in references] == list(range(1, len(references) + 1))


@pytest.mark.parametrize("brief", BRIEFS)
def test_a_source_is_told_in_full_once_and_short_after(kb: KnowledgeBase, brief: str) -> None:
    first: dict[str, int] = {}
    for note in composed(kb, brief).document.references:
        text = "".join(run.text for run in note.citation)
        if note.source in first:
            assert text.endswith(f", note {first[note.source]}")
            assert (note.url, note.descriptor) == ("", "")
        else:
            first[note.source] = note.number
            assert "(fixture)" in text
            assert note.descriptor.startswith("Tier ")


@pytest.mark.parametrize("brief", BRIEFS)
def test_every_note_is_used_and_every_number_has_a_note(kb: KnowledgeBase, brief: str) -> None:
    document = composed(kb, brief).document
    numbers = {support.note for s in document.statements for support in s.supports}
    printed = {number for run in body_runs(document) for number in run.notes}
    assert printed == numbers == {r.number for r in document.references}


def test_the_interest_behind_a_source_is_told(kb: KnowledgeBase) -> None:
    (line,) = composed(kb, ASSEMBLY_ACTIONS).document.method.interests
    assert line.startswith("Why central kitchens need long contracts (fixture) (note")
    assert "would gain from longer contracts" in line
    assert composed(kb, ACTIONS).document.method.interests == ()


def test_an_open_point_is_named_only_by_a_paper_it_bears_on(workspace_copy: Copy) -> None:
    said = "Talks about a subsidy for canteen fees are said to have begun."
    assert composed(workspace_copy.kb(), SUMMARY).document.method.open_points == ()
    used = next(s.records[0] for s in composed(workspace_copy.kb(), SUMMARY).document.statements if s.records)
    workspace_copy.add("claim/subsidy-talks", f"pol:about <{used}>")
    assert composed(workspace_copy.kb(), SUMMARY).document.method.open_points == ()  # it is marked above the ceiling
    workspace_copy.replace("claim/subsidy-talks", "marking:amber", "marking:clear")
    document = composed(workspace_copy.kb(), SUMMARY).document
    assert document.method.open_points == (said,)
    assert said not in {s.text for s in document.statements}


@pytest.mark.parametrize("brief", BRIEFS)
def test_every_statement_counts_once_in_the_method_note(kb: KnowledgeBase, brief: str) -> None:
    m = composed(kb, brief).document.method
    parts = (m.two_or_more_roots, m.one_root, m.interested_only, m.assessments, m.proposals, m.derived)
    assert sum(parts) == m.statements > 0


def test_a_copy_is_no_second_root(kb: KnowledgeBase) -> None:
    statements = composed(kb, SUMMARY).document.statements
    (copied,) = [s for s in statements if s.text.startswith("The pilot opened 12")]
    (twofold,) = [
        s for s in statements if s.text.startswith("One kitchen post in five stood vacant at the end of that")
    ]
    assert (len(copied.supports), copied.roots) == (2, 1)
    assert (len(twofold.supports), twofold.roots) == (2, 2)


def test_the_as_of_date_is_the_order_s_else_the_brief_s_else_the_latest_change(workspace_copy: Copy) -> None:
    workspace_copy.replace("brief/kitchen-actions", '"2026-11-24"^^xsd:date ;\n    pol:audience',
                           '"2026-11-21"^^xsd:date ;\n    pol:audience')  # fmt: skip
    kb = workspace_copy.kb()
    assert composed(kb, ACTIONS, as_of="2026-06-30").document.as_of_text == "30 June 2026"
    assert composed(kb, ACTIONS).document.as_of == "2026-11-21"
    workspace_copy.drop("brief/kitchen-actions", "pol:asOf")
    assert composed(workspace_copy.kb(), ACTIONS).document.as_of == "2026-11-22", "the latest of the records it uses"
    workspace_copy.replace(
        "claim/meal-counts-published", 'dcterms:modified "2026-11-20"', 'dcterms:modified "2026-11-23"'
    )
    assert composed(workspace_copy.kb(), ACTIONS).document.as_of == "2026-11-23"


def test_the_status_is_that_of_the_as_of_date(kb: KnowledgeBase) -> None:
    def status(as_of: str) -> list[str]:
        statements = composed(kb, ACTIONS, as_of=as_of).document.statements
        return [s.text for s in statements if s.property.endswith("#status") and "publish-meal-counts" in s.record]

    assert status("2024-12-31") == ["Open"]
    assert status("2025-12-31") == ["Closed, implemented"]


def test_of_two_events_of_one_day_the_later_in_sequence_counts(workspace_copy: Copy) -> None:
    workspace_copy.replace("recommendation/publish-meal-counts", '"2024-06-27"^^xsd:date', '"2025-05-14"^^xsd:date')
    statements = composed(workspace_copy.kb(), ACTIONS).document.statements
    (status,) = [s for s in statements if s.property.endswith("#status") and "publish-meal-counts" in s.record]
    assert status.record.endswith("#status-2")


def plain(runs: Runs) -> str:
    return "".join(run.text for run in runs)


@pytest.mark.parametrize("brief", BRIEFS)
def test_what_is_judged_stands_under_a_label_that_says_so(kb: KnowledgeBase, brief: str) -> None:
    document = composed(kb, brief).document
    judged = {s.id for s in document.statements if s.warrant is Warrant.JUDGED}
    assert judged
    for block in blocks_of(document):
        labelled = []
        if isinstance(block, Table):
            columns = [(i, column) for i, column in enumerate(block.columns) if column.judged]
            labelled = [(c.heading + plain(row.cells[0]), row.cells[i]) for i, c in columns for row in block.rows]
        elif isinstance(block, Entry):
            labelled = [(field.label, field.runs) for field in block.fields]
        for label, runs in labelled:
            if any(run.statement in judged for run in runs):
                assert "assessment" in label.casefold(), (label, runs)


def test_a_paragraph_of_judgment_is_tagged(kb: KnowledgeBase) -> None:
    document = composed(kb, SUMMARY).document
    (paragraph,) = [b for b in blocks_of(document) if isinstance(b, Paragraph) and b.tag]
    assert paragraph.tag == "Assessment"
    (statement,) = [s for s in document.statements if s.id == paragraph.runs[0].statement]
    assert statement.assessed or statement.warrant is Warrant.JUDGED


def test_an_empty_section_is_an_error_a_notice_or_left_out(workspace_copy: Copy) -> None:
    text = workspace_copy.path("brief/kitchen-grant-for-the-assembly").read_text(encoding="utf-8")
    for section in ("ask", "oversight"):
        text = text.replace(f'pol:section "{section}"', 'pol:section "elsewhere"')
    workspace_copy.create("brief/kitchen-grant-for-the-assembly", text)
    composition = composed(workspace_copy.kb(), ASSEMBLY)
    (finding,) = [f for f in composition.findings if f.severity is Severity.VIOLATION]
    assert (finding.code, finding.focus) == ("CMP01", BASE + f"brief/{ASSEMBLY}")
    assert "“The ask”" in finding.message
    assert 'pol:section "ask"' in finding.message
    assert finding.line == workspace_copy.line(f"brief/{ASSEMBLY}", f"<brief/{ASSEMBLY}>\n".strip())
    (oversight,) = [s for s in composition.document.sections if s.id == "oversight"]
    assert [getattr(b, "text", "") for b in oversight.blocks] == ["None recorded."]
    assert composition.document.method.gaps == ("The ask: none recorded.", "Questions for oversight: none recorded.")


def test_without_likelihood_words_there_is_no_scale(workspace_copy: Copy) -> None:
    assert any(s.id == "scale" for s in composed(workspace_copy.kb(), SUMMARY).document.sections)
    workspace_copy.replace("claim/staff-limits-growth", "It is likely that", "The editors conclude that")
    workspace_copy.drop("claim/staff-limits-growth", "pol:likelihood")
    composition = composed(workspace_copy.kb(), SUMMARY)
    assert not any(s.id == "scale" for s in composition.document.sections)
    assert "CMP04" not in {f.code for f in composition.findings}


def legends(document: Document) -> list[Scale]:
    return [block for block in blocks_of(document) if isinstance(block, Scale)]


YARDSTICK = "https://w3id.org/briefwright/scheme/likelihood-phia"


def regrade(copy: Copy, record: str, code: str, word: str) -> Copy:
    """Grade a record by a word of the other scale; in the text of a claim too, where it prints its word."""
    path = copy.path(record)
    text = path.read_text(encoding="utf-8")
    path.write_text(re.sub(r"pol:likelihood likelihood:\w+", f"pol:likelihood <{YARDSTICK}/{code}>", text), "utf-8")
    if "It is likely" in text:
        copy.replace(record, "It is likely", f"It is {word}")
    return copy


def other_scale(copy: Copy) -> tuple[str, str, str]:
    """Code, word and percent of a value of the other scale that is no word of the first."""
    concepts = copy.kb().ontology.concepts.values()
    found = next(c for c in concepts if c.scheme == "likelihood-phia" and c.label == "highly likely")
    return found.code, found.label, f"{found.low}-{found.high}"


def test_the_legend_names_the_scale_and_gives_its_bands(kb: KnowledgeBase) -> None:
    (legend,) = legends(composed(kb, SUMMARY).document)
    name = kb.ontology.labels[Iri("https://w3id.org/briefwright/scheme/likelihood")]
    assert legend.caption == f"Words of likelihood and the probability each stands for, scale “{name}”"
    words = [c for c in kb.ontology.concepts.values() if c.scheme == "likelihood"]
    assert [(b.label, b.low, b.high) for b in legend.bands] == [
        (c.label, c.low, c.high) for c in sorted(words, key=lambda c: c.rank)
    ]
    assert {b.label for b in legend.bands if b.count} >= {"likely"}


def test_the_legend_is_that_of_the_scale_the_records_use(workspace_copy: Copy) -> None:
    code, word, percent = other_scale(workspace_copy)
    for record in sorted((workspace_copy.root / "kb").glob("*/*.ttl")):
        if "pol:likelihood likelihood:" in record.read_text(encoding="utf-8"):
            regrade(workspace_copy, f"{record.parent.name}/{record.stem}", code, word)
    composition = composed(workspace_copy.kb(), SUMMARY)
    assert "CMP04" not in {f.code for f in composition.findings}
    (legend,) = legends(composition.document)
    assert "yardstick" in legend.caption
    assert {f"{b.low}-{b.high}" for b in legend.bands if b.count} == {percent}
    assert f"It is {word} that vacant posts" in said(composition.document)


def test_words_of_two_scales_refuse_the_paper(workspace_copy: Copy) -> None:
    code, word, _ = other_scale(workspace_copy)
    copy_as(workspace_copy, "claim/staff-limits-growth", "claim/prices-will-rise", "bread prices will rise", code, word)
    composition = composed(workspace_copy.kb(), SUMMARY)
    (finding,) = [f for f in composition.findings if f.code == "CMP04"]
    assert finding.severity is Severity.VIOLATION
    assert "likelihood: claim/staff-limits-growth (“likely”)" in finding.message
    assert f"likelihood-phia: claim/prices-will-rise (“{word}”)" in finding.message
    assert "pol:likelihoodScale" in finding.mend
    assert (finding.file, finding.line) == (
        "kb/claim/prices-will-rise.ttl",
        workspace_copy.line("claim/prices-will-rise", "pol:likelihood <"),
    )
    assert len(legends(composition.document)) == 2
    assert len({legend.id for legend in legends(composition.document)}) == 2


def copy_as(copy: Copy, old: str, new: str, words: str, code: str, word: str) -> None:
    """A second judgment after the first, on other words and by the other scale, which the summary features too."""
    text = copy.path(old).read_text(encoding="utf-8").replace(old, new)
    copy.create(new, text.replace("vacant posts will keep the ministry from opening all eight planned kitchens", words))
    regrade(copy, new, code, word)
    copy.replace(f"brief/{SUMMARY}", f"        <{old}>,", f"        <{old}>,\n        <{new}>,")


def test_a_brief_may_name_its_scale_and_is_held_to_it(workspace_copy: Copy) -> None:
    workspace_copy.add(f"brief/{SUMMARY}", f"pol:likelihoodScale <{YARDSTICK}>")
    (finding,) = [f for f in composed(workspace_copy.kb(), SUMMARY).findings if f.code == "CMP04"]
    assert "Likelihood (probability yardstick) (likelihood-phia)" in finding.message
    assert "claim/staff-limits-growth says “likely”, graded on the scale Likelihood (ICD 203)" in finding.message
    workspace_copy.replace(f"brief/{SUMMARY}", f"<{YARDSTICK}>", f"<{YARDSTICK.removesuffix('-phia')}>")
    assert "CMP04" not in {f.code for f in composed(workspace_copy.kb(), SUMMARY).findings}


def test_a_word_inside_another_word_is_not_that_word(workspace_copy: Copy) -> None:
    workspace_copy.replace("claim/staff-limits-growth", "It is likely that", "It is unlikely that")
    counted = {
        b.label: b.count for legend in legends(composed(workspace_copy.kb(), SUMMARY).document) for b in legend.bands
    }
    assert counted.get("likely", 0) == 0


SENTENCE = "Extending the grant together with joint training is the stronger course"


def refused(copy: Copy) -> list[Finding]:
    return [f for f in composed(copy.kb(), SUMMARY).findings if f.code == "CMP04"]


def test_a_word_that_no_field_and_no_brief_puts_on_a_scale_refuses_the_paper(workspace_copy: Copy) -> None:
    workspace_copy.drop("claim/staff-limits-growth", "pol:likelihood")
    (finding,) = refused(workspace_copy)
    assert finding.message == (
        "Nothing says on which scale the words of likelihood stand: claim/staff-limits-growth (“likely”)."
    )
    assert finding.line == workspace_copy.line("claim/staff-limits-growth", "pol:statement")
    assert "pol:likelihoodScale" in finding.mend
    workspace_copy.add(f"brief/{SUMMARY}", f"pol:likelihoodScale <{YARDSTICK}>")
    assert refused(workspace_copy) == []
    (legend,) = legends(composed(workspace_copy.kb(), SUMMARY).document)
    assert [(b.label, b.low, b.high) for b in legend.bands if b.count] == [("likely", 55, 75)]


@pytest.mark.parametrize(
    ("prose", "words"),
    [
        ("It is highly unlikely that the pilot ends", ["highly unlikely"]),
        ("There is a realistic possibility that the pilot ends", ["realistic possibility"]),
        ("The pilot will highly likely end, and ovens will not likely stay", ["highly likely", "not likely"]),
        ("The report says “highly unlikely” of the pilot", []),
        ("It is more likely that the pilot ends, at a high price and in remote valleys", []),
        ("It is unlikely that the pilot ends", []),
    ],
)
def test_each_printed_word_is_one_of_the_scale_or_is_a_quotation(
    workspace_copy: Copy, prose: str, words: list[str]
) -> None:
    brief = f"brief/{SUMMARY}"
    workspace_copy.replace(brief, SENTENCE, prose)
    found = refused(workspace_copy)
    assert [re.findall("says “([^”]+)”", f.message) for f in found] == [[word] for word in words]
    assert {f.line for f in found} <= {workspace_copy.line(brief, prose)}


def test_the_second_row_of_a_scale_is_its_own(workspace_copy: Copy) -> None:
    workspace_copy.replace("claim/staff-limits-growth", "It is likely that", "Probably")
    assert refused(workspace_copy) == []
    (legend,) = legends(composed(workspace_copy.kb(), SUMMARY).document)
    assert [b.label for b in legend.bands if b.count] == ["probable"]
    assert legend.bands[-1].label == "nearly certain"


def test_words_of_both_rows_refuse_the_paper(workspace_copy: Copy) -> None:
    workspace_copy.replace(f"brief/{SUMMARY}", SENTENCE, "It is improbable that pilots end")
    (finding,) = refused(workspace_copy)
    assert "First row: claim/staff-limits-growth (“likely”); second row: brief/" in finding.message


def test_a_scale_of_points_prints_points(workspace_copy: Copy) -> None:
    text = workspace_copy.path("claim/staff-limits-growth").read_text(encoding="utf-8")
    text = text.replace("It is likely that", "There is a high likelihood that")
    nist = "https://w3id.org/briefwright/scheme/likelihood-nist/high"
    text = re.sub(r"pol:likelihood likelihood:\w+", f"pol:likelihood <{nist}>", text)
    workspace_copy.create("claim/staff-limits-growth", text)
    assert refused(workspace_copy) == []
    (legend,) = legends(composed(workspace_copy.kb(), SUMMARY).document)
    assert [(b.label, b.low, b.high, b.unit) for b in legend.bands if b.count] == [("high", 80, 95, "points")]


def test_a_legend_says_that_its_bands_are_not_confirmed_and_to_which_a_shared_bound_belongs(
    workspace_copy: Copy,
) -> None:
    unconfirmed = "The bands were not compared with the standard itself."
    (legend,) = legends(composed(workspace_copy.kb(), SUMMARY).document)
    assert legend.note == unconfirmed
    text = workspace_copy.path("claim/staff-limits-growth").read_text(encoding="utf-8")
    text = text.replace("It is likely that", "It is highly likely that")
    rio = "https://w3id.org/briefwright/scheme/likelihood-rio/4"
    workspace_copy.create(
        "claim/staff-limits-growth", re.sub(r"pol:likelihood likelihood:\w+", f"pol:likelihood <{rio}>", text)
    )
    (legend,) = legends(composed(workspace_copy.kb(), SUMMARY).document)
    assert legend.note == f"A bound shared by two bands belongs to the lower one. {unconfirmed}"


def test_a_record_out_of_use_is_no_row(workspace_copy: Copy) -> None:
    workspace_copy.replace("risk/supplier-lock-in", "review-status:source-checked", "review-status:retired")
    composition = composed(workspace_copy.kb(), SUMMARY)
    (risks,) = [b for b in blocks_of(composition.document) if isinstance(b, Table) and b.id == "risks-table"]
    assert [row.id for row in risks.rows] == ["risks-risk-grant-ends-early", "risks-risk-kitchen-staff-shortage"]
    assert all(isinstance(row, Row) for row in risks.rows)


def test_a_bill_orders_and_does_not_recommend(workspace_copy: Copy) -> None:
    workspace_copy.replace("source/audit-office-2024-kitchens", "source-kind:audit", "source-kind:bill")
    lead = leads(composed(workspace_copy.kb(), ACTIONS).document)[
        "actions-executive-recommendation-publish-meal-counts"
    ]
    assert lead.startswith("NAO-24/07 would have ")
    assert "recommends" not in lead


def test_what_carries_a_statement_meets_the_least_review_status(workspace_copy: Copy) -> None:
    workspace_copy.replace("claim/grant-ends-2026", "review-status:source-checked", "review-status:draft")
    findings = composed(workspace_copy.kb(), ASSEMBLY_ACTIONS).findings
    assert {(f.code, f.focus.rpartition("/")[2]) for f in findings} == {("WAR10", "grant-ends-2026")}


def test_what_is_disputed_is_said_once_a_cell(kb: KnowledgeBase) -> None:
    for brief in BRIEFS:
        for block in blocks_of(composed(kb, brief).document):
            cells = [c for row in block.rows for c in row.cells] if isinstance(block, Table) else []
            for cell in cells:
                disputed = [note for run in cell for note in run.disputed]
                assert len(disputed) == len(set(disputed))


def test_of_several_grounds_the_best_supported_one_is_printed(workspace_copy: Copy) -> None:
    def ground() -> str:
        (row,) = [
            "".join(run.text for cell in row.cells for run in cell)
            for block in blocks_of(composed(workspace_copy.kb(), SUMMARY).document)
            if isinstance(block, Table)
            for row in block.rows
            if row.id == "risks-risk-grant-ends-early"
        ]
        return row

    assert "22 closed within two years" in ground()
    workspace_copy.add("claim/grant-ends-2026", "pol:supportedBy <passage/ministry-2024-meals-regulation--1>")
    assert "ends on 31 December 2026" in ground()
    assert "22 closed" not in ground()


def test_what_only_the_interested_say_comes_last(workspace_copy: Copy) -> None:
    workspace_copy.add("source/history-society-1998-canteens", 'pol:interest "The society is paid by the kitchens."@en')
    text = said(composed(workspace_copy.kb(), SUMMARY).document)
    assert "ends on 31 December 2026" in text
    assert "22 closed within two years" not in text.partition("Lowered by")[2]


def test_two_texts_of_one_proposal_are_joined_by_and(workspace_copy: Copy) -> None:
    workspace_copy.add(
        "recommendation/publish-meal-counts", "pol:proposedIn <passage/audit-office-2026-inspections--1>"
    )
    found = leads(composed(workspace_copy.kb(), ACTIONS).document)
    lead = found["actions-executive-recommendation-publish-meal-counts"]
    assert "in a text of 27 June 2024 and " in lead
    assert ";" not in lead
