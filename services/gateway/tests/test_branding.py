"""Colours that could not be read, and logos that could run, stop the process."""

import re

import pytest
from gateway_testing import HOST, Browser

from gateway.branding import WrongBrand, check_contrast, contrast, serve_brands


def test_contrast_is_that_of_the_norm():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_every_shipped_operator_can_be_read(operators):
    for operator in operators.all():
        check_contrast(operator.slug, operator.section("brand"))


@pytest.mark.parametrize(
    ("theme", "name", "colour"),
    [
        ("light", "brand", "#9090ff"),
        ("light", "ink", "#5555cc"),
        ("light", "panel", "#aaaaaa"),
        ("light", "accent", "#303080"),
        ("dark", "brand", "#3f3fb4"),
    ],
)
def test_a_brand_that_cannot_be_read_is_refused(operators, theme, name, colour):
    brand = operators.get("virtual-operator").section("brand")
    with pytest.raises(WrongBrand, match=f"virtual-operator.yaml: brand/{theme}: contrast"):
        check_contrast("virtual-operator", {**brand, theme: {**brand[theme], name: colour}})


def test_a_missing_logo_is_named(app, operators, tmp_path):
    with pytest.raises(WrongBrand, match=r"brand/logo: .*logo.svg cannot be read"):
        serve_brands(app, operators, tmp_path)


def test_a_logo_that_runs_is_refused(app, operators, tmp_path):
    for operator in operators.all():
        for image in ("logo", "logo_dark", "mark"):
            file = tmp_path / operator.section("brand")[image]
            file.parent.mkdir(exist_ok=True)
            file.write_text("<svg onload='alert(1)'/>")
    with pytest.raises(WrongBrand, match="something that runs"):
        serve_brands(app, operators, tmp_path)


def test_stylesheets_are_cached_for_ever_and_squeezed(app):
    browser = Browser(app)
    page = browser.get("/sign-in").text
    addresses = re.findall(r'<link rel="stylesheet" href="([^"]+)"', page)
    assert len(addresses) == 3
    total = len(page.encode())
    for address in addresses:
        answer = browser.client.get(address, base_url=HOST, headers={"Accept-Encoding": "gzip"})
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert answer.headers["Content-Encoding"] == "gzip"
        assert answer.mimetype == "text/css"
        total += len(answer.data)
    assert total < 80 * 1024
    assert "--brand: #3f3fb4;" in browser.get(addresses[-1]).text


def test_an_address_with_another_digest_is_not_there(app):
    assert Browser(app).get("/static/0000000000000000/okienko.css").status_code == 404
    assert Browser(app).get("/static/0000000000000000/..%2Fapp.py").status_code == 404
