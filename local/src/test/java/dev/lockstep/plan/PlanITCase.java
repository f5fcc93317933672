package dev.lockstep.plan;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoDatabase;
import dev.lockstep.cli.ExitCode;
import dev.lockstep.cli.PlanCommand;
import dev.lockstep.local.mongodb.MongoDbExtension;
import dev.lockstep.local.mysql.MySqlExtension;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What {@code plan} tells, and that it leaves both servers as they are. */
final class PlanITCase {

    @RegisterExtension static final MongoDbExtension MONGODB = new MongoDbExtension();
    @RegisterExtension static final MySqlExtension MYSQL = new MySqlExtension();

    @TempDir private Path folder;

    private final MongoDatabase shop = MONGODB.newDatabase("shop");
    private String uri = MONGODB.uri();
    private String url = MYSQL.url();
    private String user = MYSQL.username();
    private String password = MYSQL.password();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @AfterEach
    void dropTables() throws SQLException {
        for (String table : rows("SHOW TABLES")) {
            execute("DROP TABLE `" + table + "`");
        }
    }

    @Test
    void tellsWhatWouldBecomeOfNewCollections() throws Exception {
        insert(
                "orders",
                "{_id: 1, total: 5, customer: {name: 'Ada', email: null}, items: ['secret-value']}",
                "{_id: 2, total: 5.5, customer: {name: 'Bo'}, secret: 'x'}",
                "{_id: 3, total: 7, customer: {name: 'Cy'}, bad: NaN}",
                "{_id: 4, total: {$numberLong: '5'}, customer: {name: 'Di'}, a: {b: 1}, a_b: 2}");
        insert("notes", "{_id: 'n1', v: 1}", "{_id: {$oid: '5ca4bbc7a2dd94ee5816238c'}, v: 'x'}");

        assertThat(plan("exclude: [secret]")).isEqualTo(ExitCode.OK);

        assertThat(told())
                .isEqualTo(
                        """
                        shop.notes: 2 documents, 2 sampled

                          field  types                 present  null   column
                          _id    objectId 1, string 1  100.0 %  0.0 %  (the key)
                          v      int 1, string 1       100.0 %  0.0 %  v

                          Table notes, which is not there yet:
                            column  type              why
                            id      VARCHAR(255) key  VARCHAR(255) for string
                            v       JSON              INT for int, then JSON for string

                          At risk:
                            id: mixed types: objectId, string

                          The job would create it:
                            CREATE TABLE IF NOT EXISTS `notes` (`id` VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_BIN NOT NULL COMMENT '_id', `v` JSON NULL COMMENT 'v', PRIMARY KEY (`id`)) ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COMMENT 'Lockstep: shop.notes';

                        shop.orders: 4 documents, 4 sampled

                          field           types                    present  null    column
                          _id             int 4                    100.0 %  0.0 %   (the key)
                          a.b             int 1                    25.0 %   0.0 %   a_b_9b3572da
                          a_b             int 1                    25.0 %   0.0 %   a_b
                          bad             double 1                 25.0 %   0.0 %   bad
                          customer.email  null 1                   25.0 %   25.0 %  customer_email
                          customer.name   string 4                 100.0 %  0.0 %   customer_name
                          items           array 1                  25.0 %   0.0 %   items
                          secret          string 1                 25.0 %   0.0 %   (excluded)
                          total           double 1, int 2, long 1  100.0 %  0.0 %   total

                          Table orders, which is not there yet:
                            column         type          why
                            id             BIGINT key    BIGINT for int
                            a_b            INT           INT for int
                            a_b_9b3572da   INT           INT for int
                            customer_name  VARCHAR(255)  VARCHAR(255) for string
                            items          JSON          JSON for array
                            total          DOUBLE        INT for int, then DOUBLE for double

                          The job would create it:
                            CREATE TABLE IF NOT EXISTS `orders` (`id` BIGINT NOT NULL COMMENT '_id', `total` DOUBLE NULL COMMENT 'total', `customer_name` VARCHAR(255) CHARACTER SET utf8mb4 NULL COMMENT 'customer.name', `items` JSON NULL COMMENT 'items', `a_b_9b3572da` INT NULL COMMENT 'a.b', `a_b` INT NULL COMMENT 'a_b', PRIMARY KEY (`id`)) ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COMMENT 'Lockstep: shop.orders';

                          Dead letters that the sampled documents would be:
                            1 NUMBER_NOT_FINITE bad
                        """);
        assertThat(rows("SHOW TABLES")).isEmpty();
    }

    /** A job that ran before filled the columns {@code old} and {@code customer_name}. */
    @Test
    void tellsWhatItWouldChangeAndWhatIsLeftToAPerson() throws Exception {
        execute(
                "CREATE TABLE orders (id BIGINT PRIMARY KEY, total BIGINT, old INT, note"
                        + " VARCHAR(10) NOT NULL, code VARCHAR(20), mine INT, customer_name TEXT)");
        execute(
                "CREATE TABLE lockstep_tables (table_name VARCHAR(64), namespace VARCHAR(512),"
                        + " version BIGINT)");
        execute(
                "CREATE TABLE lockstep_columns (table_name VARCHAR(64), column_name VARCHAR(64),"
                        + " path LONGTEXT)");
        for (String column : List.of("old", "total", "note", "code", "customer_name")) {
            execute(
                    "INSERT INTO lockstep_columns VALUES ('orders', '%s', '[\"%s\"]')"
                            .formatted(column, column.replace("_", "\",\"")));
        }
        insert(
                "orders",
                "{_id: 1, total: 5, note: 'more than ten', code: 'nine char', customer: {name: 'A'}}",
                "{_id: 2, total: 2100000000, code: 'x', gift: true}",
                "{_id: 3, total: 'secret-value'}");

        assertThat(
                        plan(
                                "columns: [{ path: total, type: INT }, { path: code, type:"
                                        + " VARCHAR(9) }, { path: customer.name, column: name }]"))
                .isEqualTo(ExitCode.OK);

        assertThat(told().substring(told().indexOf("  Table ")))
                .isEqualTo(
                        """
                          Table orders, which is there:
                            column  type          why
                            id      BIGINT key    the table has BIGINT
                            code    VARCHAR(20)   the table has it, declared as VARCHAR(9)
                            gift    BOOLEAN       BOOLEAN for bool
                            name    VARCHAR(255)  VARCHAR(255) for string
                            note    VARCHAR(255)  the table has VARCHAR(10), then VARCHAR(255) for string
                            total   BIGINT        the table has it, declared as INT

                          At risk:
                            code: up to 100 % of VARCHAR(9) is used
                            total: up to 97 % of INT is used

                          The job would change it:
                            ALTER TABLE `orders` MODIFY COLUMN `note` VARCHAR(255) CHARACTER SET utf8mb4 NOT NULL, ADD COLUMN `name` VARCHAR(255) CHARACTER SET utf8mb4 NULL COMMENT 'customer.name', ADD COLUMN `gift` BOOLEAN NULL COMMENT 'gift';

                          Columns that are not Lockstep's and stay as they are:
                            mine

                          The job never does these. Run them yourself if you want them:
                            -- Column total of table orders is BIGINT and declared as INT: values that do not fit would be lost
                            ALTER TABLE `orders` MODIFY COLUMN `total` INT NULL;
                            -- Column code of table orders is VARCHAR(20) and declared as VARCHAR(9): values that do not fit would be lost
                            ALTER TABLE `orders` MODIFY COLUMN `code` VARCHAR(9) CHARACTER SET utf8mb4 NULL;
                            -- no field of the sampled documents fills old
                            ALTER TABLE `orders` DROP COLUMN `old`;
                            -- note takes no NULL, and 1 of the documents have no value for it
                            ALTER TABLE `orders` MODIFY COLUMN `note` VARCHAR(255) CHARACTER SET utf8mb4 NULL;
                            -- customer_name is declared as name now
                            ALTER TABLE `orders` RENAME COLUMN `customer_name` TO `name`;

                          Dead letters that the sampled documents would be:
                            1 TYPE_MISMATCH total
                        """);
    }

    @Test
    void tellsOfChildTables() throws Exception {
        insert(
                "orders",
                "{_id: 1, items: [{sku: 'a', qty: 2, lots: ['x', 7]}, {sku: 'b', note: null}]}",
                "{_id: 2, items: [{sku: 'c', qty: 1.5}, 'secret-value'], tiers: {'0df0': {level: 3}}}",
                "{_id: 3, items: [{sku: 'd', bad: NaN}, {sku: 'e', bad: NaN}]}",
                "{_id: 4, items: 'none'}",
                "{_id: 5}");
        execute("CREATE TABLE orders_tiers (orders_id BIGINT, mine INT, PRIMARY KEY (orders_id))");

        assertThat(
                        plan(
                                "children: [{ path: items, exclude: [note], children: [{ path: lots }] },"
                                        + " { path: tiers, map: true }, { path: none }]"))
                .isEqualTo(ExitCode.FAILED);

        assertThat(told())
                .isEqualTo(
                        """
                        shop.orders: 5 documents, 5 sampled

                          field  types              present  null   column
                          _id    int 5              100.0 %  0.0 %  (the key)
                          items  array 3, string 1  80.0 %   0.0 %  (a child table)
                          tiers  object 1           20.0 %   0.0 %  (a child table)

                          Elements of items, which become rows of table orders_items: 6 in the sample
                            field  types            present  null    column
                            bad    double 2         33.3 %   0.0 %   bad
                            lots   array 1          16.7 %   0.0 %   (a child table)
                            note   null 1           16.7 %   16.7 %  (excluded)
                            qty    double 1, int 1  33.3 %   0.0 %   qty
                            sku    string 5         83.3 %   0.0 %   sku
                            value  string 1         16.7 %   0.0 %   value

                          Elements of items.lots, which become rows of table orders_items_lots: 2 in the sample
                            field  types            present  null   column
                            value  int 1, string 1  100.0 %  0.0 %  value

                          Elements of tiers, which become rows of table orders_tiers: 1 in the sample
                            field  types  present  null   column
                            level  int 1  100.0 %  0.0 %  level

                          Elements of none, which become rows of table orders_none: 0 in the sample
                            no fields

                          Table orders, which is not there yet:
                            column  type        why
                            id      BIGINT key  BIGINT for int

                          The job would create it:
                            CREATE TABLE IF NOT EXISTS `orders` (`id` BIGINT NOT NULL COMMENT '_id', PRIMARY KEY (`id`)) ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COMMENT 'Lockstep: shop.orders';

                          Table orders_items, which is not there yet:
                            column     type          why
                            orders_id  BIGINT key    declared
                            ordinal    INT key       declared
                            qty        DOUBLE        INT for int, then DOUBLE for double
                            sku        VARCHAR(255)  VARCHAR(255) for string
                            value      VARCHAR(255)  VARCHAR(255) for string

                          The job would create it:
                            CREATE TABLE IF NOT EXISTS `orders_items` (`orders_id` BIGINT NOT NULL COMMENT '_id', `ordinal` INT NOT NULL COMMENT 'the place in items', `sku` VARCHAR(255) CHARACTER SET utf8mb4 NULL COMMENT 'items.sku', `qty` DOUBLE NULL COMMENT 'items.qty', `value` VARCHAR(255) CHARACTER SET utf8mb4 NULL COMMENT 'items.value', PRIMARY KEY (`orders_id`,`ordinal`)) ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COMMENT 'Lockstep: items of shop.orders';

                          Table orders_items_lots, which is not there yet:
                            column         type        why
                            orders_id      BIGINT key  declared
                            items_ordinal  INT key     declared
                            ordinal        INT key     declared
                            value          JSON        VARCHAR(255) for string, then JSON for int

                          The job would create it:
                            CREATE TABLE IF NOT EXISTS `orders_items_lots` (`orders_id` BIGINT NOT NULL COMMENT '_id', `items_ordinal` INT NOT NULL COMMENT 'the place in items', `ordinal` INT NOT NULL COMMENT 'the place in items.lots', `value` JSON NULL COMMENT 'items.lots.value', PRIMARY KEY (`orders_id`,`items_ordinal`,`ordinal`)) ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COMMENT 'Lockstep: items.lots of shop.orders';

                          Table orders_tiers, which is there:
                            column     type              why
                            orders_id  BIGINT key        declared
                            key        VARCHAR(255) key  VARCHAR(255) for string
                            level      INT               INT for int

                          The job can't write it:
                            Table orders_tiers exists, but its primary key is not (orders_id, key), the key of its documents. Change the table, or declare its key or another table in the pipeline file.

                          The job would change it:
                            ALTER TABLE `orders_tiers` ADD COLUMN `key` VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_BIN NOT NULL COMMENT 'the name in tiers', ADD COLUMN `level` INT NULL COMMENT 'tiers.level';

                          Columns that are not Lockstep's and stay as they are:
                            mine

                          Dead letters that the sampled documents would be:
                            1 NUMBER_NOT_FINITE items.0.bad
                            1 TYPE_MISMATCH items
                        """);
    }

    @Test
    void tellsOfBusinessKeys() throws Exception {
        insert(
                "orders",
                "{_id: 1, shop: 'a', number: 7, v: 1}",
                "{_id: 2, shop: 'a', number: {$numberLong: '7'}}",
                "{_id: 3, shop: 'a', number: 8}",
                "{_id: 4, shop: 'b'}");
        String key =
                "key: [{ path: shop, type: VARCHAR(20) }, { path: number, column: no, type: INT }]\n    ";

        assertThat(plan(key)).isZero();

        assertThat(told())
                .isEqualTo(
                        """
                        shop.orders: 4 documents, 4 sampled

                          field   types          present  null   column
                          _id     int 4          100.0 %  0.0 %  id
                          number  int 2, long 1  75.0 %   0.0 %  (the key)
                          shop    string 4       100.0 %  0.0 %  (the key)
                          v       int 1          25.0 %   0.0 %  v

                          Table orders, which is not there yet:
                            column  type             why
                            shop    VARCHAR(20) key  declared
                            no      INT key          declared
                            id      INT              INT for int
                            v       INT              INT for int

                          At risk:
                            documents whose key (shop, no) another one has: 1; each is a dead letter until the other gives it up
                            no: mixed types: int, long

                          The job would create it:
                            CREATE TABLE IF NOT EXISTS `orders` (`shop` VARCHAR(20) CHARACTER SET utf8mb4 COLLATE utf8mb4_BIN NOT NULL COMMENT 'shop', `no` INT NOT NULL COMMENT 'number', `id` INT NULL COMMENT '_id', `v` INT NULL COMMENT 'v', PRIMARY KEY (`shop`,`no`)) ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COMMENT 'Lockstep: shop.orders';

                          Dead letters that the sampled documents would be:
                            1 DUPLICATE_KEY shop, number
                            1 FIELD_MISSING number
                        """);
        out.getBuffer().setLength(0);
        assertThat(plan(key + "on_duplicate_key: latest")).isZero();
        assertThat(told())
                .contains(
                        "documents whose key (shop, no) another one has: 1; each is not seen until"
                                + " the other gives it up")
                .doesNotContain("DUPLICATE_KEY");
    }

    @Test
    void writesWhatTheConventionChoseIntoAPipelineFile() throws Exception {
        insert(
                "orders",
                "{_id: 1, total: 5, customer: {name: 'Ada', email: null}, items: ['x'], a: 1}",
                "{_id: 2, total: 2100000000, customer: {name: 'Bo'}, a: {b: 1}, secret: 'x'}");
        insert("notes", "{_id: 'n1', v: 1, m: {'0123456789ab': 1}}", "{_id: 'n2', v: 'x'}");
        execute(
                "CREATE TABLE notes (id VARCHAR(20) COLLATE utf8mb4_bin PRIMARY KEY, v VARCHAR(9))");
        Path written = folder.resolve("written.yaml");

        assertThat(plan("exclude: [secret] # not for us", "--write", written.toString())).isZero();

        assertThat(Files.readString(written).replace(shop.getName(), "shop"))
                .isEqualTo(
                        """
                        name: shop
                        source: {uri: "%s"}
                        target: {url: "%s", username: "%s", password: %s}
                        # The columns that the convention chose were written here by `lockstep plan --write`, each with the share of
                        # the sampled documents that have its field, and with their types. A column whose type stands here keeps it, and a
                        # value that does not fit becomes a dead letter: without `type` it follows the values, as by convention.
                        collections:
                        - from: shop.orders # 2 of 2 documents sampled
                          table: orders
                          key:
                          - {path: _id, column: id, type: BIGINT} # an id that is not of this type becomes a dead letter
                          # Not declared, and go by convention:
                          #   'a' is a document in some documents, and something else in others
                          #   'a.b' is a document in some documents, and something else in others
                          #   'customer.email' has no column yet: null 1
                          columns:
                          - {path: customer.name, column: customer_name, type: VARCHAR(255)} # in 100.0 %%: string 2
                          - {path: items, column: items, type: JSON} # in 50.0 %%: array 1; could have a table: children: [{ path: items }]
                          - {path: total, column: total, type: INT} # in 100.0 %%: int 2
                          exclude: [secret] # not for us
                        - from: shop.notes # 2 of 2 documents sampled
                          table: notes
                          key:
                          - {path: _id, column: id} # VARCHAR(20), as the table has it
                          columns:
                          - {path: m, column: m, type: JSON} # in 50.0 %%: object 1; could have a table: children: [{ path: m, map: true }]
                          - {path: v, column: v, type: JSON} # in 100.0 %%: int 1, string 1
                        - from: shop.*
                        """
                                .formatted(
                                        uri,
                                        url,
                                        user,
                                        password.isEmpty() ? "\"\"" : "'${MYSQL_PASSWORD}'"));
        assertThat(out.toString())
                .contains("wrote " + written + ": 2 collections, 5 columns declared");
    }

    @Test
    void writesOnlyWhereItMay() throws Exception {
        insert("orders", "{_id: 1}");
        Path there = Files.writeString(folder.resolve("there.yaml"), "mine");

        assertThat(plan("", "--write", there.toString())).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString())
                .isEqualToNormalizingNewlines(
                        there + ": is there already (another name, or --force to overwrite it)\n");
        assertThat(Files.readString(there)).isEqualTo("mine");
        assertThat(out.toString()).isEmpty();

        String self = folder.resolve("shop.yaml").toString();
        assertThat(plan("", "--write", self)).isEqualTo(ExitCode.USAGE);
        assertThat(plan("", "--write", folder.resolve("no/x.yaml").toString()))
                .isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("its folder does not exist (make it)");
        assertThat(plan("", "--write", folder.toString())).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains(folder + ": is a folder (name a file in it)");
        assertThat(plan("", "--write", "x.yaml", "--against", self)).isEqualTo(ExitCode.USAGE);
        assertThat(plan("", "--force")).isEqualTo(ExitCode.USAGE);

        assertThat(plan("", "--write", there.toString(), "--force")).isZero();
        assertThat(Files.readString(there)).startsWith("name: shop").contains("table: orders");
        assertThat(plan("", "--write", self, "--force")).isZero();
        assertThat(Files.readString(Path.of(self))).isEqualTo(Files.readString(there));
    }

    /** A job that goes on with strict would turn documents into dead letters. */
    @Test
    void writesNoColumnsWhereThatWouldRejectDocuments() throws Exception {
        execute("CREATE TABLE orders (id BIGINT PRIMARY KEY, v INT, `a.b` INT)");
        insert("orders", "{_id: 1, v: 1, 'a.b': 2}");
        insert("notes", "{_id: 1, v: 1}");
        Path written = folder.resolve("written.yaml");

        assertThat(plan("schema_drift: strict", "--write", written.toString())).isZero();

        assertThat(Files.readString(written).replace(shop.getName(), "shop"))
                .contains(
                        """
                        - from: shop.orders # 1 of 1 documents sampled
                          table: orders
                          # No columns are declared, as some fields can't be, and would count as not declared then
                          key:
                          - {path: _id, column: id, type: BIGINT} # an id that is not of this type becomes a dead letter
                          schema_drift: strict
                        - from: shop.notes # 1 of 1 documents sampled
                        """);
    }

    @Test
    void tellsWhyATableCanNotBeWritten() throws Exception {
        execute("CREATE TABLE orders (id BIGINT PRIMARY KEY, code INT UNIQUE)");
        insert("orders", "{_id: 1, code: 1}");

        assertThat(plan("")).isEqualTo(ExitCode.FAILED);

        assertThat(out.toString())
                .contains("The job can't write it:")
                .contains("Table orders has a unique key beside its primary key (code)");
    }

    @Test
    void changesNothingAndNeedsToReadOnly() throws Exception {
        execute("CREATE TABLE orders (id BIGINT PRIMARY KEY, v INT, big BIGINT)");
        insert("orders", "{_id: 1, v: 'x', big: 0.5}", "{_id: 2, more: [1]}");
        insert("notes", "{_id: 1}");
        execute("CREATE USER IF NOT EXISTS 'reader'@'%' IDENTIFIED BY 'pw'");
        execute("GRANT SELECT ON `" + MYSQL.database() + "`.* TO 'reader'@'%'");
        String before = everything();

        user = "reader";
        password = "pw";
        assertThat(plan("")).isEqualTo(ExitCode.OK);

        assertThat(out.toString()).contains("ALTER TABLE `orders`").contains("CREATE TABLE");
        assertThat(everything()).isEqualTo(before);
    }

    @Test
    void sampledDocumentsAreAsManyAsAsked() throws Exception {
        insert(
                "orders",
                IntStream.range(0, 50)
                        .mapToObj("{_id: %d, v: 1}"::formatted)
                        .toArray(String[]::new));

        assertThat(plan("", "--sample", "10")).isEqualTo(ExitCode.OK);

        assertThat(told()).containsPattern("shop.orders: 50 documents, ([1-9]|10) sampled\n");
    }

    @Test
    void noValueIsTold() throws Exception {
        insert(
                "orders",
                "{_id: 'secret-value-1', v: 'secret-value-2', w: {$numberLong: '4111222233334444'}}",
                "{_id: 'secret-value-3', v: 5, x: NaN, 'secret': ['secret-value-5']}");

        assertThat(plan("columns: [{ path: v, type: INT }, { path: w, type: INT }]")).isZero();

        assertThat(out.toString()).doesNotContain("secret-value").doesNotContain("4111222");
    }

    @Test
    void tellsWhichServerIsAway() throws Exception {
        insert("orders", "{_id: 1}");
        url = "jdbc:mysql://127.0.0.1:1/shop";
        assertThat(plan("")).isEqualTo(ExitCode.TARGET);
        assertThat(err.toString()).contains("error    target connection: cannot reach 127.0.0.1:1");

        uri = "mongodb://127.0.0.1:1/?replicaSet=rs0";
        assertThat(plan("")).isEqualTo(ExitCode.SOURCE);
        assertThat(err.toString()).contains("error    source connection: cannot reach 127.0.0.1:1");

        assertThat(plan("tabel: x")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("collections[0].tabel: is not a known key");
    }

    /** With names that are the same in each run. */
    private String told() {
        return out.toString()
                .replace(shop.getName(), "shop")
                .replaceAll("utf8mb4_(nopad_bin|0900_bin)", "utf8mb4_BIN")
                .replaceAll(" COLLATE utf8mb4_\\w+_ci", "");
    }

    /** Tables and collections with all that is in them. */
    private String everything() throws SQLException {
        StringBuilder all = new StringBuilder();
        for (String table : rows("SHOW TABLES")) {
            all.append(rows("SHOW CREATE TABLE `" + table + "`", 2));
            all.append(rows("CHECKSUM TABLE `" + table + "`", 2));
        }
        for (String name : shop.listCollectionNames()) {
            all.append(name).append(shop.getCollection(name).find().into(new ArrayList<>()));
        }
        return all.toString();
    }

    private void insert(String collection, String... documents) {
        shop.getCollection(collection)
                .insertMany(Stream.of(documents).map(Document::parse).toList());
    }

    private int plan(String orders, String... arguments) throws IOException {
        String file =
                """
                name: shop
                source: { uri: "%s" }
                target: { url: "%s", username: "%s", password: "%s" }
                collections:
                  - from: %5$s.orders
                    %6$s
                  - from: %5$s.*
                """
                        .formatted(uri, url, user, password, shop.getName(), orders);
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add(Files.writeString(folder.resolve("shop.yaml"), file).toString());
        return new CommandLine(new PlanCommand())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(all.toArray(String[]::new));
    }

    private static void execute(String sql) throws SQLException {
        try (Connection connection = MYSQL.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static List<String> rows(String sql) throws SQLException {
        return rows(sql, 1);
    }

    private static List<String> rows(String sql, int column) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Connection connection = MYSQL.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            while (row.next()) {
                rows.add(row.getString(column));
            }
        }
        return rows;
    }
}
