/**
 * What happens before anything runs: configuration and database are checked without the application, and each mistake becomes
 * one line that names the property and never its value where that is a secret.
 *
 * <p>{@link dev.catwalk.startup.StartupChecks} says which checks a command needs; {@link dev.catwalk.launch.Launch} starts the
 * application for those that need it. A process that cannot start exits with 2 and leaves nothing running.
 */
package dev.catwalk.startup;
