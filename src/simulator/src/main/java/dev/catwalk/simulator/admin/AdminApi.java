package dev.catwalk.simulator.admin;

import dev.catwalk.simulator.SimulatedComponent;
import dev.catwalk.simulator.SimulatedMerchant;
import dev.catwalk.simulator.call.CallCounts;
import dev.catwalk.simulator.call.Calls;
import dev.catwalk.simulator.call.Json;
import dev.catwalk.simulator.fault.Faults;
import dev.catwalk.simulator.push.Announcement;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * The admin API below {@code /simulator}: the Java API for scripts and for processes that are not Java. A hook that pushes
 * answers when the push has ended, with what became of it.
 */
public final class AdminApi {
    public static final String PREFIX = "/simulator/";
    private static final int LARGEST_PAGE = 1000;

    private final Map<String, SimulatedComponent> components;
    private final Calls calls;
    private final FaultHooks faults;
    private final Hooks<SimulatedMerchant> merchantHooks = MerchantHooks.all();
    private final Hooks<SimulatedComponent> componentHooks = ComponentHooks.all();

    public AdminApi(Map<String, SimulatedComponent> components, Faults faults, Calls calls) {
        this.components = components;
        this.calls = calls;
        this.faults = new FaultHooks(faults);
    }

    public void handle(HttpServerRequest request, Buffer body) {
        try {
            Object result = answer(request, body);
            if (result instanceof CompletionStage<?> pending) {
                pending.thenAccept(ended -> send(request, 200, ended));
            } else {
                send(request, 200, result);
            }
        } catch (AdminException error) {
            send(request, error.status(), Map.of("error", error.getMessage()));
        } catch (IllegalArgumentException error) {
            send(request, 400, Map.of("error", error.getMessage()));
        }
    }

    private Object answer(HttpServerRequest request, Buffer body) {
        List<String> path = List.of(request.path().substring(PREFIX.length()).split("/"));
        return switch (request.method().name()) {
            case "GET" -> show(path, request);
            case "POST" -> change(path, request, AdminInput.of(body));
            case "DELETE" -> clear(path, request);
            default -> throw noSuchAddress(request);
        };
    }

    private Object show(List<String> path, HttpServerRequest request) {
        return switch (path.getFirst() + "/" + path.size()) {
            case "truth/2" -> merchant(path.get(1), request).truth();
            case "history/2" -> merchant(path.get(1), request).history();
            case "merchants/1" ->
                component(request)
                        .merchants(
                                parameter(request, "offset", 0, Integer.MAX_VALUE),
                                parameter(request, "count", 100, LARGEST_PAGE))
                        .stream()
                        .map(SimulatedMerchant::truth)
                        .toList();
            case "component/1" -> component(request).truth();
            case "pushes/1" -> component(request).pushes().records();
            case "calls/1" -> CallCounts.of(calls);
            case "calls/2" -> CallCounts.of(merchant(path.get(1), request));
            case "faults/1" -> faults.list();
            default -> throw noSuchAddress(request);
        };
    }

    private Object change(List<String> path, HttpServerRequest request, AdminInput input) {
        return switch (path.getFirst() + "/" + path.size()) {
            case "merchants/1" -> {
                MerchantHooks.Newcomer newcomer = input.as(MerchantHooks.Newcomer.class);
                yield component(request)
                        .authorize(newcomer.profile(), Announcement.orPushed(newcomer.notice()))
                        .truth();
            }
            case "merchants/3" -> merchantHooks.call(path.get(2), merchant(path.get(1), request), input);
            case "component/2" -> componentHooks.call(path.get(1), component(request), input);
            case "faults/1" -> faults.add(input);
            default -> throw noSuchAddress(request);
        };
    }

    private Object clear(List<String> path, HttpServerRequest request) {
        return switch (path.getFirst() + "/" + path.size()) {
            case "faults/1" -> faults.clear();
            case "faults/2" -> faults.clear(path.get(1));
            case "calls/1" -> {
                calls.clear();
                yield CallCounts.of(calls);
            }
            default -> throw noSuchAddress(request);
        };
    }

    /** The one named by {@code ?component=}, or the first. */
    private SimulatedComponent component(HttpServerRequest request) {
        String appid = request.getParam("component");
        if (appid == null) {
            return components.values().iterator().next();
        }
        if (!components.containsKey(appid)) {
            throw AdminException.notFound("no such component: " + appid);
        }
        return components.get(appid);
    }

    private SimulatedMerchant merchant(String appid, HttpServerRequest request) {
        return component(request)
                .merchant(appid)
                .orElseThrow(() -> AdminException.notFound("no such merchant: " + appid));
    }

    private static int parameter(HttpServerRequest request, String name, int otherwise, int most) {
        String text = request.getParam(name);
        if (text == null) {
            return otherwise;
        }
        if (!text.matches("\\d{1,9}") || Integer.parseInt(text) > most) {
            throw AdminException.badField(name, "a whole number up to " + most + " is needed");
        }
        return Integer.parseInt(text);
    }

    private static AdminException noSuchAddress(HttpServerRequest request) {
        return AdminException.notFound("no such address: " + request.method() + " " + request.path());
    }

    private static void send(HttpServerRequest request, int status, Object result) {
        request.response()
                .setStatusCode(status)
                .putHeader("Content-Type", "application/json")
                .end(Json.write(result) + "\n");
    }
}
