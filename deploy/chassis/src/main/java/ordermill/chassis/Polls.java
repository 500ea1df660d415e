package ordermill.chassis;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.enterprise.context.ApplicationScoped;

import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jboss.logging.Logger;

import ordermill.chassis.watching.TracedPoll;
import ordermill.chassis.watching.Traces;

/**
 * A poll goes through three gates. Read: what the reader refuses is a dead letter. Work: all at once; an outage makes
 * all of it wait, while a failure about data or of unknown cause is halved down to the record that fails, which is a
 * dead letter, and the others go on. Answer: what the work yields is published; only then is the poll acknowledged.
 *
 * <p>More than a handful of failures of unknown cause in a row means that the code and not the records are wrong: the
 * channel waits, red, and makes no dead letters of them.
 */
@ApplicationScoped
public class Polls {

    /** A record's event, as its topic's reader makes it; a {@link Fault} where it is none. */
    public interface Reader<E> {
        E read(ConsumerRecord<byte[], byte[]> record);
    }

    /** What is done with the events of a poll, all at once. It must be idempotent: it is repeated as long as it fails. */
    public interface Work<E> {
        Uni<Answer> on(List<Read<E>> events);
    }

    /** A record and what was read from it. */
    public record Read<E>(ConsumerRecord<byte[], byte[]> record, E event) {}

    /** Whose task the dead letters of unreadable records are. */
    public enum Unreadable {
        ARE_DEAD_LETTERS,
        /** Of another reader of the topic, which refuses just the same. */
        ARE_SKIPPED
    }

    private static final Logger LOG = Logger.getLogger(Polls.class);

    /** What is read at once, in bytes of values: a tree takes 20 to 30 times as much memory. */
    private static final int PORTION = 1024 * 1024;

    private static final int HANDFUL = 5;

    private final Waiting waiting;
    private final Publish publish;
    private final Stop stop;
    private final MeterRegistry meters;
    private final Traces traces;
    private final Map<String, Channel> channels = new ConcurrentHashMap<>();

    Polls(Waiting waiting, Publish publish, Stop stop, MeterRegistry meters, Traces traces) {
        this.waiting = waiting;
        this.publish = publish;
        this.stop = stop;
        this.meters = meters;
        this.traces = traces;
    }

    /** Completes when each record has been worked on and answered, or is a dead letter. */
    public <E> Uni<Void> handle(
            String channel, ConsumerRecords<byte[], byte[]> records, Reader<E> reader, Work<E> work) {
        return handle(channel, records, reader, Unreadable.ARE_DEAD_LETTERS, work);
    }

    public <E> Uni<Void> handle(
            String channel,
            ConsumerRecords<byte[], byte[]> records,
            Reader<E> reader,
            Unreadable unreadable,
            Work<E> work) {
        Channel here = channels.computeIfAbsent(channel, Channel::new);
        Iterator<ConsumerRecord<byte[], byte[]>> rest = records.iterator();
        return stop.letEnd(() -> portion(here, rest, reader, unreadable, work));
    }

    private <E> Uni<Void> portion(
            Channel channel,
            Iterator<ConsumerRecord<byte[], byte[]>> rest,
            Reader<E> reader,
            Unreadable unreadable,
            Work<E> work) {
        if (!rest.hasNext()) {
            return Uni.createFrom().voidItem();
        }
        List<ConsumerRecord<byte[], byte[]>> records = next(rest);
        Uni<Void> done = waiting.until(
                channel.name,
                () -> new Attempt<>(channel, unreadable, work, traces.poll(channel.name, records)).on(records, reader));
        return rest.hasNext()
                ? done.emitOn(Infrastructure.getDefaultWorkerPool())
                        .chain(() -> portion(channel, rest, reader, unreadable, work))
                : done;
    }

    private static List<ConsumerRecord<byte[], byte[]>> next(Iterator<ConsumerRecord<byte[], byte[]>> rest) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (int bytes = 0; bytes < PORTION && rest.hasNext(); ) {
            ConsumerRecord<byte[], byte[]> record = rest.next();
            bytes += record.value() == null ? 0 : record.value().length;
            records.add(record);
        }
        return records;
    }

    /** What is known of a channel from poll to poll. */
    private final class Channel {

        private final String name;
        private int bugsInARow;
        private boolean bugTold;

        Channel(String name) {
            this.name = name;
            waiting.knows(name);
        }
    }

    /** One way of a portion through the gates. */
    private final class Attempt<E> {

        private final Channel channel;
        private final Unreadable unreadable;
        private final Work<E> work;
        private final TracedPoll traced;
        private final List<Refused> refused = new ArrayList<>();
        private final List<Refused> skipped = new ArrayList<>();
        private int bugsInARow;

        Attempt(Channel channel, Unreadable unreadable, Work<E> work, TracedPoll traced) {
            this.channel = channel;
            this.unreadable = unreadable;
            this.work = work;
            this.traced = traced;
            this.bugsInARow = channel.bugsInARow;
        }

        Uni<Void> on(List<ConsumerRecord<byte[], byte[]>> records, Reader<E> reader) {
            return traced.during(
                    () -> workOn(read(records, reader)).chain(this::bury).invoke(() -> {
                        channel.bugsInARow = bugsInARow;
                        channel.bugTold = false;
                    }));
        }

        private List<Read<E>> read(List<ConsumerRecord<byte[], byte[]>> records, Reader<E> reader) {
            List<Read<E>> events = new ArrayList<>(records.size());
            int readersBugs = bugsInARow;
            for (ConsumerRecord<byte[], byte[]> record : records) {
                try {
                    events.add(new Read<>(record, reader.read(record)));
                    readersBugs = 0;
                } catch (RuntimeException | StackOverflowError failure) {
                    boolean known = Failure.of(failure) == Failure.DATA;
                    readersBugs = known ? readersBugs : oneMore(readersBugs, record, failure);
                    if (known && unreadable == Unreadable.ARE_SKIPPED) {
                        skipped.add(new Refused(record, failure));
                    } else {
                        refuse(record, failure);
                    }
                }
            }
            bugsInARow = events.isEmpty() ? readersBugs : bugsInARow;
            return events;
        }

        private Uni<Void> workOn(List<Read<E>> events) {
            if (events.isEmpty()) {
                return Uni.createFrom().voidItem();
            }
            return answered(events)
                    .onFailure(failure -> Failure.of(failure) != Failure.OUTAGE)
                    .recoverWithUni(failure -> events.size() == 1 ? isolate(events.get(0), failure) : halve(events));
        }

        private Uni<Void> answered(List<Read<E>> events) {
            return waiting.limited(Uni.createFrom()
                    .deferred(() -> work.on(events))
                    .chain(answer -> publish(answer).invoke(() -> {
                        answer.refused().forEach(this::refuse);
                        bugsInARow = 0;
                    })));
        }

        private Uni<Void> publish(Answer answer) {
            return traced.sending(answer.records(), answer.causes(), publish.all(answer.records()));
        }

        private Uni<Void> halve(List<Read<E>> events) {
            int half = events.size() / 2;
            return workOn(events.subList(0, half)).chain(() -> workOn(events.subList(half, events.size())));
        }

        private Uni<Void> isolate(Read<E> event, Throwable failure) {
            if (Failure.of(failure) == Failure.DATA) {
                refuse(event.record(), failure);
                return Uni.createFrom().voidItem();
            }
            // What has no known cause may have been a moment's: it has two more tries before it counts.
            return answered(List.of(event))
                    .onFailure(again -> Failure.of(again) == Failure.BUG)
                    .retry()
                    .atMost(1)
                    .onFailure(again -> Failure.of(again) != Failure.OUTAGE)
                    .recoverWithUni(again -> Uni.createFrom().voidItem().invoke(() -> {
                        bugsInARow = oneMore(bugsInARow, event.record(), failure);
                        refuse(event.record(), failure);
                    }));
        }

        /** Whoever is to mend the code has to know where it failed: told once a poll, with the classes and frames. */
        private int oneMore(int bugsInARow, ConsumerRecord<byte[], byte[]> record, Throwable bug) {
            if (!channel.bugTold) {
                channel.bugTold = true;
                log(
                        Logger.Level.ERROR,
                        Failure.withoutWords(bug),
                        "a record failed for no known cause",
                        new Refused(record, bug));
            }
            if (bugsInARow >= HANDFUL) {
                throw new Failure.CodeAtFault(HANDFUL, bug);
            }
            return bugsInARow + 1;
        }

        private void refuse(ConsumerRecord<byte[], byte[]> record, Throwable why) {
            refused.add(new Refused(record, why));
            traced.refused(record, why);
        }

        private Uni<Void> bury() {
            // A dead letter that cannot be handled is where it belongs already.
            List<ProducerRecord<byte[], byte[]>> letters = refused.stream()
                    .filter(one -> !one.record.topic().endsWith(DeadLetters.SUFFIX))
                    .map(one -> DeadLetters.of(one.record, channel.name, one.why))
                    .toList();
            return publish.all(letters)
                    .onFailure(failure -> Failure.of(failure) == Failure.DATA)
                    .recoverWithUni(tooLarge -> buryEach(letters.iterator()))
                    .invoke(() -> {
                        refused.forEach(one -> tell(Logger.Level.WARN, "dead letter", one, "dead.letters"));
                        skipped.forEach(one -> tell(Logger.Level.DEBUG, "skipped", one, "skipped.records"));
                    });
        }

        /** For a topic that takes less than Kafka's own limit: what does not fit there goes without its content. */
        private Uni<Void> buryEach(Iterator<ProducerRecord<byte[], byte[]>> letters) {
            if (!letters.hasNext()) {
                return Uni.createFrom().voidItem();
            }
            var letter = letters.next();
            return publish.all(List.of(letter))
                    .onFailure(failure -> Failure.of(failure) == Failure.DATA)
                    .recoverWithUni(tooLarge -> publish.all(List.of(DeadLetters.withoutContent(letter))))
                    .chain(() -> buryEach(letters));
        }

        private void log(Logger.Level level, Throwable frames, String what, Refused one) {
            ConsumerRecord<?, ?> record = one.record;
            Traces.logged(
                    record,
                    () -> LOG.logf(
                            level,
                            frames,
                            "%s: channel=%s topic=%s partition=%d offset=%d reason=%s",
                            what,
                            channel.name,
                            record.topic(),
                            record.partition(),
                            record.offset(),
                            Failure.inWords(one.why)));
        }

        private void tell(Logger.Level level, String what, Refused one, String counter) {
            log(level, null, what, one);
            meters.counter(
                            counter,
                            "topic",
                            one.record.topic(),
                            "cause",
                            Failure.of(one.why).name().toLowerCase(Locale.ROOT))
                    .increment();
        }
    }

    private record Refused(ConsumerRecord<byte[], byte[]> record, Throwable why) {}
}
