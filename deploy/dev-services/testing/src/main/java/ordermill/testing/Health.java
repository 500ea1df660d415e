package ordermill.testing;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;

/** What the application under test says of its health, asked on its management port. */
public final class Health {

    static {
        Awaiting.looksAtOnceAndOften();
    }

    private static final Duration AT_MOST = Duration.ofSeconds(30);

    private Health() {}

    public static boolean isReady() {
        return status("/health/ready") == 200;
    }

    public static boolean isAlive() {
        return status("/health/live") == 200;
    }

    /** @param status 200, or 503 where the alarm goes off */
    public static void readinessBecomes(int status) {
        becomes("/health/ready", status);
    }

    /** @param status 200, or 503 where only a restart helps */
    public static void livenessBecomes(int status) {
        becomes("/health/live", status);
    }

    /** @param status 200, or 503 while it has not started yet */
    public static void startBecomes(int status) {
        becomes("/health/started", status);
    }

    /** @param group such as {@code http}, which says whether traffic shall come */
    public static void groupBecomes(String group, int status) {
        becomes("/health/group/" + group, status);
    }

    private static void becomes(String path, int status) {
        await().atMost(AT_MOST).untilAsserted(() -> {
            var answer = given().get(Management.address(path));
            assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(status);
        });
    }

    private static int status(String path) {
        return given().get(Management.address(path)).statusCode();
    }
}
