package ordermill.endtoend;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/** A receiver of OTLP over HTTP that keeps the spans it is sent. */
final class Collector implements AutoCloseable {

    /** As trace.proto numbers them. */
    private static final int RESOURCE = 1;

    private static final int IN_SCOPE = 2;
    private static final int SPANS = 2;
    private static final int LINKS = 13;

    private final HttpServer server;
    private final List<Span> spans = new CopyOnWriteArrayList<>();
    private final List<String> bodies = new CopyOnWriteArrayList<>();

    /** @param links the traces that it links to */
    record Span(String service, String name, String traceId, String parent, List<String> links, String attributes) {

        @Override
        public String toString() {
            return service + ": " + name;
        }
    }

    Collector() {
        try {
            server = HttpServer.create(new InetSocketAddress("localhost", 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/v1/traces", this::receive);
        server.start();
    }

    String address() {
        return "http://localhost:" + server.getAddress().getPort();
    }

    List<Span> spansOf(String traceId) {
        return spans.stream().filter(span -> span.traceId.equals(traceId)).toList();
    }

    List<Span> spansThatLinkTo(String traceId) {
        return spans.stream().filter(span -> span.links.contains(traceId)).toList();
    }

    /** All that ever came, byte by byte: texts stand in it as they are. */
    List<String> bodies() {
        return bodies;
    }

    private void receive(HttpExchange exchange) throws IOException {
        try (exchange;
                InputStream body = body(exchange)) {
            byte[] request = body.readAllBytes();
            bodies.add(new String(request, StandardCharsets.UTF_8));
            Protobuf.of(request).messages(1).forEach(this::keep);
            exchange.sendResponseHeaders(200, -1);
        }
    }

    private static InputStream body(HttpExchange exchange) throws IOException {
        return "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"))
                ? new GZIPInputStream(exchange.getRequestBody())
                : exchange.getRequestBody();
    }

    private void keep(Protobuf resourceSpans) {
        String service = resourceSpans
                .messages(RESOURCE)
                .flatMap(resource -> resource.messages(1))
                .filter(attribute -> attribute.text(1).equals("service.name"))
                .map(attribute ->
                        attribute.messages(2).findFirst().orElseThrow().text(1))
                .findFirst()
                .orElseThrow();
        resourceSpans.messages(IN_SCOPE).flatMap(scope -> scope.messages(SPANS)).forEach(span -> {
            String attributes = span.bytes(9)
                    .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                    .toList()
                    .toString();
            List<String> links = span.messages(LINKS).map(link -> link.hex(1)).toList();
            spans.add(new Span(service, span.text(5), span.hex(1), span.hex(4), links, attributes));
        });
    }

    @Override
    public void close() {
        server.stop(0);
    }

    /** A message of which only the fields with a length are read: texts, bytes, messages. */
    private record Protobuf(List<Field> fields) {

        private record Field(int number, byte[] bytes) {}

        static Protobuf of(byte[] message) {
            List<Field> fields = new CopyOnWriteArrayList<>();
            var in = new ByteArrayInputStream(message);
            while (in.available() > 0) {
                long tag = varint(in);
                switch ((int) (tag & 7)) {
                    case 0 -> varint(in);
                    case 1 -> in.skip(8);
                    case 2 -> {
                        byte[] bytes = new byte[(int) varint(in)];
                        in.read(bytes, 0, bytes.length);
                        fields.add(new Field((int) (tag >>> 3), bytes));
                    }
                    case 5 -> in.skip(4);
                    default -> throw new IllegalArgumentException("wire type " + (tag & 7));
                }
            }
            return new Protobuf(fields);
        }

        private static long varint(ByteArrayInputStream in) {
            long value = 0;
            for (int shift = 0; ; shift += 7) {
                int part = in.read();
                value |= (long) (part & 0x7f) << shift;
                if (part < 0x80) {
                    return value;
                }
            }
        }

        Stream<byte[]> bytes(int number) {
            return fields.stream().filter(field -> field.number == number).map(Field::bytes);
        }

        Stream<Protobuf> messages(int number) {
            return bytes(number).map(Protobuf::of);
        }

        String text(int number) {
            return bytes(number)
                    .findFirst()
                    .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                    .orElse("");
        }

        String hex(int number) {
            return bytes(number).findFirst().map(HexFormat.of()::formatHex).orElse("");
        }
    }
}
