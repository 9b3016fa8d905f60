package io.tributary.app;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The shape of the system, held by the build. */
@AnalyzeClasses(packages = "io.tributary", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {
    private static final String[] STAGES = {
        "io.tributary.ingest..", "io.tributary.encoders..", "io.tributary.fusion..", "io.tributary.sinks.."
    };

    @ArchTest
    static final ArchRule schemas_depend_on_no_other_module = noClasses()
            .that()
            .resideInAPackage("io.tributary.schemas..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.tributary.ingest..",
                    "io.tributary.encoders..",
                    "io.tributary.fusion..",
                    "io.tributary.sinks..",
                    "io.tributary.training..",
                    "io.tributary.broker..",
                    "io.tributary.app..");

    @ArchTest
    static final ArchRule modules_meet_only_in_schemas =
            slices().assignedFrom(new StageSlices()).should().notDependOnEachOther();

    @ArchTest
    static final ArchRule stages_do_not_know_the_program = noClasses()
            .that()
            .resideInAnyPackage(STAGES)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.tributary.app..", "io.tributary.training..", "io.tributary.broker..");

    @ArchTest
    static final ArchRule djl_only_in_encoders_model_and_training = noClasses()
            .that()
            .resideOutsideOfPackages("io.tributary.encoders.model..", "io.tributary.training..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("ai.djl..");

    @ArchTest
    static final ArchRule onnx_runtime_only_where_models_run = noClasses()
            .that()
            .resideOutsideOfPackages("io.tributary.encoders.model..", "io.tributary.fusion.head..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("ai.onnxruntime..");

    @ArchTest
    static final ArchRule the_aligner_knows_no_kafka = noClasses()
            .that()
            .resideInAPackage("io.tributary.fusion.align..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.kafka..");

    @ArchTest
    static final ArchRule models_see_no_kafka = noClasses()
            .that()
            .resideInAnyPackage("io.tributary.encoders.model..", "io.tributary.fusion.head..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.kafka..");

    @ArchTest
    static final ArchRule concepts_have_names = classes()
            .should()
            .haveSimpleNameNotEndingWith("Manager")
            .andShould()
            .haveSimpleNameNotEndingWith("Util")
            .andShould()
            .haveSimpleNameNotEndingWith("Utils")
            .andShould()
            .haveSimpleNameNotEndingWith("Helper");
}
