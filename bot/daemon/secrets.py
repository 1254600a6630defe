"""Keys of a login in, callables that give the secret when it is needed out. No secret is shown, stored or logged."""

from __future__ import annotations

import os
import secrets
import shlex
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from bot.errors import Fault, Misconfigured, Transient
from bot.settings.model import LoginSettings, Secret, Settings
from bot.settings.section import Section

COMMAND_SECONDS = 30
MOST_CHARACTERS = 65_536
KEY_FILE = "identity.key"
LEAST_KEY = 32

_PASSWORDS = ("password", "password_file", "password_env", "password_command")
_KEYS = ("key", "key_file", "key_env", "key_command")


@dataclass(frozen=True, slots=True)
class Places:
    """Where secrets are looked for: the environment, and the folder that relative paths begin at."""

    environ: Mapping[str, str]
    folder: Path


def read_login(section: Section, places: Places) -> LoginSettings:
    """`user` and at most one of `password`, `password_file`, `password_env`, `password_command`, `token_command`.

    Faults: two ways at once, a user without a secret, a secret without a user, an absent file or variable.
    """
    user = section.optional("user") or ""
    ways = _given(section, (*_PASSWORDS, "token_command"))
    if len(ways) > 1:
        section.fault(ways[1], f"two ways to log in: {' and '.join(ways)}", "keep exactly one of them")
        return LoginSettings(user)
    if user and not ways:
        section.fault("user", "a user without a password", f"add one of {', '.join(_PASSWORDS)}, token_command")
    if ways and not user:
        section.fault(ways[0], "a secret without a user", "add `user:` beside it")
    if not ways:
        return LoginSettings(user)
    secret = _secret(section, ways[0], places)
    return LoginSettings(user, token=secret) if ways[0] == "token_command" else LoginSettings(user, password=secret)


def read_key(section: Section, places: Places, data: Path) -> bytes:
    """The key our identifiers are signed with; empty when it is to be created at the first start (see `ensure_key`)."""
    ways = _given(section, _KEYS)
    if len(ways) > 1:
        section.fault(ways[1], f"two keys: {' and '.join(ways)}", "keep exactly one of them")
        return b""
    if not ways:
        return _stored_key(section, data / KEY_FILE)
    secret = _secret(section, ways[0], places)
    try:
        key = secret().encode() if secret else b""
    except Transient as cause:
        section.fault(ways[0], str(cause), "make the command print the key")
        return b""
    if secret and len(key) < LEAST_KEY:
        section.fault(ways[0], "the key is too short", f"give {LEAST_KEY} characters or more, drawn at random")
    return key


def ensure_key(settings: Settings) -> Settings:
    """The settings with a signing key: created in the data folder, readable by its owner only, if there was none.

    Raises Misconfigured when the folder cannot be written.
    """
    if settings.identity.key:
        return settings
    path = settings.data / KEY_FILE
    try:
        settings.data.mkdir(parents=True, exist_ok=True)
        key = _create_key(path)
    except OSError as cause:
        reason = cause.strerror or "cannot be written"
        raise Misconfigured(
            [Fault(str(path), None, "data", str(settings.data), reason, "give a folder of ours")]
        ) from cause
    return replace(settings, identity=replace(settings.identity, key=key))


def _create_key(path: Path) -> bytes:
    fresh = secrets.token_hex(32).encode()
    part = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(fresh + b"\n")
            file.flush()
            os.fsync(file.fileno())
        # link, not rename: of two processes starting at once the first wins, and both read the same key.
        os.link(part, path)
    except FileExistsError:
        return path.read_bytes().strip()
    finally:
        part.unlink()
    return fresh


def _stored_key(section: Section, path: Path) -> bytes:
    if not path.is_file():
        return b""
    try:
        key = path.read_bytes().strip()
    except OSError as cause:
        section.fault("key_file", f"{path}: {cause.strerror}", "let the daemon's user read it")
        return b""
    if len(key) < LEAST_KEY:
        section.fault("key_file", f"{path} is damaged: the key is too short", "restore the file from a backup")
    return key


def _given(section: Section, keys: tuple[str, ...]) -> list[str]:
    nodes = {key: section.raw(key) for key in keys}
    return [key for key, node in nodes.items() if node is not None and node.value is not None]


def _secret(section: Section, key: str, places: Places) -> Secret | None:
    if key.endswith("_command"):
        return _from_command(section, key)
    text = section.text(key)
    if not text:
        if (node := section.raw(key)) is not None and node.value == "":
            section.fault(key, "empty", "write it, or remove the line")
        return None
    if key.endswith("_file"):
        return _from_file(section, key, places.folder / Path(text).expanduser())
    if key.endswith("_env"):
        return _from_environment(section, key, text, places.environ)
    return lambda: text


def _from_environment(section: Section, key: str, name: str, environ: Mapping[str, str]) -> Secret | None:
    value = environ.get(name)
    if not value:
        section.fault(key, "no such environment variable, or it is empty", f"set {name} before starting")
        return None
    return lambda: value


def _from_file(section: Section, key: str, path: Path) -> Secret | None:
    def read() -> str:
        try:
            with path.open(encoding="utf-8") as file:
                return file.read(MOST_CHARACTERS).strip("\r\n")
        except (OSError, UnicodeDecodeError) as cause:
            raise Transient(f"secret file {path}: {getattr(cause, 'strerror', None) or 'not UTF-8 text'}") from cause

    try:
        content = read()
    except Transient as cause:
        section.fault(key, str(cause), "give a file that the daemon's user can read")
        return None
    if not content:
        section.fault(key, f"{path} is empty", "write the secret into it")
        return None
    return read


def _from_command(section: Section, key: str) -> Secret | None:
    words = _words(section, key)
    if not words:
        return None

    def ask() -> str:
        try:
            # The words come from the operator's own file and no shell reads them.
            done = subprocess.run(words, capture_output=True, timeout=COMMAND_SECONDS, stdin=subprocess.DEVNULL)  # noqa: S603
        except (OSError, subprocess.TimeoutExpired) as cause:
            raise Transient(f"{key} {words[0]}: {type(cause).__name__}") from cause
        if done.returncode != 0:
            raise Transient(f"{key} {words[0]}: ended with code {done.returncode}")
        answer = done.stdout[:MOST_CHARACTERS].decode("utf-8", "replace").strip("\r\n")
        if not answer:
            raise Transient(f"{key} {words[0]}: printed nothing")
        return answer

    return ask


def _words(section: Section, key: str) -> list[str]:
    node = section.raw(key)
    if node is None or not isinstance(node.value, str):
        words = list(section.texts(key))
    else:
        try:
            words = shlex.split(node.value)
        except ValueError as cause:
            section.fault(key, f"cannot be split into words: {cause}", 'write a list: ["program", "argument"]')
            return []
    if not words:
        section.fault(key, "no command", "write the program and its arguments")
    return words
