package ordermill.chassis.watching;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TracesTest {

    private static final String SAMPLED = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    @Test
    void ofASampledTraceAreRecordsThatSaySo() {
        assertThat(Traces.in(record(SAMPLED))).isEqualTo(SAMPLED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00",
                "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e473-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'); DROP TABLE orders.traces; --",
                "someone@example.com"
            })
    void whatIsNoTraceOrIsNotSampledIsNone(String traceparent) {
        assertThat(Traces.in(record(traceparent))).isNull();
    }

    @Test
    void headerOfASampledTraceIsHandedOnAsItCameAndNoOther() {
        var answer = new ProducerRecord<byte[], byte[]>("out", null);

        TraceParent.handOn(record(SAMPLED), answer);
        assertThat(answer.headers().lastHeader(Traces.HEADER).value()).isEqualTo(SAMPLED.getBytes(UTF_8));

        for (String other : List.of(SAMPLED.replaceAll("1$", "0"), SAMPLED.replace('f', 'g'), SAMPLED + "-x", "")) {
            var without = new ProducerRecord<byte[], byte[]>("out", null);
            TraceParent.handOn(record(other), without);
            assertThat(without.headers()).isEmpty();
        }
    }

    private static ConsumerRecord<byte[], byte[]> record(String traceparent) {
        var record = new ConsumerRecord<byte[], byte[]>("in", 0, 0, null, null);
        record.headers().add(Traces.HEADER, traceparent.getBytes(UTF_8));
        return record;
    }
}
