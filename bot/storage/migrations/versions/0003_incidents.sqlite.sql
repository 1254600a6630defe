CREATE TABLE incident (
    id INTEGER NOT NULL,
    number TEXT NOT NULL,
    opened_at DATETIME NOT NULL,
    lead INTEGER NOT NULL,
    paged INTEGER,
    storm_at DATETIME,
    digest_due_at DATETIME,
    digested_at DATETIME,
    version INTEGER NOT NULL,
    CONSTRAINT pk_incident PRIMARY KEY (id),
    CONSTRAINT uq_incident_number UNIQUE (number),
    CONSTRAINT fk_incident_lead FOREIGN KEY(lead) REFERENCES ticket (id),
    CONSTRAINT fk_incident_paged FOREIGN KEY(paged) REFERENCES ticket (id)
);
CREATE INDEX ix_incident_digest_due_at ON incident (digest_due_at) WHERE digest_due_at IS NOT NULL;
CREATE TABLE incident_member (
    incident_id INTEGER NOT NULL,
    ticket_id INTEGER NOT NULL,
    standing TEXT NOT NULL,
    reasons TEXT NOT NULL,
    at DATETIME NOT NULL,
    decided_by TEXT,
    CONSTRAINT pk_incident_member PRIMARY KEY (incident_id, ticket_id),
    CONSTRAINT fk_incident_member_incident_id FOREIGN KEY(incident_id) REFERENCES incident (id),
    CONSTRAINT fk_incident_member_ticket_id FOREIGN KEY(ticket_id) REFERENCES ticket (id)
) WITHOUT ROWID;
CREATE INDEX ix_incident_member_at ON incident_member (incident_id, at);
CREATE UNIQUE INDEX uq_incident_member_ticket_id ON incident_member (ticket_id) WHERE standing != 'split';
CREATE TABLE incident_trait (
    ticket_id INTEGER NOT NULL,
    kind TEXT NOT NULL,
    value TEXT NOT NULL,
    at DATETIME NOT NULL,
    CONSTRAINT pk_incident_trait PRIMARY KEY (ticket_id, kind, value),
    CONSTRAINT fk_incident_trait_ticket_id FOREIGN KEY(ticket_id) REFERENCES ticket (id)
) WITHOUT ROWID;
CREATE INDEX ix_incident_trait_kind ON incident_trait (kind, at, value);
CREATE INDEX ix_incident_trait_value ON incident_trait (value, at);
CREATE TABLE awaited_answer (
    ticket_id INTEGER NOT NULL,
    asked TEXT NOT NULL,
    since DATETIME NOT NULL,
    due_at DATETIME NOT NULL,
    reminders INTEGER NOT NULL,
    CONSTRAINT pk_awaited_answer PRIMARY KEY (ticket_id),
    CONSTRAINT fk_awaited_answer_ticket_id FOREIGN KEY(ticket_id) REFERENCES ticket (id)
) WITHOUT ROWID;
CREATE INDEX ix_awaited_answer_due_at ON awaited_answer (due_at);
