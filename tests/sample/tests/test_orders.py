from shop.orders import parse_day, total


def test_parse_day():
    assert parse_day("2026-11-23").day == 23


def test_total_runs():
    found = total([{"id": 1, "price": 3, "count": 2}])
