package ordermill.chassis;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * A record that cannot be handled -> a letter to {@code <topic>_dlq}: key, value and headers byte for byte, where it
 * stood and why. It always fits; what does not is left where it was, and the letter says so.
 */
public final class DeadLetters {

    public static final String SUFFIX = "_dlq";
    public static final String REASON = "dead-letter-reason";
    public static final String FAILURE = "dead-letter-exception-class-name";
    public static final String TOPIC = "dead-letter-topic";
    public static final String PARTITION = "dead-letter-partition";
    public static final String OFFSET = "dead-letter-offset";
    public static final String READER = "dead-letter-reader";
    public static final String LEFT_OUT = "dead-letter-left-out";

    /** Below Kafka's limit of 1 MiB by more than the letter adds. */
    private static final int ROOM = 1_040_000;

    private static final int PER_HEADER = 12;
    private static final int LONGEST_REASON = 1_000;

    /** SmallRye's own mark on what it polled; no client sent it. */
    private static final String OF_SMALLRYE = "__smallrye";

    private DeadLetters() {}

    /**
     * @param reader the channel that could not handle it
     * @param why the fault, or another failure, of which only the class is told
     */
    public static ProducerRecord<byte[], byte[]> of(
            ConsumerRecord<byte[], byte[]> record, String reader, Throwable why) {
        List<Header> about = about(record, reader, why);
        int room = ROOM;
        for (Header header : about) {
            room -= size(header);
        }
        List<String> leftOut = new ArrayList<>();
        boolean valueFits = size(record.value()) <= room;
        room -= valueFits ? size(record.value()) : 0;
        boolean keyFits = size(record.key()) <= room;
        room -= keyFits ? size(record.key()) : 0;
        if (!valueFits) {
            leftOut.add("value");
        }
        if (!keyFits) {
            leftOut.add("key");
        }
        var letter = new ProducerRecord<>(
                record.topic() + SUFFIX, keyFits ? record.key() : null, valueFits ? record.value() : null);
        int headersLeftOut = 0;
        for (Header header : record.headers()) {
            if (header.key().startsWith(OF_SMALLRYE)) {
                continue;
            }
            if (size(header) <= room) {
                room -= size(header);
                letter.headers().add(header);
            } else {
                headersLeftOut++;
            }
        }
        if (headersLeftOut > 0) {
            leftOut.add(headersLeftOut + " headers");
        }
        about.forEach(letter.headers()::add);
        if (!leftOut.isEmpty()) {
            add(letter.headers(), LEFT_OUT, String.join(", ", leftOut));
        }
        return letter;
    }

    /** The same letter with nothing but where the record stood and why: for a topic that takes less than Kafka's own limit. */
    static ProducerRecord<byte[], byte[]> withoutContent(ProducerRecord<byte[], byte[]> letter) {
        var bare = new ProducerRecord<byte[], byte[]>(letter.topic(), null, null);
        for (String name : List.of(REASON, FAILURE, TOPIC, PARTITION, OFFSET, READER)) {
            bare.headers().add(letter.headers().lastHeader(name));
        }
        add(bare.headers(), LEFT_OUT, "value, key, headers");
        return bare;
    }

    private static List<Header> about(ConsumerRecord<?, ?> record, String reader, Throwable why) {
        String reason = Failure.inWords(why);
        var headers = new org.apache.kafka.common.header.internals.RecordHeaders();
        add(headers, REASON, reason.length() > LONGEST_REASON ? reason.substring(0, LONGEST_REASON) : reason);
        add(headers, FAILURE, why.getClass().getName());
        add(headers, TOPIC, record.topic());
        add(headers, PARTITION, Integer.toString(record.partition()));
        add(headers, OFFSET, Long.toString(record.offset()));
        add(headers, READER, reader);
        return List.of(headers.toArray());
    }

    private static void add(Headers headers, String name, String value) {
        headers.add(name, value.getBytes(StandardCharsets.UTF_8));
    }

    private static int size(Header header) {
        return PER_HEADER + header.key().getBytes(StandardCharsets.UTF_8).length + size(header.value());
    }

    private static int size(byte[] bytes) {
        return bytes == null ? 0 : bytes.length;
    }
}
