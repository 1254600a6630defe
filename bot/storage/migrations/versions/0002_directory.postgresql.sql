CREATE TABLE directory_version (
    id BIGSERIAL NOT NULL,
    in_force BOOLEAN NOT NULL,
    file TEXT NOT NULL,
    format TEXT NOT NULL,
    published TEXT,
    sha256 TEXT NOT NULL,
    loaded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    count INTEGER NOT NULL,
    CONSTRAINT pk_directory_version PRIMARY KEY (id)
);
CREATE UNIQUE INDEX uq_directory_version_in_force ON directory_version (in_force) WHERE in_force;
CREATE TABLE establishment (
    version_id BIGINT NOT NULL,
    finess TEXT NOT NULL,
    entity TEXT,
    name TEXT NOT NULL,
    category TEXT,
    department TEXT,
    postcode TEXT,
    town TEXT,
    active BOOLEAN NOT NULL,
    CONSTRAINT pk_establishment PRIMARY KEY (version_id, finess)
);
CREATE INDEX ix_establishment_entity ON establishment (version_id, entity, finess);
CREATE TABLE establishment_word (
    version_id BIGINT NOT NULL,
    word TEXT NOT NULL,
    finess TEXT NOT NULL,
    CONSTRAINT pk_establishment_word PRIMARY KEY (version_id, word, finess)
);
