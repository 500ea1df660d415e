package ordermill.endtoend;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/** Customers who repeat a request under the same id until it is answered 202. */
final class Shop implements AutoCloseable {

    private static final int CUSTOMERS = 8;

    private final URI orders;
    private final URI rides;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    private final ExecutorService customers = Executors.newFixedThreadPool(CUSTOMERS);
    private final Semaphore wanted = new Semaphore(0);
    private final AtomicInteger next = new AtomicInteger();

    /** Ids of what was answered 202. */
    final Set<String> acceptedOrders = ConcurrentHashMap.newKeySet();

    final Set<String> acceptedRides = ConcurrentHashMap.newKeySet();
    final AtomicInteger refusals = new AtomicInteger();
    private final AtomicReference<String> failure = new AtomicReference<>();

    Shop(Service orderService) {
        orders = orderService.at("/order");
        rides = orderService.at("/ride");
        for (int i = 0; i < CUSTOMERS; i++) {
            customers.submit(this::shop);
        }
    }

    void wantMore(int requests) {
        wanted.release(requests);
    }

    /** How many were answered 202; fails once a customer was answered what none should be. */
    int accepted() {
        if (failure.get() != null) {
            throw new AssertionError(failure.get());
        }
        return acceptedOrders.size() + acceptedRides.size();
    }

    private void shop() {
        try {
            while (!customers.isShutdown()) {
                wanted.acquire();
                int n = next.getAndIncrement();
                String id = UUID.randomUUID().toString();
                if (n % 10 == 9) {
                    repeat(rides, ride(id, n));
                    acceptedRides.add(id);
                } else {
                    repeat(orders, order(id, n));
                    acceptedOrders.add(id);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void repeat(URI address, String body) throws InterruptedException {
        while (!place(address, body)) {
            refusals.incrementAndGet();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
    }

    private boolean place(URI address, String body) throws InterruptedException {
        var request = HttpRequest.newBuilder(address)
                .timeout(Duration.ofSeconds(5))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build();
        try {
            int status = http.send(request, BodyHandlers.discarding()).statusCode();
            if (status != 202 && status != 503) {
                failure.compareAndSet(null, address + " answered " + status);
            }
            return status == 202;
        } catch (IOException e) {
            return false;
        }
    }

    /** Orders of both kinds; of each twenty, two have a card that is declined and one has a price that does not add up. */
    private static String order(String id, int n) {
        String token = n % 20 < 2 ? "tok_declined" : "tok_visa";
        String price = n % 20 == 2 ? ",\"price\":1.00" : "";
        return """
                {"order_id":"%s","user_id":"user_%d","user_email":"user_%d@example.com","payment_token":"%s",
                 "order_details":{"kind":"%s","items":[{"sku":"a","quantity":%d,"unit_price":4.55},{"sku":"b","unit_price":0.10}]%s}}
                """.formatted(id, n, n, token, n % 2 == 0 ? "food" : "furniture", n % 3 + 1, price);
    }

    private static String ride(String id, int n) {
        return """
                {"id":"%s","customer_id":"user_%d","location":{"lat":48.2,"long":16.37}}""".formatted(id, n);
    }

    @Override
    public void close() {
        customers.shutdownNow();
    }
}
