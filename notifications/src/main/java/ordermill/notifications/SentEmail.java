package ordermill.notifications;

/** What became of a mail: the states that end a row's waiting. None is left again but by staff. */
sealed interface SentEmail {

    String WAITING = "waiting";

    /** As the table has it. */
    String status();

    /** Why it was not sent, without an address; null where it was. */
    String reason();

    /** The mail server has taken it. */
    record Sent() implements SentEmail {

        @Override
        public String status() {
            return "sent";
        }

        @Override
        public String reason() {
            return null;
        }
    }

    /** The mail server refused it for good. */
    record Refused(String reason) implements SentEmail {

        @Override
        public String status() {
            return "refused";
        }
    }

    /** The mail server put it off for too long. */
    record GivenUp(String reason) implements SentEmail {

        @Override
        public String status() {
            return "given_up";
        }
    }
}
