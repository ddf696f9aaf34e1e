"""The customers of one operator: always the same ones for the same operator and number.

Surnames are made of the trade's words, so that nobody takes these people for real ones.
"""

import unicodedata
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any

from faker import Faker

from tools.demo.numbers import customer_numbers, iban, mobile_phones

EIGHT_DIGITS = "^[0-9]{8}$"
STEMS = (
    *("Próbni", "Wzor", "Faktur", "Liczni", "Rachun", "Umown", "Abonamenc", "Okienk", "Bilan"),
    *("Taryf", "Odczyt", "Przelew", "Portal", "Segregat", "Kolejk", "Wydruk", "Zestawi"),
)
ENDINGS = (("owski", "owska"), ("ewski", "ewska"), ("ewicz", "ewicz"), ("ak", "ak"))
TRADES = ("Piekarnia", "Warsztat", "Księgarnia", "Kwiaciarnia", "Stolarnia", "Drukarnia")
# Fixed, so that people stay who they are from one day to the next.
BORN = (date(1941, 1, 1), date(2006, 12, 31))
LAST_SIGNED = date(2024, 6, 30)
MAIL_HOSTS = ("example.com", "example.org", "example.net")


@dataclass(frozen=True)
class Address:
    street: str
    postal_code: str
    city: str


@dataclass(frozen=True)
class Contract:
    number: str
    status: str
    signed_on: date


@dataclass(frozen=True)
class Payer:
    number: str
    iban: str


@dataclass(frozen=True)
class Person:
    """A customer; `place` tells who stands at the front, where demo people are picked from."""

    place: int
    customer_number: str
    kind: str
    first: str
    last: str
    company: str | None
    pesel: str | None
    nip: str | None
    phone: str
    email: str | None
    address: Address
    contracts: tuple[Contract, ...]
    payers: tuple[Payer, ...]

    @property
    def full_name(self) -> str:
        return self.company or f"{self.first} {self.last}"


def people_of(slug: str, profile: Mapping[str, Any], count: int) -> list[Person]:
    seed = zlib.crc32(slug.encode())
    invention = _Invention(seed)
    pattern = profile["registration"].get("customer_number", {}).get("pattern", EIGHT_DIGITS)
    numbers = customer_numbers(pattern, Random(seed), count)
    phones = mobile_phones(Random(seed + 1), count)
    return [invention.person(place, numbers[place], phones[place]) for place in range(count)]


class _Invention:
    def __init__(self, seed: int) -> None:
        self._seed = seed

    def person(self, place: int, customer_number: str, phone: str) -> Person:
        # Seeded for each one, so that a larger crowd begins with the same people.
        faker = Faker("pl_PL")
        faker.seed_instance(self._seed + place)
        random = faker.random
        business = place % 7 == 2
        woman = random.random() < 0.5
        first = faker.first_name_female() if woman else faker.first_name_male()
        last = random.choice(STEMS) + random.choice(ENDINGS)[int(woman)]
        return Person(
            place=place,
            customer_number=customer_number,
            kind="business" if business else "individual",
            first=first,
            last=last,
            company=f"{random.choice(TRADES)} {last} sp. z o.o." if business else None,
            pesel=None if business else _pesel(faker, woman),
            nip=faker.nip() if business else None,
            phone=phone,
            email=_email(first, last, customer_number, place),
            address=_address(faker),
            contracts=self._contracts(random, customer_number, place),
            payers=self._payers(customer_number, place),
        )

    def _contracts(self, random: Random, customer: str, place: int) -> tuple[Contract, ...]:
        status = ("active", "active", "active", "signed-by-customer", "prepared")[place // 5 % 5]
        signed = LAST_SIGNED - timedelta(days=random.randrange(3000))
        contracts = [Contract(f"U/{customer}/1", status, signed)]
        if place % 4 == 0:
            later = signed + timedelta(days=random.randrange(30, 700))
            contracts.append(Contract(f"U/{customer}/2", "active", later))
        if place % 9 == 8:
            contracts.append(Contract(f"U/{customer}/0", "ended", signed - timedelta(days=730)))
        return tuple(contracts)

    def _payers(self, customer: str, place: int) -> tuple[Payer, ...]:
        """One in ten customers has two: a home and a shop, say."""
        operator = self._seed % 10_000
        how_many = 2 if place % 10 == 4 else 1
        accounts = [operator * 10**12 + place * 10 + n for n in range(how_many)]
        return tuple(
            Payer(f"P-{customer}-{n}", iban(account)) for n, account in enumerate(accounts, start=1)
        )


def _pesel(faker: Faker, woman: bool) -> str:
    born = faker.date_between(*BORN)
    return str(faker.pesel(datetime.combine(born, time(), UTC), "F" if woman else "M"))


def _email(first: str, last: str, customer_number: str, place: int) -> str | None:
    """One in six has told the operator none."""
    if place % 6 == 5:
        return None
    host = MAIL_HOSTS[place % len(MAIL_HOSTS)]
    return f"{plain(first)}.{plain(last)}.{customer_number[-4:]}@{host}"


def _address(faker: Faker) -> Address:
    street = f"ul. {faker.street_name()} {faker.random.randrange(1, 120)}"
    return Address(street, str(faker.postcode()), str(faker.city()))


def plain(text: str) -> str:
    """Lower case, without Polish letters and spaces."""
    decomposed = unicodedata.normalize("NFKD", text.lower().replace("ł", "l").replace(" ", ""))
    return "".join(character for character in decomposed if character.isascii())
