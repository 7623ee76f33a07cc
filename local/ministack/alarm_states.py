"""The state of a CloudWatch alarm from its datapoints, as AWS documents it.

Source: "Configuring how CloudWatch alarms treat missing data" in the CloudWatch user guide, with its two tables.
A pure function: no clock, no store.
"""

EXTRA_PERIODS = 2
"""AWS retrieves more periods than EvaluationPeriods (five for three in the guide's tables)."""

OK, ALARM, INSUFFICIENT_DATA = "OK", "ALARM", "INSUFFICIENT_DATA"

COMPARISONS = {
    "GreaterThanOrEqualToThreshold": lambda value, threshold: value >= threshold,
    "GreaterThanThreshold": lambda value, threshold: value > threshold,
    "LessThanThreshold": lambda value, threshold: value < threshold,
    "LessThanOrEqualToThreshold": lambda value, threshold: value <= threshold,
}


def alarm_state(points, evaluation_periods, datapoints_to_alarm, treat_missing_data):
    """The new state, or None to keep the present one.

    `points`: one entry a period, oldest first: True (breaching), False, or None (missing), `evaluation_periods`
    plus EXTRA_PERIODS of them.
    """
    real = [point for point in points if point is not None]
    if len(real) >= evaluation_periods:
        breaching = sum(real[-evaluation_periods:])
        return ALARM if breaching >= datapoints_to_alarm else OK
    breaching = sum(real)
    if breaching >= datapoints_to_alarm:
        return ALARM
    missing = evaluation_periods - len(real)
    if treat_missing_data == "breaching":
        return ALARM if breaching + missing >= datapoints_to_alarm else OK
    if treat_missing_data == "notBreaching":
        return OK
    keep = treat_missing_data == "ignore"
    if not real:
        return None if keep else INSUFFICIENT_DATA
    if len(real) > breaching:
        return OK
    if keep:
        return None
    oldest = points.index(True)
    return ALARM if len(points) - oldest >= datapoints_to_alarm else OK
