-- A driver is free when busy_until has passed; lat and long are where the last ride took them, in degrees.
CREATE TABLE transactions.drivers (
    driver_id   text             PRIMARY KEY,
    lat         double precision NOT NULL,
    long        double precision NOT NULL,
    busy_until  timestamptz      NOT NULL DEFAULT '-infinity'
);

-- One row a decided ride, written once, in the transaction that takes its driver.
CREATE TABLE transactions.rides (
    id          text        PRIMARY KEY,
    status      text        NOT NULL CHECK (status IN ('confirmed', 'rejected')),
    driver_id   text        REFERENCES transactions.drivers CHECK ((status = 'confirmed') = (driver_id IS NOT NULL)),
    decided_at  timestamptz NOT NULL,
    event       text        NOT NULL
);
