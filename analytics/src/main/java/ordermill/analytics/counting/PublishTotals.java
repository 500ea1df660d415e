package ordermill.analytics.counting;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import jakarta.enterprise.context.ApplicationScoped;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import org.apache.kafka.clients.producer.ProducerRecord;

import ordermill.chassis.Fields;
import ordermill.chassis.Publish;
import ordermill.chassis.Sql;

/** What was just counted -> analytics_result: the totals of all, and those of the kinds that were in the batch. */
@ApplicationScoped
class PublishTotals {

    private static final String ANALYTICS_RESULT = "analytics_result";
    private static final String ALL = "all";

    private static final int KINDS_REMEMBERED = 1000;

    // A kind that calls itself "all" must not take the place of the totals of all. The kinds with sums are few.
    private static final String TOTALS_OF_ALL_AND = """
            SELECT ever.kind AS kind,
                   grouping(ever.kind) = 1 AS of_all,
                   coalesce(sum(ever.orders), 0)::bigint AS total_orders_count,
                   coalesce(sum(ever.revenue), 0) AS total_revenue,
                   coalesce(sum(today.orders), 0)::bigint AS orders_today,
                   coalesce(sum(today.revenue), 0) AS revenue_today,
                   (SELECT coalesce(sum(rides), 0)::bigint FROM analytics.rides_by_day WHERE day = $1) AS rides_today
            FROM analytics.sales_by_kind AS ever
                LEFT JOIN analytics.sales_by_day AS today ON today.day = $1 AND today.kind = ever.kind
            GROUP BY GROUPING SETS ((), (ever.kind))
            HAVING grouping(ever.kind) = 1 OR ever.kind = ANY ($2) AND ever.kind <> 'all'
            """;

    private final Sql sql;
    private final Publish publish;
    private final Days days;

    /** Channels count side by side: what is written last must also have been read last. */
    private final OneRoundForAll rounds = new OneRoundForAll(this::readAndPublish);

    private final Map<String, String> lastSaid = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
            return size() > KINDS_REMEMBERED;
        }
    };

    PublishTotals(Sql sql, Publish publish, Days days) {
        this.sql = sql;
        this.publish = publish;
        this.days = days;
    }

    Uni<Void> ofAllAnd(Set<String> kinds) {
        return rounds.with(kinds);
    }

    private Uni<Void> readAndPublish(Set<String> kinds) {
        Today today = days.today();
        return sql.execute(TOTALS_OF_ALL_AND, Tuple.of(today.day(), kinds.toArray(String[]::new)))
                .chain(totals -> publish(totals, today));
    }

    private Uni<Void> publish(RowSet<Row> totals, Today today) {
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        Map<String, String> news = new HashMap<>();
        for (Row row : totals) {
            ObjectNode total = total(row);
            String key = row.getBoolean("of_all") ? ALL : row.getString("kind");
            String said = total.toString();
            // A repeated batch moves no total. But after a restart say what the one who counted may not have lived to
            // say.
            if (!said.equals(lastSaid.get(key))) {
                news.put(key, said);
                total.put("time", Fields.epochSeconds(today.now().toInstant()));
                records.add(Publish.record(ANALYTICS_RESULT, key, Fields.bytes(total)));
            }
        }
        return publish.all(records).invoke(() -> lastSaid.putAll(news));
    }

    private static ObjectNode total(Row row) {
        ObjectNode total = Fields.newObject()
                .put("total_orders_count", row.getLong("total_orders_count"))
                .put("total_revenue", cents(row.getBigDecimal("total_revenue")))
                .put("orders_today", row.getLong("orders_today"))
                .put("revenue_today", cents(row.getBigDecimal("revenue_today")));
        return row.getBoolean("of_all")
                ? total.put("rides_today", row.getLong("rides_today"))
                : total.put("kind", row.getString("kind"));
    }

    private static BigDecimal cents(BigDecimal amount) {
        return amount.setScale(2);
    }
}
