"""Which operator a request is for: its Host header tells, and nothing else does."""

from flask import Flask, g, request

from chassis.operators import Operator, Operators


class UnknownHost(Exception):
    """No operator answers under this name."""


def select_operator(app: Flask, operators: Operators) -> None:
    @app.before_request
    def select() -> None:
        operator = operators.by_host(request.host)
        if operator is not None:
            g.operator = operator
        elif request.blueprint != "health":  # probes call by address
            raise UnknownHost(request.host)

    @app.context_processor
    def operator() -> dict[str, Operator | None]:
        return {"operator": g.get("operator")}


def current_operator() -> Operator:
    operator: Operator = g.operator
    return operator
