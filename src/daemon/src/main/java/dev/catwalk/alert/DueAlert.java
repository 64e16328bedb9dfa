package dev.catwalk.alert;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;

/**
 * An alert to be delivered now.
 *
 * @param id unique for ever, and the same over all attempts and channels
 * @param type its wire name; perhaps one that only a newer version knows
 * @param data as the webhook sends it
 */
public record DueAlert(String id, String type, Instant raisedAt, JsonNode data) {}
