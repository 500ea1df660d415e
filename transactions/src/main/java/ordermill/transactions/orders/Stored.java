package ordermill.transactions.orders;

import java.util.Arrays;

/**
 * What is stored of an order.
 *
 * @param topic of its decision; null while there is none, but a charge
 * @param fingerprint of the order that was decided or charged; null where it is older than fingerprints
 * @param event what is published, as JSON in UTF-8; null while there is no decision
 * @param tellsItsCharge false where a charge was begun, and the decision is missing or says otherwise
 * @param isSeenTo whether its charge is put aside, or waits for a person
 */
record Stored(String topic, byte[] fingerprint, byte[] event, boolean tellsItsCharge, boolean isSeenTo) {

    boolean isDecided() {
        return topic != null;
    }

    /** Whether nobody sees to a charge of which the decision does not tell. */
    boolean isLeft() {
        return !tellsItsCharge && !isSeenTo;
    }

    boolean isOf(OrderDetails order) {
        return fingerprint == null || Arrays.equals(fingerprint, order.fingerprint());
    }
}
