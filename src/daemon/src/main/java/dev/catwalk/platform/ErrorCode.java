package dev.catwalk.platform;

import static dev.catwalk.platform.ErrorKind.*;

import dev.catwalk.platform.PlatformError.Subject;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What the platform's error codes mean for us, the one table of them: its global return code page and the tables of the
 * single API pages, read 2026-11; which kind each belongs to is our judgement. The same code can mean different things on
 * different calls.
 */
enum ErrorCode {
    BUSY(TRANSIENT, Subject.LOAD, "the platform is busy", -1),
    CREDENTIAL_WRONG(ErrorCode::staleToken, Subject.SECRET, Words.CREDENTIAL, 40001),
    CREDENTIAL_STALE(ErrorCode::staleToken, Subject.OTHER, Words.CREDENTIAL, 40014, 42001, 42006),
    APPID_WRONG(
            call -> call.namesMerchant() ? REQUEST_WRONG : COMPONENT_STOPPED,
            Subject.APPID,
            "the appid is not valid",
            40013),
    COMPONENT_APPID_WRONG(COMPONENT_STOPPED, Subject.APPID, "the component appid is not valid", 61011),
    TICKET_WRONG(COMPONENT_STOPPED, Subject.TICKET, "the component verify ticket is not valid", 40091, 61006),
    TICKET_EXPIRED(COMPONENT_STOPPED, Subject.TICKET, "the component verify ticket has expired", 61005),
    SECRET_WRONG(COMPONENT_STOPPED, Subject.SECRET, "the component secret is not valid", 40094, 40125),
    ADDRESS_REFUSED(
            COMPONENT_STOPPED, Subject.OUR_ADDRESS, "our address is not in the IP whitelist", 40164, 45035, 61004),
    UNPUBLISHED(COMPONENT_STOPPED, Subject.PUBLICATION, "the component has to be published (again)", 61028, 61029),
    REGISTRATION_TYPE(
            NOT_SUPPORTED, Subject.OTHER, "the account's registration type excludes it from this call", 41033),
    BANNED(NOT_SUPPORTED, Subject.OTHER, "the account is banned from this call", 48004),
    FROZEN(NOT_SUPPORTED, Subject.OTHER, "the account is frozen, banned or cancelled", 50002),
    REFRESH_TOKEN_WRONG(REFRESH_TOKEN_REFUSED, Subject.OTHER, "the refresh token is not valid", 42002, 61023),
    // A changed password revokes the tokens: a refresh shows whether the authorization survived it.
    PASSWORD_CHANGED(
            call -> call == Call.GET_CATEGORY ? TOKEN_STALE : REFRESH_TOKEN_REFUSED,
            Subject.OTHER,
            "the merchant's password changed, it must authorize again",
            42007),
    NOT_AUTHORIZED(AUTHORIZATION_GONE, Subject.OTHER, "the merchant has not authorized this component", 61003),
    // Calls with the component's token need no permission set: there it is our mistake.
    API_REFUSED(
            call -> call == Call.GET_CATEGORY ? NOT_PERMITTED : REQUEST_WRONG, Subject.OTHER, Words.NOT_GRANTED, 48001),
    NOT_GRANTED(ErrorCode::missingPermission, Subject.OTHER, Words.NOT_GRANTED, 61007),
    NOT_CONFIRMED(
            ErrorCode::missingPermission,
            Subject.OTHER,
            "a permission set still needs the merchant's confirmation",
            61016,
            61017),
    // No component token today means no call today, for every merchant.
    DAY_USED_UP(
            call -> call.needsNoToken() ? COMPONENT_STOPPED : QUOTA_OF_DAY,
            Subject.QUOTA_OF_DAY,
            "the day's quota is used up",
            45009),
    MINUTE_USED_UP(QUOTA_OF_MINUTE, Subject.LOAD, "too many calls in this minute", 45011, 45102, 45501),
    CODE_USED(CODE_SPENT, Subject.OTHER, "the authorization code was used or has expired", 61009, 61010),
    UNREADABLE(REQUEST_WRONG, Subject.OTHER, "the platform could not read the request", 47001),
    SECRET_MISSING(REQUEST_WRONG, Subject.SECRET, Words.UNEXPLAINED, 41004),
    COMPONENT_APPID_MISSING(REQUEST_WRONG, Subject.APPID, Words.UNEXPLAINED, 41018),
    OUR_MISTAKE(
            REQUEST_WRONG,
            Subject.OTHER,
            Words.UNEXPLAINED,
            40033,
            40066,
            40097,
            40170,
            41001,
            41002,
            41003,
            41021,
            43001,
            43002,
            44002,
            47002,
            48017,
            61014,
            61015,
            61024,
            86000),
    UNLISTED(UNKNOWN, Subject.OTHER, Words.UNEXPLAINED);

    private static final Pattern RID = Pattern.compile("rid: ([0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8})");
    /** The first as a component's calls have it, the second as 40164 does; which one a component may meet is not promised. */
    private static final Pattern REQUEST_IP = Pattern.compile("(?:requestIP:|invalid ip) ([0-9a-fA-F.:]{3,45})");

    private static final Map<Integer, ErrorCode> BY_NUMBER = Arrays.stream(values())
            .flatMap(code -> code.numbers.stream().map(number -> Map.entry(number, code)))
            .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));

    private final Function<Call, ErrorKind> kind;
    private final Subject subject;
    private final String reason;
    private final List<Integer> numbers;

    ErrorCode(ErrorKind kind, Subject subject, String reason, Integer... numbers) {
        this(_ -> kind, subject, reason, numbers);
    }

    ErrorCode(Function<Call, ErrorKind> kind, Subject subject, String reason, Integer... numbers) {
        this.kind = kind;
        this.subject = subject;
        this.reason = reason;
        this.numbers = List.of(numbers);
    }

    private static final class Words {
        static final String CREDENTIAL = "the credential is not valid or not the latest";
        static final String NOT_GRANTED = "the permission set of this call was not granted";
        static final String UNEXPLAINED = "the platform answered an error";
    }

    static ErrorCode of(int errcode) {
        return BY_NUMBER.getOrDefault(errcode, UNLISTED);
    }

    Subject subject() {
        return subject;
    }

    static PlatformError explain(Call call, int errcode, String errmsg) {
        ErrorCode code = of(errcode);
        String requestIp = firstGroup(REQUEST_IP, errmsg);
        return new PlatformError(
                errcode,
                call == Call.COMPONENT_TOKEN ? stopping(code.kind.apply(call)) : code.kind.apply(call),
                firstGroup(RID, errmsg),
                requestIp == null ? code.reason : code.reason + ", the platform saw " + requestIp);
    }

    /** No component token means no call, for any merchant: what another try does not help has to be repaired. */
    private static ErrorKind stopping(ErrorKind kind) {
        return switch (kind) {
            case REQUEST_WRONG, NOT_PERMITTED, UNKNOWN -> COMPONENT_STOPPED;
            default -> kind;
        };
    }

    private static ErrorKind staleToken(Call call) {
        return call.needsNoToken() ? COMPONENT_STOPPED : TOKEN_STALE;
    }

    /** Without a merchant in the request it is not a merchant's permission that is missing. */
    private static ErrorKind missingPermission(Call call) {
        return call.namesMerchant() ? NOT_PERMITTED : REQUEST_WRONG;
    }

    private static String firstGroup(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        return matcher.find() ? matcher.group(1) : null;
    }
}
