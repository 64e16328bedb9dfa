package dev.catwalk.cli;

import dev.catwalk.walk.WalkReport;
import java.io.IOException;
import java.time.Duration;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** How far a walk is, on standard error: a bar for people who watch, else a line every ten seconds. */
sealed interface Progress extends AutoCloseable {
    /** Between two looks at the walk. */
    Duration INTERVAL = Duration.ofMillis(250);

    void show(WalkReport report);

    @Override
    void close();

    static Progress of(WalkReport report) {
        return isTerminal() ? new Bar(report) : new Lines();
    }

    /** The virtual machine knows it of standard input and output only. */
    private static boolean isTerminal() {
        try {
            Process test = new ProcessBuilder("test", "-t", "2")
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            return test.waitFor() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** The bar. */
    final class Bar implements Progress {
        /** Said here, since the library would take over the terminal and its signals to find out. */
        private static final int WIDTH = 78;

        private final ProgressBar bar;

        private Bar(WalkReport report) {
            this.bar = new ProgressBarBuilder()
                    .setTaskName("walk " + report.walkId())
                    .setInitialMax(report.merchants())
                    .setStyle(ProgressBarStyle.ASCII)
                    .setUpdateIntervalMillis((int) INTERVAL.toMillis())
                    .showSpeed()
                    .setConsumer(new ConsoleProgressBarConsumer(System.err, WIDTH))
                    .build();
        }

        @Override
        public void show(WalkReport report) {
            bar.stepTo(report.visited());
        }

        @Override
        public void close() {
            bar.close();
        }
    }

    /** The lines. */
    final class Lines implements Progress {
        private static final Duration PAUSE = Duration.ofSeconds(10);

        private long shownAt = System.nanoTime();

        private Lines() {}

        @Override
        public void show(WalkReport report) {
            if (System.nanoTime() - shownAt > PAUSE.toNanos()) {
                shownAt = System.nanoTime();
                System.err.println("walk " + report.walkId() + ": " + report.visited() + " of " + report.merchants()
                        + " merchants");
            }
        }

        @Override
        public void close() {
            // nothing to end
        }
    }
}
