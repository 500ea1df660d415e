package ordermill.transactions.rides;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RideDetailsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Lat: 12, Long: 34                       | 12.0  | 34.0",
                "Lat: 48,21, Long: 16,37                 | 48.21 | 16.37",
                "Lat: 51.5, Long: -0.30000000000000004   | 51.5  | -0.30000000000000004",
            })
    void tutorialsTextIsAPlaceWithAPointOrAComma(String location, double latitude, double longitude) {
        RideDetails ride = RideDetails.read(
                new ConsumerRecord<>(
                        "ride_details",
                        0,
                        0,
                        null,
                        "{\"id\":1,\"customer_id\":\"c\",\"location\":\"%s\"}"
                                .formatted(location)
                                .getBytes(StandardCharsets.UTF_8)),
                "example.com");

        assertThat(ride.latitude()).isEqualTo(latitude);
        assertThat(ride.longitude()).isEqualTo(longitude);
        assertThat(ride.event().get("location").get("lat").doubleValue()).isEqualTo(latitude);
    }
}
