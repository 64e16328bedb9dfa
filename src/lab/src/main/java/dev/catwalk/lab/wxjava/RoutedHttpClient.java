package dev.catwalk.lab.wxjava;

import java.net.URI;
import me.chanjar.weixin.common.util.http.apache.ApacheHttpClientBuilder;
import org.apache.http.HttpHost;
import org.apache.http.client.HttpRequestRetryHandler;
import org.apache.http.conn.ConnectionKeepAliveStrategy;
import org.apache.http.conn.routing.HttpRoute;
import org.apache.http.conn.ssl.SSLConnectionSocketFactory;
import org.apache.http.impl.client.CloseableHttpClient;
import org.apache.http.impl.client.HttpClients;

/** Brings WxJava's calls, whose addresses are fixed, to the simulated platform: a connection for each thread, kept open. */
public final class RoutedHttpClient implements ApacheHttpClientBuilder {
    private final HttpHost platform;
    private final int connections;

    public RoutedHttpClient(URI platform, int connections) {
        this.platform = new HttpHost(platform.getHost(), platform.getPort(), "http");
        this.connections = connections;
    }

    @Override
    public CloseableHttpClient build() {
        return HttpClients.custom()
                .setRoutePlanner((host, request, context) -> new HttpRoute(platform))
                .setMaxConnPerRoute(connections)
                .setMaxConnTotal(connections)
                .disableCookieManagement()
                .build();
    }

    // There is neither a proxy nor TLS, and nothing is tried again.

    @Override
    public ApacheHttpClientBuilder httpProxyHost(String host) {
        return this;
    }

    @Override
    public ApacheHttpClientBuilder httpProxyPort(int port) {
        return this;
    }

    @Override
    public ApacheHttpClientBuilder httpProxyUsername(String username) {
        return this;
    }

    @Override
    public ApacheHttpClientBuilder httpProxyPassword(String password) {
        return this;
    }

    @Override
    public ApacheHttpClientBuilder httpRequestRetryHandler(HttpRequestRetryHandler handler) {
        return this;
    }

    @Override
    public ApacheHttpClientBuilder keepAliveStrategy(ConnectionKeepAliveStrategy strategy) {
        return this;
    }

    @Override
    public ApacheHttpClientBuilder sslConnectionSocketFactory(SSLConnectionSocketFactory factory) {
        return this;
    }
}
