from collections.abc import Iterable, Mapping
from xml.etree.ElementTree import Element

import pydyf

class Box:
    element: Element | None
    element_tag: str
    style: Mapping[str, str]
    children: Iterable[Box]
    link_annotation: pydyf.Dictionary | None
    widget_annotation: pydyf.Dictionary | None
    width: float
    height: float
    def all_children(self) -> Iterable[Box]: ...
    def copy(self) -> Box: ...
    def content_box_x(self) -> float: ...
    def content_box_y(self) -> float: ...

class TextBox(Box):
    text: str
