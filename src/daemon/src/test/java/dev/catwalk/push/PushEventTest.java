package dev.catwalk.push;

import static dev.catwalk.push.PushEvents.MERCHANT;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.catwalk.component.AuthorizationCode;
import dev.catwalk.component.ComponentAppId;
import dev.catwalk.component.MerchantAppId;
import dev.catwalk.component.VerifyTicket;
import dev.catwalk.push.PushEvent.AuthorizationChanged;
import dev.catwalk.push.PushEvent.AuthorizationWithdrawn;
import dev.catwalk.push.PushEvent.CategoryAudited;
import dev.catwalk.push.PushEvent.CustomerMessage;
import dev.catwalk.push.PushEvent.TicketArrived;
import dev.catwalk.push.PushEvent.Unneeded;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

class PushEventTest {
    static final MerchantAppId APPID = new MerchantAppId(MERCHANT);
    static final ComponentAppId COMPONENT = new ComponentAppId(SignedPush.COMPONENT);
    static final AuthorizationCode CODE = new AuthorizationCode("queryauthcode@@@SIMULATED");

    @Test
    void aTicketIsTakenAsItIs() {
        // when
        PushEvent event = read(PushEvents.ticket("ticket@@@SIMULATED", 1763800000));

        // then
        assertThat(event).isEqualTo(new TicketArrived(new VerifyTicket("ticket@@@SIMULATED")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"authorized", "updateauthorized"})
    void anAuthorizationBringsItsCode(String infoType) {
        // when
        PushEvent event = read(PushEvents.authorizationWithCode(infoType, MERCHANT));

        // then
        assertThat(event).isEqualTo(new AuthorizationChanged(APPID, Optional.of(CODE)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"authorized", "updateauthorized"})
    void anAuthorizationMayComeWithoutCode(String infoType) {
        // when
        PushEvent event = read(PushEvents.authorization(infoType, MERCHANT));

        // then
        assertThat(event).isEqualTo(new AuthorizationChanged(APPID, Optional.empty()));
    }

    @Test
    void aRegistrationThroughUsIsAnAuthorization() {
        // when
        PushEvent event = read(PushEvents.fastRegistration(MERCHANT, 0));

        // then
        assertThat(event).isEqualTo(new AuthorizationChanged(APPID, Optional.of(CODE)));
    }

    @Test
    void aFailedRegistrationIsNothing() {
        // when
        PushEvent event = read(PushEvents.fastRegistration(MERCHANT, 100001));

        // then
        assertThat(event).isEqualTo(new Unneeded());
    }

    @Test
    void aWithdrawalNamesItsMerchant() {
        // when
        PushEvent event = read(PushEvents.authorization("unauthorized", MERCHANT));

        // then
        assertThat(event).isEqualTo(new AuthorizationWithdrawn(APPID));
    }

    @Test
    void anAuditConcernsTheMerchantOfThePath() {
        // when
        PushEvent event = read(PublishedPush.CATEGORY_REJECTED.content(), Optional.of(APPID));

        // then
        assertThat(event).isEqualTo(new CategoryAudited(APPID));
    }

    @Test
    void aCustomersMessageIsOnlyThat() {
        // when
        PushEvent event = read(PushEvents.customerMessage("wxa_category_audit"), Optional.of(APPID));

        // then
        assertThat(event).isEqualTo(new CustomerMessage());
    }

    static final List<String> UNNEEDED = List.of(
            "<xml/>",
            "<xml><A>01234567</A></xml>",
            PushEvents.ticket(" ", 1763800000),
            PushEvents.authorization("authorized", ""),
            PushEvents.authorization("authorized", "../../etc"),
            PushEvents.authorization("authorized", "x".repeat(65)),
            PushEvents.authorization("something_of_next_year", MERCHANT),
            PushEvents.authorization("Authorized", MERCHANT),
            PushEvents.authorization("authorized", "wx570bc396a51b8ff8"),
            PushEvents.authorization("unauthorized", "wxd101a85aa106f53e"),
            PushEvents.authorization("unauthorized", MERCHANT).replace(SignedPush.COMPONENT, "wxbbd3f07e2945cf2a"),
            PushEvents.customerMessage("hello"),
            PublishedPush.CATEGORY_REJECTED.content());

    @ParameterizedTest
    @FieldSource("UNNEEDED")
    void whatWeHaveNoUseForIsNothing(String content) {
        // when
        PushEvent event = read(content);

        // then
        assertThat(event).isEqualTo(new Unneeded());
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u0002", "\u001d", "\ud83d", "a & b < c", "]]>", "<!DOCTYPE x>", "&nbsp;", "\u202e"})
    void anAuditIsAnAuditWhateverItsReasonHolds(String reason) {
        // given
        String event =
                PushEvents.event("wxa_category_audit").replace("</xml>", "<reason>" + reason + "</reason></xml>");

        // then
        assertThat(read(event, Optional.of(APPID))).isEqualTo(new CategoryAudited(APPID));
    }

    @ParameterizedTest
    @ValueSource(strings = {"weapp_audit_success", "product_category_audit", "annual_renew", "of_next_year"})
    void whatThePlatformShowsAMerchantIsKept(String type) {
        assertThat(read(PushEvents.event(type), Optional.of(APPID))).isEqualTo(new Unneeded());
    }

    @ParameterizedTest
    @ValueSource(strings = {"subscribe", "unsubscribe", "SCAN", "LOCATION", "CLICK", "VIEW", "kf_create_session"})
    void whatACustomerDoesIsNotKept(String type) {
        assertThat(read(PushEvents.event(type), Optional.of(APPID))).isEqualTo(new CustomerMessage());
    }

    static final List<String> FORGED = List.of(
            "<InfoType>component_verify_ticket</InfoType><ComponentVerifyTicket>ticket@@@forged</ComponentVerifyTicket>",
            "<InfoType>authorized</InfoType><AuthorizerAppid>wxffffffffffffffff</AuthorizerAppid>",
            "<InfoType>unauthorized</InfoType><AuthorizerAppid>" + MERCHANT + "</AuthorizerAppid>",
            "<MsgType>event</MsgType><Event>wxa_category_audit</Event>",
            "<Event>wxa_category_audit</Event>");

    @ParameterizedTest
    @FieldSource("FORGED")
    void whatACustomerTypesIsAMessageThoughItClosesItsOwnCdata(String forged) {
        // given
        String content = PushEvents.customerMessage("hi]]></Content>" + forged + "<Content><![CDATA[");

        // then
        assertThat(read(content, Optional.of(APPID))).isEqualTo(new CustomerMessage());
    }

    @Test
    void aTypeIsCutOffAndHoldsNothingThatIsNoPartOfAName() {
        // given
        String long30000 = PushEvents.event("a\n<b" + "x".repeat(30_000)).replace("<b", "\u0007");

        // when
        PushContent content = new PushContent(long30000.getBytes(UTF_8), Optional.of(APPID));

        // then
        assertThat(content.type()).contains("a??" + "x".repeat(61));
    }

    @Test
    void anAuditOfAPublishTestAccountIsNothing() {
        // when
        PushEvent event =
                read(PublishedPush.CATEGORY_REJECTED.content(), Optional.of(new MerchantAppId("wx7720d01d4b2a4500")));

        // then
        assertThat(event).isEqualTo(new Unneeded());
    }

    @Test
    void noEventPrintsWhatItCarries() {
        // when
        String printed = read(PushEvents.ticket("ticket@@@SIMULATED", 1))
                + read(PushEvents.authorizationWithCode("authorized", MERCHANT)).toString();

        // then
        assertThat(printed).doesNotContain("SIMULATED");
    }

    private static PushEvent read(String content) {
        return read(content, Optional.empty());
    }

    private static PushEvent read(String content, Optional<MerchantAppId> addressee) {
        return PushEvent.of(new PushContent(content.getBytes(UTF_8), addressee), COMPONENT);
    }
}
