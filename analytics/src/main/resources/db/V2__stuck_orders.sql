-- What the newest heartbeat that tells it says: accepted orders and rides that have had no decision for a while.
CREATE TABLE analytics.stuck_orders (
    only_row     boolean      PRIMARY KEY DEFAULT true CHECK (only_row),
    orders       bigint       NOT NULL CHECK (orders >= 0),
    written_at   timestamptz  NOT NULL,
    received_at  timestamptz  NOT NULL
);
