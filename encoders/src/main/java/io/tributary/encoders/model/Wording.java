package io.tributary.encoders.model;

import java.util.Locale;

/**
 * What is done to a text before it is tokenized.
 *
 * @param prompt put before it; usually empty
 * @param stripped whether white space at both ends is left out
 * @param lowerCased whether it is written in lower case
 */
public record Wording(String prompt, boolean stripped, boolean lowerCased) {
    public static final Wording AS_IT_IS = new Wording("", false, false);

    public String of(String text) {
        String worded = prompt.isEmpty() ? text : prompt + text;
        worded = stripped ? strip(worded) : worded;
        return lowerCased ? worded.toLowerCase(Locale.ROOT) : worded;
    }

    /** As Python's strip(), which unlike Java's takes no-break spaces and separators too. */
    private static String strip(String text) {
        int start = 0;
        int end = text.length();
        while (start < end && isWhite(text.charAt(start))) {
            start++;
        }
        while (end > start && isWhite(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(start, end);
    }

    private static boolean isWhite(char letter) {
        return Character.isWhitespace(letter) || Character.isSpaceChar(letter) || letter == '\u0085';
    }
}
