package ordermill.notifications;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** One poll's confirmations -> one mail each where there was none yet, and the stored event of each. */
@ApplicationScoped
class SendEmails {

    private final SentEmails sentEmails;
    private final MailOnce mailOnce;
    private final Publish publish;
    private final KeepTrying keepTrying;
    private final int parallelMails;

    SendEmails(
            SentEmails sentEmails,
            MailOnce mailOnce,
            Publish publish,
            KeepTrying keepTrying,
            @ConfigProperty(name = "notifications.parallel-mails") int parallelMails) {
        this.sentEmails = sentEmails;
        this.mailOnce = mailOnce;
        this.publish = publish;
        this.keepTrying = keepTrying;
        this.parallelMails = parallelMails;
    }

    Uni<Void> send(
            String channel,
            String kind,
            ConsumerRecords<String, byte[]> records,
            Function<ConsumerRecord<String, byte[]>, Confirmed> reader) {
        Polled polled = Polled.read(kind, records, reader);
        return keepTrying.until(channel, () -> send(polled));
    }

    private Uni<Void> send(Polled polled) {
        return sentEmails
                .among(polled.kind, polled.confirmed.keySet())
                .chain(stored -> mailMissing(polled, stored))
                .map(polled::outcome)
                .chain(publish::all);
    }

    private Uni<Map<String, SentEmail>> mailMissing(Polled polled, Map<String, SentEmail> stored) {
        Round round = new Round();
        return Multi.createFrom()
                .iterable(polled.missingFrom(stored))
                .onItem()
                .transformToUni(confirmed -> round.attempt(mailOnce.mail(confirmed, polled.handedOver)))
                .merge(parallelMails)
                .collect()
                .asMap(SentEmail::id)
                .chain(mailed -> round.outcome(mailed, stored));
    }

    /** One attempt at a batch: a mail that fails for itself stops no other, an outage stops those not yet begun. */
    private static final class Round {

        private final AtomicReference<Throwable> failure = new AtomicReference<>();
        private volatile boolean outage;

        Uni<SentEmail> attempt(Uni<SentEmail> mail) {
            return outage
                    ? Uni.createFrom().nullItem()
                    : mail.onFailure().invoke(this::note).onFailure().recoverWithNull();
        }

        private void note(Throwable why) {
            failure.compareAndSet(null, why);
            if (!MailServer.concernsOneMail(why)) {
                outage = true;
            }
        }

        Uni<Map<String, SentEmail>> outcome(Map<String, SentEmail> mailed, Map<String, SentEmail> stored) {
            if (failure.get() != null) {
                return Uni.createFrom().failure(failure.get());
            }
            Map<String, SentEmail> all = new HashMap<>(stored);
            all.putAll(mailed);
            return Uni.createFrom().item(all);
        }
    }

    /** One poll's records: what was confirmed, by id as it came first, and what could not be read. */
    private static final class Polled {

        private final String kind;
        private final Map<String, Confirmed> confirmed = new LinkedHashMap<>();
        private final List<ProducerRecord<String, byte[]>> deadLetters = new ArrayList<>();
        private final Map<String, SentEmail> handedOver = new ConcurrentHashMap<>();

        private Polled(String kind) {
            this.kind = kind;
        }

        static Polled read(
                String kind,
                ConsumerRecords<String, byte[]> records,
                Function<ConsumerRecord<String, byte[]>, Confirmed> reader) {
            Polled polled = new Polled(kind);
            for (ConsumerRecord<String, byte[]> record : records) {
                try {
                    Confirmed confirmed = reader.apply(record);
                    polled.confirmed.putIfAbsent(confirmed.id(), confirmed);
                } catch (RuntimeException unreadable) {
                    polled.deadLetters.add(DeadLetter.of(record, unreadable));
                }
            }
            return polled;
        }

        List<Confirmed> missingFrom(Map<String, SentEmail> stored) {
            return confirmed.values().stream()
                    .filter(one -> !stored.containsKey(one.id()))
                    .toList();
        }

        List<ProducerRecord<String, byte[]>> outcome(Map<String, SentEmail> stored) {
            List<ProducerRecord<String, byte[]>> outcome = new ArrayList<>(deadLetters);
            for (String id : confirmed.keySet()) {
                SentEmail mail = stored.get(id);
                outcome.add(new ProducerRecord<>(mail.topic(), id, mail.event().getBytes(StandardCharsets.UTF_8)));
            }
            return outcome;
        }
    }
}
