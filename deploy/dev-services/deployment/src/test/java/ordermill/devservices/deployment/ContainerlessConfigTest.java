package ordermill.devservices.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.runtime.LaunchMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContainerlessConfigTest {

    @ParameterizedTest
    @CsvSource({
        "DEVELOPMENT, false, true, true",
        "DEVELOPMENT, true, true, false",
        "TEST, false, true, true",
        "TEST, true, false, false"
    })
    void brokerOfDevModeIsAlwaysOursAndTheRestOnlyWhereNoContainersRun(
            LaunchMode mode, boolean containers, boolean broker, boolean database) {
        assertThat(ContainerlessConfig.isOurs(ContainerlessConfig.KAFKA_ENABLED, mode, () -> containers))
                .isEqualTo(broker);
        assertThat(ContainerlessConfig.isOurs(ContainerlessConfig.DATABASE_ENABLED, mode, () -> containers))
                .isEqualTo(database);
    }
}
