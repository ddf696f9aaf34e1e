"""As much of a browser as signing up needs: cookies, redirects, forms with their hidden fields.

Connects to 127.0.0.1 and names the portal in the Host header, because Linux resolves no
`*.localhost`; and keeps Secure cookies as browsers do on localhost, where a library drops them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.cookies import SimpleCookie
from urllib.parse import urljoin, urlsplit

import requests

MOST_REDIRECTS = 5


class PortalError(Exception):
    """The portal answered something else than the next step."""


@dataclass(frozen=True)
class Page:
    url: str
    status: int
    text: str

    def form_with(self, name: str) -> "Form":
        """The form that has the field; its absence means that this is not the page expected."""
        parser = _FormParser()
        parser.feed(self.text)
        for form in parser.forms:
            if name in form.fields:
                return form
        raise PortalError(f"{self.url} answered {self.status} without a form for {name}")


@dataclass
class Form:
    """Its fields with their values; None for a box that is not ticked, which is not sent."""

    action: str
    fields: dict[str, str | None] = field(default_factory=dict)


class Browser:
    def __init__(self, base_url: str) -> None:
        self._base_url = base_url
        self._port = urlsplit(base_url).port
        self._cookies: dict[str, str] = {}
        self._session = requests.Session()
        self._session.trust_env = False

    def get(self, path: str) -> Page:
        return self._follow("GET", urljoin(self._base_url, path), None)

    def submit(self, page: Page, values: Mapping[str, str]) -> Page:
        """Fill in the form that has these fields, and press its button."""
        form = page.form_with(next(iter(values)))
        return self._follow("POST", urljoin(page.url, form.action), {**form.fields, **values})

    def press(self, page: Page, path: str) -> Page:
        """Press the button of the form that posts to a path and asks for nothing."""
        parser = _FormParser()
        parser.feed(page.text)
        for form in parser.forms:
            if urlsplit(urljoin(page.url, form.action)).path == path:
                return self._follow("POST", urljoin(page.url, form.action), form.fields)
        raise PortalError(f"{page.url} answered {page.status} without a button to {path}")

    def _follow(self, method: str, url: str, data: Mapping[str, str | None] | None) -> Page:
        for _ in range(MOST_REDIRECTS):
            answer = self._send(method, url, data)
            if not answer.is_redirect:
                return Page(url, answer.status_code, answer.text)
            method, url, data = "GET", urljoin(url, answer.headers["Location"]), None
        raise PortalError(f"{url} redirects without end")

    def _send(
        self, method: str, url: str, data: Mapping[str, str | None] | None
    ) -> requests.Response:
        parts = urlsplit(url)
        target = parts._replace(netloc=f"127.0.0.1:{self._port}").geturl()
        headers = {
            "Host": parts.netloc,
            "Origin": self._base_url,
            "Referer": url,
            "Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items()),
        }
        answer = self._session.request(
            method, target, data=data, headers=headers, allow_redirects=False, timeout=30
        )
        self._keep_cookies(answer)
        return answer

    def _keep_cookies(self, answer: requests.Response) -> None:
        self._session.cookies.clear()
        for line in answer.raw.headers.getlist("Set-Cookie"):
            for name, morsel in SimpleCookie(line).items():
                self._cookies.pop(name, None)
                if morsel["max-age"] != "0":
                    self._cookies[name] = morsel.value


class _FormParser(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._open = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(Form(values.get("action", "")))
            self._open = True
        elif tag == "input" and self._open and "name" in values:
            self._field(values)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = False

    def _field(self, values: Mapping[str, str]) -> None:
        unticked = values.get("type") in ("checkbox", "radio") and "checked" not in values
        self.forms[-1].fields[values["name"]] = None if unticked else values.get("value", "")
