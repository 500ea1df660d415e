-- SHA-256 of what the client asked for: a redelivery is compared by it and by nothing else. Older rows have none.
ALTER TABLE transactions.ledger ADD COLUMN fingerprint bytea;
ALTER TABLE transactions.rides ADD COLUMN fingerprint bytea;

-- A refused order may state any amount: quantity times unit price, summed up.
ALTER TABLE transactions.ledger ALTER COLUMN total_cost TYPE numeric(32, 2);

-- One row a charge that a gateway was asked for: the intent before, the outcome as it comes. What is put aside has its
-- next try and, until its decision is published, its record.
CREATE TABLE transactions.charges (
    order_id     text         PRIMARY KEY,
    state        text         NOT NULL DEFAULT 'intended'
                              CHECK (state IN ('intended', 'charged', 'declined', 'needs_attention')),
    payment_id   text         CHECK ((state = 'charged') = (payment_id IS NOT NULL)),
    reason       text         CHECK ((state = 'declined') = (reason IS NOT NULL)),
    intended_at  timestamptz  NOT NULL,
    tries        integer      NOT NULL DEFAULT 0,
    next_try_at  timestamptz,
    value        bytea,
    written_at   timestamptz  NOT NULL
);

CREATE INDEX charges_put_aside ON transactions.charges (next_try_at) WHERE next_try_at IS NOT NULL;
CREATE INDEX charges_needing_attention ON transactions.charges (order_id) WHERE state = 'needs_attention';
