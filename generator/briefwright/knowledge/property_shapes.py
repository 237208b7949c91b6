"""What the shapes ask of each property of a class: the one reader of SHACL for forms, reference, context and findings.

SHACL Core, W3C Recommendation of 20 July 2017; of it what `shape_faults` allows."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from briefwright.knowledge.ontology import Facts, Ontology, members
from briefwright.knowledge.vocabulary import pol
from briefwright.terms import SCHEME, SH, Iri, Value

LIMITS = ("minLength", "maxLength", "minInclusive", "maxInclusive", "pattern", "uniqueLang", "nodeKind")
"""The terms of SHACL that narrow a value beyond its datatype, class or scheme."""


@dataclass(frozen=True, slots=True)
class PropertyShape:
    """What one shape asks of one property.

    `least` and `most` are numbers of values, `most` None where there is no end. A value is a literal of one of
    `datatypes`, a concept of one of `schemes` (codes), or an instance of one of `classes`; where all are empty,
    anything. `limits` are those of LIMITS that it sets; `default` is what holds of a thing nobody has looked at yet."""

    shape: Iri
    path: Iri
    code: str
    severity: str
    name: str
    help: str
    order: Decimal
    least: int
    most: int | None
    datatypes: tuple[Iri, ...]
    schemes: tuple[str, ...]
    classes: tuple[Iri, ...]
    limits: Mapping[str, str]
    default: Value | None


def property_shapes(shapes: Facts) -> Iterator[PropertyShape]:
    """Every property shape, in the order of the files."""
    return (_read(shapes, shape) for shape, said in shapes.items() if Iri(SH + "path") in said)


def class_shapes(ontology: Ontology) -> Mapping[Iri, tuple[Iri, tuple[PropertyShape, ...]]]:
    """Class -> the shape that targets it, and what that asks, in the order in which it is asked for."""
    shapes = ontology.shape_facts
    found: dict[Iri, tuple[Iri, tuple[PropertyShape, ...]]] = {}
    for shape in shapes:
        asked = sorted((_read(shapes, one) for one in links(shapes, shape, "property")), key=lambda one: one.order)
        for cls in links(shapes, shape, "targetClass"):
            found[cls] = (shape, (*found.get(cls, (shape, ()))[1], *asked))
    return found


def schemes_of(shapes: Facts, shape: Iri) -> tuple[str, ...]:
    """The codes of the schemes from which a shape takes its values."""
    nodes = (node for one in (shape, *_either(shapes, shape)) for node in (one, *links(shapes, one, "node")))
    asked = (inner for node in nodes for inner in links(shapes, node, "property"))
    wanted = (value for inner in asked for value in links(shapes, inner, "hasValue"))
    return tuple(dict.fromkeys(value[len(SCHEME) :] for value in wanted if value.startswith(SCHEME)))


def links(shapes: Facts, shape: Iri, term: str) -> tuple[Iri, ...]:
    """What a term of SHACL names in a shape."""
    return tuple(value for value in shapes.get(shape, {}).get(Iri(SH + term), ()) if isinstance(value, Iri))


def _read(shapes: Facts, shape: Iri) -> PropertyShape:
    asked = (shape, *links(shapes, shape, "node"), *_either(shapes, shape))
    most = _text(shapes, shape, "maxCount")
    return PropertyShape(
        shape=shape,
        path=next(iter(links(shapes, shape, "path")), Iri("")),
        code=next((str(value) for value in shapes.get(shape, {}).get(pol("code"), ())), ""),
        severity=(_text(shapes, shape, "severity").rpartition("#")[2] or "Violation").lower(),
        name=_text(shapes, shape, "name"),
        help=_text(shapes, shape, "description"),
        order=_number(_text(shapes, shape, "order")),
        least=int(_number(_text(shapes, shape, "minCount"))),
        most=int(_number(most)) if most else None,
        datatypes=tuple(datatype for one in asked for datatype in links(shapes, one, "datatype")),
        schemes=schemes_of(shapes, shape),
        classes=tuple(cls for one in asked for cls in links(shapes, one, "class")),
        limits={term: value for term in LIMITS if (value := _text(shapes, shape, term))},
        default=next(iter(shapes.get(shape, {}).get(Iri(SH + "defaultValue"), ())), None),
    )


def _either(shapes: Facts, shape: Iri) -> tuple[Iri, ...]:
    """The alternatives of a shape."""
    heads = shapes.get(shape, {}).get(Iri(SH + "or"), ())
    return tuple(one for head in heads for one in members(shapes, head) if isinstance(one, Iri))


def _text(shapes: Facts, shape: Iri, term: str) -> str:
    return next((str(value) for value in shapes.get(shape, {}).get(Iri(SH + term), ())), "")


def _number(text: str) -> Decimal:
    """A number as it is written; 0 for what is none, which the check of the shapes tells."""
    return Decimal(text if re.fullmatch(r"[+-]?\d+(\.\d+)?", text) else "0")
