/**
 * The group robots of WeCom, Feishu and DingTalk: how each wants its messages, how many it takes, and what its answers mean.
 *
 * <p>Authoritative for nothing: the outbox knows what is delivered. Their addresses hold the key to the group, so no
 * address and nothing a robot wrote gets into an error, a log line or a view.
 */
package dev.catwalk.alert.robot;
