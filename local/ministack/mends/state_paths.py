"""On AWS a path that finds nothing fails the execution (States.Runtime); MiniStack goes on with null.

A state machine that works on the emulator only because a field was null must not reach AWS. This holds for the
paths of Parameters, ItemSelector and ResultSelector, of a Wait, and of a Choice, where IsPresent asks for the path
(MiniStack: for a value other than null).
"""

import json

from ministack.services import stepfunctions

from patching import replace, require


def _exists(path, data):
    """Whether a path without wildcards leads to a value, null included."""
    tokens = stepfunctions._parse_jsonpath_tokens(path)
    if tokens is None:
        return False
    for kind, key in tokens:
        if kind == "wildcard":
            return True
        if kind == "field" and isinstance(data, dict) and key in data:
            data = data[key]
        elif kind == "index" and isinstance(data, list) and key < len(data):
            data = data[key]
        else:
            return False
    return True


def _require_path(path, data, field):
    if not path.startswith("$") or path.startswith("$$") or _exists(path, data):
        return
    raise stepfunctions._ExecutionError(
        "States.Runtime",
        f"The JSONPath '{path}' specified for the field '{field}' could not be found in the input "
        f"'{json.dumps(data)[:2000]}'",
    )


def _check_template(template, data):
    for field, value in template.items():
        if field.endswith(".$") and isinstance(value, str):
            _require_path(value, data, field)


def _checked(original):
    def resolve_params_obj(template, data, ctx=None):
        # The original calls itself, through the module, for every nested object.
        if isinstance(template, dict):
            _check_template(template, data)
        return original(template, data, ctx)

    return resolve_params_obj


def _checked_wait(original):
    def execute_wait(state_def, raw_input, ctx=None):
        for field in ("SecondsPath", "TimestampPath"):
            if field in state_def:
                _require_path(state_def[field], raw_input, field)
        return original(state_def, raw_input, ctx)

    return execute_wait


def _checked_rule(original):
    def evaluate_rule(rule, data, ctx=None):
        path = rule.get("Variable", "$$")
        if path.startswith("$$"):
            return original(rule, data, ctx)
        if "IsPresent" in rule:
            return _exists(path, data) == rule["IsPresent"]
        if not _exists(path, data):
            raise stepfunctions._ExecutionError(
                "States.Runtime",
                f"Invalid path '{path}': The choice state's condition path references an invalid value.",
            )
        return original(rule, data, ctx)

    return evaluate_rule


def apply():
    require(stepfunctions, "_parse_jsonpath_tokens")
    replace(stepfunctions, "_resolve_params_obj", _checked, parameters=("template", "data", "ctx"))
    replace(stepfunctions, "_execute_wait", _checked_wait, parameters=("state_def", "raw_input", "ctx"))
    replace(stepfunctions, "_evaluate_rule", _checked_rule, parameters=("rule", "data", "ctx"))
