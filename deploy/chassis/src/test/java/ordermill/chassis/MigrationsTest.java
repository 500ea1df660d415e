package ordermill.chassis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;

class MigrationsTest {

    private final Migrations migrations =
            new Migrations(null, null, Optional.empty(), Optional.empty(), null, "test", List.of());

    @Test
    void whoWaitsNoMoreMakesNobodyBelieveThatTheTablesAreThere() {
        migrations.done().subscribe().with(done -> {}).cancel();

        assertThat(migrations.areDone()).isFalse();
    }
}
