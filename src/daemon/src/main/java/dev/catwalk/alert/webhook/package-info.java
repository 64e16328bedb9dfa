/** A program as the receiver: Standard Webhooks, and nowhere but on the internet unless that is allowed. */
package dev.catwalk.alert.webhook;
