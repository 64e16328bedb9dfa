package dev.catwalk.simulator.merchant;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The accounts the platform itself tests a component with on a full-network release (protocol page §3.7). */
public final class SimulatedTestAccounts {
    private static final List<String> OFFICIAL_ACCOUNTS = List.of(
            "wx570bc396a51b8ff8",
            "wx9252c5e0bb1836fc",
            "wx8e1097c5bc82cde9",
            "wx14550af28c71a144",
            "wxa35b9c23cfe664eb");
    private static final Map<String, String> MINI_PROGRAMS = Map.of(
            "wxd101a85aa106f53e", "gh_8dad206e9538",
            "wxc39235c15087f6f3", "gh_905ae9d01059",
            "wx7720d01d4b2a4500", "gh_393666f1fdf4",
            "wx05d483572dcd5d8b", "gh_39abb5d4e1b7",
            "wx5910277cae6fd970", "gh_7818dcb60240");

    private SimulatedTestAccounts() {}

    public static List<MerchantProfile> profiles() {
        return Stream.concat(
                        OFFICIAL_ACCOUNTS.stream().map(appid -> account(appid).of(AccountType.OFFICIAL_ACCOUNT)),
                        MINI_PROGRAMS.entrySet().stream()
                                .sorted(Map.Entry.comparingByKey())
                                .map(entry -> account(entry.getKey()).withOriginalId(entry.getValue())))
                .map(account -> MerchantProfile.of(account).alreadyQueried())
                .toList();
    }

    private static Account account(String appid) {
        return Account.miniProgram(appid).named("全网发布测试", "腾讯");
    }
}
