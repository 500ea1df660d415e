-- What was asked for when the charge was begun: another order under the same id is told from it. Older rows have none.
ALTER TABLE transactions.charges ADD COLUMN fingerprint bytea;

-- Only what is put aside has its record here: all else comes again from Kafka.
ALTER TABLE transactions.charges ALTER COLUMN written_at DROP NOT NULL;

-- What needs attention says why, and keeps what it was charged as. The rows that are there keep the stricter rules.
ALTER TABLE transactions.charges DROP CONSTRAINT charges_check, DROP CONSTRAINT charges_check1;
ALTER TABLE transactions.charges
    ADD CONSTRAINT charged_as CHECK (state <> 'charged' OR payment_id IS NOT NULL) NOT VALID,
    ADD CONSTRAINT declined_since CHECK (state <> 'declined' OR reason IS NOT NULL) NOT VALID,
    ADD CONSTRAINT put_aside_with_its_record CHECK (next_try_at IS NULL OR value IS NOT NULL AND written_at IS NOT NULL)
        NOT VALID;
