package dev.catwalk.platform;

import dev.catwalk.component.RefreshToken;
import java.util.List;
import java.util.Optional;

/**
 * A merchant as api_get_authorizer_info returns it. Names and numbers are null when the platform leaves them out.
 *
 * @param originalId the gh_ id that message pushes are addressed to
 * @param miniProgram whether the account is a mini-program: the answer then holds {@code MiniProgramInfo}
 * @param refreshToken empty until an authorization code of this merchant was exchanged
 * @param permissionSets sorted, each once
 */
public record AuthorizerInfo(
        String name,
        String principalName,
        String originalId,
        boolean miniProgram,
        Integer serviceType,
        Integer verifyType,
        Integer registerType,
        Integer accountStatus,
        List<Integer> permissionSets,
        Optional<RefreshToken> refreshToken) {
    public AuthorizerInfo {
        permissionSets = List.copyOf(permissionSets);
    }
}
