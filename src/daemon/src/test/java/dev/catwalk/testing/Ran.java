package dev.catwalk.testing;

import dev.catwalk.launch.StartFailure;
import dev.catwalk.launch.WrongRequestException;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;

/** How a command ended, and what it printed. */
public record Ran(int exitCode, String out, String err) {
    public static Ran run(Callable<Integer> command) throws Exception {
        PrintStream out = System.out;
        PrintStream err = System.err;
        ByteArrayOutputStream toOut = new ByteArrayOutputStream();
        ByteArrayOutputStream toErr = new ByteArrayOutputStream();
        try {
            System.setOut(new PrintStream(toOut, true, StandardCharsets.UTF_8));
            System.setErr(new PrintStream(toErr, true, StandardCharsets.UTF_8));
            int exitCode = exitCode(command);
            return new Ran(exitCode, toOut.toString(StandardCharsets.UTF_8), toErr.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
    }

    /** As the program itself answers to what a command does not catch. */
    private static int exitCode(Callable<Integer> command) throws Exception {
        try {
            return command.call();
        } catch (WrongRequestException e) {
            return StartFailure.report(e);
        }
    }
}
