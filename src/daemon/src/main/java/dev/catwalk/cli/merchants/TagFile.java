package dev.catwalk.cli.merchants;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.csv.CsvFactory;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import dev.catwalk.component.ComponentAppId;
import dev.catwalk.component.MerchantAppId;
import dev.catwalk.launch.WrongRequestException;
import dev.catwalk.merchant.MerchantTags.Change;
import dev.catwalk.merchant.Tags;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Tags of many merchants as CSV in UTF-8, read line by line: a file may be longer than memory. */
class TagFile implements Closeable {
    private static final String MERCHANT = "merchant_appid";
    private static final String COMPONENT = "component_appid";
    /** Of one cell: with a quotation mark that nothing closes, the rest of the file is one. */
    private static final int MOST_CHARACTERS = 10_000;

    private static final CsvMapper CSV = CsvMapper.builder(CsvFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxStringLength(MOST_CHARACTERS)
                            .build())
                    .build())
            .enable(CsvParser.Feature.WRAP_AS_ARRAY, CsvParser.Feature.TRIM_SPACES, CsvParser.Feature.SKIP_EMPTY_LINES)
            .build();

    private final MappingIterator<String[]> rows;
    private final List<String> header;
    private boolean broken;

    /** @throws WrongRequestException when the first line does not name the columns */
    TagFile(InputStream in) throws IOException {
        this.rows = CSV.readerFor(String[].class).readValues(in);
        this.header = header();
    }

    /**
     * @param number of its first line, from 1 on
     * @param change null when the line is wrong
     * @param error null when it is not
     */
    record Line(long number, Change change, String error) {}

    private List<String> header() throws IOException {
        List<String> names;
        try {
            names = rows.hasNextValue() ? List.of(rows.nextValue()) : List.of();
        } catch (JsonProcessingException e) {
            throw new WrongRequestException("line 1: " + unreadable(e));
        }
        if (!names.contains(MERCHANT)) {
            throw new WrongRequestException("line 1 has to name the columns, and there is no " + MERCHANT);
        }
        Set<String> different = new HashSet<>();
        for (String name : names) {
            try {
                Tags.requireKey(name);
            } catch (IllegalArgumentException e) {
                throw new WrongRequestException("line 1: " + e.getMessage());
            }
            if (!different.add(name)) {
                throw new WrongRequestException("line 1 names the column " + name + " twice");
            }
        }
        return names;
    }

    /** Up to so many lines; none when the file is at its end. */
    List<Line> next(int most) throws IOException {
        List<Line> lines = new ArrayList<>();
        while (!broken && lines.size() < most) {
            long number = rows.getCurrentLocation().getLineNr();
            try {
                if (!rows.hasNextValue()) {
                    break;
                }
                lines.add(line(number, rows.nextValue()));
            } catch (JsonProcessingException e) {
                broken = true;
                lines.add(new Line(number, null, unreadable(e) + "; the lines after it were not read"));
            }
        }
        return lines;
    }

    private static String unreadable(JsonProcessingException e) {
        return "this is no CSV in UTF-8: " + e.getOriginalMessage();
    }

    private Line line(long number, String[] cells) {
        try {
            return new Line(number, change(cells), null);
        } catch (IllegalArgumentException e) {
            return new Line(number, null, e.getMessage());
        }
    }

    private Change change(String[] cells) {
        if (cells.length != header.size()) {
            throw new IllegalArgumentException(
                    "there are " + cells.length + " cells, and line 1 names " + header.size() + " columns");
        }
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i < cells.length; i++) {
            if (!cells[i].isBlank()) {
                values.put(header.get(i), cells[i]);
            }
        }
        MerchantAppId merchant = new MerchantAppId(appid(MERCHANT, values.remove(MERCHANT)));
        Optional<ComponentAppId> component =
                Optional.ofNullable(values.remove(COMPONENT)).map(text -> new ComponentAppId(appid(COMPONENT, text)));
        return new Change(component, merchant, new Tags(values), Set.of());
    }

    private static String appid(String column, String text) {
        if (text == null || !ComponentAppId.FORM.matcher(text).matches()) {
            throw new IllegalArgumentException(column + " has to be wx and 16 hexadecimal digits");
        }
        return text;
    }

    @Override
    public void close() throws IOException {
        rows.close();
    }
}
