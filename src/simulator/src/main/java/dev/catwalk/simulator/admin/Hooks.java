package dev.catwalk.simulator.admin;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The admin API's names for what can happen to a merchant or a component.
 *
 * @param <T> what it happens to
 */
final class Hooks<T> {
    private final Map<String, BiFunction<T, AdminInput, Object>> hooks = new TreeMap<>();
    private final Function<T, Object> truth;

    /**
     * @param truth the answer of a hook that has no other
     */
    Hooks(Function<T, Object> truth) {
        this.truth = truth;
    }

    Object call(String name, T target, AdminInput input) {
        BiFunction<T, AdminInput, Object> hook = hooks.get(name);
        if (hook == null) {
            throw AdminException.notFound("no such hook: " + name + "; known: " + hooks.keySet());
        }
        return hook.apply(target, input);
    }

    <I> void answering(String name, Class<I> input, BiFunction<T, I, Object> hook) {
        hooks.put(name, (target, body) -> hook.apply(target, body.as(input)));
    }

    <I> void changing(String name, Class<I> input, BiConsumer<T, I> hook) {
        answering(name, input, (target, read) -> {
            hook.accept(target, read);
            return truth.apply(target);
        });
    }

    void changing(String name, Consumer<T> hook) {
        hooks.put(name, (target, _) -> {
            hook.accept(target);
            return truth.apply(target);
        });
    }
}
