"""XLS and XLSB, through python-calamine: values without their number formats."""

from __future__ import annotations

import io
from datetime import date, datetime, time, timedelta

import python_calamine as calamine

from beffroi.core.reading.document import Verdict
from beffroi.core.reading.draft import Draft
from beffroi.core.reading.formats.figures import french_date, french_number, french_time
from beffroi.core.reading.formats.sheets import write_sheet
from beffroi.core.reading.kinds import Kind
from beffroi.core.reading.source import Result, Source, Unreadable

_MAX_CELLS = 5_000_000


def read(source: Source, kind: Kind) -> Result:
    """Workbook → Document, one page per visible sheet."""
    try:
        workbook = calamine.CalamineWorkbook.from_filelike(io.BytesIO(source.data))
    except calamine.PasswordError as exc:
        raise Unreadable(Verdict.ENCRYPTED, "office_password") from exc
    except calamine.CalamineError as exc:
        raise Unreadable(Verdict.DAMAGED, "workbook") from exc
    draft = Draft(kind.value, source.limits)
    visible = [s.name for s in workbook.sheets_metadata if s.visible == calamine.SheetVisibleEnum.Visible]
    for number, name in enumerate(visible, start=1):
        try:
            sheet = workbook.get_sheet_by_name(name)
        except calamine.CalamineError:
            draft.notes.append(f"sheet_damaged:{number}")
            continue
        if sheet.height * sheet.width > _MAX_CELLS:
            raise Unreadable(Verdict.TOO_LARGE, "cells", limit=str(_MAX_CELLS))
        write_sheet(draft, name, [[_shown(value) for value in row] for row in sheet.iter_rows()], number)
    return draft.finish(source.name, headed=draft.page_count < 2)


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "vrai" if value else "faux"
    if isinstance(value, (int, float)):
        return french_number(value, grouped=False)
    if isinstance(value, date | datetime):
        return french_date(value)
    if isinstance(value, time | timedelta):
        return french_time(value)
    return str(value)
