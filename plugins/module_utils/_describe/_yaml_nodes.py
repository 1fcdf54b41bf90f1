# Copyright (c) 2026, the sovd.prod_images contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Mappings of a YAML file by their nodes, each with its line; no alias is expanded (private to the collection).

The reader is PyYAML, where the target's Python has it; without it a file is told of and left out.
"""

from __future__ import annotations

from typing import Any, Iterator

from .._buildkit._errors import ImageError

try:
    from yaml import (
        AliasEvent,
        CollectionEndEvent,
        CollectionStartEvent,
        MappingNode,
        SafeLoader,
        ScalarNode,
        SequenceNode,
        YAMLError,
        compose,
        parse,
    )
except ImportError:
    HAS_YAML = False
else:
    HAS_YAML = True

_MOST_ALIASES = 200
_DEEPEST = 100  # the time that PyYAML takes grows with the square of how deep lists of one line are nested


def read_nodes(text: str, path: str) -> Any:
    """Return the node of a file, None for an empty one. Raises ImageError for what is no YAML, or too deep."""
    if not HAS_YAML:
        raise ImageError("{0}: found no reader of YAML on the target; install python3-yaml there".format(path))
    try:
        _refuse_excess(text, path)
        return compose(text, Loader=SafeLoader)
    except (YAMLError, ValueError) as error:
        said = str(error).splitlines() or ["nothing is known of why"]
        raise ImageError("{0}: found no YAML ({1}); mend it".format(path, said[0])) from error


def _refuse_excess(text: str, path: str) -> None:
    """Raise ImageError for more aliases than anyone writes, and as soon as nodes are nested too deep."""
    aliases = depth = 0
    for event in parse(text, Loader=SafeLoader):
        aliases += isinstance(event, AliasEvent)
        depth += isinstance(event, CollectionStartEvent) - isinstance(event, CollectionEndEvent)
        if depth > _DEEPEST:
            raise ImageError("{0}: found no YAML (nested more than {1} deep); mend it".format(path, _DEEPEST))
    if aliases > _MOST_ALIASES:
        said = "{0}: found {1} aliases, expected at most {2}; write out what they stand for"
        raise ImageError(said.format(path, aliases, _MOST_ALIASES))


def pairs(node: Any) -> Iterator[tuple[str, Any]]:
    """Yield key and node of a mapping, nothing for another node."""
    if HAS_YAML and isinstance(node, MappingNode):
        for key, value in node.value:
            if isinstance(key, ScalarNode):
                yield key.value, value


def items(node: Any) -> list[Any]:
    """Return the nodes of a list, none for another node."""
    return list(node.value) if HAS_YAML and isinstance(node, SequenceNode) else []


def get(node: Any, *names: str) -> Any:
    """Return the node behind these keys, None where there is none."""
    for name in names:
        node = next((value for key, value in pairs(node) if key == name), None)
    return node


def texts(node: Any) -> list[str]:
    """Return the text of a scalar, or those of a list."""
    if HAS_YAML and isinstance(node, ScalarNode):
        return [node.value]
    if HAS_YAML and isinstance(node, SequenceNode):
        return [one.value for one in node.value if isinstance(one, ScalarNode)]
    return []


def line(node: Any) -> int:
    """Return the line of a node."""
    return int(node.start_mark.line) + 1
