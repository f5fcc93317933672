package dev.lockstep.local.mongodb;

import static org.assertj.core.api.Assertions.assertThat;

import de.bwaldvogel.mongo.bson.Document;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class UpdateDescriptionTest {

    @Test
    void aPositionalPathTellsTheElementsThatChanged() {
        assertThat(
                        describe(
                                set("items.$[].n", 1),
                                doc("items", List.of(doc("n", 0), doc("n", 1), doc("n", 2))),
                                doc("items", List.of(doc("n", 1), doc("n", 1), doc("n", 1)))))
                .isEqualTo(description(doc("items.0.n", 1).append("items.2.n", 1), List.of()));
    }

    @Test
    void positionalPathsInPositionalPathsTellEachElement() {
        assertThat(
                        describe(
                                set("rows.$[row].$[cell]", 9),
                                doc("rows", List.of(List.of(1, 2), List.of(3))),
                                doc("rows", List.of(List.of(1, 9), List.of(9)))))
                .isEqualTo(description(doc("rows.0.1", 9).append("rows.1.0", 9), List.of()));
    }

    @Test
    void aPushAtTheEndTellsEachNewElement() {
        assertThat(
                        describe(
                                doc("$push", doc("a", doc("$each", List.of(2, 3)))),
                                doc("a", List.of(1)),
                                doc("a", List.of(1, 2, 3))))
                .isEqualTo(description(doc("a.1", 2).append("a.2", 3), List.of()));
    }

    @Test
    void aPushIntoANewFieldTellsTheArray() {
        assertThat(describe(doc("$push", doc("a", 1)), new Document(), doc("a", List.of(1))))
                .isEqualTo(description(doc("a", List.of(1)), List.of()));
    }

    @Test
    void anUnsetElementIsTold() {
        Document before = doc("a", List.of(1, 2));
        Document after = new Document();
        after.put("a", Arrays.asList(null, 2));
        assertThat(describe(doc("$unset", doc("a.0", "")), before, after))
                .isEqualTo(description(new Document(), List.of("a.0")));
    }

    @Test
    void whatDidNotChangeIsNotTold() {
        assertThat(
                        describe(
                                set("same", 1).append("$max", doc("n", 5)),
                                doc("same", 1).append("n", 4),
                                doc("same", 1).append("n", 5)))
                .isEqualTo(description(doc("n", 5), List.of()));
    }

    @Test
    void aRenameOverAnotherFieldTellsBoth() {
        assertThat(describe(doc("$rename", doc("a", "b")), doc("a", 1).append("b", 2), doc("b", 1)))
                .isEqualTo(description(doc("b", 1), List.of("a")));
    }

    private static Document describe(Document operators, Document before, Document after) {
        return UpdateDescription.of(operators, before, after);
    }

    private static Document description(Document updated, List<String> removed) {
        return doc("updatedFields", updated).append("removedFields", removed);
    }

    private static Document set(String path, Object value) {
        return doc("$set", doc(path, value));
    }

    private static Document doc(String field, Object value) {
        return new Document(field, value);
    }
}
