package dev.catwalk.platform;

import dev.catwalk.component.MerchantAppId;
import java.util.Optional;

/**
 * What an authorization code was good for.
 *
 * @param tokens empty when the account has no API capability
 */
public record Authorization(MerchantAppId merchant, Optional<AuthorizerTokensAnswer> tokens) {}
