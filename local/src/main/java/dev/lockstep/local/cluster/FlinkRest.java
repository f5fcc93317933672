package dev.lockstep.local.cluster;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import org.bson.Document;

/** Flink's REST interface: what goes in and out is JSON. */
final class FlinkRest {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final HttpClient client = HttpClient.newHttpClient();
    private final String address;

    FlinkRest(String address) {
        this.address = address;
    }

    String address() {
        return address;
    }

    /**
     * @throws FlinkRestException if Flink refuses or does not answer
     */
    Document get(String path) {
        return Document.parse(text(path));
    }

    String text(String path) {
        return send(request(path).GET());
    }

    Document post(String path, Document body) {
        return Document.parse(
                send(
                        request(path)
                                .header("Content-Type", "application/json")
                                .POST(BodyPublishers.ofString(body.toJson()))));
    }

    void patch(String path) {
        send(request(path).method("PATCH", BodyPublishers.noBody()));
    }

    /** Posts a file as a form does. */
    Document upload(String path, String field, Path file) {
        String boundary = UUID.randomUUID().toString();
        return Document.parse(
                send(
                        request(path)
                                .header("Content-Type", "multipart/form-data; boundary=" + boundary)
                                .POST(form(boundary, field, file))));
    }

    private static BodyPublisher form(String boundary, String field, Path file) {
        String head =
                """
                --%s\r
                Content-Disposition: form-data; name="%s"; filename="%s"\r
                Content-Type: application/octet-stream\r
                \r
                """
                        .formatted(boundary, field, file.getFileName());
        try {
            return BodyPublishers.concat(
                    BodyPublishers.ofString(head),
                    BodyPublishers.ofFile(file),
                    BodyPublishers.ofString("\r\n--" + boundary + "--\r\n"));
        } catch (FileNotFoundException e) {
            throw new UncheckedIOException(e);
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(address + path)).timeout(LIMIT);
    }

    private String send(HttpRequest.Builder builder) {
        HttpRequest request = builder.build();
        try {
            HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
            if (response.statusCode() >= 300) {
                throw new FlinkRestException(request.uri(), response.statusCode(), response.body());
            }
            return response.body();
        } catch (IOException e) {
            throw new FlinkRestException(request.uri(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FlinkRestException(request.uri(), e);
        }
    }
}
