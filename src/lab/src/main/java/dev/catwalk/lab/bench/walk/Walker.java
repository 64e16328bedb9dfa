package dev.catwalk.lab.bench.walk;

/** A process that visits all merchants of the platform on command. */
public interface Walker extends AutoCloseable {
    /** As tables and charts name it. */
    String name();

    ProcessHandle process();

    /** From knowing no merchant to having stored them all. */
    Walked first() throws Exception;

    /** Once over all merchants; returns when everything is recorded. */
    Walked walk() throws Exception;

    /** Makes every merchant's access token due. */
    void expireTokens() throws Exception;

    @Override
    void close();

    /** @param changed of the merchants; the others were unchanged */
    record Walked(int merchants, int changed, double seconds) {}
}
