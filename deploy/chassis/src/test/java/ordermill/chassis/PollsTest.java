package ordermill.chassis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.ConnectException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.vertx.pgclient.PgException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import ordermill.chassis.Polls.Read;
import ordermill.chassis.Polls.Unreadable;
import ordermill.chassis.watching.Traces;

/** The gates, with a producer that keeps what it is given. */
class PollsTest {

    private static final Duration DEAD_AFTER = Duration.ofSeconds(3);

    private final List<ProducerRecord<byte[], byte[]>> published = new CopyOnWriteArrayList<>();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Logged logged = new Logged(Polls.class);
    private final Waiting waiting = new Waiting(
            new Migrations(null, null, Optional.empty(), Optional.empty(), null, "test", List.of()).alreadyDone(),
            meters,
            Duration.ofSeconds(2),
            DEAD_AFTER);
    private final Polls polls = new Polls(
            waiting,
            new Publish(null, Traces.none(), null) {
                @Override
                public Uni<Void> all(List<ProducerRecord<byte[], byte[]>> records) {
                    for (var record : records) {
                        if (record.value() != null && text(record.value()).contains("too large to publish")) {
                            return Uni.createFrom().failure(new RecordTooLargeException("too large"));
                        }
                    }
                    published.addAll(records);
                    return Uni.createFrom().voidItem();
                }
            },
            new Stop(Duration.ZERO),
            meters,
            Traces.none());

    @AfterEach
    void close() {
        logged.close();
    }

    @Test
    void goodPollIsOneAttemptAndOneAnswer() {
        AtomicInteger attempts = new AtomicInteger();

        handle(poll("a", "b", "c"), events -> {
            attempts.incrementAndGet();
            return echo(events);
        });

        assertThat(attempts).hasValue(1);
        assertThat(answers()).containsExactly("a", "b", "c");
        assertThat(letters()).isEmpty();
    }

    @Test
    void unreadableRecordIsADeadLetterAndItsNeighboursGoOn() {
        handle(poll("a", "unreadable", "c"), this::echo);

        assertThat(answers()).containsExactly("a", "c");
        assertThat(letters()).containsExactly("1 says that it is unreadable");
    }

    @Test
    void whatAnotherServiceRefusesIsSkipped() {
        polls.handle("test", poll("a", "unreadable"), PollsTest::read, Unreadable.ARE_SKIPPED, this::echo)
                .await()
                .atMost(Duration.ofSeconds(5));

        assertThat(answers()).containsExactly("a");
        assertThat(letters()).isEmpty();
    }

    @Test
    void skippedRecordIsCountedOnceHoweverOftenItsPollIsTriedAgain() {
        AtomicInteger attempts = new AtomicInteger();

        polls.handle(
                        "test",
                        poll("a", "unreadable"),
                        PollsTest::read,
                        Unreadable.ARE_SKIPPED,
                        events -> attempts.incrementAndGet() < 3
                                ? Uni.createFrom().failure(new ConnectException())
                                : echo(events))
                .await()
                .atMost(Duration.ofSeconds(5));

        assertThat(meters.counter("skipped.records", "topic", "in", "cause", "data")
                        .count())
                .isEqualTo(1);
    }

    @Test
    void letterThatItsTopicDoesNotTakeGoesWithoutItsContentAndTheOthersWithTheirs() {
        handle(poll("unreadable", "unreadable and too large to publish"), this::echo);

        var letters = published.stream()
                .filter(record -> record.topic().equals("in_dlq"))
                .toList();
        assertThat(letters)
                .extracting(ProducerRecord::value)
                .extracting(value -> value == null ? null : text(value))
                .containsExactly("unreadable", null);
    }

    @Test
    void deadLetterThatCannotBeHandledStaysWhereItIs() {
        var letter =
                new ConsumerRecord<byte[], byte[]>("in_dlq", 0, 0, null, "unreadable".getBytes(StandardCharsets.UTF_8));
        var poll = new ConsumerRecords<>(Map.of(new TopicPartition("in_dlq", 0), List.of(letter)), Map.of());

        handle(poll, this::echo);

        assertThat(published).isEmpty();
    }

    @Test
    void eachPoisonedRecordIsFoundAndTheOthersGoOn() {
        Set<String> poison = Set.of("0", "7", "8", "499", "777", "999");
        String[] values = IntStream.range(0, 1000).mapToObj(Integer::toString).toArray(String[]::new);

        handle(poll(values), events -> {
            if (events.stream().anyMatch(event -> poison.contains(event.event()))) {
                throw new PgException("value out of range", "ERROR", "22003", "");
            }
            return echo(events);
        });

        assertThat(answers()).hasSize(994).doesNotContainAnyElementsOf(poison);
        assertThat(letters())
                .containsExactly(
                        "0 SQLSTATE 22003",
                        "7 SQLSTATE 22003",
                        "8 SQLSTATE 22003",
                        "499 SQLSTATE 22003",
                        "777 SQLSTATE 22003",
                        "999 SQLSTATE 22003");
    }

    @Test
    void answerThatKafkaNeverTakesIsADeadLetterOfItsRecord() {
        handle(poll("a", "too large to publish", "c"), this::echo);

        assertThat(answers()).containsExactly("a", "c");
        assertThat(letters()).containsExactly("1 org.apache.kafka.common.errors.RecordTooLargeException");
    }

    @Test
    void recordThatTheWorkRefusesIsADeadLetterOnceThePollIsDone() {
        handle(
                poll("a", "b"),
                events -> Uni.createFrom()
                        .item(Answer.none().refuse(events.get(1).record(), new Fault("b", "is known"))));

        assertThat(letters()).containsExactly("1 b is known");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 40})
    void outageMakesAllWaitAndNothingIsADeadLetter(int size) {
        AtomicInteger attempts = new AtomicInteger();
        String[] values = IntStream.range(0, size).mapToObj(Integer::toString).toArray(String[]::new);

        handle(
                poll(values),
                events -> attempts.incrementAndGet() < 3
                        ? Uni.createFrom().failure(new ConnectException("refused"))
                        : echo(events));

        assertThat(attempts).hasValue(3);
        assertThat(answers()).hasSize(size);
        assertThat(letters()).isEmpty();
    }

    @Test
    void channelThatWaitsIsRedAndGreenAgain() {
        AtomicInteger away = new AtomicInteger(1);
        Cancellable running = polls.handle(
                        "test",
                        poll("a"),
                        PollsTest::read,
                        events -> away.get() == 1 ? Uni.createFrom().failure(new ConnectException()) : echo(events))
                .subscribe()
                .with(done -> {});

        await().until(() -> ready() == Status.DOWN);
        away.set(0);
        await().until(() -> ready() == Status.UP);
        assertThat(answers()).containsExactly("a");
        running.cancel();
    }

    @Test
    void attemptWithoutAnEndIsAnOutage() {
        AtomicInteger attempts = new AtomicInteger();

        handle(
                poll("a"),
                events -> attempts.incrementAndGet() == 1 ? Uni.createFrom().nothing() : echo(events));

        assertThat(answers()).containsExactly("a");
        assertThat(letters()).isEmpty();
    }

    @Test
    void aHandfulOfRecordsThatFailForNoKnownCauseAreDeadLettersAmongGoodOnes() {
        handle(poll("a", "bug", "bug", "b", "bug", "c"), PollsTest::echoUnlessBug);

        assertThat(answers()).containsExactly("a", "b", "c");
        assertThat(letters()).hasSize(3).allSatisfy(letter -> assertThat(letter).contains("IllegalStateException"));
        assertThat(logged.errors())
                .singleElement()
                .asString()
                .contains("java.lang.IllegalStateException", "at ordermill.chassis.PollsTest.echoUnlessBug")
                .doesNotContain("a bug");
    }

    @Test
    void failureOfAMomentIsNoDeadLetter() {
        AtomicInteger attempts = new AtomicInteger();

        handle(poll("a"), events -> {
            if (attempts.incrementAndGet() < 3) {
                throw new IllegalStateException("a moment's");
            }
            return echo(events);
        });

        assertThat(answers()).containsExactly("a");
        assertThat(letters()).isEmpty();
    }

    @Test
    void codeThatFailsForEveryRecordDrainsNothingAndTurnsTheChannelRed() {
        String[] values = IntStream.range(0, 200).mapToObj(n -> "bug").toArray(String[]::new);

        Cancellable running = polls.handle("test", poll(values), PollsTest::read, PollsTest::echoUnlessBug)
                .subscribe()
                .with(done -> {});

        await().until(() -> ready() == Status.DOWN);
        await().during(Duration.ofSeconds(1)).until(() -> published.isEmpty());
        assertThat(waiting.progress().call().getData().orElseThrow())
                .containsEntry(
                        "test", "more than 5 records failed in a row, the last with java.lang.IllegalStateException");
        assertThat(logged.errors()).hasSize(1);
        running.cancel();
    }

    @Test
    void readerThatFailsForEveryRecordDrainsNothingAndTurnsTheChannelRed() {
        Cancellable running = polls.<String>handle(
                        "test",
                        poll("a", "b", "c", "d", "e", "f", "g"),
                        record -> {
                            throw new NullPointerException();
                        },
                        this::echo)
                .subscribe()
                .with(done -> {});

        await().until(() -> ready() == Status.DOWN);
        assertThat(published).isEmpty();
        running.cancel();
    }

    @Test
    void recordsThatFailOneByOneMakeNoMoreThanAHandfulOfDeadLetters() {
        for (int i = 0; i < 5; i++) {
            handle(poll("bug"), PollsTest::echoUnlessBug);
        }
        Cancellable sixth = polls.handle("test", poll("bug"), PollsTest::read, PollsTest::echoUnlessBug)
                .subscribe()
                .with(done -> {});

        await().until(() -> ready() == Status.DOWN);
        assertThat(letters()).hasSize(5);
        sixth.cancel();
    }

    @Test
    void largeRecordsAreReadAFewAtATime() {
        String large = "x".repeat(128_000);
        List<Integer> sizes = new CopyOnWriteArrayList<>();

        handle(poll(Collections.nCopies(100, large).toArray(String[]::new)), events -> {
            sizes.add(events.size());
            return echo(events);
        });

        assertThat(sizes).allMatch(size -> size <= 9);
        assertThat(answers()).hasSize(100);
    }

    @Test
    void onlyAnAttemptThatHasNoEndAsksForANewProcess() {
        Cancellable outage = polls.handle("test", poll("a"), PollsTest::read, events -> {
                    throw new Failure.Away("a server");
                })
                .subscribe()
                .with(done -> {});
        await().until(() -> ready() == Status.DOWN);
        await().pollInterval(Duration.ofMillis(100))
                .during(DEAD_AFTER.plusSeconds(3))
                .until(() -> waiting.end().call().getStatus() == Status.UP);
        outage.cancel();

        Cancellable hangs = waiting.until("hangs", () -> Uni.createFrom().nothing())
                .subscribe()
                .with(done -> {});
        waiting.until("hangs", () -> Uni.createFrom().voidItem()).await().indefinitely();

        await().until(() -> waiting.end().call().getStatus() == Status.DOWN);
        hangs.cancel();
        assertThat(waiting.end().call().getStatus()).isEqualTo(Status.UP);
    }

    private Status ready() {
        return waiting.progress().call().getStatus();
    }

    private void handle(ConsumerRecords<byte[], byte[]> poll, Polls.Work<String> work) {
        polls.handle("test", poll, PollsTest::read, work).await().atMost(Duration.ofSeconds(20));
    }

    private static String read(ConsumerRecord<byte[], byte[]> record) {
        if (text(record.value()).startsWith("unreadable")) {
            throw new Fault("says that it is unreadable");
        }
        return text(record.value());
    }

    private Uni<Answer> echo(List<Read<String>> events) {
        return answer(events);
    }

    @Test
    void eachAnswerGoesOnInTheTraceOfItsOwnRecord() {
        String trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        var records = poll("a", "b", "c");
        records.records(new TopicPartition("in", 0))
                .get(1)
                .headers()
                .add(Traces.HEADER, trace.getBytes(StandardCharsets.UTF_8));

        polls.handle("in", records, record -> text(record.value()), PollsTest::answer)
                .await()
                .atMost(Duration.ofSeconds(10));

        assertThat(published)
                .extracting(record -> record.headers().toArray().length)
                .containsExactly(0, 1, 0);
        assertThat(header(published.get(1), Traces.HEADER)).isEqualTo(trace);
    }

    private static Uni<Answer> echoUnlessBug(List<Read<String>> events) {
        if (events.stream().anyMatch(event -> event.event().equals("bug"))) {
            throw new IllegalStateException("a bug");
        }
        return answer(events);
    }

    private static Uni<Answer> answer(List<Read<String>> events) {
        Answer answer = Answer.none();
        events.forEach(event ->
                answer.publish(event.record(), "out", null, event.record().value()));
        return Uni.createFrom().item(answer);
    }

    private static ConsumerRecords<byte[], byte[]> poll(String... values) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (String value : values) {
            byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
            records.add(new ConsumerRecord<>("in", 0, records.size(), null, bytes));
        }
        return new ConsumerRecords<>(Map.of(new TopicPartition("in", 0), records), Map.of());
    }

    private List<String> answers() {
        return published.stream()
                .filter(record -> record.topic().equals("out"))
                .map(record -> text(record.value()))
                .toList();
    }

    /** Offset and reason of each dead letter, in the order of the offsets. */
    private List<String> letters() {
        return published.stream()
                .filter(record -> record.topic().equals("in_dlq"))
                .sorted(Comparator.comparing(letter -> Integer.valueOf(header(letter, DeadLetters.OFFSET))))
                .map(letter -> header(letter, DeadLetters.OFFSET) + " " + header(letter, DeadLetters.REASON))
                .toList();
    }

    private static String header(ProducerRecord<?, ?> record, String name) {
        return text(record.headers().lastHeader(name).value());
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
