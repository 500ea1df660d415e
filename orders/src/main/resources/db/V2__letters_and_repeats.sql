-- They were taken by another algorithm and cannot be taken again: the records are gone. Unknown until the record is seen
-- again; until then a repeated request is published, and transactions decides it by its id.
UPDATE orders.journeys SET fingerprint = NULL WHERE fingerprint IS NOT NULL;

-- placed_time is no longer written; it stays for a replica of the version before.
ALTER TABLE orders.journeys
    -- What a repeated request is answered with: the event, without the payment token.
    ADD COLUMN shown             bytea,
    -- Where the record stands that placed it: a dead letter with these coordinates is about it.
    ADD COLUMN placed_partition  integer,
    ADD COLUMN placed_offset     bigint;

UPDATE orders.journeys AS journey
SET placed_partition = first."partition", placed_offset = first."offset"
FROM (SELECT DISTINCT ON (flow, id) flow, id, "partition", "offset"
      FROM orders.events
      WHERE topic IN ('order_details', 'ride_details')
      ORDER BY flow, id, time, "partition", "offset") AS first
WHERE journey.flow = first.flow AND journey.id = first.id;

-- Records that were refused, by where they stood.
CREATE TABLE orders.letters (
    topic             text         NOT NULL,
    "partition"       integer      NOT NULL,
    "offset"          bigint       NOT NULL,
    flow              text         NOT NULL CHECK (flow IN ('order', 'ride')),
    -- Whose it was, where the letter still says it.
    id                text,
    letter_partition  integer      NOT NULL,
    letter_offset     bigint       NOT NULL,
    time              timestamptz  NOT NULL,
    PRIMARY KEY (topic, "partition", "offset")
);

CREATE INDEX letters_by_id ON orders.letters (flow, id) WHERE id IS NOT NULL;

-- A journey keeps its first eight events of a topic; of what a client repeats beyond that, their number and the last one.
CREATE TABLE orders.repeats (
    flow         text         NOT NULL,
    id           text         NOT NULL,
    topic        text         NOT NULL,
    "partition"  integer      NOT NULL,
    count        bigint       NOT NULL,
    last_offset  bigint       NOT NULL,
    last_time    timestamptz  NOT NULL,
    PRIMARY KEY (flow, id, topic, "partition")
);

-- Times that no client can read: from record timestamps of before the first or after the last year that there is.
UPDATE orders.events SET time = GREATEST(LEAST(time, '9999-12-31Z'), '1970-01-01Z')
WHERE time NOT BETWEEN '1970-01-01Z' AND '9999-12-31Z';

WITH ranked AS (
    SELECT flow, id, topic, "partition", "offset",
           row_number() OVER (PARTITION BY flow, id, topic ORDER BY "partition", "offset") AS place
    FROM orders.events
), gone AS (
    DELETE FROM orders.events AS event USING ranked
    WHERE ranked.place > 8
        AND (event.flow, event.id, event.topic, event."partition", event."offset")
            = (ranked.flow, ranked.id, ranked.topic, ranked."partition", ranked."offset")
    RETURNING event.flow, event.id, event.topic, event."partition", event."offset", event.time
)
INSERT INTO orders.repeats (flow, id, topic, "partition", count, last_offset, last_time)
SELECT flow, id, topic, "partition", count(*), max("offset"), max(time) FROM gone GROUP BY flow, id, topic, "partition";
