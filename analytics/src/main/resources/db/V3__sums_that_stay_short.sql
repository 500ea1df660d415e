-- Amounts up to what a reader accepts. Only the catalogue changes: no row is written, nobody waits for a scan, and the
-- rows that are there have passed the same check before.
ALTER TABLE analytics.counted_orders
    DROP CONSTRAINT counted_orders_total_cost_check,
    ALTER COLUMN total_cost TYPE numeric(32, 2),
    ADD CONSTRAINT counted_orders_total_cost_check CHECK (total_cost >= 0) NOT VALID,
    -- Under which kind it stands in the sums, and on which day; null where it was counted before these were known.
    ADD COLUMN counted_as text,
    ADD COLUMN day date;

ALTER TABLE analytics.sales_by_minute ALTER COLUMN revenue TYPE numeric(38, 2);
ALTER TABLE analytics.sales_by_kind ALTER COLUMN revenue TYPE numeric(38, 2);

ALTER TABLE analytics.counted_rides
    ADD COLUMN counted_as text,
    ADD COLUMN day date;

-- The kinds and zones that have sums of their own; whatever else there is, is counted together as other.
CREATE TABLE analytics.own_sums (
    what  text  NOT NULL CHECK (what IN ('kind', 'zone')),
    name  text  NOT NULL CHECK (name <> 'other'),
    PRIMARY KEY (what, name)
);

-- A day by the time zone of whoever counted.
CREATE TABLE analytics.sales_by_day (
    day       date           NOT NULL,
    kind      text           NOT NULL,
    orders    bigint         NOT NULL,
    revenue   numeric(38, 2) NOT NULL,
    rejected  bigint         NOT NULL,
    PRIMARY KEY (day, kind)
);

CREATE TABLE analytics.rides_by_day (
    day       date    PRIMARY KEY,
    rides     bigint  NOT NULL,
    rejected  bigint  NOT NULL
);

-- Whoever invents names first, these have their places.
INSERT INTO analytics.own_sums (what, name) VALUES ('kind', 'food'), ('kind', 'furniture');

INSERT INTO analytics.own_sums (what, name)
SELECT 'kind', kind
FROM (SELECT kind FROM analytics.sales_by_kind
      WHERE kind <> 'other'
      ORDER BY orders + rejected DESC, kind
      LIMIT 198) AS largest
ON CONFLICT DO NOTHING;

INSERT INTO analytics.own_sums (what, name)
SELECT 'zone', zone
FROM analytics.rides_by_zone_and_hour
GROUP BY zone
ORDER BY sum(rides + rejected) DESC, zone
LIMIT 500;

WITH small AS (
    DELETE FROM analytics.sales_by_kind AS sales
    WHERE kind <> 'other'
      AND NOT EXISTS (SELECT FROM analytics.own_sums AS own WHERE own.what = 'kind' AND own.name = sales.kind)
    RETURNING orders, revenue, rejected
)
INSERT INTO analytics.sales_by_kind AS known (kind, orders, revenue, rejected)
SELECT 'other', sum(orders), sum(revenue), sum(rejected) FROM small HAVING count(*) > 0
ON CONFLICT (kind) DO UPDATE
    SET orders = known.orders + excluded.orders,
        revenue = known.revenue + excluded.revenue,
        rejected = known.rejected + excluded.rejected;
