-- The table is the queue: a row stands here from the poll that brought its confirmation, and a worker takes it when it is due.
-- next_try_at: when a worker takes it next, to mail it or to publish what became of it; null where nothing is left to do.
-- event: what is published, whole where the mail has its end, without an outcome while it waits; with total_cost it is
-- also all that the mail is made of. reason: why it was refused or given up, or what was last answered while it waits.
ALTER TABLE notifications.sent_emails
    DROP CONSTRAINT sent_emails_status_check,
    DROP CONSTRAINT sent_emails_check,
    ALTER COLUMN sent_at DROP NOT NULL,
    ADD COLUMN total_cost  numeric,
    ADD COLUMN tries       integer     NOT NULL DEFAULT 0,
    ADD COLUMN first_seen  timestamptz,
    ADD COLUMN next_try_at timestamptz,
    ADD CONSTRAINT status_is_known CHECK (status IN ('waiting', 'sent', 'refused', 'given_up')),
    ADD CONSTRAINT ends_have_reasons CHECK (
        CASE status WHEN 'waiting' THEN true WHEN 'sent' THEN reason IS NULL ELSE reason IS NOT NULL END),
    ADD CONSTRAINT ends_have_a_time CHECK ((status = 'waiting') = (sent_at IS NULL)),
    ADD CONSTRAINT waiting_has_a_next_try CHECK (status <> 'waiting' OR next_try_at IS NOT NULL AND first_seen IS NOT NULL);

CREATE INDEX due_emails ON notifications.sent_emails (next_try_at) WHERE next_try_at IS NOT NULL;
CREATE INDEX unsent_emails ON notifications.sent_emails (status, first_seen) WHERE status <> 'sent';
