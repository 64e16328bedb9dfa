package dev.catwalk.simulator.call;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The calls the simulated platform answers (protocol page §3.2 to §3.4). */
public enum Api {
    COMPONENT_TOKEN("/cgi-bin/component/api_component_token"),
    START_PUSH_TICKET("/cgi-bin/component/api_start_push_ticket"),
    CREATE_PREAUTHCODE("/cgi-bin/component/api_create_preauthcode"),
    QUERY_AUTH("/cgi-bin/component/api_query_auth"),
    AUTHORIZER_TOKEN("/cgi-bin/component/api_authorizer_token"),
    AUTHORIZER_INFO("/cgi-bin/component/api_get_authorizer_info"),
    AUTHORIZER_LIST("/cgi-bin/component/api_get_authorizer_list"),
    CLEAR_QUOTA("/cgi-bin/component/clear_quota/v2"),
    QUOTA_GET("/cgi-bin/openapi/quota/get"),
    GET_CATEGORY("/cgi-bin/wxopen/getcategory");

    private static final Map<String, Api> BY_PATH =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(Api::path, Function.identity()));
    private static final Map<String, Api> BY_NAME =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(Api::wireName, Function.identity()));

    private final String path;
    private final String wireName;

    Api(String path) {
        this.path = path;
        this.wireName = path.replaceFirst("/cgi-bin/(component|openapi|wxopen)/", "");
    }

    public String path() {
        return path;
    }

    /** The last part of the path, as the admin API names it: {@code getcategory}, {@code api_authorizer_token}. */
    @JsonValue
    public String wireName() {
        return wireName;
    }

    /** Every other call is a POST. */
    boolean isGet() {
        return this == GET_CATEGORY;
    }

    public static Optional<Api> at(String path) {
        return Optional.ofNullable(BY_PATH.get(path));
    }

    @JsonCreator
    static Api named(String wireName) {
        Api api = BY_NAME.get(wireName);
        if (api == null) {
            throw new IllegalArgumentException("no such call: " + wireName + "; known: "
                    + BY_NAME.keySet().stream().sorted().toList());
        }
        return api;
    }
}
