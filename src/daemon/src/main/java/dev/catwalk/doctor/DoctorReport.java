package dev.catwalk.doctor;

import dev.catwalk.cli.Options;
import dev.catwalk.cli.TextTable;
import dev.catwalk.startup.Finding;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Findings as people read them, and as machines do. */
public final class DoctorReport {
    private DoctorReport() {}

    public static String asLines(List<Finding> findings) {
        return TextTable.of(findings.stream().map(DoctorReport::line).toList());
    }

    private static List<String> line(Finding finding) {
        return List.of(
                finding.status().toString(),
                finding.subject(),
                finding.advice().isEmpty() ? finding.seen() : finding.seen() + "; " + finding.advice());
    }

    static String asJson(List<Finding> findings) {
        return Options.Json.of(findings.stream().map(DoctorReport::json).toList());
    }

    private static Map<String, String> json(Finding finding) {
        Map<String, String> json = new LinkedHashMap<>();
        json.put("status", finding.status().toString());
        json.put("subject", finding.subject());
        json.put("seen", finding.seen());
        json.put("advice", finding.advice());
        return json;
    }
}
