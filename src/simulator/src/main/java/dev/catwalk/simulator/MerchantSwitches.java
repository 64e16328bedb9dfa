package dev.catwalk.simulator;

import dev.catwalk.simulator.merchant.MerchantMix;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Options of {@code simulate} about the merchants. */
final class MerchantSwitches {
    @Option(
            names = "--merchants",
            defaultValue = "1000",
            paramLabel = "N",
            description = "how many authorized the component (default: ${DEFAULT-VALUE})")
    private int merchants;

    @Option(
            names = "--mix",
            defaultValue = "mixed",
            paramLabel = "MIX",
            converter = MixConverter.class,
            description = "mixed: some are no mini-programs, banned, without permission set 30 and so on;"
                    + " plain: all are ordinary (default: ${DEFAULT-VALUE})")
    private MerchantMix mix;

    @Option(
            names = "--seed",
            defaultValue = "1",
            paramLabel = "N",
            description = "the same seed makes the same merchants (default: ${DEFAULT-VALUE})")
    private long seed;

    @Option(
            names = "--life",
            defaultValue = "0",
            paramLabel = "RATE",
            description = "changes per second that they make by themselves (default: ${DEFAULT-VALUE})")
    private double life;

    @Option(
            names = "--rotate-refresh-tokens",
            description = "each refresh brings a new refresh token; the old one works for 300 s more")
    private boolean rotateRefreshTokens;

    @Option(names = "--publish-test-accounts", description = "the accounts of a full-network release are among them")
    private boolean publishTestAccounts;

    void applyTo(SimulatorOptions.Builder options) {
        options.merchants(merchants)
                .mix(mix)
                .seed(seed)
                .lifePerSecond(life)
                .rotateRefreshTokens(rotateRefreshTokens)
                .publishTestAccounts(publishTestAccounts);
    }

    static final class MixConverter implements ITypeConverter<MerchantMix> {
        @Override
        public MerchantMix convert(String text) {
            return switch (text) {
                case "plain" -> MerchantMix.PLAIN;
                case "mixed" -> MerchantMix.MIXED;
                default -> throw new TypeConversionException("not plain or mixed: " + text);
            };
        }
    }
}
