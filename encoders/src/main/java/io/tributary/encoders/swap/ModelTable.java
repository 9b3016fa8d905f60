package io.tributary.encoders.swap;

import io.tributary.schemas.ModelReference;
import io.tributary.schemas.ModelStatus;
import io.tributary.schemas.RefusedException;
import io.tributary.schemas.wire.ModelRecords;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The newest record of every key of the models topic, as of one moment. Used by one thread. */
public final class ModelTable {
    private static final Logger LOG = LoggerFactory.getLogger(ModelTable.class);

    private final Map<String, Request> requests = new TreeMap<>();
    private final Map<String, ModelStatus> statuses = new TreeMap<>();

    void put(ConsumerRecord<byte[], byte[]> record) {
        if (record.key() == null) {
            return;
        }
        String key = new String(record.key(), StandardCharsets.UTF_8);
        if (!ModelRecords.isStatus(record.key())) {
            requests.put(key, Request.of(record));
        } else if (record.value() == null) {
            statuses.remove(key);
        } else {
            try {
                statuses.put(key, ModelRecords.status(record.value()));
            } catch (RefusedException e) {
                LOG.atWarn()
                        .addKeyValue("key", key)
                        .addKeyValue("reason", e.getMessage())
                        .log("What an encoder says of its model cannot be read");
            }
        }
    }

    /** What was asked for a modality last; empty if nothing ever was, or that has been forgotten since. */
    Optional<Request> request(String modality) {
        return Optional.ofNullable(requests.get(modality));
    }

    /** References that are in force, by modality; those that cannot be read are left out. */
    public List<ModelReference> references() {
        return requests.values().stream()
                .flatMap(request -> request.reference().stream())
                .toList();
    }

    /** What the encoders said last, by modality and instance. */
    public List<ModelStatus> statuses() {
        return List.copyOf(statuses.values());
    }

    /** What the encoders of a modality run or ran last: this instance's first, then the newest. */
    List<ModelReference> lastRunning(String modality, String instance) {
        return statuses.values().stream()
                .filter(status -> status.modality().equals(modality))
                .sorted(Comparator.comparing(
                                (ModelStatus status) -> !status.instance().equals(instance))
                        .thenComparing(ModelStatus::at, Comparator.reverseOrder()))
                .map(ModelStatus::running)
                .distinct()
                .toList();
    }
}
