"""The sentences of the annex and of the byline, the same in every format."""

from collections.abc import Iterator

from briefwright.document import Document, Method, Scale
from briefwright.render.figures.scale import bounds
from briefwright.words import Words


def byline(words: Words, document: Document) -> Iterator[str]:
    """The parts of the line under the masthead, without the mark."""
    yield from (document.audience_label, document.product_number, words.say("edition", edition=document.edition))
    yield words.say("information_as_of", date=document.as_of_text)


def scale_words(words: Words, name: str, scale: Scale) -> str:
    """The legend of the likelihood words in words; `name` is that of the sentence about the words used."""
    used = (
        words.say("scale_word", word=band.label, bounds=bounds(words, band)) if band.unit else band.label
        for band in scale.bands
        if band.count
    )
    return " ".join(filter(None, (words.say(name, caption=scale.caption, words="; ".join(used)), scale.note)))


def made_how(words: Words, method: Method) -> str:
    """The first paragraph of the method note."""
    return words.say("made_how", review=method.review)


def limits(words: Words, document: Document) -> str:
    """How old the information is, and what the paper does not cover."""
    method = document.method
    parts = [words.say("consulted", date=document.as_of_text)]
    parts += [words.say("dates_from", span=method.information)] if method.information else []
    parts += [words.say("budget", given="; ".join(document.omitted))] if document.omitted else []
    return " ".join((*parts, *method.gaps))
