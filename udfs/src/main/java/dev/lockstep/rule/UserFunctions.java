package dev.lockstep.rule;

import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.types.CelType;
import dev.cel.common.values.NullValue;
import dev.cel.runtime.CelFunctionBinding;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The functions that are found on the class path, as CEL wants them. */
final class UserFunctions {

    private static final String NAME = "[a-zA-Z][a-zA-Z0-9_]*";

    /** By the name of the overload that CEL knows each as. */
    private final Map<String, UserFunction> functions = new TreeMap<>();

    private UserFunctions() {}

    /**
     * Those of the class loader that has this class: for a submitted job Flink's user code class
     * loader, with the job's jar and what {@code --classpath} and usrlib give.
     *
     * @throws IllegalStateException saying which can't be used, and why
     */
    static UserFunctions load() {
        UserFunctions found = new UserFunctions();
        try {
            ServiceLoader.load(UserFunction.class, UserFunction.class.getClassLoader())
                    .forEach(found::add);
        } catch (ServiceConfigurationError e) {
            throw new IllegalStateException("a function can't be loaded: " + e.getMessage(), e);
        }
        return found;
    }

    static UserFunctions of(List<UserFunction> functions) {
        UserFunctions all = new UserFunctions();
        functions.forEach(all::add);
        return all;
    }

    private void add(UserFunction function) {
        String owner = function.getClass().getName();
        if (!function.name().matches(NAME) || Language.RESERVED.contains(function.name())) {
            throw new IllegalStateException(
                    owner + " has the name '" + function.name() + "', which it can't have");
        }
        UserFunction other = functions.putIfAbsent(overload(function), function);
        if (other != null) {
            throw new IllegalStateException(
                    "%s and %s are both %s"
                            .formatted(
                                    other.getClass().getName(),
                                    owner,
                                    function.name() + function.parameters()));
        }
    }

    private static String overload(UserFunction function) {
        return function.name()
                + function.parameters().stream()
                        .map(type -> "_" + type.name())
                        .collect(Collectors.joining());
    }

    List<String> names() {
        return functions.values().stream().map(UserFunction::name).distinct().toList();
    }

    List<CelFunctionDecl> declarations() {
        Map<String, List<CelOverloadDecl>> overloads = new TreeMap<>();
        functions.forEach(
                (overload, function) ->
                        overloads
                                .computeIfAbsent(function.name(), name -> new ArrayList<>())
                                .add(
                                        CelOverloadDecl.newGlobalOverload(
                                                overload,
                                                function.result().cel(),
                                                function.parameters().stream()
                                                        .map(UserFunction.Type::cel)
                                                        .toArray(CelType[]::new))));
        return overloads.entrySet().stream()
                .map(it -> CelFunctionDecl.newFunctionDeclaration(it.getKey(), it.getValue()))
                .toList();
    }

    @SuppressWarnings("Immutable") // UserFunction says that it is called by several threads
    List<CelFunctionBinding> bindings() {
        return functions.entrySet().stream()
                .map(
                        it ->
                                CelFunctionBinding.from(
                                        it.getKey(),
                                        it.getValue().parameters().stream()
                                                .<Class<?>>map(UserFunction.Type::javaClass)
                                                .toList(),
                                        arguments -> call(it.getValue(), arguments)))
                .toList();
    }

    /** Null is an object of its own in CEL. */
    private static Object call(UserFunction function, Object[] arguments) {
        List<@Nullable Object> given = new ArrayList<>();
        for (Object argument : arguments) {
            given.add(argument instanceof NullValue ? null : argument);
        }
        try {
            Object result = function.call(given);
            return result == null ? NullValue.NULL_VALUE : result;
        } catch (Exception e) {
            throw new FunctionFailedException(function.name(), e);
        }
    }

    /** A function threw an exception, whose message may quote the document and is left out. */
    static final class FunctionFailedException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        FunctionFailedException(String function, Exception cause) {
            super(function + "() threw " + cause.getClass().getName());
        }
    }
}
