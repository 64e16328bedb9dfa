package dev.catwalk.authorize;

import java.util.Map;

/** A page for a merchant's browser, Chinese first. It names neither merchant nor component, and needs no script. */
public record Page(int status, String html) {
    private static final String FORM = """
            <!doctype html>
            <html lang="zh-CN">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="robots" content="noindex">
            %s<title>%s</title>
            <style>body{font:1.05rem/1.7 system-ui,sans-serif;max-width:34rem;margin:12vh auto;padding:0 1.25rem;color-scheme:light dark}</style>
            </head>
            <body>
            <main>
            <h1>%s</h1>
            <p>%s</p>
            <div lang="en">
            <h2>%s</h2>
            <p>%s</p>
            </div>
            </main>
            </body>
            </html>
            """;

    /** For a link that never was, is over, was used or was revoked: the same, so that it discloses nothing. */
    static final Page GONE = page(
            404,
            "链接已失效",
            "如果您已完成授权，无需再做任何操作；否则请联系您的服务商获取新的链接。",
            "This link is not valid any more",
            "If you have authorized already, there is nothing left to do. Otherwise ask your service provider for a new link.");

    static final Page DONE = page(
            200,
            "已收到您的授权",
            "我们正在向微信确认，您可以关闭此页面。",
            "We have received your authorization",
            "It is being confirmed with WeChat. You may close this page.");

    /** Nothing that the merchant granted is known so far; the link stays good. */
    static final Page UNCONFIRMED = page(
            200,
            "尚未确认您的授权",
            "如果您已在微信页面上确认授权，无需再做任何操作；否则请重新打开服务商发给您的链接。",
            "Your authorization is not confirmed yet",
            "If you confirmed on WeChat's page, there is nothing left to do. Otherwise open the link from your service provider again.");

    static final Page NOT_FINISHED = page(
            400,
            "授权尚未完成",
            "请重新打开服务商发给您的链接，并在微信页面上确认。",
            "The authorization is not complete",
            "Open the link from your service provider again, and confirm on WeChat's page.");

    static final Page AWAY = page(
            503,
            "暂时无法连接微信",
            "请几分钟后刷新此页面。",
            "WeChat cannot be reached for the moment",
            "Reload this page in a few minutes.");

    static final Page TOO_OFTEN =
            page(429, "操作过于频繁", "请稍等一分钟再试。", "That was too often", "Wait a minute, and try again.");

    private static Page page(int status, String title, String text, String englishTitle, String english) {
        return new Page(status, FORM.formatted("", title, title, text, englishTitle, english));
    }

    /** Moves on by itself, and by its link where a browser does not. */
    static Page onward(String address) {
        String escaped = address.replace("&", "&amp;").replace("\"", "&quot;").replace("<", "&lt;");
        return new Page(
                200,
                FORM.formatted(
                        "<meta http-equiv=\"refresh\" content=\"0; url=" + escaped + "\">\n",
                        "前往微信授权",
                        "正在前往微信授权页面",
                        "<a href=\"" + escaped + "\">没有自动跳转？请点击这里</a>",
                        "Taking you to WeChat",
                        "<a href=\"" + escaped + "\">Continue</a>"));
    }

    public Map<String, String> headers() {
        return Map.of(
                "Content-Type", "text/html; charset=utf-8",
                "Cache-Control", "no-store",
                "Content-Security-Policy",
                        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
                "Referrer-Policy", "origin",
                "X-Content-Type-Options", "nosniff");
    }

    /** Without the address it may lead to. */
    @Override
    public String toString() {
        return "Page[" + status + "]";
    }
}
