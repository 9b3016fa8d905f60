package io.tributary.app.demo;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * Standard output with a progress line that stays below what is printed. Where the output is no terminal, progress goes
 * to standard error, a line every few seconds, so that a pipe gets only decisions and the summary.
 */
final class Terminal {
    private static final long PROGRESS_NANOS = 5_000_000_000L;
    private static final String ERASE_LINE = "\r\u001b[2K";

    private final PrintStream out;
    private final PrintStream error;
    private final boolean interactive;
    private final PrintStream lines;
    private String progress = "";
    private long lastProgress = System.nanoTime();

    Terminal(PrintStream out, PrintStream error, boolean interactive) {
        this.out = out;
        this.error = error;
        this.interactive = interactive;
        this.lines = new PrintStream(new LineStream(), true, StandardCharsets.UTF_8);
    }

    static Terminal standard() {
        boolean interactive = System.console() != null && !"dumb".equals(System.getenv("TERM"));
        var out = new PrintStream(
                new java.io.FileOutputStream(java.io.FileDescriptor.out), false, StandardCharsets.UTF_8);
        return new Terminal(out, System.err, interactive);
    }

    boolean isInteractive() {
        return interactive;
    }

    /** Whole lines written here appear above the progress line. */
    PrintStream lines() {
        return lines;
    }

    synchronized void println(String text) {
        erase();
        out.println(text);
        draw();
        out.flush();
    }

    /** Replaces the progress line. */
    synchronized void progress(String text) {
        if (interactive) {
            erase();
            progress = text;
            draw();
            out.flush();
        } else if (System.nanoTime() - lastProgress > PROGRESS_NANOS) {
            lastProgress = System.nanoTime();
            error.println(text);
        }
    }

    /** Takes the progress line away. */
    synchronized void endProgress() {
        erase();
        progress = "";
        out.flush();
    }

    private void erase() {
        if (interactive && !progress.isEmpty()) {
            out.print(ERASE_LINE);
        }
    }

    private void draw() {
        if (interactive && !progress.isEmpty()) {
            out.print(progress);
        }
    }

    /** Collects bytes to lines, so that a line never mixes with the progress line. */
    private final class LineStream extends OutputStream {
        private final java.io.ByteArrayOutputStream line = new java.io.ByteArrayOutputStream();

        @Override
        public synchronized void write(int value) {
            if (value == '\n') {
                println(line.toString(StandardCharsets.UTF_8).stripTrailing());
                line.reset();
            } else {
                line.write(value);
            }
        }
    }
}
