import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Orders a second that {@code POST /order} takes, after the first tenth. Arguments: address of orders, prefix of the ids,
 * number, how many at a time.
 */
final class Post {

    public static void main(String... arguments) throws Exception {
        URI orders = URI.create(arguments[0]).resolve("/order");
        int number = Integer.parseInt(arguments[2]);
        int atATime = Integer.parseInt(arguments[3]);
        var room = new Semaphore(atATime);
        var others = new AtomicInteger();
        var http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        long begun = 0;
        for (int i = 0; i < number; i++) {
            if (i == number / 10) {
                begun = System.nanoTime();
            }
            String order = """
                    {"order_id":"%1$s-%2$d","user_id":"u","user_email":"u@example.com","order_details":{"price":9.10}}""";
            var request = HttpRequest.newBuilder(orders)
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(order.formatted(arguments[1], i)))
                    .build();
            room.acquire();
            http.sendAsync(request, BodyHandlers.discarding()).whenComplete((answer, failure) -> {
                if (failure != null || answer.statusCode() != 202) {
                    others.incrementAndGet();
                }
                room.release();
            });
        }
        room.acquire(atATime);
        if (others.get() > 0) {
            throw new IllegalStateException(others + " orders were not accepted");
        }
        System.out.printf("%.0f%n", number * 0.9 / ((System.nanoTime() - begun) / 1e9));
    }

    private Post() {}
}
