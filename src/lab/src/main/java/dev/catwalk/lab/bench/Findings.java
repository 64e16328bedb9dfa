package dev.catwalk.lab.bench;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.catwalk.lab.bench.walk.FloorFigures;
import dev.catwalk.lab.bench.walk.WalkFigures;
import dev.catwalk.lab.bench.walk.WalkKind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** All figures of one run, as they come in, and as {@code result.json} holds them in the end. */
public final class Findings {
    private static final ObjectMapper JSON = new ObjectMapper()
            .setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(SerializationFeature.INDENT_OUTPUT);

    @JsonProperty
    public final Machine machine;

    /** Calls in flight. */
    @JsonProperty
    final int concurrency;

    @JsonProperty
    public final List<WalkFigures> walks = new ArrayList<>();

    @JsonProperty
    public final List<MemoryFigures> memory = new ArrayList<>();

    @JsonProperty
    public final List<FloorFigures> floors = new ArrayList<>();

    public Findings(Machine machine, int concurrency) {
        this.machine = machine;
        this.concurrency = concurrency;
    }

    Optional<WalkFigures> walk(String worker, WalkKind kind, int merchants, int latencyMillis) {
        WalkFigures.Subject subject = new WalkFigures.Subject(worker, kind, merchants, latencyMillis);
        return walks.stream().filter(walk -> walk.of().equals(subject)).findFirst();
    }

    public Optional<MemoryFigures> memory(String process, int merchants) {
        return memory.stream()
                .filter(figures -> figures.process().equals(process) && figures.merchants() == merchants)
                .findFirst();
    }

    /** What of it was to be reached. */
    @JsonProperty
    List<Targets.Target> targets() {
        return Targets.measured(this);
    }

    public void write(Path file) throws IOException {
        JSON.writeValue(file.toFile(), this);
    }
}
