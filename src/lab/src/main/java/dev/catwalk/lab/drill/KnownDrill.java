package dev.catwalk.lab.drill;

import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The drills there are. */
enum KnownDrill {
    TICKET_SILENCE("no verify ticket arrives any more", TicketSilence::new),
    WHITELIST_LOSS("our address leaves the IP whitelist", WhitelistLoss::new),
    SECRET_RESET("the component secret is reset", SecretReset::new),
    QUOTA_NIGHT("quotas of merchants are used up until midnight", QuotaNight::new),
    REVOKED_MERCHANTS("merchants withdraw their authorization", RevokedMerchants::new),
    DATABASE_RESTART("PostgreSQL is away in the middle of a walk", DatabaseRestart::new),
    DEAD_NODE("one of two nodes is killed in the middle of a walk", DeadNode::new),
    MOVING_IN("no failure: the move from another system in four steps, and back", MovingIn::new);

    private final String summary;
    private final Supplier<Drill> drill;

    KnownDrill(String summary, Supplier<Drill> drill) {
        this.summary = summary;
        this.drill = drill;
    }

    Drill drill() {
        return drill.get();
    }

    String summary() {
        return summary;
    }

    /** A line for each. */
    static List<String> lines() {
        return Stream.of(values())
                .map(drill -> String.format("  %-18s %s", drill, drill.summary))
                .toList();
    }

    /** Says which there are when it is none of them. */
    static final class Name implements ITypeConverter<KnownDrill> {
        @Override
        public KnownDrill convert(String name) {
            return Stream.of(values())
                    .filter(drill -> drill.toString().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new TypeConversionException("there is no drill \"" + name + "\"; there are: "
                            + Stream.of(values()).map(KnownDrill::toString).collect(Collectors.joining(", "))));
        }
    }

    /** As it is called on the command line. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
