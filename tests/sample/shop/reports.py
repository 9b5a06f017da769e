"""Reports for the end of the day."""

import logging
from datetime import datetime

log = logging.getLogger(__name__)


def read_date(value):
    """Turn a date as people write it into a `datetime`."""
    value = value.strip()
    if not value:
        raise ValueError("a date is needed")
    if "." in value:
        d, m, y = value.split(".")
        return datetime(int(y), int(m), int(d))
    y, m, d = value.split("-")
    return datetime(int(y), int(m), int(d))


def send(report, channel):
    try:
        channel.connect()
        channel.publish(report)
    except Exception:
        pass


def busiest_hour(orders):
    counts = {}
    for order in orders:
        hour = read_date(order["day"]).hour
        counts[hour] = counts.get(hour, 0) + 1
    best = None
    for hour, count in counts.items():
        if best is None or count > counts[best]:
            best = hour
    return best
