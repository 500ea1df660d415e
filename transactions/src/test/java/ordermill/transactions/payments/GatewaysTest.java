package ordermill.transactions.payments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Optional;

import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Money is simulated for nobody who did not say so. */
@QuarkusTest
class GatewaysTest {

    @ParameterizedTest
    @CsvSource({
        ",",
        "http,",
        "Simulated,",
        "'',",
        "unknown,http://payments.example",
        "Simulated,http://payments.example"
    })
    void withoutAGatewayThatIsKnownNothingStarts(String gateway, String url) {
        assertThatThrownBy(() -> named(gateway, url)).isInstanceOf(IllegalStateException.class);
    }

    @ParameterizedTest
    @CsvSource({",http://payments.example", "http,http://payments.example"})
    void addressIsAGatewayBehindHttp(String gateway, String url) {
        assertThat(named(gateway, url)).isInstanceOf(HttpGateway.class);
    }

    @Test
    void simulatedIsSaidAloud() {
        assertThat(named("simulated", null)).isInstanceOf(SimulatedGateway.class);
    }

    private static PaymentGateway named(String gateway, String url) {
        return Gateways.gateway(
                Optional.ofNullable(gateway), Optional.ofNullable(url), Optional.empty(), Duration.ofSeconds(1), null);
    }
}
