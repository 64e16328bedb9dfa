package dev.catwalk.lab.surroundings;

import dev.catwalk.simulator.FreePort;
import dev.catwalk.simulator.push.ComponentCredentials;
import dev.catwalk.simulator.push.PushTargets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The ports of a daemon and of what runs around it, all on 127.0.0.1.
 *
 * @param pushes where the daemon takes in pushes
 * @param management where it shows health and metrics
 * @param console where it shows its pages
 */
public record Ports(int pushes, int management, int console, int database, int platform, int group) {
    public static final String HOST = "127.0.0.1";

    /** Beside whatever runs on the usual ports. */
    public static Ports free() {
        return new Ports(
                FreePort.any(), FreePort.any(), FreePort.any(), FreePort.any(), FreePort.any(), FreePort.any());
    }

    /** For one more daemon among the same surroundings. */
    public Ports forAnotherDaemon() {
        return new Ports(FreePort.any(), FreePort.any(), FreePort.any(), database, platform, group);
    }

    public PushTargets pushTargets(ComponentCredentials component) {
        String events = "http://" + HOST + ":" + pushes + "/push/" + component.appid();
        return new PushTargets(events, events + "/$APPID$");
    }

    /** The configuration of the daemon; it lacks the keyset and the schedules. */
    public Map<String, String> properties(ComponentCredentials component) {
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put("quarkus.http.host", HOST);
        properties.put("quarkus.http.port", Integer.toString(pushes));
        properties.put("quarkus.management.host", HOST);
        properties.put("quarkus.management.port", Integer.toString(management));
        properties.put("catwalk.console.host", HOST);
        properties.put("catwalk.console.port", Integer.toString(console));
        properties.put("quarkus.datasource.jdbc.url", EmbeddedDatabase.jdbcUrl(database));
        properties.put("quarkus.datasource.username", EmbeddedDatabase.OWNER);
        properties.put("quarkus.log.console.json.enabled", "false");
        properties.put("catwalk.platform.url", "http://" + HOST + ":" + platform);
        // All of it is on this machine, whatever proxy the environment names.
        properties.put("catwalk.platform.proxy", "off");
        properties.put("catwalk.alert.proxy", "off");
        properties.put("catwalk.component.appid", component.appid());
        properties.put("catwalk.component.secret", component.secret());
        properties.put("catwalk.component.push-token", component.pushToken());
        properties.put("catwalk.component.encoding-aes-key", component.encodingAesKey());
        properties.put("catwalk.alert.wecom.url", "http://" + HOST + ":" + group + "/");
        return properties;
    }
}
