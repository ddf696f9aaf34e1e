"""Recovery flows: what somebody typed and where the code goes are sealed, found or not."""

from typing import Any

from chassis.mongo import Document
from identity.domain.recovery import Claimant, Recovery
from identity.store.flows import Flows, flow_indexes

COLLECTION = "recoveries"
INDEXES = flow_indexes(COLLECTION)
SEALED = ("identifier", "recipient")


class Recoveries(Flows[Recovery]):
    collection = COLLECTION

    def own_fields(self, slug: str, flow: Recovery) -> dict[str, Any]:
        return {"channel": flow.channel, "claimant": self._claimant_fields(slug, flow)}

    def read(self, slug: str, document: Document, common: dict[str, Any]) -> Recovery:
        claimant = self._claimant(slug, document)
        return Recovery(**common, claimant=claimant, channel=document["channel"])

    def _claimant_fields(self, slug: str, flow: Recovery) -> dict[str, Any] | None:
        claimant = flow.claimant
        if claimant is None:
            return None
        sealed = {
            name: self._vault.seal(slug, _place(flow.id, name), getattr(claimant, name))
            for name in SEALED
        }
        return {"account_id": claimant.account_id, "epoch": claimant.epoch, **sealed}

    def _claimant(self, slug: str, document: Document) -> Claimant | None:
        fields = document["claimant"]
        if fields is None:
            return None
        opened = {
            name: self._vault.open(slug, _place(document["_id"], name), fields[name]) or ""
            for name in SEALED
        }
        return Claimant(account_id=fields["account_id"], epoch=fields["epoch"], **opened)


def _place(flow_id: str, field: str) -> str:
    return f"recoveries/{flow_id}/{field}"
