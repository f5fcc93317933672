package dev.lockstep.local.verify;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.lockstep", importOptions = DoNotIncludeTests.class)
class VerifyArchitectureTest {

    @ArchTest
    static final ArchRule SHARES_NOTHING_WITH_THE_JOB =
            noClasses()
                    .that()
                    .resideInAnyPackage(
                            "dev.lockstep.local.verify..",
                            "dev.lockstep.local.workload..",
                            "dev.lockstep.local.check..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "dev.lockstep.cli..",
                            "dev.lockstep.config..",
                            "dev.lockstep.decode..",
                            "dev.lockstep.event..",
                            "dev.lockstep.function..",
                            "dev.lockstep.job..",
                            "dev.lockstep.mapping..",
                            "dev.lockstep.row..",
                            "dev.lockstep.sink..",
                            "dev.lockstep.source..",
                            "dev.lockstep.type..",
                            "dev.lockstep.value..")
                    .because("an error in the job's code must not hide in the comparison");
}
