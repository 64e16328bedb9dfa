package dev.catwalk.lab.bench;

import dev.catwalk.lab.bench.walk.Walker;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** The baseline in a process of its own, which gets each command as a line and answers with one. */
public final class BaselineProcess implements Walker {
    static final String NAME = "baseline";

    private final Process process;
    private final Path logs;
    private final PrintWriter commands;
    private final BufferedReader answers;

    BaselineProcess(Process process, Path logs) {
        this.process = process;
        this.logs = logs;
        this.commands = new PrintWriter(process.outputWriter(StandardCharsets.UTF_8), true);
        this.answers = process.inputReader(StandardCharsets.UTF_8);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public ProcessHandle process() {
        return process.toHandle();
    }

    @Override
    public Walked first() throws IOException {
        return walked("first");
    }

    @Override
    public Walked walk() throws IOException {
        return walked("walk");
    }

    @Override
    public void expireTokens() throws IOException {
        ask("expire");
    }

    private Walked walked(String command) throws IOException {
        String[] figures = ask(command).split(" ");
        return new Walked(Integer.parseInt(figures[0]), Integer.parseInt(figures[1]), Double.parseDouble(figures[2]));
    }

    private String ask(String command) throws IOException {
        commands.println(command);
        String answer = answers.readLine();
        if (answer == null) {
            throw new IllegalStateException("the baseline ended; logs in " + logs);
        }
        return answer;
    }

    @Override
    public void close() {
        Children.end(process);
    }
}
