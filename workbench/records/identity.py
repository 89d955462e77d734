"""Which account a row belongs to, from what the file says of it and what the person said."""

from __future__ import annotations

import re
from dataclasses import replace

from workbench.errors import Refused
from workbench.records.narrative import account_in, iban, sort_code
from workbench.records.reading import AccountRead


def identified(
    *,
    text: str = "",
    code: str = "",
    number: str = "",
    iban_text: str = "",
    name: str = "",
    product: str = "",
    institution: str = "",
    prefix: str = "",
    currency: str = "GBP",
) -> AccountRead:
    """Make the account that these cells name; its key is empty where they name none.

    A UK account's key is "20-00-00 12345678", whichever way the file writes it.
    """
    code = sort_code(code)
    number = re.sub(r"[\s']", "", number)
    whole = iban(iban_text)
    if text:
        found_code, found_number = account_in(text)
        whole = whole or iban(text)
        code, number = code or found_code, number or found_number
        if not number and not whole:
            number = " ".join(text.replace("'", "").split())
    if whole.startswith("GB") and not number:
        code, number = sort_code(whole[8:14]), whole[14:]
    if code and number.isdecimal():
        number = number.zfill(8)  # a workbook that holds it as a number drops leading zeros
    name = " ".join(name.replace("'", "").split())
    if code and number:
        key = f"{code} {number}"
    elif whole or number:
        key = " ".join(part for part in (prefix, whole or number) if part)
    elif product:
        key = " ".join(part for part in (prefix, product, currency) if part)
    elif name:
        key = " ".join(part for part in (prefix, name) if part)
    else:
        key = ""
    return AccountRead(
        key=key,
        name=name or product,
        institution=institution,
        sort_code=code,
        number=number,
        iban=whole,
        currency=currency,
    )


def chosen(account: AccountRead, said: str, *, where: str) -> AccountRead:
    """Apply what the person said with --account where the file itself does not say.

    Raises:
        Refused: if the file names another account by its number.
    """
    if not said:
        return account
    wanted = identified(text=said, institution=account.institution, currency=account.currency)
    key = wanted.key if wanted.sort_code or wanted.iban else said
    if key in {account.key, account.iban, account.number}:
        return account
    if account.sort_code or account.iban:
        raise Refused(
            f"the file says that it is of account {account.key}, not {said}",
            where=where,
            remedy="Leave --account out, or load the file of that account",
        )
    return replace(
        account,
        key=key,
        name=account.name,
        sort_code=wanted.sort_code,
        number=wanted.number if wanted.sort_code or wanted.iban else account.number,
        iban=wanted.iban,
    )
