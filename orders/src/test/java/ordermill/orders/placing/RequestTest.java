package ordermill.orders.placing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import ordermill.chassis.Fault;
import ordermill.chassis.Fields;
import ordermill.orders.Flow;
import ordermill.orders.Sample;
import ordermill.orders.Topics;
import ordermill.orders.details.Details;
import ordermill.orders.details.OrderDetails;
import ordermill.orders.details.RideDetails;
import ordermill.testing.contract.Contract;
import ordermill.testing.contract.Drawn;

/** What is accepted at the door can be decided: the contract takes it, and it is read back as the same. */
class RequestTest {

    private static final Instant NOW = Instant.parse("2026-11-25T08:00:00.123Z");
    private static final int BODIES = 6_000;

    @ParameterizedTest
    @ValueSource(strings = {Topics.ORDER_DETAILS, Topics.RIDE_DETAILS})
    void whatTheDoorAcceptsTheNextServiceCanDecide(String topic) {
        Contract contract = Sample.contract(topic);
        Flow flow = Flow.of(topic);
        List<Request> accepted = new ArrayList<>();

        Drawn.of(contract, Drawn.seed(), BODIES)
                .filter(drawn -> drawn.value() != null)
                .forEach(drawn -> {
                    try {
                        accepted.add(request(flow, drawn.value()));
                    } catch (Fault refused) {
                        // Whatever the door refuses is somebody's own trouble.
                    }
                });

        assertThat(accepted).hasSizeGreaterThan(BODIES / 20).allSatisfy(request -> {
            assertThat(contract.why(request.value())).isEmpty();
            assertThat(contract.published().why(request.value())).isEmpty();
            Details read = read(flow, request.value());
            assertThat(read.id()).isEqualTo(request.id());
            assertThat(read.fingerprint()).isEqualTo(request.details().fingerprint());
            assertThat(Fields.bytes(read.event())).isEqualTo(request.value());
            assertThat(read.shown()).isEqualTo(request.details().shown());
        });
    }

    private static Request request(Flow flow, byte[] body) {
        var tree = Fields.OF_CLIENTS.object(body);
        return flow == Flow.ORDER ? Request.order(tree, NOW) : Request.ride(tree, NOW);
    }

    private static Details read(Flow flow, byte[] value) {
        return flow == Flow.ORDER ? OrderDetails.read(value, Instant.EPOCH) : RideDetails.read(value, Instant.EPOCH);
    }

    @Test
    void sameContentHasTheSameFingerprintHoweverItIsWritten() {
        var one = Sample.order().without("total_cost");
        var same = Sample.order()
                .with("total_cost", new BigDecimal("9.0"))
                .written(
                        "order_details.items",
                        "[{\"unit_price\":4.5,\"quantity\":2,\"name\":\"Burger\",\"sku\":\"burger\"}]")
                .with("time", 1)
                .with("note", "whatever");

        assertThat(fingerprint(same)).isEqualTo(fingerprint(one));
    }

    @Test
    void otherContentHasAnotherFingerprint() {
        byte[] one = fingerprint(Sample.order());

        assertThat(fingerprint(Sample.order().with("total_cost", 10))).isNotEqualTo(one);
        assertThat(fingerprint(Sample.order().with("user_id", "tom_2"))).isNotEqualTo(one);
        assertThat(fingerprint(Sample.order().with("user_email", "tom_2@example.com")))
                .isNotEqualTo(one);
        assertThat(fingerprint(Sample.order().with("order_details.price", "9.00")))
                .isNotEqualTo(one);
        assertThat(fingerprint(Sample.order().without("payment_token"))).isNotEqualTo(one);
    }

    @Test
    void loneSurrogateIsTheSameOrderWhenItIsSentAgain() {
        byte[] body = Sample.order().written("user_id", "\"Burger \\ud83c\"").bytes();

        var once = request(Flow.ORDER, body);
        var again = read(Flow.ORDER, once.value());

        assertThat(again.fingerprint()).isEqualTo(once.details().fingerprint());
    }

    @Test
    void numberInAFlatRecordCountsPerUser() {
        byte[] flat = flat("tom_1", "1").bytes();

        assertThat(read(Flow.ORDER, flat).id()).isEqualTo("tom_1.1");
        assertThat(read(Flow.ORDER, flat("tom_2", "1").bytes()).id()).isEqualTo("tom_2.1");
        assertThat(read(Flow.ORDER, flat("tom_1", "\"1\"").bytes()).id()).isEqualTo("1");
        assertThat(read(Flow.ORDER, flat("tom höfer", "1").bytes()).id())
                .matches("u-[0-9a-f]{32}\\.1")
                .isNotEqualTo(read(Flow.ORDER, flat("tom hofer ", "1").bytes()).id());
        assertThat(read(Flow.ORDER, flat("t".repeat(64), "1").bytes()).id()).matches("u-[0-9a-f]{32}\\.1");
    }

    private static Sample flat(String user, String id) {
        return Sample.of(Topics.ORDER_DETAILS)
                .without("order_details")
                .with("user_id", user)
                .written("order_id", id);
    }

    @Test
    void commaIsADecimalSignInATutorialsPlace() {
        var ride = Sample.ride().with("location", "Lat: 48,21, Long: 16,37");

        var location = request(Flow.RIDE, ride.bytes()).details().event().get("location");

        assertThat(location.get("lat").decimalValue()).isEqualTo(new BigDecimal("48.21"));
        assertThat(location.get("long").decimalValue()).isEqualTo(new BigDecimal("16.37"));
    }

    @Test
    void valueThatCannotBeReadBackIsRefused() {
        var body = Fields.OF_CLIENTS.object(Sample.order().bytes());
        body.put("note", "x".repeat(300_000));

        assertThatThrownBy(() -> Request.order(body, NOW)).isInstanceOf(Fault.class);
    }

    private static byte[] fingerprint(Sample order) {
        return request(Flow.ORDER, order.bytes()).details().fingerprint();
    }
}
