package dev.lockstep.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.event.ChangeEvent;
import dev.lockstep.event.Namespace;
import dev.lockstep.event.Operation;
import dev.lockstep.row.Cell;
import dev.lockstep.row.TargetChange;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Public sample collections as their publishers wrote them, mapped by convention. */
class RealDocumentsTest {

    private static final Path DATA = Path.of("..", "..", "shared", "data");

    @ParameterizedTest
    @CsvSource({
        "accounts, 1746",
        "books, 431",
        "customers, 500",
        "products, 11",
        "restaurant, 2548",
        "students, 200",
        "theaters, 1564"
    })
    void everyDocumentIsARow(String collection, int documents) throws Exception {
        Path file = DATA.resolve(collection + ".json");
        assumeTrue(Files.exists(file), "the sample collections are not beside the repository");
        ObjectMapper json = new ObjectMapper();
        DocumentMapper mapper =
                new DocumentMapper(List.of(CollectionMapping.byConvention("samples", "*")));

        List<TargetChange> changes = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            JsonNode id = json.readTree(line).get("_id");
            changes.add(
                    mapper.map(
                            new ChangeEvent(
                                    Operation.READ,
                                    new Namespace("samples", collection),
                                    id.toString(),
                                    line,
                                    0,
                                    null)));
        }

        assertThat(changes).hasSize(documents).hasOnlyElementsOfType(TargetChange.Upsert.class);
        assertThat(columns(changes)).hasSizeLessThan(30);
    }

    private static Set<String> columns(List<TargetChange> changes) {
        Set<String> columns = new TreeSet<>();
        for (TargetChange change : changes) {
            ((TargetChange.Upsert) change).cells().stream().map(Cell::column).forEach(columns::add);
        }
        return columns;
    }
}
