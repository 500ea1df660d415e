package ordermill.orders.journeys;

import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;

import ordermill.chassis.Fields;
import ordermill.chassis.Sql;
import ordermill.orders.Flow;

/** The journeys of orders and rides: where each stands, and the events that took it there. */
@ApplicationScoped
class Journeys {

    private final Sql sql;

    Journeys(Sql sql) {
        this.sql = sql;
    }

    /** A journey as it is shown. */
    record Journey(String status, String reason, List<Event> events) {}

    /** @param repeats how many more such events there were, of which this is the last; null where there were none */
    record Event(String topic, int partition, long offset, OffsetDateTime time, Long repeats) {}

    /** Null where nobody has seen it yet. */
    Uni<Journey> find(Flow flow, String id) {
        return sql.lookUp(JourneysSql.FIND, Tuple.of(flow.word(), id, flow.topic()))
                .map(Journeys::journey);
    }

    private static Journey journey(RowSet<Row> rows) {
        List<Event> events = new ArrayList<>();
        Journey journey = null;
        for (Row row : rows) {
            journey = new Journey(row.getString(0), row.getString(1), events);
            events.add(new Event(
                    row.getString(2), row.getInteger(3), row.getLong(4), row.getOffsetDateTime(5), row.getLong(6)));
        }
        return journey;
    }

    /** Adds the steps of one poll; steps seen before change nothing. */
    Uni<Void> add(Collection<Step> steps) {
        Collection<Step> furthest = Step.furthestOfEach(steps);
        return sql.execute(
                        JourneysSql.ADD,
                        Tuple.from(List.of(
                                Sql.column(
                                        steps,
                                        String[]::new,
                                        step -> step.flow().word()),
                                Sql.column(steps, String[]::new, Step::id),
                                Sql.column(
                                        steps,
                                        String[]::new,
                                        step -> step.record().topic()),
                                Sql.column(
                                        steps,
                                        Integer[]::new,
                                        step -> step.record().partition()),
                                Sql.column(
                                        steps,
                                        Long[]::new,
                                        step -> step.record().offset()),
                                Sql.column(steps, OffsetDateTime[]::new, Journeys::time),
                                Sql.column(
                                        furthest,
                                        String[]::new,
                                        step -> step.flow().word()),
                                Sql.column(furthest, String[]::new, Step::id),
                                Sql.column(
                                        furthest,
                                        String[]::new,
                                        step -> step.status().word()),
                                Sql.column(furthest, String[]::new, Step::reason),
                                Sql.column(furthest, Buffer[]::new, Journeys::fingerprint),
                                Sql.column(furthest, Buffer[]::new, Journeys::shown),
                                Sql.column(furthest, Buffer[]::new, Journeys::undecided),
                                Sql.column(furthest, Integer[]::new, Journeys::placedPartition),
                                Sql.column(furthest, Long[]::new, Journeys::placedOffset),
                                Sql.column(furthest, String[]::new, Journeys::requestKey))))
                .replaceWithVoid();
    }

    private static OffsetDateTime time(Step step) {
        return Fields.writtenAt(step.record()).atOffset(ZoneOffset.UTC);
    }

    private static Buffer fingerprint(Step step) {
        return step.placed() == null ? null : Buffer.buffer(step.placed().fingerprint());
    }

    private static Buffer shown(Step step) {
        return step.placed() == null ? null : Buffer.buffer(step.placed().shown());
    }

    /** The record as it came, to be published again as it was. */
    private static Buffer undecided(Step step) {
        return step.placed() == null || step.status() != Status.PLACED
                ? null
                : Buffer.buffer(step.record().value());
    }

    private static Integer placedPartition(Step step) {
        return step.placed() == null ? null : step.record().partition();
    }

    private static Long placedOffset(Step step) {
        return step.placed() == null ? null : step.record().offset();
    }

    private static String requestKey(Step step) {
        return step.placed() == null ? null : Placed.requestKey(step.record());
    }
}
