package ordermill.analytics.pipeline;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.regex.Pattern;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

import ordermill.chassis.Fault;
import ordermill.chassis.Fields;

/**
 * A heartbeat as it was written and as it came.
 *
 * @param stuckOrders how many orders its writer knew to be stuck; null where it does not say
 */
record Heartbeat(Instant writtenAt, Instant receivedAt, Long stuckOrders) {

    /** Headers, which any other producer leaves out or fills as it likes: then they say nothing. */
    static final String TIME = "time";

    static final String STUCK_ORDERS = "stuck_orders";

    private static final Duration AHEAD_AT_MOST = Duration.ofMinutes(1);
    private static final int LONGEST_HEADER = 32;
    private static final Pattern TIME_OF_DAY = Pattern.compile("([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]");
    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,12}(\\.[0-9]{1,18})?");
    private static final Pattern COUNT = Pattern.compile("[0-9]{1,18}");

    static Heartbeat read(ConsumerRecord<byte[], byte[]> record, Instant now) {
        var event = Fields.OF_SERVICES.object(record.value());
        if (!TIME_OF_DAY.matcher(Fields.text(event, "timestamp", Fields.NAME)).matches()) {
            throw new Fault("timestamp", "must be HH:MM:SS");
        }
        return new Heartbeat(writtenAt(record, now.plus(AHEAD_AT_MOST)), now, stuckOrders(record));
    }

    /** Never negative: two machines' clocks may differ a little. */
    Duration delay() {
        Duration delay = Duration.between(writtenAt, receivedAt);
        return delay.isNegative() ? Duration.ZERO : delay;
    }

    /** What lies further ahead would outshine all true heartbeats until then. */
    private static Instant writtenAt(ConsumerRecord<byte[], byte[]> record, Instant latest) {
        String seconds = header(record, TIME, SECONDS);
        if (seconds != null) {
            long micros = new BigDecimal(seconds).movePointRight(6).longValue();
            Instant said = Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
            if (!said.isAfter(latest)) {
                return said;
            }
        }
        Instant written = Fields.writtenAt(record);
        if (written.isAfter(latest)) {
            throw new Fault("time", "is in the future");
        }
        return written;
    }

    private static Long stuckOrders(ConsumerRecord<byte[], byte[]> record) {
        String count = header(record, STUCK_ORDERS, COUNT);
        return count == null ? null : Long.valueOf(count);
    }

    /** The header's text where it has this form, else null. */
    private static String header(ConsumerRecord<byte[], byte[]> record, String name, Pattern form) {
        Header header = record.headers().lastHeader(name);
        if (header == null || header.value() == null || header.value().length > LONGEST_HEADER) {
            return null;
        }
        String text = new String(header.value(), StandardCharsets.UTF_8);
        return form.matcher(text).matches() ? text : null;
    }
}
