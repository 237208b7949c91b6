from briefwright.api import Knowledge as Knowledge
from briefwright.api import Paper as Paper
from briefwright.api import Rows as Rows
from briefwright.api import open as open  # noqa: A004

__version__: str
