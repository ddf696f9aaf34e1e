"""The little browser that registers demo people: what it must share with a real one."""

from collections.abc import Iterator
from threading import Thread

import pytest
from flask import Flask, Response, redirect, request
from flask.typing import ResponseReturnValue
from tools.demo.browser import Browser, PortalError
from werkzeug.serving import make_server

from chassis.testing.servers import free_port

FORM = """
<form action="/language" method="post"><input type="hidden" name="locale" value="en"></form>
<form method="post">
  <input type="hidden" name="csrf_token" value="t0ken">
  <input type="text" name="code"><input type="checkbox" name="agree"><button>Go</button>
</form>
<form action="/leave" method="post"><input type="hidden" name="csrf_token" value="t0ken"></form>
"""


def portal() -> Flask:
    app = Flask(__name__)

    @app.get("/form")
    def form() -> Response:
        answer = Response(FORM)
        answer.set_cookie("__Host-flow", "abc", secure=True, httponly=True)
        answer.set_cookie("gone", "1")
        answer.delete_cookie("gone")
        return answer

    @app.post("/form")
    def take() -> ResponseReturnValue:
        return redirect(f"/told?{'&'.join(f'{k}={v}' for k, v in request.form.items())}")

    @app.post("/leave")
    def leave() -> str:
        return f"left with {request.form['csrf_token']}"

    @app.get("/told")
    def told() -> str:
        return f"{request.host} {dict(request.args)} {dict(request.cookies)}"

    return app


@pytest.fixture
def browser() -> Iterator[Browser]:
    port = free_port()
    server = make_server("127.0.0.1", port, portal(), threaded=True)
    thread = Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield Browser(f"http://an-operator.localhost:{port}")
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_form_is_sent_with_its_hidden_fields_and_the_secure_cookie(browser: Browser) -> None:
    page = browser.submit(browser.get("/form"), {"code": "123456"})
    assert page.text.startswith("an-operator.localhost:")
    assert "{'csrf_token': 't0ken', 'code': '123456'}" in page.text
    assert page.text.endswith("{'__Host-flow': 'abc'}")


def test_a_button_is_pressed_by_where_it_leads(browser: Browser) -> None:
    assert browser.press(browser.get("/form"), "/leave").text == "left with t0ken"


def test_another_page_than_expected_is_told(browser: Browser) -> None:
    page = browser.get("/told")
    with pytest.raises(PortalError, match="answered 200 without a form for code"):
        browser.submit(page, {"code": "123456"})
    with pytest.raises(PortalError, match="without a button to /leave"):
        browser.press(page, "/leave")
