/** Measures the worker from outside, as processes of their own: see {@code deploy/bench}. Not part of the test suite. */
package dev.catwalk.lab.bench;
