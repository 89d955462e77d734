"""The schedules of a case as data: printed in the PDF and written to the workbook alike."""

from __future__ import annotations
