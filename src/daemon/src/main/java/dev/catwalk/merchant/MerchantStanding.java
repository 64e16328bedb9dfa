package dev.catwalk.merchant;

import dev.catwalk.component.MerchantRef;
import java.util.Optional;

/**
 * What decides whether a merchant can be walked.
 *
 * @param miniProgram empty while the platform has not been asked what kind of account it is
 * @param permitted whether it granted any of the permission sets that are needed
 */
public record MerchantStanding(
        MerchantRef merchant, boolean authorized, Optional<Boolean> miniProgram, boolean permitted) {}
