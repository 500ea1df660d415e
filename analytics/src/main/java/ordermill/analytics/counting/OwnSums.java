package ordermill.analytics.counting;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;

import ordermill.chassis.Sql;

/**
 * The names that have sums of their own: the first so many. All others are counted together as {@link #OTHER}, so that
 * no stranger makes the sums long by inventing names.
 */
final class OwnSums {

    static final String OTHER = "other";

    private static final String ONE_AT_A_TIME =
            "SELECT pg_advisory_xact_lock(hashtext('ordermill.analytics.own_sums'))";

    private static final String ADMIT_WHILE_THERE_IS_ROOM = """
            INSERT INTO analytics.own_sums (what, name)
            SELECT $1::text, asked.name
            FROM unnest($2::text[]) AS asked (name)
            WHERE NOT EXISTS (SELECT FROM analytics.own_sums AS own WHERE own.what = $1 AND own.name = asked.name)
            ORDER BY asked.name
            LIMIT greatest(0, $3::bigint - (SELECT count(*) FROM analytics.own_sums WHERE what = $1))
            """;

    private static final String ALL = "SELECT name FROM analytics.own_sums WHERE what = $1";

    private final Sql sql;
    private final String what;
    private final long limit;

    /** What is stored never leaves: once it is full it is complete, and the database need not be asked any more. */
    private volatile Set<String> known = Set.of();

    OwnSums(Sql sql, String what, long limit) {
        this.sql = sql;
        this.what = what;
        this.limit = limit;
    }

    /** How each of these names is counted: as itself or as {@link #OTHER}. */
    Uni<UnaryOperator<String>> among(Collection<String> names) {
        Set<String> own = known;
        Set<String> unknown = new HashSet<>(names);
        unknown.removeAll(own);
        unknown.remove(OTHER);
        return unknown.isEmpty() || own.size() >= limit
                ? Uni.createFrom().item(countedAs(own))
                : sql.inTransaction(connection -> admit(connection, unknown))
                        .invoke(all -> known = all)
                        .map(OwnSums::countedAs);
    }

    private Uni<Set<String>> admit(SqlConnection connection, Set<String> unknown) {
        String[] names = unknown.toArray(String[]::new);
        return connection
                .query(ONE_AT_A_TIME)
                .execute()
                .chain(() -> connection
                        .preparedQuery(ADMIT_WHILE_THERE_IS_ROOM)
                        .execute(Tuple.from(List.of(what, names, limit))))
                .chain(() -> connection.preparedQuery(ALL).execute(Tuple.of(what)))
                .map(rows -> rows.stream().map(row -> row.getString(0)).collect(Collectors.toUnmodifiableSet()));
    }

    private static UnaryOperator<String> countedAs(Set<String> own) {
        return name -> own.contains(name) ? name : OTHER;
    }
}
