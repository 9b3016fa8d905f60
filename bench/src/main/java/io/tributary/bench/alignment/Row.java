package io.tributary.bench.alignment;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** What a peer knows of a moment so far: the latest reading of each modality that has any. */
public record Row(List<Reading> readings) {
    public static final Row EMPTY = new Row(List.of());

    public Row {
        readings = List.copyOf(readings);
    }

    /** With one more; of a modality's readings the latest stays. */
    public Row with(Reading added) {
        List<Reading> all = new ArrayList<>(readings.size() + 1);
        boolean isLatest = true;
        for (Reading reading : readings) {
            if (reading.modality() != added.modality()) {
                all.add(reading);
            } else if (reading.at() > added.at()) {
                all.add(reading);
                isLatest = false;
            }
        }
        if (isLatest) {
            all.add(added);
        }
        return new Row(all);
    }

    byte[] encode() {
        ByteBuffer bytes = ByteBuffer.allocate(
                1 + readings.stream().mapToInt(Reading::size).sum());
        bytes.put((byte) readings.size());
        readings.forEach(reading -> reading.put(bytes));
        return bytes.array();
    }

    static Row decode(byte[] encoded) {
        ByteBuffer bytes = ByteBuffer.wrap(encoded);
        int count = bytes.get();
        List<Reading> readings = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            readings.add(Reading.get(bytes));
        }
        return new Row(readings);
    }
}
