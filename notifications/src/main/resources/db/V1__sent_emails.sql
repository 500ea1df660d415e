-- One row a mailed order or ride, written once, in the transaction that hands the mail over.
-- The event is what is published; it stays the same however often the confirmation comes again.
CREATE TABLE notifications.sent_emails (
    kind       text        NOT NULL CHECK (kind IN ('order', 'ride')),
    id         text        NOT NULL,
    status     text        NOT NULL CHECK (status IN ('sent', 'refused')),
    reason     text        CHECK ((status = 'refused') = (reason IS NOT NULL)),
    message_id text        NOT NULL,
    sent_at    timestamptz NOT NULL,
    event      text        NOT NULL,
    PRIMARY KEY (kind, id)
);
