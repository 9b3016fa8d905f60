package io.tributary.encoders.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The model's inputs made of tokens, each int64 {@code [batch, width]}; shorter rows are filled up at their end.
 *
 * @param inputs those that the graph has
 * @param padding the token id that fills rows up; every other input is 0 there
 * @param width tokens of every row; 0 for as many as the longest of a batch has
 * @param firstPosition of {@code position_ids}
 * @param unused inputs that do not matter to the answer and must be given all the same
 */
public record TokenTensors(List<Input> inputs, long padding, int width, long firstPosition, List<UnusedInput> unused) {
    public static final TokenTensors USUAL = new TokenTensors(List.of(Input.IDS, Input.MASK), 0, 0, 0, List.of());

    public TokenTensors {
        inputs = List.copyOf(inputs);
        unused = List.copyOf(unused);
    }

    /** What an input says of each token. */
    public enum Input {
        IDS("input_ids"),
        /** 1 for a token of the text, 0 where a row was filled up. */
        MASK(TokenMask.INPUT),
        TYPES("token_type_ids"),
        POSITIONS("position_ids");

        private final String inputName;

        Input(String inputName) {
            this.inputName = inputName;
        }

        public String inputName() {
            return inputName;
        }

        static Optional<Input> named(String name) {
            return Arrays.stream(values())
                    .filter(input -> input.inputName.equals(name))
                    .findFirst();
        }
    }

    List<GraphTensor> graphInputs() {
        List<GraphTensor> needed = new ArrayList<>();
        inputs.forEach(input -> needed.add(GraphTensor.of(input.inputName(), "int64", 0, width)));
        unused.forEach(input -> needed.add(new GraphTensor(input.name(), input.type(), Optional.empty())));
        return needed;
    }

    /** The inputs for one batch. */
    public List<ModelInput> pack(List<Tokens> batch) {
        int columns = width > 0
                ? width
                : batch.stream().mapToInt(Tokens::length).max().orElseThrow();
        List<ModelInput> packed = new ArrayList<>();
        for (Input input : inputs) {
            ModelInput.Longs tensor = ModelInput.longs(input.inputName(), batch.size(), columns);
            for (int row = 0; row < batch.size(); row++) {
                fill(input, batch.get(row), tensor, row * columns, columns);
            }
            packed.add(tensor);
        }
        unused.forEach(input -> packed.add(input.tensor()));
        return packed;
    }

    private void fill(Input input, Tokens tokens, ModelInput.Longs tensor, int start, int columns) {
        for (int i = 0; i < tokens.length(); i++) {
            long value =
                    switch (input) {
                        case IDS -> tokens.id(i);
                        case MASK -> 1;
                        case TYPES -> tokens.type(i);
                        case POSITIONS -> firstPosition + i;
                    };
            tensor.values().put(start + i, value);
        }
        if (input == Input.IDS && padding != 0) {
            for (int i = tokens.length(); i < columns; i++) {
                tensor.values().put(start + i, padding);
            }
        }
    }
}
