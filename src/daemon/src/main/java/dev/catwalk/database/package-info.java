/**
 * What every package needs to know about the database: whether it caused a failure ({@link
 * dev.catwalk.database.DatabaseAway}), and by which refusal ({@link dev.catwalk.database.SqlState}), how long a session waits
 * ({@link dev.catwalk.database.SessionLimits}), what time it is there and so on every node ({@link
 * dev.catwalk.database.DatabaseClock}), and which times of others it can hold ({@link dev.catwalk.database.StorableTime}). Also
 * the threads that repeat their work until the process ends ({@link dev.catwalk.database.RepeatedWork}); the clock's is one.
 *
 * <p>A connection may stop to answer at any moment without ending. Every wait therefore has a limit: in {@code
 * application.properties} those of driver and pool, here those of the server. src/docs/configuration.md lists them together.
 */
package dev.catwalk.database;
