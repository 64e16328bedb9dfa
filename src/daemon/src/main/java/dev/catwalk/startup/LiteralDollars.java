package dev.catwalk.startup;

import io.smallrye.config.ConfigSourceInterceptor;
import io.smallrye.config.ConfigSourceInterceptorContext;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.Expressions;
import io.smallrye.config.Priorities;
import jakarta.annotation.Priority;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes secrets and addresses as they are written. SmallRye Config expands <code>${…}</code> and turns {@code $$} into
 * {@code $} in every value, passwords from environment variables included: a pasted password would be another one.
 *
 * <p>What remains is the reference: a secret that is <code>${NAME}</code> or <code>${NAME:default}</code> as a whole, and such
 * a part of an address, are replaced by the value of NAME, which is itself taken literally. A secret that refers to nothing
 * has no value; a part of an address that does is left as it is.
 *
 * <p>Everything else, such as a schedule, is expanded as usual, and so are Quarkus' own defaults.
 */
// Before the interceptor that expands, which has LIBRARY + 300.
@Priority(Priorities.LIBRARY + 400)
public final class LiteralDollars implements ConfigSourceInterceptor {
    private static final long serialVersionUID = 1;

    private static final Pattern SECRET = Pattern.compile("catwalk\\.component\\..+|catwalk\\..+\\.secret(\\[\\d+])?"
            + "|catwalk\\.token\\.keyset|quarkus\\.(datasource|flyway|mailer)\\.(.+\\.)?username"
            + "|quarkus\\.(.+[.-])?password");
    private static final Pattern ADDRESS =
            Pattern.compile("catwalk\\..+([.-]url|\\.proxy|\\.issuer)|HTTPS_PROXY|https_proxy");
    private static final Pattern REFERENCE =
            Pattern.compile("\\$\\{([^${}:]+)(?::([^{}]*|\\$\\{[^${}]*}))?}", Pattern.DOTALL);

    /** More references to references are a circle. */
    private static final int DEEPEST = 10;

    static boolean isSecret(String name) {
        return SECRET.matcher(name).matches() || ADDRESS.matcher(name).matches();
    }

    @Override
    public ConfigValue getValue(ConfigSourceInterceptorContext context, String name) {
        boolean address = ADDRESS.matcher(name).matches();
        if (!address && !SECRET.matcher(name).matches()) {
            return context.proceed(name);
        }
        return Expressions.withoutExpansion(() -> {
            ConfigValue written = context.proceed(name);
            if (written == null || written.getValue() == null) {
                return written;
            }
            String text = written.getValue();
            return written.withValue(address ? withoutReferences(context, text) : meant(context, text, 0));
        });
    }

    /** Null when it refers to nothing. */
    private static String meant(ConfigSourceInterceptorContext context, String text, int depth) {
        Matcher reference = REFERENCE.matcher(text);
        if (!reference.matches()) {
            return text;
        }
        if (depth == DEEPEST) {
            return null;
        }
        ConfigValue other = context.proceed(reference.group(1));
        String next = other != null && other.getValue() != null ? other.getValue() : reference.group(2);
        return next == null ? null : meant(context, next, depth + 1);
    }

    private static String withoutReferences(ConfigSourceInterceptorContext context, String text) {
        return REFERENCE.matcher(text).replaceAll(part -> {
            String meant = meant(context, part.group(), 0);
            return Matcher.quoteReplacement(meant == null ? part.group() : meant);
        });
    }
}
