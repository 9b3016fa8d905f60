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
        int[] columns = new int[model.size()];
        for (int i = 0; i < columns.length; i++) {
            columns[i] = reading.indexOf(model.get(i));
            if (columns[i] < 0) {
                throw wrong("channels are " + reading + " without '" + model.get(i) + "'", model);
            }
        }
        if (new HashSet<>(reading).size() != reading.size()) {
            throw wrong("channels are " + reading + ", one of them twice", model);
        }
        return columns;
    }

    private static RefusedException wrong(String found, List<String> model) {
        return new RefusedException(
                Refusal.Cause.WRONG_CHANNELS, "channels", found + ", expected " + model + " in any order");
    }
}
