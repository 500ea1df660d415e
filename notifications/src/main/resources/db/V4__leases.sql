-- How often a worker has taken it: whoever took it before the last has it no more, and may not give it back.
ALTER TABLE notifications.sent_emails ADD COLUMN takes integer NOT NULL DEFAULT 0;
