package dev.catwalk.lab.bench;

import dev.catwalk.reporting.Question;
import dev.catwalk.reporting.Questions;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** How long the views take to answer their typical questions, every row read, with warm caches. */
@Command(
        name = "reports",
        mixinStandardHelpOptions = true,
        description =
                "Fills a database with merchants and two years of history, and asks the views their typical questions.")
final class ReportBench implements Callable<Integer> {
    @Option(
            names = "--merchants",
            defaultValue = "1000000",
            description = "a million take up to an hour to make and 20 GB of disk; default: ${DEFAULT-VALUE}")
    private int merchants;

    @Option(
            names = "--runs",
            defaultValue = "5",
            description = "of each question, after two; default: ${DEFAULT-VALUE}")
    private int runs;

    @Option(names = "--data", paramLabel = "FOLDER", description = StoredFleet.DATA)
    private Path data;

    @Override
    public Integer call() throws Exception {
        try (BenchDatabase database = StoredFleet.start(data, merchants)) {
            ask(database.jdbcUrl() + "?user=postgres");
        }
        return 0;
    }

    private void ask(String url) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute("set role catwalk_reporter");
            System.out.printf("%n%9s  %9s  %8s  question%n", "rows", "median", "limit");
            for (Question question : Questions.ALL) {
                System.out.println(measure(question, statement));
            }
        }
    }

    private String measure(Question question, Statement statement) throws SQLException {
        long rows = 0;
        long[] nanos = new long[runs];
        for (int run = -2; run < runs; run++) {
            long began = System.nanoTime();
            rows = rows(statement, question.sql());
            if (run >= 0) {
                nanos[run] = System.nanoTime() - began;
            }
        }
        Arrays.sort(nanos);
        double median = nanos[runs / 2] / 1e6;
        return String.format(
                Locale.ROOT,
                "%9d  %6.1f ms  %5d ms  %s%s",
                rows,
                median,
                question.limit().toMillis(),
                question,
                median > question.limit().toMillis() ? "  OVER" : "");
    }

    private static long rows(Statement statement, String sql) throws SQLException {
        try (ResultSet result = statement.executeQuery(sql)) {
            long rows = 0;
            while (result.next()) {
                rows++;
            }
            return rows;
        }
    }
}
