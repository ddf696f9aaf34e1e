"""The recovery that a browser is in."""

from gateway.pages.flows import Flow

DONE = "/recover/done"
RECOVERY = Flow(
    cookie="__Host-okienko-recovery",
    pages={
        "identify": "/recover",
        "confirm": "/recover/code",
        "password": "/recover/password",
        "sent": "/recover/sent",
        "done": DONE,
    },
    over="pages/recover_over.html",
)
