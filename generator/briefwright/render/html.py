"""A Document as HTML: Jinja templates in a sandbox that see plain values only."""

import json
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from html import unescape
from pathlib import Path
from typing import Any

import nh3
from jinja2 import DictLoader, StrictUndefined, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markdown import Markdown
from markupsafe import Markup, escape

from briefwright.brand import Brand
from briefwright.document import Document, Scale, plain, runs_of
from briefwright.errors import DataError
from briefwright.files import files_below
from briefwright.render.figures import FAMILY, draw, figures_in
from briefwright.render.wording import byline, limits, made_how, scale_words
from briefwright.words import Words, read_words, style

_LINKS = re.compile(r"(?:https?://|mailto:|#)[^\s]*")
_NEIGHBOURS = re.compile(r"[a-z][a-z0-9-]*\.(?:html|jsonld|pdf|docx|md|json)(?:#\S+)?")
_CODE = re.compile(r"(?<=<code>).*?(?=</code>)")
_INLINE_TAGS = {"em", "strong", "code", "sub", "sup"}
_BLOCK_SYNTAX = ("quote", "olist", "ulist", "code", "hashheader", "setextheader", "hr", "indent", "reference")


def stylesheet(templates: Path, language: str, document_type: str, medium: str, colours: str = "") -> str:
    """The style sheet of a document type for "print" or "screen": base, the house's `colours`, the medium's, the words
    of the language, its own.

    What a document type changes for both media is in `style.css`, what it changes for one in `print.css`, `screen.css`.
    """
    names = ("base.css", f"{medium}.css", f"{document_type}/style.css", f"{document_type}/{medium}.css")
    base, general, *own = (
        (templates / name).read_text(encoding="utf-8") if (templates / name).is_file() else "" for name in names
    )
    return "\n".join(part for part in (base, colours, general, style(templates, language), *own) if part)


def render(
    document: Document, fingerprint: str, templates: Path, brand: Brand, statements: bytes = b"", css: str = "",
    family: str = FAMILY,
) -> str:  # fmt: skip
    """The whole page of a Document. With `statements`, its JSON-LD, it is a page of its own for the screen. Drawings
    are set in `family`.

    Raises DataError, naming the template, when a template is faulty or asks for what a Document has not."""
    environment = _environment(templates)
    context: dict[str, Any] = {
        "paper": plain(document),
        "fingerprint": fingerprint,
        "logo": Markup(brand.logo),  # noqa: S704  a drawing without anything foreign, see `brand`
        "x": _index(
            document, read_words(templates, document.language), family, foot=document.notes == "foot" and not css
        ),
        "css": Markup(css),  # noqa: S704  our own style sheet
        "json_ld": _script_text(statements) if statements else "",
    }
    try:
        return environment.get_template(f"{document.type}/brief.html.j2").render(context)
    except (TemplateError, ArithmeticError, LookupError, TypeError, ValueError) as error:
        where = getattr(error, "name", "") or f"{document.type}/brief.html.j2"
        raise DataError(f"The template {where} cannot be rendered: {error}.") from error


def _index(document: Document, words: Words, family: str = FAMILY, *, foot: bool) -> dict[str, Any]:
    """What the macros look up: statements by id, drawings by figure, notes in order, and where each is first called.

    Drawings are set in `family`. `foot` says that notes are to stand at the foot of the pages, which only paper has."""
    calls: dict[int, str] = {}
    for run in runs_of((document.dek, document.sections)):
        for numbers, anchor in ((run.notes, run.statement), (run.disputed, f"{run.statement}-disputed")):
            calls |= {number: anchor for number in numbers if number not in calls}
    return {
        "statements": {statement.id: plain(statement) for statement in document.statements},
        "drawings": {figure.id: Markup(draw(figure, words, family)) for figure in _figures(document)},  # noqa: S704  our own
        "references": [plain(r) for r in document.references],
        "calls": calls,
        "foot": foot,
        "words": words.texts,
        "byline": tuple(byline(words, document)),
        "scales": {
            block.id: scale_words(words, "scale_framed", block)
            for block in _figures(document)
            if isinstance(block, Scale)
        },
        "made_how": made_how(words, document.method),
        "limits": limits(words, document),
    }


def _figures(document: Document) -> Iterator[Any]:
    for section in document.sections:
        yield from figures_in(section.blocks)
    if document.method.support:
        yield document.method.support


def render_set(documents: Mapping[str, Document], templates: Path, folder: str) -> dict[str, bytes]:
    """Pages that belong together, each with the way to the others, and the style sheet they share, by file name.

    `documents` are by page name; `folder` of the templates has the page and its style. Raises DataError when a
    template is faulty or asks for what a Document has not."""
    name = f"{folder}/page.html.j2"
    try:
        page = _environment(templates).get_template(name)
        titles = {key: document.title for key, document in documents.items()}
        texts = {
            f"{key}.html": page.render(
                paper=plain(d), x=_index(d, read_words(templates, d.language), foot=False), page=key, pages=titles
            )
            for key, d in documents.items()
        }
    except (TemplateError, ArithmeticError, LookupError, TypeError, ValueError) as error:
        raise DataError(f"The template {getattr(error, 'name', '') or name} cannot be rendered: {error}.") from error
    texts["style.css"] = stylesheet(templates, next(d.language for d in documents.values()), folder, "screen")
    return {key: text.encode() for key, text in texts.items()}


def inline(text: str) -> Markup:
    """A text of the knowledge base as HTML. Emphasis, strong and code of Markdown work; everything else is text.

    The text is escaped before Markdown sees it, so that no tag is ever lost or let through."""
    safe = str(escape(text))
    if not re.search(r"[*_`]", safe):
        return Markup(safe)  # noqa: S704  escaped above
    rendered = _markdown().convert(safe.replace("\n", " ")).removeprefix("<p>").removesuffix("</p>")
    rendered = _CODE.sub(lambda code: unescape(code[0]), rendered)  # Markdown escapes what is in code once more
    return Markup(nh3.clean(rendered, tags=_INLINE_TAGS, attributes={}))  # noqa: S704  sanitised


def said(text: str, **given: object) -> Markup:
    """Words of the house with what stands in braces filled in; what is no markup of ours is escaped."""
    return Markup(escape(text)).format(**given)  # noqa: S704  escaped


def link(url: str) -> str:
    """A link target, or a DataError when its scheme is none a paper may carry."""
    if not _LINKS.fullmatch(url):
        raise DataError(f"The link {url!r} is refused; a paper links to https, http, mailto and its own parts only.")
    return url


def target(url: str) -> str:
    """As `link`, for pages that belong together: these may link to each other by file name."""
    return url if _NEIGHBOURS.fullmatch(url) else link(url)


def _markdown() -> Markdown:
    markdown = Markdown()
    for name in _BLOCK_SYNTAX:
        markdown.parser.blockprocessors.deregister(name)
    for name in (
        "image_link",
        "link",
        "image_reference",
        "reference",
        "short_reference",
        "short_image_ref",
        "autolink",
        "automail",
        "html",
        "entity",
    ):
        markdown.inlinePatterns.deregister(name)
    return markdown


def _environment(templates: Path) -> ImmutableSandboxedEnvironment:
    paths = files_below(templates, ".j2")
    return _compiling(tuple((p.relative_to(templates).as_posix(), p.read_text(encoding="utf-8")) for p in paths))


@lru_cache(maxsize=4)
def _compiling(sources: tuple[tuple[str, str], ...]) -> ImmutableSandboxedEnvironment:
    """An environment compiles each template once; a paper is rendered several times until it fits its pages."""
    environment = ImmutableSandboxedEnvironment(
        loader=DictLoader(dict(sources)),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.globals.pop("lipsum", None)
    environment.filters["inline"] = inline
    environment.filters["say"] = said
    environment.filters["link"] = link
    environment.filters["target"] = target
    return environment


def _script_text(data: bytes) -> Markup:
    """JSON that can stand inside a script element: the characters that could end it are escaped."""
    text = json.dumps(json.loads(data), ensure_ascii=False, indent=1, sort_keys=True)
    for character in "<>&":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(text)  # noqa: S704  escaped above
