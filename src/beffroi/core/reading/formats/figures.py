"""Numbers and dates of spreadsheets as a French reader writes them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

_QUOTED = re.compile(r'"[^"]*"|\\.|\[(?!\$|h|m|s)[^\]]*\]|_.|\*.', re.IGNORECASE)
_EPOCH = datetime(1899, 12, 30)  # spreadsheets know no time zone
_EPOCH_1904 = datetime(1904, 1, 1)
_MAX_SERIAL = 2_958_465


@dataclass(frozen=True, slots=True)
class NumberFormat:
    """What a cell's format code asks for. `decimals`: None when the code leaves it open."""

    kind: str = "number"  # number, percent, date, time, datetime, duration
    decimals: int | None = None
    unit: str = ""
    grouped: bool = False


def understand(code: str) -> NumberFormat:
    """A format code ("# ##0.00 €", "dd/mm/yyyy", "0%") as a NumberFormat."""
    positive = code.split(";", 1)[0]
    unit = "€" if "€" in positive or "[$EUR" in positive else ""
    bare = _QUOTED.sub("", re.sub(r"\[\$[^\]]*\]", "", positive)).lower()
    if re.search(r"\[h+\]|\[m+\]|\[s+\]", bare):
        return NumberFormat("duration")
    has_day = any(sign in bare for sign in ("y", "d", "j", "mmm")) or ("m" in bare and "/" in bare)
    has_hour = "h" in bare or "s" in bare.replace("standard", "")
    if has_day and "general" not in bare:
        return NumberFormat("datetime" if has_hour else "date")
    if has_hour and "general" not in bare and "standard" not in bare:
        return NumberFormat("time")
    match = re.search(r"\.([0#?]+)", bare)  # stored codes always use the English marks
    decimals = len(match.group(1)) if match else 0 if re.search(r"[0#]", bare) else None
    if "%" in bare:
        return NumberFormat("percent", decimals or 0)
    grouped = bool(re.search(r"#[,\s\u00a0\u202f]##0", bare))
    return NumberFormat("number", decimals, unit, grouped)


def french_number(value: float, decimals: int | None = None, *, grouped: bool = True) -> str:
    """1250.5 → "1 250,5"; whole numbers without decimals unless asked for."""
    if decimals is None:
        text = f"{value:.10f}".rstrip("0").rstrip(".") if abs(value) < 1e15 else f"{value:.6g}"
    else:
        text = f"{value:.{min(decimals, 10)}f}"
    sign, digits = ("-", text[1:]) if text.startswith("-") else ("", text)
    whole, _, fraction = digits.partition(".")
    if grouped and whole.isdigit() and len(whole) > 3:
        whole = f"{int(whole):,}".replace(",", " ")
    if set(whole + fraction) <= {"0"}:
        sign = ""
    return f"{sign}{whole},{fraction}" if fraction else f"{sign}{whole}"


def french_date(value: date) -> str:
    """12/03/2026, with the time when there is one (12/03/2026 14:30)."""
    day = f"{value.day:02}/{value.month:02}/{value.year}"
    if isinstance(value, datetime) and (value.hour or value.minute):
        return f"{day} {value.hour:02}:{value.minute:02}"
    return day


def french_time(value: time | timedelta) -> str:
    """14h30, 8h."""
    seconds = value.total_seconds() if isinstance(value, timedelta) else value.hour * 3600 + value.minute * 60
    hours, minutes = divmod(round(seconds / 60), 60)
    return f"{hours}h{minutes:02}" if minutes else f"{hours}h"


def shown(value: float, form: NumberFormat, *, epoch_1904: bool = False) -> str:
    """A stored number as its cell shows it."""
    if form.kind in ("date", "datetime", "time", "duration") and 0 <= value < _MAX_SERIAL:
        if form.kind == "duration" or (form.kind == "time" and value < 1):
            return french_time(timedelta(days=value))
        moment = (_EPOCH_1904 if epoch_1904 else _EPOCH) + timedelta(days=value)
        moment = (moment + timedelta(seconds=30)).replace(second=0, microsecond=0)
        return french_date(moment if form.kind != "date" else moment.date())
    if form.kind == "percent":
        return f"{french_number(round(value * 100, 8), form.decimals)} %"
    decimals = form.decimals
    if decimals == 0 and value != int(value) and not form.grouped and not form.unit:
        decimals = None
    text = french_number(value, decimals, grouped=form.grouped or bool(form.unit))
    return f"{text} {form.unit}" if form.unit else text
