import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.UUID;

/**
 * Milliseconds from {@code POST /order} until its journey says {@code email_sent}, orders placed one after the other: median
 * and 99th of a hundred. Arguments: address of orders, orders to warm up with, orders to measure.
 */
final class Lone {

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    public static void main(String... arguments) throws Exception {
        URI orders = URI.create(arguments[0]);
        for (int i = 0; i < Integer.parseInt(arguments[1]); i++) {
            milliseconds(orders);
        }
        double[] took = new double[Integer.parseInt(arguments[2])];
        for (int i = 0; i < took.length; i++) {
            took[i] = milliseconds(orders);
        }
        Arrays.sort(took);
        System.out.printf("%.1f %.1f%n", took[took.length / 2], took[took.length * 99 / 100]);
    }

    private static double milliseconds(URI orders) throws Exception {
        String id = "lone-" + UUID.randomUUID();
        String order = """
                {"order_id":"%s","user_id":"lone","user_email":"lone@example.com","order_details":{"price":9}}""".formatted(id);
        long start = System.nanoTime();
        var placed = HttpRequest.newBuilder(orders.resolve("/order"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(order))
                .build();
        int status =
                HTTP.send(placed, HttpResponse.BodyHandlers.discarding()).statusCode();
        if (status != 202) {
            throw new IllegalStateException("POST /order was answered with " + status);
        }
        var journey = HttpRequest.newBuilder(orders.resolve("/order/" + id)).build();
        while (!HTTP.send(journey, HttpResponse.BodyHandlers.ofString()).body().contains("\"email_sent\"")) {
            if (System.nanoTime() - start > 30_000_000_000L) {
                throw new IllegalStateException(id + " was not mailed within 30 s");
            }
        }
        return (System.nanoTime() - start) / 1e6;
    }

    private Lone() {}
}
