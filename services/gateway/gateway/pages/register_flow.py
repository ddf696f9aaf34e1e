"""The registration that a browser is in."""

from gateway.pages.flows import Flow

REGISTRATION = Flow(
    cookie="__Host-okienko-flow",
    pages={
        "identify": "/register",
        "confirm": "/register/code",
        "credentials": "/register/credentials",
        "activate": "/register/mail-sent",
    },
    over="pages/register_over.html",
)
