package dev.catwalk.component;

import java.util.Set;

/**
 * The platform's own accounts that authorize a component while it is being published. They are no merchants.
 *
 * <p>Source: page "full-network release instructions" of the WeChat Open Platform, read 2026-11.
 */
public final class PublishTestAccounts {
    private static final Set<String> APPIDS = Set.of(
            // official accounts
            "wx570bc396a51b8ff8",
            "wx9252c5e0bb1836fc",
            "wx8e1097c5bc82cde9",
            "wx14550af28c71a144",
            "wxa35b9c23cfe664eb",
            // mini-programs
            "wxd101a85aa106f53e",
            "wxc39235c15087f6f3",
            "wx7720d01d4b2a4500",
            "wx05d483572dcd5d8b",
            "wx5910277cae6fd970");

    private PublishTestAccounts() {}

    public static boolean contains(MerchantAppId appid) {
        return APPIDS.contains(appid.value());
    }
}
