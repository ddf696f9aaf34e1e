"""The event contents page: which queues this service reads, and where each event leads."""

from billing.usecases.record_erp import INVOICE_ISSUED, PAYER_CHANGED, PAYMENT_BOOKED
from chassis.messaging.batches import Handler
from chassis.messaging.topology import Queue

ERP = Queue("billing.erp", (PAYER_CHANGED, INVOICE_ISSUED, PAYMENT_BOOKED))
QUEUES: tuple[Queue, ...] = (ERP,)


def handlers(record_erp: Handler) -> dict[str, Handler]:
    return {ERP.name: record_erp}
