"""What leaves the case: pack, statement, schedules, reports, interchange formats, the verifier."""

from __future__ import annotations
