package io.tributary.encoders.sensor;

import io.tributary.schemas.Refusal;
import io.tributary.schemas.RefusedException;
import java.util.HashSet;
import java.util.List;

/** Where each of a model's channels stands in a reading. */
final class ChannelOrder {
    private ChannelOrder() {}

    /**
     * The column of the reading for each of the model's channels; channels that the model does not know are left out.
     *
     * @throws RefusedException if a channel is missing or named twice
     */
    static int[] of(List<String> model, List<String> reading) throws RefusedException {
        int[] columns = present(model, reading);
        for (int i = 0; i < columns.length; i++) {
            if (columns[i] < 0) {
                throw wrong("channels are " + reading + " without '" + model.get(i) + "'", model);
            }
        }
        return columns;
    }

    /**
     * As {@link #of}, with -1 for channels that the reading lacks.
     *
     * @throws RefusedException if the reading has none of the model's channels, or one twice
     */
    static int[] present(List<String> model, List<String> reading) throws RefusedException {
        int[] columns = new int[model.size()];
        int found = 0;
        for (int i = 0; i < columns.length; i++) {
            columns[i] = reading.indexOf(model.get(i));
            found += columns[i] < 0 ? 0 : 1;
        }
        requireOnce(reading, "expected " + model + " in any order");
        if (found == 0) {
            throw wrong("channels are " + reading + ", none of which the model knows", model);
        }
        return columns;
    }

    /** @throws RefusedException if a channel is named twice */
    static void requireOnce(List<String> reading, String expected) throws RefusedException {
        if (new HashSet<>(reading).size() != reading.size()) {
            throw new RefusedException(
                    Refusal.Cause.WRONG_CHANNELS,
                    "channels",
                    "channels are " + reading + ", one of them twice, " + expected);
        }
    }

    private static RefusedException wrong(String found, List<String> model) {
        return new RefusedException(
                Refusal.Cause.WRONG_CHANNELS, "channels", found + ", expected " + model + " in any order");
    }
}
