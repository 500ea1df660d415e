-- The trace that a charge that is put aside goes on in, as its record names it; null where that was not sampled.
ALTER TABLE transactions.charges ADD COLUMN traceparent text;
