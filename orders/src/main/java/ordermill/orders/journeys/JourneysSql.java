package ordermill.orders.journeys;

/** What {@link Journeys} asks of the database. */
final class JourneysSql {

    /**
     * The events and what they change, in one round trip; each half ignores what was seen before. Of a topic's events a
     * journey keeps the first eight, and of the others their number and the last. Every insert goes in the order of its
     * key, so that two replicas that write at the same time wait in one order.
     */
    static final String ADD = """
            WITH seen AS (
                SELECT DISTINCT flow, id, topic, "partition", "offset", time
                FROM unnest($1::text[], $2::text[], $3::text[], $4::int[], $5::bigint[], $6::timestamptz[])
                    AS seen (flow, id, topic, "partition", "offset", time)
            ), fresh AS (
                SELECT flow, id, topic, "partition", "offset", time,
                       row_number() OVER (PARTITION BY flow, id, topic ORDER BY "partition", "offset")
                       + (SELECT count(*) FROM orders.events AS event
                          WHERE event.flow = seen.flow AND event.id = seen.id AND event.topic = seen.topic) AS place
                FROM seen
                WHERE NOT EXISTS (
                    SELECT FROM orders.events AS event
                    WHERE event.flow = seen.flow AND event.id = seen.id AND event.topic = seen.topic
                        AND event."partition" = seen."partition" AND event."offset" = seen."offset")
                    AND NOT EXISTS (
                    SELECT FROM orders.repeats AS repeat
                    WHERE repeat.flow = seen.flow AND repeat.id = seen.id AND repeat.topic = seen.topic
                        AND repeat."partition" = seen."partition" AND repeat.last_offset >= seen."offset")
            ), added AS (
                INSERT INTO orders.events (flow, id, topic, "partition", "offset", time)
                SELECT flow, id, topic, "partition", "offset", time FROM fresh WHERE place <= 8
                ORDER BY flow, id, topic, "partition", "offset"
                ON CONFLICT DO NOTHING
            ), repeated AS (
                INSERT INTO orders.repeats AS repeat (flow, id, topic, "partition", count, last_offset, last_time)
                SELECT flow, id, topic, "partition", count(*), max("offset"), (array_agg(time ORDER BY "offset" DESC))[1]
                FROM fresh WHERE place > 8
                GROUP BY flow, id, topic, "partition"
                ORDER BY flow, id, topic, "partition"
                ON CONFLICT (flow, id, topic, "partition") DO UPDATE
                    SET count = repeat.count + excluded.count, last_offset = excluded.last_offset, last_time = excluded.last_time
                    WHERE excluded.last_offset > repeat.last_offset
            )
            INSERT INTO orders.journeys AS journey
                (flow, id, status, reason, fingerprint, shown, undecided, placed_partition, placed_offset, request_key, published_at)
            SELECT flow, id, status::orders.status, reason, fingerprint, shown, undecided, placed_partition, placed_offset,
                   request_key, now()
            FROM unnest($7::text[], $8::text[], $9::text[], $10::text[], $11::bytea[], $12::bytea[], $13::bytea[], $14::int[], $15::bigint[], $16::text[])
                AS seen (flow, id, status, reason, fingerprint, shown, undecided, placed_partition, placed_offset, request_key)
            ORDER BY flow, id
            ON CONFLICT (flow, id) DO UPDATE
                SET status = GREATEST(journey.status, excluded.status),
                    reason = CASE WHEN excluded.status > journey.status THEN excluded.reason ELSE journey.reason END,
                    fingerprint = COALESCE(journey.fingerprint, excluded.fingerprint),
                    shown = COALESCE(journey.shown, excluded.shown),
                    placed_partition = COALESCE(journey.placed_partition, excluded.placed_partition),
                    placed_offset = COALESCE(journey.placed_offset, excluded.placed_offset),
                    request_key = COALESCE(journey.request_key, excluded.request_key),
                    undecided = CASE WHEN excluded.status = 'placed' THEN journey.undecided END
                WHERE excluded.status > journey.status
                    OR journey.fingerprint IS NULL AND excluded.fingerprint IS NOT NULL
                        AND COALESCE(journey.placed_partition = excluded.placed_partition
                                     AND journey.placed_offset = excluded.placed_offset, true)
            """;

    /**
     * One statement, so that status and timeline are of the same moment. A dead letter belongs to it by where its record
     * stood, or by its id; only the former says that the order itself was refused.
     */
    static final String FIND = """
            WITH journey AS (
                SELECT status, reason, placed_partition, placed_offset FROM orders.journeys WHERE flow = $1 AND id = $2
            ), refusal AS (
                SELECT letter."partition", letter."offset", letter.letter_partition, letter.letter_offset, letter.time
                FROM orders.letters AS letter JOIN journey
                    ON letter."partition" = journey.placed_partition AND letter."offset" = journey.placed_offset
                WHERE letter.topic = $3
            ), letters AS (
                SELECT letter_partition, letter_offset, time FROM refusal
                UNION
                (SELECT letter_partition, letter_offset, time FROM orders.letters
                 WHERE flow = $1 AND id = $2
                 ORDER BY time
                 LIMIT 8)
            ), event AS (
                SELECT topic, "partition", "offset", time, NULL::bigint AS repeats FROM orders.events
                WHERE flow = $1 AND id = $2
                UNION
                SELECT topic, "partition", last_offset, last_time, count FROM orders.repeats WHERE flow = $1 AND id = $2
                UNION
                SELECT $3 || '_dlq', letter_partition, letter_offset, time, NULL FROM letters
            )
            SELECT CASE WHEN journey.status IS NULL OR journey.status = 'placed' AND EXISTS (SELECT FROM refusal)
                        THEN 'unreadable' ELSE journey.status::text END,
                   journey.reason, event.topic, event."partition", event."offset", event.time, event.repeats
            FROM event LEFT JOIN journey ON true
            ORDER BY event.time, event.topic, event."partition", event."offset"
            """;

    private JourneysSql() {}
}
