package ordermill.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** Promise 6, with everything dying under it: the books balance. */
@TestMethodOrder(OrderAnnotation.class)
class KilledServicesIT {

    private static final int REQUESTS_A_STEP = 225;
    private static final int BEFORE_THE_BLOW = 60;
    private static final Duration OUTAGE = Duration.ofSeconds(10);

    /** Notifications sends this many mails at once; each of them may be sent again after a crash between SMTP's 250 and the row. */
    private static final int MAILS_AT_ONCE = 16;

    private static Cluster cluster;
    private static Shop shop;
    private static Books books;

    @BeforeAll
    static void start() {
        Awaitility.setDefaultTimeout(Duration.ofSeconds(90));
        cluster = new Cluster(Map.of("ORDERS_REPUBLISH_AFTER", "5s", "RIDES_SEED_DRIVERS", "50"));
        shop = new Shop(cluster.service("orders"));
        books = cluster.books();
    }

    @AfterAll
    static void stop() {
        shop.close();
        cluster.close();
    }

    @Test
    @Order(1)
    void booksBalanceAlthoughEveryServiceTheDatabaseAndTheBrokerDied() throws MessagingException {
        var blows = Stream.concat(
                        Stream.of(
                                        "orders",
                                        "transactions",
                                        "notifications",
                                        "analytics",
                                        "transactions",
                                        "orders",
                                        "analytics",
                                        "notifications")
                                .map(name -> (Runnable) () -> killAndStart(name)),
                        Stream.<Runnable>of(KilledServicesIT::databaseOutage, KilledServicesIT::brokerOutage))
                .toList();

        for (Runnable blow : blows) {
            int before = shop.accepted();
            shop.wantMore(REQUESTS_A_STEP);
            await().until(() -> shop.accepted() >= before + BEFORE_THE_BLOW);
            blow.run();
            await().until(() -> shop.accepted() == before + REQUESTS_A_STEP);
        }

        assertThat(shop.accepted()).isEqualTo(blows.size() * REQUESTS_A_STEP);
        await().untilAsserted(KilledServicesIT::booksBalance);
        await().until(() -> cluster.lag() == 0);
        everyConfirmationIsMailed();
    }

    @Test
    @Order(2)
    void replayOfEveryTopicFromItsBeginningChangesNothing() {
        String before = everything();
        int mails = cluster.mailServer.getReceivedMessages().length;

        cluster.services.values().forEach(Service::stop);
        cluster.forgetOffsets();
        cluster.services.values().forEach(Service::start);
        cluster.services.values().forEach(Service::awaitReady);
        await().until(() -> cluster.lag() == 0);

        assertThat(everything()).isEqualTo(before);
        assertThat(cluster.mailServer.getReceivedMessages()).hasSize(mails);
        booksBalance();
    }

    private static void killAndStart(String name) {
        cluster.service(name).kill();
        cluster.service(name).start();
        cluster.service(name).awaitReady();
    }

    private static void databaseOutage() {
        cluster.stopDatabase();
        pause();
        cluster.startDatabase();
    }

    private static void brokerOutage() {
        cluster.broker.kill();
        pause();
        cluster.broker.start();
    }

    private static void pause() {
        // The length of the outage is what is tested; there is no condition to await.
        try {
            Thread.sleep(OUTAGE.toMillis());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void booksBalance() {
        assertThat(books.count("transactions.ledger")).isEqualTo(shop.acceptedOrders.size());
        assertThat(books.count("transactions.rides")).isEqualTo(shop.acceptedRides.size());
        assertThat(books.count("transactions.ledger WHERE order_id IN (" + Books.quoted(shop.acceptedOrders) + ")"))
                .isEqualTo(shop.acceptedOrders.size());

        long confirmed = books.count("transactions.ledger WHERE status = 'confirmed'");
        assertThat(confirmed).isBetween(1L, (long) shop.acceptedOrders.size() - 1);
        assertThat(books.count("notifications.sent_emails WHERE kind = 'order'"))
                .isEqualTo(confirmed);
        assertThat(books.count("notifications.sent_emails WHERE kind = 'ride'"))
                .isEqualTo(books.count("transactions.rides WHERE status = 'confirmed'"));
        // Whose event was published right before a blow is published again when its lease is over.
        assertThat(books.count("notifications.sent_emails WHERE next_try_at IS NOT NULL"))
                .isZero();
        assertThat(books.count("orders.journeys WHERE flow = 'order' AND status IN ('email_sent', 'rejected')"))
                .isEqualTo(shop.acceptedOrders.size());
        assertThat(books.count("orders.journeys WHERE undecided IS NOT NULL")).isZero();

        var charged = books.number("SELECT sum(total_cost) FROM transactions.ledger WHERE status = 'confirmed'");
        assertThat(books.number("SELECT sum(revenue) FROM analytics.sales_by_minute"))
                .isEqualByComparingTo(charged);
        assertThat(books.number("SELECT sum(orders) FROM analytics.sales_by_minute")
                        .longValue())
                .isEqualTo(confirmed);
        assertThat(cluster.service("analytics").get("/totals"))
                .contains("\"total_revenue\":" + charged.toPlainString());
    }

    /** Each confirmed order's mail arrived; a second copy only of those that were under way at a blow, under the same Message-ID. */
    private static void everyConfirmationIsMailed() throws MessagingException {
        var ids = new java.util.ArrayList<String>();
        for (MimeMessage mail : cluster.mailServer.getReceivedMessages()) {
            ids.add(mail.getMessageID());
        }
        long mailed = books.count("notifications.sent_emails WHERE status = 'sent'");
        assertThat(ids.stream().distinct().count()).isEqualTo(mailed);
        // Notifications was killed twice; the database's and the broker's outage may each cut a transaction short, too.
        assertThat(ids.size() - mailed).isLessThanOrEqualTo(4L * MAILS_AT_ONCE);
        System.out.printf(
                "accepted %d orders and %d rides after %d refusals; %d mails, %d of them sent again%n",
                shop.acceptedOrders.size(),
                shop.acceptedRides.size(),
                shop.refusals.get(),
                ids.size(),
                ids.size() - mailed);
    }

    /** All that the services hold as their effects, as one text. */
    private static String everything() {
        return String.join(
                "\n",
                List.of(
                        digest("transactions.ledger", "order_id"),
                        digest("transactions.rides", "id"),
                        digest("transactions.drivers", "driver_id"),
                        digest("notifications.sent_emails", "kind, id"),
                        digest("analytics.sales_by_minute", "kind, minute"),
                        digest("orders.journeys", "flow, id")));
    }

    private static String digest(String table, String key) {
        return books.number("SELECT ('x' || substr(md5(string_agg(t::text, '|' ORDER BY " + key
                        + ")), 1, 15))::bit(60)::bigint FROM " + table + " AS t")
                .toString();
    }
}
