package ordermill.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import ordermill.testing.ScriptedMailServer;
import ordermill.testing.Topics;

/** Two replicas of notifications work a backlog off at a slow mail server, and one of them ends every few seconds. */
@Tag("long")
class TwoMailersIT {

    private static final int MAILS = Integer.getInteger("two-mailers.mails", 5_000);
    private static final int A_MAIL_TAKES = 200;
    /** Mails that one replica has on their way at once. */
    private static final int AT_ONCE = 8;

    @Test
    void orderlyStopMailsNobodyTwice() {
        List<Integer> timesMailed = mailWhileOneEndsEveryFewSeconds(Service::stop);

        assertThat(timesMailed).hasSize(MAILS).allMatch(times -> times == 1);
    }

    @Test
    void killMailsAgainWhatWasOnItsWay() {
        int[] kills = {0};
        List<Integer> timesMailed = mailWhileOneEndsEveryFewSeconds(mailer -> {
            kills[0]++;
            mailer.kill();
        });

        long again = timesMailed.stream().mapToLong(times -> times - 1).sum();
        System.out.printf("%d mails, %d kills, %d mailed again%n", MAILS, kills[0], again);
        assertThat(timesMailed).hasSize(MAILS);
        assertThat(again).isLessThanOrEqualTo((long) kills[0] * AT_ONCE);
    }

    /** How often each mail came. */
    private static List<Integer> mailWhileOneEndsEveryFewSeconds(Consumer<Service> end) {
        var mailServer = new ScriptedMailServer();
        mailServer.comeBack();
        mailServer.takeTime("content", A_MAIL_TAKES);
        Map<String, String> settings = Map.of(
                "QUARKUS_MAILER_PORT",
                Integer.toString(mailServer.port()),
                "NOTIFICATIONS_PARALLEL_MAILS",
                Integer.toString(AT_ONCE));
        try (var cluster = new Cluster(settings, List.of("notifications"));
                var topics = new Topics(cluster.broker.bootstrapServers())) {
            Service second = cluster.another("notifications", settings);
            second.start();
            second.awaitReady();
            cluster.services.put("notifications-2", second);
            confirm(topics);
            for (int turn = 0; mailServer.taken().size() < MAILS; turn++) {
                int before = mailServer.taken().size();
                int enough = Math.min(MAILS, before + MAILS / 50);
                await().atMost(Duration.ofMinutes(2))
                        .until(() -> mailServer.taken().size() >= enough);
                Service mailer = turn % 2 == 0 ? second : cluster.service("notifications");
                end.accept(mailer);
                mailer.start();
                mailer.awaitReady();
            }
            Books books = cluster.books();
            await().atMost(Duration.ofMinutes(3))
                    .until(() -> books.count("notifications.sent_emails WHERE status = 'sent'") == MAILS
                            && cluster.lag() == 0);
            assertThat(topics.all("order_email_sent").stream().map(Topics::key).distinct())
                    .hasSize(MAILS);
            return mailServer.taken().stream()
                    .collect(Collectors.groupingBy(ScriptedMailServer.Taken::recipient, Collectors.summingInt(m -> 1)))
                    .values()
                    .stream()
                    .toList();
        } finally {
            mailServer.goAway();
        }
    }

    private static void confirm(Topics topics) {
        topics.send(IntStream.range(0, MAILS)
                .mapToObj(n -> Topics.record("order_confirmed", "mail-" + n, """
                        {"order_id":"mail-%d","user_id":"u%d","user_email":"u%d@example.com","customer_id":"u%d",
                         "customer_email":"u%d@example.com","order_details":{"kind":"food","price":4.55},"total_cost":4.55,
                         "status":"confirmed","payment_id":"pay_%d","time":1763700000.123,"confirmed_time":1763700000.140}""".formatted(n, n, n, n, n, n)))
                .toList());
    }
}
