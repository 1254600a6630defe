CREATE TABLE alarm (
    "key" TEXT NOT NULL,
    text TEXT NOT NULL,
    since DATETIME NOT NULL,
    told_at DATETIME NOT NULL,
    CONSTRAINT pk_alarm PRIMARY KEY ("key")
) WITHOUT ROWID;
CREATE TABLE cursor (
    account TEXT NOT NULL,
    folder TEXT NOT NULL,
    uidvalidity BIGINT NOT NULL,
    last_uid BIGINT NOT NULL,
    since DATETIME,
    CONSTRAINT pk_cursor PRIMARY KEY (account, folder)
) WITHOUT ROWID;
CREATE TABLE lease (
    name TEXT NOT NULL,
    holder TEXT,
    until DATETIME NOT NULL,
    number BIGINT NOT NULL,
    CONSTRAINT pk_lease PRIMARY KEY (name)
) WITHOUT ROWID;
CREATE TABLE leg (
    name TEXT NOT NULL,
    at DATETIME NOT NULL,
    stale_after_ms BIGINT NOT NULL,
    detail TEXT NOT NULL,
    ok BOOLEAN NOT NULL,
    CONSTRAINT pk_leg PRIMARY KEY (name)
) WITHOUT ROWID;
CREATE TABLE mark (
    name TEXT NOT NULL,
    at DATETIME NOT NULL,
    CONSTRAINT pk_mark PRIMARY KEY (name)
) WITHOUT ROWID;
CREATE TABLE octets (
    sha256 TEXT NOT NULL,
    part INTEGER NOT NULL,
    content BLOB NOT NULL,
    CONSTRAINT pk_octets PRIMARY KEY (sha256, part)
);
CREATE TABLE ticket (
    id INTEGER NOT NULL,
    number TEXT NOT NULL,
    state TEXT NOT NULL,
    track TEXT NOT NULL,
    severity TEXT,
    queue TEXT NOT NULL,
    opened_at DATETIME NOT NULL,
    received_at DATETIME NOT NULL,
    subject TEXT NOT NULL,
    language TEXT NOT NULL,
    requester TEXT NOT NULL,
    structure TEXT,
    owner TEXT,
    significant BOOLEAN NOT NULL,
    labels TEXT NOT NULL,
    report TEXT NOT NULL,
    questions TEXT NOT NULL,
    claims TEXT,
    merged_into TEXT,
    closed_at DATETIME,
    version INTEGER NOT NULL,
    CONSTRAINT pk_ticket PRIMARY KEY (id),
    CONSTRAINT uq_ticket_number UNIQUE (number)
);
CREATE INDEX ix_ticket_queue ON ticket (queue, id);
CREATE INDEX ix_ticket_state ON ticket (state, id);
CREATE TABLE ticket_number (
    prefix TEXT NOT NULL,
    year INTEGER NOT NULL,
    last INTEGER NOT NULL,
    CONSTRAINT pk_ticket_number PRIMARY KEY (prefix, year)
) WITHOUT ROWID;
CREATE TABLE escalation_case (
    id INTEGER NOT NULL,
    ticket_id INTEGER NOT NULL,
    closed BOOLEAN NOT NULL,
    next_at DATETIME,
    "case" TEXT NOT NULL,
    version INTEGER NOT NULL,
    CONSTRAINT pk_escalation_case PRIMARY KEY (id),
    CONSTRAINT fk_escalation_case_ticket_id FOREIGN KEY(ticket_id) REFERENCES ticket (id)
);
CREATE INDEX ix_escalation_case_due ON escalation_case (next_at) WHERE closed = 0;
CREATE INDEX ix_escalation_case_ticket_id ON escalation_case (ticket_id, id);
CREATE UNIQUE INDEX uq_escalation_case_running ON escalation_case (ticket_id) WHERE closed = 0;
CREATE TABLE known_message (
    message_id TEXT NOT NULL,
    ticket_id INTEGER NOT NULL,
    ours BOOLEAN NOT NULL,
    CONSTRAINT pk_known_message PRIMARY KEY (message_id),
    CONSTRAINT fk_known_message_ticket_id FOREIGN KEY(ticket_id) REFERENCES ticket (id)
) WITHOUT ROWID;
CREATE TABLE letter (
    id INTEGER NOT NULL,
    account TEXT NOT NULL,
    folder TEXT NOT NULL,
    uidvalidity BIGINT NOT NULL,
    uid BIGINT NOT NULL,
    received_at DATETIME NOT NULL,
    journaled_at DATETIME NOT NULL,
    sha256 TEXT NOT NULL,
    size BIGINT NOT NULL,
    truncated BOOLEAN NOT NULL,
    state TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    cause TEXT,
    identity TEXT,
    message_id TEXT,
    kind TEXT,
    outcome TEXT,
    ticket_id INTEGER,
    due_at DATETIME,
    settled_at DATETIME,
    CONSTRAINT pk_letter PRIMARY KEY (id),
    CONSTRAINT uq_letter_account_folder_uidvalidity_uid UNIQUE (account, folder, uidvalidity, uid),
    CONSTRAINT fk_letter_ticket_id FOREIGN KEY(ticket_id) REFERENCES ticket (id)
);
CREATE INDEX ix_letter_identity ON letter (identity);
CREATE INDEX ix_letter_message_id ON letter (message_id);
CREATE INDEX ix_letter_quarantined ON letter (id) WHERE state = 'quarantined';
CREATE INDEX ix_letter_sha256 ON letter (sha256);
CREATE INDEX ix_letter_ticket_id ON letter (ticket_id);
CREATE INDEX ix_letter_waiting ON letter (received_at, id) WHERE state = 'waiting';
CREATE TABLE outbox (
    id INTEGER NOT NULL,
    "key" TEXT NOT NULL,
    message_id TEXT NOT NULL,
    cls TEXT NOT NULL,
    template TEXT NOT NULL,
    language TEXT NOT NULL,
    context TEXT NOT NULL,
    due_at DATETIME NOT NULL,
    created_at DATETIME NOT NULL,
    ticket_id INTEGER,
    ticket TEXT,
    in_reply_to TEXT,
    "references" TEXT NOT NULL,
    auto_submitted TEXT NOT NULL,
    envelope_from TEXT NOT NULL,
    person TEXT,
    fingerprint TEXT NOT NULL,
    waits_for TEXT,
    waits_until DATETIME,
    otherwise TEXT,
    status TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    last_error TEXT,
    subject TEXT,
    text TEXT,
    html TEXT,
    sent_at DATETIME,
    priority INTEGER NOT NULL,
    ready_at DATETIME NOT NULL,
    worker TEXT,
    CONSTRAINT pk_outbox PRIMARY KEY (id),
    CONSTRAINT uq_outbox_key UNIQUE ("key"),
    CONSTRAINT uq_outbox_message_id UNIQUE (message_id),
    CONSTRAINT fk_outbox_ticket_id FOREIGN KEY(ticket_id) REFERENCES ticket (id)
);
CREATE INDEX ix_outbox_answers ON outbox (created_at) WHERE cls = 'answer';
CREATE INDEX ix_outbox_queued ON outbox (priority, ready_at, id) WHERE status = 'queued';
CREATE INDEX ix_outbox_sending ON outbox (ready_at) WHERE status = 'sending';
CREATE INDEX ix_outbox_ticket_id ON outbox (ticket_id, id);
CREATE INDEX ix_outbox_unsent ON outbox (status, id) WHERE status IN ('failed', 'uncertain', 'held', 'cancelled');
CREATE INDEX ix_outbox_waiting ON outbox (ready_at) WHERE status = 'queued' AND waits_for IS NOT NULL;
CREATE TABLE participant (
    ticket_id INTEGER NOT NULL,
    address TEXT NOT NULL,
    position INTEGER NOT NULL,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    confirmed BOOLEAN NOT NULL,
    CONSTRAINT pk_participant PRIMARY KEY (ticket_id, address),
    CONSTRAINT fk_participant_ticket_id FOREIGN KEY(ticket_id) REFERENCES ticket (id)
) WITHOUT ROWID;
CREATE TABLE service_level (
    ticket_id INTEGER NOT NULL,
    name TEXT NOT NULL,
    due_at DATETIME NOT NULL,
    clock TEXT NOT NULL,
    met_at DATETIME,
    told BOOLEAN NOT NULL,
    CONSTRAINT pk_service_level PRIMARY KEY (ticket_id, name),
    CONSTRAINT fk_service_level_ticket_id FOREIGN KEY(ticket_id) REFERENCES ticket (id)
) WITHOUT ROWID;
CREATE INDEX ix_service_level_due ON service_level (due_at) WHERE met_at IS NULL AND told = 0;
CREATE TABLE case_event (
    id INTEGER NOT NULL,
    case_id INTEGER NOT NULL,
    at DATETIME NOT NULL,
    kind TEXT NOT NULL,
    detail TEXT NOT NULL,
    CONSTRAINT pk_case_event PRIMARY KEY (id),
    CONSTRAINT fk_case_event_case_id FOREIGN KEY(case_id) REFERENCES escalation_case (id)
);
CREATE INDEX ix_case_event_case_id ON case_event (case_id, id);
CREATE TABLE entry (
    id INTEGER NOT NULL,
    ticket_id INTEGER NOT NULL,
    at DATETIME NOT NULL,
    kind TEXT NOT NULL,
    direction TEXT NOT NULL,
    message_id TEXT,
    from_ TEXT NOT NULL,
    "to" TEXT NOT NULL,
    subject TEXT NOT NULL,
    text TEXT NOT NULL,
    author TEXT NOT NULL,
    letter_id INTEGER,
    CONSTRAINT pk_entry PRIMARY KEY (id),
    CONSTRAINT fk_entry_ticket_id FOREIGN KEY(ticket_id) REFERENCES ticket (id),
    CONSTRAINT fk_entry_letter_id FOREIGN KEY(letter_id) REFERENCES letter (id)
);
CREATE INDEX ix_entry_ticket_id ON entry (ticket_id, id);
CREATE TABLE filing (
    letter_id INTEGER NOT NULL,
    account TEXT NOT NULL,
    due_at DATETIME NOT NULL,
    attempts INTEGER NOT NULL,
    last_error TEXT,
    CONSTRAINT pk_filing PRIMARY KEY (letter_id),
    CONSTRAINT fk_filing_letter_id FOREIGN KEY(letter_id) REFERENCES letter (id)
);
CREATE INDEX ix_filing_due ON filing (account, due_at, letter_id);
CREATE TABLE page (
    case_id INTEGER NOT NULL,
    round INTEGER NOT NULL,
    step INTEGER NOT NULL,
    person TEXT NOT NULL,
    message_id TEXT NOT NULL,
    at DATETIME NOT NULL,
    CONSTRAINT pk_page PRIMARY KEY (case_id, round, step, person),
    CONSTRAINT fk_page_case_id FOREIGN KEY(case_id) REFERENCES escalation_case (id)
) WITHOUT ROWID;
CREATE INDEX ix_page_message_id ON page (message_id);
CREATE TABLE recipient (
    outbox_id INTEGER NOT NULL,
    position INTEGER NOT NULL,
    address TEXT NOT NULL,
    result TEXT,
    code INTEGER,
    response TEXT,
    answered TEXT,
    ordered_at DATETIME,
    CONSTRAINT pk_recipient PRIMARY KEY (outbox_id, position),
    CONSTRAINT fk_recipient_outbox_id FOREIGN KEY(outbox_id) REFERENCES outbox (id)
) WITHOUT ROWID;
CREATE INDEX ix_recipient_answered ON recipient (answered, ordered_at) WHERE answered IS NOT NULL;
CREATE TABLE trace (
    id INTEGER NOT NULL,
    ticket_id INTEGER,
    letter_id INTEGER,
    at DATETIME NOT NULL,
    judgement TEXT NOT NULL,
    CONSTRAINT pk_trace PRIMARY KEY (id),
    CONSTRAINT fk_trace_ticket_id FOREIGN KEY(ticket_id) REFERENCES ticket (id),
    CONSTRAINT fk_trace_letter_id FOREIGN KEY(letter_id) REFERENCES letter (id)
);
CREATE INDEX ix_trace_ticket_id ON trace (ticket_id, id);
