package dev.lockstep.rule;

import dev.cel.bundle.Cel;
import dev.cel.bundle.CelFactory;
import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelOptions;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.extensions.CelExtensions;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelFunctionBinding;
import java.util.List;
import java.util.Set;

/**
 * The expression language: CEL with its standard functions, its extensions for optional values,
 * strings, numbers, sets and lists, {@code list.sum()}, and {@link UserFunction}s.
 */
final class Language {

    /** The variable that stands for the document. */
    static final String DOCUMENT = "doc";

    /** More than any sensible document has elements, and far less than would stop the stream. */
    private static final int MAX_ITERATIONS = 1_000_000;

    private static final CelOptions OPTIONS =
            CelOptions.current()
                    .evaluateCanonicalTypesToNativeValues(true)
                    .enableHeterogeneousNumericComparisons(true)
                    .comprehensionMaxIterations(MAX_ITERATIONS)
                    .build();

    private Language() {}

    /** Names that functions of others can't have. */
    static final Set<String> RESERVED =
            Set.of(
                    DOCUMENT,
                    "all",
                    "bool",
                    "bytes",
                    "contains",
                    "double",
                    "duration",
                    "dyn",
                    "endsWith",
                    "exists",
                    "exists_one",
                    "filter",
                    "has",
                    "in",
                    "int",
                    "map",
                    "matches",
                    "size",
                    "startsWith",
                    "string",
                    "sum",
                    "timestamp",
                    "type",
                    "uint");

    static Cel cel(UserFunctions functions) {
        return CelFactory.standardCelBuilder()
                .setOptions(OPTIONS)
                .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
                .addCompilerLibraries(
                        CelExtensions.optional(),
                        CelExtensions.strings(),
                        CelExtensions.math(OPTIONS),
                        CelExtensions.sets(OPTIONS),
                        CelExtensions.lists())
                .addRuntimeLibraries(
                        CelExtensions.optional(),
                        CelExtensions.strings(),
                        CelExtensions.math(OPTIONS),
                        CelExtensions.sets(OPTIONS),
                        CelExtensions.lists())
                .addVar(DOCUMENT, MapType.create(SimpleType.STRING, SimpleType.DYN))
                .addFunctionDeclarations(
                        CelFunctionDecl.newFunctionDeclaration(
                                "sum",
                                CelOverloadDecl.newMemberOverload(
                                        "list_sum",
                                        SimpleType.DYN,
                                        ListType.create(SimpleType.DYN))))
                .addFunctionDeclarations(functions.declarations())
                .addFunctionBindings(CelFunctionBinding.from("list_sum", List.class, Language::sum))
                .addFunctionBindings(functions.bindings())
                .build();
    }

    /** An int for a list of ints (0 for an empty one), a double as soon as one is a double. */
    private static Object sum(List<?> numbers) {
        long whole = 0;
        double fraction = 0;
        boolean isWhole = true;
        for (Object number : numbers) {
            if (number instanceof Long next) {
                whole = Math.addExact(whole, next);
            } else if (number instanceof Double next) {
                fraction += next;
                isWhole = false;
            } else {
                throw new IllegalArgumentException("sum() takes a list of numbers");
            }
        }
        return isWhole ? (Object) whole : (Object) (whole + fraction);
    }
}
