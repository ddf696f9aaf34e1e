"""An invoice as PDF/UA-1, made by typst from data; the template does no arithmetic."""

import json
import threading
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import typst
import yaml

from billing.pdf import transfer_qr, wording
from chassis.operators import Operator

HERE = Path(__file__).parent


class InvoiceDocument:
    """A typst compiler serves one thread, so each thread keeps one."""

    def __init__(self) -> None:
        self._threads = threading.local()

    def render(self, operator: Operator, invoice: Mapping[str, Any], locale: str) -> bytes:
        """`invoice` as ReadInvoices.one answers it."""
        told = json.dumps(described(operator, invoice, locale), ensure_ascii=False)
        inputs = {"document": told}
        content = self._compiler().compile(format="pdf", sys_inputs=inputs, pdf_standards=["ua-1"])
        if not isinstance(content, bytes):
            raise TypeError("typst answered something else than one document")
        return content

    @staticmethod
    def file_name(invoice: Mapping[str, Any]) -> str:
        kept = (c if c.isalnum() or c in "-." else "-" for c in invoice["number"])
        return f"{''.join(kept)}.pdf"

    def _compiler(self) -> typst.Compiler:
        if not hasattr(self._threads, "compiler"):
            self._threads.compiler = typst.Compiler(
                HERE / "invoice.typ",
                root=HERE,
                font_paths=[HERE / "fonts"],
                ignore_system_fonts=True,
            )
        compiler: typst.Compiler = self._threads.compiler
        return compiler


def described(operator: Operator, invoice: Mapping[str, Any], locale: str) -> dict[str, Any]:
    """Everything that the template prints, in the words of its reader."""
    return {
        "locale": locale,
        "labels": labels()[locale],
        "operator": operator.name,
        "brand": operator.section("brand")["light"]["brand"],
        "number": invoice["number"],
        "facts": _facts(invoice, locale),
        "paid": invoice["remaining"] == 0,
        "to_pay": wording.money(invoice["remaining"], locale),
        "due_on": wording.day(invoice["due_on"]),
        "seller": _party(invoice["seller"]),
        "buyer": _party(invoice["buyer"]),
        "lines": [_line(one, locale) for one in invoice["lines"]],
        "vat_summary": [_rate(one, locale) for one in invoice["vat_summary"]],
        "totals": {name: wording.money(invoice[name], locale) for name in ("net", "vat", "gross")},
        "transfer": _transfer(invoice),
    }


@cache
def labels() -> dict[str, dict[str, str]]:
    read: dict[str, dict[str, str]] = yaml.safe_load((HERE / "labels.yaml").read_text())
    return read


def _facts(invoice: Mapping[str, Any], locale: str) -> list[dict[str, str]]:
    named = labels()[locale]
    facts = [(named["issued_on"], wording.day(invoice["issued_on"]))]
    if "sold_on" in invoice:
        facts.append((named["sold_on"], wording.day(invoice["sold_on"])))
    if "period" in invoice:
        period = invoice["period"]
        days = (wording.day(period["from"]), wording.day(period["to"]))
        facts.append((named["period"], "–".join(days)))
    return [{"name": name, "value": value} for name, value in facts]


def _party(party: Mapping[str, Any]) -> dict[str, Any]:
    address = wording.lines_of(party["address"])
    return {"name": party["name"], "address": address, "nip": party.get("nip", "")}


def _line(line: Mapping[str, Any], locale: str) -> dict[str, str]:
    return {
        "name": line["name"],
        "quantity": f"{wording.decimal(line['quantity'], locale)}{wording.NBSP}{line['unit']}",
        "unit_price": wording.decimal(line["unit_price"], locale),
        "vat_rate": wording.rate(line["vat_rate"]),
        **{name: wording.amount(line[name], locale) for name in ("net", "vat", "gross")},
    }


def _rate(summary: Mapping[str, Any], locale: str) -> dict[str, str]:
    amounts = {name: wording.amount(summary[name], locale) for name in ("net", "vat", "gross")}
    return {"rate": wording.rate(summary["rate"]), **amounts}


def _transfer(invoice: Mapping[str, Any]) -> dict[str, str] | None:
    """Nothing to transfer when nothing remains."""
    if invoice["remaining"] == 0:
        return None
    seller, transfer = invoice["seller"], invoice["transfer"]
    text = transfer_qr.transfer_text(
        nip=seller["nip"],
        iban=transfer["iban"],
        grosze=invoice["remaining"],
        payee=seller["name"],
        title=transfer["title"],
    )
    return {
        "account": wording.account(transfer["iban"]),
        "title": transfer["title"],
        "qr": transfer_qr.svg(text),
    }
