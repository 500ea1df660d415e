package ordermill.orders;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;

import ordermill.testing.Health;
import ordermill.testing.Management;
import ordermill.testing.Servers;

/** Tables that take longer to change than any statement may take. */
@QuarkusTest
@TestProfile(SlowMigrationTest.Profile.class)
class SlowMigrationTest {

    public static final class Profile extends Servers.Profile {

        @Override
        public Map<String, String> getConfigOverrides() {
            var settings = new HashMap<>(super.getConfigOverrides());
            settings.put(
                    "chassis.migrations",
                    "V1__journeys.sql,V2__letters_and_repeats.sql,V3__request_keys.sql,V4__traces.sql,V99__slow.sql");
            settings.put("quarkus.datasource.reactive.additional-properties.statement_timeout", "1000");
            settings.put("chassis.longest-silence", "2s");
            return settings;
        }
    }

    @Test
    void ordersAreTakenInTheMeantimeAndTheTablesAreThereAtLast() {
        // Kubernetes asks whether traffic shall come only of who has started.
        assertThat(given().get(Management.address("/health/started")).statusCode())
                .isEqualTo(200);
        Health.groupBecomes("http", 200);
        given().contentType("application/json")
                .body(Sample.order().text())
                .post("/order")
                .then()
                .statusCode(202);

        Health.readinessBecomes(200);
    }
}
