package io.tributary.ingest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.ContentTooLargeResponse;
import io.javalin.http.Context;
import io.javalin.http.UploadedFile;
import io.tributary.schemas.Bytes;
import io.tributary.schemas.Refusal;
import io.tributary.schemas.wire.ObservationJson;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads what was posted: a JSON object, an array of them, or a form with fields {@code observation} and files
 * {@code image}.
 */
final class RequestReader {
    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    /** Begins the place of an image in the form; no file name can, as it contains a line break. */
    private static final String PART = "\npart:";

    private final long maxBytes;

    RequestReader(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** @throws ContentTooLargeResponse if the body is over the limit */
    List<Submission> read(Context context) throws IOException {
        return context.isMultipartFormData() ? readForm(context) : readJson(body(context));
    }

    private byte[] body(Context context) throws IOException {
        byte[] body = context.req().getInputStream().readNBytes((int) maxBytes + 1);
        if (body.length > maxBytes) {
            throw new ContentTooLargeResponse();
        }
        return body;
    }

    private static List<Submission> readJson(byte[] body) throws IOException {
        List<Submission> submissions = new ArrayList<>();
        JsonNode json;
        try {
            json = JSON.readTree(body);
        } catch (JsonProcessingException e) {
            return List.of(Submission.refused(0, "", notJson(e)));
        }
        if (!json.isArray()) {
            return List.of(Submission.read(0, json, ObservationJson.BASE64));
        }
        for (JsonNode element : json) {
            submissions.add(Submission.read(submissions.size(), element, ObservationJson.BASE64));
        }
        return submissions;
    }

    private static List<Submission> readForm(Context context) throws IOException {
        List<String> texts = new ArrayList<>(context.formParams("observation"));
        for (UploadedFile file : context.uploadedFiles("observation")) {
            texts.add(new String(content(file), StandardCharsets.UTF_8));
        }
        List<UploadedFile> images = context.uploadedFiles("image");
        List<Submission> submissions = new ArrayList<>();
        int taken = 0;
        for (String text : texts) {
            JsonNode json;
            try {
                json = JSON.readTree(text);
            } catch (JsonProcessingException e) {
                submissions.add(Submission.refused(submissions.size(), "", notJson(e)));
                continue;
            }
            if (json instanceof ObjectNode object && hasNoPayload(object)) {
                object.put("image", PART + taken++);
            }
            submissions.add(Submission.read(submissions.size(), json, image -> find(image, images)));
        }
        return submissions;
    }

    private static boolean hasNoPayload(ObjectNode json) {
        return !json.has("text") && !json.has("image") && !json.has("samples");
    }

    /** An observation names the file of its image, or takes the next one. */
    private static Bytes find(String image, List<UploadedFile> images) throws IOException {
        if (image.startsWith(PART)) {
            int part = Integer.parseInt(image.substring(PART.length()));
            if (part >= images.size()) {
                throw new IOException("the form has " + images.size() + " files 'image', expected one for this"
                        + " observation, which has no text, image or samples of its own");
            }
            return Bytes.owning(content(images.get(part)));
        }
        for (UploadedFile file : images) {
            if (file.filename().equals(image)) {
                return Bytes.owning(content(file));
            }
        }
        return ObservationJson.BASE64.read(image);
    }

    private static byte[] content(UploadedFile file) throws IOException {
        try (InputStream in = file.content()) {
            return in.readAllBytes();
        }
    }

    private static Refusal notJson(JsonProcessingException e) {
        return new Refusal(Refusal.Cause.UNREADABLE, "body", "not JSON: " + e.getOriginalMessage());
    }
}
