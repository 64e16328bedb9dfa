package dev.catwalk.schedule;

import java.util.concurrent.Semaphore;
import org.quartz.SchedulerConfigException;
import org.quartz.spi.ThreadPool;

/** Quartz jobs on virtual threads, since all they do is wait. Quartz makes it by name and sets its properties. */
public class VirtualThreadPool implements ThreadPool {
    private volatile Semaphore free = new Semaphore(0);
    private int threadCount = 1;

    /** How many jobs, hence slices, run side by side on this node. */
    public void setThreadCount(int threadCount) {
        this.threadCount = threadCount;
    }

    /** Quartz sets it for every pool; virtual threads have one priority. */
    public void setThreadPriority(int priority) {
        // nothing to do
    }

    @Override
    public void initialize() throws SchedulerConfigException {
        if (threadCount < 1) {
            throw new SchedulerConfigException("the thread count must be at least 1");
        }
        free = new Semaphore(threadCount);
    }

    @Override
    public boolean runInThread(Runnable runnable) {
        free.acquireUninterruptibly();
        Thread.ofVirtual().name("quartz").start(() -> {
            try {
                runnable.run();
            } finally {
                free.release();
            }
        });
        return true;
    }

    @Override
    public int blockForAvailableThreads() {
        free.acquireUninterruptibly();
        free.release();
        return Math.max(1, free.availablePermits());
    }

    @Override
    public void shutdown(boolean waitForJobsToComplete) {
        if (waitForJobsToComplete) {
            free.acquireUninterruptibly(threadCount);
        }
    }

    @Override
    public int getPoolSize() {
        return threadCount;
    }

    @Override
    public void setInstanceId(String instanceId) {
        // one pool per scheduler: nothing to distinguish
    }

    @Override
    public void setInstanceName(String instanceName) {
        // one pool per scheduler: nothing to distinguish
    }
}
