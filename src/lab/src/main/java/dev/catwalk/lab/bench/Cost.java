package dev.catwalk.lab.bench;

/**
 * What something used.
 *
 * @param workerCpu CPU seconds of what walks
 * @param databaseCpu CPU seconds of PostgreSQL, all of its processes
 * @param platformCpu CPU seconds of the simulated platform
 * @param walBytes written by PostgreSQL
 * @param fullPageBytes of these, images of whole pages, which each checkpoint makes due anew
 * @param refreshes of merchants' access tokens
 */
public record Cost(
        double workerCpu,
        double databaseCpu,
        double platformCpu,
        double walBytes,
        double fullPageBytes,
        double refreshes) {
    public static final Cost NONE = new Cost(0, 0, 0, 0, 0, 0);

    public Cost plus(Cost more) {
        return new Cost(
                workerCpu + more.workerCpu,
                databaseCpu + more.databaseCpu,
                platformCpu + more.platformCpu,
                walBytes + more.walBytes,
                fullPageBytes + more.fullPageBytes,
                refreshes + more.refreshes);
    }
}
