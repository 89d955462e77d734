"""The short guide that stands in every pack, for a reader who has nothing but the pack."""

from __future__ import annotations

from typing import Final

REDACTED: Final = """\
THIS PACK IS REDACTED
=====================

Names and numbers were taken out before anything in it was made. data/redaction.json says by which
profile, what befell each kind of text, in how many rows of which column, and which files are
withheld, each with its size and a salted hash.

What differs from the guide below:

  - data/sources/ and data/documents/ are not here. Hashes of files are salted: whoever holds the
    whole case can make them again, nobody can try out what stands in a file.
  - data/journal.jsonl has no changed rows and no hashes, so step 2 cannot be done. The number on
    the cover is the head of the whole case's journal, and binds this pack to the full one.
  - A figure ends at the row of data/case.json, and at the place in a file, not at its text.

"verify THIS.zip" computes every figure again from the redacted data and makes every document
again. That the redacted data are those of the case is proved by whoever has the full pack, with
"verify THIS.zip --against FULL.zip", which redacts the full pack again and compares every byte.


"""
READ_ME: Final = """\
CASE PACK
=========

This folder is a bag (BagIt 1.0, RFC 8493). Nothing in it is compressed or encrypted.

  data/case-pack.pdf    the case on paper: every figure has a number, explained in Appendix A
  data/schedules.xlsx   the same schedules as a workbook
  data/case.json        every table of the case as data
  data/figures.json     every figure: amount, rule, what it was made from, source line
  data/journal.jsonl    every change of the case, one line each, chained by SHA-256
  data/sources/         the records as they were received, unaltered
  data/documents/       the papers that recorded facts rest on, unaltered

Amounts are whole numbers of the smallest unit of their currency (pence), in keys that end in
"_minor" or are called "minor", with "currency" beside them. Dates are ISO 8601.

HOW TO CHECK IT WITHOUT THE PROGRAM THAT MADE IT

1. Every file. manifest-sha256.txt gives the SHA-256 of each file under data/, and
   tagmanifest-sha256.txt those of the other files. In this folder:
       sha256sum -c manifest-sha256.txt
       sha256sum -c tagmanifest-sha256.txt
   or, on Windows, for each file:  certutil -hashfile FILE SHA256

2. The journal's chain. Each line of data/journal.jsonl has "hash". It is the SHA-256 of the
   JSON list [previous, seq, at, by, action, summary, payload] written with sorted keys, without
   spaces, in UTF-8; "previous" is the hash of the line before (64 zeros for the first). The
   last hash is the number printed on the cover of the PDF. In Python:

       import hashlib, json
       before = "0" * 64
       for line in open("data/journal.jsonl", encoding="utf-8"):
           e = json.loads(line)
           said = [before] + [e[k] for k in ("seq", "at", "by", "action", "summary", "payload")]
           text = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
           before = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
           assert before == e["hash"], e["seq"]
       print(before)

3. The head. Compare that last number with the one on the printed cover, or with the one that
   was noted when the pack was served. If they agree, no recorded fact was altered since.

4. The figures. Each figure of data/figures.json names the figures it was made from ("because")
   and ends at a line of a file under data/sources/. Follow any of them with a pencil.

WITH THE PROGRAM:  python3 main.py verify THIS.zip
It starts from an empty case, loads the files again, does every journal entry again, computes
every figure again, makes every document again, and names every difference.
"""
