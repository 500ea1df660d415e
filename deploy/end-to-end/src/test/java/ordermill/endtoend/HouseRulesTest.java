package ordermill.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

/** The rules of the house that reading the files can hold: what CONTRIBUTING.md says, as far as a program can see it. */
class HouseRulesTest {

    private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();
    private static final Path CHASSIS = ROOT.resolve("deploy/chassis/src/main/java");

    private static final int LINES_OF_A_FILE = 335;
    private static final int LONG = 150;
    private static final int LONG_FILES = 9;
    private static final int FILES_OF_A_ROOM = 17;

    private static final Pattern BANNED_NAME =
            Pattern.compile(".*(Service|Manager|Helper|Util|Utils|Impl|Common|Base|Dto)\\.java");
    private static final Pattern DOMAIN_WORD = Pattern.compile(
            "(?i)\\b(rides?|customers?|payments?|charges?|e?mails?|drivers?|ledgers?|revenues?|carts?|orders|order_\\w+|ride_\\w+)\\b");
    private static final Pattern REFLECTION = Pattern.compile("java\\.lang\\.reflect|Class\\.forName|ServiceLoader"
            + "|\\.(getDeclared\\w+|get(Annotation|Method|Field|Constructor|RecordComponent)s|getConstructor)\\("
            + "|\\.(get(Annotation|Method|Field)|isAnnotationPresent)\\((?!\\))");
    private static final Pattern TEXT = Pattern.compile("\"\"\".*?\"\"\"|\"(?:[^\"\\\\\n]|\\\\.)*\"", Pattern.DOTALL);
    private static final Pattern STATEMENT =
            Pattern.compile("^[\"\\s]*(SELECT|INSERT INTO|UPDATE|DELETE FROM|WITH)\\b.*", Pattern.DOTALL);
    private static final Pattern TABLE = Pattern.compile("\\b(?:FROM|INTO|UPDATE|JOIN)\\s+(\\w+)\\b(?!\\s*[.(])");
    private static final Pattern OF_THE_STATEMENT =
            Pattern.compile("(?:WITH|,|AS|LATERAL)\\s+(\\w+)|\\)\\s+(?:AS\\s+)?(\\w+)");
    private static final Set<String> NO_TABLES =
            Set.of("SET", "LATERAL", "SKIP", "pg_namespace", "pg_tables", "SELECT", "OF");
    private static final Pattern LOG_CALL = Pattern.compile("LOG\\.\\w+\\((.*?)\\);", Pattern.DOTALL);
    private static final Pattern SECRET =
            Pattern.compile("(?i)\\.(event|value|userEmail|email|address|mailbox|token|paymentToken|body)\\(\\)");

    @Test
    void noFileIsLongerThanAnybodyReadsAndFewAreLong() {
        Map<String, Long> lines = new TreeMap<>();
        mainFiles().forEach(file -> lines.put(name(file), text(file).lines().count()));

        assertThat(lines).allSatisfy((file, count) -> assertThat(count).as(file).isLessThanOrEqualTo(LINES_OF_A_FILE));
        assertThat(lines.values().stream().filter(count -> count > LONG).count())
                .isLessThanOrEqualTo(LONG_FILES);
    }

    @Test
    void everyRoomSaysWhatItIsAndHasRoom() {
        Map<Path, List<Path>> rooms = mainFiles().collect(Collectors.groupingBy(Path::getParent));

        assertThat(rooms).allSatisfy((room, files) -> {
            assertThat(files).as(name(room)).hasSizeLessThanOrEqualTo(FILES_OF_A_ROOM);
            assertThat(room.resolve("package-info.java")).exists();
        });
    }

    @Test
    void namesSayWhatAThingIs() {
        assertThat(mainFiles().map(HouseRulesTest::name))
                .noneMatch(name -> BANNED_NAME.matcher(name).matches());
    }

    @Test
    void noServiceKnowsAnother() {
        for (String service : Cluster.SERVICES) {
            for (String other : Cluster.SERVICES) {
                if (!service.equals(other)) {
                    assertThat(files(ROOT.resolve(service).resolve("src"))
                                    .filter(file -> text(file).contains("import ordermill." + other + ".")))
                            .as(service + " imports " + other)
                            .isEmpty();
                }
            }
        }
    }

    @Test
    void theChassisHasNoWordOfTheDomain() {
        files(CHASSIS)
                .forEach(file -> assertThat(all(DOMAIN_WORD, text(file)).map(MatchResult::group))
                        .as(name(file))
                        .isEmpty());
    }

    /** A native executable knows of its classes what the build saw in use. */
    @Test
    void nothingIsFoundByReflection() {
        mainFiles()
                .forEach(file -> assertThat(all(REFLECTION, text(file)).map(MatchResult::group))
                        .as(name(file))
                        .isEmpty());
    }

    @Test
    void everyStatementNamesItsSchema() {
        for (String service : Cluster.SERVICES) {
            files(ROOT.resolve(service).resolve("src/main/java"))
                    .forEach(file -> all(TEXT, text(file))
                            .map(MatchResult::group)
                            .filter(literal -> STATEMENT.matcher(literal).matches())
                            .forEach(statement -> assertThat(tablesWithoutSchema(statement))
                                    .as(name(file) + statement)
                                    .isEmpty()));
        }
    }

    private static Set<String> tablesWithoutSchema(String statement) {
        Set<String> own = new HashSet<>(NO_TABLES);
        all(OF_THE_STATEMENT, statement)
                .forEach(found -> own.add(found.group(1) == null ? found.group(2) : found.group(1)));
        return all(TABLE, statement)
                .map(found -> found.group(1))
                .filter(table -> !own.contains(table))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void noLogCallTellsAnEventAnAddressOrAToken() {
        mainFiles()
                .forEach(file -> all(LOG_CALL, text(file))
                        .forEach(
                                call -> assertThat(SECRET.matcher(call.group(1)).find())
                                        .as(name(file) + ": " + call.group())
                                        .isFalse()));
    }

    @Test
    void whatDevServicesCreateIsWhatAsyncapiTells() {
        Set<String> created = new TreeSet<>();
        for (String service : Cluster.SERVICES) {
            all(
                            Pattern.compile("(?m)^quarkus\\.kafka\\.devservices\\.topic-partitions\\.(\\w+)=12$"),
                            text(ROOT.resolve(service).resolve("src/main/resources/application.properties")))
                    .forEach(found -> created.add(found.group(1)));
        }

        Set<String> told = all(Pattern.compile("(?m)^    address: (\\w+)$"), text(ROOT.resolve("deploy/asyncapi.yaml")))
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(told).isNotEmpty();
        assertThat(created).isEqualTo(told);
    }

    private static Stream<Path> mainFiles() {
        return Stream.concat(
                Cluster.SERVICES.stream()
                        .flatMap(service -> files(ROOT.resolve(service).resolve("src/main/java"))),
                files(CHASSIS));
    }

    private static Stream<Path> files(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return new ArrayList<>(files.filter(file -> file.toString().endsWith(".java"))
                            .toList())
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<MatchResult> all(Pattern pattern, String text) {
        return pattern.matcher(text).results();
    }

    private static String name(Path file) {
        return ROOT.relativize(file).toString();
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
