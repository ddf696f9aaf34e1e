"""Settings, operators, sealing, secrets, logs and clocks: the ground that services stand on."""

import base64
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from chassis.clock import OffsetClock, SystemClock, rfc3339
from chassis.contracts import Contracts
from chassis.logging import redact
from chassis.messaging.envelope import Event, new_event_id
from chassis.messaging.secrets import open_secret, seal_secret
from chassis.operators import WrongProfile, duration, load_operators, read_operators
from chassis.sealing import BlindIndex, Sealer, Unsealable
from chassis.settings import Common, Env, common, key_list, read

OLD, NEW = {"k1": b"1" * 32}, {"k2": b"2" * 32}
EVENT_ID = "0199f2c4-7b1e-7c55-9d51-3f6f3f1f6a01"
LATER = datetime(2026, 11, 21, 10, 5, tzinfo=UTC)


class TestSettings:
    def test_all_that_is_missing_is_told_at_once(self, capsys: Any) -> None:
        with pytest.raises(SystemExit) as stopped:
            read(lambda env: (common(env), env.text("MONGO_URI"), env.integer("HASH_SLOTS")), {})
        assert stopped.value.code == 78
        told = capsys.readouterr().err
        for name in ("ENVIRONMENT", "OPERATORS_DIR", "CONTRACTS_DIR", "MONGO_URI", "HASH_SLOTS"):
            assert f"setting {name}: is missing" in told

    def test_a_wrong_number_names_its_setting(self, capsys: Any) -> None:
        with pytest.raises(SystemExit):
            read(lambda env: env.integer("HASH_SLOTS"), {"HASH_SLOTS": "two"})
        assert "setting HASH_SLOTS" in capsys.readouterr().err

    @pytest.mark.parametrize("name", ["CLOCK_FILE", "LOCAL_BASE_URL"])
    def test_time_and_hosts_cannot_be_moved_in_production(self, name: str, capsys: Any) -> None:
        values = {
            "ENVIRONMENT": "production",
            "OPERATORS_DIR": "x",
            "CONTRACTS_DIR": "y",
            name: "z",
        }
        with pytest.raises(SystemExit) as stopped:
            read(common, values)
        assert stopped.value.code == 78
        assert f"setting {name}: is for ENVIRONMENT=local or test only" in capsys.readouterr().err

    def test_keys_are_read_in_order(self) -> None:
        encoded = base64.b64encode(b"1" * 32).decode()
        assert list(key_list(f"new:{encoded},old:{encoded}")) == ["new", "old"]

    @pytest.mark.parametrize("text", ["justtext", "kid:short", ":AAAA", "kid:!!!"])
    def test_a_wrong_key_is_refused(self, text: str) -> None:
        with pytest.raises(ValueError, match="base64"):
            key_list(text)

    def test_a_fault_of_ours_is_not_hidden_as_a_setting(self) -> None:
        def build(_: Env) -> None:
            raise TypeError("ours")

        with pytest.raises(TypeError):
            read(build, {})


class TestOperators:
    @pytest.fixture
    def folder(
        self, common: Common, tmp_path: Path
    ) -> Callable[[Callable[[dict[str, Any]], None]], Common]:
        original = (common.operators_dir / "virtual-operator.yaml").read_text()

        def write(change: Callable[[dict[str, Any]], None]) -> Common:
            profile = yaml.safe_load(original)
            change(profile)
            (tmp_path / "virtual-operator.yaml").write_text(yaml.safe_dump(profile))
            return replace(common, operators_dir=tmp_path)

        return write

    def test_the_shipped_operators_are_right(self, common: Common) -> None:
        operator = read_operators(common).get("virtual-operator")
        assert operator.base_url == "http://virtual-operator.localhost:8080"
        assert operator.section("sign_in")["identifiers"] == ["user_name", "customer_number"]

    def test_the_canonical_host_is_the_profiles_where_real_people_are(self, common: Common) -> None:
        operators = read_operators(replace(common, local_base_url=None))
        assert operators.get("virtual-operator").base_url == "https://ebok.virtualoperator.pl"
        assert operators.by_host("virtual-operator.localhost") is None

    @pytest.mark.parametrize(
        ("change", "path"),
        [
            pytest.param(lambda p: p.pop("name"), "", id="missing name"),
            pytest.param(lambda p: p["session"].update(idle="soon"), "session/idle", id="duration"),
            pytest.param(lambda p: p["lockout"].update(failurs=5), "lockout", id="misspelt"),
            pytest.param(lambda p: p.update(slug="other"), "slug", id="slug differs from file"),
            pytest.param(
                lambda p: p["brand"]["light"].update(ink="red"), "brand/light/ink", id="colour"
            ),
        ],
    )
    def test_a_wrong_file_is_refused_with_file_path_and_reason(
        self, folder: Any, change: Callable[[dict[str, Any]], None], path: str
    ) -> None:
        with pytest.raises(WrongProfile, match=rf"virtual-operator\.yaml: {path or '/'}: .+"):
            read_operators(folder(change))

    def test_a_wrong_file_stops_the_process(self, folder: Any, capsys: Any) -> None:
        with pytest.raises(SystemExit) as stopped:
            load_operators(folder(lambda profile: profile.pop("hosts")))
        assert stopped.value.code == 78
        assert "hosts" in capsys.readouterr().err

    @pytest.mark.parametrize(
        ("text", "meant"), [("90s", 90), ("15m", 900), ("24h", 86400), ("3d", 259200)]
    )
    def test_durations(self, text: str, meant: int) -> None:
        assert duration(text) == timedelta(seconds=meant)


class TestSealing:
    def test_what_was_sealed_opens_in_its_own_context_only(self) -> None:
        sealed = Sealer(OLD).seal("44051401458", "customer/1")
        assert "44051401458" not in sealed
        assert Sealer(OLD).open(sealed, "customer/1") == "44051401458"
        with pytest.raises(Unsealable):
            Sealer(OLD).open(sealed, "customer/2")

    def test_two_seals_of_one_text_differ(self) -> None:
        assert Sealer(OLD).seal("x", "c") != Sealer(OLD).seal("x", "c")

    def test_a_rotated_key_still_opens_and_no_longer_seals(self) -> None:
        sealed = Sealer(OLD).seal("x", "c")
        rotated = Sealer(NEW | OLD)
        assert rotated.open(sealed, "c") == "x"
        assert rotated.seal("x", "c").startswith("k2.")

    @pytest.mark.parametrize("sealed", ["", "k1", "k1.", "k1.AAAA", "k9.AAAA", "k1.żółć"])
    def test_rubbish_is_refused(self, sealed: str) -> None:
        with pytest.raises(Unsealable):
            Sealer(OLD).open(sealed, "c")

    def test_a_blind_index_differs_by_operator_field_and_key(self) -> None:
        index = BlindIndex(OLD)
        digests = {
            index.of("a", "phone", "1"),
            index.of("b", "phone", "1"),
            index.of("a", "pesel", "1"),
            BlindIndex(NEW).of("a", "phone", "1"),
        }
        assert len(digests) == 4
        assert index.of("a", "phone", "1") == index.of("a", "phone", "1")
        assert index.of("a", "phone", "1") in BlindIndex(NEW | OLD).candidates("a", "phone", "1")


class TestSecretsOnTheWire:
    def event(self, contracts: Contracts, **changes: Any) -> Event:
        example = contracts.get("identity.code-issued.v1").examples()[0]
        secret = seal_secret(
            Sealer(OLD), EVENT_ID, "virtual-operator", "+48600100200", {"code": "123456"}, LATER
        )
        document = {**example, "id": EVENT_ID, "data": {**example["data"], "secret": secret}}
        return replace(Event.from_document(document), **changes)

    def test_a_secret_opens_in_its_own_event(self, contracts: Contracts) -> None:
        secret = open_secret(Sealer(OLD), self.event(contracts))
        assert (secret.recipient, secret.values) == ("+48600100200", {"code": "123456"})
        assert secret.expires_at == LATER

    @pytest.mark.parametrize("changes", [{"id": "another"}, {"operator": "another"}])
    def test_a_secret_moved_into_another_event_or_operator_stays_shut(
        self, contracts: Contracts, changes: dict[str, str]
    ) -> None:
        with pytest.raises(Unsealable):
            open_secret(Sealer(OLD), self.event(contracts, **changes))

    def test_its_life_cannot_be_prolonged(self, contracts: Contracts) -> None:
        event = self.event(contracts)
        event.data["secret"]["expires_at"] = rfc3339(LATER + timedelta(hours=1))
        with pytest.raises(Unsealable):
            open_secret(Sealer(OLD), event)

    def test_neither_code_nor_phone_stands_in_the_event(self, contracts: Contracts) -> None:
        text = self.event(contracts).to_json()
        assert b"123456" not in text
        assert b"600100200" not in text


class TestLogs:
    @pytest.mark.parametrize(
        "entry",
        [
            {"phone": "+48600100200"},
            {"customer": {"email": "kto@example.com"}},
            {"problem": "duplicate key 600100200 in index"},
            {"exception": "ValueError: 44051401458"},
            {"people": ["kto@example.com"]},
            {"password": "Zielony-Rower-1"},
            {"secret": {"sealed": "k1.abc"}},
        ],
    )
    def test_personal_data_are_redacted(self, entry: dict[str, Any]) -> None:
        text = json.dumps(redact(None, "info", {"event": "x", **entry}))
        for private in ("600100200", "kto@", "44051401458", "Zielony", "abc"):
            assert private not in text

    def test_identifiers_stay_readable(self) -> None:
        entry = {"event_id": EVENT_ID, "ms": 12.5, "route": "/invoices/<id>", "trace": "ab" * 16}
        assert redact(None, "info", dict(entry)) == entry


class TestClocks:
    def test_a_clock_file_moves_time(self, tmp_path: Path) -> None:
        file = tmp_path / "clock"
        clock = OffsetClock(file)
        assert abs(clock.now() - SystemClock().now()) < timedelta(seconds=1)
        file.write_text("86400")
        assert clock.now() - SystemClock().now() > timedelta(hours=23)

    def test_instants_are_whole_milliseconds_in_utc(self) -> None:
        now = SystemClock().now()
        assert now.microsecond % 1000 == 0
        assert datetime.fromisoformat(rfc3339(now)) == now

    def test_event_ids_sort_by_time_and_are_unique(self) -> None:
        ids = [new_event_id() for _ in range(1000)]
        assert len(set(ids)) == 1000
        assert ids[0][:8] <= ids[-1][:8]
