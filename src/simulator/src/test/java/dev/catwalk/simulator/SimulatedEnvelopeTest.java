package dev.catwalk.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.catwalk.simulator.push.PushEnvelope;
import dev.catwalk.simulator.push.PushSignature;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The six vectors of the protocol page, §1.6. */
class SimulatedEnvelopeTest {
    private static final String SENPARC_KEY = "0123456789012345678901234567890123456789012";
    private static final String SIM_KEY = "simWechatOpenPlatformKey0123456789ABCDEFGHI";
    private static final String SIM_APPID = "wx5a5a5a5a5a5a5a5a";

    enum Vector {
        V1(
                "senparc",
                SENPARC_KEY,
                "wxbbd3f07e2945cf2a",
                "975d750afe6d0afe",
                "1436881222",
                "296318614",
                "066523677e42a15c64a725ba0058cd7651174624",
                """
                <xml><AppId><![CDATA[wxbbd3f07e2945cf2a]]></AppId>
                <CreateTime>1436881222</CreateTime>
                <InfoType><![CDATA[component_verify_ticket]]></InfoType>
                <ComponentVerifyTicket><![CDATA[ticket@@@hXh2446N-P9OOZqW4EeuPO9zFXEnAz5Vzc0JaWczBkIqcw2javRF0C_VVdwVYrEwyw1xHOiui7gB0WqKaYPMUQ]]></ComponentVerifyTicket>
                </xml>""",
                "/RWeOUN4J839ynYH960Duj2k0WwvSfwq2dBFQ1NG78v9CZKbiCk5F8Fq/RGV0oFALoy+2L7KDe+1EbitZK7T4KtHMxntcEeQDxhWGdbeyTYJStcl7pudKA/ltfPP2nDbMrvmdl6JAX/XY4El0XEaYMrxegU3B1aUMZJ1GDjz9pIFv5+DPWj2mf7mhwIKcJSfeMctifS5UyJHKmIM+gnPQjtcKsVdnjaLckEScUsKKTygeG9IOtWFfE720W6g5UfOg3yxPFCUrqjWKRTue7g0yT0vQyb0L5cODKh1bCjIRcgikJsRVo3tAX1QO/CrHzKEEDqaD3Rx1hRkvRl/2KQlFd/DkhOzWp1LmpsCZQiNj0Fdc41aVleaFrwUQ8svg9Wt2iJLDhdqlz1Us2Pb6Ayx3dJLhXtb4ynJGsPFq0N8RrCuLgU391BpAiga5JBcjzS50pfvBBEEPQDyAE7znPphrA=="),
        V2(
                "senparc",
                SENPARC_KEY,
                "wxbbd3f07e2945cf2a",
                "7b1c479310a7c12d",
                "1436876197",
                "1879066412",
                "346f1ed0ed84e80342072f2b88e2f4f018b8c79d",
                """
                <xml><AppId><![CDATA[wxbbd3f07e2945cf2a]]></AppId>
                <CreateTime>1436876196</CreateTime>
                <InfoType><![CDATA[unauthorized]]></InfoType><AuthorizerAppid><![CDATA[wx570bc396a51b8ff8]]></AuthorizerAppid></xml>""",
                "7d7R2gPF37VXWzQoveo4Ts2xG4iuOS3gwJ3kbc56PBL40BY6uHNjvlBrvaw3LqS4Th3Z93DIOjs7Yhlv8YW72oh1ARDuR0aXUTySTXQ8CWJWVz7VNWruFT25hfGBOnPlNW1GJyV5l8LLoIIasaiWJbteqEfgCW7ehwL8F7kTNClFaiFrS7AzlK6DMR4gMBdL0b0mfpfp8bfEkPmEcy/ARQiQBTwXz/NhxBvHTFGtKIv3VYR+ZztzoV1wVc/nXBg/FhvW7fzQRsqbCBZ2gegRwfz5j10HPB5rfjaZjO4fvEsx8V2/rTICtcUxkMV1GO5cgbasw/FEIDCH2NAUl/ht0w=="),
        V3(
                "AAAAA",
                "A".repeat(43),
                "wx134c8103faa5a59e",
                "1205899eaf019bbd",
                "1715943329",
                "1590219412",
                "6c12a4205838198b8fa631b3220723bb07f1015c",
                """
                <xml><ToUserName><![CDATA[gh_97417a04a28d]]></ToUserName>
                <FromUserName><![CDATA[o9AgO5Kd5ggOC-bXrbNODIiE3bGY]]></FromUserName>
                <CreateTime>1715943329</CreateTime>
                <MsgType><![CDATA[event]]></MsgType>
                <Event><![CDATA[debug_demo]]></Event>
                <debug_str><![CDATA[hello world]]></debug_str>
                </xml>""",
                "D7yzvUNAL930rd28wf21s4hvXhz0L6Uit/p2Di6C5DHyYGpEgdBRnKjBec34JwoQXicwaZC7fOVihW80F4VtsdvE//1vr7oAbqjDv8KenVp+ajKYpJnyQ4zMRhIC+a31fCVOMC03FfzV/QuC94kBP55a+Za3sJgvAn+ZbsNqZI5DkyuzkhQN8OBqCzFhizGmy0xpM0MEA4agpvE+RuNO1rhHTtuJB5yltw1FiYzecSXJ+y/D2r81VkRn2eYjh2ltsoyfbDR7Is6ookXIFxTfyeNyeHxMeT4KN5WpCDmSbTcUYrbBUlkGLJ9n/rU8YOywma6G7aTb7KZKOqCxgfoUlYEZPk4FUL/TK7ShriFDMVCLyjQJ15Ob++agDWtcxhfUfe6HIoIpRW8mKNBQiY/Jd1svvuskA1wLef1RTtzKfMpagSCX/laZINmdnX4zrF6kIaR9P4xQrWXbsTFHTYe0Mg=="),
        V4(
                "pamtest",
                "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG",
                "wxb11529c136998cb6",
                "aaaabbbbccccdddd",
                "1409304348",
                "xxxxxx",
                "82c962d39941aa48552f90ef55aa323dc620cc10",
                "我是中文abcd123",
                "jn1L23DB+6ELqJ+6bruv21Y6MD7KeIfP82D6gU39rmkgczbWwt5+3bnyg5K55bgVtVzd832WzZGMhkP72vVOfg=="),
        V5(
                "simToken",
                SIM_KEY,
                SIM_APPID,
                "0123456789abcdef",
                "1763800000",
                "424242",
                "ad5079505da82fa15a13d82aa7c35b310e2a3da0",
                "<xml><A>01234567</A></xml>",
                "xSIVrjra0IR9NKmQuHWsm/H9CmcxRDUKYSZ3eMQ3gVqp0WY5+VjEDAcdAbIAPyxV4icwypA0pnCZKdqIIAmIv+8xzUq1oN9FRxBU9GbhZd+vc+b+IqMu7MVjMOPWoCuR"),
        V6(
                "simToken",
                SIM_KEY,
                SIM_APPID,
                "fedcba9876543210",
                "1763800000",
                "424243",
                "ac38e255c62349d8cc5dc65b1c6cbffa5f69c88b",
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
                </xml>""",
                "88J1aO8r0w35tfeddqvClQ3scFX+7m0zhGuvj+DVC9onBwpD1EPIG6vFpQ4/jl47PCdXNBaBa3GMSIx56Xsmctc1YMXE2pjsQB+nM5AR11jaDqN5BF5CMDKtcEH+r4s1BegOr0n5N0B2l4B2RejwNVHRtVpVjBwWh7t2sA1XZCsn/ml+++V2mcq4/3nt/M4sNcQgeSVW4Nm+VahSeyMnuBBM+KaFV28Ri8o0SIrsnEnfY3Yc+/6+33XOgDdYLo5LK9M46iTKZmZNRD/JMFNDkVXhoNUQZ7WMlrtIAvi2nVBxijjS3zAEhbVEpUFvyWUb4wcbTXmMjT/5HG82emCzHFxhghhuV+j8X7dps+lDo5xa0yz+tSw6mlVbg3na5/6tt/8wTDOO1YeuQIunfMFR1TLJgp0oGvk6nFQh5KSIcdTJHqSENcMf7+QSZDnxfPHGd4pTAvCUFwifGjQjT1Mbi/4zpkV9de8o7jD7IYrvDtgr3VIZaVsv/pACrZSXOHJyPf7gowSh6bXhGDeCALXqjCmO93llMsmQ3tvmXBxcWms=");

        private final String token;
        private final PushEnvelope envelope;
        private final byte[] random;
        private final String timestamp;
        private final String nonce;
        private final String messageSignature;
        private final String message;
        private final String encrypted;

        Vector(
                String token,
                String key,
                String component,
                String random,
                String timestamp,
                String nonce,
                String messageSignature,
                String message,
                String encrypted) {
            this.token = token;
            this.envelope = new PushEnvelope(key, component);
            this.random = random.getBytes(StandardCharsets.US_ASCII);
            this.timestamp = timestamp;
            this.nonce = nonce;
            this.messageSignature = messageSignature;
            this.message = message;
            this.encrypted = encrypted;
        }
    }

    @ParameterizedTest
    @EnumSource
    void vectorIsEncryptedAsPublished(Vector vector) {
        assertThat(vector.envelope.encrypt(vector.random, vector.message)).isEqualTo(vector.encrypted);
    }

    @ParameterizedTest
    @EnumSource
    void vectorIsOpenedToItsMessage(Vector vector) {
        assertThat(vector.envelope.open(vector.encrypted)).isEqualTo(vector.message);
    }

    @ParameterizedTest
    @EnumSource
    void vectorIsSignedAsPublished(Vector vector) {
        assertThat(PushSignature.of(vector.token, vector.timestamp, vector.nonce, vector.encrypted))
                .isEqualTo(vector.messageSignature);
    }

    @Test
    void envelopeOfAnotherComponentIsNotOpened() {
        // given
        PushEnvelope other = new PushEnvelope(SIM_KEY, "wx0000000000000000");
        // when, then
        assertThatThrownBy(() -> other.open(Vector.V5.encrypted)).hasMessageContaining("another component");
    }
}
