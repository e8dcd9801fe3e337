"""Forms made from JSON Schemas: what documents are checked against is what people fill in.

``fields`` lays a schema out, ``reading`` makes the document again of what comes back.
"""

from .fields import Group, Input, Part, Rows, part
from .reading import Form

__all__ = ["Form", "Group", "Input", "Part", "Rows", "part"]
