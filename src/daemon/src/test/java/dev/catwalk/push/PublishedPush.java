package dev.catwalk.push;

import dev.catwalk.component.Component;
import dev.catwalk.component.ComponentAppId;
import dev.catwalk.component.Secret;
import dev.catwalk.platform.SignedQuery;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * Pushes that others published, or that were built by other means than this code. Recomputed in two languages before they
 * were written down here.
 *
 * @param signature over token, timestamp and nonce, as a GET carries it; null where the source has none
 * @param encrypted the text of the Encrypt element
 * @param content what is inside
 */
record PublishedPush(
        String token,
        String encodingAesKey,
        String component,
        String timestamp,
        String nonce,
        String signature,
        String msgSignature,
        String encrypted,
        String content) {

    /**
     * A real push. Source: Senparc, WeiXinMPSDK on GitHub, src/Senparc.Weixin.Open/Senparc.Weixin.Open.Test/
     * ThirdPartyMessageHandlers/ThirdPartyMessageHandlerTest.cs.
     */
    static final PublishedPush COMPONENT_VERIFY_TICKET = new PublishedPush(
            "senparc",
            "0123456789012345678901234567890123456789012",
            "wxbbd3f07e2945cf2a",
            "1436881222",
            "296318614",
            "60d1ddec039f51cc8c7ee4ea9ae9a479dd7c7d01",
            "066523677e42a15c64a725ba0058cd7651174624",
            "/RWeOUN4J839ynYH960Duj2k0WwvSfwq2dBFQ1NG78v9CZKbiCk5F8Fq/RGV0oFALoy+2L7KDe+1EbitZK7T4KtHMxntcEeQDxhW"
                    + "GdbeyTYJStcl7pudKA/ltfPP2nDbMrvmdl6JAX/XY4El0XEaYMrxegU3B1aUMZJ1GDjz9pIFv5+DPWj2mf7mhwIKcJSfeMctifS5"
                    + "UyJHKmIM+gnPQjtcKsVdnjaLckEScUsKKTygeG9IOtWFfE720W6g5UfOg3yxPFCUrqjWKRTue7g0yT0vQyb0L5cODKh1bCjIRcgi"
                    + "kJsRVo3tAX1QO/CrHzKEEDqaD3Rx1hRkvRl/2KQlFd/DkhOzWp1LmpsCZQiNj0Fdc41aVleaFrwUQ8svg9Wt2iJLDhdqlz1Us2Pb"
                    + "6Ayx3dJLhXtb4ynJGsPFq0N8RrCuLgU391BpAiga5JBcjzS50pfvBBEEPQDyAE7znPphrA==",
            """
            <xml><AppId><![CDATA[wxbbd3f07e2945cf2a]]></AppId>
            <CreateTime>1436881222</CreateTime>
            <InfoType><![CDATA[component_verify_ticket]]></InfoType>
            <ComponentVerifyTicket><![CDATA[ticket@@@hXh2446N-P9OOZqW4EeuPO9zFXEnAz5Vzc0JaWczBkIqcw2javRF0C_VVdwVYrEwyw1xHOiui7gB0WqKaYPMUQ]]></ComponentVerifyTicket>
            </xml>""");

    /** A real push. Source: the same file. */
    static final PublishedPush UNAUTHORIZED = new PublishedPush(
            "senparc",
            "0123456789012345678901234567890123456789012",
            "wxbbd3f07e2945cf2a",
            "1436876197",
            "1879066412",
            "6cd59ed9ca88d3993475bd4960052c5e5204391e",
            "346f1ed0ed84e80342072f2b88e2f4f018b8c79d",
            "7d7R2gPF37VXWzQoveo4Ts2xG4iuOS3gwJ3kbc56PBL40BY6uHNjvlBrvaw3LqS4Th3Z93DIOjs7Yhlv8YW72oh1ARDuR0aXUTyS"
                    + "TXQ8CWJWVz7VNWruFT25hfGBOnPlNW1GJyV5l8LLoIIasaiWJbteqEfgCW7ehwL8F7kTNClFaiFrS7AzlK6DMR4gMBdL0b0mfpfp"
                    + "8bfEkPmEcy/ARQiQBTwXz/NhxBvHTFGtKIv3VYR+ZztzoV1wVc/nXBg/FhvW7fzQRsqbCBZ2gegRwfz5j10HPB5rfjaZjO4fvEsx"
                    + "8V2/rTICtcUxkMV1GO5cgbasw/FEIDCH2NAUl/ht0w==",
            """
            <xml><AppId><![CDATA[wxbbd3f07e2945cf2a]]></AppId>
            <CreateTime>1436876196</CreateTime>
            <InfoType><![CDATA[unauthorized]]></InfoType><AuthorizerAppid><![CDATA[wx570bc396a51b8ff8]]></AuthorizerAppid></xml>""");

    /**
     * On the message URL, with 22 bytes of padding. Source: the platform's page on message push
     * (developers.weixin.qq.com, docs/oplatform, "message_push", read 2026-11).
     */
    static final PublishedPush DEBUG_DEMO = new PublishedPush(
            "AAAAA",
            "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
            "wx134c8103faa5a59e",
            "1715943329",
            "1590219412",
            "cc0c594499c1634947d5b502f158ee518947db27",
            "6c12a4205838198b8fa631b3220723bb07f1015c",
            "D7yzvUNAL930rd28wf21s4hvXhz0L6Uit/p2Di6C5DHyYGpEgdBRnKjBec34JwoQXicwaZC7fOVihW80F4VtsdvE//1vr7oAbqjD"
                    + "v8KenVp+ajKYpJnyQ4zMRhIC+a31fCVOMC03FfzV/QuC94kBP55a+Za3sJgvAn+ZbsNqZI5DkyuzkhQN8OBqCzFhizGmy0xpM0ME"
                    + "A4agpvE+RuNO1rhHTtuJB5yltw1FiYzecSXJ+y/D2r81VkRn2eYjh2ltsoyfbDR7Is6ookXIFxTfyeNyeHxMeT4KN5WpCDmSbTcU"
                    + "YrbBUlkGLJ9n/rU8YOywma6G7aTb7KZKOqCxgfoUlYEZPk4FUL/TK7ShriFDMVCLyjQJ15Ob++agDWtcxhfUfe6HIoIpRW8mKNBQ"
                    + "iY/Jd1svvuskA1wLef1RTtzKfMpagSCX/laZINmdnX4zrF6kIaR9P4xQrWXbsTFHTYe0Mg==",
            """
            <xml><ToUserName><![CDATA[gh_97417a04a28d]]></ToUserName>
            <FromUserName><![CDATA[o9AgO5Kd5ggOC-bXrbNODIiE3bGY]]></FromUserName>
            <CreateTime>1715943329</CreateTime>
            <MsgType><![CDATA[event]]></MsgType>
            <Event><![CDATA[debug_demo]]></Event>
            <debug_str><![CDATA[hello world]]></debug_str>
            </xml>""");

    /**
     * Text that is no document and whose length in bytes is not its length in characters. Source: WxJava on GitHub,
     * weixin-java-common/src/test/java/me/chanjar/weixin/common/util/crypto/WxCryptUtilTest.java.
     */
    static final PublishedPush MULTIBYTE = new PublishedPush(
            "pamtest",
            "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG",
            "wxb11529c136998cb6",
            "1409304348",
            "xxxxxx",
            null,
            "82c962d39941aa48552f90ef55aa323dc620cc10",
            "jn1L23DB+6ELqJ+6bruv21Y6MD7KeIfP82D6gU39rmkgczbWwt5+3bnyg5K55bgVtVzd832WzZGMhkP72vVOfg==",
            "我是中文abcd123");

    /** With 32 bytes of padding. Source: constructed from the platform's description and checked with two implementations. */
    static final PublishedPush WHOLE_BLOCK_OF_PADDING = new PublishedPush(
            "simToken",
            "simWechatOpenPlatformKey0123456789ABCDEFGHI",
            "wx5a5a5a5a5a5a5a5a",
            "1763800000",
            "424242",
            "d5ba42000b857717cff0e4f7ded0a11681e5feeb",
            "ad5079505da82fa15a13d82aa7c35b310e2a3da0",
            "xSIVrjra0IR9NKmQuHWsm/H9CmcxRDUKYSZ3eMQ3gVqp0WY5+VjEDAcdAbIAPyxV4icwypA0pnCZKdqIIAmIv+8xzUq1oN9FRxBU"
                    + "9GbhZd+vc+b+IqMu7MVjMOPWoCuR",
            "<xml><A>01234567</A></xml>");

    /**
     * On the message URL. Source: constructed like the previous one around the fields of wxa_category_audit on the platform's
     * page on adding a category (developers.weixin.qq.com, docs/oplatform, "api_addcategory", read 2026-11).
     */
    static final PublishedPush CATEGORY_REJECTED = new PublishedPush(
            "simToken",
            "simWechatOpenPlatformKey0123456789ABCDEFGHI",
            "wx5a5a5a5a5a5a5a5a",
            "1763800000",
            "424243",
            "f884ac61593191b457e3ee00ef744bfd055e94f2",
            "ac38e255c62349d8cc5dc65b1c6cbffa5f69c88b",
            "88J1aO8r0w35tfeddqvClQ3scFX+7m0zhGuvj+DVC9onBwpD1EPIG6vFpQ4/jl47PCdXNBaBa3GMSIx56Xsmctc1YMXE2pjsQB+n"
                    + "M5AR11jaDqN5BF5CMDKtcEH+r4s1BegOr0n5N0B2l4B2RejwNVHRtVpVjBwWh7t2sA1XZCsn/ml+++V2mcq4/3nt/M4sNcQgeSVW"
                    + "4Nm+VahSeyMnuBBM+KaFV28Ri8o0SIrsnEnfY3Yc+/6+33XOgDdYLo5LK9M46iTKZmZNRD/JMFNDkVXhoNUQZ7WMlrtIAvi2nVBx"
                    + "ijjS3zAEhbVEpUFvyWUb4wcbTXmMjT/5HG82emCzHFxhghhuV+j8X7dps+lDo5xa0yz+tSw6mlVbg3na5/6tt/8wTDOO1YeuQIun"
                    + "fMFR1TLJgp0oGvk6nFQh5KSIcdTJHqSENcMf7+QSZDnxfPHGd4pTAvCUFwifGjQjT1Mbi/4zpkV9de8o7jD7IYrvDtgr3VIZaVsv"
                    + "/pACrZSXOHJyPf7gowSh6bXhGDeCALXqjCmO93llMsmQ3tvmXBxcWms=",
            """
            <xml><ToUserName><![CDATA[gh_5a5a5a5a5a5a]]></ToUserName>
            <FromUserName><![CDATA[oSIMULATED0000000000000000000]]></FromUserName>
            <CreateTime>1763800000</CreateTime>
            <MsgType><![CDATA[event]]></MsgType>
            <Event><![CDATA[wxa_category_audit]]></Event>
            <ret>2</ret>
            <first>8</first>
            <second>39</second>
            <reason><![CDATA[资质不符]]></reason>
            </xml>""");

    static List<PublishedPush> all() {
        return List.of(
                COMPONENT_VERIFY_TICKET,
                UNAUTHORIZED,
                DEBUG_DEMO,
                MULTIBYTE,
                WHOLE_BLOCK_OF_PADDING,
                CATEGORY_REJECTED);
    }

    Component configured() {
        return new Component(
                new ComponentAppId(component),
                Optional.empty(),
                Optional.of(new Secret(token)),
                List.of(new Secret(encodingAesKey)),
                Optional.empty());
    }

    SignedQuery query() {
        return new SignedQuery(msgSignature, timestamp, nonce);
    }

    byte[] body() {
        return "<xml><AppId><![CDATA[%s]]></AppId><Encrypt><![CDATA[%s]]></Encrypt></xml>"
                .formatted(component, encrypted)
                .getBytes(StandardCharsets.UTF_8);
    }
}
