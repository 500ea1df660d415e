package ordermill.transactions.orders;

import java.util.Arrays;
import java.util.Collection;
import java.util.Map;

import jakarta.enterprise.context.ApplicationScoped;

import ordermill.transactions.CountDecisions;

/** Decisions that the ledger took -> the metrics; one that it had before was counted then. */
@ApplicationScoped
class CountDecided {

    private final CountDecisions countDecisions;

    CountDecided(CountDecisions countDecisions) {
        this.countDecisions = countDecisions;
    }

    /** @param ours the same decisions as they were to be stored, by order id */
    void among(Collection<Decision> made, Map<String, Ledger.Recorded> ours, Map<String, Ledger.Recorded> stored) {
        for (Decision decision : made) {
            String id = decision.order().orderId();
            if (Arrays.equals(ours.get(id).event(), stored.get(id).event())) {
                countDecisions.one(
                        CountDecisions.ORDERS,
                        decision instanceof Decision.Rejected rejected ? rejected.reason() : null,
                        decision.order().event(),
                        decision.decidedAt());
            }
        }
    }
}
