package ordermill.transactions.rides;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.reactive.messaging.Incoming;

import ordermill.chassis.Answer;
import ordermill.chassis.Fault;
import ordermill.chassis.Polls;
import ordermill.chassis.Polls.Read;
import ordermill.transactions.Topics;

/** ride_details -> ride_confirmed with the nearest free driver, or ride_rejected. Redelivery publishes the stored decision again. */
@ApplicationScoped
class DecideRides {

    private final Polls polls;
    private final Rides rides;
    private final String emailDomain;

    DecideRides(Polls polls, Rides rides, @ConfigProperty(name = "customers.email-domain") String emailDomain) {
        this.polls = polls;
        this.rides = rides;
        this.emailDomain = emailDomain;
    }

    @Incoming(Topics.RIDE_DETAILS)
    Uni<Void> decide(ConsumerRecords<byte[], byte[]> records) {
        return polls.handle(
                Topics.RIDE_DETAILS, records, record -> RideDetails.read(record, emailDomain), this::decide);
    }

    private Uni<Answer> decide(List<Read<RideDetails>> rides) {
        Map<String, RideDetails> first = new LinkedHashMap<>();
        rides.forEach(ride -> first.putIfAbsent(ride.event().id(), ride.event()));
        return this.rides.decideOnce(first).map(decided -> answer(rides, decided));
    }

    private static Answer answer(List<Read<RideDetails>> rides, Map<String, Rides.Decided> decided) {
        Answer answer = Answer.none();
        for (Read<RideDetails> ride : rides) {
            Rides.Decided decision = decided.get(ride.event().id());
            if (decision.isOf(ride.event())) {
                answer.publish(ride.record(), decision.topic(), decision.id(), decision.event());
            } else {
                answer.refuse(ride.record(), new Fault("id", "is known with other content"));
            }
        }
        return answer;
    }
}
