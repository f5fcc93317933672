package dev.lockstep.rule;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.ExprKind.Kind;
import dev.cel.common.navigation.CelNavigableAst;
import dev.cel.common.navigation.CelNavigableExpr;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Finds which fields of the document an expression reads, so that only they are decoded. */
final class ReferencedFields {

    private ReferencedFields() {}

    /** The fields' names; empty when the document is used as a whole. */
    static Optional<Set<String>> of(CelAbstractSyntaxTree ast) {
        List<CelNavigableExpr> uses =
                CelNavigableAst.fromAst(ast)
                        .getRoot()
                        .allNodes()
                        .filter(node -> isDocument(node.expr()))
                        .toList();
        Set<String> fields = new HashSet<>();
        for (CelNavigableExpr use : uses) {
            Optional<CelExpr> parent = use.parent().map(CelNavigableExpr::expr);
            if (parent.filter(it -> it.getKind() == Kind.SELECT).isEmpty()) {
                return Optional.empty();
            }
            fields.add(parent.get().select().field());
        }
        return Optional.of(fields);
    }

    private static boolean isDocument(CelExpr expression) {
        return expression.getKind() == Kind.IDENT
                && expression.ident().name().equals(Language.DOCUMENT);
    }
}
