package ordermill.analytics;

/** The figures cannot be read at the moment; asking again will help. */
final class NotNow extends RuntimeException {

    NotNow(Throwable cause) {
        super(cause.toString(), cause, false, false);
    }
}
