#!/usr/bin/env python3
"""The dates of 10,000 random repeats, computed without the program: repeats.txt is what this prints.

A pattern is not counted but found: calendar days are walked through one by one (or month by month) and asked
whether they belong to it. Spans of months are dateutil's relativedelta. Run: python3 repeats.py > repeats.txt
"""
import calendar
import datetime as dt
import random

from dateutil.relativedelta import relativedelta

DAY = dt.timedelta(days=1)
NAMES = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
ASKED = [0, 1, 2, 3, 7, 25]  # which dates of a repeat are written down
dice = random.Random(20261123)


def ordinal(n):
    if 11 <= n % 100 <= 13:
        return f"{n}th"
    return f"{n}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(n % 10, 'th') }"


def last_day(year, month):
    return calendar.monthrange(year, month)[1]


def every(count, unit):
    return f"every {unit}" if count == 1 else f"every {count} {unit}s"


def walk_months(anchor, step, day_of):
    """The days day_of gives in every step-th month, from the first that is not before the anchor."""
    year, month = anchor.year, anchor.month
    first = day_of(year, month)
    if first is None or first < anchor:
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    while True:
        yield day_of(year, month)
        for _ in range(step):
            year, month = (year + 1, 1) if month == 12 else (year, month + 1)


def span():
    unit = dice.choice(["day", "week", "month", "quarter", "year"])
    most = {"day": 60, "week": 12, "month": 30, "quarter": 9, "year": 5}[unit]
    count = dice.choice([1, 1, 2, 3, dice.randint(1, most)])

    def days(anchor):
        k = 0
        while True:
            n = count * k
            yield anchor + {
                "day": relativedelta(days=n),
                "week": relativedelta(weeks=n),
                "month": relativedelta(months=n),
                "quarter": relativedelta(months=3 * n),
                "year": relativedelta(years=n),
            }[unit]
            k += 1

    return every(count, unit), days


def weekdays():
    count = dice.choice([1, 1, 2, 3, dice.randint(1, 9)])
    chosen = sorted(dice.sample(range(7), dice.choice([1, 1, 2, 3, 5])))

    def days(anchor):
        monday = anchor - DAY * anchor.weekday()
        day = anchor
        while True:
            weeks = (day - monday).days // 7
            if day.weekday() in chosen and weeks % count == 0:
                yield day
            day += DAY

    return f"{every(count, 'week')} on {' '.join(NAMES[d] for d in chosen)}", days


def month_day():
    count = dice.choice([1, 1, 2, 3, 6, dice.randint(1, 30)])
    day = dice.choice([dice.randint(1, 28), 29, 30, 31])
    at = lambda year, month: dt.date(year, month, min(day, last_day(year, month)))
    return f"{every(count, 'month')} on the {ordinal(day)}", lambda anchor: walk_months(anchor, count, at)


def month_end():
    count = dice.choice([1, 1, 2, 3, 12])
    at = lambda year, month: dt.date(year, month, last_day(year, month))
    return f"{every(count, 'month')} on the last day", lambda anchor: walk_months(anchor, count, at)


def quarter_end():
    def days(anchor):
        day = anchor
        while True:
            if (day + DAY).day == 1 and day.month in (3, 6, 9, 12):
                yield day
            day += DAY

    return "every quarter on the last day", days


def nth_weekday():
    count = dice.choice([1, 1, 2, 3, 12])
    nth = dice.choice([1, 2, 3, 4, -1])
    weekday = dice.randrange(7)

    def at(year, month):
        days = [dt.date(year, month, d) for d in range(1, last_day(year, month) + 1)]
        days = [day for day in days if day.weekday() == weekday]
        return days[-1] if nth == -1 else days[nth - 1]

    word = "last" if nth == -1 else ordinal(nth)
    return f"{every(count, 'month')} on the {word} {NAMES[weekday]}", lambda anchor: walk_months(anchor, count, at)


def year_day():
    count = dice.choice([1, 1, 2, 4, 5])
    month = dice.randint(1, 12)
    day = dice.choice([dice.randint(1, 28), last_day(2000, month)])

    def days(anchor):
        year = anchor.year
        if dt.date(year, month, min(day, last_day(year, month))) < anchor:
            year += 1
        while True:
            yield dt.date(year, month, min(day, last_day(year, month)))
            year += count

    return f"{every(count, 'year')} on {day} {MONTHS[month - 1]}", days


def after_done():
    words, days = span()
    return f"{words.replace('every ', '1 ', 1) if words.split()[1].isalpha() else words[6:]} after done", days


def roll(day, way, holidays):
    off = lambda day: day.weekday() >= 5 or day in holidays
    if not off(day) or way == "none":
        return day
    later, earlier = day, day
    while off(later):
        later += DAY
    while off(earlier):
        earlier -= DAY
    if way == "next":
        return later
    if way == "previous":
        return earlier
    if way == "nearest":
        return earlier if day - earlier < later - day else later
    if (later.year, later.month) == (day.year, day.month):
        return later
    return earlier


def main():
    holidays = sorted({dt.date(1990, 1, 1) + DAY * dice.randrange(120 * 365) for _ in range(900)})
    print("# holidays " + " ".join(day.isoformat() for day in holidays))
    holidays = set(holidays)
    kinds = [span, span, weekdays, weekdays, month_day, month_day, month_end, quarter_end, nth_weekday, year_day, after_done]
    for _ in range(10_000):
        words, days = dice.choice(kinds)()
        anchor = dt.date(1990, 1, 1) + DAY * dice.randrange(70 * 365)
        if dice.random() < 0.25:  # the ends of months are where repeats go wrong
            anchor = dt.date(anchor.year, anchor.month, last_day(anchor.year, anchor.month))
        way = dice.choice(["none", "next", "previous", "nearest", "next_in_month"])
        found, walk = [], days(anchor)
        while len(found) <= ASKED[-1]:
            found.append(next(walk))
        on = [found[k] for k in ASKED]
        said = " ".join(f"{(day - anchor).days}{(roll(day, way, holidays) - day).days:+d}" for day in on)
        print(f"{words}|{anchor:%Y%m%d}|{way}|{said.replace('+0', '')}")


main()
