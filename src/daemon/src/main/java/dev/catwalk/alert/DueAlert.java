package dev.catwalk.alert;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;

/**
 * An alert to be delivered now.
 *
 * @param id stable over all attempts and channels; the number of the alert, but for a test message
 * @param type its wire name; perhaps one that only a newer version knows
 * @param data as the webhook sends it
 */
public record DueAlert(String id, String type, Instant raisedAt, JsonNode data) {}
