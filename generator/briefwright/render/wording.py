"""The structural words of the annex, the same in every format."""

from briefwright.document import Document, Method

HEADINGS = {
    "sources": "Sources",
    "method": "How this paper was made",
    "interests": "Interests",
    "limits": "Currency and limits",
    "open_points": "Open points",
}
SAID = {
    "open_points": "These points were heard of or looked for and could not be verified. No sentence of this paper "
    "rests on them.",
}


def made_how(method: Method) -> str:
    """The first paragraph of the method note."""
    return (
        f"Every sentence leads to a record of the knowledge base, a passage and a source. {method.review} What is "
        "marked as assessment is the judgment of the body named in the record; proposals of others are attributed to "
        "them."
    )


def limits(document: Document) -> str:
    """How old the information is, and what the paper does not cover."""
    method = document.method
    parts = [f"The knowledge base was consulted as of {document.as_of_text}."]
    parts += [f"The information used dates from {method.information}."] if method.information else []
    parts += [f"To keep the page budget: {'; '.join(document.omitted)}."] if document.omitted else []
    return " ".join((*parts, *method.gaps))
