package ordermill.devservices;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** One node on a small machine: a single replica of everything, few internal partitions, little memory, no waiting. */
final class BrokerSettings {

    private BrokerSettings() {}

    /** A port on which the broker listens, and the one that its clients are told to go on at: a proxy's, or the same. */
    record Listener(int port, int told) {}

    /**
     * Each port is a listener of its own, since a client goes on at the address that its listener tells.
     *
     * @param further Kafka's own settings, which go before these
     */
    static Properties of(Path log, int controllerPort, List<Listener> listeners, Map<String, String> further)
            throws IOException {
        if (log.toString().contains(",")) {
            throw new IOException("a comma in its path would part it in two for Kafka");
        }
        var names = IntStream.range(0, listeners.size())
                .mapToObj(BrokerSettings::name)
                .toList();
        var settings = new Properties();
        // A killed broker cannot come back before its own old session is over: hence the short one.
        settings.load(new StringReader("""
                process.roles=broker,controller
                node.id=1
                controller.quorum.voters=1@%2$s
                controller.listener.names=CONTROLLER
                listeners=%1$s,CONTROLLER://%2$s
                advertised.listeners=%5$s
                listener.security.protocol.map=%3$s,CONTROLLER:PLAINTEXT
                inter.broker.listener.name=%4$s
                broker.heartbeat.interval.ms=500
                broker.session.timeout.ms=3000
                auto.create.topics.enable=false
                num.partitions=12
                group.initial.rebalance.delay.ms=0
                offsets.topic.num.partitions=4
                offsets.topic.replication.factor=1
                transaction.state.log.num.partitions=2
                transaction.state.log.replication.factor=1
                transaction.state.log.min.isr=1
                share.coordinator.state.topic.num.partitions=2
                share.coordinator.state.topic.replication.factor=1
                share.coordinator.state.topic.min.isr=1
                num.network.threads=2
                num.io.threads=4
                num.recovery.threads.per.data.dir=2
                log.cleaner.dedupe.buffer.size=4194304
                log.index.size.max.bytes=1048576
                """.formatted(
                        addresses(listeners, Listener::port),
                        "localhost:" + controllerPort,
                        names.stream().map(name -> name + ":PLAINTEXT").collect(Collectors.joining(",")),
                        names.get(0),
                        addresses(listeners, Listener::told))));
        settings.setProperty("log.dirs", log.toString());
        settings.putAll(further);
        return settings;
    }

    private static String addresses(List<Listener> listeners, ToIntFunction<Listener> port) {
        return IntStream.range(0, listeners.size())
                .mapToObj(i -> name(i) + "://localhost:" + port.applyAsInt(listeners.get(i)))
                .collect(Collectors.joining(","));
    }

    private static String name(int listener) {
        return listener == 0 ? "PLAINTEXT" : "SECOND";
    }
}
