-- The trace that a sampled order or ride was placed in, as its record names it (W3C Trace Context).
CREATE TABLE orders.traces (
    flow         text  NOT NULL CHECK (flow IN ('order', 'ride')),
    id           text  NOT NULL,
    traceparent  text  NOT NULL,
    PRIMARY KEY (flow, id)
);
