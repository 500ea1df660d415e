package ordermill.devservices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresUserTest {

    @TempDir
    Path directory;

    @Test
    void whoCannotBeHadOrMayNotWriteIsPassedOver() throws Exception {
        assertThat(PostgresUser.firstThatMayWrite(
                        directory, List.of("no-such-program"), List.of("false"), List.of("env")))
                .containsExactly("env");
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void whereNobodyCanBeHadOneLineSaysWhatToDo() {
        assertThatThrownBy(() -> PostgresUser.firstThatMayWrite(directory, List.of("false")))
                .hasMessageMatching(".*be a user who has a name.*seccomp=unconfined.*");
    }
}
