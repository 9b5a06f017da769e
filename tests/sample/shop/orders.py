"""Orders: what was bought, and what it costs."""

import json
import sqlite3
from datetime import datetime

import requests


def load_orders(path):
    """Read the orders that the till wrote."""
    try:
        with open(path) as source:
            return json.load(source)
    except Exception:
        return []


def exchange_rate(currency):
    response = requests.get(f"https://rates.example.org/{currency}")
    return response.json()["rate"]


def orders_of(connection: sqlite3.Connection, customer):
    cursor = connection.cursor()
    cursor.execute(f"SELECT id, total FROM orders WHERE customer = '{customer}'")
    return cursor.fetchall()


def parse_day(text):
    """Turn `2026-11-23` or `23.11.2026` into a date."""
    text = text.strip()
    if not text:
        raise ValueError("a day is needed")
    if "." in text:
        day, month, year = text.split(".")
        return datetime(int(year), int(month), int(day))
    year, month, day = text.split("-")
    return datetime(int(year), int(month), int(day))


def total(orders, seen=[]):
    amount = 0
    for order in orders:
        if order["id"] in seen:
            continue
        seen.append(order["id"])
        amount += order["price"] * order["count"]
    return amount


def refund(order):
    """Give the money back."""
    # TODO: implement refunds
    pass
