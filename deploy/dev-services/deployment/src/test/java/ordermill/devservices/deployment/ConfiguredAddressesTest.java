package ordermill.devservices.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.QuarkusUnitTest;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ConfiguredAddressesTest {

    @RegisterExtension
    static final QuarkusUnitTest APPLICATION = new QuarkusUnitTest()
            .withEmptyApplication()
            .overrideConfigKey("kafka.bootstrap.servers", "kafka.example:9092")
            .overrideConfigKey("quarkus.datasource.reactive.url", "postgresql://database.example:5432/orders")
            .setLogRecordPredicate(record -> record.getLoggerName().equals("ordermill.dev-services"))
            .assertLogRecords(records -> assertThat(records).isEmpty());

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String bootstrapServers;

    @ConfigProperty(name = "quarkus.datasource.reactive.url")
    String database;

    @Test
    void configuredAddressesAreRespectedAndNothingIsStarted() {
        assertThat(bootstrapServers).isEqualTo("kafka.example:9092");
        assertThat(database).isEqualTo("postgresql://database.example:5432/orders");
    }
}
