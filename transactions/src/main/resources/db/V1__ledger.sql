-- One row a decided order, written once. The row is the decision: what is published is what stands here.
CREATE TABLE transactions.ledger (
    order_id    text           PRIMARY KEY,
    status      text           NOT NULL CHECK (status IN ('confirmed', 'rejected')),
    reason      text           CHECK ((status = 'rejected') = (reason IS NOT NULL)),
    payment_id  text           CHECK ((status = 'confirmed') = (payment_id IS NOT NULL)),
    total_cost  numeric(12, 2) NOT NULL CHECK (total_cost >= 0),
    decided_at  timestamptz    NOT NULL,
    event       text           NOT NULL
);
