"""Worked queries, each for a way of asking that comes back again and again."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pattern:
    """A query with what it shows."""

    heading: str
    why: str
    sparql: str


_FIELDS = """\
SELECT ?risk ?label ?level ?owner WHERE {
  ?risk a pol:Risk ;
      skos:prefLabel ?label ;
      pol:reviewStatus ?review .
  FILTER(?review NOT IN (review-status:rejected, review-status:retired))
  OPTIONAL { ?risk pol:riskLevel/skos:prefLabel ?level . }
  OPTIONAL { ?risk pol:riskOwner/skos:prefLabel ?owner . }
}
ORDER BY ?label
"""
_SOURCES = """\
SELECT ?claim ?statement (COUNT(DISTINCT ?source) AS ?sources) WHERE {
  ?claim a pol:Claim ;
      pol:claimType claim-type:fact ;
      pol:statement ?statement .
  OPTIONAL { ?claim pol:supportedBy/pol:source ?source . }
}
GROUP BY ?claim ?statement
ORDER BY ?sources ?claim
"""
_LATEST = """\
SELECT ?recommendation ?status ?since WHERE {
  ?recommendation a pol:Recommendation ;
      pol:statusEvent ?event .
  ?event pol:status/skos:prefLabel ?status ;
      pol:eventDate ?since .
  MINUS {
    ?recommendation pol:statusEvent ?event, ?later .
    ?event pol:eventDate ?date .
    ?later pol:eventDate ?laterDate .
    OPTIONAL { ?event pol:sequence ?place . }
    OPTIONAL { ?later pol:sequence ?laterPlace . }
    FILTER(STR(?laterDate) > STR(?date)
        || (STR(?laterDate) = STR(?date) && COALESCE(?laterPlace, 0) > COALESCE(?place, 0)))
  }
}
ORDER BY ?since ?recommendation
"""
_MISSING = """\
SELECT ?claim ?statement ?asOf WHERE {
  ?claim a pol:Claim ;
      pol:statement ?statement .
  OPTIONAL { ?claim pol:asOf ?asOf . }
  MINUS { ?record pol:restsOn ?claim . }
}
ORDER BY STR(?asOf) ?claim
"""

PATTERNS = (
    Pattern(
        "Records of a class, with what may be missing",
        "A record has a class and a review status. Leave out what was rejected or retired; put what not every "
        "record has into `OPTIONAL`. A slash follows one field after another: here to the words of a scheme "
        "value.",
        _FIELDS,
    ),
    Pattern(
        "From a statement to its sources, counted",
        "A record that reports names the passages that support it under `pol:supportedBy`; a passage names its source. "
        "What is judged rests on claims instead (`pol:restsOn`), and a proposal names where it was made "
        "(`pol:proposedIn`). Names in a `GROUP BY` are those that are not counted.",
        _SOURCES,
    ),
    Pattern(
        "The latest of several",
        "A recommendation has dated status events, its parts. The current one is that after which no other "
        "comes: take all, then `MINUS` those with a later one. What `MINUS` compares must be bound inside it "
        "once more. Dates may be years, months or days; `STR()` compares them all. Of events of one day the one with "
        "the highest `pol:sequence` counts.",
        _LATEST,
    ),
    Pattern(
        "What is not there",
        "`MINUS` also finds what nothing leads to: here claims that no record names under `pol:restsOn`. Other fields, "
        "such as `pol:because` of a risk, lead to claims too.",
        _MISSING,
    ),
)
