package dev.catwalk.simulator;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;

/** The admin API's names for what can happen to a merchant; each only translates to {@link SimulatedMerchant}. */
final class MerchantHooks {
    private final Map<String, BiFunction<SimulatedMerchant, AdminInput, Object>> hooks = new TreeMap<>();

    MerchantHooks() {
        hooks.put("reauthorize", (merchant, input) -> merchant.reauthorize(input.notice()));
        hooks.put("unauthorize", (merchant, input) -> merchant.unauthorize(input.notice()));
        hooks.put("grant", (merchant, input) -> merchant.grant(input.numbers("permission_sets"), input.notice()));
        hooks.put("decide", MerchantHooks::decide);
        hooks.put(
                "push-event",
                (merchant, input) -> merchant.pushEvent(input.text("event"), input.fields("fields"), input.notice()));
        change("submit", (merchant, input) -> merchant.submit(input.number("first"), input.number("second")));
        change("put", (merchant, input) -> merchant.put(category(input)));
        change(
                "expire",
                (merchant, input) ->
                        merchant.expire(input.number("first"), input.number("second"), input.truth("expired")));
        change("remove", (merchant, input) -> merchant.remove(input.number("first"), input.number("second")));
        change(
                "rename",
                (merchant, input) -> merchant.rename(
                        input.number("first"),
                        input.number("second"),
                        input.text("first_name"),
                        input.text("second_name")));
        change(
                "quota",
                (merchant, input) -> merchant.quota(new CategoryQuota(
                        input.number("limit"), input.number("quota"), input.number("category_limit"))));
        change("standing", (merchant, input) -> merchant.standing(input.oneOf(Standing.class, "standing")));
        change("register-type", (merchant, input) -> merchant.refuseRegisterType(input.truth("refused")));
        change("invalidate-tokens", (merchant, _) -> merchant.invalidateAccessTokens());
    }

    Object call(String hook, SimulatedMerchant merchant, AdminInput input) {
        BiFunction<SimulatedMerchant, AdminInput, Object> called = hooks.get(hook);
        if (called == null) {
            throw AdminException.notFound("no such hook: " + hook + "; known: " + hooks.keySet());
        }
        return called.apply(merchant, input);
    }

    /** A merchant from its description; what is not said is as in {@link MerchantProfile#miniProgram}. */
    static MerchantProfile profile(AdminInput input) {
        Account plain = input.read("appid", Account::miniProgram);
        MerchantProfile profile = MerchantProfile.of(
                plain.named(input.text("name", plain.name()), input.text("principal", plain.principal()))
                        .of(input.oneOf(AccountType.class, "account_type", AccountType.MINI_PROGRAM))
                        .in(input.oneOf(Standing.class, "standing", Standing.NORMAL)));
        if (input.has("permission_sets")) {
            profile = profile.granting(input.numbers("permission_sets").toArray(Integer[]::new));
        }
        if (input.has("categories")) {
            profile = profile.having(input.objects("categories").stream()
                    .map(MerchantHooks::category)
                    .toArray(SimulatedCategory[]::new));
        }
        return profile;
    }

    /** What only changes state answers with the truth after it. */
    private void change(String name, BiConsumer<SimulatedMerchant, AdminInput> change) {
        hooks.put(name, (merchant, input) -> {
            change.accept(merchant, input);
            return merchant.truth();
        });
    }

    private static Object decide(SimulatedMerchant merchant, AdminInput input) {
        return merchant.decide(
                input.number("first"),
                input.number("second"),
                new AuditDecision(
                        input.number("audit_status"),
                        input.text("reason", ""),
                        input.notice(),
                        input.duration("list_lag", Duration.ZERO)));
    }

    private static SimulatedCategory category(AdminInput input) {
        SimulatedCategory named = SimulatedCategory.approved(input.number("first"), input.number("second"));
        return named.renamed(input.text("first_name", named.firstName()), input.text("second_name", named.secondName()))
                .with(input.number("audit_status", SimulatedCategory.APPROVED), input.text("audit_reason", ""))
                .expired(input.has("expired") && input.truth("expired"));
    }
}
