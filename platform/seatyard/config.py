"""Settings, from the environment and a file; every one documented in docs/settings.md."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email.utils import parseaddr
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from .errors import InvalidInput
from .given import Given
from .settings_file import read as read_file

LONGEST_LABEL = 30
DEFAULT_URL = "http://127.0.0.1:8080"
TEXT, JSON = "text", "json"
_POSTGRESQL = "postgresql+psycopg://"


@dataclass(frozen=True)
class Oidc:
    """By whom the operator's people may be let in: a provider of OpenID Connect."""

    issuer: str
    """Its address, as its tokens say it. ``SEATYARD_OIDC_ISSUER``"""
    client_id: str
    """What Seatyard is called there. ``SEATYARD_OIDC_CLIENT_ID``"""
    secret_file: Path
    """Holds the client's secret. ``SEATYARD_OIDC_CLIENT_SECRET_FILE``"""
    label: str = "SSO"
    """What people know it as. ``SEATYARD_OIDC_LABEL``"""
    only: bool = False
    """Whether the operator's people come by it alone, not by passwords. ``SEATYARD_OIDC_ONLY``"""


@dataclass(frozen=True)
class Settings:
    """Where this instance keeps its things and how others reach it."""

    home: Path
    """Folder of the instance: the SQLite file, the secret, rendered prompts. ``SEATYARD_HOME``"""
    database_url: str
    """SQLAlchemy address, ``postgresql+psycopg://…`` for work. ``SEATYARD_DATABASE_URL``"""
    secret_key: str
    """Signs sessions and derives the nodes' tokens. ``SEATYARD_SECRET_KEY`` or ``home/secret``"""
    base_url: str
    """Address at which the nodes reach this control plane. ``SEATYARD_BASE_URL``"""
    database_direct_url: str = ""
    """The same database without the pooler that ``database_url`` names, for what needs a session. None in
    between when empty. ``SEATYARD_DATABASE_DIRECT_URL``"""
    replica_url: str = ""
    """A streaming replica, for pages that may lag. ``SEATYARD_REPLICA_URL``"""
    replica_lag: int = 30
    """Seconds that it may be behind; else the primary is read. ``SEATYARD_REPLICA_LAG``"""
    cdr_limit: int = 4 * 1024 * 1024
    """Largest call record taken, in bytes. ``SEATYARD_CDR_LIMIT``"""
    operator: str = "Seatyard"
    """Who sends the invoices, as printed on them. ``SEATYARD_OPERATOR``"""
    seller: Path | None = None
    """The operator as tax documents name it, a YAML file. ``SEATYARD_SELLER``"""
    timezone: str = "Asia/Shanghai"
    """Zone of what belongs to no tenant: nodes, outages, findings. ``SEATYARD_TIMEZONE``"""
    speech: str = "espeak-ng"
    """Who speaks the prompts that are texts: ``espeak-ng``, or ``none``. ``SEATYARD_SPEECH``"""
    number_quarantine_days: int = 90
    """Days for which a number given back goes to no other tenant. ``SEATYARD_NUMBER_QUARANTINE_DAYS``"""
    failover_after: int = 0
    """Seconds without a node's link until its tenants move; 0: never. ``SEATYARD_FAILOVER_AFTER``"""
    lookup_networks: tuple[IPv4Network | IPv6Network, ...] = ()
    """Networks, not public, that tenants' lookups and webhooks may go to. ``SEATYARD_LOOKUP_NETWORKS``"""
    sip_proxies: tuple[IPv4Network | IPv6Network, ...] = ()
    """Where the nodes' proxy is, whose word on a call's origin they take. ``SEATYARD_SIP_PROXIES``"""
    recordings_place: str = ""
    """Where sealed recordings are kept: a folder, or ``s3://BUCKET/PREFIX``. ``SEATYARD_RECORDINGS``"""
    recordings_key: Path | None = None
    """Holds the master key. ``SEATYARD_RECORDINGS_KEY_FILE`` or ``home/recordings.key``"""
    recording_limit: int = 1024 * 1024 * 1024
    """Largest recording that a node may send, in bytes. ``SEATYARD_RECORDING_LIMIT``"""
    recordings_endpoint: str = ""
    """Address of the service with the bucket, AWS when empty. ``SEATYARD_RECORDINGS_ENDPOINT``"""
    sftp_key: Path | None = None
    """Holds the SFTP server's key. ``SEATYARD_SFTP_KEY_FILE`` or ``home/sftp.key``"""
    node_folders: Mapping[str, Path] = field(default_factory=dict)
    """By node: its folder with recordings/, where that is on this machine. ``SEATYARD_NODE_FOLDERS``"""
    metrics: tuple[str, int] | None = None
    """Where ``seatyard switch run`` answers Prometheus; nowhere when None. ``SEATYARD_METRICS``"""
    web_metrics: tuple[str, int] | None = None
    """The same of ``seatyard serve``. ``SEATYARD_WEB_METRICS``"""
    clock_metrics: tuple[str, int] | None = None
    """The same of ``seatyard clock``. ``SEATYARD_CLOCK_METRICS``"""
    log_format: str = TEXT
    """How long processes log: ``text``, or ``json``, an object a line. ``SEATYARD_LOG_FORMAT``"""
    traces: str = ""
    """Address of a collector that is sent traces (OTLP); none are made when empty. ``SEATYARD_TRACES``"""
    stripe_key_file: Path | None = None
    """Holds the account's secret key; without it nothing is sent. ``SEATYARD_STRIPE_KEY_FILE``"""
    stripe_webhook_file: Path | None = None
    """Holds what signs its messages, a line each. ``SEATYARD_STRIPE_WEBHOOK_FILE``"""
    stripe_api: str = "https://api.stripe.com"
    """Where Stripe answers. ``SEATYARD_STRIPE_API``"""
    stripe_methods: tuple[str, ...] = ()
    """Ways to pay, as Stripe calls them; empty: what the account offers. ``SEATYARD_STRIPE_METHODS``"""
    proxies: int = 0
    """Proxies in front that say whom a request is from (X-Forwarded-For). ``SEATYARD_PROXIES``"""
    pages_url: str = ""
    """Address at which people reach the pages, for links in e-mails. ``SEATYARD_PAGES_URL``"""
    secrets_key: Path | None = None
    """Holds the keys of secrets in the database. ``SEATYARD_SECRETS_KEY_FILE`` or ``home/secrets.key``"""
    staff_totp: str = "offered"
    """Whether the operator's people must have a second factor: ``required``. ``SEATYARD_STAFF_TOTP``"""
    oidc: Oidc | None = None
    """Nobody when None. ``SEATYARD_OIDC_ISSUER`` and those beside it"""
    deletion_after: str = "1 month"
    """After a contract's end a tenant's data is kept for so long, where the contract does not say it.
    ``SEATYARD_DELETION_AFTER``"""
    books_kept_years: int = 30
    """Years for which books and vouchers of a deleted tenant are to be kept. ``SEATYARD_BOOKS_KEPT_YEARS``"""
    calls_kept_months: int = 0
    """Calls are dropped after so many months; 0: they are all kept. ``SEATYARD_CALLS_KEPT_MONTHS``"""
    session_idle: int = 12
    """Hours without a request after which a login ends. ``SEATYARD_SESSION_IDLE``"""
    session_longest: int = 168
    """Hours after which it ends in any case. ``SEATYARD_SESSION_LONGEST``"""
    smtp: tuple[str, int] | None = None
    """The server that sends e-mails; without one they wait. ``SEATYARD_SMTP``"""
    smtp_tls: str = "starttls"
    """How it is spoken to: ``starttls``, ``tls`` from the first byte, or ``none``. ``SEATYARD_SMTP_TLS``"""
    smtp_from: str = "seatyard@localhost"
    """The sender of e-mails. ``SEATYARD_SMTP_FROM``"""
    smtp_user: str = ""
    """Whom to log in as, nobody when empty. ``SEATYARD_SMTP_USER``"""
    smtp_password_file: Path | None = None
    """Holds the password. ``SEATYARD_SMTP_PASSWORD_FILE``"""
    api_per_minute: int = 600
    """Requests of one API token a minute, by each web worker. ``SEATYARD_API_PER_MINUTE``"""

    @property
    def recordings(self) -> str:
        return self.recordings_place or str(self.home / "vault")

    @property
    def recordings_key_file(self) -> Path:
        return self.recordings_key or self.home / "recordings.key"

    @property
    def pages(self) -> str:
        return self.pages_url or self.base_url

    @property
    def secrets_key_file(self) -> Path:
        return self.secrets_key or self.home / "secrets.key"

    @property
    def sftp_key_file(self) -> Path:
        return self.sftp_key or self.home / "sftp.key"

    @classmethod
    def from_env(cls, env: Mapping[str, str] | None = None) -> Settings:
        """From the environment, and from the file that ``SEATYARD_SETTINGS`` names, which yields to it.

        Raises InvalidInput, with every fault there is.
        """
        given = Given(os.environ if env is None else env)
        if (file := given.path("SEATYARD_SETTINGS")) is not None:
            given.beneath(read_file(file, given))
        settings = cls._read(given)
        given.check()
        return settings

    @classmethod
    def _read(cls, given: Given) -> Settings:
        env, text, number, path = given.values, given.text, given.number, given.path
        home = (path("SEATYARD_HOME") or Path.home() / ".seatyard").absolute()
        return cls(
            home=home,
            database_url=given.read(lambda: _database(env, home), ""),
            database_direct_url=given.read(lambda: _another(env, "SEATYARD_DATABASE_DIRECT_URL"), ""),
            replica_url=given.read(lambda: _another(env, "SEATYARD_REPLICA_URL"), ""),
            replica_lag=number("SEATYARD_REPLICA_LAG", cls.replica_lag),
            secret_key=given.read(lambda: _secret(env, home), ""),
            base_url=given.read(
                lambda: _url(text("SEATYARD_BASE_URL", DEFAULT_URL), "SEATYARD_BASE_URL"), ""
            ),
            cdr_limit=number("SEATYARD_CDR_LIMIT", cls.cdr_limit),
            operator=text("SEATYARD_OPERATOR", cls.operator),
            seller=path("SEATYARD_SELLER"),
            timezone=given.read(lambda: _zone(text("SEATYARD_TIMEZONE", cls.timezone)), cls.timezone),
            failover_after=number("SEATYARD_FAILOVER_AFTER", cls.failover_after, least=0),
            number_quarantine_days=number(
                "SEATYARD_NUMBER_QUARANTINE_DAYS", cls.number_quarantine_days, least=0
            ),
            speech=given.one_of("SEATYARD_SPEECH", cls.speech, ("espeak-ng", "none")),
            lookup_networks=given.read(lambda: _networks(text, "SEATYARD_LOOKUP_NETWORKS"), ()),
            sip_proxies=given.read(lambda: _networks(text, "SEATYARD_SIP_PROXIES"), ()),
            recordings_place=text("SEATYARD_RECORDINGS"),
            recordings_key=path("SEATYARD_RECORDINGS_KEY_FILE"),
            recording_limit=number("SEATYARD_RECORDING_LIMIT", cls.recording_limit),
            recordings_endpoint=text("SEATYARD_RECORDINGS_ENDPOINT"),
            sftp_key=path("SEATYARD_SFTP_KEY_FILE"),
            node_folders=given.read(lambda: _folders(text("SEATYARD_NODE_FOLDERS")), {}),
            stripe_key_file=path("SEATYARD_STRIPE_KEY_FILE"),
            stripe_webhook_file=path("SEATYARD_STRIPE_WEBHOOK_FILE"),
            stripe_api=given.read(
                lambda: _url(text("SEATYARD_STRIPE_API", cls.stripe_api), "SEATYARD_STRIPE_API"), ""
            ),
            stripe_methods=given.read(lambda: _words(text("SEATYARD_STRIPE_METHODS")), ()),
            metrics=given.read(lambda: _address(text("SEATYARD_METRICS"), "SEATYARD_METRICS"), None),
            web_metrics=given.read(
                lambda: _address(text("SEATYARD_WEB_METRICS"), "SEATYARD_WEB_METRICS"), None
            ),
            clock_metrics=given.read(
                lambda: _address(text("SEATYARD_CLOCK_METRICS"), "SEATYARD_CLOCK_METRICS"), None
            ),
            log_format=given.one_of("SEATYARD_LOG_FORMAT", cls.log_format, (TEXT, JSON)),
            traces=given.read(lambda: _url(text("SEATYARD_TRACES"), "SEATYARD_TRACES"), ""),
            proxies=number("SEATYARD_PROXIES", cls.proxies, least=0, most=20),
            pages_url=given.read(lambda: _url(text("SEATYARD_PAGES_URL"), "SEATYARD_PAGES_URL"), ""),
            secrets_key=path("SEATYARD_SECRETS_KEY_FILE"),
            staff_totp=given.one_of("SEATYARD_STAFF_TOTP", cls.staff_totp, ("offered", "required")),
            oidc=given.read(lambda: _oidc(env), None),
            deletion_after=text("SEATYARD_DELETION_AFTER", cls.deletion_after),
            books_kept_years=number("SEATYARD_BOOKS_KEPT_YEARS", cls.books_kept_years, least=0),
            calls_kept_months=given.none_or("SEATYARD_CALLS_KEPT_MONTHS", 0, least=13),
            session_idle=number("SEATYARD_SESSION_IDLE", cls.session_idle),
            session_longest=number("SEATYARD_SESSION_LONGEST", cls.session_longest),
            smtp=given.read(lambda: _address(text("SEATYARD_SMTP"), "SEATYARD_SMTP"), None),
            smtp_tls=given.read(lambda: _tls(env), cls.smtp_tls),
            smtp_from=given.read(lambda: _sender(text("SEATYARD_SMTP_FROM", cls.smtp_from)), cls.smtp_from),
            smtp_user=text("SEATYARD_SMTP_USER"),
            smtp_password_file=path("SEATYARD_SMTP_PASSWORD_FILE"),
            api_per_minute=number("SEATYARD_API_PER_MINUTE", cls.api_per_minute, most=1_000_000),
        )


def _database(env: Mapping[str, str], home: Path) -> str:
    url = env.get("SEATYARD_DATABASE_URL") or f"sqlite:///{home / 'seatyard.db'}"
    if not url.startswith(("sqlite:///", _POSTGRESQL)):
        kind = url.partition("://")[0]  # the rest may hold a password
        allowed = "postgresql+psycopg://user:password@host/name, sqlite:////path"
        raise InvalidInput(f"cannot be {kind!r}", where="SEATYARD_DATABASE_URL", allowed=allowed)
    return url


def _another(env: Mapping[str, str], name: str) -> str:
    """Of the same PostgreSQL."""
    url, main = env.get(name) or "", env.get("SEATYARD_DATABASE_URL") or ""
    if url and not (url.startswith(_POSTGRESQL) and main.startswith(_POSTGRESQL)):
        told = f"{_POSTGRESQL}user:password@host/name, beside such a SEATYARD_DATABASE_URL"
        raise InvalidInput(f"cannot be {url.partition('://')[0]!r}", where=name, allowed=told)
    return url


def _secret(env: Mapping[str, str], home: Path) -> str:
    if given := env.get("SEATYARD_SECRET_KEY"):
        return given
    try:
        return kept_secret(home / "secret")
    except OSError as error:
        told = f"{error.filename}: {error.strerror}"
        allowed = "a folder that this user may write to"
        raise InvalidInput(told, where="SEATYARD_HOME", allowed=allowed) from None


def _url(text: str, where: str) -> str:
    """Without the slash at its end."""
    try:
        parts = urlsplit(text)
        fits = (
            parts.scheme in ("http", "https") and bool(parts.hostname) and not (parts.query or parts.fragment)
        )
        fits = fits and (parts.port is None or parts.port > 0)
    except ValueError:
        fits = False
    if text and not fits:
        allowed = "an address, such as https://seatyard.example.com"
        raise InvalidInput(f"cannot be {text!r}", where=where, allowed=allowed)
    return text.rstrip("/")


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        allowed = "a time zone, such as Asia/Shanghai"
        raise InvalidInput(f"cannot be {name!r}", where="SEATYARD_TIMEZONE", allowed=allowed) from None
    return name


def _networks(text: Callable[[str], str], name: str) -> tuple[IPv4Network | IPv6Network, ...]:
    """Networks by commas."""
    try:
        return tuple(ip_network(part.strip()) for part in text(name).split(",") if part.strip())
    except ValueError as error:
        told = "networks by commas, such as 10.1.0.0/16"
        raise InvalidInput(str(error), where=name, allowed=told) from None


def _address(text: str, where: str) -> tuple[str, int] | None:
    """``127.0.0.1:9468``."""
    host, _, port = text.rpartition(":")
    if text and not (host and port.isascii() and port.isdigit() and int(port) < 65_536):
        raise InvalidInput(f"cannot read {text!r}", where=where, allowed="HOST:PORT")
    return (host.strip("[]"), int(port)) if text else None


def _words(text: str) -> tuple[str, ...]:
    """``card, alipay``."""
    words = tuple(part.strip() for part in text.split(",") if part.strip())
    for word in words:
        if not word.replace("_", "").isalnum() or not word.isascii() or not word.islower():
            told = "Stripe's names by commas, such as card,alipay,wechat_pay"
            raise InvalidInput(f"{word!r} is no way to pay", where="SEATYARD_STRIPE_METHODS", allowed=told)
    return words


def _tls(env: Mapping[str, str]) -> str:
    """A password is never sent in the clear."""
    word = env.get("SEATYARD_SMTP_TLS") or Settings.smtp_tls
    with_user = bool(env.get("SEATYARD_SMTP_USER"))
    allowed = ("starttls", "tls") if with_user else ("starttls", "tls", "none")
    if word not in allowed:
        with_it = " with SEATYARD_SMTP_USER" if with_user else ""
        raise InvalidInput(
            f"cannot be {word!r}{with_it}", where="SEATYARD_SMTP_TLS", allowed=", ".join(allowed)
        )
    return word


def _oidc(env: Mapping[str, str]) -> Oidc | None:
    """Whole or not at all."""
    needed = ["SEATYARD_OIDC_ISSUER", "SEATYARD_OIDC_CLIENT_ID", "SEATYARD_OIDC_CLIENT_SECRET_FILE"]
    label = env.get("SEATYARD_OIDC_LABEL") or Oidc.label
    only = _one_of(env, "SEATYARD_OIDC_ONLY", "no", ("yes", "no")) == "yes"
    missing = [name for name in needed if not env.get(name)]
    if missing == needed and label == Oidc.label and not only:
        return None
    if missing:
        told = f"{', '.join(needed)} together, or none of them"
        raise InvalidInput("not set", where=", ".join(missing), allowed=told)
    issuer, client_id, file = (env[name] for name in needed)
    _check_issuer(issuer)
    if not label.isprintable() or len(label) > LONGEST_LABEL:
        told = f"a line of at most {LONGEST_LABEL} characters"
        raise InvalidInput("cannot be on a button", where="SEATYARD_OIDC_LABEL", allowed=told)
    return Oidc(issuer, client_id, Path(file).expanduser().absolute(), label, only)


def _check_issuer(text: str) -> None:
    """What comes from there lets people in: it must come over TLS, or from this machine."""
    try:
        parts = urlsplit(text)
        host = parts.hostname or ""
    except ValueError:
        host = ""
    plain = host in ("localhost", "127.0.0.1", "::1")
    if not host or parts.scheme not in (("http", "https") if plain else ("https",)) or parts.query:
        told = "an https address, such as https://login.example.com"
        raise InvalidInput(f"cannot be {text!r}", where="SEATYARD_OIDC_ISSUER", allowed=told)


def _one_of(env: Mapping[str, str], name: str, default: str, allowed: tuple[str, ...]) -> str:
    word = env.get(name) or default
    if word not in allowed:
        raise InvalidInput(f"cannot be {word!r}", where=name, allowed=", ".join(allowed))
    return word


def _sender(text: str) -> str:
    name, _, domain = parseaddr(text)[1].rpartition("@")
    if not (name and domain) or any(not sign.isprintable() for sign in text):
        allowed = "an address, such as Seatyard <billing@example.com>"
        raise InvalidInput(f"cannot read {text!r}", where="SEATYARD_SMTP_FROM", allowed=allowed)
    return text


def _folders(text: str) -> dict[str, Path]:
    """``fs1=/var/lib/freeswitch-fs1,fs2=/srv/fs2``."""
    pairs = [pair.strip().partition("=") for pair in text.split(",") if pair.strip()]
    for name, _, folder in pairs:
        if not name or not folder:
            raise InvalidInput(
                f"cannot read {text!r}", where="SEATYARD_NODE_FOLDERS", allowed="NODE=FOLDER, with commas"
            )
    return {name: Path(folder).expanduser().absolute() for name, _, folder in pairs}


def kept_secret(path: Path) -> str:
    """A secret of this instance (64 hexadecimal digits), made at its first need, readable by its owner."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_hex(32))
    except FileExistsError:
        pass
    return path.read_text().strip()
