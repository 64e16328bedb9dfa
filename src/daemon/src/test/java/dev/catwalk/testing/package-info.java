/** What tests share: a real PostgreSQL, the simulated platform on a fixed port, a clock that tests move, hands on the worker. */
package dev.catwalk.testing;
