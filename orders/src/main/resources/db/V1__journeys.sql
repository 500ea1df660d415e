-- In the order in which a journey moves: GREATEST of two is the one further on.
CREATE TYPE orders.status AS ENUM ('placed', 'unreadable', 'rejected', 'confirmed', 'email_refused', 'email_sent');

CREATE TABLE orders.journeys (
    flow          text          NOT NULL CHECK (flow IN ('order', 'ride')),
    id            text          NOT NULL,
    status        orders.status NOT NULL,
    reason        text,
    placed_time   numeric,
    -- SHA-256 of what the client asked for, to tell a repeated request from another one under the same id.
    fingerprint   bytea,
    -- The record as it was accepted, kept only while there is no decision, to be published again.
    undecided     bytea,
    published_at  timestamptz   NOT NULL,
    republished   integer       NOT NULL DEFAULT 0,
    PRIMARY KEY (flow, id)
);

CREATE INDEX undecided_journeys ON orders.journeys (published_at) WHERE undecided IS NOT NULL;

CREATE TABLE orders.events (
    flow         text        NOT NULL,
    id           text        NOT NULL,
    topic        text        NOT NULL,
    "partition"  integer     NOT NULL,
    "offset"     bigint      NOT NULL,
    time         timestamptz NOT NULL,
    PRIMARY KEY (flow, id, topic, "partition", "offset")
);
