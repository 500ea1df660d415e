package ordermill.transactions.orders;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.ws.rs.core.HttpHeaders;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.vertx.http.ManagementInterface;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;

import ordermill.chassis.Fields;
import ordermill.chassis.Problems;
import ordermill.chassis.Sql;

/** Staff's {@code GET /q/ledger/ORDER_ID} on the management port: what was decided and charged; no personal data. */
@ApplicationScoped
class ShowLedger {

    private static final String PATH = "/q/ledger/:order_id";

    private static final String ENTRY = """
            SELECT status, ledger.reason, total_cost, decided_at, state, charges.reason,
                   COALESCE(ledger.payment_id, charges.payment_id)
            FROM unnest(ARRAY[$1::text]) AS asked (order_id)
                LEFT JOIN transactions.ledger USING (order_id) LEFT JOIN transactions.charges USING (order_id)
            WHERE ledger.order_id IS NOT NULL OR charges.order_id IS NOT NULL
            """;

    private final Sql sql;

    ShowLedger(Sql sql) {
        this.sql = sql;
    }

    void serve(@Observes ManagementInterface management) {
        Problems.serve(management, HttpMethod.GET, PATH, this::show);
    }

    private void show(RoutingContext request) {
        String orderId = request.pathParam("order_id");
        Uni.createFrom()
                .deferred(() -> Fields.isId(orderId)
                        ? sql.execute(ENTRY, Tuple.of(orderId)).map(rows -> {
                            for (Row row : rows) {
                                return body(orderId, row);
                            }
                            return null;
                        })
                        : Uni.createFrom().<ObjectNode>nullItem())
                .subscribe()
                .with(
                        entry -> {
                            if (entry == null) {
                                Problems.answer(request, 404, "nothing is stored for this order_id");
                            } else {
                                request.response()
                                        .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                                        .end(Buffer.buffer(Fields.bytes(entry)));
                            }
                        },
                        failure -> Problems.answer(request, 503, "the ledger cannot be read now; ask again"));
    }

    private static ObjectNode body(String orderId, Row row) {
        String status = row.getString(0);
        String charge = row.getString(4);
        ObjectNode body = Fields.newObject().put("order_id", orderId).put("status", status == null ? charge : status);
        if (status != null) {
            body.put("total_cost", row.getBigDecimal(2))
                    .put(
                            "decided_time",
                            Fields.epochSeconds(row.getOffsetDateTime(3).toInstant()));
        }
        putIfKnown(body, "reason", row.getString(1));
        putIfKnown(body, "charge", charge);
        putIfKnown(body, "charge_reason", row.getString(5));
        putIfKnown(body, "payment_id", row.getString(6));
        return body;
    }

    private static void putIfKnown(ObjectNode body, String field, String value) {
        if (value != null) {
            body.put(field, value);
        }
    }
}
