/**
 * What every room needs to know of the database as such: whose fault a failure is ({@link dev.catwalk.database.DatabaseAway}), and
 * how long anybody waits for it ({@link dev.catwalk.database.SessionLimits}).
 *
 * <p>A connection may stop to answer at any moment without ending. Every wait therefore has a limit: in {@code
 * application.properties} those of driver and pool, here those that the server keeps. The README lists them together.
 */
package dev.catwalk.database;
