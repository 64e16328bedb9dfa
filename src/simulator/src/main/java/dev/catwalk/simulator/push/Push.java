package dev.catwalk.simulator.push;

import dev.catwalk.simulator.merchant.Account;
import dev.catwalk.simulator.merchant.Appid;
import dev.catwalk.simulator.merchant.Dice;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One message, before it is encrypted.
 *
 * @param merchantAppid null for the ticket
 * @param receiver the element of the outer XML that names the receiver, and its id
 * @param openid query parameter of the message URL; null on the authorization-event URL
 */
public record Push(
        String type, String merchantAppid, Receiver receiver, String receiverId, String openid, Map<String, ?> fields) {

    enum Receiver {
        AUTHORIZATION_EVENTS("AppId"),
        MESSAGES("ToUserName");

        private final String element;

        Receiver(String element) {
            this.element = element;
        }

        String element() {
            return element;
        }
    }

    public static Push authorizationEvent(
            String componentAppid, long createTime, String infoType, String merchantAppid, Map<String, ?> more) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("AppId", componentAppid);
        fields.put("CreateTime", createTime);
        fields.put("InfoType", infoType);
        if (merchantAppid != null) {
            fields.put("AuthorizerAppid", merchantAppid);
        }
        fields.putAll(more);
        return new Push(infoType, merchantAppid, Receiver.AUTHORIZATION_EVENTS, componentAppid, null, fields);
    }

    public static Push merchantEvent(Account merchant, long createTime, String event, Map<String, ?> more) {
        String openid = "o" + new Dice(Appid.digits(merchant.appid())).base64Url(20) + "W";
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("ToUserName", merchant.originalId());
        fields.put("FromUserName", openid);
        fields.put("CreateTime", createTime);
        fields.put("MsgType", "event");
        fields.put("Event", event);
        fields.putAll(more);
        return new Push(event, merchant.appid(), Receiver.MESSAGES, merchant.originalId(), openid, fields);
    }
}
