package ordermill.check;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;

/** The rules that the Prometheus operator gets -> are they those that promtool tests, and does Kafka tell what they ask for? */
final class Rules {

    private static final Pattern OF_KAFKA = Pattern.compile("\\bkafka_(server|controller|log|network)_\\w+");

    static List<String> findings(Manifests manifests, Checkout checkout) throws IOException {
        Path tested = checkout.deploy().resolve("observability/prometheus/ordermill.rules.yaml");
        JsonNode groups = Manifests.YAML.readTree(tested.toFile()).get("groups");
        List<String> findings = new ArrayList<>();
        manifests
                .of("PrometheusRule")
                .filter(rule -> !groups.equals(rule.at("/spec/groups")))
                .forEach(rule -> findings.add(
                        "%s: %s is not what %s says".formatted(manifests.overlay(), Manifests.title(rule), tested)));
        List<String> told = manifests
                .of("Kafka")
                .flatMap(kafka -> Manifests.each(kafka.at("/spec/kafka/metricsConfig/values/allowList")))
                .map(JsonNode::asText)
                .toList();
        OF_KAFKA.matcher(groups.toString())
                .results()
                .map(MatchResult::group)
                .distinct()
                .filter(metric -> told.stream().noneMatch(metric::matches))
                .forEach(metric ->
                        findings.add("%s: Kafka does not tell %s of the rules".formatted(manifests.overlay(), metric)));
        return findings;
    }
}
