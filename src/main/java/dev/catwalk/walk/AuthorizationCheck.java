package dev.catwalk.walk;

import dev.catwalk.alert.Alert;
import dev.catwalk.alert.AlertOutbox;
import dev.catwalk.alert.AlertType;
import dev.catwalk.merchant.Merchants;
import dev.catwalk.platform.AuthorizationApi;
import dev.catwalk.platform.AuthorizerInfo;
import dev.catwalk.platform.ErrorKind;
import dev.catwalk.platform.MerchantRef;
import dev.catwalk.platform.PlatformError;
import dev.catwalk.platform.PlatformException;
import dev.catwalk.token.OfferedTokens;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Asks the platform how a merchant stands (api_get_authorizer_info) and makes it so: account facts, permission sets, or
 * that it withdrew its authorization. The one place that believes a revocation. State and alert are one transaction.
 */
@Singleton
class AuthorizationCheck {
    private final AuthorizationApi api;
    private final Merchants merchants;
    private final OfferedTokens tokens;
    private final AlertOutbox alerts;
    private final VisitRows visits;
    private final Clock clock;

    AuthorizationCheck(
            AuthorizationApi api,
            Merchants merchants,
            OfferedTokens tokens,
            AlertOutbox alerts,
            VisitRows visits,
            Clock clock) {
        this.api = api;
        this.merchants = merchants;
        this.tokens = tokens;
        this.alerts = alerts;
        this.visits = visits;
        this.clock = clock;
    }

    /**
     * @return the platform's refusal when the merchant has withdrawn its authorization; empty when it stands
     * @throws PlatformException when the platform says neither
     */
    Optional<PlatformError> check(MerchantRef merchant) {
        Instant askedAt = clock.instant();
        AuthorizerInfo info;
        try {
            info = api.info(merchant.component(), merchant.appid());
        } catch (PlatformException e) {
            if (e.kind() != ErrorKind.AUTHORIZATION_GONE) {
                throw e;
            }
            QuarkusTransaction.requiringNew().run(() -> revoke(merchant, e.error(), askedAt));
            return Optional.of(e.error());
        }
        QuarkusTransaction.requiringNew().run(() -> apply(merchant, info, askedAt));
        info.refreshToken().ifPresent(token -> tokens.adopt(Map.of(merchant, token), askedAt));
        return Optional.empty();
    }

    private void revoke(MerchantRef merchant, PlatformError why, Instant askedAt) {
        if (merchants.revoke(merchant, askedAt)) {
            alerts.raise(Alert.ofMerchant(AlertType.MERCHANT_REVOKED, merchant, details(merchant, why)));
        }
    }

    private void apply(MerchantRef merchant, AuthorizerInfo info, Instant askedAt) {
        switch (merchants.apply(merchant, info, askedAt)) {
            case NONE -> {}
            case PERMISSION_GAINED -> visits.releaseHold(merchant);
            case PERMISSION_LOST -> permissionLost(merchant);
        }
    }

    /** A visit may have met the refusal before, and told of it. */
    private void permissionLost(MerchantRef merchant) {
        PlatformError why = new PlatformError(
                null, ErrorKind.NOT_PERMITTED, null, "none of the needed permission sets is granted any more");
        Alert alert = Alert.ofMerchant(AlertType.MERCHANT_PERMISSION_LOST, merchant, details(merchant, why));
        visits.succeededAt(merchant)
                .ifPresentOrElse(worked -> alerts.raiseUnlessToldSince(worked, alert), () -> alerts.raise(alert));
    }

    private Map<String, Object> details(MerchantRef merchant, PlatformError why) {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("merchant_name", merchants.nameOf(merchant));
        details.put("errcode", why.errcode());
        details.put("reason", why.reason());
        return details;
    }
}
