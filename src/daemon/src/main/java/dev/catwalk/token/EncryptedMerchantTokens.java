package dev.catwalk.token;

import dev.catwalk.component.AccessToken;
import dev.catwalk.component.MerchantRef;
import dev.catwalk.component.RefreshToken;
import dev.catwalk.encryption.EncryptedColumn;
import dev.catwalk.encryption.Encryption;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** Merchants' tokens between their columns and our words: ciphertext there, bound to table, column and merchant. */
@Singleton
class EncryptedMerchantTokens {
    private final Encryption encryption;

    EncryptedMerchantTokens(Encryption encryption) {
        this.encryption = encryption;
    }

    byte[] refreshToken(long merchantId, RefreshToken token) {
        return encryption.encryptText(token.value(), EncryptedColumn.REFRESH_TOKEN, Long.toString(merchantId));
    }

    byte[] accessToken(long merchantId, AccessToken token) {
        return encryption.encryptText(token.value(), EncryptedColumn.ACCESS_TOKEN, Long.toString(merchantId));
    }

    /** @param lease null when the row was not leased by us */
    StoredTokens open(ResultSet row, Map<Long, MerchantRef> byId, Lease lease) throws SQLException {
        MerchantRef merchant = byId.get(row.getLong("merchant_id"));
        byte[] encryptedAccessToken = row.getBytes("access_token");
        Instant issuedAt = instant(row, "access_token_issued_at");
        Instant expiresAt = instant(row, "access_token_expires_at");
        Optional<String> accessToken = open(encryptedAccessToken, EncryptedColumn.ACCESS_TOKEN, merchant);
        return new StoredTokens(
                merchant,
                open(row.getBytes("refresh_token"), EncryptedColumn.REFRESH_TOKEN, merchant)
                        .map(RefreshToken::new),
                instant(row, "refused_at"),
                row.getObject("refused_errcode", Integer.class),
                accessToken.map(value -> new AccessToken(value, issuedAt, expiresAt)),
                encryptedAccessToken != null && accessToken.isEmpty(),
                row.getLong("generation"),
                lease);
    }

    static Instant instant(ResultSet row, String column) throws SQLException {
        Timestamp value = row.getTimestamp(column);
        return value == null ? null : value.toInstant();
    }

    /** One merchant's ciphertext that does not open is that merchant's trouble: its token counts as missing. */
    private Optional<String> open(byte[] encrypted, EncryptedColumn column, MerchantRef merchant) {
        return Optional.ofNullable(encrypted)
                .flatMap(present -> encryption.decryptText(present, column, Long.toString(merchant.id())));
    }
}
