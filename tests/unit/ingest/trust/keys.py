"""Keys and sealed letters made on the spot with openssl and gpg, as a correspondent would."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

TEXT = "Bonjour, les serveurs du CH de Vallonne sont chiffrés depuis ce matin.\r\n"
INSIDE = ("Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n" + TEXT).encode()
HEAD = b"From: RSSI <rssi@ch-vallonne.example>\r\nTo: fssi@desk.example\r\nSubject: Incident\r\nMIME-Version: 1.0\r\n"


def run(*arguments: str, given: bytes = b"", cwd: Path | None = None) -> bytes:
    """A program's output; a failure shows what it said."""
    done = subprocess.run(arguments, input=given, capture_output=True, timeout=60, cwd=cwd)
    assert done.returncode == 0, done.stderr.decode(errors="replace")
    return done.stdout


@dataclass(frozen=True)
class Holder:
    """Somebody's certificate, their key, and a file with both."""

    certificate: Path
    key: Path
    both: Path


_CONFIGURED = """[req]
prompt=no
distinguished_name=dn
x509_extensions=ext
[dn]
CN={name}
[ext]
subjectAltName=email:{address}
keyUsage=digitalSignature,keyEncipherment,keyCertSign
extendedKeyUsage=emailProtection
basicConstraints=CA:TRUE
[ca]
default_ca=own
[own]
database={folder}/{name}.index
rand_serial=yes
new_certs_dir={folder}
default_md=sha256
policy=any
x509_extensions=ext
[any]
commonName=supplied
"""


def holder(folder: Path, name: str, address: str, ended: bool = False) -> Holder:
    """A self-signed certificate for an address; `ended`: its time is over."""
    certificate, key, both = folder / f"{name}.crt", folder / f"{name}.key", folder / f"{name}.pem"
    configured, asked = folder / f"{name}.cnf", folder / f"{name}.csr"
    configured.write_text(_CONFIGURED.format(name=name, address=address, folder=folder))
    (folder / f"{name}.index").touch()
    new = ("openssl", "req", "-new", "-newkey", "rsa:2048", "-nodes", "-config", str(configured), "-keyout", str(key))
    run(*new, "-out", str(asked))
    sign = ("openssl", "ca", "-batch", "-notext", "-selfsign", "-config", str(configured), "-keyfile", str(key))
    years = ("-startdate", "20200101000000Z", "-enddate", "20210101000000Z" if ended else "20990101000000Z")
    run(*sign, *years, "-in", str(asked), "-out", str(certificate))
    both.write_bytes(key.read_bytes() + certificate.read_bytes())
    return Holder(certificate, key, both)


def sealed(inside: bytes, *to: Holder) -> bytes:
    """A letter with enveloped data for some holders."""
    made = run("openssl", "cms", "-encrypt", "-aes256", *(str(one.certificate) for one in to), given=inside)
    return HEAD + made.replace(b"MIME-Version: 1.0\n", b"", 1)


def signed(inside: bytes, by: Holder, *options: str) -> bytes:
    """A letter with signed data; `-nodetach` makes it opaque."""
    sign = ("openssl", "cms", "-sign", "-signer", str(by.certificate), "-inkey", str(by.key))
    return HEAD + run(*sign, *options, given=inside).replace(b"MIME-Version: 1.0\n", b"", 1)


@dataclass(frozen=True)
class Keyring:
    """A GnuPG folder."""

    home: Path

    def gpg(self, *arguments: str, given: bytes = b"") -> bytes:
        """gpg on this keyring."""
        return run("gpg", "--batch", "--no-tty", "--homedir", str(self.home), *arguments, given=given)

    def make(self, address: str) -> None:
        """A key pair without passphrase."""
        self.gpg("--passphrase", "", "--quick-generate-key", f"<{address}>", "future-default", "default", "never")

    def close(self) -> None:
        """End the keyring's agent and take the folder away."""
        subprocess.run(("gpgconf", "--homedir", str(self.home), "--kill", "all"), capture_output=True, timeout=30)
        shutil.rmtree(self.home, ignore_errors=True)


def keyring(folder: Path) -> Keyring:
    """An empty keyring."""
    folder.mkdir()
    os.chmod(folder, 0o700)
    return Keyring(folder)
