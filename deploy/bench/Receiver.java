import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicLong;

import com.sun.net.httpserver.HttpServer;

/** Takes traces (OTLP over HTTP) and forgets them; tells every second how many bytes came. Arguments: port. */
final class Receiver {

    public static void main(String... arguments) throws Exception {
        var bytes = new AtomicLong();
        var server = HttpServer.create(new InetSocketAddress("localhost", Integer.parseInt(arguments[0])), 0);
        server.createContext("/v1/traces", exchange -> {
            try (exchange) {
                bytes.addAndGet(exchange.getRequestBody().readAllBytes().length);
                exchange.sendResponseHeaders(200, -1);
            }
        });
        server.start();
        for (long told = 0; ; Thread.sleep(1000)) {
            if (bytes.get() != told) {
                told = bytes.get();
                System.out.println(told);
            }
        }
    }

    private Receiver() {}
}
