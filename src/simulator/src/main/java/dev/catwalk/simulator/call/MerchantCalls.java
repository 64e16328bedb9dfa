package dev.catwalk.simulator.call;

/** Counts of the calls for one merchant. Its own lock, so that counting never waits for the merchant's state. */
public final class MerchantCalls {
    private static final int APIS = Api.values().length;

    private int[] counts;
    private int refreshesInFlight;
    private int mostRefreshesInFlight;
    private int refusedTokensInARow;
    private int mostRefusedTokensInARow;

    synchronized void began(Api api) {
        if (counts == null) {
            counts = new int[APIS];
        }
        counts[api.ordinal()]++;
        if (api == Api.AUTHORIZER_TOKEN) {
            refreshesInFlight++;
            mostRefreshesInFlight = Math.max(mostRefreshesInFlight, refreshesInFlight);
        }
    }

    synchronized void ended(Api api) {
        if (api == Api.AUTHORIZER_TOKEN) {
            refreshesInFlight--;
        }
    }

    synchronized void tokenUsed(boolean refused) {
        refusedTokensInARow = refused ? refusedTokensInARow + 1 : 0;
        mostRefusedTokensInARow = Math.max(mostRefusedTokensInARow, refusedTokensInARow);
    }

    public synchronized int mostRefusedTokensInARow() {
        return mostRefusedTokensInARow;
    }

    public synchronized int count(Api api) {
        return counts == null ? 0 : counts[api.ordinal()];
    }

    /** Above 1 means that two holders refreshed the same merchant at the same time. */
    public synchronized int mostRefreshesInFlight() {
        return mostRefreshesInFlight;
    }

    synchronized void clear() {
        counts = null;
        mostRefreshesInFlight = refreshesInFlight;
        mostRefusedTokensInARow = refusedTokensInARow;
    }
}
