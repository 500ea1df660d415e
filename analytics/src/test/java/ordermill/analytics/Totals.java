package ordermill.analytics;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;

import ordermill.chassis.Fields;

/** What {@code GET /totals} answers, not from before it was asked, and by how much it has grown since. */
record Totals(JsonNode json) {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private static final Duration SOON = Duration.ofSeconds(30);

    static Totals now() {
        return new Totals(fresh("/totals"));
    }

    /** What the address answers, from now on: a shared reading may be older. */
    static JsonNode fresh(String path) {
        BigDecimal asked = Fields.epochSeconds(Instant.now());
        return await().atMost(SOON)
                .pollInSameThread()
                .pollInterval(Duration.ofMillis(60))
                .until(
                        () -> read(given().get(path)
                                .then()
                                .statusCode(200)
                                .extract()
                                .asString()),
                        answer -> answer.get("time").decimalValue().compareTo(asked) >= 0);
    }

    static JsonNode read(String json) {
        try {
            return MAPPER.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    JsonNode at(String pointer) {
        return json.at(pointer);
    }

    BigDecimal number(String field) {
        return json.get(field).decimalValue();
    }

    /** What the field has grown by from these totals to now. */
    BigDecimal grown(String field) {
        return now().number(field).subtract(number(field));
    }

    void untilGrown(String field, int by) {
        await().atMost(SOON)
                .pollInSameThread()
                .untilAsserted(() -> assertThat(grown(field)).isEqualByComparingTo(BigDecimal.valueOf(by)));
    }
}
