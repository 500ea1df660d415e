-- The trace that a mail is sent in, as the record of its confirmation names it; null where that was not sampled.
ALTER TABLE notifications.sent_emails ADD COLUMN traceparent text;
