"""What can be wrong with an invoice, a consent, or a question about one."""


class TotalsDisagree(Exception):
    """The operator's own figures contradict each other by more than rounding explains."""

    def __init__(self, field: str, stated: int, expected: int, tolerance: int) -> None:
        super().__init__(f"{field} is {stated}, its parts make {expected} ± {tolerance}")
        self.field = field


class InvoiceUnknown(Exception):
    """No such invoice among those that the caller may see."""


class CursorInvalid(Exception):
    """A page's cursor that we did not write."""


class ConsentOutdated(Exception):
    """The person read another text than the one that now stands in the operator's file."""

    def __init__(self, current: str) -> None:
        super().__init__(f"the text is now version {current}")
        self.current = current


class EinvoiceUnavailable(Exception):
    """This operator does not offer electronic delivery."""
