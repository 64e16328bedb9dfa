/** Pushes of the platform: their XML, encryption, signature, and the attempts to deliver them. */
package dev.catwalk.simulator.push;
