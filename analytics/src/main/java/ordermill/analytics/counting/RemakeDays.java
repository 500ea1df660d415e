package ordermill.analytics.counting;

import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.stream.LongStream;

import jakarta.inject.Singleton;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;

import ordermill.chassis.Migrations;
import ordermill.chassis.Sql;

/**
 * The sums of the minutes -> those of today, at each start: the minutes know no time zone, so that the configured one may
 * be another than before. Also of the next two days, since clocks go before and time zones behind; days that are past
 * stay as they were counted. What has a sum in all has one of the day, too.
 */
@Singleton
class RemakeDays implements Migrations.Next {

    private static final int DAYS = 3;

    /** Whoever counts at the same time has either moved both, the minute and the day, or waits until we have ended. */
    private static final String NOBODY_COUNTS = """
            SET LOCAL lock_timeout = '5s';
            LOCK TABLE analytics.sales_by_day, analytics.rides_by_day IN SHARE ROW EXCLUSIVE MODE
            """;

    private static final String FORGET_SALES = "DELETE FROM analytics.sales_by_day WHERE day = ANY ($1)";
    private static final String FORGET_RIDES = "DELETE FROM analytics.rides_by_day WHERE day = ANY ($1)";

    private static final String SUM_SALES = """
            INSERT INTO analytics.sales_by_day (day, kind, orders, revenue, rejected)
            SELECT days.day, coalesce(own.kind, 'other'), sum(sales.orders), sum(sales.revenue), sum(sales.rejected)
            FROM unnest($1::date[], $2::timestamptz[], $3::timestamptz[]) AS days (day, first, next)
                JOIN analytics.sales_by_minute AS sales ON sales.minute >= days.first AND sales.minute < days.next
                LEFT JOIN analytics.sales_by_kind AS own USING (kind)
            GROUP BY 1, 2
            """;

    private static final String SUM_RIDES = """
            INSERT INTO analytics.rides_by_day (day, rides, rejected)
            SELECT days.day, sum(rides.rides), sum(rides.rejected)
            FROM unnest($1::date[], $2::timestamptz[], $3::timestamptz[]) AS days (day, first, next)
                JOIN analytics.rides_by_minute AS rides ON rides.minute >= days.first AND rides.minute < days.next
            GROUP BY 1
            """;

    private final Sql sql;
    private final Days days;

    RemakeDays(Sql sql, Days days) {
        this.sql = sql;
        this.days = days;
    }

    @Override
    public Uni<Void> run() {
        LocalDate today = days.today().day();
        List<LocalDate> these =
                LongStream.range(0, DAYS).mapToObj(today::plusDays).toList();
        LocalDate[] dates = these.toArray(LocalDate[]::new);
        OffsetDateTime[] first = starts(these);
        OffsetDateTime[] next =
                starts(these.stream().map(day -> day.plusDays(1)).toList());
        return sql.inTransaction(connection -> connection
                .query(NOBODY_COUNTS)
                .execute()
                .chain(() -> run(connection, FORGET_SALES, Tuple.of((Object) dates)))
                .chain(() -> run(connection, SUM_SALES, Tuple.from(List.of(dates, first, next))))
                .chain(() -> run(connection, FORGET_RIDES, Tuple.of((Object) dates)))
                .chain(() -> run(connection, SUM_RIDES, Tuple.from(List.of(dates, first, next)))));
    }

    private OffsetDateTime[] starts(Collection<LocalDate> these) {
        return Sql.column(these, OffsetDateTime[]::new, day -> days.start(day).atOffset(ZoneOffset.UTC));
    }

    private static Uni<Void> run(SqlConnection connection, String statement, Tuple values) {
        return connection.preparedQuery(statement).execute(values).replaceWithVoid();
    }
}
