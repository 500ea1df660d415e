package ordermill.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** What a test needs of the machine: without it the test is skipped, and says so; in CI it fails. */
final class Needed {

    private Needed() {}

    static void isThere(boolean there, String otherwise) {
        if (System.getenv("CI") == null) {
            assumeTrue(there, "skipped: " + otherwise);
        } else {
            assertThat(there).as(otherwise).isTrue();
        }
    }
}
