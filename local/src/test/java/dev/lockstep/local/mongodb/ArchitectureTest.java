package dev.lockstep.local.mongodb;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The embedded replica set could be published alone: it knows nothing of Lockstep and of Flink. */
@AnalyzeClasses(
        packages = "dev.lockstep.local.mongodb",
        importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {

    @ArchTest
    static final ArchRule KNOWS_NOTHING_OF_LOCKSTEP =
            noClasses()
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "dev.lockstep.config..",
                            "dev.lockstep.job..",
                            "dev.lockstep.event..",
                            "dev.lockstep.mapping..",
                            "dev.lockstep.row..",
                            "dev.lockstep.type..",
                            "dev.lockstep.value..",
                            "org.apache.flink..");
}
