"""A whole registration leaves lines that tell what happened, and to nobody whom."""

import pytest
from identity_testing import EMAIL, JAN, NUMBER, OTHER_PASSWORD, PASSWORD, PHONE, USER_NAME
from structlog.testing import capture_logs

from identity.domain.errors import AttemptsClosed, CodeWrong, CredentialsWrong


@pytest.fixture
def logged():
    """As the code wrote it, before the chassis's redactor has seen it."""
    with capture_logs() as entries:
        yield entries


def test_what_is_logged_and_what_is_not(fake_world, logged):
    world = fake_world
    world.knows()
    flow = world.at_confirm()
    code = world.code()
    with pytest.raises(CodeWrong):
        world.confirm(flow, world.wrong_code())
    world.confirm(flow, code)
    world.choose(flow)
    link = world.link()
    world.activate(link)
    session = world.sign_in()
    for refusal in [CredentialsWrong] * 5 + [AttemptsClosed]:
        with pytest.raises(refusal):
            world.sign_in(USER_NAME, "zupełnie inny parasol")
    world.wait(minutes=1)
    world.reset(world.at_new_password())
    world.change_password(world.sign_in(password=OTHER_PASSWORD), OTHER_PASSWORD, PASSWORD)
    assert [line["event"] for line in logged] == [
        "registration_identified",
        "account_opened",
        "account_activated",
        "signed_in",
        "attempts_closed",
        "recovery_identified",
        "password_reset",
        "signed_in",
        "password_changed",
    ]
    secrets = (PHONE, EMAIL, NUMBER, USER_NAME, PASSWORD, OTHER_PASSWORD, JAN.pesel, JAN.name)
    text = repr(logged)
    assert [s for s in (*secrets, flow, code, link, session) if s in text] == []
