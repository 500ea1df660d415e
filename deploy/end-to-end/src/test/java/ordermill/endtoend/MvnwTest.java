package ordermill.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Set;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The first command, where the environment is poor or odd. */
class MvnwTest {

    @ParameterizedTest
    @CsvSource({"NOTHING, ELSE", "LC_ALL, de_DE.UTF-8", "LC_CTYPE, UTF-8", "LANG, tr_TR.UTF-8", "HOME, ''"})
    void mavenRunsInUtf8WhateverTheLocaleAndWithoutAHome(String variable, String value) throws Exception {
        var builder = new ProcessBuilder("sh", Path.of("../../mvnw").toString(), "-v").redirectErrorStream(true);
        builder.environment().keySet().retainAll(Set.of("PATH", "JAVA_HOME", "MAVEN_USER_HOME"));
        builder.environment().put(variable, value);

        var process = builder.start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).as(said).isZero();
        assertThat(said).contains("Apache Maven 3.").contains("platform encoding: UTF-8");
    }
}
