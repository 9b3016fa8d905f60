package io.tributary.sinks;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;

/** The live page put together from its parts: one document that needs nothing else from anywhere. */
final class PageSource {
    /** In the order in which they run: values, looks, lanes, the rest of the board, details, and what starts it. */
    private static final List<String> SCRIPTS =
            List.of("model.js", "view.js", "lanes.js", "board.js", "detail.js", "main.js");

    private final SecureRandom random = new SecureRandom();
    private final String document;

    PageSource() {
        String script = SCRIPTS.stream().map(PageSource::resource).collect(Collectors.joining());
        document = resource("index.html")
                .replace("{{style}}", resource("style.css"))
                .replace("{{script}}", "(() => {\n'use strict';\n" + script + "})();");
    }

    /**
     * One answer.
     *
     * @param securityPolicy lets only this answer's script and style run, and lets it talk to its own server alone, so that
     *     even a mistake in the page does not let data act as code
     */
    record Page(String html, String securityPolicy) {}

    Page page() {
        byte[] bytes = new byte[18];
        random.nextBytes(bytes);
        String nonce = Base64.getEncoder().encodeToString(bytes);
        return new Page(
                document.replace("{{nonce}}", nonce),
                "default-src 'none'; script-src 'nonce-" + nonce + "'; style-src 'nonce-" + nonce
                        + "'; img-src data:; connect-src 'self'; base-uri 'none'; form-action 'none';"
                        + " frame-ancestors 'none'");
    }

    private static String resource(String name) {
        try (InputStream in = PageSource.class.getResourceAsStream("page/" + name)) {
            if (in == null) {
                throw new IllegalStateException("the jar lacks its resource page/" + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("the resource page/" + name + " cannot be read", e);
        }
    }
}
