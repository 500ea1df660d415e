package ordermill.testing.contract;

import static java.util.Comparator.comparing;
import static java.util.Comparator.nullsFirst;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DrawnTest {

    private static final int CASES = 3_000;
    private static final List<String> WORDS = List.of("$schema", "$id", "$defs", "default", "examples");

    /** In the e-mails' topics readers read no longer name than the reason, which has a bound of its own. */
    private static final Set<String> MOOT =
            Set.of("order_email_sent: $defs/name/maxLength", "ride_email_sent: $defs/name/maxLength");

    static Stream<Contract> contracts() {
        return ContractTest.contracts();
    }

    @ParameterizedTest
    @MethodSource("contracts")
    void aGoodShareIsAcceptedAndAGoodShareRefused(Contract contract) {
        long accepted = Drawn.of(contract, Drawn.seed(), CASES)
                .filter(one -> contract.accepts(one.value()))
                .count();

        assertThat(accepted).isBetween(CASES / 4L, CASES * 3L / 4);
    }

    @Test
    void sameSeedDrawsTheSame() {
        Contract contract = Contract.of("orders", "ride_details");

        List<Drawn.Case> some = Drawn.of(contract, 7, CASES).skip(1_000).toList();

        List<Drawn.Case> all = Drawn.of(contract, 7, CASES).toList();
        assertThat(all.subList(1_000, CASES))
                .usingElementComparator(
                        comparing(Drawn.Case::name).thenComparing(Drawn.Case::value, nullsFirst(Arrays::compare)))
                .isEqualTo(some);
        assertThat(Drawn.of(contract, 8, CASES).map(Drawn.Case::name))
                .isNotEqualTo(all.stream().map(Drawn.Case::name).toList());
    }

    /** A reader that leaves out a rule of the schema is found out. */
    @ParameterizedTest
    @MethodSource("contracts")
    void eachRuleIsFeltBySomeCase(Contract contract) {
        List<JsonNode> values = readable(contract);
        JsonNode document = without(contract.document(), List.of("$id"));
        JsonSchema whole = Exactly.schema(document);
        List<Boolean> verdicts =
                values.stream().map(value -> whole.validate(value).isEmpty()).toList();

        var unfelt = new TreeSet<String>();
        for (List<String> rule : rules(document, List.of())) {
            JsonSchema without = Exactly.schema(without(document, rule));
            boolean felt = false;
            for (int i = 0; i < values.size() && !felt; i++) {
                felt = verdicts.get(i) != without.validate(values.get(i)).isEmpty();
            }
            if (!felt) {
                unfelt.add(contract.topic() + ": " + String.join("/", rule));
            }
        }
        assertThat(unfelt).isSubsetOf(MOOT);
    }

    private static List<JsonNode> readable(Contract contract) {
        List<JsonNode> values = new ArrayList<>();
        Drawn.of(contract, 1, CASES).forEach(one -> {
            try {
                if (one.value() == null || one.value().length < 10_000) {
                    values.add(contract.limits().read(one.value()));
                }
            } catch (Limits.Exceeded e) {
                // no matter of the rules
            }
        });
        return values;
    }

    private static List<List<String>> rules(JsonNode part, List<String> path) {
        List<List<String>> rules = new ArrayList<>();
        part.properties().forEach(field -> {
            String word = field.getKey();
            if (WORDS.contains(word) && !word.equals("$defs") || word.startsWith("x-") || word.equals("published")) {
                return;
            }
            List<String> here = new ArrayList<>(path);
            here.add(word);
            boolean keyword = path.isEmpty() || !List.of("properties", "$defs").contains(path.get(path.size() - 1));
            boolean text = keyword && (word.equals("title") || word.equals("description"));
            if (keyword
                    && !text
                    && !List.of("$defs", "properties", "then", "else", "if").contains(word)) {
                rules.add(here);
            }
            rules.addAll(rules(field.getValue(), here));
        });
        for (int i = 0; part.isArray() && i < part.size(); i++) {
            List<String> here = new ArrayList<>(path);
            here.add(Integer.toString(i));
            rules.addAll(rules(part.get(i), here));
        }
        return rules;
    }

    private static JsonNode without(JsonNode document, List<String> rule) {
        JsonNode copy = document.deepCopy();
        JsonNode parent = copy;
        for (String step : rule.subList(0, rule.size() - 1)) {
            parent = parent.isArray() ? parent.get(Integer.parseInt(step)) : parent.get(step);
        }
        ((ObjectNode) parent).remove(rule.get(rule.size() - 1));
        return copy;
    }
}
