package ordermill.devservices.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.inject.Inject;

import io.quarkus.test.QuarkusUnitTest;
import org.eclipse.microprofile.config.Config;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class TurnedOffTest {

    @RegisterExtension
    static final QuarkusUnitTest APPLICATION = new QuarkusUnitTest()
            .withEmptyApplication()
            .overrideConfigKey("quarkus.kafka.devservices.enabled", "false")
            .overrideConfigKey("quarkus.datasource.devservices.enabled", "false")
            .overrideConfigKey("quarkus.datasource.db-kind", "postgresql");

    @Inject
    Config config;

    @Test
    void devServicesThatTheUserTurnedOffStayOff() {
        assertThat(config.getOptionalValue("kafka.bootstrap.servers", String.class))
                .isEmpty();
        assertThat(config.getOptionalValue("quarkus.datasource.reactive.url", String.class))
                .isEmpty();
    }
}
