package ordermill.analytics.pipeline;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.common.annotation.Identifier;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaFuture;

/** One client for questions about topics, with the settings that the channels have ({@code kafka.*}). */
@ApplicationScoped
class AskKafka {

    private static final String TIMEOUT_MS = "2000";
    /** Quarkus's own setting, which its TLS engine for Kafka reads. */
    private static final String TLS_CONFIGURATION = "tls-configuration-name";

    private final Map<String, Object> settings = new HashMap<>();
    private Admin admin;
    private boolean closed;

    AskKafka(@Identifier("default-kafka-broker") Map<String, Object> kafka) {
        kafka.forEach((name, value) -> {
            if (AdminClientConfig.configNames().contains(name) || name.equals(TLS_CONFIGURATION)) {
                settings.put(name, value);
            }
        });
        // An outdated question must not queue up behind an outage.
        settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, TIMEOUT_MS);
        settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, TIMEOUT_MS);
    }

    /** Connects at the first question, and off the event loop, since addresses are looked up. */
    Uni<Admin> admin() {
        return Uni.createFrom().item(this::connected).runSubscriptionOn(Infrastructure.getDefaultWorkerPool());
    }

    <T> Uni<T> answer(KafkaFuture<T> future) {
        return Uni.createFrom().completionStage(future.toCompletionStage());
    }

    private synchronized Admin connected() {
        if (closed) {
            throw new IllegalStateException("the service ends");
        }
        if (admin == null) {
            admin = Admin.create(settings);
        }
        return admin;
    }

    @PreDestroy
    synchronized void close() {
        closed = true;
        if (admin != null) {
            admin.close(Duration.ZERO);
        }
    }
}
