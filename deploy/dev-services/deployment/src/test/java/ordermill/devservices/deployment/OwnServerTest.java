package ordermill.devservices.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import ordermill.devservices.Topics;

class OwnServerTest {

    @Test
    void nextApplicationOfTheSameJvmFindsTheServerOfTheFormer() {
        var former = new OwnServer("kafka", classPath());
        former.start();
        former.close();
        var next = new OwnServer("kafka", classPath());

        next.start();

        assertThat(next.settings()).isEqualTo(former.settings());
        Topics.create(next.settings().get(ServerKind.KAFKA_ADDRESS), Map.of("still_there", 1));
    }

    private static List<Path> classPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(Path::of)
                .toList();
    }
}
