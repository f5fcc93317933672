package dev.lockstep;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.lockstep", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule STAGES_DEPEND_ON_EARLIER_ONES =
            layeredArchitecture()
                    .consideringOnlyDependenciesInLayers()
                    .layer("function")
                    .definedBy("dev.lockstep.function..")
                    .layer("mapping")
                    .definedBy("dev.lockstep.mapping..")
                    .layer("mask")
                    .definedBy("dev.lockstep.mask..")
                    .layer("rule")
                    .definedBy("dev.lockstep.rule..")
                    .layer("typeinfo")
                    .definedBy("dev.lockstep.typeinfo..")
                    .layer("decode")
                    .definedBy("dev.lockstep.decode..")
                    .layer("type")
                    .definedBy("dev.lockstep.type..")
                    .layer("row")
                    .definedBy("dev.lockstep.row..")
                    .layer("value")
                    .definedBy("dev.lockstep.value..")
                    .layer("event")
                    .definedBy("dev.lockstep.event..")
                    .whereLayer("function")
                    .mayNotBeAccessedByAnyLayer()
                    .whereLayer("mapping")
                    .mayOnlyBeAccessedByLayers("function")
                    .whereLayer("mask")
                    .mayOnlyBeAccessedByLayers("mapping")
                    .whereLayer("rule")
                    .mayOnlyBeAccessedByLayers("mapping")
                    .whereLayer("typeinfo")
                    .mayOnlyBeAccessedByLayers("function")
                    .whereLayer("decode")
                    .mayOnlyBeAccessedByLayers("mapping", "rule", "function")
                    .whereLayer("type")
                    .mayOnlyBeAccessedByLayers("mapping", "mask")
                    .whereLayer("row")
                    .mayOnlyBeAccessedByLayers("type", "mapping", "typeinfo", "function")
                    .whereLayer("event")
                    .mayOnlyBeAccessedByLayers("row", "decode", "mapping", "typeinfo", "function");

    @ArchTest
    static final ArchRule RECORD_FUNCTIONS_KNOW_NO_FLINK =
            noClasses()
                    .that()
                    .resideOutsideOfPackages("dev.lockstep.function..", "dev.lockstep.typeinfo..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("org.apache.flink..");

    @ArchTest
    static final ArchRule RECORD_FUNCTIONS_KNOW_NO_DATABASE =
            noClasses()
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("java.sql..", "com.mongodb..", "org.bson..", "com.mysql..");
}
