CREATE TABLE reach_proof (
    person TEXT NOT NULL,
    address TEXT NOT NULL,
    message_id TEXT NOT NULL,
    asked_at DATETIME NOT NULL,
    due_at DATETIME NOT NULL,
    proven_at DATETIME,
    told BOOLEAN NOT NULL,
    CONSTRAINT pk_reach_proof PRIMARY KEY (person, address)
) WITHOUT ROWID;
DROP INDEX ix_service_level_due;
ALTER TABLE service_level RENAME TO service_level_before;
CREATE TABLE service_level (
    ticket_id INTEGER NOT NULL,
    name TEXT NOT NULL,
    due_at DATETIME NOT NULL,
    clock TEXT NOT NULL,
    met_at DATETIME,
    told BOOLEAN NOT NULL,
    remind_at DATETIME,
    left_ms BIGINT,
    CONSTRAINT pk_service_level PRIMARY KEY (ticket_id, name),
    CONSTRAINT fk_service_level_ticket_id FOREIGN KEY(ticket_id) REFERENCES ticket (id)
) WITHOUT ROWID;
INSERT INTO service_level (ticket_id, name, due_at, clock, met_at, told)
    SELECT ticket_id, name, due_at, clock, met_at, told FROM service_level_before;
DROP TABLE service_level_before;
CREATE INDEX ix_service_level_due ON service_level (due_at) WHERE met_at IS NULL AND told = 0 AND left_ms IS NULL;
CREATE INDEX ix_service_level_remind_at ON service_level (remind_at) WHERE met_at IS NULL AND told = 0 AND left_ms IS NULL AND remind_at IS NOT NULL;
