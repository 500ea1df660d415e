package ordermill.orders.journeys;

import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Tuple;

import ordermill.chassis.Fields;
import ordermill.chassis.Sql;

/** The records that were refused, by where they stood: what stands there is not published again. */
@ApplicationScoped
class Letters {

    private static final String ADD = """
            INSERT INTO orders.letters (topic, "partition", "offset", flow, id, letter_partition, letter_offset, time)
            SELECT * FROM unnest($1::text[], $2::int[], $3::bigint[], $4::text[], $5::text[], $6::int[], $7::bigint[], $8::timestamptz[])
            ORDER BY 1, 2, 3
            ON CONFLICT DO NOTHING
            """;

    private final Sql sql;

    Letters(Sql sql) {
        this.sql = sql;
    }

    /** Letters seen before change nothing. */
    Uni<Void> add(List<Letter> letters) {
        return sql.execute(
                        ADD,
                        Tuple.from(List.of(
                                Sql.column(
                                        letters,
                                        String[]::new,
                                        letter -> letter.flow().topic()),
                                Sql.column(letters, Integer[]::new, Letter::partition),
                                Sql.column(letters, Long[]::new, Letter::offset),
                                Sql.column(
                                        letters,
                                        String[]::new,
                                        letter -> letter.flow().word()),
                                Sql.column(letters, String[]::new, Letter::id),
                                Sql.column(
                                        letters,
                                        Integer[]::new,
                                        letter -> letter.record().partition()),
                                Sql.column(
                                        letters,
                                        Long[]::new,
                                        letter -> letter.record().offset()),
                                Sql.column(letters, OffsetDateTime[]::new, Letters::time))))
                .replaceWithVoid();
    }

    private static OffsetDateTime time(Letter letter) {
        return Fields.writtenAt(letter.record()).atOffset(ZoneOffset.UTC);
    }
}
