package ordermill.devservices.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;

import jakarta.inject.Inject;

import io.quarkus.test.QuarkusUnitTest;
import io.vertx.mutiny.sqlclient.Pool;
import org.apache.kafka.clients.admin.Admin;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ServersForTestsTest {

    @RegisterExtension
    static final QuarkusUnitTest APPLICATION = new QuarkusUnitTest()
            .withEmptyApplication()
            .overrideConfigKey("quarkus.kafka.devservices.topic-partitions.order_details", "12");

    @Inject
    Pool pool;

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String bootstrapServers;

    @Test
    void applicationReachesItsDatabase() {
        var rows = pool.query("SELECT current_database()").execute().await().indefinitely();

        assertThat(rows.iterator().next().getString(0)).isNotEmpty();
    }

    @Test
    void applicationFindsItsTopics() throws Exception {
        try (var admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            var topic = admin.describeTopics(List.of("order_details"))
                    .allTopicNames()
                    .get()
                    .get("order_details");

            assertThat(topic.partitions()).hasSize(12);
        }
    }
}
