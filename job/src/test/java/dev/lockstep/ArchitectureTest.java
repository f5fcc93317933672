package dev.lockstep;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.lockstep", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule SOURCE_AND_SINK_DO_NOT_KNOW_EACH_OTHER =
            noClasses()
                    .that()
                    .resideInAPackage("dev.lockstep.source..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("dev.lockstep.sink..", "java.sql..", "com.mysql..");

    @ArchTest
    static final ArchRule THE_SINK_DOES_NOT_KNOW_THE_SOURCE =
            noClasses()
                    .that()
                    .resideInAPackage("dev.lockstep.sink..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "dev.lockstep.source..",
                            "com.mongodb..",
                            "org.bson..",
                            "org.apache.flink.cdc..");

    @ArchTest
    static final ArchRule THE_PIPELINE_FILE_KNOWS_NO_STAGE =
            noClasses()
                    .that()
                    .resideInAPackage("dev.lockstep.config..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "dev.lockstep.source..",
                            "dev.lockstep.sink..",
                            "dev.lockstep.job..",
                            "dev.lockstep.preflight..",
                            "dev.lockstep.cli..",
                            "org.apache.flink..");

    @ArchTest
    static final ArchRule NOTHING_KNOWS_THE_JOB_AND_THE_COMMAND_LINE =
            noClasses()
                    .that()
                    .resideOutsideOfPackages("dev.lockstep.job..", "dev.lockstep.cli..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("dev.lockstep.job..", "dev.lockstep.cli..");

    @ArchTest
    static final ArchRule NOTHING_DEPENDS_ON_WHAT_IS_LOCAL =
            noClasses().should().dependOnClassesThat().resideInAPackage("dev.lockstep.local..");
}
