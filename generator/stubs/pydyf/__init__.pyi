# What we use of pydyf, typed as the installed version has it; tests/render/test_stubs.py holds the two together.
# Values of dictionaries, arrays and streams are of many kinds: briefwright.render.pdf_objects narrows them.
from collections.abc import Iterable, Mapping

def name(string: str) -> bytes: ...

class Object:
    number: int | None
    @property
    def reference(self) -> bytes: ...
    @property
    def data(self) -> bytes: ...

class Dictionary(Object, dict[str, object]):
    def __init__(self, values: Mapping[str, object] | None = None) -> None: ...

class Stream(Object):
    stream: list[object]
    extra: dict[str, object]
    def __init__(
        self, stream: list[object] | None = None, extra: Mapping[str, object] | None = None, compress: bool = False
    ) -> None: ...

class String(Object):
    string: str
    def __init__(self, string: str = "") -> None: ...

class Array(Object, list[object]):
    def __init__(self, array: Iterable[object] | None = None) -> None: ...

class PDF:
    objects: list[Object]
    catalog: Dictionary
    @property
    def page_references(self) -> tuple[bytes, ...]: ...
    def add_object(self, object_: Object) -> None: ...
