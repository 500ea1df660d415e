package ordermill.analytics;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import jakarta.enterprise.context.ApplicationScoped;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.operators.multi.processors.UnicastProcessor;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import org.apache.kafka.clients.producer.ProducerRecord;

/** What was just counted -> analytics_result: the totals of all, and those of the kinds that were in the batch. */
@ApplicationScoped
class PublishTotals {

    private static final String TOPIC = "analytics_result";
    private static final String ALL = "all";

    private static final int KINDS_REMEMBERED = 1000;

    // A kind that calls itself "all" must not take the place of the totals of all.
    private static final String TOTALS_OF_ALL_AND = """
            WITH today AS (
                SELECT kind, sum(orders) AS orders, sum(revenue) AS revenue
                FROM analytics.sales_by_minute
                WHERE minute >= $1 AND minute < $2
                GROUP BY kind
            )
            SELECT kind,
                   grouping(kind) = 1 AS of_all,
                   coalesce(sum(ever.orders), 0)::bigint AS total_orders_count,
                   coalesce(sum(ever.revenue), 0) AS total_revenue,
                   coalesce(sum(today.orders), 0)::bigint AS orders_today,
                   coalesce(sum(today.revenue), 0) AS revenue_today,
                   (SELECT coalesce(sum(rides), 0)::bigint FROM analytics.rides_by_minute
                    WHERE minute >= $1 AND minute < $2) AS rides_today
            FROM analytics.sales_by_kind AS ever LEFT JOIN today USING (kind)
            GROUP BY GROUPING SETS ((), (kind))
            HAVING grouping(kind) = 1 OR kind = ANY ($3) AND kind <> 'all'
            """;

    private record Request(Set<String> kinds, UniEmitter<? super Void> done) {}

    private final Database database;
    private final Publish publish;
    private final Clock clock;
    private final UnicastProcessor<Request> requests = UnicastProcessor.create();
    private final Map<String, String> lastSaid = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
            return size() > KINDS_REMEMBERED;
        }
    };

    PublishTotals(Database database, Publish publish, Clock clock) {
        this.database = database;
        this.publish = publish;
        this.clock = clock;
        // One at a time, since channels count side by side: what is written last must also have been read last.
        requests.onItem()
                .transformToUniAndConcatenate(request -> readAndPublish(request.kinds)
                        .onItemOrFailure()
                        .invoke((done, failure) -> answer(request, failure))
                        .onFailure()
                        .recoverWithNull())
                .subscribe()
                .with(done -> {});
    }

    Uni<Void> ofAllAnd(Set<String> kinds) {
        return Uni.createFrom().emitter(done -> {
            synchronized (requests) {
                requests.onNext(new Request(kinds, done));
            }
        });
    }

    private static void answer(Request request, Throwable failure) {
        if (failure == null) {
            request.done.complete(null);
        } else {
            request.done.fail(failure);
        }
    }

    private Uni<Void> readAndPublish(Set<String> kinds) {
        Today today = Today.by(clock);
        return database.execute(TOTALS_OF_ALL_AND, Tuple.of(today.start(), today.end(), kinds.toArray(String[]::new)))
                .chain(totals -> publish(totals, today));
    }

    private Uni<Void> publish(RowSet<Row> totals, Today today) {
        List<ProducerRecord<String, byte[]>> records = new ArrayList<>();
        Map<String, String> news = new HashMap<>();
        for (Row row : totals) {
            ObjectNode total = total(row);
            String key = row.getBoolean("of_all") ? ALL : row.getString("kind");
            String said = total.toString();
            // A repeated batch moves no total. But after a restart say what the one who counted may not have lived to
            // say.
            if (!said.equals(lastSaid.get(key))) {
                news.put(key, said);
                total.put("time", Json.epochSeconds(today.now().toInstant()));
                records.add(new ProducerRecord<>(TOPIC, key, total.toString().getBytes(StandardCharsets.UTF_8)));
            }
        }
        return publish.all(records).invoke(() -> lastSaid.putAll(news));
    }

    private static ObjectNode total(Row row) {
        ObjectNode total = Json.object()
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
