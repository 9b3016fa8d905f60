package io.tributary.encoders;

import io.tributary.schemas.Payload;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;

/** SHA-256 of what an observation shows, whoever sent it and whenever. */
record ContentHash(long first, long second, long third, long fourth) {
    /** Empty for readings, which hardly ever repeat. */
    static Optional<ContentHash> of(Payload payload) {
        if (payload instanceof Payload.Text text) {
            return Optional.of(of(ByteBuffer.wrap(text.text().getBytes(StandardCharsets.UTF_8))));
        }
        if (payload instanceof Payload.Image image) {
            return Optional.of(of(image.content().asReadOnlyBuffer()));
        }
        return Optional.empty();
    }

    private static ContentHash of(ByteBuffer content) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(content);
            ByteBuffer hash = ByteBuffer.wrap(digest.digest());
            return new ContentHash(hash.getLong(), hash.getLong(), hash.getLong(), hash.getLong());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
