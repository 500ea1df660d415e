-- The key that a client named its request by, where it did: the hash that the record's header has.
ALTER TABLE orders.journeys ADD COLUMN request_key text;

CREATE INDEX journeys_by_request_key ON orders.journeys (flow, request_key) WHERE request_key IS NOT NULL;
