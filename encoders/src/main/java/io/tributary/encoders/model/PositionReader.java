package io.tributary.encoders.model;

import io.tributary.schemas.FloatVector;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The positions of one row of an answer, in order: of {@code [batch, positions, width]} those that the attention mask shows,
 * of {@code [batch, width, height, width of the plane]} every place of the plane, row by row.
 *
 * @param most positions of a sequence; texts are cut there, anything else that has more is refused
 */
record PositionReader(int most) {
    /** Reads from the position of {@code values} on, which stays where it is. */
    List<FloatVector> tokens(FloatBuffer values, TokenMask mask, int row, int width) {
        List<FloatVector> positions = new ArrayList<>();
        for (int i = 0; i < mask.width(); i++) {
            if (mask.shows(row, i)) {
                if (positions.size() == most && mask.isOfText()) {
                    break;
                }
                float[] position = new float[width];
                values.get(values.position() + i * width, position);
                positions.add(FloatVector.of(position));
            }
        }
        return requireFew(positions);
    }

    List<FloatVector> places(FloatBuffer values, int channels, int plane) {
        List<FloatVector> positions = new ArrayList<>();
        for (int place = 0; place < plane; place++) {
            float[] position = new float[channels];
            for (int channel = 0; channel < channels; channel++) {
                position[channel] = values.get(values.position() + channel * plane + place);
            }
            positions.add(FloatVector.of(position));
        }
        return requireFew(positions);
    }

    private List<FloatVector> requireFew(List<FloatVector> positions) {
        if (positions.size() > most) {
            throw new IllegalStateException(
                    "it answered a sequence of " + positions.size() + " positions, expected at most " + most
                            + "; raise max-positions, or export the graph with fewer regions");
        }
        return positions;
    }
}
