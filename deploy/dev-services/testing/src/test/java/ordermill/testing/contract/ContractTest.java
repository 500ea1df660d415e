package ordermill.testing.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ContractTest {

    private static final String NINES = "9".repeat(998);

    static Stream<Contract> contracts() {
        return Contract.SERVICES.keySet().stream().map(Contract::of);
    }

    @ParameterizedTest
    @MethodSource("contracts")
    void exampleIsWhatReadersAcceptAndServicesWrite(Contract contract) {
        assertThat(contract.why(contract.example())).isEmpty();
        assertThat(contract.published().why(contract.example())).isEmpty();
    }

    @Test
    void namesHaveSomethingToRead() {
        accepted(user("\"a\""), user("\" a \""), user("\"\\u00a0\""), user("\"\\u3000\""), user("\"a\\u2028b\""));
        accepted(
                user("\"\\ud83c\""),
                user("\"\\udc00\\ud800\""),
                user("\"\\uffff\\ufeff\""),
                user("\"\\u00a0\\u00a0\""));
        refused(
                user("\"\""),
                user("\" \""),
                user("\"   \""),
                user("\"a\\n\""),
                user("\"a\\u0000\""),
                user("\"\\u007f\""));
        refused(
                user("\"a\\u0080\""),
                user("\"\\u009fa\""),
                user("\"a\\u0085\""),
                user("null"),
                user("true"),
                user("{}"));
    }

    @Test
    void lengthsCountCodePoints() {
        accepted(
                user(text("a".repeat(320))), user(text("\uD83C\uDF54".repeat(320))), user(text(" ".repeat(319) + "a")));
        refused(user(text("a".repeat(321))), user(text("\uD83C\uDF54".repeat(321))), user(text(" ".repeat(320) + "a")));
        accepted(kind(text("\uD83C\uDF54".repeat(64))), kind("null"));
        refused(kind(text("\uD83C\uDF54".repeat(65))), kind(text("a".repeat(65))), kind("\"\""), kind("7"));
    }

    @Test
    void idsAreOfTheirAlphabetOrDigits() {
        accepted(id("\"a\""), id("\"...\""), id("\".a\""), id("\"-\""), id("\"_\""), id(text("Z".repeat(64))), id("1"));
        accepted(id("1.0"), id("1e2"), id("-5"), id("-0.0"), id("0e5"), id("999999999999999999"), id("9.99E17"));
        refused(id("\".\""), id("\"..\""), id("\"\""), id("\"a\\n\""), id("\"..\\n\""), id("\"ä\""), id("\"a b\""));
        refused(id(text("a".repeat(65))), id("1.5"), id("1e18"), id("-1000000000000000000"), id("null"), id("1e-1"));
        refused(id("999999999999999999.1"), id("\"\uFF11\""), id("false"), id("[1]"));
        accepted(user("5"), user("-999999999999999999"), user("5.00"));
        refused(user("5.01"), user("1E18"));
    }

    @Test
    void amountsAreExactToTheCent() {
        accepted(
                total("0"),
                total("9.5"),
                total("9.50"),
                total("9.500000"),
                total("1e9"),
                total("95E-1"),
                total("-0.0"));
        accepted(total("9999999999.99"), total("0.01"), total("0e-100"), total("\"9.5\""), total("\"9999999999.99\""));
        accepted(total("\"0000000001\""), total("\"0\""));
        refused(total("-0.01"), total("0.001"), total("9.999"), total("1e-3"), total("0.0000000000001"), total("1e10"));
        refused(total("10000000000"), total("9999999999.999"), total("0.010000000000000000000000001"), total("null"));
        refused(total("\"9.\""), total("\".5\""), total("\"+9\""), total("\"-9\""), total("\" 9\""), total("\"9 \""));
        refused(
                total("\"9.555\""),
                total("\"1e1\""),
                total("\"00000000001\""),
                total("\"9.5\\n\""),
                total("\"\u0669\""));
        refused(total("\"\""), total("\"9,50\""), total("{}"), total("true"), total("\"NaN\""));
    }

    @Test
    void numbersAnywhereAreBounded() {
        accepted(carried("1e100"), carried("1e-100"), carried("0e100"), carried("9".repeat(100)), carried("-1E+99"));
        accepted(
                carried("0." + "0".repeat(99) + "1"),
                carried("1." + "0".repeat(99)),
                carried("1e" + "0".repeat(998) + "1"));
        refused(
                carried("1e101"),
                carried("1e-101"),
                carried("0e500000000"),
                carried("1e200000"),
                carried("1e99999999999"));
        refused(
                carried("10E2147483647"),
                carried(NINES + "E1"),
                carried("9".repeat(101)),
                carried("9".repeat(130_000)));
        refused(
                carried("0." + "0".repeat(100) + "1"),
                carried("1." + "0".repeat(100)),
                carried("0e-101"),
                carried("[[1e101]]"));
        refused(carried("1e" + "0".repeat(999) + "1"), carried("{\"y\":{\"z\":-1e101}}"), carried("0e-2147483647"));
        refused("{\"order_id\":1,\"user_id\":\"u\",\"total_cost\":1,\"x\":1e101,\"x\":1}");
    }

    @Test
    void depthAndSizeAreBounded() {
        accepted(carried("[".repeat(63) + "]".repeat(63)), carried("{\"a\":".repeat(63) + "1" + "}".repeat(63)));
        refused(carried("[".repeat(64) + "]".repeat(64)), carried("[".repeat(999) + "]".repeat(999)));
        refused(carried("[".repeat(100_000)), carried("[".repeat(100_000) + "]".repeat(100_000)));
        accepted(padded(262_144));
        refused(padded(262_145), padded(1_048_577));
        accepts("ride_rejected", true, rejectedRide("[".repeat(79) + "]".repeat(79)));
        accepts("ride_rejected", false, rejectedRide("[".repeat(80) + "]".repeat(80)));
        accepts(
                "ride_rejected",
                true,
                rejectedRide(text("a".repeat(1_048_576 - rejectedRide("\"\"").length()))));
        accepts(
                "ride_rejected",
                false,
                rejectedRide(text("a".repeat(1_048_577 - rejectedRide("\"\"").length()))));
    }

    @Test
    void onlyOneJsonValueInUtf8IsRead() {
        String good = total("1");
        accepted(" \t\r\n" + good + "\n ", good.replace("order_id", "order\\u005fid"), total("1, \"total_cost\": 2"));
        accepted(
                total("-1, \"total_cost\": 2"),
                carried("\"\\u0000\""),
                carried("\"\\ud800\""),
                carried("1, \"\\ud83c\\udf54\": 1"));
        accepted(carried("1, \"\": {\"\": []}"), carried("1, \"" + "n".repeat(60_000) + "\": 1"));
        refused(
                "",
                " ",
                "null",
                "[]",
                "1",
                "\"a\"",
                good + good,
                good + " x",
                good + "\0",
                "\uFEFF" + good,
                good + "]");
        refused(good.substring(0, good.length() - 1), good.replace('"', '\''), "/**/" + good, total("01"), total("+1"));
        refused(
                total(".5"),
                total("1."),
                total("NaN"),
                total("1,"),
                user("\"a\tb\""),
                user("\"\\x\""),
                "[" + good + "]");
        refused(
                total("1, \"total_cost\": null"),
                "{order_id: 1}",
                carried("1, \"\\ud800\": 1"),
                carried("{\"a\\udf54\": 1}"));
        accepts("order_details", false, null, good.getBytes(StandardCharsets.UTF_16LE));
        accepts("order_details", false, good.getBytes(StandardCharsets.UTF_16BE), latin1(user("\"ä\"")));
        accepts("order_details", false, latin1(user("\"\u00C0\u00AF\"")), latin1(user("\"\u00ED\u00A0\u0080\"")));
        accepts("order_details", false, latin1(user("\"\u00F4\u0090\u0080\u0080\"")), latin1(user("\"\u00E4\u00B8\"")));
    }

    @Test
    void anOrderSaysWhatItCosts() {
        accepted(order("{}", "1"), order("{\"price\":1}", "null"), order("{\"items\":[{\"unit_price\":1}]}", "null"));
        accepted(
                order("null", "1"),
                order("{\"items\":null}", "1"),
                order("{\"items\":\"a\"}", "1"),
                order("{\"items\":[]}", "1"));
        accepted(
                order("{\"items\":[\"a\",{\"name\":\"\\u0000\"}]}", "1"),
                order("{\"price\":\"1.5\",\"items\":[\"a\"]}", "null"));
        refused(
                order("{}", "null"),
                order("null", "null"),
                order("{\"price\":null}", "null"),
                order("{\"items\":[]}", "null"));
        refused(
                order("{\"items\":[{\"unit_price\":1},\"a\"]}", "null"),
                order("{\"items\":[{\"unit_price\":null}]}", "null"));
        refused(
                order("{\"items\":[1]}", "1"),
                order("{\"items\":[null]}", "1"),
                order("{\"items\":{}}", "1"),
                order("[]", "1"));
        refused(order("{\"price\":-1}", "1"), order("{\"items\":[{\"unit_price\":-1}]}", "1"), order("\"a\"", "1"));
        accepted(quantity("1"), quantity("null"), quantity("2147483647"), quantity("1.0"), quantity("1e1"));
        refused(
                quantity("0"),
                quantity("2147483648"),
                quantity("1.5"),
                quantity("-1"),
                quantity("\"1\""),
                quantity("1e-1"));
    }

    @Test
    void itemsAtTheTopCountInFlatRecordsOnly() {
        accepted("{\"order_id\":1,\"user_id\":\"u\",\"total_cost\":1,\"items\":[\"a\"]}");
        accepted(order("{\"price\":1},\"items\":[1]", "null"), order("{\"price\":1},\"items\":{}", "null"));
        refused("{\"order_id\":1,\"user_id\":\"u\",\"total_cost\":1,\"items\":[1]}", order("null,\"items\":{}", "1"));
        refused("{\"order_id\":1,\"user_id\":\"u\",\"items\":[{\"unit_price\":1}]}", order("null,\"price\":1", "null"));
    }

    @Test
    void optionalFieldsMayBeNullAndReservedOnesAnything() {
        accepted(carried("1,\"user_email\":null,\"payment_token\":null,\"time\":null"), carried("1,\"reason\":[]"));
        accepted(
                carried("1,\"status\":null,\"customer_id\":7"),
                carried("1,\"time\":253402214400"),
                carried("1,\"time\":1e-100"));
        refused(carried("1,\"time\":253402214400.0001"), carried("1,\"time\":-1"), carried("1,\"time\":\"1\""));
        refused(
                carried("1,\"payment_token\":\"\""),
                carried("1,\"user_email\":\"\\u0000\""),
                carried("1,\"user_email\":7"));
    }

    @Test
    void placesAreOnTheGlobe() {
        ride(true, at("90", "180"), at("-90.0", "-180"), at("9e1", "1.8e2"), at("0e50", "-0.0"));
        ride(false, at("90.00000000000000000000000001", "0"), at("0", "-180.1"), at("120", "0"), at("\"1\"", "0"));
        ride(false, at("null", "0"), "{\"lat\":1}", "null", "[]", "1", "\"\"");
        for (String place : new String[] {
            "12, Long: 34",
            "48,21, Long: 16,37",
            "-90.0, Long: -180",
            "0,Long:0",
            "1.5,  Long:  7",
            // As many as a language may write of a binary fraction, and more.
            "51.5, Long: -0.30000000000000004",
            "1, Long: 0.%s".formatted("1".repeat(30))
        }) {
            ride(true, "\"Lat: " + place + "\"");
        }
        for (String place : new String[] {
            "90.1, Long: 0",
            "91, Long: 0",
            "1, Long: 180.1",
            "1, Long: 181",
            "+1, Long: 1",
            "1",
            "01, Long: 1",
            "1., Long: 1",
            "1, Long: 1\\n",
            "1 , Long: 1",
            "1.%s, Long: 1".formatted("1".repeat(31)),
            "1, Long: 1 ",
            "1e1, Long: 1",
            "\u0661, Long: 1"
        }) {
            ride(false, "\"Lat: " + place + "\"");
        }
    }

    @Test
    void servicesWriteMoreThanReadersAskFor() {
        Contract confirmed = Contract.of("transactions", "order_confirmed");
        String event = new String(confirmed.example(), StandardCharsets.UTF_8);
        for (String field :
                new String[] {"price", "payment_id", "status", "customer_id", "user_email", "confirmed_time"}) {
            byte[] without = bytes(event.replace('"' + field + '"', "\"x\""));

            assertThat(confirmed.accepts(without)).as(field).isTrue();
            assertThat(confirmed.published().accepts(without)).as(field).isFalse();
        }
        Contract heartbeat = Contract.of("orders", "timestamp");
        byte[] more = bytes("{\"timestamp\":\"12:00:05\",\"time\":1}");
        assertThat(heartbeat.accepts(more)).isTrue();
        assertThat(heartbeat.published().accepts(more)).isFalse();
        assertThat(heartbeat.accepts(bytes("{\"timestamp\":\"12:00:05\\n\"}"))).isFalse();
    }

    @Test
    void decisionsAreReadAsFarAsTheyAreNeeded() {
        String order =
                "{\"order_id\":\"o\",\"user_id\":\"u\",\"customer_email\":\"e\",\"order_details\":{\"kind\":\"k\"},\"total_cost\":%s}";
        accepts(
                "order_confirmed",
                true,
                order.formatted("1e25"),
                order.formatted("0.01"),
                order.formatted("1,\"time\":null"));
        accepts(
                "order_confirmed",
                false,
                order.formatted("1.0000000000000000000000000001E25"),
                order.formatted("\"1\""));
        accepts("order_confirmed", false, order.formatted("0.001"), order.formatted("null"), order.formatted("-1"));
        accepts(
                "order_confirmed",
                false,
                order.formatted("1").replace("\"o\"", "1"),
                order.formatted("1").replace("\"k\"", "null"));
        accepts("order_rejected", false, order.formatted("1"));
        accepts("order_rejected", true, order.formatted("1,\"reason\":\"" + "r".repeat(200) + '"'));
        accepts("order_rejected", false, order.formatted("1,\"reason\":\"" + "r".repeat(201) + '"'));
        accepts(
                "order_email_sent",
                true,
                "{\"order_id\":\"o\",\"status\":true}",
                "{\"order_id\":\"o\",\"status\":false,\"reason\":null}");
        accepts(
                "order_email_sent",
                false,
                "{\"order_id\":\"o\",\"status\":\"true\"}",
                "{\"order_id\":1,\"status\":true}");
    }

    private static void accepted(String... values) {
        accepts("order_details", true, values);
    }

    private static void refused(String... values) {
        accepts("order_details", false, values);
    }

    private static void ride(boolean accepted, String... locations) {
        for (String location : locations) {
            accepts("ride_details", accepted, "{\"id\":1,\"customer_id\":\"c\",\"location\":" + location + "}");
        }
    }

    private static void accepts(String topic, boolean accepted, String... values) {
        for (String value : values) {
            accepts(topic, accepted, bytes(value));
        }
    }

    private static void accepts(String topic, boolean accepted, byte[]... values) {
        Contract contract = Contract.of(topic);
        for (byte[] value : values) {
            assertThat(contract.accepts(value))
                    .as(() -> start(value) + " " + contract.why(value))
                    .isEqualTo(accepted);
        }
    }

    private static String start(byte[] value) {
        String text = value == null ? "null" : new String(value, StandardCharsets.UTF_8);
        return text.substring(0, Math.min(200, text.length()));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] latin1(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String text(String content) {
        return '"' + content + '"';
    }

    private static String id(String id) {
        return "{\"order_id\":%s,\"user_id\":\"u\",\"total_cost\":1}".formatted(id);
    }

    private static String user(String name) {
        return "{\"order_id\":1,\"user_id\":%s,\"total_cost\":1}".formatted(name);
    }

    private static String total(String amount) {
        return "{\"order_id\":1,\"user_id\":\"u\",\"total_cost\":%s}".formatted(amount);
    }

    private static String carried(String anything) {
        return total("1,\"x\":" + anything);
    }

    private static String padded(int size) {
        return carried(text("a".repeat(size - carried("\"\"").length())));
    }

    private static String order(String details, String total) {
        return "{\"order_id\":1,\"user_id\":\"u\",\"order_details\":%s,\"total_cost\":%s}".formatted(details, total);
    }

    private static String kind(String kind) {
        return order("{\"kind\":%s}".formatted(kind), "1");
    }

    private static String quantity(String quantity) {
        return order("{\"items\":[{\"quantity\":%s}]}".formatted(quantity), "1");
    }

    private static String at(String latitude, String longitude) {
        return "{\"lat\":%s,\"long\":%s}".formatted(latitude, longitude);
    }

    private static String rejectedRide(String carried) {
        return "{\"id\":\"r\",\"customer_id\":\"c\",\"customer_email\":\"e\",\"location\":{\"lat\":1,\"long\":1},\"reason\":\"r\",\"x\":%s}"
                .formatted(carried);
    }
}
