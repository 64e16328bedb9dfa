package dev.catwalk.simulator;

import dev.catwalk.simulator.call.AccessTokenText;
import dev.catwalk.simulator.merchant.Appid;
import dev.catwalk.simulator.merchant.GeneratedMerchants;
import dev.catwalk.simulator.merchant.MerchantBook;
import dev.catwalk.simulator.merchant.MerchantProfile;
import dev.catwalk.simulator.merchant.MerchantState;
import dev.catwalk.simulator.merchant.Scramble;
import dev.catwalk.simulator.push.Announcement;
import dev.catwalk.simulator.push.ComponentCredentials;
import dev.catwalk.simulator.push.Push;
import dev.catwalk.simulator.push.PushDelivery;
import dev.catwalk.simulator.push.PushKeys;
import dev.catwalk.simulator.push.PushRecord;
import dev.catwalk.simulator.push.PushTargets;
import dev.catwalk.simulator.push.Pushes;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * One component on the simulated platform: its switches, its pushes and its merchants. Thread-safe. A push returned as a future
 * is complete when the platform gave up or was satisfied.
 */
public final class SimulatedComponent {
    private final World world;
    private final ComponentCredentials credentials;
    private final ComponentState state;
    private final PushKeys keys;
    private final PushDelivery delivery;
    private final Pushes pushes;
    private final IssuedTickets tickets;
    private final AuthorizationCodes codes;
    private final MerchantBook book;

    SimulatedComponent(World world, ComponentCredentials credentials, GeneratedMerchants generated) {
        long id = Appid.digits(credentials.appid());
        this.world = world;
        this.credentials = credentials;
        this.state = new ComponentState(credentials.secret());
        this.keys = new PushKeys(credentials.appid(), credentials.encodingAesKey());
        this.delivery = new PushDelivery(world.pushClient(), world.clock(), world.pushTimeout(), credentials, keys);
        this.pushes = new Pushes(credentials.appid(), delivery);
        this.tickets = new IssuedTickets(Scramble.hash(world.seed(), id, 'T'));
        this.codes = new AuthorizationCodes(Scramble.hash(world.seed(), id, 'C'));
        this.book = new MerchantBook(generated, world.openedAt());
    }

    public String appid() {
        return credentials.appid();
    }

    /** As the console shows it now: secret and key may have been changed since the start. */
    public ComponentCredentials credentials() {
        return new ComponentCredentials(appid(), state.secret(), credentials.pushToken(), keys.currentKey());
    }

    public ComponentTruth truth() {
        return new ComponentTruth(
                appid(),
                state.secret(),
                credentials.pushToken(),
                keys.currentKey(),
                ticket(),
                state.ticketsPushed(),
                state.ipAllowed(),
                state.published(),
                book.size(),
                book.authorizedCount());
    }

    // Switches

    /** From now on every call is answered 61004, as for an address missing in the whitelist. */
    public void refuseIp() {
        state.ipAllowed(false);
    }

    public void allowIp() {
        state.ipAllowed(true);
    }

    /** From now on calls with a token are answered 61028. */
    public void unpublish() {
        state.published(false);
    }

    public void publish() {
        state.published(true);
    }

    /** The old secret is dead at once: 40125. */
    public void resetSecret(String newSecret) {
        state.resetSecret(newSecret);
    }

    /**
     * @param previousShare of the following pushes, from 0 to 1, that are still encrypted with the key so far
     */
    public void rotateEncodingAesKey(String newKey, double previousShare) {
        keys.rotate(newKey, previousShare);
    }

    /** Every component access token so far is answered 40001, as if a second system had refreshed. */
    public void invalidateAccessTokens() {
        state.invalidateAccessTokens();
    }

    /** As when five minutes have passed since the last token was asked for: the ones before it are dead. */
    public void endTokenOverlap() {
        state.endTokenOverlap();
    }

    // Pushes

    public void pushTo(PushTargets targets) {
        delivery.target(targets);
    }

    public Pushes pushes() {
        return pushes;
    }

    /** Not sent while the ticket service is stopped. */
    public CompletableFuture<PushRecord> pushTicketNow() {
        Push push = authorizationEvent("component_verify_ticket", null, Map.of("ComponentVerifyTicket", ticket()));
        return state.ticketsPushed() ? pushes.send(push) : pushes.ended(push, PushRecord.Outcome.NOT_DUE);
    }

    /** The ticket as a push would bring it now, for callers that take no pushes. */
    public String ticket() {
        return tickets.push(world.now());
    }

    /** The next ticket has a new value; by itself the value changes hourly. */
    public void renewTicket() {
        tickets.renew(world.now());
    }

    /** No ticket is pushed until api_start_push_ticket is called. */
    public void stopTicketPushes() {
        state.ticketsPushed(false);
    }

    /** Pushes an authorization event that is not documented. */
    public CompletableFuture<PushRecord> pushUnknown(String infoType, Map<String, ?> fields) {
        return pushes.send(authorizationEvent(infoType, null, fields));
    }

    // Merchants

    public Optional<SimulatedMerchant> merchant(String appid) {
        return book.find(appid).map(merchant -> new SimulatedMerchant(world, this, merchant));
    }

    /** Every merchant, authorized or not; the order never changes. */
    public List<SimulatedMerchant> merchants(int offset, int count) {
        return book.page(offset, count).stream()
                .map(merchant -> new SimulatedMerchant(world, this, merchant))
                .toList();
    }

    public int merchantCount() {
        return book.size();
    }

    /**
     * One change in the categories of every merchant that has any, for load runs: the review of its first category goes one
     * step on, approved when it was under review and submitted again otherwise. No push is sent.
     */
    public void advanceReviews() {
        for (int place = 0; place < book.size(); place++) {
            book.at(place).changeCategories(categories -> categories.advanceReview(world.now()));
        }
    }

    /** A merchant that was unknown so far authorizes this component. */
    public SimulatedMerchant authorize(MerchantProfile profile, Announcement notice) {
        SimulatedMerchant merchant = new SimulatedMerchant(world, this, book.add(profile, world.now()));
        merchant.announce("authorized", notice);
        return merchant;
    }

    // State file

    SavedState.SavedComponent saved() {
        return new SavedState.SavedComponent(
                appid(), state.secret(), keys.currentKey(), state.savedTokens(), tickets.saved(), book.saved());
    }

    void restore(SavedState.SavedComponent saved) {
        state.restore(saved.secret(), saved.accessTokens());
        keys.rotate(saved.encodingAesKey(), 0);
        tickets.restore(saved.tickets());
        saved.merchants().forEach(book::restore);
    }

    // For the calls of the platform

    public ComponentState state() {
        return state;
    }

    public IssuedTickets tickets() {
        return tickets;
    }

    public AuthorizationCodes codes() {
        return codes;
    }

    public MerchantBook book() {
        return book;
    }

    public String refreshToken(MerchantState merchant) {
        return refreshToken(merchant, merchant.refreshGeneration());
    }

    /** Whether it is the merchant's refresh token, or was until a moment ago. */
    public boolean acceptsRefreshToken(MerchantState merchant, String token) {
        int generation = merchant.refreshGeneration();
        return token.equals(refreshToken(merchant, generation))
                || merchant.acceptsRefresh(generation - 1, world.now())
                        && token.equals(refreshToken(merchant, generation - 1));
    }

    public String issueAccessToken() {
        int generation = state.issueAccessToken(world.now());
        return world.accessTokens().write(new AccessTokenText.Claim(id(), 0, generation));
    }

    public String issueAccessToken(MerchantState merchant) {
        int generation = merchant.issueAccessToken(world.now());
        return world.accessTokens().write(new AccessTokenText.Claim(id(), merchant.digits(), generation));
    }

    Push authorizationEvent(String infoType, String merchantAppid, Map<String, ?> more) {
        return Push.authorizationEvent(appid(), world.now().getEpochSecond(), infoType, merchantAppid, more);
    }

    private String refreshToken(MerchantState merchant, int generation) {
        return IssuedTokens.refreshToken(world.seed(), id(), merchant.digits(), generation);
    }

    private long id() {
        return Appid.digits(appid());
    }
}
