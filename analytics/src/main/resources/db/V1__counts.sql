-- Each decided order once. The row is what makes counting idempotent; it holds nothing personal.
CREATE TABLE analytics.counted_orders (
    order_id    text           PRIMARY KEY,
    kind        text           NOT NULL,
    minute      timestamptz    NOT NULL,
    status      text           NOT NULL CHECK (status IN ('confirmed', 'rejected')),
    reason      text           CHECK ((status = 'rejected') = (reason IS NOT NULL)),
    total_cost  numeric(12, 2) NOT NULL CHECK (total_cost >= 0),
    decided_at  timestamptz    NOT NULL,
    counted_at  timestamptz    NOT NULL DEFAULT now()
);

CREATE INDEX counted_orders_latest ON analytics.counted_orders (decided_at);

-- The sums of counted_orders, moved by the statement that inserts there: reading totals never scans history.
CREATE TABLE analytics.sales_by_minute (
    minute    timestamptz    NOT NULL,
    kind      text           NOT NULL,
    orders    bigint         NOT NULL,
    revenue   numeric(20, 2) NOT NULL,
    rejected  bigint         NOT NULL,
    PRIMARY KEY (minute, kind)
);

CREATE TABLE analytics.sales_by_kind (
    kind      text           PRIMARY KEY,
    orders    bigint         NOT NULL,
    revenue   numeric(20, 2) NOT NULL,
    rejected  bigint         NOT NULL
);

-- Each decided ride once, and its sums. A zone is a grid cell named by its south-west corner.
CREATE TABLE analytics.counted_rides (
    id              text         PRIMARY KEY,
    zone            text         NOT NULL,
    hour            timestamptz  NOT NULL,
    status          text         NOT NULL CHECK (status IN ('confirmed', 'rejected')),
    pickup_minutes  integer      CHECK ((status = 'confirmed') = (pickup_minutes IS NOT NULL)),
    decided_at      timestamptz  NOT NULL,
    counted_at      timestamptz  NOT NULL DEFAULT now()
);

CREATE TABLE analytics.rides_by_zone_and_hour (
    hour            timestamptz  NOT NULL,
    zone            text         NOT NULL,
    rides           bigint       NOT NULL,
    rejected        bigint       NOT NULL,
    pickup_minutes  bigint       NOT NULL,
    PRIMARY KEY (hour, zone)
);

-- By the minute, because a day may begin at any of the hour's quarters somewhere.
CREATE TABLE analytics.rides_by_minute (
    minute    timestamptz  PRIMARY KEY,
    rides     bigint       NOT NULL,
    rejected  bigint       NOT NULL
);

CREATE TABLE analytics.ride_totals (
    only_row  boolean  PRIMARY KEY DEFAULT true CHECK (only_row),
    rides     bigint   NOT NULL,
    rejected  bigint   NOT NULL
);

-- The newest heartbeat.
CREATE TABLE analytics.heartbeat (
    only_row     boolean      PRIMARY KEY DEFAULT true CHECK (only_row),
    written_at   timestamptz  NOT NULL,
    delay_ms     bigint       NOT NULL,
    received_at  timestamptz  NOT NULL
);
