"""What a customer does in the portal, in words."""

from pathlib import Path
from typing import Literal

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from tests.e2e.sandbox import Sandbox
from tests.e2e.suite import Person

SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
WIDTHS = (360, 768, 1280)
HEIGHT = 900
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
CAPTCHA = "okienko"  # fixed by `make up` where ENVIRONMENT=local
PASSWORD = "Trzy-Zielone-Rowery-7"


class Portal:
    def __init__(self, page: Page, screenshots: Path) -> None:
        self.page = page
        self._screenshots = screenshots

    def photograph(self, name: str) -> None:
        """The page as it stands: on three widths, by day and by night, for everybody."""
        for scheme in SCHEMES:
            self.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            for width in WIDTHS:
                self.page.set_viewport_size({"width": width, "height": HEIGHT})
                self._expect_no_sideways_scroll(name, width)
                file = self._screenshots / f"{name}-{width}-{scheme}.png"
                self.page.screenshot(path=file, full_page=True)
            self._expect_no_barriers(name)
        self.page.emulate_media(color_scheme="light")

    def _expect_no_sideways_scroll(self, name: str, width: int) -> None:
        wide = self.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, f"{name} is {wide} px wide on a screen of {width} px"

    def _expect_no_barriers(self, name: str) -> None:
        """WCAG 2.2 AA as far as axe can see."""
        found = Axe().run(self.page, options={"runOnly": WCAG}).response["violations"]
        told = [f"{one['id']}: {node['html'][:200]}" for one in found for node in one["nodes"]]
        assert told == [], name

    def start_registration(self) -> None:
        self.page.goto("/sign-in")
        self.page.get_by_role("link", name="Zarejestruj się").first.click()
        expect(self.page.get_by_role("heading", level=1)).to_have_text("Rejestracja konta w eBOK")

    def identify(self, customer_number: str, phone: str, captcha: str = CAPTCHA) -> None:
        """Step 1 (R2, R3, R4)."""
        self.page.locator("[name=customer_number]").fill(customer_number)
        self.page.locator("[name=phone]").fill(phone)
        self.page.locator("[name=captcha]").fill(captcha)
        self.page.get_by_label("Akceptuję").check()
        self.page.get_by_role("button", name="Dalej").click()

    def enter_code(self, code: str) -> None:
        """The one-time SMS password (R5)."""
        self.page.locator("[name=code]").fill(code)
        self.page.get_by_role("button", name="Dalej").click()

    def choose_credentials(self, user_name: str, password: str = PASSWORD, email: str = "") -> None:
        """Step 2 (R6); an empty e-mail leaves what was filled in for the customer."""
        self.page.locator("[name=user_name]").fill(user_name)
        self.page.locator("[name=password]").fill(password)
        self.page.locator("[name=password_repeat]").fill(password)
        if email:
            self.page.locator("[name=email]").fill(email)
        self.page.get_by_role("button", name="Zapisz").click()

    def follow_activation_link(self, link: str) -> None:
        """Step 3 (R7): the link shows a button, the button does it."""
        self.page.goto(link)
        self.page.get_by_role("button", name="Potwierdź").click()

    def register(self, person: Person, sandbox: Sandbox, user_name: str) -> None:
        assert person.email is not None
        self.start_registration()
        self.identify(person.customer_number, person.phone)
        self.enter_code(sandbox.await_code(person.phone))
        self.choose_credentials(user_name)
        self.follow_activation_link(sandbox.await_link(person.email))

    def sign_in(self, identifier: str, password: str = PASSWORD) -> None:
        self.page.goto("/sign-in")
        self.page.locator("[name=identifier]").fill(identifier)
        self.page.locator("[name=password]").fill(password)
        self.page.get_by_role("button", name="Zaloguj się").click()

    def sign_out(self) -> None:
        """Top right on a wide screen (L15)."""
        self.page.get_by_role("button", name="Wyloguj").first.click()

    def expect_home(self) -> None:
        expect(self.page.get_by_role("heading", level=1)).to_contain_text("Dzień dobry")

    def expect_text(self, text: str) -> None:
        expect(self.page.get_by_text(text).first).to_be_visible()
