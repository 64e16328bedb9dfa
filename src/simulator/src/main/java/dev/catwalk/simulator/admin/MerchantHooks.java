package dev.catwalk.simulator.admin;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.catwalk.simulator.SimulatedMerchant;
import dev.catwalk.simulator.merchant.Account;
import dev.catwalk.simulator.merchant.AccountType;
import dev.catwalk.simulator.merchant.AuditDecision;
import dev.catwalk.simulator.merchant.CategoryQuota;
import dev.catwalk.simulator.merchant.MerchantProfile;
import dev.catwalk.simulator.merchant.SimulatedCategory;
import dev.catwalk.simulator.merchant.Standing;
import dev.catwalk.simulator.push.Announcement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What can happen to a merchant; each hook only translates to {@link SimulatedMerchant}. */
final class MerchantHooks {
    private MerchantHooks() {}

    static Hooks<SimulatedMerchant> all() {
        Hooks<SimulatedMerchant> hooks = new Hooks<>(SimulatedMerchant::truth);
        hooks.answering(
                "reauthorize",
                Noticed.class,
                (merchant, in) -> merchant.reauthorize(Announcement.orPushed(in.notice())));
        hooks.answering(
                "unauthorize",
                Noticed.class,
                (merchant, in) -> merchant.unauthorize(Announcement.orPushed(in.notice())));
        hooks.answering(
                "grant",
                Grant.class,
                (merchant, in) -> merchant.grant(in.permissionSets(), Announcement.orPushed(in.notice())));
        hooks.answering(
                "decide",
                Decision.class,
                (merchant, in) -> merchant.decide(
                        in.first(),
                        in.second(),
                        new AuditDecision(
                                in.auditStatus(), in.reason(), Announcement.orPushed(in.notice()), in.listLag())));
        hooks.answering(
                "push-event",
                Event.class,
                (merchant, in) -> merchant.pushEvent(in.event(), in.fields(), Announcement.orPushed(in.notice())));
        hooks.changing("submit", Pair.class, (merchant, in) -> merchant.submit(in.first(), in.second()));
        hooks.changing("put", CategoryInput.class, (merchant, in) -> merchant.put(in.category()));
        hooks.changing(
                "expire", Expiry.class, (merchant, in) -> merchant.expire(in.first(), in.second(), in.expired()));
        hooks.changing("remove", Pair.class, (merchant, in) -> merchant.remove(in.first(), in.second()));
        hooks.changing(
                "rename",
                Renaming.class,
                (merchant, in) -> merchant.rename(in.first(), in.second(), in.firstName(), in.secondName()));
        hooks.changing("quota", CategoryQuota.class, SimulatedMerchant::quota);
        hooks.changing("standing", NewStanding.class, (merchant, in) -> merchant.standing(in.standing()));
        hooks.changing("register-type", Refusal.class, (merchant, in) -> merchant.refuseRegisterType(in.refused()));
        hooks.changing("invalidate-tokens", SimulatedMerchant::invalidateAccessTokens);
        return hooks;
    }

    /** A merchant that authorizes; what is missing is as in {@link MerchantProfile#miniProgram}. */
    record Newcomer(
            @JsonProperty(required = true) String appid,
            String name,
            String principal,
            AccountType accountType,
            Standing standing,
            List<Integer> permissionSets,
            List<CategoryInput> categories,
            Announcement notice) {

        MerchantProfile profile() {
            Account plain = AdminInput.checked("appid", appid, Account::miniProgram);
            MerchantProfile profile = MerchantProfile.of(plain.named(
                            Objects.requireNonNullElse(name, plain.name()),
                            Objects.requireNonNullElse(principal, plain.principal()))
                    .of(Objects.requireNonNullElse(accountType, AccountType.MINI_PROGRAM))
                    .in(Objects.requireNonNullElse(standing, Standing.NORMAL)));
            return new MerchantProfile(
                    profile.account(),
                    Objects.requireNonNullElse(permissionSets, profile.permissionSets()),
                    Objects.requireNonNullElse(categories, List.<CategoryInput>of()).stream()
                            .map(CategoryInput::category)
                            .toList(),
                    profile.quota(),
                    profile.queried());
        }
    }

    private record Noticed(Announcement notice) {}

    private record Grant(@JsonProperty(required = true) List<Integer> permissionSets, Announcement notice) {}

    private record Decision(
            int first, int second, int auditStatus, String reason, Announcement notice, Duration listLag) {
        Decision {
            reason = Objects.requireNonNullElse(reason, "");
            listLag = Objects.requireNonNullElse(listLag, Duration.ZERO);
        }
    }

    private record Event(@JsonProperty(required = true) String event, Map<String, Object> fields, Announcement notice) {
        Event {
            fields = Objects.requireNonNullElse(fields, Map.of());
        }
    }

    private record Pair(int first, int second) {}

    private record Expiry(int first, int second, boolean expired) {}

    private record Renaming(
            int first,
            int second,
            @JsonProperty(required = true) String firstName,
            @JsonProperty(required = true) String secondName) {}

    private record NewStanding(
            @JsonProperty(required = true) Standing standing) {}

    private record Refusal(boolean refused) {}

    private record CategoryInput(
            int first,
            int second,
            String firstName,
            String secondName,
            Integer auditStatus,
            String auditReason,
            Boolean expired) {

        SimulatedCategory category() {
            SimulatedCategory named = SimulatedCategory.approved(first, second);
            return new SimulatedCategory(
                    first,
                    Objects.requireNonNullElse(firstName, named.firstName()),
                    second,
                    Objects.requireNonNullElse(secondName, named.secondName()),
                    Objects.requireNonNullElse(auditStatus, SimulatedCategory.APPROVED),
                    Objects.requireNonNullElse(auditReason, ""),
                    Boolean.TRUE.equals(expired));
        }
    }
}
