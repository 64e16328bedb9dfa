package dev.catwalk.push;

/** Contents of pushes, after the samples of the platform's pages (see {@link PushEvent}). */
final class PushEvents {
    static final String MERCHANT = "wxaaaaaaaaaaaaaaaa";

    private PushEvents() {}

    static String ticket(String ticket, long createTime) {
        return """
                <xml><AppId><![CDATA[wx5a5a5a5a5a5a5a5a]]></AppId>
                <CreateTime>%d</CreateTime>
                <InfoType><![CDATA[component_verify_ticket]]></InfoType>
                <ComponentVerifyTicket><![CDATA[%s]]></ComponentVerifyTicket>
                </xml>""".formatted(createTime, ticket);
    }

    /** {@code authorized}, {@code updateauthorized} or {@code unauthorized}. */
    static String authorization(String infoType, String merchant) {
        return """
                <xml><AppId><![CDATA[wx5a5a5a5a5a5a5a5a]]></AppId>
                <CreateTime><![CDATA[1763800000]]></CreateTime>
                <InfoType><![CDATA[%s]]></InfoType>
                <AuthorizerAppid><![CDATA[%s]]></AuthorizerAppid>
                </xml>""".formatted(infoType, merchant);
    }

    static String authorizationWithCode(String infoType, String merchant) {
        return authorization(infoType, merchant).replace("</xml>", """
                        <AuthorizationCode><![CDATA[queryauthcode@@@SIMULATED]]></AuthorizationCode>
                        <AuthorizationCodeExpiredTime>1763803600</AuthorizationCodeExpiredTime>
                        <PreAuthCode><![CDATA[preauthcode@@@SIMULATED]]></PreAuthCode>
                        </xml>""");
    }

    static String fastRegistration(String merchant, int status) {
        return """
                <xml><AppId><![CDATA[wx5a5a5a5a5a5a5a5a]]></AppId>
                <CreateTime>1763800000</CreateTime>
                <InfoType><![CDATA[notify_third_fasteregister]]></InfoType>
                <appid>%s</appid>
                <status>%d</status>
                <auth_code>queryauthcode@@@SIMULATED</auth_code>
                <msg>OK</msg>
                <info><name><![CDATA[示例]]></name><code>1</code><status>7</status></info>
                </xml>""".formatted(merchant, status);
    }

    static String event(String event) {
        return """
                <xml><ToUserName><![CDATA[gh_5a5a5a5a5a5a]]></ToUserName>
                <FromUserName><![CDATA[oSIMULATED0000000000000000000]]></FromUserName>
                <CreateTime>1763800000</CreateTime>
                <MsgType><![CDATA[event]]></MsgType>
                <Event><![CDATA[%s]]></Event>
                </xml>""".formatted(event);
    }

    static String customerMessage(String text) {
        return """
                <xml><ToUserName><![CDATA[gh_5a5a5a5a5a5a]]></ToUserName>
                <FromUserName><![CDATA[oSIMULATED0000000000000000000]]></FromUserName>
                <CreateTime>1763800000</CreateTime>
                <MsgType><![CDATA[text]]></MsgType>
                <Content><![CDATA[%s]]></Content>
                <MsgId>1234567890123456</MsgId>
                </xml>""".formatted(text);
    }
}
