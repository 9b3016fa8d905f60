package io.tributary.app;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.Set;

/** One slice for each stage of the path; all other classes belong to none. */
final class StageSlices implements SliceAssignment {
    private static final Set<String> STAGES = Set.of("ingest", "encoders", "fusion", "sinks");

    @Override
    public SliceIdentifier getIdentifierOf(JavaClass type) {
        String[] parts = type.getPackageName().split("\\.");
        return parts.length > 2 && STAGES.contains(parts[2]) ? SliceIdentifier.of(parts[2]) : SliceIdentifier.ignore();
    }

    @Override
    public String getDescription() {
        return "the stages";
    }
}
