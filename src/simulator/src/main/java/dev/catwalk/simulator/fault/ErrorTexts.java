package dev.catwalk.simulator.fault;

import static java.util.Map.entry;

import java.util.Map;

/** The English core of {@code errmsg} per code (protocol page §5.2, from the platform's list of global return codes). */
public final class ErrorTexts {
    private static final Map<Integer, String> TEXTS = Map.ofEntries(
            entry(-1, "system error"),
            entry(40001, "invalid credential, access_token is invalid or not latest"),
            entry(40013, "invalid appid"),
            entry(40014, "invalid access_token"),
            entry(40066, "invalid url"),
            entry(40097, "invalid args"),
            entry(40125, "invalid appsecret"),
            entry(40170, "args count exceeds limit"),
            entry(41001, "access_token missing"),
            entry(41002, "appid missing"),
            entry(41003, "refresh_token missing"),
            entry(41004, "appsecret missing"),
            entry(41018, "component_appid missing"),
            entry(41021, "component_access_token missing"),
            entry(41033, "invaid register type"),
            entry(42001, "access_token expired"),
            entry(42002, "refresh_token expired"),
            entry(42006, "component_access_token expired"),
            entry(42007, "access_token and refresh_token revoked, need re-authorize"),
            entry(43001, "require GET method"),
            entry(43002, "require POST method"),
            entry(44002, "empty post data"),
            entry(45009, "reach max api daily quota limit"),
            entry(45011, "api minute-quota reach limit, must slower, retry next minute"),
            entry(45035, "access clientip is not registered"),
            entry(47001, "data format error"),
            entry(48001, "api unauthorized"),
            entry(48004, "api forbidden for irregularities"),
            entry(48006, "forbid to clear quota because of reaching the limit"),
            entry(50002, "user limited"),
            entry(61003, "component is not authorized by this account"),
            entry(61004, "access clientip is not registered"),
            entry(61005, "component ticket is expired"),
            entry(61006, "component ticket is invalid"),
            entry(61007, "api is unauthorized to component"),
            entry(61009, "code is invalid"),
            entry(61010, "code is expired"),
            entry(61011, "invalid component"),
            entry(61014, "must use component token for component api"),
            entry(61015, "must use merchant token for merchant api"),
            entry(61016, "function category of API need be confirmed by component"),
            entry(61017, "function category of API not authorized"),
            entry(61023, "refresh_token is invalid"),
            entry(61028, "component is not published"),
            entry(61029, "component must be re-published"),
            entry(76003, "cgi_path not found, please check"));

    private ErrorTexts() {}

    public static String of(int errcode) {
        return TEXTS.getOrDefault(errcode, "simulated error");
    }
}
