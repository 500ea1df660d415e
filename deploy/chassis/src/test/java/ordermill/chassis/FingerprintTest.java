package ordermill.chassis;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FingerprintTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{\"a\":1,\"b\":[4.50,null]} | {\"b\":[4.5,null],\"a\":1.0} | true",
                "{\"a\":120}                 | {\"a\":1.2e2}                | true",
                "{\"a\":\"1\"}               | {\"a\":1}                    | false",
                "{\"a\":[\"x\",\"y\"]}       | {\"a\":[\"y\",\"x\"]}        | false",
                "{\"a\":[\"xy\"]}            | {\"a\":[\"x\",\"y\"]}        | false",
                "{\"a\":null}                | {\"a\":\"null\"}             | false",
                "{\"a\":{\"b\":1}}           | {\"a\":{\"c\":1}}            | false",
            })
    void sameContentHasTheSameFingerprint(String one, String other, boolean same) {
        assertThat(fingerprint(one).equals(fingerprint(other))).isEqualTo(same);
    }

    private static String fingerprint(String content) {
        byte[] event = "{\"content\":%s}".formatted(content).getBytes(StandardCharsets.UTF_8);
        return java.util.HexFormat.of().formatHex(Fingerprint.of(Fields.OF_CLIENTS.object(event), List.of("content")));
    }
}
