"""Validates a request against a botocore service model, with AWS's own words for what is wrong."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from .errors import ServiceError, validation_exception
from .patterns import compile_pattern

Shapes = dict[str, dict[str, Any]]


def validate(shapes: Shapes, shape_name: str, value: Any) -> Any:
    """
    Returns the value with the members that its shape knows; timestamps become epoch seconds.

    Raises ``SerializationException`` for a wrong JSON type, one ``ValidationException`` for all broken constraints.
    """
    problems: list[str] = []
    checked = _check(shapes, shape_name, value, "", problems)
    if problems:
        noun = "error" if len(problems) == 1 else "errors"
        raise validation_exception(f"{len(problems)} validation {noun} detected: {'; '.join(problems)}")
    return checked


def _check(shapes: Shapes, name: str, value: Any, path: str, problems: list[str]) -> Any:
    shape = shapes[name]
    kind = shape["type"]
    if kind == "structure":
        return _check_structure(shapes, shape, value, path, problems)
    if kind == "list":
        _expect(isinstance(value, list), value, "a List")
        _check_size(shape, value, path, problems)
        member = shape["member"]["shape"]
        return [_check(shapes, member, item, f"{path}.{i}.member", problems) for i, item in enumerate(value, start=1)]
    if kind == "map":
        return _check_map(shapes, shape, value, path, problems)
    if kind == "string":
        _expect(isinstance(value, str), value, "a String")
        problems.extend(_problem(path, value, broken, shape) for broken in _broken_of_string(shape, value))
        return value
    if kind in ("integer", "long", "float", "double"):
        problems.extend(
            _problem(path, value, broken, shape) for broken in _broken_bounds(shape, "value", _number(kind, value))
        )
        return value
    if kind == "boolean":
        _expect(isinstance(value, bool), value, "a Boolean")
        return value
    if kind == "timestamp":
        return _timestamp(value)
    return value


def _check_structure(
    shapes: Shapes, shape: dict[str, Any], value: Any, path: str, problems: list[str]
) -> dict[str, Any]:
    _expect(isinstance(value, dict), value, "a Structure")
    checked: dict[str, Any] = {}
    required = shape.get("required", [])
    for member, reference in shape.get("members", {}).items():
        member_path = f"{path}.{_camel(member)}" if path else _camel(member)
        item = value.get(member)
        if item is not None:
            checked[member] = _check(shapes, reference["shape"], item, member_path, problems)
        elif member in required:
            problems.append(f"Value null at '{member_path}' failed to satisfy constraint: Member must not be null")
    return checked


def _check_map(shapes: Shapes, shape: dict[str, Any], value: Any, path: str, problems: list[str]) -> dict[str, Any]:
    _expect(isinstance(value, dict), value, "a Map")
    _check_size(shape, value, path, problems)
    key_shape, value_shape = shapes[shape["key"]["shape"]], shapes[shape["value"]["shape"]]
    for key, item in value.items():
        for broken in _broken_of_string(key_shape, key):
            problems.append(_problem(path, value, f"Map keys must satisfy constraint: [{broken}]", shape))
        if value_shape["type"] == "string":
            _expect(isinstance(item, str), item, "a String")
            for broken in _broken_of_string(value_shape, item):
                problems.append(_problem(path, value, f"Map value must satisfy constraint: [{broken}]", shape))
        else:
            _check(shapes, shape["value"]["shape"], item, f"{path}.{key}.member", problems)
    return value


def _check_size(shape: dict[str, Any], value: Any, path: str, problems: list[str]) -> None:
    problems.extend(_problem(path, value, broken, shape) for broken in _broken_bounds(shape, "length", len(value)))


def _broken_of_string(shape: dict[str, Any], value: str) -> list[str]:
    broken = _broken_bounds(shape, "length", len(value))
    pattern = shape.get("pattern")
    compiled = compile_pattern(pattern) if pattern else None
    if compiled is not None and compiled.fullmatch(value) is None:
        broken.append(f"Member must satisfy regular expression pattern: {pattern}")
    if "enum" in shape and value not in shape["enum"]:
        broken.append(f"Member must satisfy enum value set: [{', '.join(shape['enum'])}]")
    return broken


def _broken_bounds(shape: dict[str, Any], what: str, value: float) -> list[str]:
    broken = []
    if "min" in shape and value < shape["min"]:
        broken.append(f"Member must have {what} greater than or equal to {shape['min']}")
    if "max" in shape and value > shape["max"]:
        broken.append(f"Member must have {what} less than or equal to {shape['max']}")
    return broken


def _number(kind: str, value: Any) -> float:
    whole = kind in ("integer", "long")
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    _expect(is_number and (not whole or value == int(value)), value, "an Integer" if whole else "a Float")
    return value


def _timestamp(value: Any) -> float:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return float(value)
    try:
        return datetime.fromisoformat(str(value).replace("Z", "+00:00")).timestamp()
    except ValueError:
        raise ServiceError(
            "SerializationException", f"{_json_kind(value)} can not be converted to a Timestamp"
        ) from None


def _expect(holds: bool, value: Any, wanted: str) -> None:
    if not holds:
        raise ServiceError("SerializationException", f"{_json_kind(value)} can not be converted to {wanted}")


def _json_kind(value: Any) -> str:
    if isinstance(value, bool):
        return f"{str(value).upper()}_VALUE"
    kinds = ((str, "STRING_VALUE"), ((int, float), "NUMBER_VALUE"), (list, "LIST_VALUE"), (dict, "STRUCTURE_VALUE"))
    return next((name for types, name in kinds if isinstance(value, types)), "NULL_VALUE")


def _problem(path: str, value: Any, broken: str, shape: dict[str, Any]) -> str:
    text = value if isinstance(value, str) else json.dumps(value, separators=(",", ":"))
    shown = "Value" if shape.get("sensitive") else f"Value '{text}'"
    return f"{shown} at '{path}' failed to satisfy constraint: {broken}"


def _camel(member: str) -> str:
    return member[:1].lower() + member[1:]
