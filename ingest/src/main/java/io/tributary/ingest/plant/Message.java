package io.tributary.ingest.plant;

/** What somebody wrote, and what it expresses: {@code negative}, {@code neutral} or {@code positive}. */
record Message(String text, String sentiment) {}
