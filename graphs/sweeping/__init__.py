"""Many traces of one ledger side by side: least, most, and the decisions that matter.

A single trace is one ordered pass and is never divided; whole runs are independent of one
another, and are spread over this machine's processes or over a Dask cluster.
"""

from __future__ import annotations
