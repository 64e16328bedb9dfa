package dev.catwalk.platform;

/** The calls this product makes. Paths and methods: WeChat Open Platform, "third-party platform" API pages, read 2026-11. */
enum Call {
    COMPONENT_TOKEN("/cgi-bin/component/api_component_token"),
    START_PUSH_TICKET("/cgi-bin/component/api_start_push_ticket"),
    CREATE_PREAUTHCODE("/cgi-bin/component/api_create_preauthcode"),
    QUERY_AUTH("/cgi-bin/component/api_query_auth"),
    AUTHORIZER_TOKEN("/cgi-bin/component/api_authorizer_token"),
    AUTHORIZER_INFO("/cgi-bin/component/api_get_authorizer_info"),
    AUTHORIZER_LIST("/cgi-bin/component/api_get_authorizer_list"),
    GET_CATEGORY("/cgi-bin/wxopen/getcategory");

    private final String path;

    Call(String path) {
        this.path = path;
    }

    String path() {
        return path;
    }

    /** The last part of the path: the value of the metric's {@code api} label. */
    String api() {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** Whether the request names a merchant, so that a complaint about an appid may mean that one. */
    boolean namesMerchant() {
        return this == AUTHORIZER_TOKEN || this == AUTHORIZER_INFO || this == GET_CATEGORY;
    }

    /** Whether the call obtains the component access token itself, so that no fresher token can cure its errors. */
    boolean needsNoToken() {
        return this == COMPONENT_TOKEN || this == START_PUSH_TICKET;
    }
}
