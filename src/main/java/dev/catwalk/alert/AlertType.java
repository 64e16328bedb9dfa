package dev.catwalk.alert;

import java.util.Arrays;
import java.util.Optional;

/** What can be told, with what the reader should do about it. */
public enum AlertType {
    CATEGORY_REJECTED(
            "category.audit.rejected",
            "请按驳回原因修改该类目的资质材料后重新提交审核。",
            "Correct the category's qualification documents as the reason says and submit it again."),
    MERCHANT_REVOKED(
            "merchant.revoked",
            "商家已取消授权；如非本意，请联系商家重新授权。",
            "The merchant withdrew its authorization; if that was not intended, ask it to authorize again."),
    MERCHANT_PERMISSION_LOST(
            "merchant.permission_lost",
            "请商家重新授权并勾选“小程序基本信息管理”权限集（30）。",
            "Ask the merchant to authorize again and to grant the permission set for basic information (30)."),
    MERCHANT_TOKEN_LOST(
            "merchant.token_lost",
            "刷新令牌已失效且无法找回，请商家取消授权后重新授权。",
            "Its refresh token is gone and cannot be recovered: ask the merchant to cancel and authorize again."),
    PLATFORM_STOPPED(
            "platform.stopped",
            "第三方平台所有调用失败，请按原因检查 component_verify_ticket、AppSecret 与 IP 白名单；恢复后自动继续。",
            "Every call of this component fails: check ticket, secret and IP whitelist as the reason says; it goes on by itself."),
    PLATFORM_TICKET_OVERDUE(
            "platform.ticket_overdue",
            "长时间未收到 component_verify_ticket 推送，请检查授权事件接收 URL 是否可达且返回 success。",
            "No verify ticket arrived for a long time: check that the authorization-event URL is reachable from the platform."),
    PLATFORM_RECOVERED("platform.recovered", "平台调用已恢复，无需处理。", "Calls work again; nothing to do.");

    private final String wireName;
    private final String adviceZh;
    private final String adviceEn;

    AlertType(String wireName, String adviceZh, String adviceEn) {
        this.wireName = wireName;
        this.adviceZh = adviceZh;
        this.adviceEn = adviceEn;
    }

    /** The name receivers know, as in {@code catwalk.alert.types}. */
    public String wireName() {
        return wireName;
    }

    String advice(AlertConfig.Language language) {
        return switch (language) {
            case ZH -> adviceZh;
            case EN -> adviceEn;
        };
    }

    public static Optional<AlertType> named(String wireName) {
        return Arrays.stream(values())
                .filter(type -> type.wireName.equals(wireName))
                .findFirst();
    }
}
