package dev.catwalk.simulator.push;

/**
 * The EncodingAESKey of a component, and the one before it: around a change the platform may go on using the previous key for
 * some pushes (protocol page §1.3).
 */
public final class PushKeys {
    private final String componentAppid;
    private PushEnvelope current;
    private PushEnvelope previous;
    private String currentKey;
    private double previousShare;
    private double owedToPrevious;

    public PushKeys(String componentAppid, String encodingAesKey) {
        this.componentAppid = componentAppid;
        this.currentKey = encodingAesKey;
        this.current = new PushEnvelope(encodingAesKey, componentAppid);
    }

    /**
     * @param share of the following pushes, from 0 to 1, that are still encrypted with the key so far
     */
    public synchronized void rotate(String encodingAesKey, double share) {
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException("a share must be from 0 to 1: " + share);
        }
        PushEnvelope next = new PushEnvelope(encodingAesKey, componentAppid);
        previous = current;
        current = next;
        currentKey = encodingAesKey;
        previousShare = share;
        owedToPrevious = 0;
    }

    /** The envelope for the next push; the previous key takes its share evenly, not by chance. */
    synchronized PushEnvelope next() {
        owedToPrevious += previousShare;
        if (previous == null || owedToPrevious < 1) {
            return current;
        }
        owedToPrevious -= 1;
        return previous;
    }

    public synchronized String currentKey() {
        return currentKey;
    }
}
