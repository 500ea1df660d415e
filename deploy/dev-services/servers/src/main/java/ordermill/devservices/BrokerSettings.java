package ordermill.devservices;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** One node on a small machine: a single replica of everything, few internal partitions, little memory, no waiting. */
final class BrokerSettings {

    private BrokerSettings() {}

    /** Each port is a listener of its own, since a client goes on at the address that its listener tells. */
    static Properties of(Path log, int controllerPort, int... ports) throws IOException {
        var names =
                IntStream.range(0, ports.length).mapToObj(BrokerSettings::name).toList();
        var listeners = IntStream.range(0, ports.length)
                .mapToObj(i -> name(i) + "://localhost:" + ports[i])
                .collect(Collectors.joining(","));
        var settings = new Properties();
        // A killed broker cannot come back before its own old session is over: hence the short one.
        settings.load(new StringReader("""
                process.roles=broker,controller
                node.id=1
                controller.quorum.voters=1@%2$s
                controller.listener.names=CONTROLLER
                listeners=%1$s,CONTROLLER://%2$s
                advertised.listeners=%1$s
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
                        listeners,
                        "localhost:" + controllerPort,
                        names.stream().map(name -> name + ":PLAINTEXT").collect(Collectors.joining(",")),
                        names.get(0))));
        settings.setProperty("log.dirs", log.toString());
        return settings;
    }

    private static String name(int listener) {
        return listener == 0 ? "PLAINTEXT" : "PLAINTEXT_" + (listener + 1);
    }
}
