package dev.catwalk.database;

import java.util.Collection;
import java.util.function.Function;
import org.jdbi.v3.core.statement.SqlStatement;

/** Many rows as parameters of one statement: an array for each column, which {@code unnest} puts together again. */
public final class Columns<T, S extends SqlStatement<S>> {
    private final S statement;
    private final Collection<T> rows;

    private Columns(S statement, Collection<T> rows) {
        this.statement = statement;
        this.rows = rows;
    }

    public static <T, S extends SqlStatement<S>> Columns<T, S> of(S statement, Collection<T> rows) {
        return new Columns<>(statement, rows);
    }

    /** @param column the value of a row; may be null */
    public <R> Columns<T, S> bind(String name, Class<R> type, Function<? super T, ? extends R> column) {
        statement.bindArray(name, type, rows.stream().map(column).toList());
        return this;
    }

    /** With all columns that were bound. */
    public S statement() {
        return statement;
    }
}
