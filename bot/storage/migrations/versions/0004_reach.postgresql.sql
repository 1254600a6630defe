CREATE TABLE reach_proof (
    person TEXT NOT NULL,
    address TEXT NOT NULL,
    message_id TEXT NOT NULL,
    asked_at TIMESTAMP WITH TIME ZONE NOT NULL,
    due_at TIMESTAMP WITH TIME ZONE NOT NULL,
    proven_at TIMESTAMP WITH TIME ZONE,
    told BOOLEAN NOT NULL,
    CONSTRAINT pk_reach_proof PRIMARY KEY (person, address)
);
DROP INDEX ix_service_level_due;
ALTER TABLE service_level ADD COLUMN remind_at TIMESTAMP WITH TIME ZONE;
ALTER TABLE service_level ADD COLUMN left_ms BIGINT;
CREATE INDEX ix_service_level_due ON service_level (due_at) WHERE met_at IS NULL AND NOT told AND left_ms IS NULL;
CREATE INDEX ix_service_level_remind_at ON service_level (remind_at) WHERE met_at IS NULL AND NOT told AND left_ms IS NULL AND remind_at IS NOT NULL;
