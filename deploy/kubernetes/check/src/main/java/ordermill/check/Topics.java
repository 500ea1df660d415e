package ordermill.check;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

import com.fasterxml.jackson.databind.JsonNode;

/** Topics with their settings, as three files state them -> where one says other than deploy/asyncapi.yaml. */
record Topics(String where, Map<String, Map<String, String>> settings) {

    /** Reads partitions, topicConfiguration and what that may not hold, x-topic-configuration, of each channel. */
    static Topics ofFlow(Path asyncapi) throws IOException {
        JsonNode flow = Manifests.YAML.readTree(asyncapi.toFile());
        Map<String, Map<String, String>> topics = new TreeMap<>();
        for (JsonNode channel : flow.get("channels")) {
            JsonNode binding = channel.at("/bindings").has("$ref")
                    ? flow.at(channel.at("/bindings/$ref").asText().substring(1))
                    : channel.at("/bindings");
            Map<String, String> settings = new TreeMap<>();
            settings.put("partitions", binding.at("/kafka/partitions").asText());
            settings.putAll(texts(binding.at("/kafka/topicConfiguration")));
            settings.putAll(texts(binding.at("/kafka/x-topic-configuration")));
            topics.put(channel.get("address").asText(), settings);
        }
        return new Topics("deploy/asyncapi.yaml", topics);
    }

    /** Reads what topics.sh says that it would create: a line a topic, its name and settings. */
    static Topics ofCompose(List<String> lines) {
        Map<String, Map<String, String>> topics = new TreeMap<>();
        for (String line : lines) {
            String[] words = line.trim().split(" +");
            Map<String, String> settings = new TreeMap<>();
            for (int i = 1; i < words.length; i++) {
                String[] setting = words[i].split("=", 2);
                settings.put(setting[0], setting[1]);
            }
            topics.put(words[0], settings);
        }
        return new Topics("deploy/compose/topics.sh", topics);
    }

    static Topics of(Manifests manifests) {
        Map<String, Map<String, String>> topics = new TreeMap<>();
        manifests.of("KafkaTopic").forEach(topic -> {
            Map<String, String> settings = new TreeMap<>(texts(topic.at("/spec/config")));
            settings.put("partitions", topic.at("/spec/partitions").asText());
            topics.put(topic.at("/spec/topicName").asText(Manifests.name(topic)), settings);
        });
        return new Topics(manifests.overlay(), topics);
    }

    List<String> differencesFrom(Topics flow) {
        List<String> findings = new ArrayList<>();
        var all = new TreeSet<>(settings.keySet());
        all.addAll(flow.settings.keySet());
        for (String topic : all) {
            var here = settings.get(topic);
            var there = flow.settings.get(topic);
            if (here == null || there == null || !here.equals(there)) {
                findings.add("%s: topic %s is %s, in %s it is %s".formatted(where, topic, here, flow.where, there));
            }
        }
        return findings;
    }

    /**
     * How long a record stays is stated for each topic, and the part of a compacted one that is never cleaned ends. What
     * only one service can tell stays long enough to be read after half of it; dead letters until a person came.
     */
    List<String> silences() {
        List<String> findings = new ArrayList<>();
        settings.forEach((topic, stated) -> {
            long days = topic.endsWith("_dlq") ? 90 : topic.equals("timestamp") ? 1 : 30;
            long stays = Long.parseLong(stated.getOrDefault("retention.ms", "-1"));
            if (stays >= 0 && stays < days * 86_400_000) {
                findings.add("%s: topic %s keeps a record for less than %d days".formatted(where, topic, days));
            }
            boolean compacted = "compact".equals(stated.get("cleanup.policy"));
            if (!stated.containsKey(compacted ? "segment.ms" : "retention.ms")) {
                findings.add("%s: topic %s does not state its %s"
                        .formatted(where, topic, compacted ? "segment.ms" : "retention.ms"));
            }
        });
        return findings;
    }

    /** @return may anybody write to it? With any compression, which the broker takes off. */
    boolean isOpen(String topic) {
        return settings.getOrDefault(topic, Map.of()).containsKey("compression.type");
    }

    int partitions(String topic) {
        return Integer.parseInt(settings.getOrDefault(topic, Map.of()).getOrDefault("partitions", "0"));
    }

    private static Map<String, String> texts(JsonNode node) {
        Map<String, String> texts = new TreeMap<>();
        node.fields()
                .forEachRemaining(field -> texts.put(
                        field.getKey(),
                        field.getValue().isArray()
                                ? String.join(",", Manifests.YAML.convertValue(field.getValue(), String[].class))
                                : field.getValue().asText()));
        return texts;
    }
}
