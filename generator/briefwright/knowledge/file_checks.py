"""The checks the program itself makes on the files of a workspace, as a catalogue for people.

What can be said as a shape or a query stands in the ontology. What stands here cannot: it is about bytes, signs and
file names, before there is a graph to ask, about a setting of the workspace, or about the findings themselves.
"""

from dataclasses import dataclass

from briefwright.findings import Severity


@dataclass(frozen=True, slots=True)
class FileCheck:
    """One check, in the words of a rule's header. A code keeps its meaning for good.

    Most are violations: what was not read whole cannot be judged and must not be printed."""

    code: str
    title: str
    explanation: str
    mend: str
    severity: Severity = Severity.VIOLATION


FILE_CHECKS = (
    FileCheck(
        "KB001",
        "File in the wrong place",
        "A record is found by its name, and its name is the path of its file. A file elsewhere holds a record that "
        "nothing can point to.",
        "Move it to kb/<class>/<slug>.ttl, or to issued/<slug>.ttl if it describes an issued paper; the slug is small "
        "letters, digits and hyphens.",
    ),
    FileCheck(
        "KB002",
        "File that describes another record",
        "One file holds one record with its parts. What a file says about another record is overlooked by whoever "
        "reads or changes that record.",
        "Move the statements to the file of the record they are about, or name their subject as a part: "
        "<class/slug#...>.",
    ),
    FileCheck(
        "KB003",
        "File that says nothing",
        "The file has no statement, so its record does not exist, although its name looks as if it did.",
        "Describe the record in it, or delete the file.",
    ),
    FileCheck(
        "KB010",
        "Anchor too long",
        "An anchor quotes the source only so far that the place is found again. Longer quotations may break the rights "
        "of the author and the rules of the house.",
        "Keep the words by which the place is found, or raise max_anchor_words in briefwright.toml.",
    ),
    FileCheck(
        "KB011",
        "Waiver of a violation",
        "A waiver leaves a warning or an info as it is. A violation stops every paper it touches, whatever a waiver "
        "says.",
        "Mend what the finding says, and take the waiver out.",
        Severity.WARNING,
    ),
    FileCheck(
        "KB012",
        "Waiver of nothing",
        "The record has no finding of that code. Left in place, the waiver would hide the next one.",
        "Take the waiver out, or correct the code in pol:waives.",
        Severity.INFO,
    ),
    FileCheck(
        "TTL001",
        "Not UTF-8",
        "The file was saved in another encoding, so its letters cannot be told with certainty.",
        "Save the file in the encoding UTF-8.",
    ),
    FileCheck(
        "TTL002",
        "Byte order mark",
        "The file begins with an invisible sign that other programs take for a part of the text.",
        'Save it as "UTF-8", not as "UTF-8 with BOM".',
    ),
    FileCheck(
        "TTL003",
        "Carriage return",
        "Lines that end as on Windows make every line differ between two copies, and a review shows changes where "
        "there are none.",
        "Save the file with Unix line ends (LF).",
    ),
    FileCheck(
        "TTL004",
        "Control character or noncharacter",
        "The sign stands for no letter. Terminals obey it, and papers cannot print it.",
        "Delete it; for a new line in a text write \\n.",
    ),
    FileCheck(
        "TTL005",
        "Invisible change of writing direction, or invisible space",
        "The sign cannot be seen and changes the order in which a text is shown, so that a reader sees other words "
        "than are stored.",
        "Delete it; text in any script is ordered without it.",
    ),
    FileCheck(
        "TTL006",
        "Letter and accent not in composed form",
        "A letter with an accent can be stored in two ways that look alike. If both are used, searching and comparing "
        "miss one.",
        "Type the letter again, or convert the file to Unicode NFC.",
    ),
    FileCheck(
        "TTL007",
        "Merge conflict not resolved",
        "Two versions of a passage stand in the file, with the marks of git between them. Which one holds was not "
        "decided.",
        "Keep one of the two versions and delete the lines <<<<<<<, ======= and >>>>>>>.",
    ),
    FileCheck(
        "TTL008",
        "File too large",
        "A file holds one record. One of more than five mebibytes was put there by mistake and would slow every check.",
        "Split it: one record a file.",
    ),
    FileCheck(
        "TTL009",
        "Brackets nested too deeply",
        "No record is built so. Reading on could bring the program down.",
        "Give the inner things names of their own.",
    ),
    FileCheck(
        "TTL010",
        "Text too long",
        "A text of more than 64 kibibytes is a document, not a statement that a paper can print and a reader can "
        "check.",
        "Shorten it, or put its parts into records of their own.",
    ),
    FileCheck(
        "TTL011",
        "Impossible date",
        "The value is typed as a date and names no day, month or year that exists, such as 30 February or a thirteenth "
        "month. It cannot be compared, so no overdue review would be noticed.",
        'Write a day as "2024-06-27"^^xsd:date, a month as "2024-06"^^xsd:gYearMonth, a year as "2024"^^xsd:gYear.',
    ),
    FileCheck(
        "TTL012",
        "Decimal comma",
        "Outside a text a comma parts two values: 20,5 is read as the numbers 20 and 5.",
        "Write the number with a point; if two numbers are meant, put a space after the comma.",
    ),
    FileCheck(
        "TTL013",
        "Something without a name",
        "No other record can point to a thing without a name (a blank node), and no finding can say where it is.",
        "Give it a name: a part of the record, <class/slug#part>.",
    ),
    FileCheck(
        "TTL014",
        "Address of a kind that is not allowed",
        "Addresses stand in papers as links. One that begins with file:, javascript: or the like could harm whoever "
        "follows it.",
        "Use an address that begins with https:, http:, mailto: or urn:.",
    ),
    FileCheck(
        "TTL015",
        "Statement about a statement, or writing direction",
        "These belong to RDF 1.2, which not every program reads; some would lose them without a word.",
        "Say it with a record of its own; leave the direction out.",
    ),
    FileCheck(
        "TTL016",
        "Mark of classified information",
        "The text bears a mark such as SECRET, (TS) or NOFORN. A knowledge base under git is no place for it: whatever "
        "was committed once stays in every copy.",
        "Take the record out, and report it as the rules of your office ask; do not commit or pass on the file.",
    ),
    FileCheck(
        "TTL020",
        "Dot missing",
        "A dot ends the statements about a subject. Without it the next record is read as part of this one.",
        "Put a dot at the end of the last value.",
    ),
    FileCheck(
        "TTL021",
        "Semicolon or comma missing",
        "A semicolon stands before the next property, a comma before the next value of the same property.",
        "Put the mark behind the value named in the message.",
    ),
    FileCheck(
        "TTL022",
        "Wrong mark between two statements",
        "What follows the mark shows that another was meant: a comma before a value, a semicolon before a property, a "
        "dot before another subject.",
        "Write the mark that the message names.",
    ),
    FileCheck(
        "TTL023",
        "Text or address not closed",
        "Everything up to the next quotation mark or bracket would be taken for a part of it.",
        'Put the mark with which it begins, or >, at its end. A text of several lines stands between """ and """.',
    ),
    FileCheck(
        "TTL024",
        "Quotation mark inside a text",
        "A straight quotation mark ends the text, and the words behind it stand outside.",
        'Write \\" for a quotation mark inside a text, or use typographic ones.',
    ),
    FileCheck(
        "TTL025",
        "Prefix not declared",
        "A short name such as pol:action stands for a whole address. Without its prefix at the top of the file nobody "
        "knows which.",
        "Put the line @prefix that the message names at the top of the file, or mend the spelling.",
    ),
    FileCheck(
        "TTL026",
        "Address not valid",
        "The address has a sign that no address may have, lacks its brackets or lacks its beginning.",
        "Copy the address again from its source and put it between < and >; a space is written %20.",
    ),
    FileCheck(
        "TTL027",
        "Text where a name belongs",
        "A statement is subject, property, value. Only the value may be a text or a number.",
        "Write a name such as <claim/...> or pol:statement in this place.",
    ),
    FileCheck(
        "TTL028",
        "Backslash sequence not known",
        "In a text a backslash begins a sign that is written by its number or letter; this one stands for none.",
        "For a backslash itself write \\\\; \\n is a new line, \\u00E9 a letter by its number.",
    ),
    FileCheck(
        "TTL029",
        "Language tag not valid",
        "The tag behind a text says in which language it is; this one names none.",
        "Write @en, @de, @zh-Hant: letters, then parts of at most eight letters or digits after hyphens.",
    ),
    FileCheck(
        "TTL030",
        "Prefix or base line not valid",
        "The lines at the top say what the short names of the file stand for. This one is misspelt or not complete.",
        "The form is: @prefix pol: <https://w3id.org/briefwright/policy#> . or: @base <https://example.org/> .",
    ),
    FileCheck(
        "TTL031",
        "Bracket without its partner",
        "A bracket was opened and not closed, or closed and not opened.",
        "Delete it, or put its partner where it belongs.",
    ),
    FileCheck(
        "TTL032",
        "Property or value missing",
        "A statement is subject, property, value; one of them was left out.",
        "Write what is missing, or delete the rest of the statement.",
    ),
    FileCheck(
        "TTL033",
        "Word without quotation marks or prefix",
        "A word that stands alone is neither a text nor a name.",
        "Put a text between quotation marks, and write a name with its prefix.",
    ),
    FileCheck(
        "TTL034",
        "Character that belongs nowhere",
        "The sign has no meaning outside a text; typographic quotation marks are the usual case.",
        'Delete it, or put the text it belongs to between straight quotation marks: "...".',
    ),
    FileCheck(
        "TTL035",
        "Dot too many",
        "There is no statement that this dot could end.",
        "Delete it.",
    ),
    FileCheck(
        "TTL099",
        "Not readable",
        "The file is not Turtle at this place, and the program does not know the slip. The message gives the words of "
        "the parser.",
        "Look there and just before: each statement is subject, property, value, and ends with a dot.",
    ),
)
"""Every code that the program itself gives to files and waivers, in the order of the codes. The codes of composing a
paper are in docs/warrant.md, those of faults of the ontology in `ontology/style.ttl` and `shape_faults`."""
