package ordermill.notifications;

/** A record that no retry will make readable: it goes to the dead letters with this reason. */
final class Unreadable extends RuntimeException {

    Unreadable(String reason) {
        super(reason, null, false, false);
    }
}
