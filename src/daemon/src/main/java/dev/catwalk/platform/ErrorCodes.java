package dev.catwalk.platform;

import static dev.catwalk.platform.ErrorKind.*;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the platform's error codes mean for us: its global return code page and the tables of the single API pages, read
 * 2026-11; which kind each belongs to is our judgement. The same code can mean different things on different calls.
 */
final class ErrorCodes {
    private static final Pattern RID = Pattern.compile("rid: ([0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8})");
    /** The first as a component's calls have it, the second as 40164 does; which one a component may meet is not promised. */
    private static final Pattern REQUEST_IP = Pattern.compile("(?:requestIP:|invalid ip) ([0-9a-fA-F.:]{3,45})");

    private ErrorCodes() {}

    static PlatformError explain(Call call, int errcode, String errmsg) {
        String rid = firstGroup(RID, errmsg);
        String reason = reason(errcode);
        String requestIp = firstGroup(REQUEST_IP, errmsg);
        if (requestIp != null) {
            reason += ", the platform saw " + requestIp;
        }
        return new PlatformError(errcode, kind(call, errcode), rid, reason);
    }

    private static ErrorKind kind(Call call, int errcode) {
        return switch (errcode) {
            case -1 -> TRANSIENT;
            case 40001, 40014, 42001, 42006 -> call.needsNoToken() ? COMPONENT_STOPPED : TOKEN_STALE;
            case 40013 -> call.namesMerchant() ? REQUEST_WRONG : COMPONENT_STOPPED;
            case 42002, 61023 -> REFRESH_TOKEN_REFUSED;
            // A changed password revokes the tokens: a refresh is what tells whether the authorization survived it.
            case 42007 -> call == Call.GET_CATEGORY ? TOKEN_STALE : REFRESH_TOKEN_REFUSED;
            case 40091, 40094, 40125, 40164, 45035, 61004, 61005, 61006, 61011, 61028, 61029 -> COMPONENT_STOPPED;
            case 41033, 48004, 50002 -> NOT_SUPPORTED;
            // Without a merchant in the request it is not a merchant's permission that is missing.
            case 48001, 61007, 61016, 61017 -> call.namesMerchant() ? NOT_PERMITTED : REQUEST_WRONG;
            case 61003 -> AUTHORIZATION_GONE;
            // No component token today means no call today, for every merchant.
            case 45009 -> call.needsNoToken() ? COMPONENT_STOPPED : QUOTA_OF_DAY;
            case 45011, 45102, 45501 -> QUOTA_OF_MINUTE;
            case 61009, 61010 -> CODE_SPENT;
            case 40033, 40066, 40097, 40170, 41001, 41002, 41003, 41004, 41018, 41021 -> REQUEST_WRONG;
            case 43001, 43002, 44002, 47001, 47002, 48017, 61014, 61015, 61024, 86000 -> REQUEST_WRONG;
            default -> UNKNOWN;
        };
    }

    private static String reason(int errcode) {
        return switch (errcode) {
            case -1 -> "the platform is busy";
            case 40001, 40014, 42001, 42006 -> "the credential is not valid or not the latest";
            case 40013 -> "the appid is not valid";
            case 40091, 61006 -> "the component verify ticket is not valid";
            case 61005 -> "the component verify ticket has expired";
            case 40094, 40125 -> "the component secret is not valid";
            case 40164, 45035, 61004 -> "our address is not in the IP whitelist";
            case 41033 -> "the account's registration type excludes it from this call";
            case 42002, 61023 -> "the refresh token is not valid";
            case 42007 -> "the merchant's password changed, it must authorize again";
            case 45009 -> "the day's quota is used up";
            case 45011, 45102, 45501 -> "too many calls in this minute";
            case 47001 -> "the platform could not read the request";
            case 48001, 61007 -> "the permission set of this call was not granted";
            case 48004 -> "the account is banned from this call";
            case 50002 -> "the account is frozen, banned or cancelled";
            case 61003 -> "the merchant has not authorized this component";
            case 61009, 61010 -> "the authorization code was used or has expired";
            case 61011 -> "the component appid is not valid";
            case 61016, 61017 -> "a permission set still needs the merchant's confirmation";
            case 61028, 61029 -> "the component has to be published (again)";
            default -> "the platform answered an error";
        };
    }

    private static String firstGroup(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        return matcher.find() ? matcher.group(1) : null;
    }
}
