package dev.catwalk.push;

import dev.catwalk.component.AuthorizationCode;
import dev.catwalk.component.ComponentAppId;
import dev.catwalk.component.MerchantAppId;
import dev.catwalk.component.PublishTestAccounts;
import dev.catwalk.component.VerifyTicket;
import dev.catwalk.platform.PushXml;
import dev.catwalk.relay.CustomerMessages;
import java.util.Optional;

/**
 * What a push means to us. What it claims is never taken over, except for the two values that no call can fetch: the ticket
 * and the authorization code.
 *
 * <p>Source: the platform's pages "component_verify_ticket" and "authorize_event" (developers.weixin.qq.com, docs/oplatform,
 * read 2026-11); for {@code notify_third_fasteregister} WxJava's WxOpenXmlMessage; for {@code wxa_category_audit} the page
 * on adding a category.
 */
sealed interface PushEvent {

    record TicketArrived(VerifyTicket ticket) implements PushEvent {}

    /**
     * A merchant authorized us, or changed what it grants.
     *
     * @param code empty when the push held none: the tokens are then recovered when they are needed
     */
    record AuthorizationChanged(MerchantAppId merchant, Optional<AuthorizationCode> code) implements PushEvent {}

    record AuthorizationWithdrawn(MerchantAppId merchant) implements PushEvent {}

    record CategoryAudited(MerchantAppId merchant) implements PushEvent {}

    /** What a merchant's customer wrote or did: none of our business, so it is not even kept. */
    record CustomerMessage() implements PushEvent {}

    /** Kept and left alone: a type we have no use for, of a publish-test account, or without what its type should bring. */
    record Unneeded() implements PushEvent {}

    /**
     * What the push means is decided by the address it came to: on the message URL it holds what customers typed, and one
     * may close the CDATA around that (silenceper/wechat#750). So InfoType means nothing there, and MsgType and Event mean
     * nothing on the authorization-event URL.
     *
     * @param component the one whose push this is: content that names another is kept and left alone
     */
    static PushEvent of(PushContent content, ComponentAppId component) {
        PushXml xml = content.xml();
        PushEvent event = content.addressee()
                .map(addressee -> messageOrEvent(xml, addressee))
                .orElseGet(() -> authorizationEvent(xml, component))
                .orElseGet(Unneeded::new);
        return concernsPublishTest(event) ? new Unneeded() : event;
    }

    private static Optional<PushEvent> authorizationEvent(PushXml xml, ComponentAppId component) {
        return xml.text("AppId")
                        .filter(appid -> !appid.equals(component.value()))
                        .isPresent()
                ? Optional.empty()
                : xml.text("InfoType").flatMap(infoType -> authorizationEvent(infoType.strip(), xml));
    }

    /** The merchant that an authorization event names; empty for other events, which the address is enough for. */
    default Optional<MerchantAppId> about() {
        return switch (this) {
            case AuthorizationChanged(var merchant, var _) -> Optional.of(merchant);
            case AuthorizationWithdrawn(var merchant) -> Optional.of(merchant);
            case TicketArrived _, CategoryAudited _, CustomerMessage _, Unneeded _ -> Optional.empty();
        };
    }

    default boolean bringsCode() {
        return this instanceof AuthorizationChanged(var _, var code) && code.isPresent();
    }

    private static Optional<PushEvent> authorizationEvent(String infoType, PushXml xml) {
        return switch (infoType) {
            case "component_verify_ticket" ->
                xml.text("ComponentVerifyTicket").map(VerifyTicket::new).map(TicketArrived::new);
            case "authorized", "updateauthorized" ->
                merchant(xml, "AuthorizerAppid")
                        .map(merchant -> new AuthorizationChanged(merchant, code(xml, "AuthorizationCode")));
            case "unauthorized" -> merchant(xml, "AuthorizerAppid").map(AuthorizationWithdrawn::new);
            case "notify_third_fasteregister" -> registered(xml);
            default -> Optional.empty();
        };
    }

    /** A merchant registered through us: once that succeeded, it has authorized us as well. */
    private static Optional<PushEvent> registered(PushXml xml) {
        Optional<AuthorizationCode> code = code(xml, "auth_code");
        if (code.isEmpty() || !xml.text("status").map(String::strip).equals(Optional.of("0"))) {
            return Optional.empty();
        }
        return merchant(xml, "appid").map(merchant -> new AuthorizationChanged(merchant, code));
    }

    private static Optional<PushEvent> messageOrEvent(PushXml xml, MerchantAppId addressee) {
        Optional<String> messageType = xml.text("MsgType").map(String::strip);
        if (messageType.filter(type -> !type.equals("event")).isPresent()) {
            return Optional.of(new CustomerMessage());
        }
        // The body names the merchant by its original id only: the appid is the one the platform put into the path.
        return xml.text("Event").map(String::strip).flatMap(event -> event(event, addressee));
    }

    private static Optional<PushEvent> event(String event, MerchantAppId addressee) {
        if (event.equals("wxa_category_audit")) {
            return Optional.of(new CategoryAudited(addressee));
        }
        return CustomerMessages.include(event) ? Optional.of(new CustomerMessage()) : Optional.empty();
    }

    private static boolean concernsPublishTest(PushEvent event) {
        return switch (event) {
            case AuthorizationChanged(var merchant, var _) -> PublishTestAccounts.contains(merchant);
            case AuthorizationWithdrawn(var merchant) -> PublishTestAccounts.contains(merchant);
            case CategoryAudited(var merchant) -> PublishTestAccounts.contains(merchant);
            case TicketArrived _, CustomerMessage _, Unneeded _ -> false;
        };
    }

    private static Optional<MerchantAppId> merchant(PushXml xml, String name) {
        return xml.text(name).map(String::strip).flatMap(MerchantAppId::possible);
    }

    private static Optional<AuthorizationCode> code(PushXml xml, String name) {
        return xml.text(name).map(String::strip).map(AuthorizationCode::new);
    }
}
