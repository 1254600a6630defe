"""A letter as read: bounded, decoded, safe to store. Octets go in at `ingest.parse`, this value comes out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Address:
    """A mailbox (RFC 5322 section 3.4): display name, decoded, and addr-spec with the domain in lower case."""

    name: str
    address: str

    @property
    def domain(self) -> str:
        """The part after the last `@`, lower case; empty when there is none."""
        return self.address.rpartition("@")[2].lower() if "@" in self.address else ""


@dataclass(frozen=True, slots=True)
class Defect:
    """Something mended or given up while reading: a stable code and one line of detail."""

    code: str
    detail: str


@dataclass(frozen=True, slots=True)
class Attachment:
    """One attached file: safe name, declared type, size and digest of the decoded octets.

    `path` counts from 1 in the order of the letter; children of a container follow it as "2/1". `flags` are stable
    words: `encrypted`, `macros`, `bomb`, `executable`, `disguised`, `sealed`, `infected`. `real_type` is the type that
    its octets show; empty when they show none. `text` is the beginning of a file that is plain text, decoded and
    bounded; empty for every other.
    """

    path: str
    filename: str
    content_type: str
    size: int
    sha256: str
    inline: bool
    flags: tuple[str, ...] = ()
    real_type: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Forwarded:
    """A letter inside this one, attached or inline; `headed` is true when its author was read from a header block."""

    author: Address | None
    date: datetime | None
    subject: str
    message_id: str | None
    text: str
    headed: bool = True


@dataclass(frozen=True, slots=True)
class Cut:
    """A stretch of `Message.text` left out of `new_text`: offsets into `text` and the pattern that decided."""

    start: int
    end: int
    pattern: str


@dataclass(frozen=True, slots=True)
class Delivery:
    """What a delivery report says of one recipient (RFC 3464): action, enhanced status, class of reason."""

    recipient: str | None
    action: str
    status: str | None
    reason: str
    diagnostic: str | None


@dataclass(frozen=True, slots=True)
class Feedback:
    """What a feedback report says (RFC 5965)."""

    type: str
    source_ip: str | None


@dataclass(frozen=True, slots=True)
class Seal:
    """What a signature or an encryption of a letter is worth; `method` is smime or pgp, `by` the signer's addresses;
    or dkim, checked by ourselves, and the domain that signed.

    Signatures: `verified` (holds, and a configured authority or keyring vouches for the signer), `intact` (holds),
    `broken`, `unchecked`. Encryption: `opened`, `closed`. `detail` tells why it is no more than that.
    """

    method: str
    state: str
    by: tuple[str, ...] = ()
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """One letter. Every text is str without NUL or lone surrogates; every list is bounded; instants are aware.

    `fields` holds header fields by lower-case name, each value unfolded, decoded and capped, in order of appearance.
    `part_types` are the content types of its parts in order (a calendar part with `;method=`).
    `return_path` is None when absent and "" when null (`<>`). `inner_ids` are the Message-IDs, References and
    In-Reply-To found in letters attached to this one. `received_at` is the instant in the topmost Received field.
    """

    sha256: str
    size: int
    message_id: str | None = None
    in_reply_to: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    subject: str = ""
    date: datetime | None = None
    from_: tuple[Address, ...] = ()
    sender: tuple[Address, ...] = ()
    reply_to: tuple[Address, ...] = ()
    to: tuple[Address, ...] = ()
    cc: tuple[Address, ...] = ()
    return_path: str | None = None
    delivered_to: tuple[str, ...] = ()
    received_at: datetime | None = None
    text: str = ""
    html: str | None = None
    new_text: str = ""
    cuts: tuple[Cut, ...] = ()
    forwarded: tuple[Forwarded, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    deliveries: tuple[Delivery, ...] = ()
    original_message_id: str | None = None
    feedback: Feedback | None = None
    inner_ids: tuple[str, ...] = ()
    fields: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    part_types: tuple[str, ...] = ()
    defects: tuple[Defect, ...] = ()
    seals: tuple[Seal, ...] = ()

    @property
    def author(self) -> Address | None:
        """The first From mailbox, or None."""
        return self.from_[0] if self.from_ else None

    def values(self, name: str) -> tuple[str, ...]:
        """All values of one header field, by any-case name; empty when it is absent."""
        return self.fields.get(name.lower(), ())

    def value(self, name: str) -> str:
        """The first value of one header field, or ""."""
        return next(iter(self.values(name)), "")
