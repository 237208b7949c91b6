"""HTML pages of others: the words a reader sees, and what lies in their scripts."""

from collections.abc import Iterable
from html.parser import HTMLParser
from pathlib import Path

from briefwright.foreign import DAMAGE, damaged

_UNSEEN = frozenset(("script", "style", "head", "template", "noscript"))
_BLOCKS = frozenset(
    ("p", "div", "li", "tr", "td", "th", "br", "h1", "h2", "h3", "h4", "h5", "h6", "section", "article", "blockquote",
     "pre", "dt", "dd")
)  # fmt: skip


def words(html: str) -> str:
    """The words of a page that a reader sees, its paragraphs and cells on lines of their own."""
    page = _Words()
    page.feed(html)
    page.close()
    return "".join(page.words)


def scripts(path: Path, data: bytes, media_type: str) -> Iterable[str]:
    """What stands in the scripts of a type. Raises DataError for a page that is too broken to be read."""
    page = _Scripts(media_type)
    try:
        page.feed(data.decode("utf-8", errors="replace"))
    except DAMAGE as error:
        raise damaged(path, "HTML", error) from error
    return page.found


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self._hidden: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002  as inherited
        if tag == "body":
            self._hidden.clear()  # the end of the head need not be written
        if tag in _UNSEEN:
            self._hidden.append(tag)
        if tag in _BLOCKS:
            self.words.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if self._hidden and self._hidden[-1] == tag:
            self._hidden.pop()
        if tag in _BLOCKS:
            self.words.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.words.append(data)


class _Scripts(HTMLParser):
    def __init__(self, media_type: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self._wanted = media_type
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._inside = tag == "script" and dict(attrs).get("type") == self._wanted
        if self._inside:
            self.found.append("")

    def handle_endtag(self, tag: str) -> None:
        self._inside = self._inside and tag != "script"

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.found[-1] += data
