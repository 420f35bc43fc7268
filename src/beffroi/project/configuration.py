"""Settings of an installation: read once from BEFFROI_* variables, checked, refused with a sentence.

The table of docs/settings.md is checked against `TABLE` by tests/architecture.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from beffroi.core.errors import BeffroiError


class BadSetting(BeffroiError):
    code = "setting.invalid"
    sentence = "Le réglage %(name)s n’est pas valable (%(value)s) : %(reason)s"


@dataclass(frozen=True, slots=True)
class Setting:
    name: str
    default: str
    meaning: str


TABLE: tuple[Setting, ...] = (
    Setting("BEFFROI_DATA", "data", "folder of the database, files, index and secret key"),
    Setting("BEFFROI_DATABASE_URL", "", "postgresql://user:password@host:port/name; empty: SQLite in the data folder"),
    Setting("BEFFROI_ADDRESS", "127.0.0.1:8000", "address and port that the server listens on"),
    Setting("BEFFROI_PUBLIC_URL", "", "address that people type, for links; https:// turns secure cookies on"),
    Setting("BEFFROI_ALLOWED_HOSTS", "", "further host names, comma separated"),
    Setting("BEFFROI_SMTP_URL", "", "smtp://user:password@host:587 or smtps://…; empty: links are shown, not sent"),
    Setting("BEFFROI_MAIL_FROM", "beffroi@localhost", "sender of invitations"),
    Setting("BEFFROI_TIME_ZONE", "Europe/Paris", "time zone of dates shown and of validity"),
    Setting("BEFFROI_MAX_FILE_MB", "200", "largest file accepted, in MB"),
    Setting("BEFFROI_QUOTA_MB", "0", "space for each authority's files, in MB; 0: no limit"),
    Setting("BEFFROI_BIN_DAYS", "30", "days in the bin before erasure"),
    Setting("BEFFROI_READ_SECONDS", "60", "longest reading of one file, in seconds of processor time"),
    Setting("BEFFROI_READ_MEMORY_MB", "1024", "memory of the process that reads one file, in MB"),
    Setting("BEFFROI_TRUST_PROXY", "0", "1 when a reverse proxy sets X-Forwarded-For and X-Forwarded-Proto"),
    Setting("BEFFROI_DEBUG", "0", "1 only on a developer's machine"),
)


@dataclass(frozen=True, slots=True)
class Configuration:
    data: Path
    database_url: str
    address: str
    public_url: str
    allowed_hosts: tuple[str, ...]
    smtp_url: str
    mail_from: str
    time_zone: str
    max_file_bytes: int
    quota_mb: int
    bin_days: int
    read_seconds: int
    read_memory_mb: int
    trust_proxy: bool
    debug: bool

    @property
    def host(self) -> str:
        return self.address.rpartition(":")[0].strip("[]")

    @property
    def port(self) -> int:
        return int(self.address.rpartition(":")[2])

    @property
    def https(self) -> bool:
        return self.public_url.startswith("https://")


def load(environment: Mapping[str, str] = os.environ) -> Configuration:
    """Read and check every setting. Raises BadSetting on the first that cannot be used."""
    values = {s.name: environment.get(s.name, s.default).strip() or s.default for s in TABLE}
    address = _address(values["BEFFROI_ADDRESS"])
    return Configuration(
        data=Path(values["BEFFROI_DATA"]).expanduser().resolve(),
        database_url=_url("BEFFROI_DATABASE_URL", values, ("postgresql", "postgres")),
        address=address,
        public_url=_url("BEFFROI_PUBLIC_URL", values, ("http", "https")).rstrip("/"),
        allowed_hosts=tuple(h.strip() for h in values["BEFFROI_ALLOWED_HOSTS"].split(",") if h.strip()),
        smtp_url=_url("BEFFROI_SMTP_URL", values, ("smtp", "smtps")),
        mail_from=values["BEFFROI_MAIL_FROM"],
        time_zone=values["BEFFROI_TIME_ZONE"],
        max_file_bytes=_number("BEFFROI_MAX_FILE_MB", values, 1) * 1024 * 1024,
        quota_mb=_number("BEFFROI_QUOTA_MB", values, 0),
        bin_days=_number("BEFFROI_BIN_DAYS", values, 0),
        read_seconds=_number("BEFFROI_READ_SECONDS", values, 1),
        read_memory_mb=_number("BEFFROI_READ_MEMORY_MB", values, 128),
        trust_proxy=_flag("BEFFROI_TRUST_PROXY", values),
        debug=_flag("BEFFROI_DEBUG", values),
    )


def _number(name: str, values: Mapping[str, str], least: int) -> int:
    try:
        number = int(values[name])
    except ValueError as exc:
        raise BadSetting(name=name, value=values[name], reason="un nombre entier est attendu.") from exc
    if number < least:
        raise BadSetting(name=name, value=values[name], reason=f"le plus petit possible est {least}.")
    return number


def _flag(name: str, values: Mapping[str, str]) -> bool:
    if values[name] not in {"0", "1"}:
        raise BadSetting(name=name, value=values[name], reason="0 ou 1 est attendu.")
    return values[name] == "1"


def _url(name: str, values: Mapping[str, str], schemes: tuple[str, ...]) -> str:
    value = values[name]
    if value and urlsplit(value).scheme not in schemes:
        raise BadSetting(name=name, value="…", reason=f"l’adresse doit commencer par {schemes[0]}://")
    return value


def _address(value: str) -> str:
    host, _, port = value.rpartition(":")
    if not host or not port.isdigit() or not 0 < int(port) < 65536:
        raise BadSetting(name="BEFFROI_ADDRESS", value=value, reason="écrivez hôte:port, par exemple 127.0.0.1:8000.")
    return value
